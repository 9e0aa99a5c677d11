// SPDX-License-Identifier: GPL-2.0-only

#include "event-limit.h"

#include "../../model/input/last-words.h"

#include "ns3/inference-input-error.h"
#include "ns3/nstime.h"

#include <cstdio>
#include <sstream>

namespace ns3
{

namespace
{

/**
 * @param limit processor time that an event may take, s
 * @return the error, with @ for the simulated time
 */
std::string
MakeLine(double limit)
{
    std::ostringstream found;
    found << "one event that took more than " << limit << " s of processor time";
    const std::string words = LastWords::Get();
    return InferenceInputError("simulation",
                               "at @ s",
                               found.str(),
                               "events that end",
                               words.empty() ? "does a model or a policy go round for ever?"
                                             : words)
        .what();
}

} // namespace

EventLimit::EventLimit(const uint64_t& events, const uint64_t& now, double limit)
    : EventLimit(events, now, limit, MakeLine(limit))
{
}

EventLimit::EventLimit(const uint64_t& events,
                       const uint64_t& now,
                       double limit,
                       const std::string& line)
    : m_events(&events),
      m_now(&now),
      m_last(events),
      m_before(line.substr(0, line.find('@'))),
      m_after(line.substr(line.find('@') + 1)),
      m_limit(limit, &EventLimit::Look, this)
{
}

const char*
EventLimit::Look(void* watcher)
{
    auto* const limit = static_cast<EventLimit*>(watcher);
    const uint64_t events = *limit->m_events;
    if (events != limit->m_last)
    {
        limit->m_last = events;
        return nullptr;
    }
    const int64_t us = TimeStep(*limit->m_now).GetMicroSeconds();
    std::snprintf(limit->m_line.data(),
                  limit->m_line.size(),
                  "%s%lld.%06lld%s",
                  limit->m_before.c_str(),
                  static_cast<long long>(us / 1000000),
                  static_cast<long long>(us % 1000000),
                  limit->m_after.c_str());
    return limit->m_line.data();
}

} // namespace ns3
