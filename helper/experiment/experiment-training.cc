// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-training.h"

#include "ns3/experiment-progress.h"
#include "ns3/inference-input-error.h"
#include "ns3/process-pool.h"
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

ExperimentTraining::ExperimentTraining(const ExperimentOptions& options,
                                       const std::map<std::string, std::string>& arguments,
                                       uint64_t run,
                                       std::shared_ptr<TrainingRanks> ranks)
    : m_options(options),
      m_arguments(arguments),
      m_run(run),
      m_ranks(std::move(ranks))
{
}

std::string
ExperimentTraining::GetHeader()
{
    std::string header = "policy,training,episode,run,tasks";
    for (std::size_t metric = 0; metric < EpisodeResult::METRICS; ++metric)
    {
        header += std::string(",") + EpisodeResult::GetName(metric);
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
ExperimentTraining::Run(const ExperimentPolicies::Entry& entry,
                        const InferenceEpisode::Scenario& scenario,
                        const std::string& path,
                        uint32_t training,
                        const std::string& networks) const
{
    ExperimentProgress progress(m_options.quiet);
    const Ptr<OffloadingPolicy> policy = entry.policy;
    // Several ranks share the episodes out in turn. What they have learnt together is kept at the
    // end only, for there is no common instant before at which all are between episodes.
    TrainablePolicy& learner = *TrainablePolicy::Get(policy);
    auto group = m_ranks;
    const TrainablePolicy::Ranks ranks =
        m_options.hasRanks ? learner.JoinRanks(group) : TrainablePolicy::Ranks();
    TrainingCheckpoint checkpoint;
    if (ranks.rank == 0 && std::filesystem::exists(path))
    {
        checkpoint = Load(policy, path);
    }
    else if (!m_options.load.empty())
    {
        checkpoint = Load(policy, m_options.load);
        // Going on for longer is what resuming is for.
        auto before = checkpoint.arguments;
        for (const auto* name : {"episodes", "seeds", "trainings"})
        {
            before[name] = m_arguments.at(name);
        }
        if (before != m_arguments)
        {
            progress.Say("note: " + m_options.load +
                         " was trained with other arguments; summary.json of its own run has them");
        }
    }
    checkpoint.policy = policy->GetInstanceTypeId().GetName();
    checkpoint.arguments = m_arguments;
    const auto save = [&](const std::string& file) {
        std::ostringstream state;
        learner.Save(state);
        checkpoint.state = state.str();
        checkpoint.Write(file);
        checkpoint.state.clear();
    };
    const auto all = static_cast<uint32_t>(m_options.episodes.value);
    const uint32_t episodes = all / ranks.size + (ranks.rank < all % ranks.size);
    const auto every =
        ranks.size > 1 ? episodes : static_cast<uint32_t>(m_options.checkpoint.value);
    const auto done = static_cast<uint32_t>(checkpoint.rows.size());
    const std::string which =
        m_options.trainings.value > 1 ? " #" + std::to_string(training + 1) : std::string();
    progress.Begin("training " + entry.name + which + (done == 0 ? "" : " (resumed)"), episodes);
    for (uint32_t episode = done + 1; episode <= episodes; ++episode)
    {
        const uint32_t number = (episode - 1) * ranks.size + ranks.rank + 1;
        const uint64_t run = GetRun(m_run, training, number);
        const EpisodeResult result = InferenceEpisode(scenario).Run(policy, run, true);
        std::string row = entry.name + ',' + std::to_string(training + 1) + ',' +
                          std::to_string(number) + ',' + std::to_string(run) + ',' +
                          std::to_string(result.tasks);
        for (const double value : result.values)
        {
            row += ',' + ToText(value);
        }
        std::string figures;
        for (const auto& [name, value] : learner.GetTrainingFigures())
        {
            figures += (figures.empty() ? "" : ";") + name + '=' + ToText(value);
        }
        checkpoint.rows.push_back(row + ',' + figures + '\n');
        checkpoint.curve.push_back({number, result.values[EpisodeResult::REWARD]});
        progress.Step(episode, "reward " + ToText(result.values[EpisodeResult::REWARD]));
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
    if (!m_options.save.empty())
    {
        save(m_options.save);
    }
    if (!networks.empty())
    {
        // A policy that was loaded and did not train here takes up its networks in an episode,
        // which is run apart to leave it as it is.
        const auto write = [&] {
            if (done >= episodes)
            {
                InferenceEpisode(scenario).Run(policy, GetRun(m_run, training, 1), false);
            }
            TrainingCheckpoint file{checkpoint.policy, m_arguments, {}, {}, ""};
            std::ostringstream state;
            learner.SaveNetworks(state);
            file.state = state.str();
            file.Write(networks);
            return std::string();
        };
        ProcessPool(1).Run({write});
    }
    return checkpoint;
}

} // namespace ns3
