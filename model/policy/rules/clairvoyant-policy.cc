// SPDX-License-Identifier: GPL-2.0-only

#include "clairvoyant-policy.h"

#include "../spaces/plan-space.h"
#include "greedy-plan-policy.h"

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/integer.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator-impl.h"
#include "ns3/simulator.h"
#include "ns3/trainable-policy.h"
#include "ns3/uinteger.h"

#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ClairvoyantPolicy");

NS_OBJECT_ENSURE_REGISTERED(ClairvoyantPolicy);

namespace
{

/// Gain in reward that is none but the rounding of a sum over tasks.
constexpr double ROUNDING = 1e-9;

} // namespace

TypeId
ClairvoyantPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ClairvoyantPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ClairvoyantPolicy>()
            .AddAttribute("Base",
                          "The rule around whose decision candidates are made, and that decides in "
                          "their futures: a policy that does not learn. Unset: GreedyPlanPolicy.",
                          PointerValue(),
                          MakePointerAccessor(&ClairvoyantPolicy::m_base),
                          MakePointerChecker<OffloadingPolicy>())
            .AddAttribute("RewardModel",
                          "How outcomes are scored, for a base rule that scores plans: an "
                          "InferenceScheduler sets its own when it starts, so that text cannot.",
                          TypeId::ATTR_GET | TypeId::ATTR_SET,
                          PointerValue(),
                          MakePointerAccessor(&ClairvoyantPolicy::m_scores),
                          MakePointerChecker<RewardModel>())
            .AddAttribute("Space",
                          "What candidates are made of: a DecisionSpace. Unset: PlanSpace without "
                          "the plans that another one dominates (Slack 0).",
                          PointerValue(),
                          MakePointerAccessor(&ClairvoyantPolicy::m_space),
                          MakePointerChecker<DecisionSpace>())
            .AddAttribute("Horizon",
                          "Tasks that are created within this time after a decision count for it, "
                          "and those that are in flight. At most 1000 s.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&ClairvoyantPolicy::m_horizon),
                          // loads and movement never end by themselves
                          MakeTimeChecker(NanoSeconds(1), Seconds(1000)))
            .AddAttribute("Candidates",
                          "Decisions that are tried at an epoch at most, in each round, that of "
                          "the base rule included. With 1 it decides as the base rule does.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&ClairvoyantPolicy::m_most),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("Rounds",
                          "Rounds of an epoch at most: each tries decisions around the best of the "
                          "round before, until none is better.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&ClairvoyantPolicy::m_rounds),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Processes",
                          "Candidates that are tried at one time, each in a process of its own; "
                          "changes no result.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&ClairvoyantPolicy::m_processes),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddTraceSource("Tried",
                            "The candidates of an epoch were tried.",
                            MakeTraceSourceAccessor(&ClairvoyantPolicy::m_triedTrace),
                            "ns3::ClairvoyantPolicy::TriedTracedCallback");
    return tid;
}

ClairvoyantPolicy::ClairvoyantPolicy()
{
    NS_LOG_FUNCTION(this);
    // With a stream from the beginning, because one that ns-3 chooses would change the random
    // numbers of everything that is made later.
    m_random = CreateObjectWithAttributes<UniformRandomVariable>("Stream", IntegerValue(0));
}

ClairvoyantPolicy::~ClairvoyantPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
ClairvoyantPolicy::DoDispose()
{
    for (const Ptr<Object>& part : {Ptr<Object>(m_base), Ptr<Object>(m_space)})
    {
        if (part)
        {
            part->Dispose();
        }
    }
    m_base = nullptr;
    m_scores = nullptr;
    m_space = nullptr;
    m_random = nullptr;
    m_candidates = DecisionCandidates();
    OffloadingPolicy::DoDispose();
}

bool
ClairvoyantPolicy::NeedsArrivals() const
{
    return m_base && m_base->NeedsArrivals();
}

int64_t
ClairvoyantPolicy::AssignStreams(int64_t stream)
{
    // The base rule draws what it draws alone.
    const int64_t used = m_base ? m_base->AssignStreams(stream) : 0;
    m_random->SetStream(stream + used);
    return used + 1;
}

void
ClairvoyantPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    if (!m_base)
    {
        m_base = CreateObject<GreedyPlanPolicy>();
    }
    if (!m_space)
    {
        m_space = CreateObjectWithAttributes<PlanSpace>("Slack", DoubleValue(0));
    }
    const std::string base = m_base->GetInstanceTypeId().GetName();
    if (TrainablePolicy::Get(m_base) || TaskObserver::Get(m_base))
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  "Base",
                                  base,
                                  "a rule: a policy that learns nothing from what it sees");
    }
    if (m_scores)
    {
        m_base->SetAttributeFailSafe("RewardModel", PointerValue(m_scores));
    }
    m_base->BeginEpisode(GetSystem());
    m_space->BeginEpisode(GetSystem());
    m_isObserving = false;
}

void
ClairvoyantPolicy::BeginTasks(uint64_t open)
{
    NS_LOG_FUNCTION(this << open);
    const std::string simulator = Simulator::GetImplementation()->GetInstanceTypeId().GetName();
    if (simulator != "ns3::DefaultSimulatorImpl")
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  "SimulatorImplementationType",
                                  simulator,
                                  "ns3::DefaultSimulatorImpl",
                                  "one that works with other processes, threads or the clock "
                                  "cannot be forked");
    }
    m_open = open;
    m_isObserving = true;
}

void
ClairvoyantPolicy::TaskCreated(const InferenceTask& task)
{
    m_open += task.created < m_end;
}

void
ClairvoyantPolicy::TaskEnded(const TaskOutcome& outcome, double reward)
{
    if (outcome.created >= m_end)
    {
        return;
    }
    --m_open;
    m_reward += reward;
    if (m_isBeyond && m_open == 0)
    {
        Report();
    }
}

void
ClairvoyantPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    m_base->Decide(state, decision);
    if (!m_isObserving || m_line)
    {
        return;
    }
    m_candidates.Begin(m_space, state, decision);
    double base = 0;
    double best = 0;
    uint64_t tried = 0;
    for (uint32_t round = 0; round < m_rounds; ++round)
    {
        const auto actions = m_candidates.List(m_most - 1, m_random);
        std::vector<double> rewards{best};
        if (Try(state, actions, round == 0 ? 0 : 1, decision, rewards))
        {
            return;
        }
        base = round == 0 ? rewards.front() : base;
        tried += actions.size() + (round == 0);
        std::size_t winner = 0;
        for (std::size_t i = 1; i < rewards.size(); ++i)
        {
            winner = rewards[i] > rewards[winner] + ROUNDING ? i : winner;
        }
        best = rewards[winner];
        if (winner == 0)
        {
            break;
        }
        m_candidates.Choose(actions[winner - 1]);
    }
    if (m_candidates.IsChosen())
    {
        m_candidates.CarryOut(state, m_candidates.GetChosen(), decision);
    }
    m_triedTrace(state.epoch, tried, base, best);
}

bool
ClairvoyantPolicy::Try(const EpochState& state,
                       const std::vector<DecisionCandidates::Action>& actions,
                       std::size_t first,
                       EpochDecision& decision,
                       std::vector<double>& rewards)
{
    ProcessPool pool(m_processes);
    for (std::size_t i = first; i <= actions.size(); ++i)
    {
        if (const auto line = pool.Branch())
        {
            if (i > 0)
            {
                m_candidates.CarryOut(state, actions[i - 1], decision);
            }
            BeginFuture(*line);
            return true;
        }
    }
    rewards.resize(first);
    for (std::size_t i = first; i <= actions.size(); ++i)
    {
        rewards.push_back(Listen(pool, i - first, state, i));
    }
    return false;
}

double
ClairvoyantPolicy::Listen(ProcessPool& pool,
                          std::size_t number,
                          const EpochState& state,
                          std::size_t candidate)
{
    std::string reason;
    try
    {
        const std::string answer = pool.Wait(number);
        double reward = 0;
        if (answer.size() == sizeof(reward))
        {
            std::memcpy(&reward, answer.data(), sizeof(reward));
            return reward;
        }
        reason = "found " + std::to_string(answer.size()) + " bytes, expected its reward";
    }
    catch (const std::runtime_error& error)
    {
        reason = error.what();
    }
    throw std::runtime_error("ns3::ClairvoyantPolicy, epoch " + std::to_string(state.epoch) +
                             " at " + std::to_string(state.time.GetSeconds()) + " s, candidate " +
                             std::to_string(candidate) + ": " +
                             (reason.empty() ? "its process ended before the horizon" : reason));
}

void
ClairvoyantPolicy::BeginFuture(const ProcessPool::Line& line)
{
    m_line = line;
    m_reward = 0;
    m_end = Simulator::Now() + m_horizon;
    // The present event has to come to its end before anything else can happen.
    Simulator::ScheduleNow(&ClairvoyantPolicy::RunFuture, this);
    Simulator::ScheduleDestroy(&ClairvoyantPolicy::EndEarly, this);
}

void
ClairvoyantPolicy::RunFuture()
{
    Simulator::Schedule(m_horizon, &ClairvoyantPolicy::ReachHorizon, this);
    try
    {
        // What the program would do after Simulator::Run() is the parent's affair.
        uint64_t events = 0;
        do
        {
            events = Simulator::GetEventCount();
            Simulator::Run();
        } while (Simulator::GetEventCount() > events);
    }
    catch (const std::exception& error)
    {
        ProcessPool::Fail(*m_line, error.what());
    }
    catch (...)
    {
        ProcessPool::Fail(*m_line, "the simulation threw what is no std::exception");
    }
    Report();
}

void
ClairvoyantPolicy::ReachHorizon()
{
    m_isBeyond = true;
    if (m_open == 0)
    {
        Report();
    }
}

void
ClairvoyantPolicy::EndEarly()
{
    if (std::uncaught_exceptions() > 0)
    {
        ProcessPool::Fail(*m_line, "an exception ended the simulation");
    }
    Report();
}

void
ClairvoyantPolicy::Report() const
{
    std::string answer(sizeof(m_reward), '\0');
    std::memcpy(answer.data(), &m_reward, sizeof(m_reward));
    ProcessPool::End(*m_line, answer);
}

} // namespace ns3
