// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-scheduler.h"

#include "ns3/abort.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceScheduler");

NS_OBJECT_ENSURE_REGISTERED(InferenceScheduler);

namespace
{

/**
 * @param compute a ComputeNode
 * @param [out] state its state now
 */
void
ObserveCompute(const Ptr<ComputeNode>& compute, EdgeComputeState& state)
{
    state.at = Simulator::Now();
    state.speed = compute->GetSpeed();
    state.backlog = compute->GetBacklog();
    state.queue = compute->GetQueueLength();
    state.utilisation = compute->GetUtilisation();
}

} // namespace

TypeId
InferenceScheduler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InferenceScheduler")
            .SetParent<Application>()
            .SetGroupName("EdgeInference")
            .AddConstructor<InferenceScheduler>()
            .AddAttribute("Interval",
                          "Time between epochs.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&InferenceScheduler::m_interval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute(
                "Control",
                "How state and decisions travel: Ideal (at once) or InBand (in packets).",
                EnumValue(InferenceScheduler::IDEAL),
                MakeEnumAccessorCompat<InferenceScheduler::Control>(&InferenceScheduler::m_control),
                MakeEnumChecker(InferenceScheduler::IDEAL,
                                "Ideal",
                                InferenceScheduler::IN_BAND,
                                "InBand"))
            .AddAttribute(
                "Trigger",
                "What brings about an epoch: Interval, or Arrival (of each task, before it is "
                "created; only with Ideal control, and Interval means nothing then).",
                EnumValue(InferenceScheduler::INTERVAL),
                MakeEnumAccessorCompat<InferenceScheduler::Trigger>(&InferenceScheduler::m_trigger),
                MakeEnumChecker(InferenceScheduler::INTERVAL,
                                "Interval",
                                InferenceScheduler::ARRIVAL,
                                "Arrival"))
            .AddAttribute("CreditWindow",
                          "Tasks that a stream creates longer than this after a decision are not "
                          "credited to it (they are, in-band, when newer decisions were lost); "
                          "with Trigger=Arrival, longest wait for the next arrival.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&InferenceScheduler::m_creditWindow),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Port",
                          "UDP port on which in-band reports arrive.",
                          UintegerValue(9100),
                          MakeUintegerAccessor(&InferenceScheduler::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddTraceSource("Epoch",
                            "The policy decided.",
                            MakeTraceSourceAccessor(&InferenceScheduler::m_epochTrace),
                            "ns3::InferenceScheduler::EpochTracedCallback")
            .AddTraceSource("Transition",
                            "The last task of a decision has ended.",
                            MakeTraceSourceAccessor(&InferenceScheduler::m_transitionTrace),
                            "ns3::InferenceScheduler::TransitionTracedCallback")
            .AddTraceSource("Ignored",
                            "A datagram of in-band control was ignored: malformed or foreign.",
                            MakeTraceSourceAccessor(&InferenceScheduler::m_ignoredTrace),
                            "ns3::Packet::TracedCallback");
    return tid;
}

InferenceScheduler::InferenceScheduler()
{
    NS_LOG_FUNCTION(this);
}

InferenceScheduler::~InferenceScheduler()
{
    NS_LOG_FUNCTION(this);
}

void
InferenceScheduler::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    m_ues.clear();
    m_servers.clear();
    m_open.clear();
    m_spare.clear();
    m_system = EdgeSystem();
    m_policy = nullptr;
    m_trainable = nullptr;
    m_reward = nullptr;
    m_radio = nullptr;
    m_socket = nullptr;
    Application::DoDispose();
}

void
InferenceScheduler::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    // Before any client starts: a stream that runs cannot tell any more.
    if (m_policy && m_policy->NeedsArrivals())
    {
        ForeseeArrivals();
    }
    Application::DoInitialize();
}

void
InferenceScheduler::SetPolicy(Ptr<OffloadingPolicy> policy)
{
    m_policy = policy;
    m_trainable = TrainablePolicy::Get(policy);
}

void
InferenceScheduler::SetRewardModel(Ptr<RewardModel> model)
{
    m_reward = model;
}

void
InferenceScheduler::SetRadio(Ptr<RadioAccess> radio)
{
    m_radio = radio;
}

void
InferenceScheduler::AddClient(Ptr<InferenceClient> client)
{
    NS_LOG_FUNCTION(this << client);
    const uint32_t ue = m_ues.size();
    m_ues.push_back({client, static_cast<uint32_t>(m_system.streams.size()), Address()});
    const auto compute = client->GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!compute, "a client's node needs a ComputeNode");
    m_system.devices.push_back(compute->GetDevice());
    for (uint32_t i = 0; i < client->GetNStreams(); ++i)
    {
        TimeValue deadline;
        client->GetStream(i)->GetAttribute("Deadline", deadline);
        m_system.streams.push_back({ue, client->GetDnn(i), deadline.Get(), {}});
        auto& dnns = m_system.dnns;
        if (std::find(dnns.begin(), dnns.end(), client->GetDnn(i)) == dnns.end())
        {
            dnns.push_back(client->GetDnn(i));
        }
    }
    // Callbacks with the UE's index in front, so that no look-up by client is needed.
    client->TraceConnectWithoutContext(
        "TaskArriving",
        Callback<void, uint32_t, Time>([this, ue](uint32_t stream, Time) { Arrive(ue, stream); }));
    client->TraceConnectWithoutContext(
        "TaskCreated",
        Callback<void, const InferenceTask&>(
            [this, ue](const InferenceTask& task) { TaskCreated(ue, task); }));
    client->TraceConnectWithoutContext(
        "TaskEnded",
        Callback<void, const TaskOutcome&>(
            [this, ue](const TaskOutcome& outcome) { TaskEnded(ue, outcome); }));
    client->TraceConnectWithoutContext(
        "PlanSet",
        Callback<void, uint32_t, const InferencePlan&, uint64_t>(
            [this, ue](uint32_t stream, const InferencePlan& plan, uint64_t decision) {
                PlanSet(ue, stream, plan, decision);
            }));
}

void
InferenceScheduler::AddServer(Ptr<ComputeNode> compute, const EdgeSystem::Server& server)
{
    NS_LOG_FUNCTION(this << compute);
    const auto cache = compute->GetObject<ModelCache>();
    m_servers.push_back({compute, nullptr, cache});
    m_system.servers.push_back(server);
    m_system.servers.back().device = compute->GetDevice();
    if (cache && cache->GetMemory() > 0)
    {
        m_system.servers.back().modelMemory = cache->GetMemory();
    }
}

void
InferenceScheduler::AddServer(Ptr<InferenceServer> application, const EdgeSystem::Server& server)
{
    const auto compute = application->GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!compute, "a server's node needs a ComputeNode");
    AddServer(compute, server);
    m_servers.back().application = application;
}

void
InferenceScheduler::SetNCells(uint32_t n)
{
    m_system.nCells = n;
}

void
InferenceScheduler::SetPaths(const std::vector<std::vector<EdgeSystem::Path>>& paths)
{
    m_system.paths = paths;
}

uint64_t
InferenceScheduler::GetNEpochs() const
{
    return m_epoch;
}

InferenceScheduler::Control
InferenceScheduler::GetControl() const
{
    return m_control;
}

InferenceScheduler::Trigger
InferenceScheduler::GetTrigger() const
{
    return m_trigger;
}

void
InferenceScheduler::Observe(const Ptr<InferenceClient>& client,
                            const Ptr<RadioAccess>& radio,
                            EdgeUeState& state)
{
    if (radio)
    {
        radio->Observe(client->GetUe(), state.channel);
    }
    ObserveCompute(client->GetNode()->GetObject<ComputeNode>(), state.device);
}

void
InferenceScheduler::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(!m_policy, "InferenceScheduler needs a policy");
    if (m_trigger == ARRIVAL && m_control == IN_BAND)
    {
        throw InferenceInputError("ns3::InferenceScheduler",
                                  "Trigger",
                                  "Arrival with Control InBand",
                                  "Interval, or Control Ideal",
                                  "a decision that travels in packets comes after the task");
    }
    if (!m_reward)
    {
        m_reward = CreateObject<RewardModel>();
    }
    m_system.interval = m_interval;
    m_state.ues.resize(m_ues.size());
    m_state.streams.resize(m_system.streams.size());
    m_state.servers.resize(m_servers.size());
    if (m_control == IN_BAND)
    {
        m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
        const int bound = m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), m_port));
        NS_ABORT_MSG_IF(bound < 0, "UDP port " << m_port << " is taken");
    }
    m_system.atArrivals = m_trigger == ARRIVAL;
    m_policy->BeginEpisode(m_system);
    m_running = true;
    if (m_trigger == INTERVAL)
    {
        Tick();
    }
}

void
InferenceScheduler::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_next.Cancel();
    if (m_socket)
    {
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
InferenceScheduler::ForeseeArrivals()
{
    if (!m_stopTime.IsStrictlyPositive() || m_stopTime == Time::Max())
    {
        throw InferenceInputError(m_policy->GetInstanceTypeId().GetName(),
                                  "",
                                  "tasks without end",
                                  "an end of the period in which tasks are created",
                                  "a policy needs to know the arrivals");
    }
    for (const auto& ue : m_ues)
    {
        TimeValue start;
        ue.client->GetAttribute("StartTime", start);
        for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
        {
            auto& list = m_system.streams[ue.firstStream + i].arrivals;
            list.clear();
            for (const auto& arrival : ue.client->GetStream(i)->Foresee(start.Get(), m_stopTime))
            {
                list.insert(list.end(), arrival.tasks, {arrival.at, arrival.deadline});
            }
        }
    }
}

void
InferenceScheduler::Tick()
{
    Epoch();
    m_next = Simulator::Schedule(m_interval, &InferenceScheduler::Tick, this);
}

void
InferenceScheduler::Arrive(uint32_t ue, uint32_t stream)
{
    if (m_trigger != ARRIVAL || !m_running)
    {
        return;
    }
    m_arriving = m_ues[ue].firstStream + stream;
    Epoch();
    m_ues[ue].lastDecision = m_epoch;
}

void
InferenceScheduler::SetNext()
{
    if (m_trigger == INTERVAL)
    {
        if (!m_open.empty())
        {
            m_open.back()->transition.next = m_state;
            m_open.back()->hasNext = true;
        }
        return;
    }
    for (uint32_t i = 0; i < m_ues.size(); ++i)
    {
        Open* open = Find(m_ues[i].lastDecision);
        if (open && !open->hasNext &&
            (i == m_system.streams[m_arriving].ue ||
             Simulator::Now() >= open->transition.state.time + m_creditWindow))
        {
            open->transition.next = m_state;
            open->hasNext = true;
        }
    }
}

void
InferenceScheduler::Epoch()
{
    NS_LOG_FUNCTION(this << m_epoch + 1);
    m_state.epoch = m_epoch + 1;
    GatherState();
    SetNext();
    ++m_epoch;
    if (m_spare.empty())
    {
        m_spare.push_back(std::make_unique<Open>());
    }
    std::unique_ptr<Open> open = std::move(m_spare.back());
    m_spare.pop_back();
    open->outstanding = 0;
    open->hasNext = false;
    open->task = 0;
    open->transition.rewards.assign(m_system.streams.size(), EdgeStreamReward());
    open->transition.state = m_state;
    if (m_trigger == ARRIVAL)
    {
        auto& plans = open->transition.decision.plans;
        plans.clear();
        for (const auto& ue : m_ues)
        {
            for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
            {
                plans.push_back(ue.client->GetPlan(i));
            }
        }
    }
    m_policy->Decide(m_state, open->transition.decision);
    m_open.push_back(std::move(open));
    const EpochDecision& decision = m_open.back()->transition.decision;
    m_epochTrace(m_state, decision);
    Apply(decision);
    Finish();
}

void
InferenceScheduler::GatherState()
{
    m_state.time = Simulator::Now();
    if (m_control == IN_BAND)
    {
        ReceiveReports();
    }
    else
    {
        for (uint32_t ue = 0; ue < m_ues.size(); ++ue)
        {
            Observe(m_ues[ue].client, m_radio, m_state.ues[ue]);
            for (uint32_t i = 0; i < m_ues[ue].client->GetNStreams(); ++i)
            {
                const std::size_t stream = m_ues[ue].firstStream + i;
                m_ues[ue].client->Report(i, m_state.streams[stream]);
                m_state.streams[stream].arriving = stream == m_arriving;
            }
        }
    }
    for (uint32_t i = 0; i < m_servers.size(); ++i)
    {
        const Server& server = m_servers[i];
        EdgeServerState& state = m_state.servers[i];
        ObserveCompute(server.compute, state);
        state.up = !server.application || server.application->IsUp();
        state.models.clear();
        if (server.cache)
        {
            for (const auto& dnn : m_system.dnns)
            {
                state.models.push_back(server.cache->GetShare(dnn));
            }
        }
    }
}

void
InferenceScheduler::ReceiveReports()
{
    Address from;
    while (Ptr<Packet> packet = m_socket->RecvFrom(from))
    {
        InferenceControlHeader report;
        if (!report.Read(packet) || report.type != InferenceControlHeader::REPORT ||
            report.ue >= m_ues.size() || report.state.device.at > Simulator::Now() ||
            report.streams.size() != m_ues[report.ue].client->GetNStreams())
        {
            m_ignoredTrace(packet);
            continue;
        }
        Ue& ue = m_ues[report.ue];
        ue.address = from;
        if (report.state.device.at < m_state.ues[report.ue].device.at)
        {
            continue; // overtaken by a newer report
        }
        m_state.ues[report.ue] = report.state;
        std::copy(report.streams.begin(),
                  report.streams.end(),
                  m_state.streams.begin() + ue.firstStream);
    }
}

void
InferenceScheduler::Apply(const EpochDecision& decision)
{
    if (m_radio)
    {
        m_radio->SetSpectrumShares(EdgeLinkDirection::UPLINK, decision.uplinkShares);
        m_radio->SetSpectrumShares(EdgeLinkDirection::DOWNLINK, decision.downlinkShares);
    }
    for (std::size_t i = 0; i < decision.computeShares.size(); ++i)
    {
        m_servers.at(i).compute->SetShares(decision.computeShares[i]);
    }
    for (std::size_t i = 0; i < decision.placements.size(); ++i)
    {
        const auto& application = m_servers.at(i).application;
        const auto& placement = decision.placements[i];
        if (!application)
        {
            continue;
        }
        if (placement.empty())
        {
            application->ClearPlacement();
            continue;
        }
        std::vector<Ptr<const DnnProfile>> held;
        for (std::size_t dnn = 0; dnn < placement.size(); ++dnn)
        {
            if (placement[dnn])
            {
                held.push_back(m_system.dnns.at(dnn));
            }
        }
        application->SetPlacement(held);
    }
    for (uint32_t i = 0; i < m_ues.size(); ++i)
    {
        const Ue& ue = m_ues[i];
        const uint32_t n = ue.client->GetNStreams();
        const auto first = decision.plans.begin() + ue.firstStream;
        if (m_control == IDEAL)
        {
            for (uint32_t stream = 0; stream < n; ++stream)
            {
                if (m_trigger == INTERVAL || ue.firstStream + stream == m_arriving)
                {
                    ue.client->SetPlan(stream, first[stream], m_epoch);
                }
            }
        }
        else if (!ue.address.IsInvalid())
        {
            InferenceControlHeader header;
            header.type = InferenceControlHeader::DECISION;
            header.ue = i;
            header.decision = m_epoch;
            header.plans.assign(first, first + n);
            Ptr<Packet> packet = Create<Packet>();
            packet->AddHeader(header);
            m_socket->SendTo(packet, 0, ue.address);
        }
    }
}

InferenceScheduler::Open*
InferenceScheduler::Find(uint64_t decision)
{
    const uint64_t oldest = m_epoch + 1 - m_open.size();
    return decision >= oldest && decision <= m_epoch ? m_open[decision - oldest].get() : nullptr;
}

void
InferenceScheduler::Finish()
{
    while (!m_open.empty())
    {
        Open& open = *m_open.front();
        const bool windowPassed = Simulator::Now() >= open.transition.state.time + m_creditWindow;
        if (!open.hasNext || open.outstanding > 0)
        {
            return;
        }
        // A decision on an arrival is out of force at once.
        if (!windowPassed && m_trigger == INTERVAL)
        {
            const uint64_t number = open.transition.state.epoch;
            for (const auto& ue : m_ues)
            {
                for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
                {
                    if (ue.client->GetDecision(i) <= number)
                    {
                        return;
                    }
                }
            }
        }
        m_transitionTrace(open.transition);
        if (m_trainable && m_trainable->IsTraining())
        {
            m_trainable->Learn(open.transition);
        }
        m_spare.push_back(std::move(m_open.front()));
        m_open.pop_front();
    }
}

void
InferenceScheduler::TaskCreated(uint32_t ue, const InferenceTask& task)
{
    Open* open = Find(task.decision);
    if (m_trigger == ARRIVAL)
    {
        // Without a decision of its own (before the start, after the end) it is nobody's.
        open = m_arriving < SIZE_MAX ? open : nullptr;
        m_arriving = SIZE_MAX;
    }
    if (open && task.created < open->transition.state.time + m_creditWindow)
    {
        open->task = task.id;
        ++open->outstanding;
        ++open->transition.rewards[m_ues[ue].firstStream + task.stream].tasks;
    }
}

void
InferenceScheduler::TaskEnded(uint32_t ue, const TaskOutcome& outcome)
{
    Open* open = Find(outcome.decision);
    const bool credited = m_trigger == INTERVAL || (open && open->task == outcome.task);
    if (open && credited && outcome.created < open->transition.state.time + m_creditWindow)
    {
        --open->outstanding;
        open->transition.rewards[m_ues[ue].firstStream + outcome.stream].reward +=
            m_reward->Score(outcome);
        Finish();
    }
}

void
InferenceScheduler::PlanSet(uint32_t ue, uint32_t stream, const InferencePlan&, uint64_t decision)
{
    if (Open* open = Find(decision))
    {
        open->transition.rewards[m_ues[ue].firstStream + stream].applied = true;
    }
}

} // namespace ns3
