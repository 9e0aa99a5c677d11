// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_INFERENCE_VERSIONS_H
#define EDGE_INFERENCE_VERSIONS_H

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @return version of this module, as in its file VERSION
 */
std::string GetEdgeInferenceVersion();

/**
 * @return version of the ns-3 that the module was built for
 */
std::string GetNs3Version();

/**
 * @return version of the LibTorch that the module was built with; empty when it was built without
 */
std::string GetLibTorchVersion();

/**
 * @return commit of this module's repository when it was configured; empty outside of a repository
 */
std::string GetEdgeInferenceCommit();

/**
 * @return all of these in one line for users
 */
std::string DescribeVersions();

} // namespace ns3

#endif // EDGE_INFERENCE_VERSIONS_H
