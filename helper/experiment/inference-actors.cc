// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-actors.h"

#include "actor-round.h"
#include "experiment-copy.h"

#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/trainable-policy.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InferenceActors");

namespace
{

/**
 * @param [in,out] bytes get a length appended
 * @param length the length
 */
void
AppendLength(std::string& bytes, uint64_t length)
{
    bytes.append(reinterpret_cast<const char*>(&length), sizeof(length));
}

/**
 * @param bytes with a length in them
 * @param at place of the length
 * @return the length
 */
uint64_t
ReadLength(const std::string& bytes, std::size_t at)
{
    uint64_t length = 0;
    if (at + sizeof(length) > bytes.size())
    {
        throw std::runtime_error("found " + std::to_string(bytes.size()) +
                                 " bytes of a simulator, expected more");
    }
    std::memcpy(&length, bytes.data() + at, sizeof(length));
    return length;
}

} // namespace

InferenceActors::InferenceActors(InferenceEpisode::Scenario scenario,
                                 Ptr<OffloadingPolicy> policy,
                                 const Options& options)
    : m_scenario(std::move(scenario)),
      m_policy(policy),
      m_options(options)
{
    Check(policy, options, "InferenceActors", policy->GetInstanceTypeId().GetName());
    m_options.actors = std::max(1U, options.actors);
    if (!m_options.getRun)
    {
        m_options.getRun = [](uint32_t episode) { return uint64_t{episode}; };
    }
}

InferenceActors::~InferenceActors() = default;

void
InferenceActors::Check(const Ptr<OffloadingPolicy>& policy,
                       const Options& options,
                       const std::string& where,
                       const std::string& name)
{
    using Actors = TrainablePolicy::Actors;
    const TrainablePolicy* const learner = TrainablePolicy::Get(policy);
    const Actors has = learner ? learner->GetActors() : Actors::NONE;
    if (options.overlap && has != Actors::OVERLAPPING)
    {
        throw InferenceInputError(where,
                                  "/training/overlap",
                                  "true with " + name,
                                  "false: that policy learns from its present networks only");
    }
    if (has == Actors::NONE)
    {
        throw InferenceInputError(where,
                                  "/training/actors",
                                  std::to_string(options.actors) + " with " + name,
                                  "1: that policy learns in its own simulator only");
    }
}

void
InferenceActors::Prepare()
{
    if (!m_isPrepared)
    {
        InferenceEpisode(m_scenario).Prepare(m_policy, m_options.getRun(1));
        m_isPrepared = true;
    }
    TrainablePolicy::Get(m_policy)->SetTraining(true);
}

std::unique_ptr<ActorRound>
InferenceActors::Begin(uint32_t first, uint32_t size) const
{
    std::vector<ActorRound::Actor> actors;
    for (uint32_t number = first; number < first + size; ++number)
    {
        const uint64_t run = m_options.getRun(number);
        actors.push_back(
            {[this, run](const ProcessPool::Teller& tell) {
                 // The run number decides all that is random in the episode; with ns-3's seed, so
                 // that another seed explores in another way.
                 TrainablePolicy::Get(m_policy)->Collect(
                     (uint64_t{RngSeedManager::GetSeed()} << 32) ^ run,
                     tell);
                 EpisodeResult result = InferenceEpisode(m_scenario).Run(m_policy, run, true);
                 result.latencies.clear();
                 std::string packed = ExperimentCopy::PackEpisode(result);
                 AppendLength(packed, packed.size());
                 tell(packed);
             },
             "episode " + std::to_string(number) + " of training (RngRun " + std::to_string(run) +
                 ", RngSeed " + std::to_string(RngSeedManager::GetSeed()) + ")"});
    }
    return std::make_unique<ActorRound>(actors, m_options.jobs, m_options.patience);
}

InferenceActors::Episode
InferenceActors::Unpack(const std::string& answer, uint32_t number) const
{
    constexpr std::size_t LENGTH = sizeof(uint64_t);
    const std::size_t end = answer.size() - std::min(answer.size(), LENGTH);
    const uint64_t size = ReadLength(answer, end);
    if (size > end)
    {
        throw std::runtime_error("found " + std::to_string(answer.size()) +
                                 " bytes of a simulator, expected more than " +
                                 std::to_string(size));
    }
    Episode episode;
    episode.number = number;
    episode.run = m_options.getRun(number);
    episode.result = ExperimentCopy::UnpackEpisode(answer.substr(end - size, size));
    episode.experience = answer.substr(0, end - size);
    return episode;
}

void
InferenceActors::Learn(const std::string& answer, uint32_t number, const Listener& learnt)
{
    const Episode episode = Unpack(answer, number);
    TrainablePolicy::Get(m_policy)->LearnFrom(episode.experience);
    if (learnt)
    {
        learnt(episode);
    }
}

uint32_t
InferenceActors::RunRound(uint32_t most, const Listener& learnt)
{
    NS_LOG_FUNCTION(this << most);
    Prepare();
    TrainablePolicy* const learner = TrainablePolicy::Get(m_policy);
    bool isFree = learner->BeginRound();
    if (!isFree && !m_pending.empty())
    {
        Finish(learnt);
        isFree = learner->BeginRound();
    }
    const uint32_t size = std::min(most, isFree ? m_options.actors : 1);
    const uint32_t first = m_episodes + 1;
    const auto round = Begin(first, size);
    m_episodes += size;
    if (m_options.overlap)
    {
        // The episodes before this round.
        auto pending = std::exchange(m_pending, {});
        uint32_t number = first - static_cast<uint32_t>(pending.size());
        for (const auto& answer : pending)
        {
            Learn(answer, number++, learnt);
        }
        while (round->GetLeft() > 0)
        {
            m_pending.push_back(round->Take());
        }
    }
    for (uint32_t number = first; round->GetLeft() > 0; ++number)
    {
        Learn(round->Take(), number, learnt);
    }
    return size;
}

void
InferenceActors::Finish(const Listener& learnt)
{
    const auto pending = std::exchange(m_pending, {});
    uint32_t number = m_episodes + 1 - static_cast<uint32_t>(pending.size());
    if (!pending.empty())
    {
        Prepare();
    }
    for (const auto& answer : pending)
    {
        Learn(answer, number++, learnt);
    }
}

void
InferenceActors::Run(uint32_t episodes, const Listener& learnt)
{
    const uint32_t end = m_episodes + episodes;
    while (m_episodes < end)
    {
        RunRound(end - m_episodes, learnt);
    }
    Finish(learnt);
}

uint32_t
InferenceActors::GetEpisodes() const
{
    return m_episodes;
}

std::string
InferenceActors::SavePending() const
{
    std::string bytes;
    for (const auto& answer : m_pending)
    {
        AppendLength(bytes, answer.size());
        bytes += answer;
    }
    return bytes;
}

void
InferenceActors::Resume(uint32_t episodes, const std::string& pending)
{
    m_pending.clear();
    for (std::size_t at = 0; at < pending.size();)
    {
        const uint64_t length = ReadLength(pending, at);
        at += sizeof(length);
        if (length > pending.size() - at)
        {
            throw std::runtime_error("found " + std::to_string(pending.size() - at) +
                                     " bytes of experience, expected " + std::to_string(length));
        }
        m_pending.push_back(pending.substr(at, length));
        at += length;
    }
    m_episodes = episodes + static_cast<uint32_t>(m_pending.size());
}

} // namespace ns3
