// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-training.h"

#include "experiment-progress.h"
#include "process-pool.h"

#include "ns3/inference-input-error.h"
#include "ns3/trainable-policy.h"
#include "ns3/training-ranks.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <sstream>

namespace ns3
{

namespace
{

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

} // namespace

ExperimentTraining::ExperimentTraining(const ExperimentPlan& plan)
    : m_plan(plan)
{
}

std::string
ExperimentTraining::GetHeader()
{
    std::string header = "policy,training,episode,run,tasks";
    for (const auto& metric : EpisodeMetric::GetAll())
    {
        header += std::string(",") + metric.name;
    }
    return header + ",figures\n";
}

uint64_t
ExperimentTraining::GetRun(uint64_t base, uint32_t training, uint32_t episode)
{
    return 1000000 * base + uint64_t{10000} * training + episode;
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

double
ExperimentTraining::RunEpisode(const ExperimentPolicies::Entry& entry,
                               uint32_t training,
                               uint32_t number,
                               TrainingCheckpoint& checkpoint) const
{
    const uint64_t run = GetRun(m_plan.rngRun, training, number);
    const EpisodeResult result = InferenceEpisode(m_plan.training).Run(entry.policy, run, true);
    std::string row = entry.name + ',' + std::to_string(training + 1) + ',' +
                      std::to_string(number) + ',' + std::to_string(run) + ',' +
                      std::to_string(result.tasks);
    for (const double value : result.values)
    {
        row += ',' + ToText(value);
    }
    std::string figures;
    const TrainablePolicy& learner = *TrainablePolicy::Get(entry.policy);
    for (const auto& [name, value] : learner.GetTrainingFigures())
    {
        figures += (figures.empty() ? "" : ";") + name + '=' + ToText(value);
    }
    checkpoint.rows.push_back(row + ',' + figures + '\n');
    checkpoint.gradientSteps = learner.GetGradientSteps();
    checkpoint.curve.push_back({number, result.values[EpisodeResult::REWARD]});
    return result.values[EpisodeResult::REWARD];
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
                .Run(policy, GetRun(m_plan.rngRun, training, 1), false);
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
                        const std::string& networks) const
{
    ExperimentProgress progress(m_plan.quiet);
    const Ptr<OffloadingPolicy> policy = entry.policy;
    // Several ranks share the episodes out in turn. What they have learnt together is kept at the
    // end only, for there is no common instant before at which all are between episodes.
    TrainablePolicy& learner = *TrainablePolicy::Get(policy);
    auto group = m_plan.rankGroup;
    const TrainablePolicy::Ranks ranks =
        m_plan.hasRanks ? learner.JoinRanks(group) : TrainablePolicy::Ranks();
    TrainingCheckpoint checkpoint = Resume(policy, ranks.rank == 0 ? path : std::string());
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
    const auto done = static_cast<uint32_t>(checkpoint.rows.size());
    const std::string which =
        m_plan.trainings > 1 ? " #" + std::to_string(training + 1) : std::string();
    progress.Begin("training " + entry.name + which + (done == 0 ? "" : " (resumed)"), episodes);
    for (uint32_t episode = done + 1; episode <= episodes; ++episode)
    {
        const uint32_t number = (episode - 1) * ranks.size + ranks.rank + 1;
        const double reward = RunEpisode(entry, training, number, checkpoint);
        progress.Step(episode, "reward " + ToText(reward));
        if (ranks.rank == 0 && every > 0 && (episode % every == 0 || episode == episodes))
        {
            save(path);
        }
    }
    learner.FinishTraining();
    progress.End();
    if (ranks.rank > 0)
    {
        return checkpoint;
    }
    if (checkpoint.rows.empty())
    {
        progress.Say("note: " + entry.name + " is evaluated untrained");
    }
    if (!m_plan.save.empty())
    {
        save(m_plan.save);
    }
    if (!networks.empty())
    {
        WriteNetworks(policy, training, done < episodes, networks);
    }
    return checkpoint;
}

} // namespace ns3
