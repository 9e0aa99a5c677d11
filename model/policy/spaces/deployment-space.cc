// SPDX-License-Identifier: GPL-2.0-only

#include "deployment-space.h"

#include "allocation-vector.h"
#include "attribute-forwarding.h"
#include "observation-feature.h"
#include "observation-scale.h"
#include "placement-policy.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DeploymentSpace");

NS_OBJECT_ENSURE_REGISTERED(DeploymentSpace);

using namespace observation;

namespace
{

/// The weights of a row are powers of e between -BOUND and BOUND.
constexpr double BOUND = 2;

/// What is known of a UE from one epoch to the next.
struct Track
{
    double gap{0};             //!< dB by which the serving cell is stronger than the next
    bool isKnown{false};       //!< there was an epoch before
    uint32_t next{UINT32_MAX}; //!< cell that it hears best beside the serving one, if any
};

/// What is known of a stream and its UE.
struct StreamView
{
    const EdgeStreamState& own;    //!< of the stream
    const EdgeUeState& ue;         //!< of its UE
    const ChannelState& channel;   //!< of its UE
    const Track& track;            //!< of its UE, until the epoch before
    double gap;                    //!< dB, now
    double since;                  //!< s since the last handover
    double deadline;               //!< s
    uint32_t uesInCell;            //!< UEs in its cell
    const PlanMenu::Choice& local; //!< best plan on the UE alone
};

/// What is known of a server that a stream may use.
struct SlotView
{
    const EdgeServerState& server;  //!< of the server
    double model;                   //!< share of the stream's model that is there
    double deadline;                //!< s, of the stream
    uint32_t streams;               //!< streams that it computes for
    uint32_t sameModel;             //!< other streams nearby with the same model
    double delay;                   //!< s, one way from the stream's cell
    const PlanMenu::Choice& choice; //!< best plan there
    bool wasUsed;                   //!< it computed for the stream in the epoch before
};

/// Of a stream and its UE, in order; then follows which DNN it has.
constexpr std::array<Feature<StreamView>, 25> STREAM_FEATURES{{
    {"connected", [](const StreamView& v) { return ClipNumber(v.channel.connected, 1); }},
    {"handingOver", [](const StreamView& v) { return ClipNumber(v.channel.handingOver, 1); }},
    {"power",
     [](const StreamView& v) { return ClipNumber((v.channel.powerDbm.GetOr(-100) + 70) / 30, 2); }},
    {"gap", [](const StreamView& v) { return ClipNumber(v.gap / GAP, 2); }},
    {"gapChange",
     [](const StreamView& v) {
         return ClipNumber(v.track.isKnown ? (v.gap - v.track.gap) / GAP_CHANGE : 0, 2);
     }},
    {"uplinkSinr",
     [](const StreamView& v) {
         return ClipNumber(v.channel.uplinkSinrDb.GetOr(-5) / DEPLOYMENT.sinr, 2);
     }},
    {"uplinkCapacity",
     [](const StreamView& v) {
         return ClipNumber(RateScale(v.channel.uplinkCapacity.GetOr(0)), 2);
     }},
    {"backlog",
     [](const StreamView& v) {
         return ClipNumber(std::log1p(v.channel.backlog.GetOr(0) / 1500) / DEPLOYMENT.backlog, 2);
     }},
    {"distance",
     [](const StreamView& v) {
         return ClipNumber(v.channel.distance.GetOr(0) / DEPLOYMENT.distance,
                           DEPLOYMENT.distanceLimit);
     }},
    {"sinceHandover", [](const StreamView& v) { return ClipNumber(v.since / SINCE_HANDOVER, 1); }},
    {"x", [](const StreamView& v) { return ClipNumber(v.channel.position.x / POSITION, 3); }},
    {"y", [](const StreamView& v) { return ClipNumber(v.channel.position.y / POSITION, 3); }},
    {"velocityX",
     [](const StreamView& v) { return ClipNumber(v.channel.velocity.x / VELOCITY, 2); }},
    {"velocityY",
     [](const StreamView& v) { return ClipNumber(v.channel.velocity.y / VELOCITY, 2); }},
    {"deviceWait",
     [](const StreamView& v) {
         return ClipNumber(v.ue.device.backlog / std::max(v.ue.device.speed, 1e-3) / v.deadline, 2);
     }},
    {"deviceSpeed", [](const StreamView& v) { return ClipNumber(v.ue.device.speed, 1); }},
    {"deadline", [](const StreamView& v) { return ClipNumber(std::log10(v.deadline), 2); }},
    {"pending",
     [](const StreamView& v) { return ClipNumber(v.own.pending / DEPLOYMENT.pending, 2); }},
    {"oldestLeft",
     [](const StreamView& v) { return ClipNumber(v.own.oldestTimeLeft / v.deadline, 2); }},
    {"recentLatency",
     [](const StreamView& v) { return ClipNumber(v.own.recentLatency / v.deadline, 2); }},
    {"recentMisses", [](const StreamView& v) { return ClipNumber(v.own.recentMissRatio, 1); }},
    {"uesInCell", [](const StreamView& v) { return ClipNumber(v.uesInCell / UES_IN_CELL, 2); }},
    {"localLatency",
     [](const StreamView& v) { return ClipNumber(v.local.latency / v.deadline, 2); }},
    {"localAccuracy", [](const StreamView& v) { return ClipNumber(v.local.accuracy, 1); }},
    {"isWithinOnUe", [](const StreamView& v) { return ClipNumber(v.local.isWithin, 1); }},
}};

/// Of a server that a stream may use, in order.
constexpr std::array<Feature<SlotView>, 11> SLOT_FEATURES{{
    {"exists", [](const SlotView& v) { return ClipNumber(v.server.up, 1); }},
    {"model", [](const SlotView& v) { return ClipNumber(v.model, 1); }},
    {"wait",
     [](const SlotView& v) {
         return ClipNumber(v.server.backlog / std::max(v.server.speed, 1e-3) / v.deadline, 2);
     }},
    {"utilisation", [](const SlotView& v) { return ClipNumber(v.server.utilisation, 1); }},
    {"streams", [](const SlotView& v) { return ClipNumber(v.streams / SERVER_STREAMS, 2); }},
    {"sameModel", [](const SlotView& v) { return ClipNumber(v.sameModel / SAME_MODEL, 2); }},
    {"delay", [](const SlotView& v) { return ClipNumber(v.delay / v.deadline, 2); }},
    {"latency", [](const SlotView& v) { return ClipNumber(v.choice.latency / v.deadline, 2); }},
    {"accuracy", [](const SlotView& v) { return ClipNumber(v.choice.accuracy, 1); }},
    {"isWithin", [](const SlotView& v) { return ClipNumber(v.choice.isWithin, 1); }},
    {"wasUsed", [](const SlotView& v) { return ClipNumber(v.wasUsed, 1); }},
}};

/// Servers that have such numbers.
constexpr std::array<std::pair<DeploymentSpace::Target, const char*>, 4> SLOTS{
    {{DeploymentSpace::NEAREST, "nearest"},
     {DeploymentSpace::NEXT, "next"},
     {DeploymentSpace::HOLDER, "holder"},
     {DeploymentSpace::CLOUD, "cloud"}}};

/**
 * @param channel a UE's channel
 * @return dB by which it hears the serving cell better than the next one, -30 to 30
 */
double
GetGap(const ChannelState& channel)
{
    double neighbour = -130;
    for (const auto& cell : channel.neighbours)
    {
        neighbour = std::max(neighbour, cell.powerDbm.GetOr(-130));
    }
    return ClipNumber(channel.powerDbm.GetOr(-130) - neighbour, 30);
}

} // namespace

/// Where UEs are, which plans there are, and who asks for which models.
class DeploymentSpace::Rule : public PlacementPolicy
{
  public:
    using PlacementPolicy::GetCell;

    /// @return numbers of an observation
    uint32_t GetObservationSize() const;

    /**
     * @brief Writes what Decide() has observed: a row a stream.
     * @param [in,out] rows get observations, masks and cells
     */
    void TakeObservations(Rows& rows) const;

    /**
     * @brief Finds choices for plans: BEST where that is at the same place.
     * @param decision the plans
     * @param [in,out] rows observed; get choices
     */
    void Recognise(const EpochDecision& decision, Rows& rows) const;

    /**
     * @brief Carries actions out.
     * @param rows actions of all streams
     * @param askWindow epochs for which a request counts as new
     * @param [in,out] decision gets plans and placements
     */
    void CarryOut(const Rows& rows, uint64_t askWindow, EpochDecision& decision);

    /**
     * @brief Divides spectrum and computing by the weights of the rows.
     * @param rows actions of all streams
     * @param uplink divide the uplink
     * @param compute divide the edge servers
     * @param [in,out] decision gets the shares
     */
    void Share(const Rows& rows, bool uplink, bool compute, EpochDecision& decision) const;

  private:
    /// A server by what it is to a stream.
    struct Slot
    {
        uint32_t server{NONE};   //!< its number; NONE: there is none
        PlanMenu::Choice choice; //!< best plan there for Margin
        bool isValid{false};     //!< it may be chosen
    };

    void DoBeginEpisode() override;
    void Assign(EpochDecision& decision) override;

    /// Finds the cells that UEs hear best beside their own.
    void FollowUes();

    /**
     * @brief Finds the servers of a stream.
     * @param stream index of the stream
     */
    void FindSlots(std::size_t stream);

    /**
     * @brief Appends a stream's row to the observations.
     * @param stream index of the stream
     */
    void Encode(std::size_t stream);

    /**
     * @brief Appends a stream's row to the masks.
     * @param stream index of the stream
     */
    void MakeMask(std::size_t stream);

    /**
     * @brief Gives a stream the plan that its choices stand for.
     * @param stream index of the stream
     * @param choices its Target, limit and Hold
     * @param [out] decision gets the plan
     */
    void TakePlan(std::size_t stream, const uint32_t* choices, EpochDecision& decision);

    /**
     * @brief Fills the memories with what streams ask for.
     * @param rows actions of all streams
     * @param askWindow epochs for which a request counts as new
     * @param [out] decision gets the placements
     */
    void PlaceAsked(const Rows& rows, uint64_t askWindow, EpochDecision& decision);

    std::vector<Track> m_tracks;                    //!< by UE
    std::vector<std::array<Slot, TARGETS>> m_slots; //!< by stream
    std::vector<uint32_t> m_servers;                //!< that computes, by stream; NONE: the UE
    std::vector<float> m_observations;              //!< rows
    std::vector<uint8_t> m_masks;                   //!< rows
};

TypeId
DeploymentSpace::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type =
            TypeId("ns3::DeploymentSpace")
                .SetParent<DecisionSpace>()
                .SetGroupName("EdgeInference")
                .AddConstructor<DeploymentSpace>()
                .AddAttribute("AskWindow",
                              "Epochs for which a stream's request for a model counts as new, at "
                              "least 1: one stream's change of mind does not empty a memory. Ours.",
                              UintegerValue(5),
                              MakeUintegerAccessor(&DeploymentSpace::m_askWindow),
                              MakeUintegerChecker<uint64_t>(1))
                .AddAttribute("ShareUplink",
                              "Divide each cell's uplink among its UEs; else the stack does.",
                              BooleanValue(true),
                              MakeBooleanAccessor(&DeploymentSpace::m_shareUplink),
                              MakeBooleanChecker())
                .AddAttribute(
                    "ShareCompute",
                    "Divide the edge servers among the UEs; else their order of service does. "
                    "Without either kind of shares a row has choices only.",
                    BooleanValue(true),
                    MakeBooleanAccessor(&DeploymentSpace::m_shareCompute),
                    MakeBooleanChecker())
                .AddAttribute("SharedReward",
                              "Part of a stream's reward that is the mean over the streams in its "
                              "cell (0 to 1): what it takes from its neighbours is its loss, too. "
                              "Ours.",
                              DoubleValue(0.7),
                              MakeDoubleAccessor(&DeploymentSpace::m_sharedReward),
                              MakeDoubleChecker<double>(0, 1));
        AttributeForwarding::Add(type,
                                 PlacementPolicy::GetTypeId(),
                                 [](const ObjectBase* space) -> ObjectBase* {
                                     return PeekPointer(
                                         dynamic_cast<const DeploymentSpace*>(space)->m_rule);
                                 });
        return type;
    }();
    return tid;
}

DeploymentSpace::DeploymentSpace()
    : m_rule(CreateObject<Rule>())
{
    NS_LOG_FUNCTION(this);
}

DeploymentSpace::~DeploymentSpace()
{
    NS_LOG_FUNCTION(this);
}

void
DeploymentSpace::DoDispose()
{
    m_rule = nullptr;
    DecisionSpace::DoDispose();
}

void
DeploymentSpace::DoBeginEpisode(Layout& layout)
{
    m_rule->BeginEpisode(GetSystem());
    m_observation.plans.resize(GetSystem().streams.size());
    layout.rows = GetSystem().streams.size();
    layout.isByStream = true;
    layout.observationSize = m_rule->GetObservationSize();
    layout.heads = {TARGETS, static_cast<uint32_t>(LIMITS.size()), HOLDS};
    layout.nBounded = m_shareUplink || m_shareCompute ? 2 : 0;
    layout.bound = BOUND;
    // What LruGreedyPolicy would do: the best plan of all within Margin, its model nearby.
    layout.preference.assign(layout.GetMaskSize(), 0);
    layout.preference[BEST] = 1;
    layout.preference[TARGETS + 1] = 1; // a limit of Margin itself
    layout.preference[TARGETS + LIMITS.size() + HOLD_NEAREST] = 1;
    layout.preference[TARGETS + LIMITS.size() + HOLD_FIRST] = -0.5;
}

std::vector<std::string>
DeploymentSpace::GetNames() const
{
    std::vector<std::string> names;
    AddNames(STREAM_FEATURES, "", "", names);
    for (const auto& dnn : GetSystem().dnns)
    {
        names.push_back("is-" + dnn->GetName());
    }
    for (const auto& [target, slot] : SLOTS)
    {
        AddNames(SLOT_FEATURES, std::string(slot) + ".", "", names);
    }
    return names;
}

void
DeploymentSpace::Observe(const EpochState& state, bool, Rows& rows)
{
    m_rule->Decide(state, m_observation);
    rows.Reset(GetLayout(), GetLayout().rows);
    m_rule->TakeObservations(rows);
    for (uint32_t i = 0; i < rows.GetN(); ++i)
    {
        rows.ids[i] = i;
        rows.groups[i] = m_rule->GetCell(GetSystem().streams[i].ue);
    }
}

void
DeploymentSpace::CarryOut(const EpochState&, const Rows& rows, EpochDecision& decision)
{
    m_rule->CarryOut(rows, m_askWindow, decision);
    m_rule->Share(rows, m_shareUplink, m_shareCompute, decision);
}

bool
DeploymentSpace::CanRecognise() const
{
    return true;
}

bool
DeploymentSpace::RecognisesExactly() const
{
    return false;
}

void
DeploymentSpace::Recognise(const EpochDecision& decision, Rows& rows) const
{
    m_rule->Recognise(decision, rows);
}

Ptr<OffloadingPolicy>
DeploymentSpace::MakeLeader() const
{
    return AttributeForwarding::Make<OffloadingPolicy>("ns3::LruGreedyPolicy",
                                                       PlacementPolicy::GetTypeId(),
                                                       *m_rule);
}

void
DeploymentSpace::Score(const EpochTransition& transition,
                       const Rows& rows,
                       std::vector<Reward>& rewards) const
{
    rewards.assign(rows.GetN(), {true, 0});
    std::vector<double> sums(GetSystem().nCells, 0);
    std::vector<double> counts(GetSystem().nCells, 0);
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const EdgeStreamReward& own = transition.rewards[i];
        rewards[i].value = own.tasks > 0 ? own.reward / own.tasks : 0;
        sums.at(rows.groups[i]) += rewards[i].value;
        ++counts[rows.groups[i]];
    }
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const uint32_t cell = rows.groups[i];
        rewards[i].value =
            (1 - m_sharedReward) * rewards[i].value + m_sharedReward * sums[cell] / counts[cell];
    }
}

void
DeploymentSpace::Rule::DoBeginEpisode()
{
    PlacementPolicy::DoBeginEpisode();
    m_tracks.assign(GetSystem().devices.size(), Track());
    m_slots.assign(GetSystem().streams.size(), {});
    m_servers.assign(GetSystem().streams.size(), NONE);
}

uint32_t
DeploymentSpace::Rule::GetObservationSize() const
{
    return STREAM_FEATURES.size() + GetSystem().dnns.size() + SLOTS.size() * SLOT_FEATURES.size();
}

void
DeploymentSpace::Rule::TakeObservations(Rows& rows) const
{
    std::copy(m_observations.begin(), m_observations.end(), rows.observations.begin());
    std::copy(m_masks.begin(), m_masks.end(), rows.masks.begin());
}

void
DeploymentSpace::Rule::FollowUes()
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
DeploymentSpace::Rule::FindSlots(std::size_t stream)
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
DeploymentSpace::Rule::Encode(std::size_t stream)
{
    const EdgeSystem& system = GetSystem();
    const EpochState& state = GetState();
    const auto& info = system.streams[stream];
    const auto& ue = state.ues[info.ue];
    const ChannelState& channel = ue.channel;
    const double deadline = info.deadline.GetSeconds();
    const uint32_t cell = GetCell(info.ue);
    uint32_t uesInCell = 0;
    for (std::size_t i = 0; i < state.ues.size(); ++i)
    {
        uesInCell += GetCell(i) == cell;
    }
    const double since =
        channel.handovers > 0 ? (state.time - channel.lastHandover).GetSeconds() : 5;
    const StreamView view{state.streams[stream],
                          ue,
                          channel,
                          m_tracks[info.ue],
                          GetGap(channel),
                          since,
                          deadline,
                          uesInCell,
                          m_slots[stream][DEVICE].choice};
    const std::size_t first = m_observations.size();
    m_observations.resize(first + GetObservationSize(), 0);
    float* next = Write(STREAM_FEATURES, view, m_observations.data() + first);
    for (uint32_t dnn = 0; dnn < system.dnns.size(); ++dnn)
    {
        *next++ = dnn == GetDnn(stream) ? 1.0F : 0.0F;
    }
    for (const auto& [target, name] : SLOTS)
    {
        const Slot& slot = m_slots[stream][target];
        if (slot.server == NONE)
        {
            next += SLOT_FEATURES.size();
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
        const SlotView known{server,
                             models.empty() ? 1 : models[GetDnn(stream)],
                             deadline,
                             streams,
                             sameModel,
                             system.GetPath(cell, slot.server).delay,
                             slot.choice,
                             m_servers[stream] == slot.server};
        next = Write(SLOT_FEATURES, known, next);
    }
}

void
DeploymentSpace::Rule::MakeMask(std::size_t stream)
{
    // Who is predicted to be late even with the fastest plan is chosen only where all are; then the
    // UE and the cloud, whose times hardly change, only where no edge server has the model.
    const double deadline = GetSystem().streams[stream].deadline.GetSeconds();
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
        m_masks.push_back(hold != HOLD_BOTH || slots[NEXT].server != NONE);
    }
}

void
DeploymentSpace::Rule::Assign(EpochDecision&)
{
    const std::size_t n = GetSystem().streams.size();
    FollowUes();
    m_observations.clear();
    m_masks.clear();
    for (std::size_t i = 0; i < n; ++i)
    {
        FindSlots(i);
        Encode(i);
        MakeMask(i);
    }
    for (std::size_t ue = 0; ue < m_tracks.size(); ++ue)
    {
        m_tracks[ue].gap = GetGap(GetState().ues[ue].channel);
        m_tracks[ue].isKnown = true;
    }
}

void
DeploymentSpace::Rule::TakePlan(std::size_t stream,
                                const uint32_t* choices,
                                EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const double factor = LIMITS.at(choices[1]);
    std::vector<uint32_t> servers;
    if (choices[0] == BEST)
    {
        for (uint32_t server = 0; server < system.servers.size(); ++server)
        {
            servers.push_back(server);
        }
        m_servers[stream] = Choose(stream, servers, decision, factor);
        return;
    }
    const uint32_t server = m_slots[stream].at(choices[0]).server;
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
DeploymentSpace::Rule::Recognise(const EpochDecision& decision, Rows& rows) const
{
    const std::size_t width = TARGETS + LIMITS.size() + HOLDS;
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        const DnnProfile& dnn = *GetSystem().streams[i].dnn;
        const uint32_t tier = AllocationVector::GetTier(decision.plans[i], dnn);
        const uint32_t server = tier == 0 ? NONE : tier - 1;
        uint32_t found = TARGETS;
        for (const uint32_t target : {BEST, DEVICE, NEAREST, NEXT, HOLDER, CLOUD})
        {
            const bool isThere = m_slots[i][target].server == server &&
                                 (target == DEVICE || target == BEST || server != NONE);
            found = found == TARGETS && isThere && rows.masks[i * width + target] ? target : found;
        }
        rows.known[i] = found != TARGETS;
        // Within Margin, with the model nearby: as LruGreedyPolicy does it.
        rows.choices[3 * i] = rows.known[i] ? found : static_cast<uint32_t>(BEST);
        rows.choices[3 * i + 1] = 1;
        rows.choices[3 * i + 2] = HOLD_NEAREST;
    }
}

void
DeploymentSpace::Rule::PlaceAsked(const Rows& rows, uint64_t askWindow, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    std::vector<std::vector<uint8_t>> first(system.servers.size(),
                                            std::vector<uint8_t>(system.dnns.size(), 0));
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t dnn = GetDnn(i);
        const uint32_t hold = rows.choices[3 * i + 2];
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
    PlaceRequested(decision, first, askWindow);
}

void
DeploymentSpace::Rule::CarryOut(const Rows& rows, uint64_t askWindow, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::size_t n = system.streams.size();
    decision.placements.assign(system.servers.size(), {});
    for (std::size_t i = 0; i < n; ++i)
    {
        TakePlan(i, rows.choices.data() + 3 * i, decision);
    }
    PlaceAsked(rows, askWindow, decision);
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
}

void
DeploymentSpace::Rule::Share(const Rows& rows,
                             bool shareUplink,
                             bool shareCompute,
                             EpochDecision& decision) const
{
    if (!shareUplink && !shareCompute)
    {
        return;
    }
    const EdgeSystem& system = GetSystem();
    const std::size_t nUes = system.devices.size();
    std::vector<double> uplink(nUes, 0);
    std::vector<double> compute(nUes, 0);
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t ue = system.streams[i].ue;
        // UEs that compute alone have their part, too: what a radio expects to carry for a UE
        // follows its share, and with next to none it would never be predicted to gain by a server.
        uplink[ue] += std::exp(ClipNumber(rows.numbers[2 * i], BOUND));
        compute[ue] += std::exp(ClipNumber(rows.numbers[2 * i + 1], BOUND));
    }
    if (shareUplink)
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
    if (shareCompute)
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

} // namespace ns3
