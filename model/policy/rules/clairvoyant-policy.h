// SPDX-License-Identifier: GPL-2.0-only

#ifndef CLAIRVOYANT_POLICY_H
#define CLAIRVOYANT_POLICY_H

#include "../../process/process-pool.h"
#include "../spaces/decision-candidates.h"

#include "ns3/decision-space.h"
#include "ns3/nstime.h"
#include "ns3/offloading-policy.h"
#include "ns3/random-variable-stream.h"
#include "ns3/reward-model.h"
#include "ns3/task-observer.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A bound: tries decisions on the true future and takes the best.
 *
 * At each epoch the whole simulation is forked, once for each candidate: the decision of a base
 * rule, and decisions of a DecisionSpace around it (DecisionCandidates). A child carries its
 * candidate out and goes on with the same simulation, in which the base rule decides from then on.
 * It tells the sum of the rewards of all tasks that are in flight now or created before the
 * horizon, when the last of them has ended. The candidate with the greatest sum is decided; of
 * equals the first, and the base rule's decision is the first of all. No policy can know what this
 * one knows, so it says how much there is to win.
 *
 * Children are sealed (SealProcess()) and end with their parent. Their number at one time changes
 * no result. Asked outside of an InferenceScheduler it decides as the base rule does.
 */
class ClairvoyantPolicy : public OffloadingPolicy, public TaskObserver
{
  public:
    /**
     * @brief Signature of the trace source Tried.
     * @param epoch number of the epoch
     * @param candidates how many decisions were tried, that of the base rule included
     * @param base reward that the decision of the base rule came to
     * @param best reward that the decision came to which was taken
     */
    typedef void (*TriedTracedCallback)(uint64_t epoch,
                                        uint64_t candidates,
                                        double base,
                                        double best);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ClairvoyantPolicy();
    ~ClairvoyantPolicy() override;

    bool NeedsArrivals() const override;
    int64_t AssignStreams(int64_t stream) override;

    void BeginTasks(uint64_t open) override;
    void TaskCreated(const InferenceTask& task) override;
    void TaskEnded(const TaskOutcome& outcome, double reward) override;

  protected:
    void DoDispose() override;

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /**
     * @brief Tries decisions in forked processes.
     * @param state what is known
     * @param actions decisions beside the present one
     * @param first 0: the present decision is tried, too; 1: it is not
     * @param [in,out] decision the present decision; in a child it becomes the one that is tried
     * @param [out] rewards what the decisions came to, the present one first
     * @return true in a child, which is to go on
     */
    bool Try(const EpochState& state,
             const std::vector<DecisionCandidates::Action>& actions,
             std::size_t first,
             EpochDecision& decision,
             std::vector<double>& rewards);

    /**
     * @brief In a child: what comes is the future of a candidate.
     * @param line to the parent
     */
    void BeginFuture(const ProcessPool::Line& line);

    /// In a child: runs the simulation until Report(), also beyond a Simulator::Stop().
    void RunFuture();

    /// In a child: no task counts that is created from now on.
    void ReachHorizon();

    /// In a child: the simulation is destroyed before the horizon.
    void EndEarly();

    /// In a child: tells the reward and ends the process.
    [[noreturn]] void Report() const;

    /**
     * @brief Waits for a child.
     * @param pool the processes, of which the child is one
     * @param number of the child
     * @param state what is known
     * @param candidate number of the candidate, from 0
     * @return the reward
     * @throws std::runtime_error when it has none
     */
    static double Listen(ProcessPool& pool,
                         std::size_t number,
                         const EpochState& state,
                         std::size_t candidate);

    Ptr<OffloadingPolicy> m_base;        //!< the attribute Base
    Ptr<RewardModel> m_scores;           //!< the attribute RewardModel
    Ptr<DecisionSpace> m_space;          //!< the attribute Space
    Time m_horizon;                      //!< the attribute Horizon
    uint32_t m_most;                     //!< the attribute Candidates
    uint32_t m_rounds;                   //!< the attribute Rounds
    uint32_t m_processes;                //!< the attribute Processes
    Ptr<UniformRandomVariable> m_random; //!< draws candidates
    DecisionCandidates m_candidates;     //!< what is tried
    bool m_isObserving{false};           //!< tasks are told: this is a simulation
    uint64_t m_open{0};                  //!< tasks that count and have not ended
    double m_reward{0};                  //!< in a child: sum over tasks
    Time m_end{Time::Max()};             //!< in a child: tasks created from then on do not count
    bool m_isBeyond{false};              //!< in a child: the horizon is reached
    std::optional<ProcessPool::Line> m_line; //!< in a child: to the parent

    TracedCallback<uint64_t, uint64_t, double, double> m_triedTrace; //!< candidates were tried
};

} // namespace ns3

#endif // CLAIRVOYANT_POLICY_H
