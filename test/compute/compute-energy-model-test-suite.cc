// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/constant-background-load.h"
#include "compute-test-bed.h"

#include "ns3/basic-energy-source.h"
#include "ns3/compute-energy-model.h"
#include "ns3/dnn-profile.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/object-factory.h"
#include "ns3/test.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * Energy of computing.
 */

using namespace ns3;

namespace
{

/// A network of two layers.
const char* const NETWORK = R"({
  "format": "dnn-profile/1", "name": "two", "title": "Two",
  "input": {"elements": 16, "bits": 8}, "classes": 2,
  "layers": [
    {"name": "l1", "macs": 30000000, "parameters": 10, "outputElements": 8},
    {"name": "l2", "macs": 10000000, "parameters": 10, "outputElements": 2}
  ],
  "exits": [
    {"name": "final", "after": "l2", "headMacs": 0, "headParameters": 0,
     "accuracy": [{"bits": 32, "top1": 0.9}]}
  ]
})";

/// A device with power figures, and one with energy per MAC.
const char* const POWER = R"({"format": "device-profile/1", "name": "a",
  "macRate": {"value": 1e9}, "power": {"idle": 2, "active": 5}})";
const char* const PER_MAC = R"({"format": "device-profile/1", "name": "b",
  "macRate": {"value": 1e9}, "power": {"idle": 1.5, "energyPerMac": 2e-9}})";

/// A node that draws from a source, and jobs.
class EnergyTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /**
     * @brief Makes node, source and model.
     * @param type TypeId of the node
     * @param device text of its device's profile
     * @param joules energy of the source at the beginning
     */
    void Make(const std::string& type, const char* device, double joules)
    {
        ObjectFactory factory(type);
        m_node = factory.Create<ComputeNode>();
        m_node->SetDevice(DeviceProfile::Parse(device, "device.json"));
        m_node->Initialize();
        m_source = CreateObject<energy::BasicEnergySource>();
        m_source->SetAttribute("BasicEnergySourceInitialEnergyJ", DoubleValue(joules));
        m_source->SetAttribute("BasicEnergySupplyVoltageV", DoubleValue(5));
        m_source->Initialize();
        m_model = CreateObject<ComputeEnergyModel>();
        m_model->Attach(m_node, m_source);
        m_dnn = DnnProfile::Parse(NETWORK, "two.json");
    }

    /// Takes everything down.
    void Destroy()
    {
        m_model->Dispose();
        m_source->Dispose();
        m_node->Dispose();
        Simulator::Destroy();
    }

    /**
     * @param from cut at which it begins
     * @param to cut at which it ends
     * @return a job of the network at 1e9 MAC/s
     */
    ComputeJob MakeJob(uint32_t from, uint32_t to) const
    {
        ComputeJob job;
        job.dnn = m_dnn;
        job.from = from;
        job.to = to;
        job.seconds = m_dnn->GetSeconds(*m_node->GetDevice(), 0, from, to);
        return job;
    }

    Ptr<ComputeNode> m_node;                 //!< the node
    Ptr<energy::BasicEnergySource> m_source; //!< the source
    Ptr<ComputeEnergyModel> m_model;         //!< the model
    Ptr<const DnnProfile> m_dnn;             //!< the network
};

/// The energy of jobs that are known, whatever the order of service.
class KnownTestCase : public EnergyTestCase
{
  public:
    /**
     * @param type TypeId of the node
     * @param perMac a device with energy per MAC
     */
    KnownTestCase(const std::string& type, bool perMac)
        : EnergyTestCase("Energy of known jobs on " + type + (perMac ? ", per MAC" : ", by power")),
          m_type(type),
          m_perMac(perMac)
    {
    }

  private:
    void DoRun() override
    {
        Make(m_type, m_perMac ? PER_MAC : POWER, 1000);
        auto load = CreateObject<ConstantBackgroundLoad>();
        m_node->SetBackgroundLoad(load);
        Simulator::Schedule(MilliSeconds(50),
                            [load] { load->SetAttribute("Load", DoubleValue(0.75)); });
        ComputeTestBed bed(m_node);
        // 40, 30 and 10 million MACs: 40, 30 and 10 ms at full speed
        for (const double at : {0.0, 0.005, 0.2, 1.0})
        {
            bed.SubmitAt(at, MakeJob(0, 2));
            bed.SubmitAt(at, MakeJob(0, 1));
            bed.SubmitAt(at, MakeJob(1, 2));
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bed.ended, 12, "every job ends");
        const double macs = 4 * 80e6;
        double seconds = 0;
        for (const auto& [number, receipt] : bed.receipts)
        {
            seconds += receipt.machine;
        }
        const double active = m_perMac ? 2e-9 * macs : 3 * seconds;
        const double total = active + 10 * (m_perMac ? 1.5 : 2);
        NS_TEST_EXPECT_MSG_EQ_TOL(m_model->GetActiveEnergy() / active, 1, 1e-6, "over idle");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_model->GetTotalEnergyConsumption() / total, 1, 1e-6, "total");
        NS_TEST_EXPECT_MSG_EQ_TOL((1000 - m_source->GetRemainingEnergy()) / total,
                                  1,
                                  1e-6,
                                  "drawn from the source");
        Destroy();
    }

    std::string m_type; //!< TypeId of the node
    bool m_perMac;      //!< energy per MAC
};

/// The source runs dry.
class DepletionTestCase : public EnergyTestCase
{
  public:
    DepletionTestCase()
        : EnergyTestCase("A source that runs dry lets the node fail")
    {
    }

  private:
    void DoRun() override
    {
        // 2 W idle, 5 W from 1 s on: 10 J less the least 10 % last until 1 s + 7 J / 5 W = 2.4 s,
        // noticed at the source's next update
        Make("ns3::FifoComputeNode", POWER, 10);
        m_source->SetAttribute("PeriodicEnergyUpdateInterval", TimeValue(MilliSeconds(10)));
        ComputeTestBed bed(m_node);
        ComputeJob job;
        job.seconds = 100;
        bed.SubmitAt(1, job);
        bed.SubmitAt(2, job);
        bed.SubmitAt(3, job);
        Time down;
        m_node->TraceConnectWithoutContext("Up", MakeLambdaCallback([&down](bool, bool) {
                                               down = Simulator::Now();
                                           }));
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(m_node->IsUp(), false, "down");
        NS_TEST_EXPECT_MSG_EQ_TOL(down.GetSeconds(), 2.4, 0.0101, "when");
        NS_TEST_EXPECT_MSG_EQ(bed.failed, 2, "both are given back");
        NS_TEST_EXPECT_MSG_EQ(bed.refused, 1, "the third comes too late");
        NS_TEST_EXPECT_MSG_EQ(m_model->GetPower(), 0, "a node that is down draws nothing");
        NS_TEST_EXPECT_MSG_EQ_TOL(m_source->GetRemainingEnergy(), 1, 0.051, "what is left");
        Destroy();
    }
};

/// Energy of computing.
class ComputeEnergyModelTestSuite : public TestSuite
{
  public:
    ComputeEnergyModelTestSuite()
        : TestSuite("edge-inference-compute-energy-model", TestSuite::Type::UNIT)
    {
        for (const bool perMac : {false, true})
        {
            for (const std::string name :
                 {"Fifo", "EarliestDeadline", "ProcessorSharing", "WeightedSharing", "Batching"})
            {
                AddTestCase(new KnownTestCase("ns3::" + name + "ComputeNode", perMac));
            }
        }
        AddTestCase(new DepletionTestCase);
    }
};

ComputeEnergyModelTestSuite g_computeEnergyModelTestSuite; //!< registers the suite

} // namespace
