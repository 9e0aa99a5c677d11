// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/deployment-learning-policy.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DeploymentLearningPolicy");

NS_OBJECT_ENSURE_REGISTERED(DeploymentLearningPolicy);

namespace
{

/// What is known of a stream and its UE, in order.
constexpr std::array STREAM_NAMES{"connected",
                                  "handingOver",
                                  "power",
                                  "gap",
                                  "gapChange",
                                  "uplinkSinr",
                                  "uplinkCapacity",
                                  "backlog",
                                  "distance",
                                  "sinceHandover",
                                  "x",
                                  "y",
                                  "velocityX",
                                  "velocityY",
                                  "deviceWait",
                                  "deviceSpeed",
                                  "deadline",
                                  "pending",
                                  "oldestLeft",
                                  "recentLatency",
                                  "recentMisses",
                                  "uesInCell",
                                  "localLatency",
                                  "localAccuracy",
                                  "isWithinOnUe"};

/// What is known of a server that a stream may use, in order.
constexpr std::array SLOT_NAMES{"exists",
                                "model",
                                "wait",
                                "utilisation",
                                "streams",
                                "sameModel",
                                "delay",
                                "latency",
                                "accuracy",
                                "isWithin",
                                "wasUsed"};

/// Servers that have such numbers.
constexpr std::array<std::pair<DeploymentLearningPolicy::Target, const char*>, 4> SLOTS{
    {{DeploymentLearningPolicy::NEAREST, "nearest"},
     {DeploymentLearningPolicy::NEXT, "next"},
     {DeploymentLearningPolicy::HOLDER, "holder"},
     {DeploymentLearningPolicy::CLOUD, "cloud"}}};

/**
 * @param value a value
 * @param limit its greatest magnitude
 * @return the value brought into -limit..limit; 0 when it is no number
 */
double
Clip(double value, double limit)
{
    return std::isnan(value) ? 0 : std::max(-limit, std::min(limit, value));
}

} // namespace

TypeId
DeploymentLearningPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DeploymentLearningPolicy")
            .SetParent<PlacementPolicy>()
            .SetGroupName("EdgeInference")
            .AddAttribute("AskWindow",
                          "Epochs for which a stream's request for a model counts as new, at "
                          "least 1: one stream's change of mind does not empty a memory. Ours.",
                          UintegerValue(5),
                          MakeUintegerAccessor(&DeploymentLearningPolicy::m_askWindow),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("ShareUplink",
                          "Divide each cell's uplink among its UEs; else the stack does.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DeploymentLearningPolicy::m_shareUplink),
                          MakeBooleanChecker())
            .AddAttribute(
                "ShareCompute",
                "Divide the edge servers among the UEs; else their order of service does.",
                BooleanValue(true),
                MakeBooleanAccessor(&DeploymentLearningPolicy::m_shareCompute),
                MakeBooleanChecker());
    return tid;
}

DeploymentLearningPolicy::DeploymentLearningPolicy()
{
    NS_LOG_FUNCTION(this);
}

DeploymentLearningPolicy::~DeploymentLearningPolicy()
{
    NS_LOG_FUNCTION(this);
}

std::vector<uint32_t>
DeploymentLearningPolicy::GetHeads()
{
    return {TARGETS, static_cast<uint32_t>(LIMITS.size()), HOLDS};
}

uint32_t
DeploymentLearningPolicy::GetObservationSize() const
{
    return STREAM_NAMES.size() + GetSystem().dnns.size() + SLOTS.size() * SLOT_NAMES.size();
}

std::vector<std::string>
DeploymentLearningPolicy::GetNames() const
{
    std::vector<std::string> names(STREAM_NAMES.begin(), STREAM_NAMES.end());
    for (const auto& dnn : GetSystem().dnns)
    {
        names.push_back("is-" + dnn->GetName());
    }
    for (const auto& [target, slot] : SLOTS)
    {
        for (const auto* name : SLOT_NAMES)
        {
            names.push_back(std::string(slot) + "." + name);
        }
    }
    return names;
}

void
DeploymentLearningPolicy::DoBeginEpisode()
{
    PlacementPolicy::DoBeginEpisode();
    m_tracks.assign(GetSystem().devices.size(), Track());
    m_slots.assign(GetSystem().streams.size(), {});
    m_servers.assign(GetSystem().streams.size(), NONE);
}

void
DeploymentLearningPolicy::FollowUes()
{
    for (std::size_t ue = 0; ue < m_tracks.size(); ++ue)
    {
        m_tracks[ue].next = NONE;
        double strongest = 0;
        for (const auto& cell : GetState().ues[ue].channel.neighbours)
        {
            if (cell.powerDbm.IsKnown() && cell.cell != GetCell(ue) &&
                (m_tracks[ue].next == NONE || cell.powerDbm.value > strongest))
            {
                strongest = cell.powerDbm.value;
                m_tracks[ue].next = cell.cell;
            }
        }
    }
}

void
DeploymentLearningPolicy::FindSlots(std::size_t stream)
{
    const EdgeSystem& system = GetSystem();
    const EpochState& state = GetState();
    const auto& info = system.streams[stream];
    const double limit = GetMargin() * info.deadline.GetSeconds();
    auto& slots = m_slots[stream];
    slots.fill(Slot());
    slots[DEVICE].choice = GetMenu().ChooseLocal(system, state, stream, limit);
    slots[DEVICE].isValid = true;
    slots[BEST] = slots[DEVICE];
    slots[NEAREST].server = GetNearest(GetCell(info.ue));
    const uint32_t next = m_tracks[info.ue].next;
    if (next != NONE && GetNearest(next) != slots[NEAREST].server)
    {
        slots[NEXT].server = GetNearest(next);
    }
    for (uint32_t server = 0; server < system.servers.size(); ++server)
    {
        Slot slot;
        slot.server = server;
        slot.choice = GetMenu().ChooseAt(system, state, stream, server, limit);
        // A plan that has to wait for its model is of use only when it is in time nevertheless.
        slot.isValid =
            state.servers[server].up && (Holds(server, GetDnn(stream)) || slot.choice.isWithin);
        const bool isCloud = system.servers[server].tier == EdgeServerTier::CLOUD;
        if (server == slots[NEAREST].server)
        {
            slots[NEAREST] = slot;
        }
        else if (server == slots[NEXT].server)
        {
            slots[NEXT] = slot;
        }
        else if (isCloud && slots[CLOUD].server == NONE)
        {
            slots[CLOUD] = slot;
        }
        else if (!isCloud && slot.isValid &&
                 (slots[HOLDER].server == NONE ||
                  PlanMenu::IsBetter(slot.choice, slots[HOLDER].choice)))
        {
            slots[HOLDER] = slot;
        }
        if (slot.isValid && PlanMenu::IsBetter(slot.choice, slots[BEST].choice))
        {
            slots[BEST] = slot;
        }
    }
}

void
DeploymentLearningPolicy::Encode(std::size_t stream)
{
    const EdgeSystem& system = GetSystem();
    const EpochState& state = GetState();
    const auto& info = system.streams[stream];
    const auto& own = state.streams[stream];
    const auto& ue = state.ues[info.ue];
    const ChannelState& channel = ue.channel;
    const double deadline = info.deadline.GetSeconds();
    const auto put = [this](double value, double limit) {
        m_observations.push_back(static_cast<float>(Clip(value, limit)));
    };
    double neighbour = -130;
    for (const auto& cell : channel.neighbours)
    {
        neighbour = std::max(neighbour, cell.powerDbm.GetOr(-130));
    }
    Track& track = m_tracks[info.ue];
    const double gap = Clip(channel.powerDbm.GetOr(-130) - neighbour, 30);
    const uint32_t cell = GetCell(info.ue);
    uint32_t uesInCell = 0;
    for (std::size_t i = 0; i < state.ues.size(); ++i)
    {
        uesInCell += GetCell(i) == cell;
    }
    const double since =
        channel.handovers > 0 ? (state.time - channel.lastHandover).GetSeconds() : 5;
    const PlanMenu::Choice& local = m_slots[stream][DEVICE].choice;
    put(channel.connected, 1);
    put(channel.handingOver, 1);
    put((channel.powerDbm.GetOr(-100) + 70) / 30, 2);
    put(gap / 15, 2);
    put(track.isKnown ? (gap - track.gap) / 5 : 0, 2);
    put(channel.uplinkSinrDb.GetOr(-5) / 30, 2);
    put(std::log10(std::max(channel.uplinkCapacity.GetOr(0), 1e5) / 1e5) / 3, 2);
    put(std::log1p(channel.backlog.GetOr(0) / 1500) / 4, 2);
    put(channel.distance.GetOr(0) / 100, 3);
    put(since / 5, 1);
    put(channel.position.x / 100, 3);
    put(channel.position.y / 100, 3);
    put(channel.velocity.x / 20, 2);
    put(channel.velocity.y / 20, 2);
    put(ue.device.backlog / std::max(ue.device.speed, 1e-3) / deadline, 2);
    put(ue.device.speed, 1);
    put(std::log10(deadline), 2);
    put(own.pending / 3.0, 2);
    put(own.oldestTimeLeft / deadline, 2);
    put(own.recentLatency / deadline, 2);
    put(own.recentMissRatio, 1);
    put(uesInCell / 5.0, 2);
    put(local.latency / deadline, 2);
    put(local.accuracy, 1);
    put(local.isWithin, 1);
    for (uint32_t dnn = 0; dnn < system.dnns.size(); ++dnn)
    {
        put(dnn == GetDnn(stream), 1);
    }
    for (const auto& [target, name] : SLOTS)
    {
        const Slot& slot = m_slots[stream][target];
        if (slot.server == NONE)
        {
            m_observations.insert(m_observations.end(), SLOT_NAMES.size(), 0.0F);
            continue;
        }
        const EdgeServerState& server = state.servers[slot.server];
        const auto& models = server.models;
        uint32_t streams = 0;
        uint32_t sameModel = 0;
        for (std::size_t i = 0; i < system.streams.size(); ++i)
        {
            streams += m_servers[i] == slot.server;
            sameModel += i != stream && GetDnn(i) == GetDnn(stream) &&
                         GetNearest(GetCell(system.streams[i].ue)) == slot.server;
        }
        put(server.up, 1);
        put(models.empty() ? 1 : models[GetDnn(stream)], 1);
        put(server.backlog / std::max(server.speed, 1e-3) / deadline, 2);
        put(server.utilisation, 1);
        put(streams / 5.0, 2);
        put(sameModel / 3.0, 2);
        put(system.GetPath(cell, slot.server).delay / deadline, 2);
        put(slot.choice.latency / deadline, 2);
        put(slot.choice.accuracy, 1);
        put(slot.choice.isWithin, 1);
        put(m_servers[stream] == slot.server, 1);
    }
    // Who is predicted to be late even with the fastest plan is chosen only where all are; then the
    // UE and the cloud, whose times hardly change, only where no edge server has the model.
    const auto& slots = m_slots[stream];
    std::array<bool, TARGETS> inTime{};
    bool isAnyInTime = false;
    bool isAnyEdge = false;
    for (uint32_t target = 0; target < TARGETS; ++target)
    {
        const Slot& slot = slots[target];
        inTime[target] = slot.isValid && slot.choice.latency <= deadline;
        isAnyInTime = isAnyInTime || inTime[target];
        isAnyEdge =
            isAnyEdge || (slot.isValid && target != DEVICE && target != CLOUD && target != BEST);
    }
    for (uint32_t target = 0; target < TARGETS; ++target)
    {
        const bool isFixed = target == DEVICE || target == CLOUD;
        m_masks.push_back(isAnyInTime ? inTime[target]
                                      : slots[target].isValid && !(isFixed && isAnyEdge));
    }
    m_masks.insert(m_masks.end(), LIMITS.size(), 1);
    for (uint32_t hold = 0; hold < HOLDS; ++hold)
    {
        m_masks.push_back(hold != HOLD_BOTH || m_slots[stream][NEXT].server != NONE);
    }
}

void
DeploymentLearningPolicy::TakePlan(std::size_t stream, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const Action& action = m_actions[stream];
    const double factor = LIMITS.at(action.limit);
    std::vector<uint32_t> servers;
    if (action.target == BEST)
    {
        for (uint32_t server = 0; server < system.servers.size(); ++server)
        {
            servers.push_back(server);
        }
        m_servers[stream] = Choose(stream, servers, decision, factor);
        return;
    }
    const uint32_t server = m_slots[stream].at(action.target).server;
    if (server == NONE)
    {
        m_servers[stream] = Choose(stream, servers, decision, factor);
        return;
    }
    const double limit = factor * GetMargin() * system.streams[stream].deadline.GetSeconds();
    Take(stream, GetMenu().ChooseAt(system, GetState(), stream, server, limit), server, decision);
    m_servers[stream] = server;
}

void
DeploymentLearningPolicy::PlaceAsked(EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    std::vector<std::vector<uint8_t>> first(system.servers.size(),
                                            std::vector<uint8_t>(system.dnns.size(), 0));
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t dnn = GetDnn(i);
        const uint32_t hold = m_actions[i].hold;
        const auto ask = [&](uint32_t server) {
            if (server != NONE)
            {
                Request(server, dnn);
                first[server][dnn] |= hold == HOLD_FIRST;
            }
        };
        ask(hold == HOLD_NONE ? NONE : m_slots[i][NEAREST].server);
        ask(hold == HOLD_BOTH ? m_slots[i][NEXT].server : NONE);
        if (m_servers[i] != NONE)
        {
            Request(m_servers[i], dnn);
        }
    }
    PlaceRequested(decision, first, m_askWindow);
}

void
DeploymentLearningPolicy::Share(EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    const std::size_t nUes = system.devices.size();
    std::vector<double> uplink(nUes, 0);
    std::vector<double> compute(nUes, 0);
    for (std::size_t i = 0; i < m_actions.size(); ++i)
    {
        const uint32_t ue = system.streams[i].ue;
        // UEs that compute alone have their part, too: what a radio expects to carry for a UE
        // follows its share, and with next to none it would never be predicted to gain by a server.
        uplink[ue] += std::exp(Clip(m_actions[i].uplink, 2));
        compute[ue] += std::exp(Clip(m_actions[i].compute, 2));
    }
    if (m_shareUplink)
    {
        std::vector<double> cells(system.nCells, 0);
        for (std::size_t ue = 0; ue < nUes; ++ue)
        {
            cells.at(GetCell(ue)) += uplink[ue];
        }
        decision.uplinkShares.assign(nUes, 0);
        for (std::size_t ue = 0; ue < nUes; ++ue)
        {
            const double sum = cells[GetCell(ue)];
            decision.uplinkShares[ue] = sum > 0 ? uplink[ue] / sum : 0;
        }
    }
    if (m_shareCompute)
    {
        decision.computeShares.resize(system.servers.size());
        for (std::size_t server = 0; server < system.servers.size(); ++server)
        {
            if (system.servers[server].tier == EdgeServerTier::EDGE)
            {
                decision.computeShares[server] = compute;
            }
        }
    }
}

void
DeploymentLearningPolicy::Assign(EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::size_t n = system.streams.size();
    FollowUes();
    m_observations.clear();
    m_masks.clear();
    for (std::size_t i = 0; i < n; ++i)
    {
        FindSlots(i);
        Encode(i);
    }
    for (std::size_t ue = 0; ue < m_tracks.size(); ++ue)
    {
        const ChannelState& channel = GetState().ues[ue].channel;
        double neighbour = -130;
        for (const auto& cell : channel.neighbours)
        {
            neighbour = std::max(neighbour, cell.powerDbm.GetOr(-130));
        }
        m_tracks[ue].gap = Clip(channel.powerDbm.GetOr(-130) - neighbour, 30);
        m_tracks[ue].isKnown = true;
    }
    m_actions.assign(n, Action());
    Act(m_observations, m_masks, m_actions);
    for (std::size_t i = 0; i < n; ++i)
    {
        TakePlan(i, decision);
    }
    PlaceAsked(decision);
    for (std::size_t i = 0; i < n; ++i)
    {
        const uint32_t server = m_servers[i];
        const auto isKept = [&](uint32_t other) {
            return !IsBounded(other) ||
                   (!decision.placements[other].empty() && decision.placements[other][GetDnn(i)]);
        };
        if (server != NONE && !isKept(server))
        {
            std::vector<uint32_t> others;
            for (uint32_t other = 0; other < system.servers.size(); ++other)
            {
                if (isKept(other))
                {
                    others.push_back(other);
                }
            }
            m_servers[i] = Choose(i, others, decision);
        }
    }
    Share(decision);
}

} // namespace ns3
