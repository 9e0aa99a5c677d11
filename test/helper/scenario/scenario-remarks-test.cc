// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/scenario/scenario-reader.h"
#include "../../../helper/scenario/scenario-remarks.h"

#include "ns3/inference-scenario.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/// A folder with files of a scenario.
class ScenarioRemarksTest : public testing::Test
{
  protected:
    ScenarioRemarksTest()
    {
        std::filesystem::create_directories(m_folder);
    }

    ~ScenarioRemarksTest() override
    {
        std::filesystem::remove_all(m_folder);
    }

    /**
     * @param parts of a scenario in JSON, behind format and name
     * @return its remarks
     */
    static std::vector<std::string> Find(const std::string& parts)
    {
        const std::string text =
            R"({"format": "edge-inference-scenario/1", "name": "x", )" + parts + "}";
        return ScenarioRemarks::Find(ScenarioReader::Read(JsonCursor::Parse(text, "x.json")));
    }

    /**
     * @brief Expects one remark.
     * @param parts of a scenario in JSON
     * @param words that the remark has
     */
    static void ExpectRemark(const std::string& parts, const std::string& words)
    {
        const auto remarks = Find(parts);
        ASSERT_EQ(remarks.size(), 1U) << parts;
        EXPECT_NE(remarks.front().find(words), std::string::npos) << remarks.front();
    }

    /**
     * @param name in the folder
     * @param text of the file
     * @return path of the file
     */
    std::string Write(const std::string& name, const std::string& text) const
    {
        std::ofstream(m_folder + "/" + name) << text;
        return m_folder + "/" + name;
    }

    std::string m_folder{testing::TempDir() + "scenario-remarks-" +
                         std::to_string(getpid())}; //!< of the files
};

TEST_F(ScenarioRemarksTest, KeysThatNothingReads)
{
    EXPECT_TRUE(Find(R"("title": "all is read")").empty());
    ExpectRemark(R"("clouds": {"device": "nvidia-t4"})", "/clouds/device has no effect");
    ExpectRemark(R"("servers": {"preloaded": true})", "/servers/preloaded has no effect");
    ExpectRemark(R"("ues": {"battery": {"voltage": 3}})", "/ues/battery/voltage has no effect");
    ExpectRemark(R"("ues": {"count": 1, "devices": ["raspberry-pi-4", "nvidia-t4"]})",
                 "/ues/devices/1 has no effect");
    ExpectRemark(R"("applications": {"agent": {"Interval": "50ms"}})",
                 "/applications/agent/Interval has no effect");
    ExpectRemark(R"("radio": {"type": "link", "link": {"Transport": "Messages"}},
                    "applications": {"client": {"Protocol": "ns3::TcpSocketFactory"}})",
                 "/applications/client/Protocol has no effect: /radio/link/Transport is Messages");
    EXPECT_TRUE(Find(R"("radio": {"link": {"Transport": "Messages"}},
                        "applications": {"client": {"Protocol": "ns3::TcpSocketFactory"}})")
                    .empty());
    EXPECT_TRUE(Find(R"("clouds": {"count": 1, "device": "nvidia-t4"})").empty());
}

TEST_F(ScenarioRemarksTest, StreamsThatMakeNoTask)
{
    ExpectRemark(R"("streams": [{"type": "ns3::TraceTaskStream"}])", "it has no FileName");
    ExpectRemark(R"("streams": [{"Rate": 0.001}], "period": {"length": "1s"})", "hardly a task");
    const std::string late = Write("late.csv", "time\n20\n");
    ExpectRemark(R"("streams": [{"type": "ns3::TraceTaskStream", "FileName": ")" + late + "\"}]",
                 "begins when the period has ended");
}

TEST_F(ScenarioRemarksTest, LatencyTablesOfNoDevice)
{
    const std::string dnn = Write("net.json", R"({
        "format": "dnn-profile/1", "name": "net", "input": {"elements": 4, "bits": 8}, "classes": 2,
        "layers": [{"name": "a", "macs": 8, "parameters": 10, "outputElements": 2}],
        "exits": [{"name": "final", "after": "a", "accuracy": [{"bits": 32, "top1": 0.9}]}],
        "latency": [{"device": "raspbery-pi-4", "kind": "total", "seconds": 1}]})");
    ExpectRemark(R"("streams": [{"dnn": ")" + dnn + "\"}]", "did you mean raspberry-pi-4?");
}

TEST_F(ScenarioRemarksTest, FilesBesideTheScenarioComeFirst)
{
    for (const char* name : {"net.json", "times.csv", "a.csv", "rates-0.csv"})
    {
        Write(name, "x");
    }
    const std::string file = Write("scenario.json", R"({
        "format": "edge-inference-scenario/1", "name": "x",
        "radio": {"type": "link", "link": {"UplinkTrace": "a.csv, b.csv",
                                           "DownlinkTrace": "rates-{}.csv"}},
        "ues": {"device": "none.json"},
        "streams": [{"dnn": "net.json"},
                    {"dnn": "resnet18", "type": "ns3::TraceTaskStream", "FileName": "times.csv"}]})");
    const auto scenario = InferenceScenario::Read(file);
    const auto get = [&](const std::string& pointer) {
        return nlohmann::json::parse(scenario.Get(pointer)).get<std::string>();
    };
    EXPECT_EQ(get("/streams/0/dnn"), m_folder + "/net.json");
    EXPECT_EQ(get("/streams/1/dnn"), "resnet18");
    EXPECT_EQ(get("/streams/1/FileName"), m_folder + "/times.csv");
    EXPECT_EQ(get("/radio/link/UplinkTrace"), m_folder + "/a.csv,b.csv");
    EXPECT_EQ(get("/radio/link/DownlinkTrace"), m_folder + "/rates-{}.csv");
    EXPECT_EQ(get("/ues/device"), "none.json"); // as before: in the current folder
}

} // namespace
} // namespace tests
} // namespace ns3
