// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-inference-helper.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-input-error.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <fstream>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// Two networks of one name: messages could not tell their tasks apart.
class OneNameTestCase : public TestCase
{
  public:
    OneNameTestCase()
        : TestCase("Two DNN files of one name are refused")
    {
    }

  private:
    /**
     * @param file name of a file
     * @param macs of its only layer
     * @return path of the file, in which there is a DNN called tiny
     */
    std::string Write(const std::string& file, int macs)
    {
        const std::string path = CreateTempDirFilename(file);
        std::ofstream(path) << R"({"format": "dnn-profile/1", "name": "tiny",
          "input": {"elements": 9, "bits": 8}, "classes": 10,
          "layers": [{"name": "l1", "macs": )"
                            << macs << R"(, "parameters": 1, "outputElements": 9}],
          "exits": [{"name": "only", "after": "l1", "headMacs": 0, "headParameters": 0,
                     "accuracy": [{"bits": 32, "top1": 0.9}]}]})";
        return path;
    }

    void DoRun() override
    {
        const std::string a = Write("a.json", 5);
        const std::string same = Write("same.json", 5);
        const std::string other = Write("other.json", 6);
        auto topology = EdgeTopologyFactory::Create("link");
        topology->SetUes(1);
        EdgeInferenceHelper inference(topology->Build());
        inference.SetDnn(a);
        inference.SetDnn(same);
        inference.SetDnn("alexnet-cifar10");
        std::string refused;
        try
        {
            inference.SetDnn(other);
        }
        catch (const InferenceInputError& error)
        {
            refused = error.what();
        }
        for (const auto& part : {other, a, std::string("/name"), std::string("\"tiny\"")})
        {
            NS_TEST_EXPECT_MSG_NE(refused.find(part), std::string::npos, refused);
        }
        Simulator::Destroy();
    }
};

/// The suite.
class EdgeInferenceHelperTestSuite : public TestSuite
{
  public:
    EdgeInferenceHelperTestSuite()
        : TestSuite("edge-inference-helper", TestSuite::Type::UNIT)
    {
        AddTestCase(new OneNameTestCase());
    }
};

EdgeInferenceHelperTestSuite g_edgeInferenceHelperTestSuite; //!< registers the suite

} // namespace
