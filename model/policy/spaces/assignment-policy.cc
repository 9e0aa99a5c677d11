// SPDX-License-Identifier: GPL-2.0-only

#include "assignment-policy.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AssignmentPolicy");

NS_OBJECT_ENSURE_REGISTERED(AssignmentPolicy);

TypeId
AssignmentPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AssignmentPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddAttribute("EarlyExit",
                          "Options are all exits of the DNN; false: the last one only.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AssignmentPolicy::m_earlyExit),
                          MakeBooleanChecker())
            .AddAttribute("LocalExits",
                          "The UE itself is an option beside the servers.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&AssignmentPolicy::m_localExits),
                          MakeBooleanChecker())
            .AddAttribute("Bits",
                          "Bits of a transmitted element, brought to the next wider width that the "
                          "DNN's profile has; the input is never sent with more than its own.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&AssignmentPolicy::m_bits),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Overhead",
                          "Least time of a round trip without payload; the critic's estimate has "
                          "it (s).",
                          TimeValue(MilliSeconds(2)),
                          MakeTimeAccessor(&AssignmentPolicy::m_overhead),
                          MakeTimeChecker(Seconds(0), Seconds(1000)))
            .AddAttribute("RateMemory",
                          "Time after which an arrival counts 1/e in the expected rate of its "
                          "stream (s).",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&AssignmentPolicy::m_rateMemory),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1000000)));
    return tid;
}

AssignmentPolicy::AssignmentPolicy()
{
    NS_LOG_FUNCTION(this);
}

AssignmentPolicy::~AssignmentPolicy()
{
    NS_LOG_FUNCTION(this);
}

const AssignmentCritic&
AssignmentPolicy::GetCritic() const
{
    return m_critic;
}

void
AssignmentPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    AssignmentCritic::Settings settings;
    settings.earlyExit = m_earlyExit;
    settings.localExits = m_localExits;
    settings.bits = m_bits;
    settings.overhead = m_overhead.GetSeconds();
    m_critic.SetSystem(GetSystem(), settings);
    // Before anything is known a task is expected in each slot.
    const std::size_t n = GetSystem().streams.size();
    m_arrivals.Begin(n, m_rateMemory.GetSeconds(), 1, GetSystem().interval.GetSeconds());
    m_rates.assign(n, 0);
}

void
AssignmentPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    m_arrivals.Observe(state);
    for (std::size_t i = 0; i < m_rates.size(); ++i)
    {
        m_rates[i] = m_arrivals.GetRate(i);
    }
    m_critic.SetState(state, m_rates);
    Assign(state, m_assignment);
    for (uint32_t task = 0; task < m_assignment.size(); ++task)
    {
        NS_ASSERT(m_critic.IsValid(task, m_assignment[task]));
        decision.plans[task] = m_critic.GetPlan(task, m_assignment[task]);
    }
}

} // namespace ns3
