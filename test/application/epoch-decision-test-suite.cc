// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/compute-node.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-episode.h"
#include "ns3/link-edge-topology-helper.h"
#include "ns3/radio-access.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief What a policy decides besides plans reaches cells and servers: spectrum, compute and
 * placement.
 */

using namespace ns3;

namespace
{

const std::vector<double> UPLINK{0.2, 0.7};   //!< shares of the uplink, by UE
const std::vector<double> DOWNLINK{0.6, 0.3}; //!< of the downlink
const std::vector<double> COMPUTE{1, 3};      //!< weights on the cloud node
constexpr uint64_t CHANGE = 20;               //!< epoch at which the other model is placed

/// Everything goes to the cloud node; the edge server holds one model and then the other.
class AllocatingPolicy : public OffloadingPolicy
{
  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        for (auto& plan : decision.plans)
        {
            plan = InferencePlan();
            plan.server = 1;
            plan.bits = 8;
        }
        const bool first = state.epoch < CHANGE;
        decision.uplinkShares = UPLINK;
        decision.downlinkShares = DOWNLINK;
        decision.computeShares = {{}, COMPUTE};
        decision.placements = {{first, !first}, {}};
    }
};

/**
 * @param name its name
 * @return 60 kB of weights; some 30 ms on a Raspberry Pi 4
 */
Ptr<const DnnProfile>
MakeDnn(const std::string& name)
{
    return DnnProfile::Parse(R"({"format": "dnn-profile/1", "name": ")" + name +
                                 R"(", "title": "Decision",
          "input": {"elements": 500, "bits": 8}, "classes": 10,
          "layers": [
            {"name": "l1", "macs": 500000000, "parameters": 15000, "outputElements": 100}],
          "exits": [{"name": "only", "after": "l1", "headMacs": 0, "headParameters": 0,
            "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}]}]})",
                             name + ".json");
}

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief One policy allocates all three; what radio, ComputeNode and ModelCache make of it.
 */
class EpochDecisionTestCase : public TestCase
{
  public:
    EpochDecisionTestCase()
        : TestCase("Spectrum, compute and placement of one policy")
    {
    }

  private:
    /**
     * @param state what the policy saw
     * @param decision its answer
     */
    void Epoch(const EpochState& state, const EpochDecision& decision)
    {
        ++m_epochs;
        const auto& models = state.servers.at(0).models;
        NS_TEST_ASSERT_MSG_EQ(models.size(), 2, "by DNN");
        NS_TEST_EXPECT_MSG_EQ(state.servers.at(1).models.empty(), true, "the cloud has all");
        // Memory is for one of them; fetching 60 kB and loading them takes some epochs.
        NS_TEST_EXPECT_MSG_LT_OR_EQ(models[0] + models[1], 1, "epoch " << state.epoch);
        if (state.epoch == 1)
        {
            NS_TEST_EXPECT_MSG_EQ(models[0] + models[1], 0, "nothing is there");
        }
        else if (state.epoch == CHANGE)
        {
            NS_TEST_EXPECT_MSG_EQ(models[0], 1, "the first was fetched");
        }
        else if (state.epoch == 2 * CHANGE)
        {
            NS_TEST_EXPECT_MSG_EQ(models[1], 1, "the second took its place");
        }
        if (state.epoch > CHANGE)
        {
            for (const auto direction : {EdgeLinkDirection::UPLINK, EdgeLinkDirection::DOWNLINK})
            {
                const bool up = direction == EdgeLinkDirection::UPLINK;
                std::vector<double> shares;
                m_radio->GetRealisedShares(direction, shares);
                NS_TEST_ASSERT_MSG_EQ(shares.size(), 2, "by UE");
                for (uint32_t ue = 0; ue < 2; ++ue)
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(shares[ue],
                                              (up ? UPLINK : DOWNLINK)[ue],
                                              1e-9,
                                              "spectrum of UE " << ue);
                    const auto& channel = state.ues.at(ue).channel;
                    NS_TEST_EXPECT_MSG_EQ_TOL(
                        (up ? channel.uplinkShare : channel.downlinkShare).value,
                        (up ? UPLINK : DOWNLINK)[ue],
                        1e-9,
                        "what the policy sees of it");
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(decision.plans.size(), 4, "two streams a UE");
    }

    /**
     * @param receipt a job of the cloud node
     */
    void JobEnded(const ComputeReceipt& receipt)
    {
        if (receipt.ended >= Seconds(2) && receipt.ended < Seconds(6))
        {
            m_served.at(receipt.owner) += receipt.seconds;
        }
    }

    void DoRun() override
    {
        LinkEdgeTopologyHelper topology;
        topology.SetUes(2);
        topology.SetUePositions({Vector(20, 0, 0), Vector(0, 30, 0)});
        topology.SetAttribute("ShadowingDeviation", DoubleValue(0));
        topology.SetClouds(1);
        const EdgeTopology net = topology.Build();
        EdgeInferenceHelper inference(net);
        inference.SetDevices("raspberry-pi-4", "raspberry-pi-4");
        inference.SetCloudCompute("ns3::WeightedSharingComputeNode");
        inference.SetServerCache("Memory", UintegerValue(100000));
        // 40 tasks a second of each UE are more than the cloud node can serve of both.
        for (const auto* name : {"one", "two"})
        {
            inference.SetDnn(MakeDnn(name));
            inference.AddStreams("ns3::PeriodicTaskStream",
                                 "Period",
                                 TimeValue(MilliSeconds(50)),
                                 "Deadline",
                                 TimeValue(Seconds(60)));
        }
        inference.SetPolicy(CreateObject<AllocatingPolicy>());
        inference.SetTaskPeriod(MilliSeconds(100), Seconds(7));
        inference.Install();
        inference.AssignStreams(InferenceEpisode::FIRST_STREAM);
        m_radio = net.radio;
        inference.GetScheduler()->TraceConnectWithoutContext(
            "Epoch",
            MakeCallback(&EpochDecisionTestCase::Epoch, this));
        const auto cloud = net.servers.Get(1)->GetObject<ComputeNode>();
        cloud->TraceConnectWithoutContext("JobEnded",
                                          MakeCallback(&EpochDecisionTestCase::JobEnded, this));
        Simulator::Stop(Seconds(6));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(m_epochs, 2 * CHANGE, "epochs");
        // Both have work all the time: 4 s of the machine, 1:3, but for one job of each.
        const double job = MakeDnn("one")->GetSeconds(*cloud->GetDevice(), 0, 0, 1);
        NS_TEST_EXPECT_MSG_LT(job, 0.1, "short against 4 s");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_served[0], 1, 1.01 * job, "a quarter for the first UE");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_served[1], 3, 1.01 * job, "three for the second");
        m_radio = nullptr;
        Simulator::Destroy();
    }

    Ptr<RadioAccess> m_radio;         //!< of the cell
    uint64_t m_epochs{0};             //!< so far
    std::array<double, 2> m_served{}; //!< s of work of ended jobs, by UE
};

/**
 * @ingroup edge-inference-tests
 * @brief The suite.
 */
class EpochDecisionTestSuite : public TestSuite
{
  public:
    EpochDecisionTestSuite()
        : TestSuite("edge-inference-epoch-decision", Type::UNIT)
    {
        AddTestCase(new EpochDecisionTestCase, EDGE_INFERENCE_TEST_QUICK);
    }
};

static EpochDecisionTestSuite g_epochDecisionTestSuite; //!< registers the suite
