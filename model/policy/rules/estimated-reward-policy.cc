// SPDX-License-Identifier: GPL-2.0-only

#include "estimated-reward-policy.h"

#include "../estimation/server-choice.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EstimatedRewardPolicy);

namespace
{

/// A ratio of seen to predicted latency beyond this, or below its inverse, is one of another task.
constexpr double GREATEST_RATIO = 10;

} // namespace

TypeId
EstimatedRewardPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EstimatedRewardPolicy")
            .SetParent<PlacementRule>()
            .SetGroupName("EdgeInference")
            .AddConstructor<EstimatedRewardPolicy>()
            .AddAttribute("Hysteresis",
                          "A stream keeps its plan unless another one has an estimated reward that "
                          "is greater by so much (at least 0).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EstimatedRewardPolicy::m_hysteresis),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Correction",
                          "Weight of each report in the mean ratio of seen to predicted latency of "
                          "a place, by which predictions are multiplied (0 to 1); 0: predictions "
                          "are not corrected.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EstimatedRewardPolicy::m_correction),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("FirstRate",
                          "Rate that a connected uplink is taken to have until its radio knows it "
                          "(bit/s): who never sends never knows.",
                          DoubleValue(2e6),
                          MakeDoubleAccessor(&EstimatedRewardPolicy::m_firstRate),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("CountGiven",
                          "The work of one task of each stream that was given a plan counts for "
                          "the streams that follow in the same epoch.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EstimatedRewardPolicy::m_countGiven),
                          MakeBooleanChecker())
            .AddAttribute("AskWindow",
                          "Epochs for which a stream's request for a model counts as new, at least "
                          "1, where memories are bounded.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&EstimatedRewardPolicy::m_askWindow),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("RewardModel",
                          "How outcomes are scored: an InferenceScheduler sets its own when it "
                          "starts, so that text cannot.",
                          TypeId::ATTR_GET | TypeId::ATTR_SET,
                          PointerValue(),
                          MakePointerAccessor(&EstimatedRewardPolicy::m_reward),
                          MakePointerChecker<RewardModel>());
    return tid;
}

double
EstimatedRewardPolicy::GetCorrection(uint32_t place) const
{
    return m_factors.at(place);
}

void
EstimatedRewardPolicy::DoBeginEpisode()
{
    PlacementRule::DoBeginEpisode();
    if (!m_reward)
    {
        m_reward = CreateObject<RewardModel>();
    }
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : GetSystem().streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_plans = NumberedPlans(dnns, GetSystem().servers.size());
    m_factors.assign(GetSystem().servers.size() + 1, 1);
    m_last.assign(dnns.size(), {});
    m_hasLast.assign(dnns.size(), 0);
    m_lastReports.assign(dnns.size(), Time());
}

void
EstimatedRewardPolicy::DoAssign(EpochDecision& decision)
{
    m_known = GetState();
    for (auto& ue : m_known.ues)
    {
        ue.channel.uplinkCapacity.value = ue.channel.uplinkCapacity.GetOr(m_firstRate);
    }
    for (std::size_t i = 0; i < m_known.streams.size(); ++i)
    {
        Correct(i);
        if (!GetSystem().atArrivals || m_known.streams[i].arriving)
        {
            Give(i, ChoosePlan(i), decision);
        }
    }
    PlaceRequested(decision, {}, m_askWindow);
}

void
EstimatedRewardPolicy::Correct(std::size_t stream)
{
    const EdgeStreamState& report = m_known.streams[stream];
    const Prospect& last = m_last[stream];
    if (m_correction == 0 || !m_hasLast[stream] || report.at <= m_lastReports[stream])
    {
        return;
    }
    m_lastReports[stream] = report.at;
    if (report.recentLatency > 0 && last.predicted > 0 && std::isfinite(last.predicted))
    {
        const double ratio =
            std::min(std::max(report.recentLatency / last.predicted, 1 / GREATEST_RATIO),
                     GREATEST_RATIO);
        m_factors[last.place] += m_correction * (ratio - m_factors[last.place]);
    }
}

EstimatedRewardPolicy::Prospect
EstimatedRewardPolicy::Foresee(std::size_t stream, const InferencePlan& plan) const
{
    const DnnProfile& dnn = *GetSystem().streams[stream].dnn;
    Prospect prospect;
    prospect.plan = plan;
    prospect.place = plan.cut == dnn.GetExitPosition(plan.exit) ? 0 : plan.server + 1;
    prospect.predicted = m_estimator.Estimate(GetSystem(), m_known, stream, plan).GetTotal();
    prospect.latency = m_factors[prospect.place] * prospect.predicted;
    prospect.reward =
        EstimateReward(*m_reward, GetSystem(), stream, plan, prospect.latency, GetMargin());
    return prospect;
}

double
EstimatedRewardPolicy::EstimateReward(const RewardModel& reward,
                                      const EdgeSystem& system,
                                      std::size_t stream,
                                      const InferencePlan& plan,
                                      double latency,
                                      double margin)
{
    const auto& info = system.streams[stream];
    const DnnProfile& dnn = *info.dnn;
    const DeviceProfile& device = *system.devices[info.ue];
    TaskOutcome outcome;
    outcome.deadline = info.deadline;
    if (latency <= margin * info.deadline.GetSeconds())
    {
        outcome.status = InferenceTaskStatus::COMPLETED;
        outcome.ended = Seconds(latency);
        outcome.accuracy = GetExpectedAccuracy(plan, dnn);
    }
    else
    {
        outcome.ended = info.deadline;
    }
    if (device.HasComputeEnergy())
    {
        outcome.energy =
            device.GetComputeEnergy(dnn.GetSeconds(device, plan.exit, 0, plan.cut),
                                    static_cast<double>(dnn.GetMacs(plan.exit, 0, plan.cut)));
    }
    return reward.Score(outcome);
}

EstimatedRewardPolicy::Prospect
EstimatedRewardPolicy::ChoosePlan(std::size_t stream) const
{
    const auto& dnn = GetSystem().streams[stream].dnn;
    Prospect best;
    bool isFirst = true;
    for (const uint32_t action : m_plans.GetValidActions(dnn))
    {
        const InferencePlan plan = m_plans.GetPlan(action, *dnn);
        if (!IsUp(m_known, plan, *dnn))
        {
            continue;
        }
        const Prospect prospect = Foresee(stream, plan);
        if (isFirst || prospect.reward > best.reward ||
            (prospect.reward == best.reward && prospect.latency < best.latency))
        {
            best = prospect;
            isFirst = false;
        }
    }
    if (m_hysteresis > 0 && m_hasLast[stream] && IsUp(m_known, m_last[stream].plan, *dnn))
    {
        const Prospect last = Foresee(stream, m_last[stream].plan);
        best = best.reward - last.reward <= m_hysteresis ? last : best;
    }
    return best;
}

void
EstimatedRewardPolicy::Give(std::size_t stream, const Prospect& prospect, EpochDecision& decision)
{
    const auto& info = GetSystem().streams[stream];
    const InferencePlan& plan = prospect.plan;
    m_last[stream] = prospect;
    m_hasLast[stream] = 1;
    decision.plans[stream] = plan;
    const uint32_t nearest = GetNearest(GetCell(info.ue));
    if (nearest != NONE)
    {
        Request(nearest, GetDnn(stream));
    }
    if (prospect.place > 0)
    {
        Request(plan.server, GetDnn(stream));
    }
    if (m_countGiven)
    {
        const PlanBill bill = PlanBill::Make(GetSystem(), stream, plan);
        m_known.ues[info.ue].device.backlog += bill.device;
        if (prospect.place > 0)
        {
            m_known.servers[plan.server].backlog += bill.server;
        }
    }
}

} // namespace ns3
