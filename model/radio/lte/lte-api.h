// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_API_H
#define LTE_API_H

#include "ns3/edge-inference-compat.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-epc-helper.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 * @brief What ns-3's LTE has not before 3.37.
 */

namespace ns3
{

/**
 * @param core the core network; its nodes draw no random numbers that matter, but own streams
 * @param stream the first stream that they take
 */
inline void
AssignCoreStreams(const Ptr<PointToPointEpcHelper>& core, int64_t stream)
{
#if EDGE_INFERENCE_NS3_VERSION >= 337
    core->AssignStreams(stream);
#else
    InternetStackHelper().AssignStreams(NodeContainer(core->GetPgwNode(), core->GetSgwNode()),
                                        stream);
#endif
}

} // namespace ns3

#endif // LTE_API_H
