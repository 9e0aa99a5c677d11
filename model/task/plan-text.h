// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_TEXT_H
#define PLAN_TEXT_H

#include "ns3/inference-plan.h"

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @param plan a plan
 * @return it in words, for logs: "exit 1, cut 3, 8 bits, server 0"
 */
std::string DescribePlan(const InferencePlan& plan);

} // namespace ns3

#endif // PLAN_TEXT_H
