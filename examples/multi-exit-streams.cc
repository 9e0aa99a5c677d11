// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The third of the five published systems: Liu et al., "Hastening Stream Offloading of Inference
 * via Multi-Exit DNNs in Mobile Edge Computing" (IEEE TMC 23(1), 2024). Several streams of tasks
 * share a UE's processor, its uplink and an edge server; exit and cut of every task are chosen when
 * it arrives. A dynamic programme knows all arrivals; the online learner is a double, duelling deep
 * Q-network with prioritised replay that begins with the history of the programme and of a greedy
 * rule; the scenario has it also without each of the two. doc/system-streams.rst says what is
 * published and what is ours. The scenario is scenarios/multi-exit-streams.json.
 *
 *     ./ns3 run "multi-exit-streams --radio=link"
 *     ./ns3 run "multi-exit-streams --radio=link --policy=dp,greedy --rate=60"
 *     ./ns3 run "multi-exit-streams --radio=link --policy=online,greedy --bandwidth=4e6"
 */

#include "ns3/core-module.h"
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "multi-exit-streams",
        "Streams of inference with multi-exit DNNs (Liu et al., IEEE TMC 2024): the online learner "
        "against dynamic programming with known arrivals, a greedy rule and fixed plans.",
        {{"nUes", "/ues/count", "UEs with tasks"},
         {"device", "/ues/device", "Device profile of the UEs"},
         {"server", "/servers/device", "Device profile of the edge server"},
         {"rate", "/defaults/ns3::PoissonTaskStream::Rate", "Tasks a second of each stream"},
         {"bandwidth", "/radio/link/UplinkBandwidth", "Uplink of the link radio, Hz at 2 bit/s/Hz"},
         {"others", "/radio/wifi/BackgroundStations", "Stations that load the Wi-Fi channel"},
         {"duration", "/period/length", "Length of an episode, s"}});
}
