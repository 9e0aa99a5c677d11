// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-inference-versions.h"

namespace ns3
{

std::string
GetEdgeInferenceVersion()
{
    return EDGE_INFERENCE_VERSION_STRING;
}

std::string
GetNs3Version()
{
    return EDGE_INFERENCE_NS3_VERSION_STRING;
}

std::string
GetLibTorchVersion()
{
    return EDGE_INFERENCE_TORCH_VERSION_STRING;
}

} // namespace ns3
