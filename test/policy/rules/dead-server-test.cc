// SPDX-License-Identifier: GPL-2.0-only

#include "../mobility-test-system.h"
#include "every-policy.h"

#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Neither rules nor learners send a task to a server that is down while another one is up.
 */

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param atArrivals whether decisions are asked for at arrivals, for one stream at a time
 * @return a system of three cells with a server and a UE each and a cloud behind them, of which all
 * arrivals are known
 */
EdgeSystem
MakeTestSystem(bool atArrivals)
{
    EdgeSystem system = MakeMobileSystem(3, 3, std::numeric_limits<double>::infinity());
    system.atArrivals = atArrivals;
    for (auto& stream : system.streams)
    {
        for (int epoch = 1; epoch <= 8; ++epoch)
        {
            stream.arrivals.push_back({Seconds(0.2 * epoch), stream.deadline});
        }
    }
    return system;
}

/**
 * @brief Lets one server after the other die under policies; what goes to it then is a failure.
 * @param policies by name
 * @param atArrivals whether decisions are asked for at arrivals
 * @return how many of them ever sent something to a server
 */
std::size_t
CountSenders(const std::map<std::string, Ptr<OffloadingPolicy>>& policies, bool atArrivals)
{
    const EdgeSystem system = MakeTestSystem(atArrivals);
    const uint32_t nServers = system.servers.size();
    std::size_t senders = 0;
    for (const auto& [name, rule] : policies)
    {
        std::size_t sent = 0;
        for (uint32_t dead = 0; dead < nServers; ++dead)
        {
            rule->BeginEpisode(system);
            EpochDecision decision;
            for (uint64_t epoch = 1; epoch <= 8; ++epoch)
            {
                EpochState state = MakeMobileState(system, epoch);
                for (auto& stream : state.streams)
                {
                    stream.at = state.time;
                    stream.arriving = true;
                    // In some slots nothing is expected, so that all choices look alike.
                    stream.arrivals = epoch % 2;
                }
                // It dies while it is in use; then it has the least backlog of all.
                for (uint32_t server = 0; server < nServers; ++server)
                {
                    state.servers[server].backlog = 0.01;
                }
                if (epoch > 2)
                {
                    state.servers[dead].up = false;
                    state.servers[dead].backlog = 0;
                }
                decision.plans.resize(system.streams.size());
                rule->Decide(state, decision);
                for (std::size_t i = 0; i < system.streams.size(); ++i)
                {
                    const InferencePlan& plan = decision.plans[i];
                    const bool isLocal =
                        plan.cut >= system.streams[i].dnn->GetExitPosition(plan.exit);
                    const bool isThere = !isLocal && (plan.server == dead ||
                                                      (plan.HasTail() && plan.tailServer == dead));
                    sent += !isLocal;
                    EXPECT_FALSE(isThere && epoch > 2)
                        << name << ", server " << dead << ", epoch " << epoch;
                }
            }
        }
        senders += sent > 0;
    }
    return senders;
}

TEST(DeadServer, IsSentNothing)
{
    const auto rules = MakeRules();
    ASSERT_GE(rules.size(), 20U);
    // Of a rule that keeps everything on the UEs the test says nothing.
    EXPECT_GE(CountSenders(rules, true), 15U);
}

TEST(DeadServer, IsSentNothingByLearnersThatTryAtRandom)
{
    const auto learners = MakeLearners();
    EXPECT_EQ(CountSenders(learners, false), learners.size());
}

} // namespace
} // namespace tests
} // namespace ns3
