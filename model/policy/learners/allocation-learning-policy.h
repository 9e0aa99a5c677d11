// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_LEARNING_POLICY_H
#define ALLOCATION_LEARNING_POLICY_H

#include "ns3/allocation-policy.h"
#include "ns3/random-variable-stream.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <deque>
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
 * @brief What learners of joint decisions share: one agent, one or several rows (observation,
 * action, reward) an epoch, what was done until its reward is known, checkpoints.
 *
 * A subclass says what a row is and makes the agent. It is made at the first episode, because its
 * sizes follow from the scenario; the subclass's attributes do nothing after that.
 */
class AllocationLearningPolicy : public AllocationPolicy, public TrainablePolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AllocationLearningPolicy();
    ~AllocationLearningPolicy() override;

    void Learn(const EpochTransition& transition) override;
    void Save(std::ostream& os) const override;
    void SaveNetworks(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    /// Sizes that follow from a scenario.
    struct Layout
    {
        uint32_t rows{1};            //!< rows an epoch
        uint32_t observationSize{0}; //!< numbers of a row's observation
        uint32_t actionSize{0};      //!< numbers of a row's action

        /**
         * @param other the other layout
         * @return whether an agent of one serves the other; the number of rows does not matter
         */
        bool Fits(const Layout& other) const
        {
            return observationSize == other.observationSize && actionSize == other.actionSize;
        }
    };

    /// The learner behind the policy. Its methods throw std::runtime_error as those of learning/.
    class Agent
    {
      public:
        virtual ~Agent() = default;

        /**
         * @param observation of a row
         * @param greedy without exploration
         * @param [in,out] action of the row; on entry a demonstration, or what it was before
         */
        virtual void Act(const float* observation, bool greedy, float* action) = 0;

        /**
         * @brief Takes one step of one row; not terminal, for an episode ends by its time limit.
         * @param observation before
         * @param action taken
         * @param reward of it
         * @param next observation after
         */
        virtual void Remember(const float* observation,
                              const float* action,
                              float reward,
                              const float* next) = 0;

        /// An episode has ended.
        virtual void EndEpisode() = 0;

        /// Does the gradient steps that are due.
        virtual void Update() = 0;

        /**
         * @param os binary stream for all that resuming needs
         */
        virtual void Save(std::ostream& os) const = 0;

        /**
         * @param os binary stream for the networks alone
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
    void DoBeginEpisode() override;

    /**
     * @brief What a row has earned. Here: the mean reward of all tasks of the decision.
     * @param transition a step
     * @param row a row
     * @param [out] reward its reward
     * @return false when there was no task, so that there is nothing to be learnt
     */
    virtual bool DoScore(const EpochTransition& transition, uint32_t row, double& reward) const;

  private:
    /**
     * @brief Prepares for the episode's system.
     * @return the sizes that it asks for
     */
    virtual Layout DoPrepare() = 0;

    /**
     * @param layout sizes
     * @param seed decides every random number of the agent
     * @return the agent
     */
    virtual std::unique_ptr<Agent> MakeAgent(const Layout& layout, uint64_t seed) const = 0;

    /**
     * @brief Observes.
     * @param state what is known
     * @param [out] observations rows
     * @param [out] actions rows: a demonstration where the policy has one
     */
    virtual void DoObserve(const EpochState& state, float* observations, float* actions) = 0;

    /**
     * @brief Carries out.
     * @param state what is known
     * @param actions rows
     * @param [in,out] decision plans and shares are written
     */
    virtual void DoCarryOut(const EpochState& state,
                            const float* actions,
                            EpochDecision& decision) = 0;

    void DoAllocate(const EpochState& state, EpochDecision& decision) override;

    /// What was done at an epoch whose reward is not known yet.
    struct Pending
    {
        uint64_t epoch{0};               //!< number of the epoch
        std::vector<float> observations; //!< rows
        std::vector<float> actions;      //!< rows
    };

    std::unique_ptr<Agent> m_agent;    //!< the learner
    Layout m_layout;                   //!< of the present episode
    std::string m_checkpoint;          //!< read before the agent was made
    Ptr<UniformRandomVariable> m_seed; //!< gives the agent its seed
    std::deque<Pending> m_pending;     //!< in the order of epochs
    Pending m_now;                     //!< scratch, while it does not learn
};

} // namespace ns3

#endif // ALLOCATION_LEARNING_POLICY_H
