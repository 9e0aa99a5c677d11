// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-experiment.h"

#include "ns3/fixed-plan-search.h"
#include "ns3/inference-input-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/training-checkpoint.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>
#include <thread>

namespace ns3
{

namespace
{

constexpr const char* BEST_FIXED = "best-fixed";

/**
 * @param value a number
 * @return it, with as many digits as it takes
 */
std::string
ToText(double value)
{
    std::array<char, 40> text;
    std::snprintf(text.data(), text.size(), "%.9g", value);
    return text.data();
}

/// Most episodes of training and most seeds of evaluation: more would share runs of ns-3.
constexpr uint32_t MOST_EPISODES = 499999;

/// Most processes at one time.
constexpr uint32_t MOST_JOBS = 1024;

/**
 * @param option option of the command line
 * @param value what it has
 * @param least least that it can be
 * @param most most that it can be
 */
void
CheckOption(const char* option, uint32_t value, uint32_t least, uint32_t most)
{
    if (value < least || value > most)
    {
        // CommandLine turns -1 into the greatest number that there is.
        const int64_t number = value > 0x7fffffff ? int64_t{static_cast<int32_t>(value)} : value;
        throw InferenceInputError("command line",
                                  option,
                                  std::to_string(number),
                                  std::to_string(least) + " to " + std::to_string(most));
    }
}

/**
 * @param [out] set takes the number
 * @param least least that it can be
 * @param most most that it can be
 * @return reads a number without an abort: ns-3 itself aborts on an RngRun of "abc"
 */
Callback<bool, const std::string&>
MakeNumberReader(void (*set)(uint64_t), uint64_t least, uint64_t most)
{
    return Callback<bool, const std::string&>([=](const std::string& text) {
        uint64_t number = 0;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), number, 10);
        if (error != std::errc() || end != text.data() + text.size() || number < least ||
            number > most)
        {
            return false;
        }
        set(number);
        return true;
    });
}

/**
 * @param found what --policy has
 * @return the error that names what it could have
 */
InferenceInputError
MakePolicyError(const std::string& found)
{
    std::string expected = "all, or names among";
    for (const auto& [name, type] : InferenceExperiment::GetPolicyNames())
    {
        expected += ' ' + name;
    }
    return {"command line",
            "--policy",
            '"' + found + '"',
            expected + ", or the TypeId of an OffloadingPolicy, separated by commas"};
}

} // namespace

const std::vector<std::pair<std::string, std::string>>&
InferenceExperiment::GetPolicyNames()
{
    static const std::vector<std::pair<std::string, std::string>> names = [] {
        std::vector<std::pair<std::string, std::string>> known{
            {"sac-d", "ns3::SacDiscretePolicy"},
            {BEST_FIXED, ""},
            {"edgent", "ns3::EdgentPolicy"},
            {"device-only", "ns3::DeviceOnlyPolicy"},
            {"server-only", "ns3::ServerOnlyPolicy"},
            {"random", "ns3::RandomPolicy"}};
        // Without LibTorch the learning policies are not there.
        known.erase(std::remove_if(known.begin(),
                                   known.end(),
                                   [](const auto& entry) {
                                       TypeId type;
                                       return !entry.second.empty() &&
                                              !TypeId::LookupByNameFailSafe(entry.second, &type);
                                   }),
                    known.end());
        return known;
    }();
    return names;
}

InferenceExperiment::InferenceExperiment(const std::string& name)
    : m_name(name),
      m_output("results/" + name),
      m_jobs(std::max(1U, std::thread::hardware_concurrency()))
{
}

void
InferenceExperiment::AddOptions(CommandLine& cmd)
{
    cmd.AddValue(
        "policy",
        "Policies to compare, separated by commas, or all: sac-d, best-fixed (in hindsight), "
        "edgent, device-only, server-only, random, or a TypeId",
        m_policies);
    cmd.AddValue("episodes", "Episodes of training", m_episodes);
    cmd.AddValue("seeds", "Evaluation seeds, none of which training uses", m_seeds);
    cmd.AddValue("output", "Folder for the results", m_output);
    cmd.AddValue("load", "Checkpoint to go on from, written by --save", m_load);
    cmd.AddValue("save", "File to write a checkpoint to when training ends", m_save);
    cmd.AddValue("jobs",
                 "Processes that evaluate at one time; results do not depend on it",
                 m_jobs);
    cmd.AddValue("quiet", "Say nothing but the table", m_quiet);
    cmd.AddValue("RngSeed",
                 "ns-3's seed, 1 to 4294967295",
                 MakeNumberReader(
                     [](uint64_t seed) { RngSeedManager::SetSeed(static_cast<uint32_t>(seed)); },
                     1,
                     std::numeric_limits<uint32_t>::max()));
    cmd.AddValue("RngRun",
                 "ns-3's run number, 0 to 1000000000; with RngSeed it decides every result",
                 MakeNumberReader(&RngSeedManager::SetRun, 0, 1000000000));
}

void
InferenceExperiment::SetEpisodes(uint32_t episodes)
{
    m_episodes = episodes;
}

void
InferenceExperiment::AddArgument(const std::string& name, const std::string& value)
{
    m_arguments[name] = value;
}

void
InferenceExperiment::AddAttributes(int argc, char* argv[])
{
    for (int i = 1; i < argc; ++i)
    {
        const std::string argument = argv[i];
        const auto equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        if (name.find("::") != std::string::npos && equals != std::string::npos)
        {
            m_arguments[name.substr(name.find_first_not_of('-'))] = argument.substr(equals + 1);
        }
    }
}

void
InferenceExperiment::SetDnn(Ptr<const DnnProfile> dnn)
{
    m_dnn = dnn;
}

const ExperimentSummary&
InferenceExperiment::GetSummary() const
{
    return m_summary;
}

std::vector<InferenceExperiment::Entry>
InferenceExperiment::MakePolicies() const
{
    std::vector<std::string> wanted;
    std::istringstream list(m_policies);
    for (std::string name; std::getline(list, name, ',');)
    {
        if (name == "all")
        {
            for (const auto& known : GetPolicyNames())
            {
                wanted.push_back(known.first);
            }
        }
        else
        {
            wanted.push_back(name);
        }
    }
    std::vector<Entry> entries;
    for (const auto& name : wanted)
    {
        const auto& names = GetPolicyNames();
        const auto known = std::find_if(names.begin(), names.end(), [&](const auto& entry) {
            return entry.first == name;
        });
        Entry entry;
        entry.name = name;
        if (name != BEST_FIXED)
        {
            TypeId type;
            const std::string typeName = known == names.end() ? name : known->second;
            if (!TypeId::LookupByNameFailSafe(typeName, &type) ||
                !type.IsChildOf(OffloadingPolicy::GetTypeId()) || !type.HasConstructor())
            {
                throw MakePolicyError(name);
            }
            ObjectFactory factory(typeName);
            entry.policy = factory.Create<OffloadingPolicy>();
        }
        else if (!m_dnn)
        {
            continue;
        }
        const bool twice = std::any_of(entries.begin(), entries.end(), [&](const auto& other) {
            return other.name == name;
        });
        if (!twice)
        {
            entries.push_back(entry);
        }
    }
    if (entries.empty())
    {
        throw MakePolicyError(m_policies);
    }
    return entries;
}

void
InferenceExperiment::Train(Entry& entry, const InferenceEpisode::Scenario& scenario)
{
    ExperimentProgress progress(m_quiet);
    TrainingCheckpoint checkpoint;
    const std::string type = entry.policy->GetInstanceTypeId().GetName();
    if (!m_load.empty())
    {
        checkpoint = TrainingCheckpoint::Read(m_load);
        if (checkpoint.policy != type)
        {
            throw InferenceInputError(m_load, "/policy", '"' + checkpoint.policy + '"', type);
        }
        std::istringstream state(checkpoint.state);
        entry.policy->Load(state);
        // Going on for longer is what resuming is for.
        auto before = checkpoint.arguments;
        before["episodes"] = m_arguments["episodes"];
        before["seeds"] = m_arguments["seeds"];
        if (before != m_arguments)
        {
            progress.Say("note: " + m_load +
                         " was trained with other arguments; summary.json of "
                         "its own run has them");
        }
    }
    else
    {
        checkpoint.policy = type;
    }
    checkpoint.arguments = m_arguments;
    const auto done = static_cast<uint32_t>(checkpoint.rows.size());
    if (done == 0)
    {
        progress.Begin("training " + entry.name, m_episodes);
    }
    else
    {
        progress.Begin("training " + entry.name + " (resumed)", m_episodes);
    }
    for (uint32_t episode = done + 1; episode <= m_episodes; ++episode)
    {
        const uint64_t run = 1000000 * m_run + episode;
        const EpisodeResult result = InferenceEpisode(scenario).Run(entry.policy, run, true);
        std::string row = entry.name + ',' + std::to_string(episode) + ',' + std::to_string(run) +
                          ',' + std::to_string(result.tasks);
        for (const double value : result.values)
        {
            row += ',' + ToText(value);
        }
        std::string figures;
        for (const auto& [name, value] : entry.policy->GetTrainingFigures())
        {
            figures += (figures.empty() ? "" : ";") + name + '=' + ToText(value);
        }
        checkpoint.rows.push_back(row + ',' + figures + '\n');
        checkpoint.curve.push_back({episode, result.values[EpisodeResult::REWARD]});
        progress.Step(episode, "reward " + ToText(result.values[EpisodeResult::REWARD]));
    }
    progress.End();
    if (checkpoint.rows.empty())
    {
        progress.Say("note: " + entry.name + " is evaluated untrained");
    }
    for (const auto& row : checkpoint.rows)
    {
        m_trainingCsv += row;
    }
    if (m_curve.empty())
    {
        m_curve = checkpoint.curve;
    }
    entry.remarks.emplace_back("trainedEpisodes", std::to_string(checkpoint.rows.size()));
    if (!m_save.empty())
    {
        std::ostringstream state;
        entry.policy->Save(state);
        checkpoint.state = state.str();
        checkpoint.Write(m_save);
    }
}

void
InferenceExperiment::Run(const InferenceEpisode::Scenario& scenario)
{
    m_run = RngSeedManager::GetRun();
    m_summary = ExperimentSummary();
    m_trainingCsv.clear();
    m_curve.clear();
    std::vector<Entry> entries = MakePolicies();
    CheckOption("--seeds", m_seeds, 1, MOST_EPISODES);
    CheckOption("--episodes", m_episodes, 0, MOST_EPISODES);
    CheckOption("--jobs", m_jobs, 1, MOST_JOBS);
    const auto learners = std::count_if(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.policy && entry.policy->IsLearner();
    });
    if ((!m_load.empty() || !m_save.empty()) && learners != 1)
    {
        throw InferenceInputError("command line",
                                  m_load.empty() ? "--save" : "--load",
                                  std::to_string(learners) + " learning policies in --policy",
                                  "exactly 1");
    }
    std::error_code error;
    std::filesystem::create_directories(m_output, error);
    if (error)
    {
        throw InferenceInputError(m_output, "", error.message(), "a folder that can be made");
    }
    m_arguments["policy"] = m_policies;
    m_arguments["episodes"] = std::to_string(m_episodes);
    m_arguments["seeds"] = std::to_string(m_seeds);
    m_arguments["RngSeed"] = std::to_string(RngSeedManager::GetSeed());
    m_arguments["RngRun"] = std::to_string(m_run);
    std::vector<uint64_t> seeds;
    for (uint32_t i = 1; i <= m_seeds; ++i)
    {
        seeds.push_back(1000000 * m_run + 500000 + i);
    }

    // The search for the best fixed plan needs no training, so it runs beside it.
    ProcessPool pool(m_jobs);
    std::size_t search = 0;
    FixedPlanSearch::Result found;
    const bool hasSearch = std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
        return !entry.policy;
    });
    if (hasSearch)
    {
        search = pool.Start([&] {
            const auto result = FixedPlanSearch(scenario, m_dnn, seeds).Run(BEST_FIXED);
            const InferencePlan& plan = result.plan;
            std::ostringstream answer;
            answer << plan.exit << ' ' << plan.cut << ' ' << +plan.bits << ' ' << plan.server << ' '
                   << result.candidates << ' ' << result.runs << '\n';
            for (const auto& episode : result.episodes)
            {
                const std::string bytes = episode.Pack();
                answer << bytes.size() << '\n' << bytes;
            }
            return answer.str();
        });
    }
    for (auto& entry : entries)
    {
        if (entry.policy && entry.policy->IsLearner())
        {
            Train(entry, scenario);
        }
    }

    ExperimentProgress progress(m_quiet);
    std::vector<std::vector<std::size_t>> jobs(entries.size());
    uint32_t total = 0;
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        total += entries[i].policy ? m_seeds : 0;
    }
    progress.Begin("evaluating", total);
    uint32_t started = 0;
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        for (uint32_t seed = 1; entries[i].policy && seed <= m_seeds; ++seed)
        {
            jobs[i].push_back(pool.Start([&, i, seed] {
                InferenceEpisode episode(scenario);
                episode.Record(entries[i].name, seed);
                return episode.Run(entries[i].policy, seeds[seed - 1], false).Pack();
            }));
            progress.Step(++started, entries[i].name);
        }
    }
    progress.End();
    m_summary.SetSeeds(seeds);
    for (const auto& [name, value] : m_arguments)
    {
        m_summary.AddArgument(name, value);
    }
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        ExperimentSummary::Policy result;
        result.name = entries[i].name;
        result.remarks = entries[i].remarks;
        for (const std::size_t job : jobs[i])
        {
            result.episodes.push_back(EpisodeResult::Unpack(pool.Wait(job)));
        }
        if (!entries[i].policy)
        {
            progress.Say("waiting for the search of the best fixed plan");
            std::istringstream answer(pool.Wait(search));
            std::string exit;
            std::string cut;
            std::string bits;
            std::string server;
            std::string candidates;
            std::string runs;
            answer >> exit >> cut >> bits >> server >> candidates >> runs;
            result.remarks = {{"exit", exit},
                              {"cut", cut},
                              {"bits", bits},
                              {"server", server},
                              {"candidates", candidates},
                              {"episodesOfSearch", runs}};
            std::size_t size = 0;
            while (answer >> size)
            {
                answer.get();
                std::string bytes(size, '\0');
                answer.read(bytes.data(), static_cast<std::streamsize>(size));
                result.episodes.push_back(EpisodeResult::Unpack(bytes));
            }
        }
        m_summary.AddPolicy(std::move(result));
    }
    WriteFiles();
    if (!ExperimentPlots(m_output).Draw(m_curve, m_summary))
    {
        progress.Say("note: gnuplot is not there or failed; its scripts are in " + m_output);
    }
    m_summary.PrintTable(std::cout);
    std::cout.flush();
    progress.Say("results are in " + m_output);
}

void
InferenceExperiment::WriteFiles() const
{
    std::string tasks = InferenceEpisode::GetTasksHeader();
    std::string epochs = InferenceEpisode::GetEpochsHeader();
    for (const auto& policy : m_summary.GetPolicies())
    {
        for (const auto& episode : policy.episodes)
        {
            tasks += episode.tasksCsv;
            epochs += episode.epochsCsv;
        }
    }
    WriteFile("tasks.csv", tasks);
    WriteFile("epochs.csv", epochs);
    std::string training = "policy,episode,run,tasks";
    for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
    {
        training += std::string(",") + EpisodeResult::GetName(metric);
    }
    WriteFile("training.csv", training + ",figures\n" + m_trainingCsv);
    WriteFile("summary.json", m_summary.GetJson());
}

void
InferenceExperiment::WriteFile(const std::string& file, const std::string& text) const
{
    const std::string path = m_output + "/" + file;
    const std::string temporary = path + ".part";
    std::ofstream os(temporary, std::ios::binary);
    os << text;
    os.close();
    if (!os || std::rename(temporary.c_str(), path.c_str()) != 0)
    {
        throw InferenceInputError(path, "", std::strerror(errno), "a file that can be written");
    }
}

} // namespace ns3
