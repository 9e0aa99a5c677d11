// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/trainable-policy.h"

#include "ns3/abort.h"

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

std::vector<Ptr<OffloadingPolicy>>
TrainablePolicy::MakeLeaders()
{
    return {};
}

TrainablePolicy::Actors
TrainablePolicy::GetActors() const
{
    return Actors::NONE;
}

bool
TrainablePolicy::BeginRound()
{
    return true;
}

void
TrainablePolicy::Collect(uint64_t, const ExperienceSink&)
{
    NS_ABORT_MSG("this policy has no actors");
}

void
TrainablePolicy::LearnFrom(const std::string&)
{
    NS_ABORT_MSG("this policy has no actors");
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
