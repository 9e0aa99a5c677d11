// SPDX-License-Identifier: GPL-2.0-only

#include "untrained-policy.h"

#include "ns3/trainable-policy.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(UntrainedPolicy);

TypeId
UntrainedPolicy::GetTypeId()
{
    // No constructor: text cannot give it a policy.
    static TypeId tid =
        TypeId("ns3::UntrainedPolicy").SetParent<OffloadingPolicy>().SetGroupName("EdgeInference");
    return tid;
}

void
UntrainedPolicy::SetPolicy(Ptr<OffloadingPolicy> policy)
{
    m_policy = policy;
    if (TrainablePolicy* const learner = TrainablePolicy::Get(policy))
    {
        learner->SetTraining(false);
    }
}

bool
UntrainedPolicy::NeedsArrivals() const
{
    return m_policy->NeedsArrivals();
}

int64_t
UntrainedPolicy::AssignStreams(int64_t stream)
{
    return m_policy->AssignStreams(stream);
}

void
UntrainedPolicy::DoDispose()
{
    m_policy = nullptr;
    OffloadingPolicy::DoDispose();
}

void
UntrainedPolicy::DoBeginEpisode()
{
    m_policy->BeginEpisode(GetSystem());
}

void
UntrainedPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    m_policy->Decide(state, decision);
}

} // namespace ns3
