// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/edge-inference-compat.h"
#include "ns3/episode-recordings.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-scenario.h"
#include "ns3/pcap-file.h"
#include "ns3/test.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief EpisodeRecordings and the observations of InferenceEpisode, over Wi-Fi and the link radio.
 */

using namespace ns3;

namespace
{

/// Records everything of an episode and compares it with one that records nothing.
class EpisodeRecordingsTestCase : public TestCase
{
  public:
    /**
     * @param radio name of a radio
     */
    explicit EpisodeRecordingsTestCase(const std::string& radio)
        : TestCase("everything over " + radio),
          m_radio(radio)
    {
    }

  private:
    void DoRun() override;

    /**
     * @param options what to record
     * @param observations record them
     * @return what the episode came to
     */
    EpisodeResult Run(const EpisodeRecordings::Options& options, bool observations) const
    {
        auto scenario = InferenceScenario::Read("quickstart");
        scenario.SetAll({"/ues/count=2", "/period/length=0.5s", "/radio/type=" + m_radio});
        InferenceEpisode episode(
            [&](Ptr<OffloadingPolicy> policy) { return scenario.Build(policy); });
        episode.Record("server only", 3);
        episode.RecordFiles(options);
        if (observations)
        {
            episode.RecordObservations();
        }
        return episode.Run(ExperimentPolicies::Make("server-only"), 1500001, false);
    }

    std::string m_radio; //!< name of a radio
};

void
EpisodeRecordingsTestCase::DoRun()
{
    const std::string folder = CreateTempDirFilename("recordings-" + m_radio);
    std::filesystem::create_directories(folder);
    const auto plain = Run({}, false);
    NS_TEST_ASSERT_MSG_GT(plain.tasks, 5, "hardly any tasks");
    const auto recorded = Run({true, true, "trace", folder}, true);
    NS_TEST_EXPECT_MSG_EQ(plain.tasksCsv, recorded.tasksCsv, "recording changes what happens");
    NS_TEST_EXPECT_MSG_EQ(plain.epochsCsv, recorded.epochsCsv, "recording changes what happens");
    NS_TEST_EXPECT_MSG_EQ(plain.observationsCsv, "", "observations that nobody asked for");

    std::map<std::string, std::string> files;
    std::size_t captures = 0;
    uint64_t packets = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
    {
        std::ifstream is(entry.path(), std::ios::binary);
        const std::string name = entry.path().filename().string();
        files[name] = {std::istreambuf_iterator<char>(is), {}};
        if (entry.path().extension() == ".pcap")
        {
            ++captures;
            NS_TEST_EXPECT_MSG_EQ(name.rfind("trace-server_only-3-", 0), 0, "name of " << name);
            PcapFile pcap;
            pcap.Open(entry.path().string(), std::ios::in | std::ios::binary);
            NS_TEST_ASSERT_MSG_EQ(pcap.Fail(), false, name << " is no PCAP file");
            uint8_t data[65536];
            uint32_t seconds;
            uint32_t micros;
            uint32_t included;
            uint32_t original;
            uint32_t read;
            double last = 0;
            while (true)
            {
                pcap.Read(data, sizeof(data), seconds, micros, included, original, read);
                if (pcap.Fail() || pcap.Eof())
                {
                    break;
                }
                ++packets;
                const double now = seconds + 1e-6 * micros;
                NS_TEST_EXPECT_MSG_GT_OR_EQ(now, last, "time runs backwards in " << name);
                last = now;
            }
        }
    }
    NS_TEST_EXPECT_MSG_GT(captures, 2, "a file a device");
    NS_TEST_EXPECT_MSG_GT(packets, recorded.tasks, "at least a packet a task");

    // Every byte that tasks sent went through flows from UEs, with headers on top.
    const std::string flows = files["flows-server_only-3.xml"];
    NS_TEST_EXPECT_MSG_NE(flows.find("<FlowMonitor>"), std::string::npos, "no FlowMonitor");
    NS_TEST_EXPECT_MSG_NE(flows.find("</FlowMonitor>"), std::string::npos, "cut off");
    double sent = 0;
    for (auto at = flows.find("txBytes=\""); at != std::string::npos;
         at = flows.find("txBytes=\"", at + 1))
    {
        sent += std::strtod(flows.c_str() + at + 9, nullptr);
    }
    double bytes = 0;
    for (std::size_t begin = 0; begin < recorded.tasksCsv.size();)
    {
        const std::size_t end = recorded.tasksCsv.find('\n', begin);
        const std::string row = recorded.tasksCsv.substr(begin, end - begin);
        std::string::size_type comma = row.size();
        for (int column = 0; column < 5; ++column) // bytesUp is the fifth from the end
        {
            comma = row.rfind(',', comma - 1);
        }
        bytes += std::strtod(row.c_str() + comma + 1, nullptr);
        begin = end + 1;
    }
    NS_TEST_EXPECT_MSG_GT(bytes, 1000, "tasks sent nothing");
    NS_TEST_EXPECT_MSG_GT(sent, bytes, "flows carried less than the tasks sent");

    const std::string animation = files["netanim-server_only-3.xml"];
    NS_TEST_EXPECT_MSG_NE(animation.find("<anim "), std::string::npos, "no NetAnim");
    NS_TEST_EXPECT_MSG_NE(animation.find("</anim>"), std::string::npos, "cut off");

    // One observation a stream and epoch: as many rows as epochs.csv, and the header.
    const auto lines = [](const std::string& text) {
        return std::count(text.begin(), text.end(), '\n');
    };
    NS_TEST_EXPECT_MSG_EQ(lines(recorded.observationsCsv),
                          lines(recorded.epochsCsv) + 1,
                          "rows of observations");
    NS_TEST_EXPECT_MSG_NE(recorded.observationsLayout.find("\"features\""),
                          std::string::npos,
                          "no layout");
    NS_TEST_EXPECT_MSG_EQ(EpisodeRecordings::MakeFileName("a/../b c"), "a_.._b_c", "file name");
    NS_TEST_EXPECT_MSG_EQ(EpisodeRecordings::MakeFileName(".."), "_..", "file name");
    std::filesystem::remove_all(folder);
}

/// The suite.
class EpisodeRecordingsTestSuite : public TestSuite
{
  public:
    EpisodeRecordingsTestSuite()
        : TestSuite("edge-inference-episode-recordings", Type::UNIT)
    {
        AddTestCase(new EpisodeRecordingsTestCase("wifi"), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new EpisodeRecordingsTestCase("link"), EDGE_INFERENCE_TEST_QUICK);
        AddTestCase(new EpisodeRecordingsTestCase("lte"), EDGE_INFERENCE_TEST_QUICK);
    }
};

EpisodeRecordingsTestSuite g_episodeRecordingsTestSuite; //!< registers it

} // namespace
