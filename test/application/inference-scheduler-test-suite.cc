// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-control-header.h"
#include "link-test-bed.h"
#include "message-bytes.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-control-agent.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scheduler.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief InferenceScheduler: which decision is credited with which reward, and when.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// Plans by the number of the epoch and the stream.
class ScriptedPolicy : public OffloadingPolicy, public TrainablePolicy
{
  public:
    /**
     * @param dnn the network
     * @param epoch number of the epoch
     * @param stream number of the stream
     * @return the plan of the script
     */
    static InferencePlan GetPlan(const DnnProfile& dnn, uint64_t epoch, std::size_t stream)
    {
        InferencePlan plan;
        plan.exit = (epoch + stream) % 2;
        const auto& cuts = dnn.GetCutPoints(plan.exit);
        plan.cut = cuts[(3 * epoch + stream) % cuts.size()];
        plan.bits = dnn.GetBitWidths()[epoch % 3];
        return plan;
    }

    void Learn(const EpochTransition& transition) override
    {
        learnt.push_back(transition.state.epoch);
    }

    void Save(std::ostream& os) const override
    {
        os << learnt.size();
    }

    void Load(std::istream&) override
    {
        NS_ABORT_MSG("nothing loads it");
    }

    std::vector<uint64_t> learnt; //!< epochs of the transitions that it took

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        for (std::size_t i = 0; i < decision.plans.size(); ++i)
        {
            decision.plans[i] = GetPlan(*GetSystem().streams[i].dnn, state.epoch, i);
        }
    }
};

/// Two UEs with two streams each under a scheduler, and a second set of books.
class SchedulerTestCase : public TestCase
{
  public:
    /**
     * @param name of the case
     * @param inBand control in packets
     * @param loss share of packets lost on each link
     * @param window CreditWindow, s
     */
    SchedulerTestCase(const std::string& name, bool inBand, double loss, double window)
        : TestCase(name),
          m_inBand(inBand),
          m_loss(loss),
          m_window(Seconds(window))
    {
    }

  private:
    static constexpr double DELAY = 0.02;     //!< s, of the links
    const Time m_interval = MilliSeconds(50); //!< between epochs

    /// What should be credited to one stream of one decision.
    struct Credit
    {
        uint32_t created{0}; //!< tasks
        uint32_t ended{0};   //!< of these
        double reward{0};    //!< of these
    };

    /**
     * @param decision its number, from 1
     * @return when it was made
     */
    Time GetInstant(uint64_t decision) const
    {
        return m_start + m_interval * static_cast<int64_t>(decision - 1);
    }

    /**
     * @param task it
     */
    void Created(const InferenceTask& task)
    {
        if (task.decision > 0 && task.created < GetInstant(task.decision) + m_window)
        {
            ++m_credits[{task.decision, 2 * task.ue + task.stream}].created;
        }
    }

    /**
     * @param outcome how a task ended
     */
    void Ended(const TaskOutcome& outcome)
    {
        // The RewardModel, by hand.
        const double share = outcome.GetLatency().GetSeconds() / outcome.deadline.GetSeconds();
        const double reward =
            outcome.status == InferenceTaskStatus::COMPLETED ? outcome.accuracy - 0.5 * share : -1;
        m_total += reward;
        if (outcome.decision > 0 && outcome.created < GetInstant(outcome.decision) + m_window)
        {
            Credit& credit = m_credits[{outcome.decision, 2 * outcome.ue + outcome.stream}];
            ++credit.ended;
            credit.reward += reward;
        }
        else
        {
            m_uncredited += reward;
        }
        if (outcome.decision > 0)
        {
            const uint64_t now = m_scheduler->GetNEpochs();
            m_longest = std::max(m_longest, now - outcome.decision);
            const auto expected = ScriptedPolicy::GetPlan(*m_bed->dnn,
                                                          outcome.decision,
                                                          2 * outcome.ue + outcome.stream);
            NS_TEST_EXPECT_MSG_EQ((outcome.plan == expected), true, "the plan of its decision");
        }
    }

    /**
     * @param transition a complete step
     */
    void Transition(const EpochTransition& transition)
    {
        const uint64_t epoch = transition.state.epoch;
        NS_TEST_EXPECT_MSG_EQ(epoch, ++m_transitions, "in order, each once");
        NS_TEST_EXPECT_MSG_EQ(transition.state.time, GetInstant(epoch), "its instant");
        NS_TEST_EXPECT_MSG_EQ(transition.next.epoch, epoch + 1, "next state");
        NS_TEST_EXPECT_MSG_EQ(transition.next.time, GetInstant(epoch + 1), "next state");
        NS_TEST_EXPECT_MSG_EQ((m_states.at(epoch) == Summarise(transition.state)), true, "state");
        NS_TEST_EXPECT_MSG_EQ((m_states.at(epoch + 1) == Summarise(transition.next)),
                              true,
                              "the state of the next epoch is what the policy saw there");
        NS_TEST_ASSERT_MSG_EQ(transition.rewards.size(), 4, "streams");
        for (uint32_t i = 0; i < 4; ++i)
        {
            const Credit& credit = m_credits[{epoch, i}];
            const EdgeStreamReward& reward = transition.rewards[i];
            NS_TEST_EXPECT_MSG_EQ(reward.tasks, credit.created, "tasks of decision " << epoch);
            NS_TEST_EXPECT_MSG_EQ(credit.ended, credit.created, "all of them have ended");
            NS_TEST_EXPECT_MSG_EQ_TOL(reward.reward, credit.reward, 1e-9, "reward of " << epoch);
            NS_TEST_EXPECT_MSG_EQ(
                (transition.decision.plans[i] == ScriptedPolicy::GetPlan(*m_bed->dnn, epoch, i)),
                true,
                "decision");
            const bool applied = m_applied.count({epoch, i}) > 0;
            NS_TEST_EXPECT_MSG_EQ(reward.applied, applied, "applied " << epoch);
            // Before its first report has come, the scheduler does not know where a UE is.
            m_lost += !applied && epoch > 2;
            m_given += reward.reward;
            if (!applied)
            {
                NS_TEST_EXPECT_MSG_EQ(reward.tasks, 0, "a lost decision has no tasks");
            }
            m_credits.erase({epoch, i});
        }
    }

    /**
     * @param state a state
     * @return numbers that tell it from others
     */
    static std::vector<double> Summarise(const EpochState& state)
    {
        std::vector<double> numbers{static_cast<double>(state.epoch), state.time.GetSeconds()};
        for (const auto& stream : state.streams)
        {
            numbers.push_back(stream.at.GetSeconds());
            numbers.push_back(stream.pending);
            numbers.push_back(stream.oldestTimeLeft);
            numbers.push_back(stream.recentLatency);
        }
        for (const auto& ue : state.ues)
        {
            numbers.push_back(ue.device.backlog);
        }
        for (const auto& server : state.servers)
        {
            numbers.push_back(server.backlog);
        }
        return numbers;
    }

    /**
     * @param state what the policy saw
     * @param decision its answer
     */
    void Epoch(const EpochState& state, const EpochDecision& decision)
    {
        NS_TEST_EXPECT_MSG_EQ(state.epoch, m_states.size() + 1, "epochs count from 1");
        NS_TEST_EXPECT_MSG_EQ(state.time, Simulator::Now(), "instant");
        NS_TEST_EXPECT_MSG_EQ(decision.plans.size(), 4, "a plan a stream");
        m_states[state.epoch] = Summarise(state);
        for (const auto& stream : state.streams)
        {
            const Time age = state.time - stream.at;
            if (!m_inBand)
            {
                NS_TEST_EXPECT_MSG_EQ(age, Time(0), "ideal: of this instant");
            }
            else if (state.epoch > 3 && m_loss == 0)
            {
                // Reports come each 50 ms and are 20 ms on their way.
                NS_TEST_EXPECT_MSG_GT(age, Seconds(DELAY), "in-band: older than the link");
                NS_TEST_EXPECT_MSG_LT(age, Seconds(DELAY + 0.052), "not older than a report");
            }
        }
    }

    /**
     * @param ue index of the UE
     * @param stream index of its stream
     * @param decision number of the decision
     */
    void PlanSet(uint32_t ue, uint32_t stream, uint64_t decision)
    {
        m_applied[{decision, 2 * ue + stream}] = Simulator::Now();
        const Time late = Simulator::Now() - GetInstant(decision);
        if (!m_inBand)
        {
            NS_TEST_EXPECT_MSG_EQ(late, Time(0), "at once");
        }
        else
        {
            // 18 bytes and 7 a stream, 8 of UDP, 20 of IP, 2 of PPP, at 10 Mbit/s; it may have to
            // wait for what the link is sending.
            const double least = DELAY + 8 * (18 + 14 + 30) / 10e6;
            NS_TEST_EXPECT_MSG_GT(late.GetSeconds(), least - 1e-9, "the link's delay");
            NS_TEST_EXPECT_MSG_LT(late.GetSeconds(), least + 5e-3, "the link's delay");
        }
    }

    void DoRun() override
    {
        m_bed = std::make_unique<LinkTestBed>(2, "10Mbps", Seconds(DELAY));
        auto server = m_bed->AddServer();
        m_scheduler = CreateObject<InferenceScheduler>();
        m_scheduler->SetAttribute("Interval", TimeValue(m_interval));
        m_scheduler->SetAttribute("CreditWindow", TimeValue(m_window));
        m_scheduler->SetAttribute(
            "Control",
            EnumValue(m_inBand ? InferenceScheduler::IN_BAND : InferenceScheduler::IDEAL));
        m_bed->servers.Get(0)->AddApplication(m_scheduler);
        m_scheduler->SetStartTime(m_start);
        auto reward = CreateObject<RewardModel>();
        reward->SetAttribute("AccuracyWeight", DoubleValue(1));
        reward->SetAttribute("LatencyWeight", DoubleValue(0.5));
        reward->SetAttribute("MissPenalty", DoubleValue(0.5));
        reward->SetAttribute("EnergyWeight", DoubleValue(0));
        m_scheduler->SetRewardModel(reward);
        m_scheduler->AddServer(m_bed->servers.Get(0)->GetObject<ComputeNode>());
        auto policy = CreateObject<ScriptedPolicy>();
        policy->SetTraining(true);
        m_scheduler->SetPolicy(policy);
        std::vector<Ptr<InferenceClient>> clients;
        for (uint32_t ue = 0; ue < 2; ++ue)
        {
            std::vector<Ptr<TaskStream>> streams;
            for (uint32_t i = 0; i < 2; ++i)
            {
                std::vector<Time> at;
                for (int64_t n = 0; n < 150; ++n)
                {
                    at.push_back(MicroSeconds(1 + n * (20100 + 1700 * ue + 300 * i)));
                }
                streams.push_back(MakeScript(at, MilliSeconds(150 + 100 * ue)));
            }
            auto client = m_bed->AddClient(ue, streams, m_start);
            client->SetAttribute("Timeout", TimeValue(MilliSeconds(300)));
            client->SetAttribute("DropExpired", BooleanValue(ue == 0));
            clients.push_back(client);
            client->TraceConnectWithoutContext("TaskCreated",
                                               MakeCallback(&SchedulerTestCase::Created, this));
            client->TraceConnectWithoutContext("TaskEnded",
                                               MakeCallback(&SchedulerTestCase::Ended, this));
            client->TraceConnectWithoutContext(
                "PlanSet",
                MakeLambdaCallback(
                    [this, ue](uint32_t stream, const InferencePlan&, uint64_t decision) {
                        PlanSet(ue, stream, decision);
                    }));
            m_scheduler->AddClient(client);
            if (m_inBand)
            {
                auto agent = CreateObject<InferenceControlAgent>();
                agent->SetClient(client);
                agent->SetScheduler(
                    InetSocketAddress(m_bed->interfaces[ue][0].GetAddress(1), 9100));
                m_bed->ues.Get(ue)->AddApplication(agent);
                agent->SetStartTime(m_start);
            }
            if (m_loss > 0)
            {
                for (const bool up : {true, false})
                {
                    auto errors = CreateObject<RateErrorModel>();
                    errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                    errors->SetRate(m_loss);
                    errors->AssignStreams(40 + 2 * ue + up);
                    up ? m_bed->SetUplinkErrors(ue, 0, errors)
                       : m_bed->SetDownlinkErrors(ue, 0, errors);
                }
            }
        }
        m_scheduler->TraceConnectWithoutContext("Epoch",
                                                MakeCallback(&SchedulerTestCase::Epoch, this));
        m_scheduler->TraceConnectWithoutContext("Transition",
                                                MakeCallback(&SchedulerTestCase::Transition, this));
        Simulator::Stop(Seconds(6));
        Simulator::Run();

        const uint64_t epochs = m_scheduler->GetNEpochs();
        NS_TEST_EXPECT_MSG_EQ(epochs, 118, "epochs from 0.123 s to 6 s");
        NS_TEST_EXPECT_MSG_EQ((m_transitions + 1 >= epochs - (m_inBand ? 20 : 0)),
                              true,
                              "complete");
        NS_TEST_EXPECT_MSG_GT(m_longest, 3, "tasks that end many epochs later");
        NS_TEST_EXPECT_MSG_EQ(policy->learnt.size(), m_transitions, "the policy takes them all");
        for (std::size_t i = 0; i < policy->learnt.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(policy->learnt[i], i + 1, "in order");
        }
        double open = 0;
        for (const auto& [key, credit] : m_credits)
        {
            NS_TEST_EXPECT_MSG_GT(key.first, m_transitions, "belongs to what is not complete");
            open += credit.reward;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(m_given + m_uncredited + open,
                                  m_total,
                                  1e-9,
                                  "no reward is lost");
        NS_TEST_EXPECT_MSG_EQ((m_lost > 0), (m_loss > 0), "lost decisions");
        if (!m_inBand)
        {
            NS_TEST_EXPECT_MSG_EQ(m_uncredited, 0, "all is credited");
        }
        if (m_loss > 0)
        {
            NS_TEST_EXPECT_MSG_EQ((m_uncredited != 0), true, "tasks after the credit window");
        }
        NS_TEST_EXPECT_MSG_EQ(clients[0]->GetInFlight() + clients[1]->GetInFlight(), 0, "ended");
        m_scheduler = nullptr;
        m_bed.reset();
        Simulator::Destroy();
    }

    bool m_inBand;                                             //!< control in packets
    double m_loss;                                             //!< share of packets lost
    Time m_window;                                             //!< CreditWindow
    Time m_start = MilliSeconds(123);                          //!< of scheduler and clients
    std::unique_ptr<LinkTestBed> m_bed;                        //!< the network
    Ptr<InferenceScheduler> m_scheduler;                       //!< under test
    std::map<uint64_t, std::vector<double>> m_states;          //!< what the policy saw, by epoch
    std::map<std::pair<uint64_t, uint32_t>, Credit> m_credits; //!< by decision and stream
    std::map<std::pair<uint64_t, uint32_t>, Time> m_applied;   //!< by decision and stream
    uint64_t m_transitions{0};                                 //!< transitions so far
    uint64_t m_longest{0};                                     //!< epochs from decision to end
    uint32_t m_lost{0};                                        //!< decisions not applied, by stream
    double m_total{0};                                         //!< reward of all tasks
    double m_given{0};                                         //!< of these, in transitions
    double m_uncredited{0};                                    //!< of these, outside of any window
};

/// A decision at each arrival: for exactly that task, and what comes after.
class ArrivalTestCase : public TestCase
{
  public:
    /**
     * @param name of the case
     * @param window CreditWindow, s
     */
    ArrivalTestCase(const std::string& name, double window)
        : TestCase(name),
          m_window(Seconds(window))
    {
    }

  private:
    /// A decision, as it should be.
    struct Decision
    {
        std::size_t stream{0}; //!< whose task it was for
        Time at;               //!< when
        uint32_t pending{0};   //!< tasks of the stream in flight then
        uint32_t tasks{0};     //!< created under it
        bool ended{false};     //!< its task
        double accuracy{0};    //!< of its task
    };

    /**
     * @param stream index of a stream
     */
    void Arriving(std::size_t stream)
    {
        m_next = stream;
    }

    /**
     * @param state what the policy saw
     * @param decision its answer
     */
    void Epoch(const EpochState& state, const EpochDecision& decision)
    {
        NS_TEST_EXPECT_MSG_EQ(state.epoch, m_decisions.size() + 1, "epochs count from 1");
        NS_TEST_EXPECT_MSG_EQ(state.time, Simulator::Now(), "instant");
        NS_TEST_EXPECT_MSG_EQ(decision.plans.size(), 4, "a plan a stream");
        for (std::size_t i = 0; i < 4; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(state.streams[i].arriving, (i == m_next), "who arrives");
            NS_TEST_EXPECT_MSG_EQ(state.streams[i].pending, m_pending[i], "not counted yet");
        }
        m_decisions.push_back({m_next, state.time, m_pending[m_next], 0, false, 0});
    }

    /**
     * @param task it
     */
    void Created(const InferenceTask& task)
    {
        const std::size_t stream = 2 * task.ue + task.stream;
        ++m_pending[stream];
        ++m_tasks;
        if (task.created < m_start || task.created >= m_stop)
        {
            return; // no scheduler there
        }
        NS_TEST_EXPECT_MSG_EQ(task.decision, m_decisions.size(), "the newest decision");
        Decision& decision = m_decisions.at(task.decision - 1);
        NS_TEST_EXPECT_MSG_EQ(decision.stream, stream, "for this stream");
        NS_TEST_EXPECT_MSG_EQ(decision.at, task.created, "at this instant");
        ++decision.tasks;
        const auto plan = ScriptedPolicy::GetPlan(*m_bed->dnn, task.decision, stream);
        NS_TEST_EXPECT_MSG_EQ((task.plan == plan), true, "the plan of its decision");
    }

    /**
     * @param outcome how a task ended
     */
    void Ended(const TaskOutcome& outcome)
    {
        --m_pending[2 * outcome.ue + outcome.stream];
        if (outcome.created >= m_start && outcome.created < m_stop)
        {
            Decision& decision = m_decisions.at(outcome.decision - 1);
            decision.ended = true;
            decision.accuracy = outcome.accuracy;
        }
    }

    /**
     * @param transition a complete step
     */
    void Transition(const EpochTransition& transition)
    {
        const uint64_t epoch = transition.state.epoch;
        NS_TEST_EXPECT_MSG_EQ(epoch, ++m_transitions, "in order, each once");
        const Decision& decision = m_decisions.at(epoch - 1);
        NS_TEST_EXPECT_MSG_EQ(transition.state.time, decision.at, "its instant");
        NS_TEST_EXPECT_MSG_EQ(decision.ended, true, "its task has ended");
        for (std::size_t i = 0; i < 4; ++i)
        {
            const EdgeStreamReward& reward = transition.rewards[i];
            const bool own = i == decision.stream;
            NS_TEST_EXPECT_MSG_EQ(reward.tasks, own, "one task, of its stream");
            NS_TEST_EXPECT_MSG_EQ(reward.applied, own, "only there");
            NS_TEST_EXPECT_MSG_EQ_TOL(reward.reward, own * decision.accuracy, 1e-12, "reward");
            NS_TEST_EXPECT_MSG_EQ(transition.state.streams[i].arriving, own, "state");
        }
        // What comes next: the same UE's next arrival, or the first one after the window.
        std::size_t next = epoch;
        while (m_decisions.at(next).stream / 2 != decision.stream / 2 &&
               m_decisions.at(next).at < decision.at + m_window)
        {
            ++next;
        }
        m_windows += m_decisions.at(next).stream / 2 != decision.stream / 2;
        NS_TEST_EXPECT_MSG_EQ(transition.next.epoch, next + 1, "what comes next");
        NS_TEST_EXPECT_MSG_EQ(transition.next.time, m_decisions.at(next).at, "what comes next");
    }

    void DoRun() override
    {
        m_bed = std::make_unique<LinkTestBed>(2, "10Mbps", MilliSeconds(20));
        auto server = m_bed->AddServer();
        auto scheduler = CreateObject<InferenceScheduler>();
        scheduler->SetAttribute("Trigger", EnumValue(InferenceScheduler::ARRIVAL));
        scheduler->SetAttribute("CreditWindow", TimeValue(m_window));
        m_bed->servers.Get(0)->AddApplication(scheduler);
        scheduler->SetStartTime(m_start);
        scheduler->SetStopTime(m_stop);
        auto reward = CreateObject<RewardModel>();
        reward->SetAttribute("LatencyWeight", DoubleValue(0));
        reward->SetAttribute("MissPenalty", DoubleValue(0));
        scheduler->SetRewardModel(reward);
        scheduler->AddServer(m_bed->servers.Get(0)->GetObject<ComputeNode>());
        auto policy = CreateObject<ScriptedPolicy>();
        policy->SetTraining(true);
        scheduler->SetPolicy(policy);
        for (uint32_t ue = 0; ue < 2; ++ue)
        {
            std::vector<Ptr<TaskStream>> streams;
            for (uint32_t i = 0; i < 2; ++i)
            {
                // The streams of a UE meet at every third arrival; the second UE ends early.
                std::vector<Time> at;
                for (int64_t n = 1; n < (ue == 0 ? 300 : 60); ++n)
                {
                    at.push_back(MilliSeconds(n * (i == 0 ? 9 : 6) + ue));
                }
                streams.push_back(MakeScript(at, MilliSeconds(80)));
            }
            auto client = m_bed->AddClient(ue, streams);
            client->TraceConnectWithoutContext(
                "TaskArriving",
                MakeLambdaCallback(
                    [this, ue](uint32_t stream, Time) { Arriving(2 * ue + stream); }));
            client->TraceConnectWithoutContext("TaskCreated",
                                               MakeCallback(&ArrivalTestCase::Created, this));
            client->TraceConnectWithoutContext("TaskEnded",
                                               MakeCallback(&ArrivalTestCase::Ended, this));
            scheduler->AddClient(client);
        }
        scheduler->TraceConnectWithoutContext("Epoch", MakeCallback(&ArrivalTestCase::Epoch, this));
        scheduler->TraceConnectWithoutContext("Transition",
                                              MakeCallback(&ArrivalTestCase::Transition, this));
        Simulator::Stop(Seconds(4));
        Simulator::Run();

        NS_TEST_EXPECT_MSG_EQ(scheduler->GetNEpochs(), m_decisions.size(), "epochs");
        NS_TEST_EXPECT_MSG_LT(m_decisions.size(), m_tasks, "some tasks have no decision");
        for (const auto& decision : m_decisions)
        {
            NS_TEST_EXPECT_MSG_EQ(decision.tasks, 1, "each decision has its task");
        }
        // All but the last of each UE have a next state.
        NS_TEST_EXPECT_MSG_GT(m_transitions + 20, m_decisions.size(), "complete");
        NS_TEST_EXPECT_MSG_GT(m_windows, 0, "who has no further arrival is not waited for");
        NS_TEST_EXPECT_MSG_EQ(policy->learnt.size(), m_transitions, "the policy takes them all");
        scheduler = nullptr;
        m_bed.reset();
        Simulator::Destroy();
    }

    Time m_window;                          //!< CreditWindow
    const Time m_start = MilliSeconds(100); //!< of the scheduler
    const Time m_stop = MilliSeconds(1700); //!< of the scheduler
    std::unique_ptr<LinkTestBed> m_bed;     //!< the network
    std::vector<Decision> m_decisions;      //!< in order
    uint32_t m_pending[4]{0, 0, 0, 0};      //!< tasks in flight, by stream
    std::size_t m_next{0};                  //!< stream that arrives
    uint64_t m_tasks{0};                    //!< tasks created
    uint64_t m_transitions{0};              //!< transitions so far
    uint32_t m_windows{0};                  //!< transitions that waited for the window
};

/// Decisions in packets cannot come before their tasks.
class ArrivalInBandTestCase : public TestCase
{
  public:
    ArrivalInBandTestCase()
        : TestCase("In-band control at arrivals is refused")
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed(1);
        auto scheduler = CreateObject<InferenceScheduler>();
        scheduler->SetAttribute("Trigger", EnumValue(InferenceScheduler::ARRIVAL));
        scheduler->SetAttribute("Control", EnumValue(InferenceScheduler::IN_BAND));
        scheduler->SetPolicy(CreateObject<ScriptedPolicy>());
        bed.servers.Get(0)->AddApplication(scheduler);
        std::string pointer;
        try
        {
            Simulator::Run();
        }
        catch (const InferenceInputError& error)
        {
            pointer = error.GetPointer();
        }
        NS_TEST_EXPECT_MSG_EQ(pointer, "Trigger", "which attribute");
        Simulator::Destroy();
    }
};

/// In-band control among foreign datagrams.
class HostileControlTestCase : public TestCase
{
  public:
    HostileControlTestCase()
        : TestCase("In-band control ignores malformed and foreign datagrams")
    {
    }

  private:
    void DoRun() override
    {
        LinkTestBed bed(2);
        bed.AddServer();
        auto scheduler = CreateObject<InferenceScheduler>();
        scheduler->SetAttribute("Control", EnumValue(InferenceScheduler::IN_BAND));
        bed.servers.Get(0)->AddApplication(scheduler);
        scheduler->AddServer(bed.servers.Get(0)->GetObject<ComputeNode>());
        scheduler->SetPolicy(CreateObject<ScriptedPolicy>());
        std::vector<Time> at;
        for (int i = 1; i < 100; ++i)
        {
            at.push_back(MilliSeconds(20 * i));
        }
        auto client = bed.AddClient(0, {MakeScript(at, Seconds(1))});
        scheduler->AddClient(client);
        auto agent = CreateObject<InferenceControlAgent>();
        agent->SetClient(client);
        agent->SetScheduler(InetSocketAddress(bed.interfaces[0][0].GetAddress(1), 9100));
        bed.ues.Get(0)->AddApplication(agent);
        uint64_t ignored = 0;
        scheduler->TraceConnectWithoutContext("Ignored", MakeLambdaCallback([&](Ptr<const Packet>) {
                                                  ++ignored;
                                              }));
        uint64_t newest = 0;
        client->TraceConnectWithoutContext(
            "PlanSet",
            MakeLambdaCallback([&](uint32_t, const InferencePlan&, uint64_t decision) {
                NS_TEST_EXPECT_MSG_EQ((decision > newest && decision <= scheduler->GetNEpochs()),
                                      true,
                                      "decisions of the scheduler, in order");
                newest = decision;
            }));

        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(5);
        Ptr<Socket> foreign = Socket::CreateSocket(bed.ues.Get(1), UdpSocketFactory::GetTypeId());
        foreign->Bind();
        Ptr<Socket> usurper =
            Socket::CreateSocket(bed.servers.Get(0), UdpSocketFactory::GetTypeId());
        usurper->Bind();
        constexpr int messages = 1000;
        for (int i = 0; i < messages; ++i)
        {
            Simulator::Schedule(MicroSeconds(1000 * (i + 1) + 7), [&, i]() {
                InferenceControlHeader report;
                report.type = InferenceControlHeader::REPORT;
                report.streams.resize(1);
                switch (i % 7)
                {
                case 0:
                    report.ue = 1 + random->GetInteger(0, 1000000); // no such UE
                    break;
                case 1:
                    report.streams.resize(random->GetInteger(2, 100)); // it has one stream
                    break;
                case 2:
                    report.type = InferenceControlHeader::DECISION;
                    break;
                case 3: // from the future, to shut out the true reports
                    report.state.device.at = Simulator::Now() + Seconds(1000);
                    break;
                case 4: // served by a cell that is not there
                    report.state.channel.connected = true;
                    report.state.channel.servingCell = 1 + random->GetInteger(0, 1000000);
                    break;
                case 5: // nothing has infinitely many of anything
                    report.state.channel.uplinkCapacity = {std::numeric_limits<double>::infinity(),
                                                           Simulator::Now()};
                    break;
                default:
                    break;
                }
                auto bytes = GetBytes(report);
                if (i % 7 == 6)
                {
                    bytes.resize(random->GetInteger(1, bytes.size() - 1));
                }
                foreign->SendTo(GetPacket(bytes, 0, bytes.size()),
                                0,
                                InetSocketAddress(bed.interfaces[1][0].GetAddress(1), 9100));
                // A decision that would shut out all true ones, to the ports an agent may have.
                InferenceControlHeader decision;
                decision.type = InferenceControlHeader::DECISION;
                decision.decision = 1000000 + i;
                decision.plans.resize(1);
                bytes = GetBytes(decision);
                if (i % 2)
                {
                    bytes[random->GetInteger(0, bytes.size() - 1)] = random->GetInteger(0, 255);
                }
                for (uint16_t port = 49153; port < 49156; ++port)
                {
                    usurper->SendTo(GetPacket(bytes, 0, bytes.size()),
                                    0,
                                    InetSocketAddress(bed.interfaces[0][0].GetAddress(0), port));
                }
            });
        }
        OutcomeRecorder recorder(client);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ignored, messages, "each foreign report is counted");
        NS_TEST_EXPECT_MSG_EQ((agent->GetNIgnored() >= messages), true, "each foreign decision");
        NS_TEST_EXPECT_MSG_GT(newest, 37, "the scheduler's decisions go on");
        NS_TEST_EXPECT_MSG_EQ((recorder.balanced && recorder.outcomes.size() == 99), true, "books");
        foreign = nullptr;
        usurper = nullptr;
        Simulator::Destroy();
    }
};

/// The suite.
class InferenceSchedulerTestSuite : public TestSuite
{
  public:
    InferenceSchedulerTestSuite()
        : TestSuite("edge-inference-inference-scheduler", Type::UNIT)
    {
        AddTestCase(new SchedulerTestCase("Ideal control", false, 0, 1));
        AddTestCase(new SchedulerTestCase("In-band control", true, 0, 1));
        AddTestCase(new SchedulerTestCase("In-band control with losses", true, 0.5, 0.12));
        AddTestCase(new SchedulerTestCase("In-band control with many losses", true, 0.8, 0.3));
        AddTestCase(new ArrivalTestCase("A decision at each arrival", 1));
        AddTestCase(new ArrivalTestCase("A decision at each arrival, short window", 0.004));
        AddTestCase(new ArrivalInBandTestCase);
        AddTestCase(new HostileControlTestCase);
    }
};

InferenceSchedulerTestSuite g_inferenceSchedulerTestSuite; //!< registers the suite

} // namespace
