// SPDX-License-Identifier: GPL-2.0-only

#include "episode-watch.h"

#include "../../model/input/last-words.h"

#include "ns3/global-value.h"
#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <array>
#include <cstdio>
#include <limits>

namespace ns3
{

namespace
{

/// How long a run is watched before it is judged, s; ours.
constexpr double PATIENCE = 20;

/// A run that takes longer is announced, s; ours.
constexpr double LONG = 600;

/**
 * @return the class of scheduler that the user chose
 */
TypeId
GetSchedulerType()
{
    StringValue name;
    GlobalValue::GetValueByName("SchedulerType", name);
    return TypeId::LookupByName(name.Get());
}

} // namespace

TypeId
EpisodeWatch::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EpisodeWatch").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

Ptr<EpisodeWatch>
EpisodeWatch::Begin(uint64_t most, Time end, const Notice& notice, double seconds)
{
    auto watch = CreateObject<EpisodeWatch>();
    watch->m_most = most;
    watch->m_first = Simulator::Now();
    watch->m_end = end;
    watch->m_notice = notice;
    watch->m_started = std::chrono::steady_clock::now();
    watch->m_limit = std::make_unique<EventLimit>(watch->m_all, watch->m_now, seconds);
    ObjectFactory inner;
    inner.SetTypeId(GetSchedulerType());
    ObjectFactory factory;
    factory.SetTypeId(WatchedScheduler::GetTypeId());
    factory.Set("Scheduler", PointerValue(inner.Create<Scheduler>()));
    factory.Set("Watch", PointerValue(watch));
    Simulator::SetScheduler(factory);
    return watch;
}

void
EpisodeWatch::End()
{
    m_most = std::numeric_limits<uint64_t>::max();
    m_notice = nullptr;
    m_limit = nullptr;
}

void
EpisodeWatch::Refuse()
{
    const std::string words = LastWords::Get();
    const uint64_t events = m_events;
    End();
    throw InferenceInputError("simulation",
                              "at " + std::to_string(TimeStep(m_now).GetSeconds()) + " s",
                              std::to_string(events) + " events at one instant",
                              "simulated time that passes",
                              words.empty() ? "does a walk, a period or a pause take no time?"
                                            : words);
}

void
EpisodeWatch::Look()
{
    using Seconds = std::chrono::duration<double>;
    const double spent = Seconds(std::chrono::steady_clock::now() - m_started).count();
    if (spent < PATIENCE)
    {
        return;
    }
    const double passed = (TimeStep(m_now) - m_first).GetSeconds();
    const double left = (m_end - TimeStep(m_now)).GetSeconds();
    const double estimate = passed > 0 ? spent * left / passed : 0;
    if (passed <= 0 || estimate < LONG)
    {
        return;
    }
    std::array<char, 160> text;
    std::snprintf(text.data(),
                  text.size(),
                  "note: %.3g s of an episode of %.3g s were simulated in %.0f s; at this pace the "
                  "rest takes about %.1f h",
                  passed,
                  passed + left,
                  spent,
                  estimate / 3600);
    const std::string words = LastWords::Get();
    m_notice(text.data() + (words.empty() ? "" : " (" + words + ")"));
    m_notice = nullptr;
}

TypeId
WatchedScheduler::GetTypeId()
{
    static TypeId tid = TypeId("ns3::WatchedScheduler")
                            .SetParent<Scheduler>()
                            .AddConstructor<WatchedScheduler>()
                            .AddAttribute("Scheduler",
                                          "Orders the events.",
                                          PointerValue(),
                                          MakePointerAccessor(&WatchedScheduler::m_scheduler),
                                          MakePointerChecker<Scheduler>())
                            .AddAttribute("Watch",
                                          "Sees every event.",
                                          PointerValue(),
                                          MakePointerAccessor(&WatchedScheduler::m_watch),
                                          MakePointerChecker<EpisodeWatch>());
    return tid;
}

WatchedScheduler::WatchedScheduler() = default;

WatchedScheduler::~WatchedScheduler() = default;

void
WatchedScheduler::DoDispose()
{
    m_scheduler = nullptr;
    m_watch = nullptr;
    Scheduler::DoDispose();
}

void
WatchedScheduler::Insert(const Event& event)
{
    m_scheduler->Insert(event);
}

bool
WatchedScheduler::IsEmpty() const
{
    return m_scheduler->IsEmpty();
}

Scheduler::Event
WatchedScheduler::PeekNext() const
{
    return m_scheduler->PeekNext();
}

Scheduler::Event
WatchedScheduler::RemoveNext()
{
    const Event event = m_scheduler->RemoveNext();
    if (m_watch->Pass(event.key.m_ts))
    {
        m_scheduler->Insert(event); // the simulator throws it away with the others
        m_watch->Refuse();
    }
    return event;
}

void
WatchedScheduler::Remove(const Event& event)
{
    m_scheduler->Remove(event);
}

} // namespace ns3
