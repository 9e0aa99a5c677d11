// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-training.h"

#include "../../model/process/process-pool.h"
#include "../episode/csv-text.h"
#include "experiment-seeds.h"
#include "training-table.h"

#include "ns3/inference-actors.h"
#include "ns3/inference-input-error.h"
#include "ns3/training-ranks.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ns3
{

ExperimentTraining::ExperimentTraining(const ExperimentPlan& plan)
    : m_plan(plan)
{
}

TrainingCheckpoint
ExperimentTraining::Load(Ptr<OffloadingPolicy> policy, const std::string& path)
{
    TrainingCheckpoint checkpoint = TrainingCheckpoint::Read(path);
    const std::string type = policy->GetInstanceTypeId().GetName();
    if (checkpoint.policy != type)
    {
        throw InferenceInputError(path, "/policy", '"' + checkpoint.policy + '"', type);
    }
    std::istringstream state(checkpoint.state);
    TrainablePolicy::Get(policy)->Load(state);
    return checkpoint;
}

TrainingCheckpoint
ExperimentTraining::Resume(Ptr<OffloadingPolicy> policy, const std::string& path) const
{
    if (!path.empty() && std::filesystem::exists(path))
    {
        return Load(policy, path);
    }
    if (m_plan.load.empty())
    {
        TrainingCheckpoint beginning;
        beginning.gradientSteps = 0;
        return beginning;
    }
    TrainingCheckpoint checkpoint = Load(policy, m_plan.load);
    // Going on for longer is what resuming is for.
    auto before = checkpoint.arguments;
    for (const auto* name : {"episodes", "seeds", "trainings"})
    {
        before[name] = m_plan.arguments.at(name);
    }
    if (before != m_plan.arguments)
    {
        ExperimentProgress(m_plan.quiet)
            .Say("note: " + m_plan.load +
                 " was trained with other arguments; summary.json of its own run has them");
    }
    return checkpoint;
}

uint32_t
ExperimentTraining::GetNumber(const Work& work, uint32_t number)
{
    return (number - 1) * work.ranks.size + work.ranks.rank + 1;
}

void
ExperimentTraining::AddRow(Work& work, uint32_t number, const EpisodeResult& result) const
{
    const uint32_t ofAll = GetNumber(work, number);
    std::string row =
        CsvText::Field(work.entry.name) + ',' + std::to_string(work.training + 1) + ',' +
        std::to_string(ofAll) + ',' +
        std::to_string(ExperimentSeeds::GetTraining(m_plan.rngRun, work.training, ofAll)) + ',' +
        std::to_string(result.tasks);
    for (const double value : result.values)
    {
        row += ',' + CsvText::Number(value);
    }
    std::string figures;
    const TrainablePolicy& learner = *TrainablePolicy::Get(work.entry.policy);
    for (const auto& [name, value] : learner.GetTrainingFigures())
    {
        figures += (figures.empty() ? "" : ";") + name + '=' + CsvText::Number(value);
    }
    const double reward = result.values[EpisodeResult::REWARD];
    work.checkpoint.rows.push_back(row + ',' + figures + '\n');
    work.checkpoint.gradientSteps = learner.GetGradientSteps();
    work.checkpoint.curve.push_back({ofAll, reward});
    TellRow(work, work.checkpoint.rows.size() - 1);
    m_plan.clock->Finish(ExperimentClock::TRAINING, work.watch.GetSeconds());
    work.progress.Step(number, "reward " + CsvText::Number(reward));
    if (work.ranks.rank == 0 && work.validation.IsDue(ofAll - 1, ofAll - 1 + work.ranks.size))
    {
        Validate(work, ofAll);
    }
    work.watch = {};
}

void
ExperimentTraining::TellRow(Work& work, std::size_t row) const
{
    if (work.ranks.rank > 0)
    {
        return;
    }
    const std::string& record = work.checkpoint.rows[row];
    TrainingTable(m_plan.output + "/training.csv").Append(record);
    if (work.events)
    {
        work.events->Add(work.checkpoint.curve[row].episode, TrainingTable::GetScalars(record));
    }
}

void
ExperimentTraining::TellPoint(Work& work, std::size_t point) const
{
    if (work.events)
    {
        const auto& own = work.checkpoint.validation.points[point];
        work.events->Add(own.episode, {{"validation/reward", own.GetMean()}});
    }
}

void
ExperimentTraining::TellRecord(Work& work) const
{
    if (m_plan.tensorboard && work.ranks.rank == 0)
    {
        work.events = std::make_unique<EventFile>(
            m_plan.output + "/tensorboard/" + EpisodeRecordings::MakeFileName(work.entry.name) +
            "-" + std::to_string(work.training + 1) + "/events.out.tfevents.edge-inference");
    }
    const auto& points = work.checkpoint.validation.points;
    std::size_t point = 0;
    for (std::size_t row = 0; row < work.checkpoint.rows.size(); ++row)
    {
        m_plan.clock->Finish(ExperimentClock::TRAINING, 0);
        TellRow(work, row);
        while (point < points.size() && points[point].episode <= work.checkpoint.curve[row].episode)
        {
            TellPoint(work, point++);
        }
    }
    TellValidation(work, 0);
    for (std::size_t i = 0; i < points.size() * m_plan.validation.size(); ++i)
    {
        m_plan.clock->Finish(ExperimentClock::VALIDATION, 0);
    }
}

void
ExperimentTraining::TellValidation(const Work& work, std::size_t first) const
{
    const auto& rows = work.checkpoint.validation.rows;
    std::string text;
    for (std::size_t i = first; i < rows.size(); ++i)
    {
        text += rows[i];
    }
    if (text.empty())
    {
        return;
    }
    // Appended whole: trainings that run at one time write into one file.
    const std::string path = m_plan.output + "/validation.csv";
    if (!(std::ofstream(path, std::ios::binary | std::ios::app) << text << std::flush))
    {
        throw InferenceInputError(path, "", "an error", "a file that can be written");
    }
}

void
ExperimentTraining::Validate(Work& work, uint32_t episode) const
{
    ValidationCurve& curve = work.checkpoint.validation;
    const std::size_t before = curve.rows.size();
    if (work.validation.AddPoint(work.entry, work.training, episode, curve))
    {
        std::ostringstream networks;
        TrainablePolicy::Get(work.entry.policy)->SaveNetworks(networks);
        work.checkpoint.best = networks.str();
    }
    TellPoint(work, curve.points.size() - 1);
    TellValidation(work, before);
}

void
ExperimentTraining::KeepBest(Work& work) const
{
    ValidationCurve& curve = work.checkpoint.validation;
    const bool isOn = work.validation.IsOn() && !work.checkpoint.rows.empty();
    const uint32_t last = isOn ? work.checkpoint.curve.back().episode : 0;
    if (isOn && (curve.points.empty() || curve.points.back().episode != last))
    {
        Validate(work, last);
    }
    if (isOn && m_plan.leaders && work.training == 0)
    {
        const std::size_t before = curve.rows.size();
        work.validation.AddLeaders(work.entry, work.training, curve);
        TellValidation(work, before);
    }
    if (isOn && !work.checkpoint.best.empty())
    {
        std::istringstream networks(work.checkpoint.best);
        TrainablePolicy::Get(work.entry.policy)->Load(networks);
    }
}

void
ExperimentTraining::RunHere(Work& work) const
{
    const auto done = static_cast<uint32_t>(work.checkpoint.rows.size());
    for (uint32_t episode = done + 1; episode <= work.episodes; ++episode)
    {
        const uint64_t run =
            ExperimentSeeds::GetTraining(m_plan.rngRun, work.training, GetNumber(work, episode));
        InferenceEpisode one(m_plan.training);
        one.SetNotice(
            [quiet = m_plan.quiet](const auto& line) { ExperimentProgress(quiet).Say(line); });
        AddRow(work, episode, one.Run(work.entry.policy, run, true));
        work.keep(episode - 1, episode);
    }
}

void
ExperimentTraining::RunActors(Work& work) const
{
    InferenceActors::Options options;
    options.actors = m_plan.actors;
    options.jobs = work.jobs;
    options.overlap = m_plan.overlap;
    options.getRun = [&](uint32_t number) {
        return ExperimentSeeds::GetTraining(m_plan.rngRun, work.training, GetNumber(work, number));
    };
    InferenceActors actors(m_plan.training, work.entry.policy, options);
    actors.Resume(static_cast<uint32_t>(work.checkpoint.rows.size()), work.checkpoint.pending);
    const auto learnt = [&](const InferenceActors::Episode& episode) {
        AddRow(work, episode.number, episode.result);
    };
    while (actors.GetEpisodes() < work.episodes)
    {
        const uint32_t before = actors.GetEpisodes();
        actors.RunRound(work.episodes - before, learnt);
        work.checkpoint.pending = actors.SavePending();
        work.keep(before, actors.GetEpisodes());
    }
    if (!work.checkpoint.pending.empty())
    {
        actors.Finish(learnt);
        work.checkpoint.pending.clear();
        work.keep(work.episodes - 1, work.episodes);
    }
}

void
ExperimentTraining::WriteNetworks(Ptr<OffloadingPolicy> policy,
                                  uint32_t training,
                                  bool hasTrained,
                                  const std::string& path) const
{
    // A policy that was loaded and did not train here takes up its networks in an episode, which is
    // run apart to leave it as it is.
    const auto write = [&] {
        if (!hasTrained)
        {
            InferenceEpisode(m_plan.training)
                .Run(policy, ExperimentSeeds::GetTraining(m_plan.rngRun, training, 1), false);
        }
        TrainingCheckpoint file;
        file.policy = policy->GetInstanceTypeId().GetName();
        file.arguments = m_plan.arguments;
        std::ostringstream state;
        TrainablePolicy::Get(policy)->SaveNetworks(state);
        file.state = state.str();
        file.Write(path);
        return std::string();
    };
    ProcessPool(1).Run({write});
}

TrainingCheckpoint
ExperimentTraining::Run(const ExperimentPolicies::Entry& entry,
                        const std::string& path,
                        uint32_t training,
                        const std::string& networks,
                        uint32_t jobs) const
{
    const Ptr<OffloadingPolicy> policy = entry.policy;
    // Several ranks share the episodes out in turn. What they have learnt together is kept at the
    // end only, for there is no common instant before at which all are between episodes.
    TrainablePolicy& learner = *TrainablePolicy::Get(policy);
    auto group = m_plan.rankGroup;
    Work work{entry,
              training,
              {},
              0,
              jobs,
              {},
              ExperimentProgress(m_plan.quiet, m_plan.clock),
              {},
              ExperimentValidation(m_plan, jobs)};
    work.ranks = m_plan.hasRanks ? learner.JoinRanks(group) : TrainablePolicy::Ranks();
    const auto& ranks = work.ranks;
    TrainingCheckpoint& checkpoint = work.checkpoint;
    checkpoint = Resume(policy, ranks.rank == 0 ? path : std::string());
    checkpoint.policy = policy->GetInstanceTypeId().GetName();
    checkpoint.arguments = m_plan.arguments;
    const auto save = [&](const std::string& file) {
        std::ostringstream state;
        learner.Save(state);
        checkpoint.state = state.str();
        checkpoint.Write(file);
        checkpoint.state.clear();
    };
    const uint32_t all = m_plan.episodes;
    const uint32_t episodes = all / ranks.size + (ranks.rank < all % ranks.size);
    const uint32_t every = ranks.size > 1 ? episodes : m_plan.checkpoint;
    work.episodes = episodes;
    work.keep = [&](uint32_t before, uint32_t after) {
        if (ranks.rank == 0 && every > 0 && (before / every < after / every || after == episodes))
        {
            save(path);
        }
    };
    const auto done = static_cast<uint32_t>(checkpoint.rows.size());
    TellRecord(work);
    work.watch = {};
    const std::string which =
        m_plan.trainings > 1 ? " #" + std::to_string(training + 1) : std::string();
    work.progress.Begin("training " + entry.name + which + (done == 0 ? "" : " (resumed)"),
                        episodes);
    if (m_plan.actors > 1 || m_plan.overlap)
    {
        RunActors(work);
    }
    else
    {
        RunHere(work);
    }
    learner.FinishTraining();
    work.progress.End();
    if (ranks.rank > 0)
    {
        return std::move(checkpoint);
    }
    if (checkpoint.rows.empty())
    {
        work.progress.Say("note: " + entry.name + " is evaluated untrained");
    }
    if (!m_plan.save.empty())
    {
        save(m_plan.save);
    }
    KeepBest(work);
    if (!networks.empty())
    {
        WriteNetworks(policy, training, done < episodes, networks);
    }
    return std::move(checkpoint);
}

} // namespace ns3
