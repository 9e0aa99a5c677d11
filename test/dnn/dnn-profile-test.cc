// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/dnn/exit-places.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-plan.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace
{

namespace fs = std::filesystem;

/** @brief Four layers, one of which must not be cut after; two exits with heads. */
const std::string TINY = R"({
  "format": "dnn-profile/1", "name": "tiny", "title": "Tiny",
  "input": {"elements": 13, "bits": 6}, "classes": 3,
  "layers": [
    {"name": "l1", "macs": 100, "parameters": 10, "outputElements": 21},
    {"name": "l2", "macs": 0, "parameters": 0, "outputElements": 9},
    {"name": "l3", "macs": 200, "parameters": 20, "outputElements": 7, "cut": false},
    {"name": "l4", "macs": 50, "parameters": 30, "outputElements": 3}
  ],
  "exits": [
    {"name": "early", "after": "l2", "headMacs": 25, "headParameters": 5,
     "accuracy": [{"bits": 32, "top1": 0.6}, {"bits": 8, "top1": 0.5}, {"bits": 2, "top1": 0.1}]},
    {"name": "final", "after": "l4", "headMacs": 10, "headParameters": 2,
     "accuracy": [{"bits": 32, "top1": 0.9}, {"bits": 8, "top1": 0.8}, {"bits": 2, "top1": 0.2}]}
  ],
  "latency": [
    {"device": "zeta", "kind": "layers", "seconds": [1, 2, 3, 4], "heads": [0.5, 0.25]},
    {"device": "layers", "kind": "layers", "seconds": [1, 2, 3, 4]},
    {"device": "exits", "kind": "exits", "seconds": [5, 36]},
    {"device": "total", "kind": "total", "seconds": 7.2}
  ]
})";

/** @brief The network above. */
Ptr<const DnnProfile>
GetTiny()
{
    return DnnProfile::Parse(TINY, "tiny.json");
}

/** @brief A device of this name with 1000 MAC/s. */
Ptr<const DeviceProfile>
GetDevice(const std::string& name)
{
    return DeviceProfile::Parse(R"({"format": "device-profile/1", "name": ")" + name +
                                    R"(", "macRate": {"value": 1000}})",
                                "device.json");
}

TEST(DnnProfile, KnowsItsStructure)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    EXPECT_EQ(dnn->GetName(), "tiny");
    EXPECT_EQ(dnn->GetTitle(), "Tiny");
    EXPECT_EQ(dnn->GetNLayers(), 4u);
    EXPECT_EQ(dnn->GetLayer(1).name, "l1");
    EXPECT_EQ(dnn->GetLayer(4).parameters, 30u);
    EXPECT_EQ(dnn->GetNExits(), 2u);
    EXPECT_EQ(dnn->GetExit(0).name, "early");
    EXPECT_EQ(dnn->GetExitPosition(0), 2u);
    EXPECT_EQ(dnn->GetExitPosition(1), 4u);
    EXPECT_EQ(dnn->GetBitWidths(), (std::vector<uint32_t>{32, 8, 2}));
    EXPECT_EQ(dnn->GetNClasses(), 3u);
    EXPECT_EQ(dnn->GetInputBits(), 6u);
    EXPECT_EQ(dnn->GetResultBytes(), 12u);
    EXPECT_EQ(dnn->GetTotalMacs(), 360u);
    EXPECT_EQ(dnn->GetTotalParameters(), 62u);
    EXPECT_EQ(dnn->GetModelBytes(), 4u * 67u);
}

TEST(DnnProfile, TakesAnotherQualityAndSizeOfAResult)
{
    const std::string head = R"({"format": "dnn-profile/1", "name": "net",
        "input": {"elements": 4, "bits": 8},
        "layers": [{"name": "a", "macs": 8, "parameters": 10, "outputElements": 2}], )";
    const auto parse = [&](const std::string& result,
                           const std::string& quality,
                           const std::string& accuracy) {
        return DnnProfile::Parse(head + result + quality +
                                     R"("exits": [{"name": "final", "after": "a", "accuracy": [)" +
                                     accuracy + "]}]}",
                                 "net.json");
    };
    const std::string perplexity =
        R"("quality": {"name": "perplexity", "worst": 101, "best": 1}, )";
    const auto dnn = parse(R"("resultBytes": 400, )",
                           perplexity,
                           R"({"bits": 32, "value": 26}, {"bits": 8, "value": 51})");
    EXPECT_EQ(dnn->GetResultBytes(), 400u);
    EXPECT_EQ(dnn->GetExit(0).accuracy, (std::vector<double>{0.75, 0.5}));
    EXPECT_EQ(dnn->GetQuality(), "perplexity (0: 101, 1: 1)");
    EXPECT_EQ(parse(R"("classes": 3, )",
                    R"("quality": {"name": "mAP", "worst": 0, "best": 1}, )",
                    R"({"bits": 32, "value": 0.4})")
                  ->GetQuality(),
              "mAP");
    EXPECT_EQ(GetTiny()->GetQuality(), "top-1");
    for (const auto& [result, quality, accuracy] : std::vector<std::array<std::string, 3>>{
             {R"("resultBytes": 401, )", "", R"({"bits": 32, "top1": 1})"},
             {R"("resultBytes": 400, "classes": 3, )", "", R"({"bits": 32, "top1": 1})"},
             {"", "", R"({"bits": 32, "top1": 1})"},
             {R"("classes": 3, )", perplexity, R"({"bits": 32, "top1": 1})"},
             {R"("classes": 3, )", perplexity, R"({"bits": 32, "value": 0.5})"},
             {R"("classes": 3, )",
              perplexity,
              R"({"bits": 32, "value": 9}, {"bits": 8, "value": 5})"},
             {R"("classes": 3, )",
              R"("quality": {"name": "x", "worst": 1, "best": 1}, )",
              R"({"bits": 32, "value": 1})"}})
    {
        EXPECT_THROW(parse(result, quality, accuracy), InferenceInputError) << result << accuracy;
    }
}

TEST(DnnProfile, ListsLegalCutPoints)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    EXPECT_EQ(dnn->GetCutPoints(0), (std::vector<uint32_t>{0, 1, 2}));
    EXPECT_EQ(dnn->GetCutPoints(1), (std::vector<uint32_t>{0, 1, 2, 4}));
    EXPECT_TRUE(dnn->IsCut(0));
    EXPECT_TRUE(dnn->IsCut(2));
    EXPECT_FALSE(dnn->IsCut(3));
    EXPECT_TRUE(dnn->IsCut(4));
}

/**
 * @param early cuts of the first exit, as in "l1", or nothing
 * @param final cuts of the second exit
 * @return the network of above with these cuts
 */
std::string
WithCuts(const std::string& early, const std::string& final)
{
    std::string text = TINY;
    for (const auto& [name, cuts] : {std::pair("final", final), std::pair("early", early)})
    {
        const std::string place = std::string("{\"name\": \"") + name + "\",";
        const auto at = text.find(place) + place.size();
        text.insert(at, cuts.empty() ? "" : " \"cuts\": [" + cuts + "],");
    }
    return text;
}

TEST(DnnProfile, KeepsToTheCutsOfAnExit)
{
    const auto dnn = DnnProfile::Parse(WithCuts(R"("l2")", R"("input", "l2")"), "tiny.json");
    EXPECT_EQ(dnn->GetCutPoints(0), (std::vector<uint32_t>{2}));
    EXPECT_EQ(dnn->GetCutPoints(1), (std::vector<uint32_t>{0, 2}));
    EXPECT_TRUE(HasExit(*dnn, 0, ExitPlace::DEVICE));
    EXPECT_FALSE(HasExit(*dnn, 0, ExitPlace::SERVER));
    EXPECT_FALSE(HasExit(*dnn, 1, ExitPlace::DEVICE));
    EXPECT_TRUE(HasExit(*dnn, 1, ExitPlace::SERVER));
    EXPECT_EQ(CountExits(*dnn, ExitPlace::DEVICE), 1u);
    EXPECT_EQ(GetLastExit(*dnn, ExitPlace::DEVICE), 0u);
    EXPECT_EQ(GetExitAt(*dnn, ExitPlace::SERVER, 0), 1u);
    EXPECT_EQ(GetExitNumber(*dnn, ExitPlace::SERVER, 1), 0u);
    EXPECT_EQ(GetLeastCut(*dnn, 0, ExitPlace::DEVICE), 2u);
    EXPECT_EQ(GetLeastCut(*dnn, 1, ExitPlace::SERVER), 0u);
    // A plan that cuts elsewhere cannot be run.
    EXPECT_TRUE(IsRunnable({1, 2, 8, 0}, *dnn, 1));
    EXPECT_FALSE(IsRunnable({1, 1, 8, 0}, *dnn, 1));
    EXPECT_FALSE(IsRunnable({1, 4, 8, 0}, *dnn, 1));
    // Without cuts of its own an exit has all of the chain's, and is everywhere.
    const auto tiny = GetTiny();
    for (const ExitPlace place : {ExitPlace::DEVICE, ExitPlace::SERVER})
    {
        EXPECT_EQ(CountExits(*tiny, place), 2u);
        EXPECT_EQ(GetExitAt(*tiny, place, 1), 1u);
        EXPECT_EQ(GetExitNumber(*tiny, place, 1), 1u);
    }
    EXPECT_EQ(GetLeastCut(*tiny, 1, ExitPlace::DEVICE), 4u);
    EXPECT_EQ(GetLeastCut(*tiny, 1, ExitPlace::SERVER), 0u);
}

TEST(DnnProfile, RefusesBrokenCutsOfAnExit)
{
    const struct
    {
        const char* early;
        const char* final;
        const char* expected; //!< part of the line
    } cases[] = {
        {R"("l2")", R"("l3")", R"(/exits/1/cuts/0: found the string "l3", expected "input" or)"},
        {R"("l2", "l4")", R"("l1")", "/exits/0/cuts"},
        {R"("l4")", R"("l1")", R"(/exits/0/cuts/0: found the string "l4")"},
        {R"("l2")", R"("l2", "input")", "/exits/1/cuts/1"},
        {R"("l2")", R"("l2", "l2")", "/exits/1/cuts/1"},
        {R"("l2")", R"("inputs")", "expected the name of a layer"},
        {R"("l2")", R"("l4")", "/exits: found no exit with an earlier cut"},
        {R"("l1")", R"("l1")", "/exits: found no exit with its own layer"},
        {R"(1)", "", "/exits/0/cuts/0: found 1"},
    };

    for (const auto& one : cases)
    {
        try
        {
            DnnProfile::Parse(WithCuts(one.early, one.final), "tiny.json");
            ADD_FAILURE() << one.early << one.final;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_NE(std::string(error.what()).find(one.expected), std::string::npos)
                << error.what();
        }
    }
}

TEST(DnnProfile, RoundsFeatureBytesUp)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    EXPECT_EQ(dnn->GetFeatureElements(0), 13u);
    EXPECT_EQ(dnn->GetFeatureElements(1), 21u);
    EXPECT_EQ(dnn->GetFeatureBytes(1, 32), 84u);
    EXPECT_EQ(dnn->GetFeatureBytes(1, 8), 21u);
    EXPECT_EQ(dnn->GetFeatureBytes(1, 4), 11u);
    EXPECT_EQ(dnn->GetFeatureBytes(1, 2), 6u);
    EXPECT_EQ(dnn->GetFeatureBytes(2, 1), 2u);
    // The input has 6 bits an element: 78 bits, whatever wider width is asked for.
    EXPECT_EQ(dnn->GetFeatureBytes(0, 32), 10u);
    EXPECT_EQ(dnn->GetFeatureBytes(0, 6), 10u);
    EXPECT_EQ(dnn->GetFeatureBytes(0, 2), 4u);
}

TEST(DnnProfile, AccuracyFallsOnlyWithWhatIsSent)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 32), 0.9);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 8), 0.8);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 2), 0.2);
    // Nothing is sent.
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 4, 2), 0.9);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(0, 2, 2), 0.6);
    // Cut 2 is the end of exit 0, but inside exit 1.
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 2, 2), 0.2);
    // The input goes with its own 6 bits or more, or with fewer.
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 0, 32), 0.9);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 0, 6), 0.9);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 0, 5), 0.2);
    // Widths that are not tabulated count as the next narrower one, or as the narrowest.
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 64), 0.9);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 31), 0.8);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 7), 0.2);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(1, 1, 1), 0.2);
}

TEST(DnnProfile, CountsSegments)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    EXPECT_EQ(dnn->GetMacs(0, 0, 2), 125u);
    EXPECT_EQ(dnn->GetMacs(0, 0, 1), 100u);
    EXPECT_EQ(dnn->GetMacs(0, 1, 2), 25u);
    EXPECT_EQ(dnn->GetMacs(0, 2, 2), 0u);
    EXPECT_EQ(dnn->GetMacs(1, 0, 2), 100u);
    EXPECT_EQ(dnn->GetMacs(1, 2, 4), 260u);
    EXPECT_EQ(dnn->GetMacs(1, 0, 4), 360u);
    EXPECT_EQ(dnn->GetMacs(1, 4, 4), 0u);
    EXPECT_EQ(dnn->GetMacs(1, 0, 0), 0u);
    EXPECT_EQ(dnn->GetParameterBytes(0, 0, 2), 4u * 15u);
    EXPECT_EQ(dnn->GetParameterBytes(1, 2, 4), 4u * 52u);
    EXPECT_EQ(dnn->GetParameterBytes(1, 4, 4), 0u);
}

TEST(DnnProfile, ReadsLayerTables)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    const auto device = GetDevice("zeta");
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 0, 0, 2), 3.5);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 0, 2), 3);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 2, 4), 7.25);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 4, 4), 0);
    // Heads without a measurement: 10 s for 350 MAC, so 25/35 s and 10/35 s.
    const auto plain = GetDevice("layers");
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*plain, 0, 0, 2), 3 + 25.0 / 35);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*plain, 1, 0, 4), 10 + 10.0 / 35);
}

TEST(DnnProfile, SplitsExitTablesByMacs)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    const auto device = GetDevice("exits");
    // Exit 0: 5 s for 100 MAC of layers and 25 of its head: 4 s and 1 s.
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 0, 0, 2), 5);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 0, 0, 1), 4);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 0, 2), 4);
    // Exit 1: 36 s for 360 MAC, 1 s of them the head; 31 s remain for 250 MAC of layers 3 and 4.
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 0, 4), 36);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 2, 3), 31 * 0.8);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 2, 4), 32);
}

TEST(DnnProfile, TurnsTotalsIntoARate)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    const auto device = GetDevice("total");
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 0, 4), 7.2);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 0, 0, 2), 125 * 0.02);
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*device, 1, 1, 2), 0);
}

TEST(DnnProfile, FallsBackToTheDevice)
{
    const Ptr<const DnnProfile> dnn = GetTiny();
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*GetDevice("unknown"), 1, 0, 4), 0.36);
    const auto own = DeviceProfile::Parse(
        R"({"format": "device-profile/1", "name": "own", "macRate": {"value": 1000},
            "dnnRates": [{"dnn": "tiny", "value": 100}]})",
        "own.json");
    EXPECT_DOUBLE_EQ(dnn->GetSeconds(*own, 1, 0, 4), 3.6);
    EXPECT_EQ(dnn->GetLatencyDevices(),
              (std::vector<std::string>{"exits", "layers", "total", "zeta"}));
    EXPECT_TRUE(dnn->HasLatency("zeta"));
    EXPECT_FALSE(dnn->HasLatency("zet"));
    EXPECT_FALSE(dnn->HasLatency("zzz"));
    EXPECT_FALSE(dnn->HasLatency(""));
}

TEST(DnnProfile, SegmentsAddUp)
{
    for (const std::string& name : DnnProfile::GetKnownNames())
    {
        const Ptr<const DnnProfile> dnn = DnnProfile::Read(name);
        for (const std::string& deviceName : DeviceProfile::GetKnownNames())
        {
            const auto device = DeviceProfile::Read(deviceName);
            for (uint32_t exit = 0; exit < dnn->GetNExits(); exit++)
            {
                const uint32_t end = dnn->GetExitPosition(exit);
                const double whole = dnn->GetSeconds(*device, exit, 0, end);
                EXPECT_GT(whole, 0);
                for (const uint32_t cut : dnn->GetCutPoints(exit))
                {
                    const double front = dnn->GetSeconds(*device, exit, 0, cut);
                    const double back = dnn->GetSeconds(*device, exit, cut, end);
                    EXPECT_GE(front, 0);
                    EXPECT_GE(back, 0);
                    EXPECT_NEAR(front + back, whole, 1e-12 * (1 + whole)) << name << cut;
                    EXPECT_EQ(dnn->GetMacs(exit, 0, cut) + dnn->GetMacs(exit, cut, end),
                              dnn->GetMacs(exit, 0, end));
                    EXPECT_EQ(dnn->GetParameterBytes(exit, 0, cut) +
                                  dnn->GetParameterBytes(exit, cut, end),
                              dnn->GetParameterBytes(exit, 0, end));
                }
            }
        }
    }
}

/** @brief Sets EDGE_INFERENCE_PROFILES to a new folder for the time of a test. */
class ProfileFolderTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        std::string pattern = (fs::temp_directory_path() / "edge-inference-XXXXXX").string();
        m_folder = ::mkdtemp(pattern.data());
        fs::create_directories(m_folder / "dnn");
        const char* before = std::getenv("EDGE_INFERENCE_PROFILES");
        m_before = before == nullptr ? "" : before;
        ::setenv("EDGE_INFERENCE_PROFILES", ("/nowhere::" + m_folder.string()).c_str(), 1);
    }

    void TearDown() override
    {
        ::setenv("EDGE_INFERENCE_PROFILES", m_before.c_str(), 1);
        fs::remove_all(m_folder);
    }

    fs::path m_folder;    //!< the folder
    std::string m_before; //!< the variable's value
};

TEST_F(ProfileFolderTest, FindsNamesAndPrefersTheUsersFolder)
{
    std::ofstream(m_folder / "dnn" / "tiny.json") << TINY;
    std::ofstream(m_folder / "dnn" / "alexnet.json") << TINY;
    std::ofstream(m_folder / "dnn" / "readme.txt") << "no profile";
    EXPECT_EQ(DnnProfile::Read("tiny")->GetNLayers(), 4u);
    EXPECT_EQ(DnnProfile::Read("alexnet")->GetName(), "tiny");
    EXPECT_EQ(DnnProfile::Read((m_folder / "dnn" / "tiny.json").string())->GetName(), "tiny");
    const std::vector<std::string> names = DnnProfile::GetKnownNames();
    EXPECT_NE(std::find(names.begin(), names.end(), "tiny"), names.end());
    EXPECT_EQ(std::find(names.begin(), names.end(), "readme"), names.end());
    EXPECT_EQ(std::count(names.begin(), names.end(), "alexnet"), 1);
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST(DnnProfile, RefusesFeaturesWhoseSizeTakesMoreThan32Bits)
{
    std::string text = TINY;
    const std::string small = "\"outputElements\": 21";
    const auto parse = [&](const std::string& elements) {
        std::string changed = text;
        changed.replace(changed.find(small), small.size(), "\"outputElements\": " + elements);
        return DnnProfile::Parse(changed, "tiny.json");
    };
    // 32 bits each
    EXPECT_EQ(parse("1073741823")->GetFeatureBytes(1, 32), 4294967292U);
    try
    {
        parse("1073741824");
        FAIL() << "nothing can carry them";
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_NE(std::string(error.what()).find("/layers/0/outputElements"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("4 GiB"), std::string::npos) << error.what();
    }
}

} // namespace
} // namespace ns3
