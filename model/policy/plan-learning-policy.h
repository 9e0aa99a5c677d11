// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_LEARNING_POLICY_H
#define PLAN_LEARNING_POLICY_H

#include "ns3/offloading-policy.h"
#include "ns3/plan-space.h"
#include "ns3/random-variable-stream.h"
#include "ns3/state-encoder.h"

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
 * @brief What learners of discrete plans share: each stream is an observation (StateEncoder) of its
 * own, its plan is an action (PlanSpace), all streams are decided in one forward pass, and the mean
 * reward of a decision's tasks trains one agent for all streams.
 *
 * A subclass makes the agent. It is made at the first episode, because its sizes follow from the
 * scenario; the subclass's attributes do nothing after that.
 */
class PlanLearningPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PlanLearningPolicy();
    ~PlanLearningPolicy() override;

    void Learn(const EpochTransition& transition) override;
    bool IsLearner() const override;
    void Save(std::ostream& os) const override;
    void SaveNetworks(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    /// The learner behind the policy. Its methods throw std::runtime_error as those of learning/.
    class Agent
    {
      public:
        virtual ~Agent() = default;

        /**
         * @param observations n rows
         * @param masks n rows, 0 where an action is not valid
         * @param n number of rows
         * @param greedy without exploration
         * @param [out] actions n actions
         */
        virtual void Act(const float* observations,
                         const uint8_t* masks,
                         std::size_t n,
                         bool greedy,
                         uint32_t* actions) = 0;

        /**
         * @brief Takes one step of one stream; not terminal, for an episode ends by its time limit.
         * @param observation before
         * @param mask valid actions, before and after
         * @param action taken
         * @param reward of it
         * @param next observation after
         */
        virtual void Remember(const float* observation,
                              const uint8_t* mask,
                              uint32_t action,
                              float reward,
                              const float* next) = 0;

        /// Does the gradient steps that are due.
        virtual void Update() = 0;

        /**
         * @param os binary stream for all that resuming needs
         */
        virtual void Save(std::ostream& os) const = 0;

        /**
         * @param os binary stream for what acting needs
         */
        virtual void SaveNetworks(std::ostream& os) const = 0;

        /**
         * @param is binary stream with what Save() or SaveNetworks() wrote
         */
        virtual void Load(std::istream& is) = 0;

        /**
         * @return figures for training.csv
         */
        virtual std::vector<std::pair<std::string, double>> GetFigures() const = 0;
    };

    void DoDispose() override;

  private:
    /**
     * @param observationSize numbers of an observation
     * @param actionCount number of actions
     * @param seed decides every random number of the agent
     * @return the agent
     */
    virtual std::unique_ptr<Agent> MakeAgent(uint32_t observationSize,
                                             uint32_t actionCount,
                                             uint64_t seed) const = 0;

    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    std::unique_ptr<Agent> m_agent;       //!< the learner
    uint32_t m_observationSize{0};        //!< that it was made for
    uint32_t m_actionCount{0};            //!< that it was made for
    std::string m_checkpoint;             //!< read before the agent was made
    Ptr<UniformRandomVariable> m_seed;    //!< gives the agent its seed
    PlanSpace m_space;                    //!< the actions
    StateEncoder m_encoder;               //!< makes observations
    std::vector<float> m_observations;    //!< one row a stream
    std::vector<float> m_nextObservation; //!< one row
    std::vector<uint8_t> m_masks;         //!< one row a stream
    std::vector<uint32_t> m_actions;      //!< one a stream
};

} // namespace ns3

#endif // PLAN_LEARNING_POLICY_H
