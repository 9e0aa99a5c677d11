// SPDX-License-Identifier: GPL-2.0-only

#include "assignment-policy.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <cmath>

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
    m_arrivals.assign(GetSystem().streams.size(), {1, GetSystem().interval.GetSeconds(), Time()});
    m_rates.assign(m_arrivals.size(), 0);
}

void
AssignmentPolicy::CountArrivals(const EpochState& state)
{
    for (std::size_t i = 0; i < m_arrivals.size(); ++i)
    {
        Arrivals& arrivals = m_arrivals[i];
        const EdgeStreamState& stream = state.streams[i];
        // Only what a new report says is counted, and the first one only says when it begins: in
        // band the same report may be seen at several epochs.
        if (stream.at > arrivals.at)
        {
            if (arrivals.at.IsStrictlyPositive())
            {
                const double seconds = (stream.at - arrivals.at).GetSeconds();
                const double kept = std::exp(-seconds / m_rateMemory.GetSeconds());
                arrivals.tasks = kept * arrivals.tasks + stream.arrivals;
                arrivals.seconds = kept * arrivals.seconds + seconds;
            }
            arrivals.at = stream.at;
        }
        m_rates[i] = arrivals.tasks / arrivals.seconds;
    }
}

void
AssignmentPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    CountArrivals(state);
    m_critic.SetState(state, m_rates);
    Assign(state, m_assignment);
    for (uint32_t task = 0; task < m_assignment.size(); ++task)
    {
        NS_ASSERT(m_critic.IsValid(task, m_assignment[task]));
        decision.plans[task] = m_critic.GetPlan(task, m_assignment[task]);
    }
}

} // namespace ns3
