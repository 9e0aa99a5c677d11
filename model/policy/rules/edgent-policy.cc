// SPDX-License-Identifier: GPL-2.0-only

#include "edgent-policy.h"

#include "ns3/uinteger.h"

#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EdgentPolicy);

TypeId
EdgentPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EdgentPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<EdgentPolicy>()
            .AddAttribute("Bits",
                          "Bits of a transmitted element, brought to the next wider "
                          "width that the DNN's profile has; the input is never sent "
                          "with more than its own.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&EdgentPolicy::m_bits),
                          MakeUintegerChecker<uint32_t>(1, 64));
    return tid;
}

void
EdgentPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        const auto& stream = GetSystem().streams[i];
        const DnnProfile& dnn = *stream.dnn;
        InferencePlan candidate;
        candidate.bits = dnn.GetBitWidths().front();
        for (const uint32_t bits : dnn.GetBitWidths())
        {
            candidate.bits = bits >= m_bits ? bits : candidate.bits;
        }
        double leastOfAll = std::numeric_limits<double>::infinity();
        bool isDecided = false;
        for (uint32_t exit = dnn.GetNExits(); exit-- > 0;)
        {
            InferencePlan best;
            bool isFound = false;
            double least = std::numeric_limits<double>::infinity();
            candidate.exit = exit;
            for (const uint32_t cut : dnn.GetCutPoints(exit))
            {
                candidate.cut = cut;
                const bool local = cut == dnn.GetExitPosition(exit);
                const uint32_t servers = local ? 1 : state.servers.size();
                for (uint32_t server = 0; server < servers; ++server)
                {
                    candidate.server = server;
                    const double latency =
                        m_estimator.Estimate(GetSystem(), state, i, candidate).GetTotal();
                    // Staying on the UE wins ties, among them that of two infinite estimates.
                    if (latency < least || (local && latency <= least))
                    {
                        least = latency;
                        best = candidate;
                        isFound = true;
                    }
                }
            }
            if (least < leastOfAll || (isFound && !isDecided))
            {
                isDecided = true;
                leastOfAll = least;
                decision.plans[i] = best;
            }
            if (least <= stream.deadline.GetSeconds())
            {
                decision.plans[i] = best;
                break;
            }
        }
    }
}

} // namespace ns3
