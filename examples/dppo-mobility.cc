// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The fifth of the published systems: He et al., "Dynamic Deployment of DNN Inference Tasks Based
 * on Distributed Proximal Policy Optimization" (CCIS 2060, 2024). UEs drive through four cells; the
 * server of each has room for one of two models, which it fetches from its neighbours or the cloud.
 * Proximal policy optimisation places models, chooses servers, exits and cuts, and divides spectrum
 * and computing; several ranks of MPI train it together. doc/system-dppo.rst says what is published
 * and what is ours. The scenario is scenarios/dppo-mobility.json.
 *
 *     ./ns3 run "dppo-mobility --radio=wifi"
 *     ./ns3 run "dppo-mobility --duration=20 --policy=dppo,lru-greedy"
 *     mpirun -n 2 dppo-mobility --episodes=60
 */

#include "ns3/core-module.h"
#include "ns3/experiment-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunExperimentProgram(
        argc,
        argv,
        "dppo-mobility",
        "PPO (after He et al., CCIS 2060) deploys inference for UEs that move; compared with "
        "static "
        "deployment, the nearest, the least loaded server, and LRU caching. Several ranks: mpirun.",
        {{"speed", "/ues/mobility/Speed", "Speed of the UEs, a random variable, m/s"},
         {"device", "/ues/device", "Device profile of the UEs"},
         {"server", "/servers/device", "Device profile of the edge servers"},
         {"memory", "/servers/cache/Memory", "Memory of each edge server for models, bytes"},
         {"backhaul", "/topology/BackhaulRate", "Rate of each link between a cell and the hub"},
         {"duration", "/period/length", "Length of an episode, s"}});
}
