// SPDX-License-Identifier: GPL-2.0-only

#include "random-allocation-policy.h"

#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RandomAllocationPolicy);

TypeId
RandomAllocationPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RandomAllocationPolicy")
                            .SetParent<AllocationPolicy>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<RandomAllocationPolicy>();
    return tid;
}

RandomAllocationPolicy::RandomAllocationPolicy()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

int64_t
RandomAllocationPolicy::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
RandomAllocationPolicy::DoAllocate(const EpochState& state, EpochDecision& decision)
{
    m_action.resize(m_space.GetSize());
    for (uint32_t i = 0; i < m_space.GetSize(); ++i)
    {
        const double draw = m_random->GetValue(0, 1);
        // Exponential weights, brought to the sum 1, are uniform on the simplex.
        m_action[i] =
            static_cast<float>(i < m_space.GetNBounded() ? 2 * draw - 1 : -std::log(1 - draw));
    }
    // A server that is down has a score below all that can be drawn.
    for (std::size_t stream = 0; stream < GetSystem().streams.size(); ++stream)
    {
        for (std::size_t server = 0; server < state.servers.size(); ++server)
        {
            float& score = m_action[stream * m_space.GetStreamSize() + 1 + server];
            score = state.servers[server].up ? score : -2;
        }
    }
    m_space.Decode(GetSystem(), state, m_action.data(), decision);
}

} // namespace ns3
