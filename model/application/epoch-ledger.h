// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_LEDGER_H
#define EPOCH_LEDGER_H

#include "ns3/epoch-state.h"
#include "ns3/inference-task.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/reward-model.h"
#include "ns3/task-outcome.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The ledger of credit: which decision gets the reward of which task, and when a decision
 * has got all of its rewards.
 *
 * Each decision has a page. A page is complete when the state that followed is known, every task of
 * the decision has ended and, for epochs at an interval, no stream follows this decision or an
 * older one any more (or the credit window has passed). Pages leave the ledger in the order of
 * their decisions. A task is credited to the decision whose plan it has, if it was created within
 * the credit window after that decision. When arrivals trigger the epochs, only the task whose
 * arrival did is credited.
 */
class EpochLedger
{
  public:
    /// How credit is given.
    struct Rules
    {
        Time window;                     //!< a task that is created later is credited to nothing
        bool atArrivals{false};          //!< arrivals trigger the epochs
        std::vector<uint32_t> streamUes; //!< by stream: index of the UE that has it
        Ptr<const RewardModel> reward;   //!< gives the reward of a task
    };

    /**
     * @brief Begins with no pages.
     * @param rules how credit is given
     * @param isFollowed tells whether any stream still follows the decision with this number or an
     * older one
     * @param onComplete called with each complete page
     */
    void Start(const Rules& rules,
               std::function<bool(uint64_t)> isFollowed,
               std::function<void(const EpochTransition&)> onComplete);

    /// Forgets all pages and the callbacks.
    void Clear();

    /**
     * @return number of the newest decision; 0 before the first
     */
    uint64_t GetNewest() const;

    /**
     * @brief An epoch begins: the state is what came next for the decisions that wait for it.
     * @param state what is known now
     * @param arriving number of the stream whose task is about to be created; not used when epochs
     * come at an interval
     */
    void SetNext(const EpochState& state, std::size_t arriving);

    /**
     * @brief Opens the page of a new decision, with the next number.
     * @param state what the policy sees
     * @param arriving number of the stream whose task is about to be created; not used when epochs
     * come at an interval
     * @return the decision of the page, which the caller writes; the decision of an earlier page
     * may stand in it
     */
    EpochDecision& Open(const EpochState& state, std::size_t arriving);

    /**
     * @brief A stream got a plan.
     * @param stream number of the stream
     * @param decision number of the decision that gave it
     */
    void PlanSet(std::size_t stream, uint64_t decision);

    /**
     * @brief A task was created.
     * @param stream number of the stream
     * @param task the task
     * @param isAnswered false when arrivals trigger the epochs and this one triggered none
     */
    void TaskCreated(std::size_t stream, const InferenceTask& task, bool isAnswered);

    /**
     * @brief A task ended: writes its reward on the page of its decision and hands out what is
     * complete.
     * @param stream number of the stream
     * @param outcome how the task ended
     * @param now the present
     */
    void TaskEnded(std::size_t stream, const TaskOutcome& outcome, Time now);

    /**
     * @brief Hands out the pages that are complete, in the order of their decisions.
     * @param now the present
     */
    void Settle(Time now);

  private:
    /// A decision whose page is not complete.
    struct Page
    {
        EpochTransition transition; //!< what is known of the step
        uint32_t outstanding{0};    //!< tasks of the decision that have not ended
        bool hasNext{false};        //!< transition.next is known
        uint64_t task{0};           //!< number of the task whose arrival triggered the decision
    };

    /**
     * @param page a page
     * @param created when a task of its decision was created
     * @return true when this is within the credit window
     */
    bool IsInWindow(const Page& page, Time created) const;

    /**
     * @param decision number of a decision
     * @return its page, or null when it has left the ledger or never was in it
     */
    Page* Find(uint64_t decision);

    Rules m_rules;                                            //!< how credit is given
    std::function<bool(uint64_t)> m_isFollowed;               //!< asks the streams
    std::function<void(const EpochTransition&)> m_onComplete; //!< takes complete pages
    uint64_t m_newest{0};                                     //!< number of the newest decision
    std::vector<uint64_t> m_lastArrivals;       //!< by UE: decision on its last arrival, or 0
    std::deque<std::unique_ptr<Page>> m_pages;  //!< open pages, oldest first
    std::vector<std::unique_ptr<Page>> m_spare; //!< pages to use again
};

} // namespace ns3

#endif // EPOCH_LEDGER_H
