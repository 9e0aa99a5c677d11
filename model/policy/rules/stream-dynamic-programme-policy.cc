// SPDX-License-Identifier: GPL-2.0-only

#include "stream-dynamic-programme-policy.h"

#include "../../dnn/exit-places.h"
#include "../estimation/server-choice.h"
#include "../spaces/plan-dominance.h"

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("StreamDynamicProgrammePolicy");

NS_OBJECT_ENSURE_REGISTERED(StreamDynamicProgrammePolicy);

namespace
{

/**
 * @param state what is known
 * @return by server: whether it is up
 */
std::vector<bool>
FindUp(const EpochState& state)
{
    std::vector<bool> up;
    for (const auto& server : state.servers)
    {
        up.push_back(server.up);
    }
    return up;
}

} // namespace

TypeId
StreamDynamicProgrammePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::StreamDynamicProgrammePolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<StreamDynamicProgrammePolicy>()
            .AddAttribute("Grid",
                          "Instants at which a stage becomes free are rounded up to multiples of "
                          "this; 0: exact, and slow where much waits.",
                          TimeValue(MilliSeconds(4)),
                          MakeTimeAccessor(&StreamDynamicProgrammePolicy::m_grid),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Margin",
                          "Time before a deadline that is kept free for what the model does not "
                          "know.",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&StreamDynamicProgrammePolicy::m_margin),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Overhead",
                          "Headers as a share of what is sent (0 to 1). Default: those of UDP, IP "
                          "and this module in a datagram of 1400 bytes, and the last one's part.",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&StreamDynamicProgrammePolicy::m_overhead),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Slack",
                          "Leaves out plans for which another one is as accurate, sends no more "
                          "and takes no more computing than so much longer on any machine (s).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&StreamDynamicProgrammePolicy::m_slack),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("FirstRate",
                          "Rate that a connected uplink is taken to have until its radio knows it "
                          "(bit/s).",
                          DoubleValue(2e6),
                          MakeDoubleAccessor(&StreamDynamicProgrammePolicy::m_firstRate),
                          MakeDoubleChecker<double>(0))
            .AddAttribute(
                "RateChange",
                "Share by which the rate that the radio expects must differ from that of "
                "the plan for a plan to be made anew, not before 1 s has passed; when the "
                "radio first knows a rate it is made anew at once.",
                DoubleValue(0.25),
                MakeDoubleAccessor(&StreamDynamicProgrammePolicy::m_rateChange),
                MakeDoubleChecker<double>(0))
            .AddAttribute("Horizon",
                          "Tasks of a UE to plan for at each of its arrivals, from the queues as "
                          "they are; 0: all of them, once, at the first arrival.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&StreamDynamicProgrammePolicy::m_horizon),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Planned",
                            "A plan for the tasks of a UE was made.",
                            MakeTraceSourceAccessor(&StreamDynamicProgrammePolicy::m_plannedTrace),
                            "ns3::StreamDynamicProgrammePolicy::PlannedTracedCallback");
    return tid;
}

bool
StreamDynamicProgrammePolicy::NeedsArrivals() const
{
    return true;
}

void
StreamDynamicProgrammePolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    const EdgeSystem& system = GetSystem();
    if (!system.atArrivals)
    {
        throw InferenceInputError(GetTypeId().GetName(),
                                  "",
                                  "epochs at an interval",
                                  "a decision for each task",
                                  "ns3::InferenceScheduler::Trigger=Arrival, in a scenario "
                                  "/control/Trigger");
    }
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_space = NumberedPlans(dnns, system.servers.size());
    m_menus.clear();
    m_ues.assign(system.devices.size(), Ue());
    std::vector<std::vector<Place>> places(m_ues.size());
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        m_menus.push_back(GetUndominatedActions(m_space, system, i, m_slack));
        for (std::size_t n = 0; n < system.streams[i].arrivals.size(); ++n)
        {
            places[system.streams[i].ue].push_back({i, n});
        }
    }
    for (std::size_t ue = 0; ue < m_ues.size(); ++ue)
    {
        const auto at = [&](const Place& place) {
            return system.streams[place.stream].arrivals[place.number];
        };
        std::stable_sort(places[ue].begin(), places[ue].end(), [&](const Place& a, const Place& b) {
            return at(a).at < at(b).at;
        });
        for (const auto& place : places[ue])
        {
            const auto arrival = at(place);
            m_ues[ue].tasks.push_back({arrival.at.GetSeconds(),
                                       (arrival.at + arrival.deadline - m_margin).GetSeconds(),
                                       place.stream});
        }
        m_ues[ue].choices.resize(m_ues[ue].tasks.size(), StreamDynamicProgramme::GIVE_UP);
        m_ues[ue].places = std::move(places[ue]);
    }
}

std::vector<std::vector<StreamDynamicProgramme::Option>>
StreamDynamicProgrammePolicy::MakeMenus(const EpochState& state, std::size_t ue) const
{
    EpochState idle = state;
    for (auto& one : idle.ues)
    {
        one.device.backlog = 0;
        one.channel.backlog.value = 0;
        one.channel.uplinkCapacity.value = one.channel.uplinkCapacity.GetOr(m_firstRate);
    }
    for (auto& server : idle.servers)
    {
        server.backlog = 0;
    }
    const EdgeSystem& system = GetSystem();
    // Without a rate, nothing that is sent comes in time.
    const double rate = std::max(m_estimator.EstimateUplinkRate(idle.ues[ue].channel), 1e-9);
    std::vector<std::vector<StreamDynamicProgramme::Option>> menus(system.streams.size());
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        if (system.streams[i].ue != ue)
        {
            continue;
        }
        const DnnProfile& dnn = *system.streams[i].dnn;
        for (const uint32_t action : m_menus[i])
        {
            const InferencePlan plan = m_space.GetPlan(action, dnn);
            if (!IsUp(state, plan, dnn))
            {
                // Never in time, but there: the other options keep their numbers.
                StreamDynamicProgramme::Option never;
                never.device = std::numeric_limits<double>::infinity();
                menus[i].push_back(never);
                continue;
            }
            const PlanEstimate estimate = m_estimator.Estimate(system, idle, i, plan);
            StreamDynamicProgramme::Option option;
            option.value = GetExpectedAccuracy(plan, dnn);
            option.device = estimate.deviceCompute;
            option.server = estimate.serverCompute;
            if (plan.cut < dnn.GetExitPosition(plan.exit))
            {
                // Sending keeps the uplink busy; what else it takes is a delay.
                const double sending = 8.0 * dnn.GetFeatureBytes(plan.cut, plan.bits) / rate;
                option.uplink = sending * (1 + m_overhead);
                option.delay = std::max(0.0, estimate.uplink - sending) + estimate.serverLoad +
                               estimate.downlink;
            }
            menus[i].push_back(option);
        }
    }
    return menus;
}

bool
StreamDynamicProgrammePolicy::IsOutdated(const EpochState& state, std::size_t ue) const
{
    const Ue& own = m_ues[ue];
    if (own.next == 0 || m_horizon > 0)
    {
        return true;
    }
    if (FindUp(state) != own.up)
    {
        return true;
    }
    const EdgeMeasurement& rate = state.ues[ue].channel.uplinkCapacity;
    const bool hasChanged =
        rate.IsKnown() && std::abs(rate.value - own.rate) > m_rateChange * own.rate;
    return (rate.IsKnown() && !own.isKnown) ||
           (hasChanged && state.time >= own.planned + Seconds(1));
}

void
StreamDynamicProgrammePolicy::Plan(const EpochState& state, std::size_t ue)
{
    NS_LOG_FUNCTION(this << ue);
    Ue& own = m_ues[ue];
    own.rate = state.ues[ue].channel.uplinkCapacity.GetOr(m_firstRate);
    own.isKnown = state.ues[ue].channel.uplinkCapacity.IsKnown();
    own.up = FindUp(state);
    own.planned = state.time;
    const std::size_t left = own.tasks.size() - own.next;
    const std::size_t n = m_horizon > 0 ? std::min<std::size_t>(m_horizon, left) : left;
    const std::vector<StreamDynamicProgramme::Task> tasks(own.tasks.begin() + own.next,
                                                          own.tasks.begin() + own.next + n);
    const double now = state.time.GetSeconds();
    const auto getFree = [now](double amount, double rate) {
        return now + (amount > 0 && rate > 0 ? amount / rate : 0);
    };
    const EdgeUeState& known = state.ues[ue];
    StreamDynamicProgramme::State begin;
    begin.device = getFree(known.device.backlog, known.device.speed);
    begin.uplink = getFree(8 * known.channel.backlog.GetOr(0), own.rate);
    // One stage stands for all servers: plans that differ in the server share it.
    begin.server = now;
    for (const auto& server : state.servers)
    {
        if (server.up)
        {
            begin.server = std::max(begin.server, getFree(server.backlog, server.speed));
        }
    }
    const StreamDynamicProgramme programme(MakeMenus(state, ue), m_grid.GetSeconds());
    const auto result = programme.Solve(tasks, begin);
    std::copy(result.choices.begin(), result.choices.end(), own.choices.begin() + own.next);
    m_plannedTrace(ue, result.value, n, result.states);
}

void
StreamDynamicProgrammePolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        if (!state.streams[i].arriving)
        {
            continue;
        }
        Ue& ue = m_ues[system.streams[i].ue];
        // Tasks of one instant may come in any order of their streams.
        std::size_t task = ue.next;
        while (task < ue.tasks.size() && ue.places[task].stream != i)
        {
            ++task;
        }
        if (task == ue.tasks.size() ||
            system.streams[i].arrivals[ue.places[task].number].at != state.time)
        {
            throw InferenceInputError(GetTypeId().GetName(),
                                      "",
                                      "an arrival that was not foreseen",
                                      "streams whose random variables are their own");
        }
        if (IsOutdated(state, system.streams[i].ue))
        {
            Plan(state, system.streams[i].ue);
        }
        std::rotate(ue.tasks.begin() + ue.next,
                    ue.tasks.begin() + task,
                    ue.tasks.begin() + task + 1);
        std::rotate(ue.places.begin() + ue.next,
                    ue.places.begin() + task,
                    ue.places.begin() + task + 1);
        std::rotate(ue.choices.begin() + ue.next,
                    ue.choices.begin() + task,
                    ue.choices.begin() + task + 1);
        const DnnProfile& dnn = *system.streams[i].dnn;
        const int32_t choice = ue.choices[ue.next++];
        if (choice != StreamDynamicProgramme::GIVE_UP)
        {
            decision.plans[i] = m_space.GetPlan(m_menus[i][choice], dnn);
            continue;
        }
        // Given up: nothing but the least that the UE can do.
        InferencePlan& plan = decision.plans[i];
        plan = InferencePlan();
        plan.exit = GetExitAt(dnn, ExitPlace::DEVICE, 0);
        plan.cut = dnn.GetExitPosition(plan.exit);
        plan.bits = dnn.GetBitWidths().front();
    }
}

} // namespace ns3
