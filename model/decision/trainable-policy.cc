// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/trainable-policy.h"

namespace ns3
{

TrainablePolicy::~TrainablePolicy() = default;

TrainablePolicy*
TrainablePolicy::Get(const Ptr<OffloadingPolicy>& policy)
{
    return dynamic_cast<TrainablePolicy*>(PeekPointer(policy));
}

void
TrainablePolicy::SetTraining(bool training)
{
    m_training = training;
}

bool
TrainablePolicy::IsTraining() const
{
    return m_training;
}

void
TrainablePolicy::SaveNetworks(std::ostream& os) const
{
    Save(os);
}

std::vector<std::pair<std::string, double>>
TrainablePolicy::GetTrainingFigures() const
{
    return {};
}

uint64_t
TrainablePolicy::GetGradientSteps() const
{
    for (const auto& [name, value] : GetTrainingFigures())
    {
        if (name == "updates")
        {
            return static_cast<uint64_t>(value);
        }
    }
    return 0;
}

TrainablePolicy::Ranks
TrainablePolicy::JoinRanks(std::shared_ptr<TrainingRanks>&)
{
    return {};
}

void
TrainablePolicy::FinishTraining()
{
}

} // namespace ns3
