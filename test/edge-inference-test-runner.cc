// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/test.h"

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Runs the module's TestSuites outside of an ns-3 tree, with the arguments of ns-3's own
 * test-runner (an installed ns-3 has none).
 */

int
main(int argc, char* argv[])
{
    return ns3::TestRunner::Run(argc, argv);
}
