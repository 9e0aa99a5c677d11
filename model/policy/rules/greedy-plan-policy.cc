// SPDX-License-Identifier: GPL-2.0-only

#include "greedy-plan-policy.h"

#include "../estimation/server-choice.h"

#include "ns3/double.h"

#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GreedyPlanPolicy);

TypeId
GreedyPlanPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::GreedyPlanPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<GreedyPlanPolicy>()
            .AddAttribute("Margin",
                          "Share by which an estimated latency must stay below the deadline, for "
                          "what the estimate does not know, such as headers (0 to 1).",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&GreedyPlanPolicy::m_margin),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("FirstRate",
                          "Rate that a connected uplink is taken to have until its radio knows it "
                          "(bit/s): who never sends never knows.",
                          DoubleValue(2e6),
                          MakeDoubleAccessor(&GreedyPlanPolicy::m_firstRate),
                          MakeDoubleChecker<double>(0));
    return tid;
}

void
GreedyPlanPolicy::DoBeginEpisode()
{
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : GetSystem().streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_space = NumberedPlans(dnns, GetSystem().servers.size());
}

void
GreedyPlanPolicy::DoDecide(const EpochState& known, EpochDecision& decision)
{
    EpochState state = known;
    for (auto& ue : state.ues)
    {
        ue.channel.uplinkCapacity.value = ue.channel.uplinkCapacity.GetOr(m_firstRate);
    }
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        const auto& stream = GetSystem().streams[i];
        const double limit = stream.deadline.GetSeconds() / (1 + m_margin);
        double bestAccuracy = -1;
        double bestLatency = std::numeric_limits<double>::infinity();
        bool first = true;
        for (const uint32_t action : m_space.GetValidActions(stream.dnn))
        {
            const InferencePlan plan = m_space.GetPlan(action, *stream.dnn);
            if (!IsUp(state, plan, *stream.dnn))
            {
                continue;
            }
            const double latency = m_estimator.Estimate(GetSystem(), state, i, plan).GetTotal();
            const double accuracy = latency <= limit ? GetExpectedAccuracy(plan, *stream.dnn) : -1;
            if (first || accuracy > bestAccuracy ||
                (accuracy == bestAccuracy && latency < bestLatency))
            {
                first = false;
                bestAccuracy = accuracy;
                bestLatency = latency;
                decision.plans[i] = plan;
            }
        }
    }
}

} // namespace ns3
