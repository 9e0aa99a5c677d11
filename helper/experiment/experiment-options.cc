// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-options.h"

#include "../../model/input/attribute-limits.h"
#include "../../model/input/input-text.h"
#include "gzip-text.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/inference-input-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <limits>
#include <thread>

namespace ns3
{

namespace
{

/// Most processes at one time.
constexpr int64_t MOST_JOBS = 1024;

/**
 * @brief Reads a number without an abort, and without ns-3's whole help after a mistake.
 * @param name of the option
 * @param text what the command line has
 * @param expected what it should be
 * @param least least that it can be
 * @param most most that it can be
 * @return the number
 * @throws InferenceInputError when it is none, or out of range
 */
template <typename T>
T
ReadOption(const std::string& name,
           const std::string& text,
           const std::string& expected = "an integer",
           T least = std::numeric_limits<T>::min(),
           T most = std::numeric_limits<T>::max())
{
    T number{};
    if (!InputText::ReadInteger(text, number) || number < least || number > most)
    {
        throw InferenceInputError("command line", "--" + name, '"' + text + '"', expected);
    }
    return number;
}

/**
 * @param option option of the command line
 * @param number value of the option
 * @param least least that it can be
 * @param most most that it can be
 */
void
CheckOption(const char* option, int64_t number, int64_t least, int64_t most)
{
    if (number < least || number > most)
    {
        throw InferenceInputError("command line",
                                  option,
                                  std::to_string(number),
                                  std::to_string(least) + " to " + std::to_string(most));
    }
}

} // namespace

ExperimentOptions::ExperimentOptions()
    : jobs{std::max(1U, std::thread::hardware_concurrency()), false}
{
}

void
ExperimentOptions::AddTo(CommandLine& cmd)
{
    StrictCommandLine::AddText(
        cmd,
        "policy",
        "Policies to compare, separated by commas, or all: names of the scenario's own, those of "
        "--list=policies (best-fixed is found in hindsight), torchscript:FILE, or a TypeId",
        policies);
    const auto addNumber = [&cmd](const char* name, const char* help, Number& number) {
        cmd.AddValue(name,
                     help,
                     MakeLambdaCallback([&number, name](OptionText text) {
                         number = {ReadOption<int64_t>(name, text), true};
                         return true;
                     }),
                     std::to_string(number.value));
    };
    addNumber("episodes", "Episodes of training", episodes);
    addNumber("seeds", "Evaluation seeds, none of which training or validation uses", seeds);
    addNumber("trainings",
              "Times that each learner is trained; every copy is evaluated on all seeds",
              trainings);
    addNumber(
        "actors",
        "Episodes of training that are run with the same networks, each in a simulator of its "
        "own; part of the result",
        actors);
    addNumber("validate-every",
              "Episodes of training after which the learner is run without exploration on "
              "validation seeds; the best networks are kept. 0: never",
              validateEvery);
    addNumber("validation-seeds",
              "Validation seeds, none of which training or evaluation uses",
              validationSeeds);
    StrictCommandLine::AddText(cmd, "output", "Folder for the results", output);
    StrictCommandLine::AddFlag(cmd,
                               "force",
                               "Replace results of other arguments in the folder of --output",
                               force);
    StrictCommandLine::AddText(cmd, "load", "Checkpoint to go on from, written by --save", load);
    StrictCommandLine::AddText(cmd,
                               "save",
                               "File to write a checkpoint to when training ends",
                               save);
    StrictCommandLine::AddText(cmd,
                               "save-networks",
                               "Folder to write the networks of each learner to, POLICY-RADIO.bin",
                               saveNetworks);
    cmd.AddValue("pretrained",
                 "Take each learner's networks from POLICY-RADIO.bin instead of training: those of "
                 "--pretrained=FOLDER, or those that come with the scenario",
                 MakeLambdaCallback([this](OptionText text) {
                     pretrained = true;
                     networks = text == "1" || text == "true" ? "" : text;
                     return true;
                 }));
    StrictCommandLine::AddFlag(cmd,
                               "untrained",
                               "Evaluate each learner also as it was made, as POLICY-untrained",
                               untrained);
    addNumber("jobs", "Processes that work at one time; results do not depend on it", jobs);
    addNumber("checkpoint",
              "Episodes between the checkpoints from which a killed training goes on by itself; 0: "
              "none",
              checkpoint);
    StrictCommandLine::AddFlag(cmd, "quiet", "Say nothing but the table", quiet);
    StrictCommandLine::AddFlag(
        cmd,
        "flow-monitor",
        "Write FlowMonitor's statistics of each evaluated episode to flows-*.xml",
        flowMonitor);
    StrictCommandLine::AddFlag(cmd,
                               "netanim",
                               "Write an animation of each evaluated episode to netanim-*.xml",
                               netAnim);
    StrictCommandLine::AddText(
        cmd,
        "pcap",
        "Write the packets of each evaluated episode to PCAP files whose names begin so",
        pcap);
    StrictCommandLine::AddFlag(
        cmd,
        "observations",
        "Write what a network would see, and what was decided, to observations.csv",
        observations);
    StrictCommandLine::AddFlag(
        cmd,
        "gzip",
        "Write tasks.csv, epochs.csv and observations.csv compressed, with .gz behind their names",
        gzip);
    StrictCommandLine::AddFlag(
        cmd,
        "tensorboard",
        "Write event files of each training for TensorBoard, as it goes, to the folder tensorboard",
        tensorboard);
    constexpr uint32_t most = AttributeLimits::GREATEST_SEED;
    const std::string range = "1 to " + std::to_string(most);
    cmd.AddValue("RngSeed", "ns-3's seed, " + range, MakeLambdaCallback([range](OptionText text) {
                     RngSeedManager::SetSeed(ReadOption<uint32_t>("RngSeed", text, range, 1, most));
                     return true;
                 }));
    cmd.AddValue("RngRun",
                 "ns-3's run number, 0 to 1000000000; with RngSeed it decides every result",
                 MakeLambdaCallback([](OptionText text) {
                     RngSeedManager::SetRun(
                         ReadOption<uint64_t>("RngRun", text, "0 to 1000000000", 0, 1000000000));
                     return true;
                 }));
}

void
ExperimentOptions::AddSweepTo(CommandLine& cmd)
{
    cmd.AddValue("sweep",
                 "Key of the scenario and values to run it with, as in /streams/0/Rate=5,10,20; "
                 "given several times: all combinations",
                 MakeLambdaCallback([this](OptionText text) {
                     sweep.push_back(text);
                     return true;
                 }));
}

void
ExperimentOptions::Check() const
{
    CheckOption("--seeds", seeds.value, 1, MOST_SEEDS);
    CheckOption("--episodes", episodes.value, 0, MOST_EPISODES);
    CheckOption("--trainings", trainings.value, 1, MOST_TRAININGS);
    CheckOption("--actors", actors.value, 1, MOST_ACTORS);
    CheckOption("--validate-every", validateEvery.value, 0, MOST_EPISODES);
    CheckOption("--validation-seeds", validationSeeds.value, 1, MOST_VALIDATION_SEEDS);
    if (trainings.value > 1)
    {
        CheckOption("--episodes with --trainings", episodes.value, 0, MOST_EPISODES_EACH);
        if (!load.empty() || !save.empty())
        {
            throw InferenceInputError("command line",
                                      load.empty() ? "--save" : "--load",
                                      std::to_string(trainings.value) + " trainings",
                                      "--trainings=1");
        }
    }
    if (pretrained)
    {
        for (const auto& [name, isGiven] :
             {std::pair{"--load", !load.empty()},
              std::pair{"--save", !save.empty()},
              std::pair{"--save-networks", !saveNetworks.empty()},
              std::pair{"--episodes", episodes.isGiven},
              std::pair{"--trainings", trainings.isGiven},
              std::pair{"--actors", actors.isGiven},
              std::pair{"--validate-every", validateEvery.isGiven},
              std::pair{"--validation-seeds", validationSeeds.isGiven}})
        {
            if (isGiven)
            {
                throw InferenceInputError("command line",
                                          name,
                                          "--pretrained, which does not train",
                                          "one or the other");
            }
        }
    }
    if (!saveNetworks.empty() && !sweep.empty())
    {
        throw InferenceInputError("command line",
                                  "--save-networks",
                                  "a sweep, whose runs would write the same files",
                                  "no --sweep");
    }
    CheckOption("--jobs", jobs.value, 1, MOST_JOBS);
    CheckOption("--checkpoint", checkpoint.value, 0, MOST_EPISODES);
    if (gzip && !GzipText::IsThere())
    {
        GzipText::Compress(""); // says what is missing
    }
    // Ours: with the name of a policy, a node and a device it stays far below 255 bytes.
    constexpr std::size_t LONGEST_PREFIX = 64;
    if (pcap.find('/') != std::string::npos || pcap.size() > LONGEST_PREFIX)
    {
        throw InferenceInputError(
            "command line",
            "--pcap",
            '"' + pcap + '"',
            "the first part of names of files, without a folder, of at most " +
                std::to_string(LONGEST_PREFIX) + " bytes");
    }
}

std::string
ExperimentOptions::GetRecordings() const
{
    return std::string(flowMonitor ? "flow-monitor " : "") + (netAnim ? "netanim " : "") +
           (observations ? "observations " : "") + (gzip ? "gzip " : "") +
           (tensorboard ? "tensorboard " : "") + "pcap=" + pcap;
}

} // namespace ns3
