// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-runner.h"

#include "../../model/policy/rules/fixed-plan-policy.h"
#include "../report/experiment-figures.h"
#include "../report/loss-remarks.h"
#include "../report/text-table.h"
#include "../report/validation-report.h"
#include "experiment-clock.h"
#include "experiment-files.h"
#include "experiment-progress.h"
#include "experiment-training.h"
#include "finished-result.h"
#include "fixed-plan-search.h"
#include "training-table.h"

#include "ns3/inference-input-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/trainable-policy.h"
#include "ns3/training-ranks.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace ns3
{

namespace
{

/**
 * @param entry a policy
 * @return true for one that learns
 */
bool
IsLearner(const ExperimentPolicies::Entry& entry)
{
    return TrainablePolicy::Get(entry.policy) != nullptr;
}

/**
 * @param result of the search for the best fixed plan
 * @param isComplete whether plans with tails were tried, too
 * @return what summary.json tells about it
 */
std::vector<std::pair<std::string, std::string>>
MakeRemarks(const FixedPlanSearch::Result& result, bool isComplete)
{
    const InferencePlan& plan = result.plan;
    std::vector<std::pair<std::string, std::string>> remarks{
        {"exit", std::to_string(plan.exit)},
        {"cut", std::to_string(plan.cut)},
        {"bits", std::to_string(plan.bits)},
        {"server", std::to_string(plan.server)}};
    if (plan.HasTail())
    {
        remarks.emplace_back("tailCut", std::to_string(plan.tailCut));
        remarks.emplace_back("tailBits", std::to_string(plan.tailBits));
        remarks.emplace_back("tailServer", std::to_string(plan.tailServer));
    }
    if (!isComplete)
    {
        remarks.emplace_back("tails", "no"); // too many to try
    }
    remarks.emplace_back("candidates", std::to_string(result.candidates));
    remarks.emplace_back("episodesOfSearch", std::to_string(result.runs));
    return remarks;
}

} // namespace

ExperimentRunner::ExperimentRunner(const ExperimentPlan& plan)
    : m_plan(plan)
{
}

ExperimentResults
ExperimentRunner::Run(const ExperimentFolder& folder) const
{
    RngSeedManager::SetSeed(m_plan.rngSeed);
    std::vector<Work> works;
    for (const auto& entry : m_plan.makePolicies())
    {
        works.push_back({entry, {}});
    }
    // The search for the best fixed plan needs no training, so it runs beside it.
    ProcessPool pool(m_plan.jobs);
    ExpectEpisodes(works);
    const auto search = std::find_if(works.begin(), works.end(), [](const auto& work) {
        return !work.entry.policy;
    });
    std::size_t searchJob = 0;
    auto found = search == works.end() ? std::string() : folder.Find("search");
    if (!found)
    {
        searchJob = pool.Start([&] {
            const std::string answer = Search(folder).Pack();
            folder.Keep("search", answer);
            return answer;
        });
    }
    TrainAndEvaluate(works, folder, pool);
    if (search != works.end())
    {
        if (!found)
        {
            found = pool.Wait(searchJob);
        }
        search->copies.push_back(ExperimentCopy::Unpack(*found));
    }
    return PutTogether(std::move(works));
}

void
ExperimentRunner::ExpectEpisodes(const std::vector<Work>& works) const
{
    for (const auto& work : works)
    {
        // The search counts its episodes when it knows them.
        const uint32_t copies = IsLearner(work.entry) ? m_plan.trainings : 1;
        if (work.entry.policy)
        {
            m_plan.clock->Expect(ExperimentClock::EVALUATION, copies * m_plan.seeds.size());
        }
        if (IsLearner(work.entry))
        {
            m_plan.clock->Expect(ExperimentClock::TRAINING,
                                 uint64_t{copies} * m_plan.episodes / m_plan.ranks);
            m_plan.clock->Expect(ExperimentClock::VALIDATION,
                                 uint64_t{copies} * m_plan.validation.size() *
                                     ExperimentValidation(m_plan, m_plan.jobs).CountPoints());
        }
    }
}

ExperimentResults
ExperimentRunner::PutTogether(std::vector<Work> works) const
{
    ExperimentResults results;
    std::vector<std::string> records;
    results.summary.SetSeeds(m_plan.seeds);
    for (const auto& [name, value] : m_plan.arguments)
    {
        results.summary.AddArgument(name, value);
    }
    results.summary.SetScenario(m_plan.json);
    for (auto& work : works)
    {
        for (const auto& copy : work.copies)
        {
            records.insert(records.end(), copy.rows.begin(), copy.rows.end());
            for (const auto& row : copy.validation.rows)
            {
                results.validationCsv += row;
            }
            results.curve = results.curve.empty() ? copy.curve : results.curve;
        }
        results.summary.AddPolicy({work.entry.name,
                                   ExperimentCopy::Average(work.copies),
                                   std::move(work.copies.front().remarks),
                                   ExperimentCopy::GetTrainings(work.copies),
                                   ExperimentCopy::GetGradientSteps(work.copies),
                                   ExperimentCopy::IsStillRising(work.copies),
                                   ExperimentCopy::GetValidation(work.copies)});
        work.copies.clear();
    }
    results.trainingCsv = TrainingTable::MakeCsv(records);
    if (m_plan.validateEvery > 0)
    {
        results.validationCsv = ExperimentValidation::GetHeader() + results.validationCsv;
        results.summary.SetValidationSeeds(m_plan.validation);
    }
    return results;
}

ExperimentCopy
ExperimentRunner::Search(const ExperimentFolder& folder) const
{
    const std::string name = ExperimentPolicies::BEST_FIXED;
    FixedPlanSearch search(m_plan.evaluation, m_plan.dnn, m_plan.seeds);
    const bool isComplete = search.FindServers();
    const uint64_t episodes = search.CountEpisodes(search.GetCandidates().size());
    m_plan.clock->Expect(ExperimentClock::SEARCH, episodes);
    ExperimentProgress progress(m_plan.quiet, m_plan.clock);
    progress.Begin("searching " + name, episodes);
    uint64_t done = 0;
    const auto remember = [&](std::size_t candidate, std::size_t seed, const auto& run) {
        const std::string piece =
            "search-" + std::to_string(candidate) + "-" + std::to_string(seed + 1);
        const auto known = folder.Find(piece);
        const ExperimentClock::Watch watch;
        EpisodeResult episode = known ? ExperimentCopy::UnpackEpisode(*known) : run();
        m_plan.clock->Finish(ExperimentClock::SEARCH, known ? 0 : watch.GetSeconds());
        if (!known)
        {
            folder.Keep(piece, ExperimentCopy::PackEpisode(episode));
        }
        progress.Step(++done,
                      "plan " + std::to_string(candidate + 1) + ", seed " +
                          std::to_string(seed + 1));
        return episode;
    };
    auto result = search.Run(name, remember);
    progress.End();
    if (m_plan.recordings.IsAny() || m_plan.observations)
    {
        // The search itself records nothing: most of its episodes are thrown away.
        auto policy = CreateObject<FixedPlanPolicy>();
        policy->SetPlan(result.plan);
        for (std::size_t i = 0; i < m_plan.seeds.size(); ++i)
        {
            InferenceEpisode episode(m_plan.evaluation);
            episode.Record(name, static_cast<uint32_t>(i + 1));
            episode.RecordFiles(m_plan.recordings);
            if (m_plan.observations)
            {
                episode.RecordObservations();
            }
            result.episodes[i] = episode.Run(policy, m_plan.seeds[i], false);
        }
    }
    ExperimentCopy copy;
    copy.remarks = MakeRemarks(result, isComplete);
    copy.episodes = std::move(result.episodes);
    return copy;
}

ExperimentCopy
ExperimentRunner::RunPretrained(const ExperimentPolicies::Entry& entry,
                                const std::string& piece,
                                const ExperimentEvaluation& evaluation,
                                ProcessPool& pool) const
{
    const auto& folders = m_plan.networks;
    std::string path =
        folders.empty() ? entry.name : m_plan.GetNetworks(folders.front(), entry.name);
    for (const auto& folder : folders)
    {
        const std::string other = m_plan.GetNetworks(folder, entry.name);
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
ExperimentRunner::RunCopy(const CopyNumber& number,
                          const ExperimentEvaluation& evaluation,
                          const ExperimentFolder& folder,
                          ProcessPool& pool) const
{
    const auto& [policy, training] = number;
    const auto entry = m_plan.makePolicies().at(policy);
    const std::string piece = std::to_string(policy) + "-" + std::to_string(training);
    if (m_plan.pretrained)
    {
        return RunPretrained(entry, "episode-" + piece, evaluation, pool);
    }
    const std::string networks = m_plan.saveNetworks.empty() || training > 0
                                     ? std::string()
                                     : m_plan.GetNetworks(m_plan.saveNetworks, entry.name);
    TrainingCheckpoint record =
        ExperimentTraining(m_plan).Run(entry,
                                       folder.GetPiecePath("training-" + piece),
                                       training,
                                       networks,
                                       pool.GetProcesses());
    ExperimentCopy copy;
    copy.rows = std::move(record.rows);
    copy.curve = std::move(record.curve);
    copy.gradientSteps = record.gradientSteps;
    copy.validation = std::move(record.validation);
    copy.episodes =
        std::move(evaluation.Run({entry}, {"episode-" + piece}, training == 0, pool).front());
    return copy;
}

std::vector<ExperimentRunner::CopyNumber>
ExperimentRunner::ListCopies(const std::vector<Work>& works) const
{
    std::vector<CopyNumber> copies;
    for (std::size_t i = 0; i < works.size(); ++i)
    {
        for (uint32_t training = 0; IsLearner(works[i].entry) && training < m_plan.trainings;
             ++training)
        {
            copies.emplace_back(i, training);
        }
    }
    return copies;
}

void
ExperimentRunner::EvaluateRules(std::vector<Work>& works,
                                const ExperimentEvaluation& evaluation,
                                ProcessPool& pool)
{
    std::vector<Work*> rules;
    std::vector<ExperimentPolicies::Entry> entries;
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < works.size(); ++i)
    {
        if (works[i].entry.policy && !IsLearner(works[i].entry))
        {
            rules.push_back(&works[i]);
            entries.push_back(works[i].entry);
            pieces.push_back("episode-" + std::to_string(i) + "-0");
        }
    }
    auto results = evaluation.Run(entries, pieces, true, pool);
    for (std::size_t i = 0; i < rules.size(); ++i)
    {
        rules[i]->copies.push_back({{}, {}, std::move(results[i])});
    }
}

void
ExperimentRunner::TrainAndEvaluate(std::vector<Work>& works,
                                   const ExperimentFolder& folder,
                                   ProcessPool& pool) const
{
    const ExperimentEvaluation evaluation(m_plan, folder);
    const auto copies = ListCopies(works);
    // Rows follow as episodes end; when all is done the file is written anew, in order.
    folder.Write("training.csv", TrainingTable::GetHeader());
    if (m_plan.validateEvery > 0)
    {
        folder.Write("validation.csv", ExperimentValidation::GetHeader());
    }
    // Several copies at one time are processes of their own. One at a time trains in this process,
    // and so do those that several ranks train together.
    const bool isApart = m_plan.jobs > 1 && copies.size() > 1 && m_plan.ranks == 1;
    std::vector<std::size_t> jobs;
    for (const auto& copy : copies)
    {
        if (isApart)
        {
            jobs.push_back(pool.Start([&, copy] {
                const auto n = static_cast<uint32_t>(copies.size());
                ProcessPool own(std::max(1U, m_plan.jobs / n));
                return RunCopy(copy, evaluation, folder, own).Pack();
            }));
        }
        else
        {
            works[copy.first].copies.push_back(RunCopy(copy, evaluation, folder, pool));
        }
    }
    EvaluateRules(works, evaluation, pool);
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        works[copies[i].first].copies.push_back(ExperimentCopy::Unpack(pool.Wait(jobs[i])));
    }
    for (auto& work : works)
    {
        if (IsLearner(work.entry))
        {
            AddRemarks(work);
        }
    }
}

void
ExperimentRunner::AddRemarks(Work& work) const
{
    ExperimentCopy& copy = work.copies.front();
    if (m_plan.pretrained)
    {
        copy.remarks.emplace_back("pretrained", m_plan.GetNetworks("", work.entry.name).substr(1));
    }
    else
    {
        copy.remarks.emplace_back("trainedEpisodes", std::to_string(copy.rows.size()));
    }
    if (m_plan.trainings > 1)
    {
        copy.remarks.emplace_back("trainings", std::to_string(work.copies.size()));
    }
}

void
ExperimentRunner::Assist() const
{
    RngSeedManager::SetSeed(m_plan.rngSeed);
    const std::size_t count = m_plan.makePolicies().size();
    for (std::size_t i = 0; i < count; ++i)
    {
        for (uint32_t training = 0; training < m_plan.trainings; ++training)
        {
            const auto entry = m_plan.makePolicies().at(i);
            auto group = m_plan.rankGroup;
            if (IsLearner(entry) && TrainablePolicy::Get(entry.policy)->JoinRanks(group).size > 1)
            {
                ExperimentTraining(m_plan).Run(entry,
                                               std::string(),
                                               training,
                                               std::string(),
                                               m_plan.jobs);
            }
        }
    }
}

ExperimentSummary
RunExperiment(const ExperimentPlan& plan)
{
    const ExperimentRunner runner(plan);
    if (plan.rank > 0)
    {
        runner.Assist();
        return {};
    }
    if (!plan.saveNetworks.empty())
    {
        std::error_code error;
        std::filesystem::create_directories(plan.saveNetworks, error);
    }
    if (!plan.save.empty())
    {
        ExperimentFolder::CheckWritable(plan.save); // not after the training
    }
    ExperimentFolder folder(plan.output);
    const FinishedResult finished(plan.output);
    finished.Replace(plan.key, plan.isOutputKept);
    folder.Begin(plan.key + "\n" + ExperimentCopy::FORMAT);
    ExperimentResults results = runner.Run(folder);
    ExperimentProgress progress(plan.quiet);
    if (plan.figures && !ExperimentFigures::Write(results, plan.output).IsComplete())
    {
        progress.Say(FigureFiles::ABOUT_CONVERTER);
    }
    WriteExperimentFiles(plan, results, folder);
    finished.Keep(plan.key, plan.commandLine, ListExperimentFiles(plan));
    if (plan.table)
    {
        results.summary.PrintTable(std::cout, TextTable::GetTerminalWidth());
        auto lines = FindLosses(results.summary);
        const auto remarks = ValidationReport::FindRemarks(results.summary);
        lines.insert(lines.end(), remarks.begin(), remarks.end());
        for (const auto& line : lines)
        {
            progress.Say("note: " + line);
        }
    }
    folder.Finish();
    progress.Say("results are in " + plan.output);
    return std::move(results.summary);
}

} // namespace ns3
