// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_ASSIGNMENT_LEARNER_H
#define EDGE_ASSIGNMENT_LEARNER_H

#include "algorithm-learner.h"
#include "network-learner.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

namespace learning
{
class AssignmentLearner;
struct AssignmentLearnerOptions;
struct AssignmentProblem;
} // namespace learning

/**
 * @ingroup edge-inference
 * @brief GRLE, GRL, DROOE and DROO: an actor proposes joint choices, the space's model values those
 * that order-preserving quantisation makes of it, the best is taken, and the actor learns to
 * propose it (learning::AssignmentLearner).
 *
 * GRLE (Li, Iosifidis, Zhang, GLOBECOM 2022, arXiv 2210.13464; formulation ours, see the
 * documentation) has the graph actor and early exits, GRL has the last exit only; DROOE and DROO
 * are the same with DROO's fully connected actor (Huang, Bi, Zhang, IEEE TMC 19(11), 2020), whose
 * published hyperparameters are the defaults. The fully connected actor is bound to the numbers of
 * rows and choices of its first episode, the graph actor's network is not.
 */
class AssignmentLearner : public AlgorithmLearner<learning::AssignmentLearner, NetworkLearner>
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

    AssignmentLearner();
    ~AssignmentLearner() override;

    std::string Describe() const override;
    bool Fits(const Layout& layout) const override;
    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override;
    void Act(Rows& rows, bool greedy) override;
    void Remember(const Step& step) override;
    void RememberDecision(const Rows& rows) override;
    void RememberHistoryDecision(const Rows& rows) override;
    void Update() override;
    Figures GetFigures() const override;
    bool ServesAnyRows() const override;
    bool LearnsFromSteps() const override;
    Actors GetActors() const override;
    void SeedExploration(uint64_t seed) override;

  protected:
    void DoDispose() override;

    /**
     * @brief Takes the attribute Network, where it is set.
     * @param layout what is seen and decided
     * @param [in,out] options get the network
     */
    void TakeNetwork(const Layout& layout, learning::AssignmentLearnerOptions& options) const;

  private:
    /**
     * @brief Fills m_problem.
     * @param rows observed
     */
    void TakeProblem(const Rows& rows);

    Actor m_actor{GRAPH};                                   //!< kind of network
    double m_learningRate{0};                               //!< Adam
    double m_gradientClip{0};                               //!< norm
    uint32_t m_memoryCapacity{0};                           //!< slots
    uint32_t m_batchSize{0};                                //!< slots
    uint32_t m_trainInterval{0};                            //!< slots
    uint32_t m_candidates{0};                               //!< 0: one a row
    uint32_t m_adaptInterval{0};                            //!< slots
    double m_noise{0};                                      //!< of exploration
    uint32_t m_width{0};                                    //!< of the graph actor
    uint32_t m_rounds{0};                                   //!< of the graph actor
    uint32_t m_hiddenUnits1{0};                             //!< of the fully connected actor
    uint32_t m_hiddenUnits2{0};                             //!< of the fully connected actor
    Ptr<DecisionSpace> m_space;                             //!< has the model
    std::unique_ptr<learning::AssignmentProblem> m_problem; //!< of the slot; reused
};

} // namespace ns3

#endif // EDGE_ASSIGNMENT_LEARNER_H
