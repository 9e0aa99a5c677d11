// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/fixed-plan-search.h"
#include "../../../model/policy/rules/fixed-plan-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"

#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-experiment.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief FixedPlanSearch among several servers, with tails.
 */

using namespace ns3;

namespace
{

/**
 * @return one exit and two widths; the first layer makes little of its input
 */
Ptr<const DnnProfile>
GetDnn()
{
    static const auto dnn = DnnProfile::Parse(R"({
      "format": "dnn-profile/1", "name": "search", "title": "Search",
      "input": {"elements": 20000, "bits": 8}, "classes": 10,
      "layers": [
        {"name": "l1", "macs": 300000000, "parameters": 1, "outputElements": 1000},
        {"name": "l2", "macs": 1500000000, "parameters": 1, "outputElements": 500}
      ],
      "exits": [
        {"name": "final", "after": "l2", "headMacs": 1000000, "headParameters": 2,
         "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}]}
      ]})",
                                              "search.json");
    return dnn;
}

/**
 * @brief One UE that computes slowly on a good link, an edge server that is a little faster, and a
 * fast cloud node behind a thin wire: the input is too large for the wire, the end of the network
 * too long for the edge.
 * @param policy who decides
 * @return it, installed
 */
EdgeInferenceHelper
Build(Ptr<OffloadingPolicy> policy)
{
    LinkEdgeTopologyHelper topology;
    topology.SetUes(1);
    topology.SetUePositions({Vector(20, 0, 0)});
    topology.SetAttribute("ShadowingDeviation", DoubleValue(0));
    topology.SetClouds(1, DataRate("2Mbps"), MilliSeconds(1));
    EdgeInferenceHelper inference(topology.Build());
    inference.SetDnn(GetDnn());
    inference.SetDevices("raspberry-pi-3", "raspberry-pi-4", "nvidia-t4");
    inference.AddStreams("ns3::PeriodicTaskStream",
                         "Period",
                         TimeValue(MilliSeconds(200)),
                         "Deadline",
                         TimeValue(MilliSeconds(150)));
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(MilliSeconds(100), MilliSeconds(1100));
    inference.Install();
    return inference;
}

/**
 * @param policy who decides
 * @return 40 cells with a server each, and one UE
 */
EdgeInferenceHelper
BuildMany(Ptr<OffloadingPolicy> policy)
{
    LinkEdgeTopologyHelper topology;
    topology.SetUes(1);
    topology.SetCells(40);
    topology.SetServerPlacement(EdgeTopologyHelper::PER_CELL);
    EdgeInferenceHelper inference(topology.Build());
    inference.SetDnn(GetDnn());
    inference.SetDevices("raspberry-pi-3", "raspberry-pi-4");
    inference.AddStreams("ns3::PeriodicTaskStream");
    inference.SetPolicy(policy);
    inference.SetTaskPeriod(MilliSeconds(100), MilliSeconds(1100));
    inference.Install();
    return inference;
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief The search against trying every plan: edge, cloud, and both in a row.
 */
class FixedPlanSearchTailTestCase : public TestCase
{
  public:
    FixedPlanSearchTailTestCase()
        : TestCase("The best plan has a tail, and the search finds it")
    {
    }

  private:
    void DoRun() override
    {
        const auto dnn = GetDnn();
        FixedPlanSearch search(Build, dnn, {7});
        NS_TEST_ASSERT_MSG_EQ(search.FindServers(), true, "few enough to try all");
        const auto found = search.Run("best-fixed");
        const NumberedPlans space({dnn}, {EdgeServerTier::EDGE, EdgeServerTier::CLOUD});
        double best = -1e9;
        double bestWithout = -1e9;
        for (const uint32_t action : space.GetValidActions(dnn))
        {
            auto policy = CreateObject<FixedPlanPolicy>();
            const InferencePlan plan = space.GetPlan(action, *dnn);
            policy->SetPlan(plan);
            const double reward =
                InferenceEpisode(Build).Run(policy, 7, false).values[EpisodeResult::REWARD];
            best = std::max(best, reward);
            bestWithout = plan.HasTail() ? bestWithout : std::max(bestWithout, reward);
        }
        NS_TEST_EXPECT_MSG_EQ(found.episodes.at(0).values[EpisodeResult::REWARD],
                              best,
                              "what trying every plan finds");
        NS_TEST_EXPECT_MSG_GT(best, bestWithout + 0.05, "the tail pays");
        NS_TEST_EXPECT_MSG_EQ(found.plan.HasTail(), true, "its plan has a tail");
        NS_TEST_EXPECT_MSG_EQ(found.plan.server, 0, "edge");
        NS_TEST_EXPECT_MSG_EQ(found.plan.tailServer, 1, "cloud");
        NS_TEST_EXPECT_MSG_EQ(found.plan.cut, 0, "the UE computes nothing");
        NS_TEST_EXPECT_MSG_EQ(found.plan.tailCut, 1, "the wire carries the small feature");

        // The experiment tells it.
        ExperimentSubject subject("fixed-plan-search");
        const std::string folder = CreateTempDirFilename("results");
        subject.evaluation = Build;
        subject.dnn = dnn;
        subject.output = folder;
        subject.seeds = 1;
        subject.episodes = 0;
        subject.table = false;
        subject.figures = false;
        InferenceExperiment experiment;
        experiment.GetOptions().policies = "best-fixed";
        experiment.GetOptions().quiet = true;
        const auto summary = experiment.Run(subject);
        NS_TEST_ASSERT_MSG_EQ(summary.GetPolicies().size(), 1, "what was asked for");
        NS_TEST_EXPECT_MSG_EQ(summary.GetPolicies()[0].name, "best-fixed", "its name");
        std::ostringstream text;
        text << std::ifstream(folder + "/summary.json").rdbuf();
        for (const auto* remark : {R"("cut": "0")",
                                   R"("server": "0")",
                                   R"("tailCut": "1")",
                                   R"("tailBits": ")",
                                   R"("tailServer": "1")",
                                   R"("episodesOfSearch": ")"})
        {
            NS_TEST_EXPECT_MSG_NE(text.str().find(remark), std::string::npos, remark);
        }
        NS_TEST_EXPECT_MSG_EQ(text.str().find(R"("tails": "no")"), std::string::npos, "complete");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Where there are too many pairs of servers, every server is tried without tails.
 */
class FixedPlanSearchManyTestCase : public TestCase
{
  public:
    FixedPlanSearchManyTestCase()
        : TestCase("Every one of many servers is tried")
    {
    }

  private:
    void DoRun() override
    {
        FixedPlanSearch search(BuildMany, GetDnn(), {1});
        NS_TEST_EXPECT_MSG_EQ(search.FindServers(), false, "not with tails");
        std::set<uint32_t> servers;
        for (const auto& plan : search.GetCandidates())
        {
            NS_TEST_EXPECT_MSG_EQ(plan.HasTail(), false, "no tails");
            servers.insert(plan.server);
        }
        NS_TEST_EXPECT_MSG_EQ(servers.size(), 40, "servers");
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The suite.
 */
class FixedPlanSearchTestSuite : public TestSuite
{
  public:
    FixedPlanSearchTestSuite()
        : TestSuite("edge-inference-fixed-plan-search", Type::UNIT)
    {
        AddTestCase(new FixedPlanSearchTailTestCase, EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new FixedPlanSearchManyTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

static FixedPlanSearchTestSuite g_fixedPlanSearchTestSuite; //!< registers the suite
