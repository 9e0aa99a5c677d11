// SPDX-License-Identifier: GPL-2.0-only

#include "fault-drill.h"

#include "ns3/test.h"

#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief 1,000 faults in one run; utils/bench/edge-inference-fault-drill watches its memory, too.
 */

using namespace ns3;
using namespace ns3::tests;

namespace
{

/// The drill.
class FaultDrillTestCase : public TestCase
{
  public:
    /**
     * @param messages tasks' messages are moved whole, without TCP
     */
    explicit FaultDrillTestCase(bool messages)
        : TestCase(std::string("1,000 faults in one run, ") + (messages ? "messages" : "TCP") +
                   ": the books are balanced"),
          m_messages(messages)
    {
    }

  private:
    void DoRun() override
    {
        const FaultDrill::Report report = FaultDrill(m_messages).Run(1000, 1, [](uint32_t) {});
        NS_TEST_EXPECT_MSG_EQ(report.faults, 1000, "faults");
        NS_TEST_EXPECT_MSG_EQ(report.returns, 1000, "returns");
        NS_TEST_EXPECT_MSG_EQ(report.balanced, true, "books");
        NS_TEST_EXPECT_MSG_EQ(report.leftOver, 0, "every task ended");
        uint64_t ended = 0;
        for (const uint64_t n : report.byStatus)
        {
            ended += n;
        }
        NS_TEST_EXPECT_MSG_EQ(ended, report.tasks, "once");
        // The drill is worth something only when all of this happened.
        for (const uint32_t n : report.byKind)
        {
            NS_TEST_EXPECT_MSG_GT(n, 150, "faults of every kind");
        }
        NS_TEST_EXPECT_MSG_GT(report.tasks, 2000, "tasks");
        NS_TEST_EXPECT_MSG_GT(report.byStatus[0], 500, "tasks in time");
        NS_TEST_EXPECT_MSG_GT(report.relayed, 200, "tasks with a tail");
        NS_TEST_EXPECT_MSG_GT(report.fetched, 100, "models fetched");
        for (const auto reason : {InferenceDropReason::EXPIRED,
                                  InferenceDropReason::SERVER_STOPPED,
                                  InferenceDropReason::DEVICE_DOWN,
                                  InferenceDropReason::SERVER_DOWN})
        {
            NS_TEST_EXPECT_MSG_GT(report.byReason[static_cast<int>(reason)], 0, ToString(reason));
        }
        // Connections break; messages are lost, and nobody is told.
        for (const auto reason :
             {InferenceDropReason::NO_CONNECTION, InferenceDropReason::NO_BACKHAUL})
        {
            NS_TEST_EXPECT_MSG_EQ((report.byReason[static_cast<int>(reason)] > 0),
                                  !m_messages,
                                  ToString(reason));
        }
    }

    bool m_messages; //!< tasks' messages are moved whole
};

/// The suite.
class FaultDrillTestSuite : public TestSuite
{
  public:
    FaultDrillTestSuite()
        : TestSuite("edge-inference-fault-drill", Type::UNIT)
    {
        AddTestCase(new FaultDrillTestCase(false));
        AddTestCase(new FaultDrillTestCase(true));
    }
};

FaultDrillTestSuite g_faultDrillTestSuite; //!< registers the suite

} // namespace
