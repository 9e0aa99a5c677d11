// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Chooses values of a learner's attributes, in the scenario of a file: random search with
 * successive halving, on validation seeds only. doc/experiments.rst says more.
 *
 *     ./ns3 run "edge-inference-tune --scenario=quickstart --policy=sac-d --ranges=ranges.json"
 */

#include "ns3/tuning-program.h"

int
main(int argc, char* argv[])
{
    return ns3::RunTuningProgram(argc, argv);
}
