// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/reward-model.h"

#include "ns3/double.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RewardModel);

TypeId
RewardModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RewardModel")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<RewardModel>()
            .AddAttribute("AccuracyWeight",
                          "Reward of a task completed in time with accuracy 1 (no unit).",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&RewardModel::m_accuracyWeight),
                          MakeDoubleChecker<double>())
            .AddAttribute("LatencyWeight",
                          "Cost of a latency of one deadline, in proportion below (no unit).",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&RewardModel::m_latencyWeight),
                          MakeDoubleChecker<double>())
            .AddAttribute("MissPenalty",
                          "Further cost of a late or dropped task (no unit).",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&RewardModel::m_missPenalty),
                          MakeDoubleChecker<double>())
            .AddAttribute("EnergyWeight",
                          "Cost of energy spent on the UE (1/J).",
                          DoubleValue(0.0),
                          MakeDoubleAccessor(&RewardModel::m_energyWeight),
                          MakeDoubleChecker<double>());
    return tid;
}

double
RewardModel::Score(const TaskOutcome& outcome) const
{
    const double energy = m_energyWeight * outcome.energy;
    if (outcome.status != InferenceTaskStatus::COMPLETED)
    {
        return -m_latencyWeight - m_missPenalty - energy;
    }
    const double share = outcome.GetLatency().GetSeconds() / outcome.deadline.GetSeconds();
    return m_accuracyWeight * outcome.accuracy - m_latencyWeight * share - energy;
}

} // namespace ns3
