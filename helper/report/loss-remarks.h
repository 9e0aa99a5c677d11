// SPDX-License-Identifier: GPL-2.0-only

#ifndef LOSS_REMARKS_H
#define LOSS_REMARKS_H

#include "ns3/experiment-summary.h"

#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @param summary results of an experiment
 * @return a line for each policy that loses more than half of its tasks: how many, and what most of
 * them ended by, with the stage that took most of their time
 */
std::vector<std::string> FindLosses(const ExperimentSummary& summary);

} // namespace ns3

#endif // LOSS_REMARKS_H
