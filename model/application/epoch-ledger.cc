// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-ledger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

void
EpochLedger::Start(const Rules& rules,
                   std::function<bool(uint64_t)> isFollowed,
                   std::function<void(const EpochTransition&)> onComplete)
{
    m_rules = rules;
    m_isFollowed = std::move(isFollowed);
    m_onComplete = std::move(onComplete);
    m_newest = 0;
    m_pages.clear();
    const auto& ues = m_rules.streamUes;
    m_lastArrivals.assign(ues.empty() ? 0 : *std::max_element(ues.begin(), ues.end()) + 1, 0);
}

void
EpochLedger::Clear()
{
    Start(Rules(), nullptr, nullptr);
    m_spare.clear();
}

uint64_t
EpochLedger::GetNewest() const
{
    return m_newest;
}

bool
EpochLedger::IsInWindow(const Page& page, Time created) const
{
    return created < page.transition.state.time + m_rules.window;
}

EpochLedger::Page*
EpochLedger::Find(uint64_t decision)
{
    const uint64_t oldest = m_newest + 1 - m_pages.size();
    return decision >= oldest && decision <= m_newest ? m_pages[decision - oldest].get() : nullptr;
}

void
EpochLedger::SetNext(const EpochState& state, std::size_t arriving)
{
    if (!m_rules.atArrivals)
    {
        if (!m_pages.empty())
        {
            m_pages.back()->transition.next = state;
            m_pages.back()->hasNext = true;
        }
        return;
    }
    for (uint32_t ue = 0; ue < m_lastArrivals.size(); ++ue)
    {
        Page* page = Find(m_lastArrivals[ue]);
        if (page && !page->hasNext &&
            (ue == m_rules.streamUes[arriving] || !IsInWindow(*page, state.time)))
        {
            page->transition.next = state;
            page->hasNext = true;
        }
    }
}

EpochDecision&
EpochLedger::Open(const EpochState& state, std::size_t arriving)
{
    if (m_spare.empty())
    {
        m_spare.push_back(std::make_unique<Page>());
    }
    m_pages.push_back(std::move(m_spare.back()));
    m_spare.pop_back();
    ++m_newest;
    if (m_rules.atArrivals)
    {
        m_lastArrivals[m_rules.streamUes[arriving]] = m_newest;
    }
    Page& page = *m_pages.back();
    page.outstanding = 0;
    page.hasNext = false;
    page.task = 0;
    page.transition.rewards.assign(m_rules.streamUes.size(), EdgeStreamReward());
    page.transition.state = state;
    return page.transition.decision;
}

void
EpochLedger::PlanSet(std::size_t stream, uint64_t decision)
{
    if (Page* page = Find(decision))
    {
        page->transition.rewards[stream].applied = true;
    }
}

void
EpochLedger::TaskCreated(std::size_t stream, const InferenceTask& task, bool isAnswered)
{
    Page* page = Find(task.decision);
    if (page && (isAnswered || !m_rules.atArrivals) && IsInWindow(*page, task.created))
    {
        page->task = task.id;
        ++page->outstanding;
        ++page->transition.rewards[stream].tasks;
    }
}

void
EpochLedger::TaskEnded(std::size_t stream, const TaskOutcome& outcome, Time now)
{
    Page* page = Find(outcome.decision);
    if (page && (!m_rules.atArrivals || page->task == outcome.task) &&
        IsInWindow(*page, outcome.created))
    {
        --page->outstanding;
        page->transition.rewards[stream].reward += m_rules.reward->Score(outcome);
        Settle(now);
    }
}

void
EpochLedger::Settle(Time now)
{
    while (!m_pages.empty())
    {
        const Page& page = *m_pages.front();
        if (!page.hasNext || page.outstanding > 0)
        {
            return;
        }
        // A decision on an arrival is for one task: no stream follows it afterwards.
        if (!m_rules.atArrivals && IsInWindow(page, now) &&
            m_isFollowed(page.transition.state.epoch))
        {
            return;
        }
        m_onComplete(page.transition);
        m_spare.push_back(std::move(m_pages.front()));
        m_pages.pop_front();
    }
}

} // namespace ns3
