// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-scheduler.h"

#include "../task/plan-text.h"
#include "epoch-control.h"
#include "epoch-ledger.h"
#include "epoch-participants.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/observation-model.h"
#include "ns3/pointer.h"
#include "ns3/profile-error.h"
#include "ns3/simulator.h"
#include "ns3/task-observer.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceScheduler");

NS_OBJECT_ENSURE_REGISTERED(InferenceScheduler);

namespace
{

/**
 * @param scheduler may have a ProfileError
 * @param system who asks for what, and the machines
 * @return what the policy believes of it
 */
EdgeSystem
GetBelieved(const InferenceScheduler& scheduler, EdgeSystem system)
{
    if (const auto error = scheduler.GetObject<ProfileError>())
    {
        error->Distort(system);
    }
    return system;
}

/**
 * @brief Lets a policy observe the tasks of all UEs.
 * @tparam F function of an outcome
 * @param participants the UEs
 * @param observer the policy; it must outlive the clients' last task; null when it does not observe
 * @param getReward tells the reward for an outcome
 */
template <typename F>
void
LetObserve(const EpochParticipants& participants, TaskObserver* observer, const F& getReward)
{
    if (!observer)
    {
        return;
    }
    uint64_t open = 0;
    for (const auto& ue : participants.ues)
    {
        open += ue.client->GetInFlight();
        ue.client->TraceConnectWithoutContext(
            "TaskCreated",
            MakeLambdaCallback(
                [observer](const InferenceTask& task) { observer->TaskCreated(task); }));
        ue.client->TraceConnectWithoutContext(
            "TaskEnded",
            MakeLambdaCallback([observer, getReward](const TaskOutcome& outcome) {
                observer->TaskEnded(outcome, getReward(outcome));
            }));
    }
    observer->BeginTasks(open);
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
            .AddAttribute("Loss",
                          "With InBand control, probability with which a datagram that carries "
                          "plans, shares or placements is lost, beside what the network loses.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&InferenceScheduler::m_loss),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Port",
                          "UDP port of in-band control: on which reports arrive, and decisions at "
                          "cells and other servers.",
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
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Sent",
                            "A datagram of in-band control with a part of a decision was sent. "
                            "Agents tell what arrives: their trace source Arrived.",
                            MakeTraceSourceAccessor(&InferenceScheduler::m_sentTrace),
                            "ns3::InferenceControlMessage::TracedCallback")
            .AddTraceSource("Lost",
                            "A datagram that was sent was lost by the chance of Loss.",
                            MakeTraceSourceAccessor(&InferenceScheduler::m_lostTrace),
                            "ns3::InferenceControlMessage::TracedCallback");
    return tid;
}

InferenceScheduler::InferenceScheduler()
    : m_lossDraws(CreateObject<UniformRandomVariable>()),
      m_participants(std::make_unique<EpochParticipants>()),
      m_ledger(std::make_unique<EpochLedger>()),
      m_answered(EpochParticipants::NO_STREAM)
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
    m_carrier = nullptr;
    m_ledger->Clear();
    m_participants->Clear();
    m_policy = nullptr;
    m_trainable = nullptr;
    m_reward = nullptr;
    Application::DoDispose();
}

void
InferenceScheduler::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    // Before any client starts: a stream that runs cannot tell any more.
    if (m_policy && m_policy->NeedsArrivals())
    {
        m_participants->ForeseeArrivals(m_stopTime, m_policy->GetInstanceTypeId().GetName());
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
    m_participants->radio = radio;
}

void
InferenceScheduler::AddClient(Ptr<InferenceClient> client)
{
    NS_LOG_FUNCTION(this << client);
    const uint32_t ue = m_participants->AddUe(client);
    Listen(client, m_participants->ues[ue].firstStream);
}

void
InferenceScheduler::Listen(const Ptr<InferenceClient>& client, std::size_t firstStream)
{
    // Callbacks with the number of the first stream in front, so that no look-up by client is
    // needed.
    client->TraceConnectWithoutContext(
        "TaskArriving",
        MakeLambdaCallback(
            [this, firstStream](uint32_t stream, Time) { Arrive(firstStream + stream); }));
    client->TraceConnectWithoutContext(
        "TaskCreated",
        MakeLambdaCallback([this, firstStream](const InferenceTask& task) {
            TaskCreated(firstStream + task.stream, task);
        }));
    client->TraceConnectWithoutContext(
        "TaskEnded",
        MakeLambdaCallback([this, firstStream](const TaskOutcome& outcome) {
            m_ledger->TaskEnded(firstStream + outcome.stream, outcome, Simulator::Now());
        }));
    client->TraceConnectWithoutContext(
        "PlanSet",
        MakeLambdaCallback(
            [this, firstStream](uint32_t stream, const InferencePlan&, uint64_t decision) {
                m_ledger->PlanSet(firstStream + stream, decision);
            }));
}

void
InferenceScheduler::AddServer(Ptr<ComputeNode> compute, const EdgeSystem::Server& server)
{
    NS_LOG_FUNCTION(this << compute);
    m_participants->AddServer(compute, nullptr, server);
}

void
InferenceScheduler::AddServer(Ptr<InferenceServer> application, const EdgeSystem::Server& server)
{
    NS_LOG_FUNCTION(this << application);
    const auto compute = application->GetNode()->GetObject<ComputeNode>();
    NS_ABORT_MSG_IF(!compute, "a server's node needs a ComputeNode");
    m_participants->AddServer(compute, application, server);
}

void
InferenceScheduler::SetNCells(uint32_t n)
{
    m_participants->system.nCells = n;
}

void
InferenceScheduler::SetPaths(const std::vector<std::vector<EdgeSystem::Path>>& paths)
{
    m_participants->system.paths = paths;
}

void
InferenceScheduler::SetAgents(const std::vector<Address>& cells,
                              const std::vector<Address>& servers)
{
    m_participants->cells = cells;
    for (std::size_t i = 0; i < servers.size(); ++i)
    {
        m_participants->servers.at(i).address = servers[i];
    }
}

int64_t
InferenceScheduler::AssignStreams(int64_t stream)
{
    m_lossDraws->SetStream(stream);
    return 1;
}

uint64_t
InferenceScheduler::GetNEpochs() const
{
    return m_ledger->GetNewest();
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
    EdgeSystem& system = m_participants->system;
    system.interval = m_interval;
    system.atArrivals = m_trigger == ARRIVAL;
    m_state.ues.resize(m_participants->ues.size());
    m_state.streams.resize(system.streams.size());
    m_state.servers.resize(m_participants->servers.size());
    EpochLedger::Rules rules{m_creditWindow, system.atArrivals, {}, m_reward};
    for (const auto& stream : system.streams)
    {
        rules.streamUes.push_back(stream.ue);
    }
    m_ledger->Start(
        rules,
        [this](uint64_t number) { return IsFollowed(number); },
        [this](const EpochTransition& transition) { Complete(transition); });
    OpenControl();
    // A policy that scores plans as outcomes are scored has an attribute for it.
    m_policy->SetAttributeFailSafe("RewardModel", PointerValue(m_reward));
    if (const auto observation = GetObject<ObservationModel>())
    {
        m_carrier->SetObservation(observation);
    }
    m_policy->BeginEpisode(GetBelieved(*this, system));
    LetObserve(*m_participants, TaskObserver::Get(m_policy), [this](const TaskOutcome& outcome) {
        return m_reward ? m_reward->Score(outcome) : 0; // null when this was disposed of
    });
    if (m_trigger == INTERVAL)
    {
        Tick();
    }
}

void
InferenceScheduler::OpenControl()
{
    if (m_control == IDEAL)
    {
        m_carrier = std::make_shared<IdealEpochControl>(*m_participants);
        return;
    }
    InBandEpochControl::Events events;
    events.ignored = [this](Ptr<const Packet> packet) { m_ignoredTrace(packet); };
    events.sent = [this](const InferenceControlMessage& message) { m_sentTrace(message); };
    events.lose = [this](const InferenceControlMessage& message) { return Lose(message); };
    m_carrier = std::make_shared<InBandEpochControl>(*m_participants, GetNode(), m_port, events);
}

bool
InferenceScheduler::Lose(const InferenceControlMessage& message)
{
    const bool isLost = m_loss > 0 && m_lossDraws->GetValue() < m_loss;
    if (isLost)
    {
        m_lostTrace(message);
    }
    return isLost;
}

void
InferenceScheduler::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    m_carrier = nullptr;
}

void
InferenceScheduler::Tick()
{
    Epoch(EpochParticipants::NO_STREAM);
    if (m_carrier) // whoever is told of an epoch may stop this
    {
        m_next = Simulator::Schedule(m_interval, &InferenceScheduler::Tick, this);
    }
}

void
InferenceScheduler::Arrive(std::size_t stream)
{
    if (m_trigger == ARRIVAL && m_carrier)
    {
        m_answered = stream;
        Epoch(stream);
    }
}

void
InferenceScheduler::Epoch(std::size_t arriving)
{
    m_state.epoch = m_ledger->GetNewest() + 1;
    NS_LOG_FUNCTION(this << m_state.epoch);
    m_state.time = Simulator::Now();
    const auto carrier = m_carrier; // whoever is told of something may stop this
    carrier->Collect(arriving, m_state);
    m_ledger->SetNext(m_state, arriving);
    EpochDecision& decision = m_ledger->Open(m_state, arriving);
    if (m_trigger == ARRIVAL)
    {
        decision.plans.clear();
        for (const auto& ue : m_participants->ues)
        {
            for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
            {
                decision.plans.push_back(ue.client->GetPlan(i));
            }
        }
    }
    m_policy->Decide(m_state, decision);
    for (std::size_t i = 0; i < decision.plans.size(); ++i)
    {
        NS_LOG_DEBUG("decision " << m_state.epoch << ", stream " << i << ": "
                                 << DescribePlan(decision.plans[i]));
    }
    for (std::size_t ue = 0; ue < decision.uplinkShares.size(); ++ue)
    {
        NS_LOG_DEBUG("decision " << m_state.epoch << ", UE " << ue << ": share "
                                 << decision.uplinkShares[ue] << " of the uplink");
    }
    m_epochTrace(m_state, decision);
    if (m_carrier)
    {
        carrier->CarryOut(decision, m_state.epoch, arriving);
    }
    m_ledger->Settle(m_state.time);
}

void
InferenceScheduler::TaskCreated(std::size_t stream, const InferenceTask& task)
{
    // A task without a decision of its own came before the start or after the end.
    const bool isAnswered = m_answered != EpochParticipants::NO_STREAM;
    m_answered = EpochParticipants::NO_STREAM;
    m_ledger->TaskCreated(stream, task, isAnswered);
}

bool
InferenceScheduler::IsFollowed(uint64_t number) const
{
    for (const auto& ue : m_participants->ues)
    {
        for (uint32_t i = 0; i < ue.client->GetNStreams(); ++i)
        {
            if (ue.client->GetDecision(i) <= number)
            {
                return true;
            }
        }
    }
    return false;
}

void
InferenceScheduler::Complete(const EpochTransition& transition)
{
    m_transitionTrace(transition);
    if (m_trainable && m_trainable->IsTraining())
    {
        m_trainable->Learn(transition);
    }
}

} // namespace ns3
