// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-episode.h"

#include "csv-text.h"
#include "episode-watch.h"
#include "observation-recorder.h"
#include "packet-file.h"
#include "service-continuity.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/trainable-policy.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceEpisode");

namespace
{

/**
 * @param [in,out] text gets formatted text appended
 * @param format as of printf
 */
__attribute__((format(printf, 2, 3))) void
Append(std::string& text, const char* format, ...)
{
    std::array<char, 512> buffer;
    va_list arguments;
    va_start(arguments, format);
    const int size = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
    va_end(arguments);
    text.append(buffer.data(), std::min<std::size_t>(size, buffer.size() - 1));
}

/**
 * @param [in,out] row gets the columns of the plan's tail appended, empty when it has none
 * @param plan the plan
 */
void
AppendTail(std::string& row, const InferencePlan& plan)
{
    if (plan.HasTail())
    {
        Append(row, ",%u,%u,%u", plan.tailCut, plan.tailBits, plan.tailServer);
    }
    else
    {
        row += ",,,";
    }
}

/**
 * @param size number of values, at least one
 * @param share 0..1
 * @return where the nearest-rank percentile stands among rising values
 */
std::size_t
GetRank(std::size_t size, double share)
{
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(size)));
    return std::max<std::size_t>(rank, 1) - 1;
}

/// Collects what an episode reports.
class Recorder
{
  public:
    /**
     * @param record fill the CSV rows
     * @param label name of the policy in the rows
     * @param seed number of the seed in the rows
     */
    Recorder(bool record, const std::string& label, uint32_t seed)
        : m_record(record),
          m_prefix(CsvText::Field(label) + "," + std::to_string(seed))
    {
    }

    /**
     * @param inference what was installed; it must outlive this object
     */
    void Connect(const EdgeInferenceHelper& inference)
    {
        m_reward = inference.GetRewardModel();
        for (const auto& client : inference.GetClients())
        {
            client->TraceConnectWithoutContext("TaskEnded",
                                               MakeCallback(&Recorder::TaskEnded, this));
            m_firstStream.push_back(m_ueOfStream.size());
            for (uint32_t i = 0; i < client->GetNStreams(); ++i)
            {
                m_ueOfStream.push_back(client->GetUe());
                m_dnns.push_back(client->GetDnn(i));
                m_result.qualities.insert(m_dnns.back()->GetQuality());
            }
        }
        m_nServers = inference.GetServers().size();
        if (m_record)
        {
            inference.GetScheduler()->TraceConnectWithoutContext(
                "Transition",
                MakeCallback(&Recorder::Transition, this));
        }
    }

    /**
     * @param length length of the task period
     * @param end end of the task period
     * @return what the episode came to
     */
    EpisodeResult Finish(Time length, Time end)
    {
        EpisodeResult& r = m_result;
        const double n = r.tasks;
        std::sort(r.latencies.begin(), r.latencies.end());
        r.values.fill(std::numeric_limits<double>::quiet_NaN());
        r.values[EpisodeResult::THROUGHPUT] = m_completed / length.GetSeconds();
        if (r.tasks > 0)
        {
            double latency = 0;
            for (const double value : r.latencies)
            {
                latency += value;
            }
            r.values[EpisodeResult::REWARD] = r.reward / n;
            r.values[EpisodeResult::AVERAGE_ACCURACY] = m_accuracy / n;
            r.values[EpisodeResult::DEADLINE_SATISFACTION] = m_completed / n;
            r.values[EpisodeResult::MEAN_LATENCY] = latency / n;
            std::sort(m_known.begin(), m_known.end());
            SetPercentile(EpisodeResult::P95_LATENCY, 0.95);
            SetPercentile(EpisodeResult::P99_LATENCY, 0.99);
            r.values[EpisodeResult::ENERGY] = m_energy / n;
            r.values[EpisodeResult::INTERRUPTION] = m_continuity.GetInterruption(end);
            if (m_nServers > 1)
            {
                r.values[EpisodeResult::MIGRATIONS] = m_continuity.GetMigrations(length);
            }
        }
        return std::move(m_result);
    }

  private:
    /**
     * @brief Takes a percentile of the latencies, and finds out whether it would be another one if
     * lost tasks had gone on for ever.
     * @param metric which percentile
     * @param share 0..1
     */
    void SetPercentile(EpisodeResult::Metric metric, double share)
    {
        const auto rank = GetRank(m_result.latencies.size(), share);
        const double value = m_result.latencies[rank];
        m_result.values[metric] = value;
        m_result.atLeast[metric] = rank >= m_known.size() || m_known[rank] > value;
    }

    /**
     * @param outcome how a task ended
     */
    void TaskEnded(const TaskOutcome& outcome)
    {
        const double reward = m_reward->Score(outcome);
        double latency = outcome.GetLatency().GetSeconds();
        if (outcome.status == InferenceTaskStatus::DROPPED)
        {
            latency = std::max(latency, outcome.deadline.GetSeconds());
            ++m_result.dropped;
        }
        else
        {
            m_known.push_back(latency);
        }
        ++m_result.tasks;
        m_result.reward += reward;
        m_result.latencies.push_back(latency);
        m_accuracy += outcome.accuracy;
        m_energy += outcome.energy;
        m_completed += outcome.status == InferenceTaskStatus::COMPLETED;
        const uint32_t stream = m_firstStream.at(outcome.ue) + outcome.stream;
        const bool isLocal = !IsRunnable(outcome.plan, *m_dnns[stream], m_nServers) ||
                             outcome.plan.cut == m_dnns[stream]->GetExitPosition(outcome.plan.exit);
        m_continuity.Add(outcome,
                         stream,
                         isLocal                  ? ServiceContinuity::NO_SERVER
                         : outcome.plan.HasTail() ? outcome.plan.tailServer
                                                  : outcome.plan.server);
        if (!m_record)
        {
            return;
        }
        const InferencePlan& plan = outcome.plan;
        const InferenceTaskStages& stages = outcome.stages;
        std::string& rows = m_result.tasksCsv;
        rows += m_prefix;
        Append(rows,
               ",%u,%u,%llu,%llu,%u,%u,%u,%u",
               outcome.ue,
               outcome.stream,
               static_cast<unsigned long long>(outcome.task),
               static_cast<unsigned long long>(outcome.decision),
               plan.exit,
               plan.cut,
               plan.bits,
               plan.server);
        AppendTail(rows, plan);
        Append(rows, ",%s,%s", ToString(outcome.status), ToString(outcome.reason));
        for (const Time& time : {outcome.created,
                                 outcome.ended,
                                 outcome.GetLatency(),
                                 stages.deviceWait,
                                 stages.deviceCompute,
                                 stages.uplink,
                                 stages.serverLoad,
                                 stages.serverWait,
                                 stages.serverCompute,
                                 stages.backhaul,
                                 stages.tailLoad,
                                 stages.tailWait,
                                 stages.tailCompute,
                                 stages.backhaulReturn,
                                 stages.downlink})
        {
            Append(rows, ",%.9f", time.GetSeconds());
        }
        Append(rows,
               ",%llu,%llu,%.9g,%.9g,%.9g\n",
               static_cast<unsigned long long>(outcome.bytesUp),
               static_cast<unsigned long long>(outcome.bytesDown),
               outcome.energy,
               outcome.accuracy,
               reward);
    }

    /**
     * @param transition a complete step
     */
    void Transition(const EpochTransition& transition)
    {
        const EpochState& state = transition.state;
        std::string& rows = m_result.epochsCsv;
        for (std::size_t i = 0; i < transition.rewards.size(); ++i)
        {
            const std::size_t ue = m_ueOfStream[i];
            const ChannelState& channel = state.ues[ue].channel;
            const InferencePlan& plan = transition.decision.plans[i];
            // A plan may name a server that is not there; its tasks are dropped then.
            const EdgeComputeState unknown{Time(), NAN, NAN, 0, NAN};
            const EdgeComputeState& server =
                plan.server < state.servers.size() ? state.servers[plan.server] : unknown;
            rows += m_prefix;
            Append(rows,
                   ",%llu,%.6f,%zu,%zu,%u,%u,%u,%u",
                   static_cast<unsigned long long>(state.epoch),
                   state.time.GetSeconds(),
                   ue,
                   i,
                   plan.exit,
                   plan.cut,
                   plan.bits,
                   plan.server);
            AppendTail(rows, plan);
            Append(rows,
                   ",%u,%.9g,%u",
                   transition.rewards[i].tasks,
                   transition.rewards[i].reward,
                   state.streams[i].pending);
            for (const double value : {static_cast<double>(channel.connected),
                                       channel.uplinkSinrDb.value,
                                       channel.uplinkPhyRate.value,
                                       channel.uplinkRate.value,
                                       channel.retryRatio.value,
                                       channel.busyRatio.value,
                                       channel.backlog.value,
                                       state.ues[ue].device.speed,
                                       state.ues[ue].device.backlog,
                                       server.speed,
                                       server.backlog})
            {
                rows += ',';
                if (!std::isnan(value))
                {
                    Append(rows, "%.6g", value);
                }
            }
            rows += '\n';
        }
    }

    bool m_record;                             //!< fill the CSV rows
    std::string m_prefix;                      //!< first columns of each row
    std::vector<uint32_t> m_ueOfStream;        //!< UE of each stream
    std::vector<uint32_t> m_firstStream;       //!< number of the first stream of each UE
    std::vector<Ptr<const DnnProfile>> m_dnns; //!< DNN of each stream
    uint32_t m_nServers{0};                    //!< number of servers
    ServiceContinuity m_continuity;            //!< how steadily streams are served
    Ptr<RewardModel> m_reward;                 //!< how outcomes are scored
    EpisodeResult m_result;                    //!< so far
    std::vector<double> m_known;               //!< latencies of tasks that were not dropped, s
    double m_accuracy{0};                      //!< sum over tasks
    double m_energy{0};                        //!< sum over tasks, J
    double m_completed{0};                     //!< tasks in time
};

/// Leaves no network behind for a next episode, however this one ends.
class Destroyer
{
  public:
    Destroyer() = default;
    Destroyer(const Destroyer&) = delete;
    Destroyer& operator=(const Destroyer&) = delete;

    ~Destroyer()
    {
        Simulator::Destroy();
    }
};

} // namespace

InferenceEpisode::InferenceEpisode(Scenario scenario)
    : m_scenario(std::move(scenario))
{
}

void
InferenceEpisode::Record(const std::string& label, uint32_t seed)
{
    m_record = true;
    m_label = label;
    m_seed = seed;
}

void
InferenceEpisode::RecordObservations()
{
    m_observe = true;
}

void
InferenceEpisode::RecordFiles(const EpisodeRecordings::Options& options)
{
    m_files = options;
}

void
InferenceEpisode::SetNotice(const std::function<void(const std::string&)>& notice)
{
    m_notice = notice;
}

EdgeInferenceHelper
InferenceEpisode::Build(Ptr<OffloadingPolicy> policy, uint64_t run, bool training)
{
    RngSeedManager::SetRun(run);
    if (TrainablePolicy* const learner = TrainablePolicy::Get(policy))
    {
        learner->SetTraining(training);
    }
    const EdgeInferenceHelper inference = m_scenario(policy);
    const int64_t used = inference.AssignStreams(FIRST_STREAM);
    policy->AssignStreams(FIRST_STREAM + used);
    return inference;
}

void
InferenceEpisode::Prepare(Ptr<OffloadingPolicy> policy, uint64_t run)
{
    NS_LOG_FUNCTION(this << run);
    const Destroyer destroyer;
    const EdgeInferenceHelper inference = Build(policy, run, false);
    TimeValue begin;
    inference.GetScheduler()->GetAttribute("StartTime", begin);
    // Behind the instant at which the scheduler tells the policy who asks for what.
    const Time end = begin.Get() + TimeStep(1);
    Simulator::Stop(end);
    const auto watch = EpisodeWatch::Begin(EpisodeWatch::MOST_EVENTS, end, m_notice);
    Simulator::Run();
    watch->End();
}

EpisodeResult
InferenceEpisode::Run(Ptr<OffloadingPolicy> policy, uint64_t run, bool training)
{
    NS_LOG_FUNCTION(this << run << training);
    Recorder recorder(m_record, m_label, m_seed);
    ObservationRecorder observations(m_label, m_seed);
    EpisodeRecordings files(m_files, m_label, m_seed);
    EpisodeResult result;
    {
        const Destroyer destroyer;
        const EdgeInferenceHelper inference = Build(policy, run, training);
        recorder.Connect(inference);
        if (m_observe)
        {
            observations.Connect(inference);
        }
        files.Begin();
        const Time end = inference.GetEndOfTasks();
        NS_ABORT_MSG_IF(end == Time::Max(),
                        "an episode needs EdgeInferenceHelper::SetTaskPeriod()");
        Simulator::Stop(end);
        const auto watch = EpisodeWatch::Begin(EpisodeWatch::MOST_EVENTS, end, m_notice);
        Simulator::Run();
        // Deadlines of a trace may be longer than the attribute that GetEndOfTasks() goes by; every
        // task ends at its own timeout at the latest.
        const auto& clients = inference.GetClients();
        while (std::any_of(clients.begin(), clients.end(), [](const auto& client) {
            return client->GetInFlight() > 0;
        }))
        {
            Simulator::Stop(Seconds(1));
            Simulator::Run();
        }
        watch->End();
        result = recorder.Finish(inference.GetTaskPeriod(), inference.GetEndOfTaskPeriod());
        result.observationsCsv = observations.GetRows();
        result.observationsLayout = observations.GetLayout();
        files.End();
    }
    if (!m_files.pcap.empty())
    {
        PacketFile::RequireWhole(m_files.folder + "/" + m_files.pcap + "-" +
                                 EpisodeRecordings::MakeFileName(m_label) + "-" +
                                 std::to_string(m_seed) + "-");
    }
    return result;
}

std::string
InferenceEpisode::GetTasksHeader()
{
    return "policy,seed,ue,stream,task,decision,exit,cut,bits,server,tailCut,tailBits,tailServer,"
           "status,reason,created,ended,"
           "latency,deviceWait,deviceCompute,uplink,serverLoad,serverWait,serverCompute,backhaul,"
           "tailLoad,tailWait,tailCompute,backhaulReturn,downlink,bytesUp,bytesDown,energy,"
           "accuracy,reward\n";
}

std::string
InferenceEpisode::GetEpochsHeader()
{
    return "policy,seed,epoch,time,ue,stream,exit,cut,bits,server,tailCut,tailBits,tailServer,"
           "tasks,reward,pending,connected,uplinkSinrDb,uplinkPhyRate,uplinkRate,retryRatio,"
           "busyRatio,backlog,deviceSpeed,"
           "deviceBacklog,serverSpeed,serverBacklog\n";
}

} // namespace ns3
