// SPDX-License-Identifier: GPL-2.0-only

#include "greedy-allocation-policy.h"

#include "ns3/double.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GreedyAllocationPolicy);

TypeId
GreedyAllocationPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::GreedyAllocationPolicy")
            .SetParent<AllocationPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<GreedyAllocationPolicy>()
            .AddAttribute(
                "Margin",
                "Share of the deadline that an estimated mean latency may take (above 0).",
                DoubleValue(0.7),
                MakeDoubleAccessor(&GreedyAllocationPolicy::m_margin),
                MakeDoubleChecker<double>(1e-3, 10));
    return tid;
}

void
GreedyAllocationPolicy::DoAllocate(const EpochState& state, EpochDecision& decision)
{
    ChooseGreedily(state, m_margin, decision);
}

} // namespace ns3
