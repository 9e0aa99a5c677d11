// SPDX-License-Identifier: GPL-2.0-only

#ifndef ASSIGNMENT_LEARNING_POLICY_H
#define ASSIGNMENT_LEARNING_POLICY_H

#include "ns3/assignment-policy.h"
#include "ns3/random-variable-stream.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief GRLE, GRL, DROOE and DROO: an actor proposes joint assignments, AssignmentCritic values
 * those that order-preserving quantisation makes of it, the best is carried out, and the actor
 * learns to propose it.
 *
 * GRLE (Li, Iosifidis, Zhang, GLOBECOM 2022, arXiv 2210.13464; formulation ours, see the
 * documentation) has the graph actor and early exits, GRL has the last exit only; DROOE and DROO
 * are the same with DROO's fully connected actor (Huang, Bi, Zhang, IEEE TMC 19(11), 2020), whose
 * published hyperparameters are the defaults. The fully connected actor is bound to the numbers of
 * streams and servers of its first episode, the graph actor's network is not.
 *
 * Features. Of a stream: tasks expected in the slot, way to the first server, deadline over the
 * slot's length, rank of its slack among the streams (which tells apart streams that are alike). Of
 * an option: accuracy, service and wait over the mean deadline, the load if every stream took it,
 * whether it is on the UE. Of an edge: latency and service over the deadline, the load of the
 * stream alone, accuracy, accuracy if the estimated latency is within the deadline.
 */
class AssignmentLearningPolicy : public AssignmentPolicy, public TrainablePolicy
{
  public:
    /// Networks that score the options.
    enum Actor
    {
        GRAPH, //!< graph convolution
        DENSE  //!< fully connected
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AssignmentLearningPolicy();
    ~AssignmentLearningPolicy() override;

    void Learn(const EpochTransition& transition) override;
    void Save(std::ostream& os) const override;
    void SaveNetworks(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    struct Learner; // of model/learning/

    /**
     * @throws LearningError when the sizes do not fit those of earlier episodes
     */
    void DoBeginEpisode() override;
    void Assign(const EpochState& state, std::vector<uint32_t>& assignment) override;

    /**
     * @param os binary stream
     * @param full true: all that resuming needs; false: what deciding needs
     */
    void Write(std::ostream& os, bool full) const;

    /// Makes the learner for the sizes of the episode.
    void MakeLearner();

    /// Fills the learner's problem with the features of the slot.
    void Describe();

    Actor m_actor;                      //!< kind of network
    double m_learningRate;              //!< Adam
    double m_gradientClip;              //!< norm
    uint32_t m_memoryCapacity;          //!< slots
    uint32_t m_batchSize;               //!< slots
    uint32_t m_trainInterval;           //!< slots
    uint32_t m_candidates;              //!< 0: one a stream
    uint32_t m_adaptInterval;           //!< slots
    double m_noise;                     //!< of exploration
    uint32_t m_width;                   //!< of the graph actor
    uint32_t m_rounds;                  //!< of the graph actor
    uint32_t m_hiddenUnits1;            //!< of the fully connected actor
    uint32_t m_hiddenUnits2;            //!< of the fully connected actor
    Ptr<UniformRandomVariable> m_seed;  //!< gives the learner its seed
    std::unique_ptr<Learner> m_learner; //!< the learner and its problem
    std::string m_checkpoint;           //!< read before the learner was made
};

} // namespace ns3

#endif // ASSIGNMENT_LEARNING_POLICY_H
