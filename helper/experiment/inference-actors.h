// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_ACTORS_H
#define INFERENCE_ACTORS_H

#include "ns3/inference-episode.h"
#include "ns3/offloading-policy.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class ActorRound;

/**
 * @ingroup edge-inference
 * @brief Many simulators for one learner, because ns-3 has one simulator in a process.
 *
 * Training goes by rounds. A round is some episodes (ActorOptions::actors) that are run with the
 * same networks, each in a process of its own: a copy of the policy acts there, explores with
 * random numbers that follow from the episode's run number alone, and sends back what is to be
 * learnt. The policy here learns that in the order of episodes. So the number of actors is part of
 * the method and of the result, while the number of processes that run at one time changes nothing.
 *
 * With overlap, the policy learns from a round while the next one runs; the networks that act are
 * then one round older.
 *
 * A simulator whose process dies, or tells nothing for too long, is run again as it was; after
 * three times the training ends with the episode and the reason. Every episode begins in a new
 * process, so that nothing can be left of the one before.
 */
class InferenceActors
{
  public:
    /// How many, and when to lose patience.
    struct Options
    {
        uint32_t actors{1};   //!< episodes of a round
        uint32_t jobs{1};     //!< simulators that run at one time; changes no result
        bool overlap{false};  //!< learn from a round while the next one runs
        double patience{600}; //!< s of wall time without news after which a simulator is dead
        /// ns-3's run number of an episode; empty: the same number
        std::function<uint64_t(uint32_t)> getRun{};
    };

    /// An episode that the policy has learnt from.
    struct Episode
    {
        uint32_t number{0};     //!< from 1
        uint64_t run{0};        //!< ns-3's run number
        EpisodeResult result;   //!< what it came to, without latencies of tasks
        std::string experience; //!< what was learnt (TrainablePolicy::LearnFrom())
    };

    /// Is told of each episode, in order, when it was learnt from.
    using Listener = std::function<void(const Episode&)>;

    /**
     * @param scenario builds an episode
     * @param policy learns; its TrainablePolicy::GetActors() allows that
     * @param options numbers of simulators
     * @throws InferenceInputError when the policy has no actors, or none with overlap
     */
    InferenceActors(InferenceEpisode::Scenario scenario,
                    Ptr<OffloadingPolicy> policy,
                    const Options& options);
    ~InferenceActors();
    InferenceActors(const InferenceActors&) = delete;
    InferenceActors& operator=(const InferenceActors&) = delete;

    /**
     * @brief Checks that a policy can have actors.
     * @param policy a policy that learns
     * @param options numbers of simulators
     * @param where the number of actors was written
     * @param name of the policy, for the message
     * @throws InferenceInputError when it cannot
     */
    static void Check(const Ptr<OffloadingPolicy>& policy,
                      const Options& options,
                      const std::string& where,
                      const std::string& name);

    /**
     * @brief Trains over some episodes.
     * @param episodes number of episodes
     * @param learnt is told of each
     */
    void Run(uint32_t episodes, const Listener& learnt);

    /**
     * @brief Runs a round, or begins one and learns from the one before (overlap).
     * @param most episodes at most
     * @param learnt is told of each episode that was learnt from
     * @return how many episodes the round has
     */
    uint32_t RunRound(uint32_t most, const Listener& learnt);

    /**
     * @brief Learns from a round that was not learnt from yet (overlap).
     * @param learnt is told of each of its episodes
     */
    void Finish(const Listener& learnt);

    /**
     * @return number of episodes that were run
     */
    uint32_t GetEpisodes() const;

    /**
     * @return what was run and not learnt from, as bytes
     */
    std::string SavePending() const;

    /**
     * @brief Goes on where another training was. What its policy saved was loaded before.
     * @param episodes that were learnt from
     * @param pending its SavePending()
     */
    void Resume(uint32_t episodes, const std::string& pending);

  private:
    /**
     * @param first number of its first episode
     * @param size number of episodes
     * @return a round that has begun
     */
    std::unique_ptr<ActorRound> Begin(uint32_t first, uint32_t size) const;

    /**
     * @param answer of a simulator
     * @param number of its episode
     * @return the episode
     */
    Episode Unpack(const std::string& answer, uint32_t number) const;

    /**
     * @brief Lets the policy learn from an episode.
     * @param answer of a simulator
     * @param number of its episode
     * @param learnt is told
     */
    void Learn(const std::string& answer, uint32_t number, const Listener& learnt);

    /// Lets the policy take up the sizes of the scenario, once.
    void Prepare();

    InferenceEpisode::Scenario m_scenario; //!< builds an episode
    Ptr<OffloadingPolicy> m_policy;        //!< learns
    Options m_options;                     //!< numbers of simulators
    bool m_isPrepared{false};              //!< the policy has its sizes
    uint32_t m_episodes{0};                //!< that were run
    std::vector<std::string> m_pending;    //!< answers of the last episodes, not learnt from
};

} // namespace ns3

#endif // INFERENCE_ACTORS_H
