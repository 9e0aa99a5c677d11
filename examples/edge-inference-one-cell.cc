// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * A whole scenario, run once: the README shows the lines between the comments "begin" and "end".
 */

#include "ns3/core-module.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <iostream>

using namespace ns3;

/**
 * @brief Prints how a task ended.
 * @param outcome it
 */
static void
PrintOutcome(const TaskOutcome& outcome)
{
    std::cout << outcome.ended.As(Time::S) << " UE " << outcome.ue << " task " << outcome.task
              << " exit " << outcome.plan.exit << " cut " << outcome.plan.cut << ' '
              << ToString(outcome.status) << ' ' << outcome.GetLatency().As(Time::MS) << '\n';
}

/**
 * @brief Runs the scenario.
 * @param argc of main()
 * @param argv of main()
 */
static void
Run(int argc, char* argv[])
{
    // begin
    std::string radio = "wifi"; // or lte, nr, link
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("radio", "Radio that carries the tasks", radio);
    cmd.Parse(argc, argv); // --ns3::EdgentPolicy::Bits=4 works here

    auto topology = EdgeTopologyFactory::Create(radio);
    topology->SetUes(10, "ns3::RandomWaypointMobilityModel");
    EdgeTopology net = topology->Build(); // nodes, addresses, the radio

    EdgeInferenceHelper inference(net);
    inference.SetDnn("alexnet-cifar10");
    inference.SetDevices("raspberry-pi-4", "nvidia-t4");
    inference.AddStreams("ns3::PoissonTaskStream",
                         "Rate",
                         DoubleValue(5),
                         "Deadline",
                         TimeValue(MilliSeconds(200)));
    inference.SetPolicy("ns3::EdgentPolicy");
    inference.Install();

    Config::ConnectWithoutContext("/NodeList/*/ApplicationList/*/$ns3::InferenceClient/TaskEnded",
                                  MakeCallback(&PrintOutcome));
    Simulator::Stop(Seconds(5));
    Simulator::Run();
    Simulator::Destroy();
    // end
}

int
main(int argc, char* argv[])
{
    return RunWithInputErrors([&] {
        Run(argc, argv);
        return 0;
    });
}
