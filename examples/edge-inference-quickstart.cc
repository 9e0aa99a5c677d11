// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Five stations walk through an 802.11ax cell, each with a stream of images for AlexNet (CIFAR-10).
 * Their own processors and the edge server's are loaded by others, in steps; a further station
 * takes the medium at times. A soft actor-critic learns, inside the simulator's process, at which
 * exit each stream stops, after which layer it is cut and with how many bits the feature is sent,
 * ten times a second; fixed strategies and Edgent's rule run on the same unseen seeds.
 *
 *     ./ns3 run "edge-inference-quickstart --help"
 *     ./ns3 run "edge-inference-quickstart --ns3::SacDiscretePolicy::Gamma=0.5"
 */

#include "ns3/core-module.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-experiment.h"
#include "ns3/inference-input-error.h"
#include "ns3/wifi-edge-topology-helper.h"

#include <sstream>

using namespace ns3;

namespace
{

/// What the scenario can be told on the command line.
struct Scenario
{
    uint32_t nUes{5};                     //!< stations with tasks
    std::string dnn{"alexnet-cifar10"};   //!< DNN profile, name or file
    std::string device{"raspberry-pi-4"}; //!< device profile of the stations
    std::string server{"xeon-m4-large"};  //!< device profile of the edge server
    double rate{20};                      //!< tasks a second of each station
    double deadline{0.03};                //!< s
    double duration{10};                  //!< s of tasks in an episode
    double radius{70};                    //!< m, of the area in which the stations walk
};

/**
 * @param highest greatest background load, 0..1
 * @return values for MarkovBackgroundLoad: a new level between 0 and @p highest about twice a
 * second
 */
std::pair<StringValue, StringValue>
MakeLoad(double highest)
{
    std::ostringstream level;
    level << "ns3::UniformRandomVariable[Min=0|Max=" << highest << "]";
    return {StringValue(level.str()), StringValue("ns3::ExponentialRandomVariable[Mean=0.5]")};
}

/**
 * @brief Builds an episode.
 * @param scenario what it is like
 * @param policy who decides
 * @return what was installed
 */
EdgeInferenceHelper
Build(const Scenario& scenario, Ptr<OffloadingPolicy> policy)
{
    WifiEdgeTopologyHelper topology;
    topology.SetArea(scenario.radius);
    topology.SetUes(scenario.nUes,
                    "ns3::RandomWaypointMobilityModel",
                    "Speed",
                    StringValue("ns3::UniformRandomVariable[Min=2|Max=10]"),
                    "Pause",
                    StringValue("ns3::ConstantRandomVariable[Constant=0]"));
    topology.SetBackgroundTraffic(1, DataRate("6Mbps"), Seconds(2), Seconds(2));

    EdgeInferenceHelper inference(topology.Build());
    inference.SetDnn(scenario.dnn);
    inference.SetDevices(scenario.device, scenario.server);
    const auto [ueLevel, ueTime] = MakeLoad(0.95);
    inference.SetUeLoad("ns3::MarkovBackgroundLoad", "Level", ueLevel, "HoldingTime", ueTime);
    const auto [level, time] = MakeLoad(0.95);
    inference.SetServerLoad("ns3::MarkovBackgroundLoad", "Level", level, "HoldingTime", time);
    inference.AddStreams("ns3::PoissonTaskStream",
                         "Rate",
                         DoubleValue(scenario.rate),
                         "Deadline",
                         TimeValue(Seconds(scenario.deadline)));
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(Seconds(1), Seconds(1 + scenario.duration));
    inference.Install();
    return inference;
}

} // namespace

int
main(int argc, char* argv[])
{
    Scenario scenario;
    InferenceExperiment experiment("quickstart");
    experiment.SetEpisodes(60);
    CommandLine cmd(__FILE__);
    cmd.Usage("SAC-d against fixed strategies in a Wi-Fi cell.");
    cmd.AddValue("nUes", "Stations with tasks", scenario.nUes);
    cmd.AddValue("dnn", "DNN profile: a name or a file that ends in .json", scenario.dnn);
    cmd.AddValue("device", "Device profile of the stations", scenario.device);
    cmd.AddValue("server", "Device profile of the edge server", scenario.server);
    cmd.AddValue("rate", "Tasks a second of each station", scenario.rate);
    cmd.AddValue("deadline", "Deadline of a task, s", scenario.deadline);
    cmd.AddValue("duration", "Length of an episode, s", scenario.duration);
    cmd.AddValue("radius", "Radius of the area in which the stations walk, m", scenario.radius);
    experiment.AddOptions(cmd);
    cmd.Parse(argc, argv);

    return RunWithInputErrors([&] {
        const auto check = [](const char* option, double value, double least, double most) {
            if (!(value >= least && value <= most))
            {
                std::ostringstream found;
                std::ostringstream expected;
                found << value;
                expected << least << " to " << most;
                throw InferenceInputError("command line", option, found.str(), expected.str());
            }
        };
        check("--nUes", scenario.nUes, 1, 1000);
        check("--rate", scenario.rate, 1e-3, 1e4);
        check("--deadline", scenario.deadline, 1e-4, 1e3);
        check("--duration", scenario.duration, 0.1, 1e6);
        check("--radius", scenario.radius, 1, 1e4);
        experiment.AddArgument("nUes", std::to_string(scenario.nUes));
        experiment.AddArgument("dnn", scenario.dnn);
        experiment.AddArgument("device", scenario.device);
        experiment.AddArgument("server", scenario.server);
        experiment.AddArgument("rate", std::to_string(scenario.rate));
        experiment.AddArgument("deadline", std::to_string(scenario.deadline));
        experiment.AddArgument("duration", std::to_string(scenario.duration));
        experiment.AddArgument("radius", std::to_string(scenario.radius));
        experiment.AddAttributes(argc, argv);
        experiment.SetDnn(DnnProfile::Read(scenario.dnn));
        experiment.Run([&](Ptr<OffloadingPolicy> policy) { return Build(scenario, policy); });
        return 0;
    });
}
