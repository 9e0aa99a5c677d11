// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The fourth of the five published systems: Zhang et al., "Deep Reinforcement Learning Based
 * Resource Management for DNN Inference in IIoT" (GLOBECOM 2020). Machines with cameras share the
 * spectrum of a cell, an edge server and a cloud node behind a thin backhaul; deep deterministic
 * policy gradient chooses where each stream runs, at which exit it stops, and all shares of
 * spectrum and computing, so that accuracy is greatest while tasks are in time. doc/system-ddpg.rst
 * says what is published and what is ours. The scenario is scenarios/ddpg-iiot.json.
 *
 *     ./ns3 run "ddpg-iiot"
 *     ./ns3 run "ddpg-iiot --radio=wifi --policy=ddpg,greedy,equal"
 *     ./ns3 run "ddpg-iiot --nUes=12 --ns3::DdpgPolicy::OwnReward=1"
 */

#include "ns3/core-module.h"
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "ddpg-iiot",
        "Assignment, exits, spectrum and compute shares over device, edge and cloud: DDPG and TD3 "
        "against rules, greedy, DQN on a grid and random.",
        {{"nUes", "/ues/count", "Machines (the seventh and further ones stand at random places)"},
         {"dnn", "/streams/0/dnn", "DNN profile of the first stream: a name or a .json file"},
         {"deadline", "/streams/0/Deadline", "Deadline of the periodic streams, s"},
         {"cloudRate", "/topology/CloudRate", "Rate of the cloud's link, as in 2Mbps"},
         {"duration", "/period/length", "Length of an episode, s"}});
}
