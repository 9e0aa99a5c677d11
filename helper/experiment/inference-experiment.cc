// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-experiment.h"

#include "../../model/policy/rules/fixed-plan-policy.h"

#include "ns3/edge-inference-versions.h"
#include "ns3/experiment-report.h"
#include "ns3/experiment-sweep.h"
#include "ns3/experiment-training.h"
#include "ns3/fixed-plan-search.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/trainable-policy.h"
#include "ns3/training-ranks.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace ns3
{

namespace
{

/**
 * @param argument one of the command line
 * @return it, in quotes when a shell would not take it as it is
 */
std::string
Quote(const std::string& argument)
{
    const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "-_=:/.,+@%";
    if (argument.find_first_not_of(plain) == std::string::npos)
    {
        return argument;
    }
    std::string quoted = "'";
    for (const char c : argument)
    {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + "'";
}

/**
 * @param copies of a policy
 * @return the mean over seeds of every metric, one a copy; nothing for a single copy
 */
std::vector<std::array<double, EpisodeResult::METRICS>>
GetTrainingMeans(const std::vector<ExperimentCopy>& copies)
{
    std::vector<std::array<double, EpisodeResult::METRICS>> means;
    for (std::size_t i = 0; copies.size() > 1 && i < copies.size(); ++i)
    {
        means.emplace_back();
        for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
        {
            std::vector<double> values;
            for (const auto& episode : copies[i].episodes)
            {
                values.push_back(episode.values[metric]);
            }
            means.back()[metric] = SeedStatistics::Of(values).mean;
        }
    }
    return means;
}

} // namespace

const std::vector<std::pair<std::string, std::string>>&
InferenceExperiment::GetPolicyNames()
{
    return ExperimentPolicies::GetNames();
}

InferenceExperiment::InferenceExperiment(const std::string& name)
    : m_name(name),
      m_title(name),
      m_output("results/" + name)
{
}

void
InferenceExperiment::AddOptions(CommandLine& cmd, bool sweep)
{
    m_options.AddTo(cmd);
    if (sweep)
    {
        m_options.AddSweepTo(cmd);
    }
}

void
InferenceExperiment::SetEpisodes(uint32_t episodes)
{
    if (!m_options.episodes.isGiven)
    {
        m_options.episodes.value = episodes;
    }
}

void
InferenceExperiment::SetSeeds(uint32_t seeds)
{
    if (!m_options.seeds.isGiven)
    {
        m_options.seeds.value = seeds;
    }
}

void
InferenceExperiment::SetOutput(const std::string& folder)
{
    m_output = folder;
}

void
InferenceExperiment::SetPolicies(PolicyMaker maker)
{
    m_policies = std::move(maker);
}

void
InferenceExperiment::AddArgument(const std::string& name, const std::string& value)
{
    m_arguments[name] = value;
}

void
InferenceExperiment::AddAttributes(int argc, char* argv[])
{
    m_commandLine = {argc > 0 ? std::filesystem::path(argv[0]).filename().string() : m_name};
    for (int i = 1; i < argc; ++i)
    {
        const std::string argument = argv[i];
        const auto equals = argument.find('=');
        const auto begin = argument.find_first_not_of('-');
        const std::string name =
            begin == std::string::npos ? "" : argument.substr(0, equals).substr(begin);
        if (name.find("::") != std::string::npos && equals != std::string::npos)
        {
            m_arguments[name] = argument.substr(equals + 1);
        }
        if (name != "output" && name != "jobs" && name != "quiet")
        {
            m_commandLine.push_back(argument);
        }
    }
}

void
InferenceExperiment::SetDnn(Ptr<const DnnProfile> dnn)
{
    m_dnn = dnn;
}

void
InferenceExperiment::SetScenarioJson(const std::string& json)
{
    m_scenario = json;
}

ExperimentOptions&
InferenceExperiment::GetOptions()
{
    return m_options;
}

const ExperimentOptions&
InferenceExperiment::GetOptions() const
{
    return m_options;
}

std::string
InferenceExperiment::GetOutput() const
{
    return m_options.output.empty() ? m_output : m_options.output;
}

std::string
InferenceExperiment::GetCommandLine() const
{
    std::string text;
    for (const auto& word : m_commandLine)
    {
        text += (text.empty() ? "" : " ") + Quote(word);
    }
    return text;
}

void
InferenceExperiment::SetSweepRun(const std::vector<std::string>& settings)
{
    m_commandLine.erase(
        std::remove_if(m_commandLine.begin(),
                       m_commandLine.end(),
                       [](const std::string& word) { return word.rfind("--sweep=", 0) == 0; }),
        m_commandLine.end());
    for (const auto& setting : settings)
    {
        m_commandLine.push_back("--set=" + setting);
    }
    m_isSweepRun = true;
}

const ExperimentSummary&
InferenceExperiment::GetSummary() const
{
    return m_summary;
}

std::string
InferenceExperiment::GetKey(const std::string& scenario) const
{
    std::string key = "edge-inference " + GetEdgeInferenceVersion() + " ns-3 " + GetNs3Version() +
                      " libtorch " + GetLibTorchVersion() + "\n";
    for (const auto& [name, value] : m_arguments)
    {
        key += name + '=' + value + '\n';
    }
    return key + "policy=" + m_options.policies + "\nload=" + m_options.load +
           "\nsave=" + m_options.save + "\nsaveNetworks=" + m_options.saveNetworks +
           (m_options.pretrained ? "\npretrained=" + m_options.networks : "") + "\n" +
           m_options.GetRecordings() + "\n" + scenario;
}

void
InferenceExperiment::Run(const InferenceScenario& original)
{
    InferenceScenario scenario = original;
    // What the command line says is part of the scenario that is run, reported and hashed.
    if (m_options.episodes.isGiven)
    {
        m_options.Check();
        scenario.Set("/training/episodes=" + std::to_string(m_options.episodes.value));
    }
    if (m_options.seeds.isGiven)
    {
        m_options.Check();
        scenario.Set("/evaluation/seeds=" + std::to_string(m_options.seeds.value));
    }
    if (m_options.trainings.isGiven)
    {
        m_options.Check();
        scenario.Set("/training/trainings=" + std::to_string(m_options.trainings.value));
    }
    m_output = scenario.GetOutputFolder();
    m_radio = scenario.GetRadio();
    m_networks = scenario.GetCheckpointFolders();
    if (!m_options.sweep.empty())
    {
        m_options.Check();
        ExperimentSweep(*this, scenario)
            .Do(ExperimentSweep::Part::Find(
                [](const char* name) -> const char* { return std::getenv(name); }));
        return;
    }
    m_options.episodes.value = scenario.GetEpisodes();
    m_options.seeds.value = scenario.GetEvaluationSeeds();
    m_options.trainings.value = scenario.GetTrainings();
    RngSeedManager::SetSeed(scenario.GetRngSeed());
    RngSeedManager::SetRun(scenario.GetRngRun());
    m_dnn = scenario.GetDnn();
    m_title = scenario.GetName();
    m_description = scenario.GetTitle();
    m_scenario = scenario.GetJson();
    m_arguments["scenario"] = scenario.GetName();
    ExperimentPolicies::Own own;
    for (const auto& policy : scenario.GetPolicies())
    {
        own.emplace_back(policy.name, [policy]() -> Ptr<OffloadingPolicy> {
            return policy.type == ExperimentPolicies::BEST_FIXED
                       ? nullptr
                       : InferenceScenario::MakePolicy(policy);
        });
    }
    m_own = own;
    const bool hasSearch = bool(m_dnn);
    m_policies = [own, hasSearch] {
        std::vector<ExperimentPolicies::Entry> entries;
        for (const auto& [name, make] : own)
        {
            const auto policy = make();
            if (policy || hasSearch)
            {
                entries.push_back({name, policy});
            }
        }
        return entries;
    };
    const InferenceScenario training = scenario.GetTrainingScenario();
    m_training = [training](Ptr<OffloadingPolicy> policy) { return training.Build(policy); };
    Run([scenario](Ptr<OffloadingPolicy> policy) { return scenario.Build(policy); });
}

void
InferenceExperiment::Run(const InferenceEpisode::Scenario& scenario)
{
    m_run = RngSeedManager::GetRun();
    m_summary = ExperimentSummary();
    m_ranks = 1;
    m_trainingCsv.clear();
    m_curve.clear();
    std::vector<Work> works;
    for (const auto& entry : MakePolicies())
    {
        works.push_back({entry, {}, {}});
    }
    m_options.Check();
    const auto searches = std::count_if(works.begin(), works.end(), [](const auto& work) {
        return !work.entry.policy;
    });
    if (searches > 1)
    {
        throw InferenceInputError("command line",
                                  "--policy",
                                  std::to_string(searches) + " searches for the best fixed plan",
                                  "at most 1");
    }
    const auto learners = std::count_if(works.begin(), works.end(), [](const auto& work) {
        return TrainablePolicy::Get(work.entry.policy) != nullptr;
    });
    if ((!m_options.load.empty() || !m_options.save.empty()) && learners != 1)
    {
        throw InferenceInputError("command line",
                                  m_options.load.empty() ? "--save" : "--load",
                                  std::to_string(learners) + " learning policies in --policy",
                                  "exactly 1");
    }
    // The ranks of one training; those of a sweep have runs of their own.
    m_options.hasRanks = m_options.sweep.empty() && !m_options.pretrained && !m_isSweepRun;
    uint32_t rank = 0;
    for (const auto& work : works)
    {
        TrainablePolicy* const learner = TrainablePolicy::Get(work.entry.policy);
        if (m_options.hasRanks && learner)
        {
            const auto ranks = learner->JoinRanks(m_rankGroup);
            rank = std::max(rank, ranks.rank);
            m_ranks = std::max(m_ranks, ranks.size);
        }
    }
    m_arguments["episodes"] = std::to_string(m_options.episodes.value);
    m_arguments["seeds"] = std::to_string(m_options.seeds.value);
    m_arguments["trainings"] = std::to_string(m_options.trainings.value);
    if (rank > 0)
    {
        Assist(works, scenario);
        return;
    }
    if (m_ranks > 1)
    {
        m_arguments["ranks"] = std::to_string(m_ranks);
    }
    if (m_options.pretrained)
    {
        // Said here, not by --episodes and --trainings.
        m_options.episodes.value = 0;
        m_options.trainings.value = 1;
        m_arguments["episodes"] = "0";
        m_arguments["trainings"] = "1";
        m_arguments["pretrained"] = m_options.networks.empty() ? "1" : m_options.networks;
    }
    if (!m_options.saveNetworks.empty())
    {
        std::error_code error;
        std::filesystem::create_directories(m_options.saveNetworks, error);
    }
    ExperimentFolder folder(GetOutput());
    std::string policies = m_options.policies.empty() && !m_policies ? "all" : m_options.policies;
    const bool isNamed = !policies.empty();
    for (const auto& work : works)
    {
        policies += isNamed ? "" : (policies.empty() ? "" : ",") + work.entry.name;
    }
    m_arguments["policy"] = policies;
    m_arguments["RngSeed"] = std::to_string(RngSeedManager::GetSeed());
    m_arguments["RngRun"] = std::to_string(m_run);
    folder.Begin(GetKey(m_scenario));
    std::vector<uint64_t> seeds;
    for (int64_t i = 1; i <= m_options.seeds.value; ++i)
    {
        seeds.push_back(1000000 * m_run + 500000 + i);
    }

    // The search for the best fixed plan needs no training, so it runs beside it.
    ProcessPool pool(static_cast<uint32_t>(m_options.jobs.value));
    const auto search = std::find_if(works.begin(), works.end(), [](const auto& work) {
        return !work.entry.policy;
    });
    std::size_t searchJob = 0;
    auto found = search == works.end() ? std::string() : folder.Find("search");
    if (!found)
    {
        searchJob = pool.Start([&] {
            const std::string answer = Search(scenario, seeds);
            folder.Keep("search", answer);
            return answer;
        });
    }
    TrainAndEvaluate(works, scenario, seeds, folder, pool);
    ExperimentProgress progress(m_options.quiet);
    if (search != works.end())
    {
        if (!found)
        {
            progress.Say("waiting for the search of the best fixed plan");
            found = pool.Wait(searchJob);
        }
        ReadSearch(*found, *search);
    }
    m_summary.SetSeeds(seeds);
    for (const auto& [name, value] : m_arguments)
    {
        m_summary.AddArgument(name, value);
    }
    m_summary.SetScenario(m_scenario);
    for (auto& work : works)
    {
        for (const auto& copy : work.copies)
        {
            for (const auto& row : copy.rows)
            {
                m_trainingCsv += row;
            }
            m_curve = m_curve.empty() ? copy.curve : m_curve;
        }
        m_summary.AddPolicy({work.entry.name,
                             ExperimentCopy::Average(work.copies),
                             std::move(work.remarks),
                             GetTrainingMeans(work.copies)});
        work.copies.clear();
    }
    WriteFiles(folder);
    if (m_options.figures && !ExperimentPlots(GetOutput()).Draw(m_curve, m_summary))
    {
        progress.Say("note: gnuplot is not there or failed; its scripts are in " + GetOutput());
    }
    if (m_options.table)
    {
        m_summary.PrintTable(std::cout);
        std::cout.flush();
    }
    folder.Finish();
    progress.Say("results are in " + GetOutput());
}

std::string
InferenceExperiment::Search(const InferenceEpisode::Scenario& scenario,
                            const std::vector<uint64_t>& seeds) const
{
    const std::string name = ExperimentPolicies::BEST_FIXED;
    FixedPlanSearch search(scenario, m_dnn, seeds);
    const bool isComplete = search.FindServers();
    auto result = search.Run(name);
    const InferencePlan& plan = result.plan;
    EpisodeRecordings::Options files{m_options.flowMonitor,
                                     m_options.netAnim,
                                     m_options.pcap,
                                     GetOutput()};
    if (files.IsAny() || m_options.observations)
    {
        // The search itself records nothing: most of its episodes are thrown away.
        auto policy = CreateObject<FixedPlanPolicy>();
        policy->SetPlan(plan);
        for (std::size_t i = 0; i < seeds.size(); ++i)
        {
            InferenceEpisode episode(scenario);
            episode.Record(name, static_cast<uint32_t>(i + 1));
            episode.RecordFiles(files);
            if (m_options.observations)
            {
                episode.RecordObservations();
            }
            result.episodes[i] = episode.Run(policy, seeds[i], false);
        }
    }
    std::ostringstream answer;
    answer << "exit " << plan.exit << "\ncut " << plan.cut << "\nbits " << +plan.bits << "\nserver "
           << plan.server << '\n';
    if (plan.HasTail())
    {
        answer << "tailCut " << plan.tailCut << "\ntailBits " << +plan.tailBits << "\ntailServer "
               << plan.tailServer << '\n';
    }
    if (!isComplete)
    {
        answer << "tails no\n"; // too many to try
    }
    answer << "candidates " << result.candidates << "\nepisodesOfSearch " << result.runs << "\n.\n";
    std::vector<std::string> episodes;
    for (const auto& episode : result.episodes)
    {
        episodes.push_back(episode.Pack());
    }
    return answer.str() + ExperimentCopy::Join(episodes);
}

void
InferenceExperiment::ReadSearch(const std::string& text, Work& work)
{
    std::istringstream answer(text);
    std::string name;
    std::string value;
    while (answer >> name && name != "." && answer >> value)
    {
        work.remarks.emplace_back(name, value);
    }
    answer.get();
    ExperimentCopy copy;
    for (const auto& bytes : ExperimentCopy::Split(text.substr(answer.tellg())))
    {
        copy.episodes.push_back(EpisodeResult::Unpack(bytes));
    }
    work.copies.push_back(std::move(copy));
}

std::vector<ExperimentPolicies::Entry>
InferenceExperiment::MakePolicies() const
{
    if (m_options.policies.empty() && m_policies)
    {
        return m_policies();
    }
    const std::string names = m_options.policies.empty() ? "all" : m_options.policies;
    return ExperimentPolicies::MakeList(names, bool(m_dnn), m_own);
}

std::string
InferenceExperiment::GetNetworks(const std::string& folder, const std::string& policy) const
{
    return folder + "/" + EpisodeRecordings::MakeFileName(policy) +
           (m_radio.empty() ? "" : "-" + m_radio) + ".bin";
}

ExperimentCopy
InferenceExperiment::RunPretrained(const ExperimentPolicies::Entry& entry,
                                   const std::string& piece,
                                   const ExperimentEvaluation& evaluation,
                                   ProcessPool& pool) const
{
    const auto folders =
        m_options.networks.empty() ? m_networks : std::vector<std::string>{m_options.networks};
    std::string path = folders.empty() ? entry.name : GetNetworks(folders.front(), entry.name);
    for (const auto& folder : folders)
    {
        const std::string other = GetNetworks(folder, entry.name);
        path = std::filesystem::exists(path) || !std::filesystem::exists(other) ? path : other;
    }
    const std::string cure = "train, and keep the networks with --save-networks=FOLDER for "
                             "--pretrained=FOLDER";
    if (!std::filesystem::exists(path))
    {
        throw InferenceInputError(path, "", "no such file", "the networks of " + entry.name, cure);
    }
    const auto checkpoint = ExperimentTraining::Load(entry.policy, path);
    // What was done with other networks is not to be gone on with.
    const std::string own = piece + "-" + ExperimentFolder::Hash(checkpoint.state);
    ExperimentCopy copy;
    try
    {
        copy.episodes = std::move(evaluation.Run({entry}, {own}, true, pool).front());
    }
    catch (const InferenceInputError&)
    {
        throw;
    }
    catch (const std::exception& error)
    {
        // Layers that do not fit are found by the first episode.
        throw InferenceInputError(path, "", error.what(), "networks of this scenario", cure);
    }
    return copy;
}

ExperimentCopy
InferenceExperiment::RunCopy(std::size_t number,
                             uint32_t training,
                             const ExperimentEvaluation& evaluation,
                             const InferenceEpisode::Scenario& scenario,
                             const ExperimentFolder& folder,
                             ProcessPool& pool) const
{
    const auto entry = MakePolicies().at(number);
    const std::string piece = std::to_string(number) + "-" + std::to_string(training);
    if (m_options.pretrained)
    {
        return RunPretrained(entry, "episode-" + piece, evaluation, pool);
    }
    const std::string networks = m_options.saveNetworks.empty() || training > 0
                                     ? std::string()
                                     : GetNetworks(m_options.saveNetworks, entry.name);
    TrainingCheckpoint record = ExperimentTraining(m_options, m_arguments, m_run, m_rankGroup)
                                    .Run(entry,
                                         m_training ? m_training : scenario,
                                         folder.GetPiecePath("training-" + piece),
                                         training,
                                         networks);
    ExperimentCopy copy;
    copy.rows = std::move(record.rows);
    copy.curve = std::move(record.curve);
    copy.episodes =
        std::move(evaluation.Run({entry}, {"episode-" + piece}, training == 0, pool).front());
    return copy;
}

void
InferenceExperiment::TrainAndEvaluate(std::vector<Work>& works,
                                      const InferenceEpisode::Scenario& scenario,
                                      const std::vector<uint64_t>& seeds,
                                      const ExperimentFolder& folder,
                                      ProcessPool& pool) const
{
    const ExperimentEvaluation evaluation(m_options, scenario, seeds, folder);
    std::vector<std::pair<std::size_t, uint32_t>> copies; // policies and trainings
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < works.size(); ++i)
    {
        const auto& policy = works[i].entry.policy;
        if (TrainablePolicy::Get(policy))
        {
            for (uint32_t training = 0; training < m_options.trainings.value; ++training)
            {
                copies.emplace_back(i, training);
            }
        }
        else if (policy)
        {
            others.push_back(i);
        }
    }
    // Several copies at one time are processes of their own. One at a time trains in this process.
    const auto processes = static_cast<uint32_t>(m_options.jobs.value);
    // So do those of several ranks, which all have to train the same.
    const bool isApart = processes > 1 && copies.size() > 1 && m_ranks == 1;
    std::vector<std::size_t> jobs;
    for (const auto& [number, training] : copies)
    {
        if (isApart)
        {
            jobs.push_back(pool.Start([&, i = number, t = training] {
                const auto n = static_cast<uint32_t>(copies.size());
                ProcessPool own(std::max(1U, processes / n));
                return RunCopy(i, t, evaluation, scenario, folder, own).Pack();
            }));
        }
        else
        {
            works[number].copies.push_back(
                RunCopy(number, training, evaluation, scenario, folder, pool));
        }
    }
    std::vector<ExperimentPolicies::Entry> entries;
    std::vector<std::string> pieces;
    for (const std::size_t i : others)
    {
        entries.push_back(works[i].entry);
        pieces.push_back("episode-" + std::to_string(i) + "-0");
    }
    auto results = evaluation.Run(entries, pieces, true, pool);
    for (std::size_t i = 0; i < others.size(); ++i)
    {
        works[others[i]].copies.push_back({{}, {}, std::move(results[i])});
    }
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        works[copies[i].first].copies.push_back(ExperimentCopy::Unpack(pool.Wait(jobs[i])));
    }
    for (const auto& [number, training] : copies)
    {
        if (training == 0)
        {
            Work& work = works[number];
            const std::size_t episodes = work.copies.front().rows.size();
            work.remarks.emplace_back(m_options.pretrained ? "pretrained" : "trainedEpisodes",
                                      m_options.pretrained
                                          ? GetNetworks("", work.entry.name).substr(1)
                                          : std::to_string(episodes));
            if (m_options.trainings.value > 1)
            {
                work.remarks.emplace_back("trainings", std::to_string(work.copies.size()));
            }
        }
    }
}

void
InferenceExperiment::Assist(const std::vector<Work>& works,
                            const InferenceEpisode::Scenario& scenario)
{
    m_options.quiet = true;
    m_options.save.clear();
    for (std::size_t i = 0; i < works.size(); ++i)
    {
        for (uint32_t training = 0; training < m_options.trainings.value; ++training)
        {
            const auto entry = MakePolicies().at(i);
            TrainablePolicy* const learner = TrainablePolicy::Get(entry.policy);
            if (learner && learner->JoinRanks(m_rankGroup).size > 1)
            {
                ExperimentTraining(m_options, m_arguments, m_run, m_rankGroup)
                    .Run(entry,
                         m_training ? m_training : scenario,
                         std::string(),
                         training,
                         std::string());
            }
        }
    }
}

void
InferenceExperiment::WriteFiles(const ExperimentFolder& folder) const
{
    std::string tasks = InferenceEpisode::GetTasksHeader();
    std::string epochs = InferenceEpisode::GetEpochsHeader();
    std::string observations;
    std::string layout;
    for (const auto& policy : m_summary.GetPolicies())
    {
        for (const auto& episode : policy.episodes)
        {
            tasks += episode.tasksCsv;
            epochs += episode.epochsCsv;
            const std::string& rows = episode.observationsCsv;
            // Every episode has the same header.
            observations += observations.empty() ? rows : rows.substr(rows.find('\n') + 1);
            layout = episode.observationsLayout.empty() ? layout : episode.observationsLayout;
        }
    }
    folder.Write("tasks.csv", tasks);
    folder.Write("epochs.csv", epochs);
    folder.Write("training.csv", ExperimentTraining::GetHeader() + m_trainingCsv);
    if (m_options.observations)
    {
        folder.Write("observations.csv", observations);
        folder.Write("observations.json", layout);
    }
    folder.Write("summary.json", m_summary.GetJson());
    const ExperimentReport report(m_title, GetCommandLine(), m_description);
    folder.Write("report.html", report.MakePage(m_summary, m_curve));
}

} // namespace ns3
