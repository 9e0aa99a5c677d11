// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * What a radio costs, with the quickstart's load: each UE has 20 tasks a second of AlexNet
 * (CIFAR-10), which go to the edge server at a fixed plan. UEs, device, server and load are the
 * same on every radio:
 *
 *     edge-inference-radio-bench --radio=link --ues=30          cost of a simulated second
 *     edge-inference-radio-bench --radio=link --ues=20 --observe=0     without a RadioAccess
 *     edge-inference-radio-bench --radio=link --ues=20 --compare       with and without, in turns
 *
 * With --compare the same run takes turns with and without a RadioAccess that is asked for every UE
 * at every epoch; their packet counts must be the same (status 1 when not).
 */

#include "../../model/policy/rules/fixed-plan-policy.h"

#include "ns3/core-module.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

using namespace ns3;
using nlohmann::ordered_json;

namespace
{

/// What the command line says.
struct Options
{
    std::string radio{"wifi"}; //!< which stack
    uint32_t ues{20};          //!< number of UEs
    uint32_t cells{1};         //!< number of cells
    bool observe{true};        //!< with a RadioAccess
    bool compare{false};       //!< with and without, in turns
    bool json{false};          //!< print JSON
    uint32_t repetitions{1};   //!< of each run
    double duration{5};        //!< s of tasks
    double rate{20};           //!< tasks a second of each UE
    double radius{70};         //!< m, of the area
    uint32_t cut{0};           //!< cut of the fixed plan
    uint32_t exit{2};          //!< exit of the fixed plan
};

/// Counts what UEs and servers send and receive.
struct Counts
{
    uint64_t sentUp{0};       //!< packets that UEs sent
    uint64_t receivedUp{0};   //!< packets that servers received
    uint64_t sentDown{0};     //!< packets that servers sent
    uint64_t receivedDown{0}; //!< packets that UEs received
    uint64_t bytesUp{0};      //!< bytes that servers received
    uint64_t created{0};      //!< tasks
    uint64_t completed{0};    //!< tasks in time
    uint64_t late{0};         //!< tasks too late
    uint64_t dropped{0};      //!< tasks without a result

    /// @param packet sent by a UE
    void OnSentUp(Ptr<const Packet>, Ptr<Ipv4>, uint32_t)
    {
        ++sentUp;
    }

    /// @param packet received by a server
    void OnReceivedUp(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        ++receivedUp;
        bytesUp += packet->GetSize();
    }

    /// @param packet sent by a server
    void OnSentDown(Ptr<const Packet>, Ptr<Ipv4>, uint32_t)
    {
        ++sentDown;
    }

    /// @param packet received by a UE
    void OnReceivedDown(Ptr<const Packet>, Ptr<Ipv4>, uint32_t)
    {
        ++receivedDown;
    }

    /// @param outcome a task that ended
    void OnEnded(const TaskOutcome& outcome)
    {
        ++created;
        completed += outcome.status == InferenceTaskStatus::COMPLETED ? 1 : 0;
        late += outcome.status == InferenceTaskStatus::LATE ? 1 : 0;
        dropped += outcome.status == InferenceTaskStatus::DROPPED ? 1 : 0;
    }

    /// @param other what is compared
    /// @return true when every packet and task is there in both
    bool operator==(const Counts& other) const
    {
        return sentUp == other.sentUp && receivedUp == other.receivedUp &&
               sentDown == other.sentDown && receivedDown == other.receivedDown &&
               bytesUp == other.bytesUp && completed == other.completed && late == other.late &&
               dropped == other.dropped;
    }
};

/// What one run came to.
struct RunResult
{
    double buildWall{0}; //!< s, of building
    double wall{0};      //!< s, of running
    double cpu{0};       //!< s of processor time, of running
    double simulated{0}; //!< s
    uint64_t events{0};  //!< events of the simulator
    Counts counts;       //!< packets and tasks
};

/// @return processor time of this process, s
double
GetCpu()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// @return s since any instant
double
GetWall()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/**
 * @param options the command line
 * @param observe with a RadioAccess
 * @return what it came to
 */
RunResult
Run(const Options& options, bool observe)
{
    RunResult result;
    Counts& counts = result.counts;
    const double begin = GetWall();
    {
        std::unique_ptr<EdgeTopologyHelper> topology = EdgeTopologyFactory::Create(options.radio);
        topology->SetArea(options.radius);
        if (options.cells > 1)
        {
            topology->SetCells(options.cells);
        }
        topology->SetUes(options.ues,
                         "ns3::RandomWaypointMobilityModel",
                         "Speed",
                         StringValue("ns3::UniformRandomVariable[Min=2|Max=10]"),
                         "Pause",
                         StringValue("ns3::ConstantRandomVariable[Constant=0]"));
        EdgeTopology net = topology->Build();
        if (!observe)
        {
            net.radio = nullptr; // takes its trace sinks away
        }
        EdgeInferenceHelper inference(net);
        inference.SetDnn("alexnet-cifar10");
        inference.SetDevices("raspberry-pi-4", "xeon-m4-large");
        inference.AddStreams("ns3::PoissonTaskStream",
                             "Rate",
                             DoubleValue(options.rate),
                             "Deadline",
                             TimeValue(MilliSeconds(100)));
        auto policy = CreateObject<FixedPlanPolicy>();
        InferencePlan plan;
        plan.exit = options.exit;
        plan.cut = options.cut;
        plan.bits = 8;
        policy->SetPlan(plan);
        inference.SetPolicy(policy);
        inference.SetTaskPeriod(Seconds(1), Seconds(1 + options.duration));
        inference.Install();
        inference.AssignStreams(InferenceEpisode::FIRST_STREAM);
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            auto ipv4 = net.ues.Get(i)->GetObject<Ipv4L3Protocol>();
            ipv4->TraceConnectWithoutContext("Tx", MakeCallback(&Counts::OnSentUp, &counts));
            ipv4->TraceConnectWithoutContext("Rx", MakeCallback(&Counts::OnReceivedDown, &counts));
            inference.GetClients()[i]->TraceConnectWithoutContext(
                "TaskEnded",
                MakeCallback(&Counts::OnEnded, &counts));
        }
        for (uint32_t s = 0; s < net.servers.GetN(); ++s)
        {
            auto ipv4 = net.servers.Get(s)->GetObject<Ipv4L3Protocol>();
            ipv4->TraceConnectWithoutContext("Tx", MakeCallback(&Counts::OnSentDown, &counts));
            ipv4->TraceConnectWithoutContext("Rx", MakeCallback(&Counts::OnReceivedUp, &counts));
        }
        result.buildWall = GetWall() - begin;
        const Time end = inference.GetEndOfTasks();
        result.simulated = end.GetSeconds();
        Simulator::Stop(end);
        const double cpu = GetCpu();
        const double wall = GetWall();
        Simulator::Run();
        result.cpu = GetCpu() - cpu;
        result.wall = GetWall() - wall;
        result.events = Simulator::GetEventCount();
    }
    Simulator::Destroy();
    return result;
}

/**
 * @param values any number of values, at least one
 * @return the middle one
 */
double
GetMedian(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return (values[values.size() / 2] + values[(values.size() - 1) / 2]) / 2;
}

/**
 * @param results runs of one kind
 * @return their figures
 */
ordered_json
Summarise(const std::vector<RunResult>& results)
{
    std::vector<double> wall;
    std::vector<double> cpu;
    std::vector<double> build;
    for (const auto& result : results)
    {
        wall.push_back(result.wall / result.simulated);
        cpu.push_back(result.cpu / result.simulated);
        build.push_back(result.buildWall);
    }
    const RunResult& last = results.back();
    const Counts& counts = last.counts;
    return {{"wallPerSimulatedSecond", GetMedian(wall)},
            {"cpuPerSimulatedSecond", GetMedian(cpu)},
            {"buildWallSeconds", GetMedian(build)},
            {"simulatedSeconds", last.simulated},
            {"events", last.events},
            {"packetsSentUp", counts.sentUp},
            {"packetsReceivedUp", counts.receivedUp},
            {"packetsSentDown", counts.sentDown},
            {"packetsReceivedDown", counts.receivedDown},
            {"bytesReceivedUp", counts.bytesUp},
            {"tasks", counts.created},
            {"completed", counts.completed},
            {"late", counts.late},
            {"dropped", counts.dropped}};
}

/**
 * @param option option of the command line
 * @param value what it has
 * @param least least that it can be
 * @param most most that it can be
 */
void
Check(const char* option, double value, double least, double most)
{
    if (!(value >= least && value <= most))
    {
        std::ostringstream found;
        std::ostringstream expected;
        found << value;
        expected << least << " to " << most;
        throw InferenceInputError("command line", option, found.str(), expected.str());
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    Options options;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("What a radio costs: wall time of a simulated second, and of observing.");
    cmd.AddValue("radio", "wifi, lte, nr or link", options.radio);
    cmd.AddValue("ues", "UEs", options.ues);
    cmd.AddValue("cells", "Cells", options.cells);
    cmd.AddValue("observe", "With a RadioAccess", options.observe);
    cmd.AddValue("compare", "Runs with and without a RadioAccess, in turns", options.compare);
    cmd.AddValue("json", "Print JSON", options.json);
    cmd.AddValue("repetitions", "Runs of each kind", options.repetitions);
    cmd.AddValue("duration", "Length of the period of tasks, s", options.duration);
    cmd.AddValue("rate", "Tasks a second of each UE", options.rate);
    cmd.AddValue("radius", "Radius of the area, m", options.radius);
    cmd.AddValue("exit", "Exit of the fixed plan, from 0", options.exit);
    cmd.AddValue("cut", "Cut of the fixed plan", options.cut);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        Check("--ues", options.ues, 1, 2000);
        Check("--repetitions", options.repetitions, 1, 1000);
        Check("--duration", options.duration, 0.1, 1e5);
        Check("--rate", options.rate, 1e-3, 1e4);
        const auto dnn = DnnProfile::Read("alexnet-cifar10");
        Check("--exit", options.exit, 0, dnn->GetNExits() - 1);
        Check("--cut", options.cut, 0, dnn->GetExitPosition(options.exit));
        std::vector<RunResult> with;
        std::vector<RunResult> without;
        std::vector<double> ratios;
        std::vector<double> cpuRatios;
        for (uint32_t i = 0; i < options.repetitions; ++i)
        {
            if (options.compare || options.observe)
            {
                with.push_back(Run(options, true));
            }
            if (options.compare || !options.observe)
            {
                without.push_back(Run(options, false));
            }
            if (options.compare)
            {
                ratios.push_back(with.back().wall / without.back().wall);
                cpuRatios.push_back(with.back().cpu / without.back().cpu);
            }
        }
        ordered_json report{{"radio", options.radio},
                            {"ues", options.ues},
                            {"cells", options.cells}};
        if (!with.empty())
        {
            report["observed"] = Summarise(with);
        }
        if (!without.empty())
        {
            report["unobserved"] = Summarise(without);
        }
        bool same = true;
        if (options.compare)
        {
            same = with.back().counts == without.back().counts;
            report["samePackets"] = same;
            report["observedOverUnobservedWall"] = GetMedian(ratios);
            report["observedOverUnobservedCpu"] = GetMedian(cpuRatios);
        }
        if (options.json)
        {
            std::cout << report.dump(2) << '\n';
        }
        else
        {
            for (const auto& [name, value] : report.items())
            {
                std::cout << name << ' ' << value.dump() << '\n';
            }
        }
        return same ? 0 : 1;
    });
}
