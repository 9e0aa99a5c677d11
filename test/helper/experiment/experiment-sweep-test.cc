// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-sweep.h"
#include "../../../helper/scenario/scenario-schema.h"

#include "ns3/inference-input-error.h"

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param variables of the environment
 * @return the part
 */
ExperimentSweep::Part
FindPart(const std::map<std::string, std::string>& variables)
{
    return ExperimentSweep::Part::Find([&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

TEST(ExperimentSweep, KeysAreRead)
{
    const auto key = ExperimentSweep::ReadKey(
        R"(/ues/mobility=ns3::A,{"type": "b,c", "x": [1, 2]},"d,\"e",[],5ms)");
    EXPECT_EQ(key.pointer, "/ues/mobility");
    EXPECT_EQ(key.label, "mobility");
    const std::vector<std::string> values{"ns3::A",
                                          R"({"type": "b,c", "x": [1, 2]})",
                                          R"("d,\"e")",
                                          "[]",
                                          "5ms"};
    EXPECT_EQ(key.values, values);
    for (const auto* text : {"", "=", "a=1", "/a", "/a=", "/a=,", "/a=1,", "/a=,1", "/a=1,1"})
    {
        EXPECT_THROW(ExperimentSweep::ReadKey(text), InferenceInputError) << text;
    }
}

TEST(ExperimentSweep, AxesAreNamedByTheTableOfKeys)
{
    const std::string scenario = R"({"format": "edge-inference-scenario/1", "name": "s",
        "streams": [{"type": "ns3::PoissonTaskStream"}],
        "reward": {"type": "ns3::RewardModel"}})";
    const std::string json = InferenceScenario::Parse(scenario, "s.json").GetJson();
    const auto describe = [&](const std::string& pointer) {
        return ScenarioSchema::DescribeKey(json, pointer);
    };
    EXPECT_EQ(describe("/ues/count"), "Number of UEs");
    EXPECT_EQ(describe("/UEs/Count"), "Number of UEs");
    EXPECT_EQ(describe("/streams/0/Deadline"), "Deadline of a task, relative to its arrival");
    EXPECT_NE(describe("/streams/0/Rate"), "") << "an attribute of the class that stands there";
    EXPECT_NE(describe("/control/Interval"), "");
    EXPECT_EQ(describe("/streams/7/Rate"), "") << "no such stream";
    EXPECT_EQ(describe("/nothing/here"), "");
}

TEST(ExperimentSweep, PartsShareAllRunsOnce)
{
    const auto alone = FindPart({});
    EXPECT_EQ(alone.index, 0U);
    EXPECT_EQ(alone.count, 1U);
    // A Slurm array with indices 3, 5, 7, 9, each task with two ranks of MPI: eight parts.
    std::set<uint64_t> parts;
    for (const auto* task : {"3", "5", "7", "9"})
    {
        for (const auto* rank : {"0", "1"})
        {
            const auto part = FindPart({{"SLURM_ARRAY_TASK_ID", task},
                                        {"SLURM_ARRAY_TASK_MIN", "3"},
                                        {"SLURM_ARRAY_TASK_STEP", "2"},
                                        {"SLURM_ARRAY_TASK_COUNT", "4"},
                                        {"OMPI_COMM_WORLD_RANK", rank},
                                        {"OMPI_COMM_WORLD_SIZE", "2"},
                                        {"PMI_RANK", "17"},
                                        {"PMI_SIZE", "99"}});
            EXPECT_EQ(part.count, 8U);
            parts.insert(part.index);
        }
    }
    EXPECT_EQ(parts.size(), 8U);
    EXPECT_EQ(*parts.rbegin(), 7U);
    const auto rank = FindPart({{"PMI_RANK", "2"}, {"PMI_SIZE", "3"}});
    EXPECT_EQ(rank.index, 2U);
    EXPECT_EQ(rank.count, 3U);
    EXPECT_THROW(FindPart({{"PMI_RANK", "3"}, {"PMI_SIZE", "3"}}), InferenceInputError);
    EXPECT_THROW(FindPart({{"PMI_RANK", "x"}, {"PMI_SIZE", "3"}}), InferenceInputError);
    EXPECT_THROW(FindPart({{"SLURM_ARRAY_TASK_ID", "9"}, {"SLURM_ARRAY_TASK_COUNT", "2"}}),
                 InferenceInputError);
}

TEST(ExperimentSweep, RunsAreTheProductOfValues)
{
    const InferenceScenario scenario = InferenceScenario::Read("quickstart");
    ExperimentOptions options;
    const ExperimentCommandLine line{{"program", "--sweep=x"}, {{"ns3::A::B", "1"}}};
    options.sweep = {"/streams/0/Rate=5,10,20", "/random/run=7,8"};
    const ExperimentSweep sweep(options, line, scenario);
    ASSERT_EQ(sweep.GetRuns().size(), 6U);
    std::set<std::string> folders;
    std::size_t i = 0;
    for (const auto* rate : {"5", "10", "20"})
    {
        for (const auto* run : {"7", "8"})
        {
            const auto& found = sweep.GetRuns()[i++];
            EXPECT_EQ(found.values, (std::vector<std::string>{rate, run}));
            EXPECT_EQ(std::stod(found.scenario.Get("/streams/0/Rate")), std::stod(rate));
            EXPECT_EQ(found.scenario.GetRngRun(), std::stoull(run));
            EXPECT_EQ(found.folder.rfind(std::string("Rate=") + rate + "_run=" + run + "_", 0), 0U);
            folders.insert(found.folder);
        }
    }
    EXPECT_EQ(folders.size(), 6U);
    const auto plan = sweep.MakePlan(sweep.GetRuns()[3], 2);
    EXPECT_EQ(plan.commandLine, "program --set=/streams/0/Rate=10 --set=/random/run=8");
    EXPECT_EQ(plan.rngRun, 8U);
    EXPECT_EQ(plan.arguments.at("RngRun"), "8");
    EXPECT_EQ(plan.arguments.at("ns3::A::B"), "1");
    EXPECT_EQ(plan.jobs, 2U);
    EXPECT_NE(plan.output.find(sweep.GetRuns()[3].folder + ".part"), std::string::npos);
    EXPECT_FALSE(plan.table || plan.figures || plan.hasRanks) << "those are the sweep's";
    // The same again, and other names when anything that decides results is different.
    EXPECT_EQ(ExperimentSweep(options, line, scenario).GetRuns()[3].folder,
              sweep.GetRuns()[3].folder);
    options.jobs.value = 77;
    options.output = "elsewhere";
    options.quiet = true;
    EXPECT_EQ(ExperimentSweep(options, line, scenario).GetRuns()[3].folder,
              sweep.GetRuns()[3].folder);
    options.policies = "random";
    EXPECT_NE(ExperimentSweep(options, line, scenario).GetRuns()[3].folder,
              sweep.GetRuns()[3].folder);
    options.policies = "";
    EXPECT_NE(ExperimentSweep(options, {}, scenario).GetRuns()[3].folder,
              sweep.GetRuns()[3].folder);
    InferenceScenario other = scenario;
    other.Set("/period/length=3s");
    EXPECT_NE(ExperimentSweep(options, line, other).GetRuns()[3].folder, sweep.GetRuns()[3].folder);
    for (const auto* bad : {"/streams/0/Rat=5", "/streams/0/Rate=a", "/streams/5/Rate=5"})
    {
        options.sweep = {bad};
        EXPECT_THROW(ExperimentSweep(options, line, scenario), InferenceInputError) << bad;
    }
    std::string many = "/random/run=0";
    for (int value = 1; value < 400; ++value)
    {
        many += "," + std::to_string(value);
    }
    options.sweep = {many, "/random/seed=1,2", "/evaluation/seeds=" + many.substr(14)};
    EXPECT_THROW(ExperimentSweep(options, line, scenario), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
