// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/config.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <cstdlib>
#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Every GoogleTest case begins as if it were the first of its process.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @brief Sets back what ns-3 keeps for a whole process, before each case. A learner's first
 * networks depend on the run number, so that a case that left another one decided how the cases
 * after it went.
 */
class FreshStart : public testing::EmptyTestEventListener
{
  public:
    void OnTestStart(const testing::TestInfo& /* test */) override
    {
        unsetenv("NS_GLOBAL_VALUE");
        unsetenv("NS_ATTRIBUTE_DEFAULT");
        Simulator::Destroy();
        Config::Reset();
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }
};

/// Takes its place before main() begins; GoogleTest owns the listener.
[[maybe_unused]] const bool g_isAppended = [] {
    testing::UnitTest::GetInstance()->listeners().Append(new FreshStart);
    return true;
}();

} // namespace
} // namespace tests
} // namespace ns3
