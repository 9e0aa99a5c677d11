// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

/// What a broken scenario came to.
struct Tally
{
    int refused{0};  //!< with an error that says where and what
    int accepted{0}; //!< still a scenario
};

/**
 * @return the scenarios that ship, by the path of their files
 */
std::vector<std::string>
GetFiles()
{
    std::vector<std::string> files;
    const std::string folder = EDGE_INFERENCE_PROFILE_DIR "/../scenarios";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
    {
        const std::string name = entry.path().filename().string();
        if (name.find(".schema.json") == std::string::npos &&
            name.find(".json") != std::string::npos)
        {
            files.push_back(entry.path().string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/**
 * @param path a file
 * @return its text
 */
std::string
ReadText(const std::string& path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/**
 * @brief Reads a scenario that may be broken.
 * @param text it
 * @param [in,out] tally counts
 * @param mustFail it is broken for certain
 */
void
Try(const std::string& text, Tally& tally, bool mustFail = false)
{
    try
    {
        const auto scenario = InferenceScenario::Parse(text, "broken.json");
        ++tally.accepted;
        EXPECT_FALSE(mustFail) << text;
        // What is accepted is a scenario: it can be written and read again.
        const std::string json = scenario.GetJson();
        EXPECT_EQ(InferenceScenario::Parse(json, "again").GetJson(), json);
    }
    catch (const InferenceInputError& error)
    {
        ++tally.refused;
        const std::string line = error.what();
        EXPECT_EQ(line.rfind("broken.json: ", 0), 0U) << line;
        EXPECT_EQ(line.find('\n'), std::string::npos) << line;
        EXPECT_NE(line.find("expected "), std::string::npos) << line;
        EXPECT_FALSE(error.GetFound().empty()) << line;
        EXPECT_FALSE(error.GetExpected().empty()) << line;
        const std::string& pointer = error.GetPointer();
        EXPECT_TRUE(pointer.empty() || pointer[0] == '/') << line;
    }
}

/**
 * @param value a value
 * @param pointer its place
 * @param [out] places takes the pointers of all that is in it
 */
void
GetPlaces(const Json& value, const std::string& pointer, std::vector<std::string>& places)
{
    if (!pointer.empty())
    {
        places.push_back(pointer);
    }
    if (value.is_structured())
    {
        for (const auto& [key, child] : value.items())
        {
            GetPlaces(child, pointer + "/" + key, places);
        }
    }
}

/// Every scenario that ships is right.
TEST(BrokenScenariosTest, ShippedOnesAreRight)
{
    const auto files = GetFiles();
    EXPECT_GE(files.size(), 2U);
    for (const auto& file : files)
    {
        const auto scenario = InferenceScenario::Read(file);
        EXPECT_EQ(std::filesystem::path(file).stem().string(), scenario.GetName()) << file;
        EXPECT_FALSE(scenario.GetTitle().empty()) << file;
        EXPECT_FALSE(scenario.GetPolicies().empty()) << file;
    }
}

/// Every value of every scenario replaced by what does not belong there.
TEST(BrokenScenariosTest, WrongValues)
{
    const std::vector<Json> wrong{nullptr,
                                  true,
                                  -1,
                                  0.5,
                                  1e300,
                                  "",
                                  "soon",
                                  "nan",
                                  "1e999s",
                                  "ns3::Node",
                                  "ns3::UniformRandomVariable[Min=0|Max=",
                                  Json::array(),
                                  Json::object(),
                                  Json::array({1, 2}),
                                  Json{{"type", "ns3::NoSuchClass"}}};
    Tally tally;
    for (const auto& file : GetFiles())
    {
        const Json good = Json::parse(ReadText(file));
        std::vector<std::string> places;
        GetPlaces(good, "", places);
        for (const auto& place : places)
        {
            for (const auto& value : wrong)
            {
                Json broken = good;
                broken[Json::json_pointer(place)] = value;
                Try(broken.dump(), tally);
            }
        }
    }
    EXPECT_GE(tally.refused, 1000);
    EXPECT_GT(tally.refused, 5 * tally.accepted);
    RecordProperty("refused", tally.refused);
    RecordProperty("accepted", tally.accepted);
}

/// Keys that are misspelt, unknown, missing or there twice.
TEST(BrokenScenariosTest, WrongKeys)
{
    Tally tally;
    for (const auto& file : GetFiles())
    {
        const Json good = Json::parse(ReadText(file));
        std::vector<std::string> places;
        GetPlaces(good, "", places);
        for (const auto& place : places)
        {
            const Json::json_pointer at(place);
            const Json::json_pointer parent = at.parent_pointer();
            if (!good[parent].is_object())
            {
                continue;
            }
            Json misspelt = good;
            misspelt[parent].erase(at.back());
            misspelt[parent][at.back() + "z"] = good[at];
            Try(misspelt.dump(), tally, true);
            Json unknown = good;
            unknown[parent]["qqqqqqqqqq"] = good[at];
            Try(unknown.dump(), tally, true);
            Json missing = good;
            missing[parent].erase(at.back());
            Try(missing.dump(), tally, place == "/format" || place == "/name");
            // Twice: nlohmann's own objects cannot hold that, its text can.
            const std::string key = Json(at.back()).dump() + ":";
            std::string twice = good.dump();
            const std::size_t where = twice.find(key);
            twice.insert(where, key + good[at].dump() + ",");
            Try(twice, tally, true);
        }
    }
    EXPECT_GE(tally.refused, 100);
}

/// Texts that are cut off or no JSON.
TEST(BrokenScenariosTest, WrongTexts)
{
    Tally tally;
    for (const auto& file : GetFiles())
    {
        const std::string good = ReadText(file);
        const std::size_t end = good.find_last_of('}');
        for (std::size_t length = 0; length <= end; length += 7)
        {
            Try(good.substr(0, length), tally, true);
        }
        Try(good + "{}", tally, true);
        Try("\xEF\xBB\xBF" + good, tally, true);
        Try("// comment\n" + good, tally, true);
        Try("[" + good + "]", tally, true);
        for (const char* value :
             {"NaN", "Infinity", "-Infinity", "01", "0x10", "1e999", "'a'", "{,}"})
        {
            std::string text = good;
            const std::string key = "\"count\": ";
            const std::size_t at = text.find(key);
            if (at != std::string::npos)
            {
                text.replace(at + key.size(), 1, value);
                Try(text, tally, true);
            }
        }
    }
    EXPECT_GE(tally.refused, 100);
}

/// The error names the place, what stands there and the nearest known word.
TEST(BrokenScenariosTest, ErrorsHelp)
{
    const auto find = [](const std::string& text) {
        try
        {
            InferenceScenario::Parse(text, "x.json");
        }
        catch (const InferenceInputError& error)
        {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    const auto with = [](const std::string& rest) {
        return R"({"format": "edge-inference-scenario/1", "name": "x", )" + rest + "}";
    };
    EXPECT_NE(find(with(R"("strems": [])")).find("did you mean \"streams\"?"), std::string::npos);
    EXPECT_NE(find(with(R"("streams": [{"Rte": 3}])")).find("/streams/0/Rte: "), std::string::npos);
    EXPECT_NE(find(with(R"("streams": [{"Rte": 3}])")).find("did you mean \"Rate\"?"),
              std::string::npos);
    EXPECT_NE(find(with(R"("applications": {"client": {"Timeout": "soon"}})"))
                  .find("/applications/client/Timeout: found the string \"soon\", expected a time"),
              std::string::npos);
    EXPECT_NE(find(with(R"("radio": {"type": "wify"})")).find("did you mean \"wifi\"?"),
              std::string::npos);
    EXPECT_NE(find(with(R"("policies": ["edgnt"])")).find("did you mean \"edgent\"?"),
              std::string::npos);
}

/// --set on the command line: what is wrong is said, and the scenario stays as it was.
TEST(BrokenScenariosTest, Assignments)
{
    auto scenario = InferenceScenario::Read("quickstart");
    const std::string before = scenario.GetJson();
    for (const char* assignment :
         {"",
          "=",
          "/ues/count",
          "ues/count=3",
          "/ues/count=",
          "/ues/count=0",
          "/ues/count=-1",
          "/ues/count=2001",
          "/ues/count=2.5",
          "/ues/count=many",
          "/ues/cont=3",
          "/ues/count/x=3",
          "/ues=3",
          "/streams/9/Rate=3",
          "/streams/x/Rate=3",
          "/streams/-1/Rate=3",
          "/streams/0/Rate=nan",
          "/streams/0/Rate=1e999",
          "/streams/0/Deadline=0",
          "/streams/0/Deadline=soon",
          "/streams/0/Deadline=1e6",
          "/streams/0/type=ns3::Node",
          "/streams/0/type=0",
          "/reward/type=[]",
          "/streams/0/type=ns3::PeriodicTaskStream",
          "/streams/0={\"Rate\": 1, \"Rate\": 2}",
          "/streams=[]",
          "/topology/Radius=0",
          "/topology/Radius=1e9",
          "/topology/Ues=3",
          "/topology/BackhaulRate=fast",
          "/ues/load/Level=ns3::DeterministicRandomVariable",
          "/ues/load/Level=ns3::UniformRandomVariable[Min=0",
          "/ues/load/Level=ns3::UniformRandomVariable[Min=zero]",
          "/ues/load/Level=ns3::ConstantRandomVariable[Constant=inf]",
          "/ues/load/Level=ns3::RandomPolicy",
          "/ues/service/type=ns3::FifoComputeNode",
          "/servers/service={\"type\": \"ns3::RandomServiceTimes\", "
          "\"Seconds\": "
          "\"ns3::ConstantRandomVariable[Constant=-1]\"}",
          "/streams/0/InputBytes=ns3::ConstantRandomVariable[Constant=0]",
          "/radio/link/UplinkDelay=ns3::ConstantRandomVariable[Constant=-1]",
          "/radio/link/UplinkRate=8Mbps",
          "/radio/link/DelayHold=-1s",
          "/radio/link/UplinkDelay=ns3::QuantileRandomVariable[Quantiles=5]",
          "/radio/type=5g",
          "/radio/wifi/Standrd=802.11ax",
          "/name=",
          "/name=a/b",
          "/name=null",
          "/format=2",
          "/~2=1",
          "/defaults/x=1",
          "/defaults/ns3::TcpSocket::SegmentSze=1",
          "/defaults/ns3::TcpSocket::SegmentSize=big",
          "/policies/0/Gamma=1",
          "/policies=[\"nobody\"]",
          "/policies=[\"edgent\", \"edgent\"]",
          "/reward/MissPenalty=large",
          "/period/length=0",
          "/random/seed=0"})
    {
        EXPECT_THROW(scenario.Set(assignment), InferenceInputError) << assignment;
        EXPECT_EQ(scenario.GetJson(), before) << assignment;
    }
    scenario.Set("/control/Control=InBand");
    try
    {
        scenario.Set("/control/Trigger=Arrival");
        FAIL();
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_EQ(error.GetPointer(), "/control/Trigger");
    }
    scenario.Set("/control/Trigger=Interval");
    scenario.Set("/control/Control=Ideal");
    scenario.Set("/control/Trigger=Arrival");
    EXPECT_THROW(scenario.Set("/control/Control=InBand"), InferenceInputError);
    scenario = InferenceScenario::Read("quickstart");
    try
    {
        scenario.Set("/streams/0/rat=20");
        FAIL();
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_EQ(error.GetFile(), "--set=/streams/0/rat=20");
        EXPECT_EQ(error.GetPointer(), "/streams/0/rat");
        EXPECT_NE(error.GetHint().find("Rate"), std::string::npos);
    }
}

} // namespace
