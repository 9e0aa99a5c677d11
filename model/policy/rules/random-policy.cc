// SPDX-License-Identifier: GPL-2.0-only

#include "random-policy.h"

#include "../estimation/server-choice.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RandomPolicy);

TypeId
RandomPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RandomPolicy")
                            .SetParent<OffloadingPolicy>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<RandomPolicy>();
    return tid;
}

void
RandomPolicy::DoBeginEpisode()
{
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : GetSystem().streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_space = NumberedPlans(dnns, GetSystem().servers.size());
}

void
RandomPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        const auto& dnn = GetSystem().streams[i].dnn;
        std::vector<uint32_t> actions = m_space.GetValidActions(dnn);
        // Plans that stay on the UE are always left.
        actions.erase(std::remove_if(actions.begin(),
                                     actions.end(),
                                     [&](uint32_t action) {
                                         return !IsUp(state, m_space.GetPlan(action, *dnn), *dnn);
                                     }),
                      actions.end());
        const uint32_t which = m_random->GetInteger(0, actions.size() - 1);
        decision.plans[i] = m_space.GetPlan(actions[which], *dnn);
    }
}

RandomPolicy::RandomPolicy()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

int64_t
RandomPolicy::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

} // namespace ns3
