// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/learner.h"

#include "ns3/abort.h"
#include "ns3/log.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("Learner");

NS_OBJECT_ENSURE_REGISTERED(Learner);

TypeId
Learner::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Learner").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

uint32_t
Learner::GetWindow() const
{
    return 1;
}

bool
Learner::ServesAnyRows() const
{
    return true;
}

bool
Learner::LearnsFromSteps() const
{
    return true;
}

void
Learner::RememberDecision(const Rows&)
{
}

Learner::Actors
Learner::GetActors() const
{
    return Actors::NONE;
}

void
Learner::SeedExploration(uint64_t)
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " has no actors");
}

void
Learner::Skip(uint32_t)
{
}

void
Learner::BeginEpisode(uint32_t)
{
}

bool
Learner::TakesHistory() const
{
    return false;
}

void
Learner::RememberHistory(const Step&, bool)
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " takes no history");
}

void
Learner::RememberHistoryDecision(const Rows&)
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " takes no history");
}

uint64_t
Learner::GetHistory() const
{
    return 0;
}

void
Learner::TrainOnHistory(uint32_t)
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " takes no history");
}

bool
Learner::CanImitate() const
{
    return false;
}

void
Learner::Imitate(uint32_t)
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " imitates nobody");
}

bool
Learner::CanFollow() const
{
    return false;
}

void
Learner::Follow(const Rows&, double, bool, Rows&)
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " follows nobody");
}

bool
Learner::JoinRanks(std::shared_ptr<TrainingRanks>&)
{
    return false;
}

uint64_t
Learner::AgreeOnSeed(uint64_t seed)
{
    return seed;
}

void
Learner::FinishTraining()
{
}

} // namespace ns3
