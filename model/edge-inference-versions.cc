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

std::string
GetEdgeInferenceCommit()
{
#ifdef EDGE_INFERENCE_COMMIT_STRING
    return EDGE_INFERENCE_COMMIT_STRING;
#else
    return "";
#endif
}

std::string
DescribeVersions()
{
    const std::string torch = GetLibTorchVersion();
    const std::string commit = GetEdgeInferenceCommit();
    return "edge-inference " + GetEdgeInferenceVersion() +
           (commit.empty() ? "" : " (commit " + commit + ")") + ", ns-3 " + GetNs3Version() + ", " +
           (torch.empty() ? "without LibTorch" : "LibTorch " + torch);
}

} // namespace ns3
