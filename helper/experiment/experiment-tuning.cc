// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-tuning.h"

#include "../../model/process/process-pool.h"
#include "../episode/csv-text.h"
#include "../report/text-table.h"
#include "experiment-progress.h"
#include "experiment-seeds.h"
#include "experiment-training.h"
#include "experiment-validation.h"
#include "finished-result.h"
#include "training-table.h"

#include "ns3/inference-input-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/trainable-policy.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <limits>
#include <numeric>

namespace ns3
{

namespace
{

/**
 * @param options of the command line
 * @param scenario with its run number
 * @return the options
 * @throws InferenceInputError when an option has no meaning here
 */
const ExperimentOptions&
CheckOptions(const ExperimentOptions& options, const InferenceScenario& scenario)
{
    options.Check();
    if (options.seeds.isGiven)
    {
        ExperimentSeeds::CheckChoice("command line",
                                     "--seeds",
                                     ExperimentSeeds::ListEvaluation(scenario.GetRngRun(), 1));
    }
    for (const auto& [name, isGiven] : {std::pair{"--trainings", options.trainings.isGiven},
                                        std::pair{"--load", !options.load.empty()},
                                        std::pair{"--save", !options.save.empty()},
                                        std::pair{"--save-networks", !options.saveNetworks.empty()},
                                        std::pair{"--pretrained", options.pretrained},
                                        std::pair{"--flow-monitor", options.flowMonitor},
                                        std::pair{"--netanim", options.netAnim},
                                        std::pair{"--pcap", !options.pcap.empty()},
                                        std::pair{"--observations", options.observations},
                                        std::pair{"--gzip", options.gzip},
                                        std::pair{"--untrained", options.untrained}})
    {
        if (isGiven)
        {
            throw InferenceInputError("command line",
                                      name,
                                      "an option of experiments",
                                      "none: a tuning trains and validates only");
        }
    }
    return options;
}

/**
 * @param trial number of a trial, from 0
 * @return name of its folder
 */
std::string
GetFolder(std::size_t trial)
{
    return "trials/" + std::to_string(trial + 1);
}

} // namespace

std::vector<ExperimentTuning::Rung>
ExperimentTuning::MakeRungs(uint32_t trials, uint32_t reduction, uint32_t episodes)
{
    // As many rounds as both the trials and the episodes can be divided for.
    uint32_t first = episodes;
    std::vector<Rung> rungs{{trials, 0}};
    for (uint32_t n = trials / reduction; n > 0 && first / reduction > 0; n /= reduction)
    {
        first /= reduction;
        rungs.push_back({n, 0});
    }
    // Each has a whole multiple of the episodes of the one before.
    for (auto& rung : rungs)
    {
        rung.episodes = first;
        first *= reduction;
    }
    return rungs;
}

ExperimentTuning::ExperimentTuning(const ExperimentOptions& options,
                                   const ExperimentCommandLine& commandLine,
                                   const InferenceScenario& scenario,
                                   const Search& search)
    : m_options(CheckOptions(options, scenario)),
      m_commandLine(commandLine),
      m_scenario(scenario),
      m_search(search),
      m_ranges(search.ranges, scenario),
      m_output(options.output.empty() ? scenario.GetOutputFolder() + "-tuning" : options.output),
      m_rungs(MakeRungs(search.trials, search.reduction, scenario.GetEpisodes()))
{
    if (scenario.GetEpisodes() == 0)
    {
        throw InferenceInputError("command line", "--episodes", "0", "1 or more");
    }
    for (auto& values : m_ranges.Draw(search.trials, scenario.GetRngSeed(), scenario.GetRngRun()))
    {
        m_ranges.Apply(scenario, values); // at the door
        m_trials.push_back({std::move(values)});
    }
    const auto policies = MakePlan(0, 0).makePolicies();
    if (policies.size() != 1 || !TrainablePolicy::Get(policies.front().policy))
    {
        throw InferenceInputError("command line",
                                  "--policy",
                                  policies.size() == 1
                                      ? policies.front().name
                                      : std::to_string(policies.size()) + " policies",
                                  "one policy that learns");
    }
}

ExperimentPlan
ExperimentTuning::MakePlan(std::size_t trial, std::size_t rung) const
{
    ExperimentOptions options = m_options;
    options.policies.clear();
    options.output = m_output + "/" + GetFolder(trial);
    options.quiet = true;
    options.jobs.value = 1;
    ExperimentSubject subject =
        ExperimentSubject::Of(m_ranges.Apply(m_scenario, m_trials[trial].values));
    subject.episodes = m_rungs[rung].episodes;
    subject.trainings = 1;
    subject.validateEvery =
        subject.validateEvery > 0 ? subject.validateEvery : m_rungs.front().episodes;
    auto plan =
        ExperimentPlan::Make(options, m_commandLine, subject, ExperimentPlan::Role::OF_SWEEP);
    // What a leader comes to is the same in every round.
    plan.leaders = rung + 1 == m_rungs.size();
    return plan;
}

ExperimentCopy
ExperimentTuning::Train(std::size_t trial, std::size_t rung, const ExperimentFolder& folder) const
{
    const ExperimentPlan plan = MakePlan(trial, rung);
    std::error_code error;
    std::filesystem::create_directories(plan.output, error);
    ExperimentFolder::WriteWhole(plan.output + "/training.csv", TrainingTable::GetHeader());
    ExperimentFolder::WriteWhole(plan.output + "/validation.csv",
                                 ExperimentValidation::GetHeader());
    TrainingCheckpoint record =
        ExperimentTraining(plan).Run(plan.makePolicies().front(),
                                     folder.GetPiecePath("training-" + std::to_string(trial)),
                                     0,
                                     std::string(),
                                     1);
    ExperimentCopy copy;
    copy.gradientSteps = record.gradientSteps;
    copy.validation = std::move(record.validation);
    return copy;
}

void
ExperimentTuning::RunRung(const std::vector<std::size_t>& trials,
                          std::size_t rung,
                          const ExperimentFolder& folder)
{
    ExperimentProgress progress(m_options.quiet);
    progress.Begin("round " + std::to_string(rung + 1) + " of " + std::to_string(m_rungs.size()),
                   trials.size());
    ProcessPool pool(static_cast<uint32_t>(m_options.jobs.value));
    std::vector<std::size_t> jobs;
    for (const std::size_t trial : trials)
    {
        const std::string piece = "trial-" + std::to_string(trial) + "-" + std::to_string(rung);
        jobs.push_back(pool.Start([this, trial, rung, piece, &folder] {
            if (const auto done = folder.Find(piece))
            {
                return *done;
            }
            const std::string bytes = Train(trial, rung, folder).Pack();
            folder.Keep(piece, bytes);
            return bytes;
        }));
    }
    for (std::size_t i = 0; i < trials.size(); ++i)
    {
        Trial& trial = m_trials[trials[i]];
        trial.copy = ExperimentCopy::Unpack(pool.Wait(jobs[i]));
        trial.rung = rung;
        progress.Step(i + 1,
                      "trial " + std::to_string(trials[i] + 1) + ", reward " +
                          CsvText::Number(GetValue(trial).mean));
    }
    progress.End();
}

SeedStatistics
ExperimentTuning::GetValue(const Trial& trial)
{
    const auto* const best = trial.copy.validation.FindBest();
    return SeedStatistics::Of(best ? best->rewards
                                   : std::vector<double>{std::numeric_limits<double>::quiet_NaN()});
}

std::vector<std::size_t>
ExperimentTuning::Rank() const
{
    std::vector<std::size_t> ranked(m_trials.size());
    std::iota(ranked.begin(), ranked.end(), 0);
    const auto value = [&](std::size_t trial) {
        const double mean = GetValue(m_trials[trial]).mean;
        return std::isfinite(mean) ? mean : -std::numeric_limits<double>::infinity();
    };
    std::stable_sort(ranked.begin(), ranked.end(), [&](std::size_t a, std::size_t b) {
        return m_trials[a].rung != m_trials[b].rung ? m_trials[a].rung > m_trials[b].rung
                                                    : value(a) > value(b);
    });
    return ranked;
}

std::string
ExperimentTuning::MakeKey() const
{
    std::string key =
        ExperimentPlan::MakeKey(m_commandLine.attributes, m_options, m_scenario.GetJson()) +
        "\ntrials=" + std::to_string(m_search.trials) +
        "\nreduction=" + std::to_string(m_search.reduction);
    for (const auto& trial : m_trials)
    {
        for (const auto& setting : m_ranges.GetSettings(trial.values))
        {
            key += "\n" + setting;
        }
    }
    return key + "\n" + ExperimentCopy::FORMAT;
}

std::string
ExperimentTuning::MakeCsv(const std::vector<std::size_t>& ranked) const
{
    std::string csv = "rank,trial,round,episodes";
    for (const auto& range : m_ranges.GetRanges())
    {
        csv += ',' + CsvText::Field(range.name);
    }
    csv += ",reward,rewardCi95,keptEpisode,gradientSteps,betterLeaders\n";
    for (std::size_t i = 0; i < ranked.size(); ++i)
    {
        const Trial& trial = m_trials[ranked[i]];
        csv += std::to_string(i + 1) + ',' + std::to_string(ranked[i] + 1) + ',' +
               std::to_string(trial.rung + 1) + ',' + std::to_string(m_rungs[trial.rung].episodes);
        for (const auto& value : trial.values)
        {
            csv += ',' + CsvText::Field(value);
        }
        const auto reward = GetValue(trial);
        const auto* const best = trial.copy.validation.FindBest();
        csv += ',' + CsvText::Number(reward.mean) + ',' + CsvText::Number(reward.ci95) + ',' +
               (best ? std::to_string(best->episode) : std::string()) + ',' +
               std::to_string(trial.copy.gradientSteps.value_or(0)) + ',' +
               CsvText::Field(ValidationCurve::FindBetterLeaders({trial.copy.validation})) + '\n';
    }
    return csv;
}

void
ExperimentTuning::Print(const std::vector<std::size_t>& ranked) const
{
    std::vector<std::vector<std::string>> rows{{"Trial", "Episodes"}};
    for (const auto& range : m_ranges.GetRanges())
    {
        rows[0].push_back(range.name);
    }
    rows[0].emplace_back("Reward on validation seeds");
    for (const std::size_t number : ranked)
    {
        const Trial& trial = m_trials[number];
        rows.push_back({std::to_string(number + 1), std::to_string(m_rungs[trial.rung].episodes)});
        rows.back().insert(rows.back().end(), trial.values.begin(), trial.values.end());
        const auto reward = GetValue(trial);
        char text[64];
        std::snprintf(text, sizeof(text), "%.3f +- %.3f", reward.mean, reward.ci95);
        rows.back().emplace_back(std::isfinite(reward.ci95) ? text : CsvText::Number(reward.mean));
    }
    TextTable::Print(std::cout, rows, 1, TextTable::GetTerminalWidth());
    std::cout.flush();
}

void
ExperimentTuning::Do()
{
    RngSeedManager::SetSeed(m_scenario.GetRngSeed());
    const bool isKept = !m_options.output.empty() && !m_options.force;
    ExperimentFolder folder(m_output);
    const FinishedResult finished(m_output);
    finished.Replace(MakeKey(), isKept);
    folder.Begin(MakeKey());
    for (std::size_t rung = 0; rung < m_rungs.size(); ++rung)
    {
        auto trials = Rank();
        trials.resize(std::min<std::size_t>(trials.size(), m_rungs[rung].trials));
        RunRung(trials, rung, folder);
    }
    const auto ranked = Rank();
    const Trial& best = m_trials[ranked.front()];
    folder.Write("tuning.csv", MakeCsv(ranked));
    folder.Write("best.json", m_ranges.Apply(m_scenario, best.values).GetJson());
    std::vector<std::string> files{"tuning.csv", "best.json"};
    for (std::size_t trial = 0; trial < m_trials.size(); ++trial)
    {
        files.push_back(GetFolder(trial) + "/training.csv");
        files.push_back(GetFolder(trial) + "/validation.csv");
    }
    finished.Keep(MakeKey(), m_commandLine.GetText(), files);
    Print(ranked);
    ExperimentProgress progress(m_options.quiet);
    const auto leaders = ValidationCurve::FindBetterLeaders({best.copy.validation});
    if (!leaders.empty())
    {
        progress.Say("note: the best trial ends below " + leaders +
                     " on the validation seeds: that rule is the better choice");
    }
    folder.Finish();
    progress.Say("results are in " + m_output + "; --scenario=" + m_output +
                 "/best.json runs the best trial");
}

} // namespace ns3
