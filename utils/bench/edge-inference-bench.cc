// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * What the module costs, in the quickstart's Wi-Fi cell:
 *
 *     edge-inference-bench [--json]               overhead over plain TCP, cost of a decision
 *     edge-inference-bench --memory [--json]      resident memory over many episodes
 *     edge-inference-bench --experience [--json]  transitions a second of the five systems
 *     edge-inference-bench --transports [--json]  the same with packets and with whole messages
 *
 * Overhead: CPU time of an episode (build, run, destroy) with the module's applications at a fixed
 * plan, over that of the same cell in which plain TCP sockets send as many bytes at the same
 * instants; the instants come from a run that is not timed. Both take turns, and each pair of
 * neighbours gives one ratio. The plain runs have no clients, servers, scheduler, compute nodes or
 * radio observation.
 */

#include "../../model/policy/rules/fixed-plan-policy.h"
#include "../../model/policy/spaces/numbered-plans.h"
#include "../../model/policy/spaces/state-encoder.h"
#include "bare-forward.h"
#ifdef EDGE_INFERENCE_HAVE_TORCH
#include "experience.h"
#endif
#include "plain-transfer.h"
#include "process-memory.h"

#include "ns3/core-module.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-actors.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"
#include "ns3/trainable-policy.h"
#include "ns3/wifi-edge-topology-helper.h"
#ifdef EDGE_INFERENCE_HAVE_TORCH
#include "ns3/learning-policy.h"
#endif

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace ns3;
using nlohmann::ordered_json;

namespace
{

/// What the command line says.
struct Options
{
    bool json{false};                           //!< print JSON
    bool memory{false};                         //!< measure memory instead
    uint32_t repetitions{7};                    //!< of each measurement
    uint32_t nUes{5};                           //!< stations
    double duration{10};                        //!< s of tasks in an episode
    uint32_t exit{2};                           //!< exit of the fixed plan, from 0
    uint32_t cut{0};                            //!< cut of the fixed plan
    uint32_t bits{8};                           //!< bits of the fixed plan
    uint32_t episodes{200};                     //!< with --memory
    uint32_t settled{20};                       //!< with --memory: the episode to compare with
    double growth{0.05};                        //!< with --memory: most growth
    std::string policy{"ns3::FixedPlanPolicy"}; //!< with --memory: who decides
    uint32_t actors{1};                         //!< with --memory: simulators of their own
    uint64_t run{1};                            //!< ns-3's run number of the overhead
    std::string profile;                        //!< for a profiler: "module" or "plain"
};

/// Seconds that passed and that the processor worked.
struct Stopwatch
{
    std::chrono::steady_clock::time_point start{std::chrono::steady_clock::now()}; //!< begin
    double cpuStart{GetCpu()}; //!< processor time at the begin, s

    /// @return processor time of this process, s
    static double GetCpu()
    {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
    }

    /// @return s since the begin
    double Wall() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    /// @return processor s since the begin
    double Cpu() const
    {
        return GetCpu() - cpuStart;
    }
};

/// What one run came to.
struct RunResult
{
    double cpu{0};         //!< s of processor time
    double wall{0};        //!< s
    uint64_t bytesUp{0};   //!< application bytes that reached the server
    uint64_t bytesDown{0}; //!< application bytes that reached the UEs
    uint64_t events{0};    //!< events of the simulator
};

/**
 * @param options the command line
 * @return the quickstart's cell
 */
EdgeTopology
BuildCell(const Options& options)
{
    WifiEdgeTopologyHelper topology;
    topology.SetArea(70);
    topology.SetUes(options.nUes,
                    "ns3::RandomWaypointMobilityModel",
                    "Speed",
                    StringValue("ns3::UniformRandomVariable[Min=1|Max=5]"),
                    "Pause",
                    StringValue("ns3::ConstantRandomVariable[Constant=0]"));
    topology.SetBackgroundTraffic(1, DataRate("6Mbps"), Seconds(2), Seconds(2));
    return topology.Build();
}

/**
 * @param options the command line
 * @param policy who decides
 * @return the quickstart's episode
 */
EdgeInferenceHelper
BuildEpisode(const Options& options, Ptr<OffloadingPolicy> policy)
{
    EdgeInferenceHelper inference(BuildCell(options));
    inference.SetDnn("alexnet-cifar10");
    inference.SetDevices("raspberry-pi-4", "xeon-m4-large");
    // Below the quickstart's 0.95, so that the server keeps up when it drops nothing.
    const StringValue level("ns3::UniformRandomVariable[Min=0|Max=0.5]");
    const StringValue time("ns3::ExponentialRandomVariable[Mean=1]");
    inference.SetUeLoad("ns3::MarkovBackgroundLoad", "Level", level, "HoldingTime", time);
    inference.SetServerLoad("ns3::MarkovBackgroundLoad", "Level", level, "HoldingTime", time);
    inference.AddStreams("ns3::PoissonTaskStream",
                         "Rate",
                         DoubleValue(20),
                         "Deadline",
                         TimeValue(MilliSeconds(30)));
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(Seconds(1), Seconds(1 + options.duration));
    inference.Install();
    return inference;
}

/// Takes down what the sockets of the module's applications were given, and when.
struct Recorder
{
    TransferSchedule schedule;           //!< what was sent
    uint64_t bytesUp{0};                 //!< of tasks with a result
    uint64_t bytesDown{0};               //!< of results
    uint32_t resultBytes{0};             //!< payload of a result
    std::map<Ipv4Address, uint32_t> ues; //!< UE by address

    /// @param outcome a task that ended
    void OnEnded(const TaskOutcome& outcome)
    {
        if (outcome.reason == InferenceDropReason::NONE)
        {
            bytesUp += outcome.bytesUp;
            bytesDown += outcome.bytesDown;
        }
        const Time ready =
            outcome.created + outcome.stages.deviceWait + outcome.stages.deviceCompute;
        if (outcome.bytesUp > 0)
        {
            schedule.up.push_back({ready, outcome.ue, static_cast<uint32_t>(outcome.bytesUp)});
        }
    }

    /// @param from UE
    /// @param header its features
    void OnAnswered(const Address& from, const InferenceHeader&)
    {
        InferenceHeader answer;
        answer.type = InferenceHeader::RESULT;
        const uint32_t ue = ues.at(InetSocketAddress::ConvertFrom(from).GetIpv4());
        schedule.down.push_back({Simulator::Now(), ue, answer.GetSerializedSize() + resultBytes});
    }
};

/**
 * @brief Runs an episode with the module's applications.
 * @param options the command line
 * @param [in,out] schedule when not null: gets what was sent
 * @return what it came to
 */
RunResult
RunModule(const Options& options, TransferSchedule* schedule)
{
    const Stopwatch watch;
    RunResult result;
    RngSeedManager::SetRun(options.run);
    auto policy = CreateObject<FixedPlanPolicy>();
    InferencePlan plan;
    plan.exit = options.exit;
    plan.cut = options.cut;
    plan.bits = options.bits;
    policy->SetPlan(plan);
    {
        const EdgeInferenceHelper inference = BuildEpisode(options, policy);
        inference.AssignStreams(InferenceEpisode::FIRST_STREAM);
        Recorder recorder;
        const EdgeTopology& net = inference.GetTopology();
        for (uint32_t i = 0; i < net.ueAddresses.size(); ++i)
        {
            recorder.ues[net.ueAddresses[i]] = i;
        }
        recorder.resultBytes = inference.GetClients().front()->GetDnn(0)->GetResultBytes();
        for (const auto& client : inference.GetClients())
        {
            // Whatever is begun is finished, so that both runs move the same bytes.
            client->SetAttribute("DropExpired", BooleanValue(false));
            client->SetAttribute("Timeout", TimeValue(Seconds(5)));
            client->TraceConnectWithoutContext("TaskEnded",
                                               MakeCallback(&Recorder::OnEnded, &recorder));
        }
        for (const auto& server : inference.GetServers())
        {
            server->SetAttribute("DropExpired", BooleanValue(false));
            if (schedule)
            {
                server->TraceConnectWithoutContext("TaskAnswered",
                                                   MakeCallback(&Recorder::OnAnswered, &recorder));
            }
        }
        Simulator::Stop(inference.GetEndOfTasks());
        Simulator::Run();
        result.events = Simulator::GetEventCount();
        result.bytesUp = recorder.bytesUp;
        result.bytesDown = recorder.bytesDown;
        if (schedule)
        {
            recorder.schedule.end = inference.GetEndOfTasks();
            *schedule = std::move(recorder.schedule);
            schedule->Sort();
        }
    }
    Simulator::Destroy();
    result.cpu = watch.Cpu();
    result.wall = watch.Wall();
    return result;
}

/**
 * @brief Runs an episode with plain sockets.
 * @param options the command line
 * @param schedule what to send
 * @return what it came to
 */
RunResult
RunPlain(const Options& options, const TransferSchedule& schedule)
{
    const Stopwatch watch;
    RunResult result;
    RngSeedManager::SetRun(options.run);
    {
        EdgeTopology net = BuildCell(options);
        net.radio = nullptr; // takes its trace sinks away
        PlainTransfer transfer(net, schedule);
        Simulator::Stop(schedule.end);
        Simulator::Run();
        result.events = Simulator::GetEventCount();
        result.bytesUp = transfer.GetBytesUp();
        result.bytesDown = transfer.GetBytesDown();
    }
    Simulator::Destroy();
    result.cpu = watch.Cpu();
    result.wall = watch.Wall();
    return result;
}

/**
 * @param values what the repetitions gave
 * @return {"median": ..., "repetitions": [...]}
 */
ordered_json
Summarise(const std::vector<double>& values)
{
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t n = sorted.size();
    return {{"median", (sorted[n / 2] + sorted[(n - 1) / 2]) / 2}, {"repetitions", values}};
}

/**
 * @brief Measures the overhead.
 * @param options the command line
 * @param [in,out] report gets the figures
 */
void
MeasureOverhead(const Options& options, ordered_json& report)
{
    TransferSchedule schedule;
    const RunResult recorded = RunModule(options, &schedule);
    RunPlain(options, schedule); // as warm as the other
    std::vector<double> ratios;
    std::vector<double> wallRatios;
    std::vector<double> module;
    std::vector<double> plain;
    std::vector<double> speed;
    RunResult a;
    RunResult b;
    for (uint32_t i = 0; i < options.repetitions; ++i)
    {
        a = RunModule(options, nullptr);
        b = RunPlain(options, schedule);
        ratios.push_back(a.cpu / b.cpu);
        wallRatios.push_back(a.wall / b.wall);
        module.push_back(a.cpu);
        plain.push_back(b.cpu);
        speed.push_back(schedule.end.GetSeconds() / a.wall);
    }
    report["overheadRatio"] = Summarise(ratios);
    report["overheadWallRatio"] = Summarise(wallRatios);
    report["moduleCpuSeconds"] = Summarise(module);
    report["plainCpuSeconds"] = Summarise(plain);
    report["simulatedSecondsPerWallSecond"] = Summarise(speed);
    report["transfers"] = {{"up", schedule.up.size()},
                           {"down", schedule.down.size()},
                           {"moduleBytesUp", a.bytesUp},
                           {"plainBytesUp", b.bytesUp},
                           {"moduleBytesDown", a.bytesDown},
                           {"plainBytesDown", b.bytesDown},
                           {"moduleEvents", a.events},
                           {"plainEvents", b.events}};
    if (a.bytesUp != b.bytesUp || a.bytesDown != b.bytesDown || a.bytesUp != recorded.bytesUp)
    {
        throw std::runtime_error("the two kinds of runs did not deliver the same bytes: " +
                                 report["transfers"].dump());
    }
}

#ifdef EDGE_INFERENCE_HAVE_TORCH

/// Keeps what a policy saw.
struct StateRecorder
{
    std::vector<EpochState> states; //!< in order

    /// @param transition a step
    void OnTransition(const EpochTransition& transition)
    {
        states.push_back(transition.state);
    }
};

/**
 * @param repetitions how often
 * @param calls calls of @p run a repetition
 * @param run what to time; gets the number of the call
 * @return microseconds of processor time a call, by repetition
 */
template <typename Run>
std::vector<double>
TimeCalls(uint32_t repetitions, uint32_t calls, const Run& run)
{
    for (uint32_t i = 0; i < calls / 4; ++i)
    {
        run(i);
    }
    std::vector<double> micros;
    for (uint32_t r = 0; r < repetitions; ++r)
    {
        const Stopwatch watch;
        for (uint32_t i = 0; i < calls; ++i)
        {
            run(i);
        }
        micros.push_back(1e6 * watch.Cpu() / calls);
    }
    return micros;
}

/**
 * @brief Measures what a decision costs.
 * @param options the command line
 * @param [in,out] report gets the figures
 */
void
MeasureDecisions(const Options& options, ordered_json& report)
{
    // Train for a while on the real thing, and keep real states.
    auto policy = ObjectFactory("ns3::SacDiscretePolicy").Create<LearningPolicy>();
    const auto build = [&](Ptr<OffloadingPolicy> who) { return BuildEpisode(options, who); };
    policy->SetAttribute("LearningStarts", UintegerValue(200));
    for (uint64_t run = 1; run <= 3; ++run)
    {
        InferenceEpisode(build).Run(policy, run, true);
    }
    double updates = 0;
    for (const auto& [name, value] : policy->GetTrainingFigures())
    {
        updates = name == "updates" ? value : updates;
    }
    StateRecorder recorder;
    policy->SetTraining(false);
    {
        RngSeedManager::SetRun(4);
        const EdgeInferenceHelper inference = BuildEpisode(options, policy);
        inference.AssignStreams(InferenceEpisode::FIRST_STREAM);
        inference.GetScheduler()->TraceConnectWithoutContext(
            "Transition",
            MakeCallback(&StateRecorder::OnTransition, &recorder));
        Simulator::Stop(inference.GetEndOfTasks());
        Simulator::Run();
    }
    Simulator::Destroy();
    const EdgeSystem whole = policy->GetSystem();

    const auto time = [&](uint32_t nUes) {
        EdgeSystem system = whole;
        system.streams.clear();
        system.devices.clear();
        std::vector<EpochState> states = recorder.states;
        for (uint32_t i = 0; i < nUes; ++i)
        {
            const uint32_t source = i % whole.streams.size();
            system.streams.push_back(whole.streams[source]);
            system.streams.back().ue = i;
            system.devices.push_back(whole.devices[source]);
        }
        for (std::size_t s = 0; s < states.size(); ++s)
        {
            const EpochState& original = recorder.states[s];
            states[s].ues.clear();
            states[s].streams.clear();
            for (uint32_t i = 0; i < nUes; ++i)
            {
                states[s].ues.push_back(original.ues[i % original.ues.size()]);
                states[s].streams.push_back(original.streams[i % original.streams.size()]);
            }
        }
        policy->BeginEpisode(system);
        EpochDecision decision;
        auto micros = TimeCalls(options.repetitions, 20000 / nUes, [&](uint32_t i) {
            policy->Decide(states[i % states.size()], decision);
        });
        return micros;
    };
    report["decisionMicroseconds"] = Summarise(time(1));
    ordered_json perUe;
    for (const uint32_t n : {5U, 30U, 100U})
    {
        auto micros = time(n);
        for (auto& value : micros)
        {
            value /= n;
        }
        perUe[std::to_string(n)] = Summarise(micros);
    }

    UintegerValue units;
    UintegerValue layers;
    policy->GetAttribute("HiddenUnits", units);
    policy->GetAttribute("HiddenLayers", layers);
    const NumberedPlans space({whole.streams.front().dnn}, whole.servers.size());
    const StateEncoder encoder(whole.servers.size());
    std::vector<float> observation(encoder.GetSize());
    encoder.Encode(whole, recorder.states.front(), 0, observation.data());
    BareForward bare(observation.size(), layers.Get(), units.Get(), space.GetNActions());
    report["bareForwardMicroseconds"] = Summarise(
        TimeCalls(options.repetitions, 20000, [&](uint32_t) { bare.Run(observation.data()); }));
    report["decisionMicrosecondsPerUe"] = perUe;
    report["actor"] = {{"inputs", observation.size()},
                       {"hiddenLayers", layers.Get()},
                       {"hiddenUnits", units.Get()},
                       {"actions", space.GetNActions()},
                       {"gradientSteps", updates},
                       {"states", recorder.states.size()}};
}

#endif

/**
 * @brief Builds, runs and destroys many episodes and looks at the memory after each.
 * @param options the command line
 * @param [in,out] report gets the figures
 * @return true when the memory grew by no more than allowed
 */
bool
MeasureMemory(const Options& options, ordered_json& report)
{
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(options.policy, &type) ||
        !type.IsChildOf(OffloadingPolicy::GetTypeId()) || !type.HasConstructor())
    {
        throw InferenceInputError("command line",
                                  "--policy",
                                  '"' + options.policy + '"',
                                  "the TypeId of an OffloadingPolicy");
    }
    auto policy = ObjectFactory(options.policy).Create<OffloadingPolicy>();
    std::vector<double> resident;
    const auto build = [&](Ptr<OffloadingPolicy> who) { return BuildEpisode(options, who); };
    if (options.actors > 1)
    {
        InferenceActors::Options many;
        many.actors = options.actors;
        many.jobs = options.actors;
        InferenceActors(build, policy, many).Run(options.episodes, [&](const auto&) {
            resident.push_back(GetResidentMemory());
        });
    }
    for (uint32_t episode = 1; options.actors == 1 && episode <= options.episodes; ++episode)
    {
        // A learner trains: that is when it takes memory.
        InferenceEpisode(build).Run(policy, episode, TrainablePolicy::Get(policy) != nullptr);
        resident.push_back(GetResidentMemory());
    }
    const double settled = resident[options.settled - 1];
    const double growth = resident.back() / settled - 1;
    report["policy"] = options.policy;
    report["actors"] = options.actors;
    report["episodes"] = options.episodes;
    report["settledEpisode"] = options.settled;
    report["settledBytes"] = settled;
    report["finalBytes"] = resident.back();
    report["growth"] = growth;
    report["residentBytes"] = resident;
    return growth <= options.growth;
}

/**
 * @param name of the option
 * @param value its value
 * @param least least that it can be
 * @param most most that it can be
 */
void
Check(const char* name, double value, double least, double most)
{
    if (!(value >= least && value <= most))
    {
        std::ostringstream found;
        std::ostringstream expected;
        found << value;
        expected << least << " to " << most;
        throw InferenceInputError("command line", name, found.str(), expected.str());
    }
}

/// @param report figures, printed as text, one a line
void
Print(const ordered_json& report)
{
    for (const auto& [name, value] : report.items())
    {
        if (value.contains("median"))
        {
            std::cout << name << ' ' << value["median"] << "  (" << value["repetitions"].dump()
                      << ")\n";
        }
        else
        {
            std::cout << name << ' ' << value.dump() << '\n';
        }
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    Options options;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("What the module costs: overhead over plain TCP, decisions, memory.");
    cmd.AddValue("json", "Print JSON", options.json);
    cmd.AddValue("repetitions", "Repetitions of each measurement", options.repetitions);
    cmd.AddValue("nUes", "Stations", options.nUes);
    cmd.AddValue("duration", "Length of an episode, s", options.duration);
    cmd.AddValue("exit", "Exit of the fixed plan of the overhead, from 0", options.exit);
    cmd.AddValue("cut", "Cut of the fixed plan of the overhead", options.cut);
    cmd.AddValue("bits", "Bits of the fixed plan of the overhead", options.bits);
    cmd.AddValue(
        "profile",
        "For a profiler: record an episode of the module, then run \"module\" or \"plain\"; "
        "the profiles differ by the overhead",
        options.profile);
    cmd.AddValue("memory", "Measure resident memory over --episodes instead", options.memory);
    cmd.AddValue("episodes", "Episodes of --memory", options.episodes);
    cmd.AddValue("settled",
                 "Episode of --memory with whose memory the last is compared",
                 options.settled);
    cmd.AddValue("growth",
                 "Greatest growth of --memory; beyond it the exit status is 1",
                 options.growth);
    cmd.AddValue("policy", "TypeId of the policy of --memory; a learner trains", options.policy);
    cmd.AddValue("actors",
                 "Simulators of --memory at one time, each in a process of its own; 1: none",
                 options.actors);
#ifdef EDGE_INFERENCE_HAVE_TORCH
    bool experience = false;
    ExperienceOptions experienceOptions;
    cmd.AddValue("experience", "Measure transitions a second of the five systems", experience);
    bool transports = false;
    cmd.AddValue("transports",
                 "Compare packets and whole messages on link, --repetitions times in turn, as "
                 "--experience does radios",
                 transports);
    cmd.AddValue("systems", "Scenarios of --experience", experienceOptions.systems);
    cmd.AddValue("radios", "Radios of --experience", experienceOptions.radios);
    cmd.AddValue("trainingEpisodes",
                 "Episodes of each training of --experience",
                 experienceOptions.episodes);
    cmd.AddValue("length",
                 "Seconds of tasks in an episode of --experience",
                 experienceOptions.length);
#endif
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        options.run = RngSeedManager::GetRun();
        Check("--repetitions", options.repetitions, 1, 1000);
        Check("--nUes", options.nUes, 1, 100);
        Check("--duration", options.duration, 0.1, 1e5);
        Check("--episodes", options.episodes, 1, 1e6);
        Check("--settled", options.settled, 1, options.episodes);
        Check("--growth", options.growth, 0, 1e3);
        Check("--actors", options.actors, 1, 1024);
        if (options.profile != "" && options.profile != "module" && options.profile != "plain")
        {
            throw InferenceInputError("command line",
                                      "--profile",
                                      options.profile,
                                      "module, plain");
        }
        const auto dnn = DnnProfile::Read("alexnet-cifar10");
        Check("--exit", options.exit, 0, dnn->GetNExits() - 1);
        Check("--cut", options.cut, 0, dnn->GetExitPosition(options.exit));
        InferencePlan plan;
        plan.exit = options.exit;
        plan.cut = options.cut;
        plan.bits = options.bits;
        if (options.bits > 255 || !IsRunnable(plan, *dnn, 1))
        {
            throw InferenceInputError("command line",
                                      "--bits",
                                      std::to_string(options.bits),
                                      "a bit width of the profile that the plan can have");
        }
        ordered_json report;
        bool passed = true;
        if (options.memory)
        {
            passed = MeasureMemory(options, report);
        }
#ifdef EDGE_INFERENCE_HAVE_TORCH
        else if (experience || transports)
        {
            Check("--trainingEpisodes", experienceOptions.episodes, 1, 1e6);
            Check("--length", experienceOptions.length, 0.1, 1e5);
            experienceOptions.repetitions = options.repetitions;
            report = transports ? MeasureTransports(experienceOptions)
                                : MeasureExperience(experienceOptions);
        }
#endif
        else if (!options.profile.empty())
        {
            TransferSchedule schedule;
            RunModule(options, &schedule);
            const RunResult run = options.profile == "module" ? RunModule(options, nullptr)
                                                              : RunPlain(options, schedule);
            report["cpuSeconds"] = run.cpu;
            report["events"] = run.events;
        }
        else
        {
            MeasureOverhead(options, report);
#ifdef EDGE_INFERENCE_HAVE_TORCH
            MeasureDecisions(options, report);
#endif
        }
        if (options.json)
        {
            std::cout << report.dump(2) << '\n';
        }
        else
        {
            Print(report);
        }
        return passed ? 0 : 1;
    });
}
