// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Makes a DNN profile of a TorchScript network: the chain of its layers or blocks, the places where
 * it may be cut, multiply-accumulates, parameters and sizes; with --measure also the time of each
 * layer on this machine, and a device profile of the machine. doc/profiles.rst says more.
 *
 *     ./ns3 run "edge-inference-profile-dnn --network=net.pt --measure"
 *     ./ns3 run "edge-inference-quickstart --dnn=net --device=this-machine --policy=edgent"
 */

#include "ns3/profile-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunProfileProgram(argc, argv);
}
