// SPDX-License-Identifier: GPL-2.0-only

#include "service-continuity.h"

#include <algorithm>
#include <limits>

namespace ns3
{

void
ServiceContinuity::Add(const TaskOutcome& outcome, uint32_t stream, uint32_t server)
{
    if (m_streams.size() <= stream)
    {
        m_streams.resize(stream + 1);
    }
    m_streams[stream].push_back({outcome.created,
                                 outcome.deadline,
                                 outcome.ended,
                                 outcome.status == InferenceTaskStatus::COMPLETED,
                                 server});
}

double
ServiceContinuity::GetInterruption(std::vector<Task> tasks, Time end)
{
    const auto first =
        std::min_element(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) {
            return a.created < b.created;
        });
    const double begin = first->created.GetSeconds();
    const double length = end.GetSeconds() - begin;
    if (length <= 0)
    {
        return 0;
    }
    const double period = length / static_cast<double>(tasks.size());
    const double limit = first->deadline.GetSeconds() + period;
    std::sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) {
        return a.ended < b.ended;
    });
    double interrupted = 0;
    double newest = begin - period; // creation of the newest result that the UE has
    double from = begin;            // time looked at so far
    const auto lookUntil = [&](double until) {
        until = std::min(until, end.GetSeconds());
        interrupted += std::max(0.0, until - std::max(from, newest + limit));
        from = std::max(from, until);
    };
    for (const auto& task : tasks)
    {
        if (task.completed)
        {
            lookUntil(task.ended.GetSeconds());
            newest = std::max(newest, task.created.GetSeconds());
        }
    }
    lookUntil(end.GetSeconds());
    return interrupted / length;
}

double
ServiceContinuity::GetInterruption(Time end) const
{
    double sum = 0;
    double n = 0;
    for (const auto& tasks : m_streams)
    {
        if (!tasks.empty())
        {
            sum += GetInterruption(tasks, end);
            ++n;
        }
    }
    return n > 0 ? sum / n : std::numeric_limits<double>::quiet_NaN();
}

double
ServiceContinuity::GetMigrations(Time length) const
{
    double migrations = 0;
    double n = 0;
    for (auto tasks : m_streams)
    {
        n += !tasks.empty();
        std::stable_sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) {
            return a.created < b.created;
        });
        uint32_t last = NO_SERVER;
        for (const auto& task : tasks)
        {
            if (task.server != NO_SERVER)
            {
                migrations += last != NO_SERVER && last != task.server;
                last = task.server;
            }
        }
    }
    const double minutes = length.GetSeconds() / 60;
    return n > 0 && minutes > 0 ? migrations / n / minutes
                                : std::numeric_limits<double>::quiet_NaN();
}

} // namespace ns3
