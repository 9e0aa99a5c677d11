// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-plan.h"
#include "../../../model/policy/rules/fixed-plan-policy.h"

#include "ns3/inference-input-error.h"
#include "ns3/trainable-policy.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/// A rule that can be trained, and learns nothing.
class LearningTestPolicy : public FixedPlanPolicy, public TrainablePolicy
{
  public:
    void Learn(const EpochTransition&) override
    {
    }

    void Save(std::ostream&) const override
    {
    }

    void Load(std::istream&) override
    {
    }
};

/**
 * @return a rule and two learners
 */
ExperimentSubject
MakeSubject()
{
    ExperimentSubject subject("subject");
    subject.policies = {{"rule", [] { return CreateObject<FixedPlanPolicy>(); }},
                        {"first", [] { return CreateObject<LearningTestPolicy>(); }},
                        {"second", [] { return CreateObject<LearningTestPolicy>(); }},
                        {"search", []() -> Ptr<OffloadingPolicy> { return nullptr; }}};
    subject.episodes = 7;
    subject.seeds = 2;
    subject.trainings = 3;
    subject.rngSeed = 5;
    subject.rngRun = 4;
    subject.radio = "link";
    subject.networks = {"one", "two"};
    subject.arguments = {{"size", "9"}};
    return subject;
}

/**
 * @param options of the command line
 * @return the text of the error that a plan gives; empty when there is none
 */
std::string
GetError(const ExperimentOptions& options)
{
    try
    {
        ExperimentPlan::Make(options, {}, MakeSubject());
    }
    catch (const InferenceInputError& error)
    {
        return error.what();
    }
    return "";
}

TEST(ExperimentPlan, HasUntrainedRowsBehindLearners)
{
    ExperimentOptions options;
    options.untrained = true;
    const auto plan = ExperimentPlan::Make(options, {}, MakeSubject());
    std::vector<std::string> names;
    std::vector<bool> learn;
    for (const auto& entry : plan.makePolicies())
    {
        names.push_back(entry.name);
        learn.push_back(TrainablePolicy::Get(entry.policy) != nullptr);
    }
    // (without a DNN the subject has no search)
    EXPECT_EQ(names,
              (std::vector<std::string>{"rule",
                                        "first",
                                        "first-untrained",
                                        "second",
                                        "second-untrained"}));
    EXPECT_EQ(learn, (std::vector<bool>{false, true, false, true, false}));
    EXPECT_EQ(plan.arguments.at("untrained"), "1");
    EXPECT_EQ(ExperimentPlan::Make({}, {}, MakeSubject()).arguments.count("untrained"), 0);
    options.policies = "rule";
    EXPECT_EQ(GetError(options),
              "command line: --untrained: found no learning policy in --policy, expected at least "
              "1");
}

TEST(ExperimentPlan, PutsOptionsAndSubjectTogether)
{
    ExperimentOptions options;
    options.checkpoint.value = 6;
    options.jobs.value = 8;
    options.pcap = "p";
    const auto plan =
        ExperimentPlan::Make(options, {{"a program", "x"}, {{"ns3::A::B", "1"}}}, MakeSubject());
    EXPECT_EQ(plan.episodes, 7U);
    EXPECT_EQ(plan.trainings, 3U);
    EXPECT_EQ(plan.seeds, (std::vector<uint64_t>{4500001, 4500002}));
    EXPECT_EQ(plan.checkpoint, 6U);
    EXPECT_EQ(plan.jobs, 8U);
    EXPECT_EQ(plan.output, "results/subject");
    EXPECT_EQ(plan.recordings.folder, plan.output);
    EXPECT_EQ(plan.recordings.pcap, "p");
    EXPECT_EQ(plan.networks, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(plan.GetNetworks("folder", "a/b"), "folder/a_b-link.bin");
    EXPECT_EQ(plan.commandLine, "'a program' x");
    EXPECT_TRUE(plan.table && plan.figures && plan.hasRanks);
    EXPECT_FALSE(plan.quiet);
    // Without a DNN there is nothing to search.
    EXPECT_EQ(plan.makePolicies().size(), 3U);
    const std::map<std::string, std::string> arguments{{"RngRun", "4"},
                                                       {"RngSeed", "5"},
                                                       {"episodes", "7"},
                                                       {"ns3::A::B", "1"},
                                                       {"policy", "rule,first,second"},
                                                       {"seeds", "2"},
                                                       {"size", "9"},
                                                       {"trainings", "3"}};
    EXPECT_EQ(plan.arguments, arguments);
}

TEST(ExperimentPlan, TheKeyIsWhatDecidesResults)
{
    ExperimentOptions options;
    const auto makeKey = [&] { return ExperimentPlan::Make(options, {}, MakeSubject()).key; };
    const std::string key = makeKey();
    options.output = "elsewhere";
    options.jobs.value = 3;
    options.quiet = true;
    options.checkpoint.value = 1;
    EXPECT_EQ(makeKey(), key);
    options.policies = "rule,first";
    EXPECT_NE(makeKey(), key);
    options.policies = "";
    options.observations = true;
    EXPECT_NE(makeKey(), key);
    options.observations = false;
    options.pretrained = true;
    EXPECT_NE(makeKey(), key);
}

TEST(ExperimentPlan, PretrainedNetworksDoNotTrain)
{
    ExperimentOptions options;
    options.pretrained = true;
    options.networks = "mine";
    const auto plan = ExperimentPlan::Make(options, {}, MakeSubject());
    EXPECT_EQ(plan.episodes, 0U);
    EXPECT_EQ(plan.trainings, 1U);
    EXPECT_EQ(plan.networks, (std::vector<std::string>{"mine"}));
    EXPECT_EQ(plan.arguments.at("pretrained"), "mine");
    EXPECT_EQ(plan.arguments.at("episodes"), "0");
    EXPECT_FALSE(plan.hasRanks);
}

TEST(ExperimentPlan, ContradictionsAreRefused)
{
    ExperimentOptions options;
    EXPECT_EQ(GetError(options), "");
    options.policies = "nobody";
    EXPECT_NE(GetError(options).find("nobody"), std::string::npos);
    options.policies = "rule,first";
    options.save = "file";
    EXPECT_NE(GetError(options).find("--trainings=1"), std::string::npos);
    options.save = "";
    options.jobs.value = 0;
    EXPECT_NE(GetError(options).find("--jobs"), std::string::npos);
    options.jobs.value = 1;

    auto subject = MakeSubject();
    subject.trainings = 1;
    subject.dnn = DnnProfile::Read("alexnet-cifar10");
    options.policies = "search,best-fixed";
    EXPECT_THROW(ExperimentPlan::Make(options, {}, subject), InferenceInputError) << "two searches";
    options.load = "file";
    options.policies = "rule";
    EXPECT_THROW(ExperimentPlan::Make(options, {}, subject), InferenceInputError) << "no learner";
    options.policies = "first,second";
    EXPECT_THROW(ExperimentPlan::Make(options, {}, subject), InferenceInputError) << "two learners";
    options.policies = "rule,second";
    EXPECT_EQ(ExperimentPlan::Make(options, {}, subject).load, "file");
    subject.trainings = 50;
    options.load = "";
    EXPECT_THROW(ExperimentPlan::Make(options, {}, subject), InferenceInputError);
}

TEST(ExperimentPlan, KeyHasTheContentsOfEveryFile)
{
    namespace fs = std::filesystem;
    const fs::path folder =
        fs::temp_directory_path() / ("edge inference plan " + std::to_string(getpid()));
    fs::create_directories(folder);
    const std::string file = (folder / "input.txt").string();
    const auto write = [&](const std::string& text) { std::ofstream(file) << text; };
    ExperimentOptions plain;
    ExperimentOptions loads;
    loads.load = file;
    ExperimentOptions scripts;
    scripts.policies = "edgent,torchscript:" + file;
    ExperimentOptions networks;
    networks.pretrained = true;
    networks.networks = folder.string();
    using Arguments = std::map<std::string, std::string>;
    const std::vector<std::function<std::string()>> keys{
        [&] { return ExperimentPlan::MakeKey({}, loads, ""); },
        [&] { return ExperimentPlan::MakeKey({}, scripts, ""); },
        [&] { return ExperimentPlan::MakeKey({}, networks, ""); },
        [&] {
            return ExperimentPlan::MakeKey(Arguments{{"ns3::A::File", file}}, plain, "");
        },
        [&] {
            return ExperimentPlan::MakeKey({}, plain, R"({"a": [1, {"b": ")" + file + R"("}]})");
        },
        [&] {
            return ExperimentPlan::MakeKey({},
                                           plain,
                                           R"({"load": "ns3::TraceBackgroundLoad[FileName=)" +
                                               file + R"(|Loop=true]"})");
        }};
    for (std::size_t i = 0; i < keys.size(); ++i)
    {
        write("before");
        const std::string before = keys[i]();
        EXPECT_EQ(keys[i](), before) << i;
        write("after!");
        EXPECT_NE(keys[i](), before) << i;
        write("before");
        EXPECT_EQ(keys[i](), before) << i;
    }
    EXPECT_EQ(ExperimentPlan::MakeKey({}, plain, "{}"), ExperimentPlan::MakeKey({}, plain, "{}"));
    // The name of a profile stands for its file.
    const auto getProfile = [&] {
        return ExperimentPlan::MakeKey({}, plain, R"({"dnn": "mine"})");
    };
    const char* old = std::getenv("EDGE_INFERENCE_PROFILES");
    const std::string before = old ? old : "";
    setenv("EDGE_INFERENCE_PROFILES", folder.c_str(), 1);
    fs::create_directories(folder / "dnn");
    std::ofstream(folder / "dnn" / "mine.json") << "one";
    const std::string one = getProfile();
    std::ofstream(folder / "dnn" / "mine.json") << "two";
    EXPECT_NE(getProfile(), one);
    old ? setenv("EDGE_INFERENCE_PROFILES", before.c_str(), 1)
        : unsetenv("EDGE_INFERENCE_PROFILES");
    fs::remove_all(folder);
}

} // namespace
} // namespace tests
} // namespace ns3
