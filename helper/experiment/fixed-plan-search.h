// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIXED_PLAN_SEARCH_H
#define FIXED_PLAN_SEARCH_H

#include "ns3/dnn-profile.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-plan.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Finds the best fixed plan in hindsight: the one plan that, used for every task, has the
 * highest mean reward on the very seeds of the evaluation.
 *
 * Every plan that no other plan obviously beats (see GetCandidates()) runs on the first seed, the
 * best ten of these on three seeds, the best four of these on all of them. It is an oracle: no
 * policy that has to choose before it knows the seeds can be better at choosing one plan.
 */
class FixedPlanSearch
{
  public:
    static constexpr std::size_t MAX_WITH_TAILS = 3000; //!< plans up to which tails are tried

    /// Runs an episode of the search, or knows already what it came to: candidate and seed, from 0,
    /// and what runs it.
    using Memory = std::function<
        EpisodeResult(std::size_t, std::size_t, const std::function<EpisodeResult()>&)>;

    /// What was found.
    struct Result
    {
        InferencePlan plan;                  //!< the best plan
        std::vector<EpisodeResult> episodes; //!< what it came to, one a seed
        uint32_t candidates{0};              //!< plans tried
        uint32_t runs{0};                    //!< episodes run
    };

    /**
     * @param scenario builds an episode
     * @param dnn the DNN of every stream
     * @param seeds run numbers of the evaluation
     */
    FixedPlanSearch(InferenceEpisode::Scenario scenario,
                    Ptr<const DnnProfile> dnn,
                    std::vector<uint64_t> seeds);

    /**
     * @brief Chooses the servers that plans may name; one edge server unless called.
     * @param tiers where each server stands, at least one
     * @param tails try plans with tails, too
     */
    void SetServers(std::vector<EdgeServerTier> tiers, bool tails);

    /**
     * @brief Chooses all servers of the scenario, which is built once for that and not run. Tails
     * are tried between two servers or more, unless there are more than MAX_WITH_TAILS plans to
     * try then: their number grows with the square of that of the servers.
     * @return whether all plans are tried: false when tails are left out for their number
     */
    bool FindServers();

    /**
     * @brief The plans worth trying: all valid ones but those that send the same feature with more
     * bits to no better accuracy, and those cut where a cut with no more work before it has no
     * larger feature; on each server, and with each tail.
     * @return the plans
     */
    std::vector<InferencePlan> GetCandidates() const;

    /**
     * @param candidates number of plans
     * @return episodes that the search runs
     */
    uint64_t CountEpisodes(std::size_t candidates) const;

    /**
     * @brief Runs the search in this process.
     * @param label name of the policy in the rows of the CSV files
     * @param memory runs each episode unless it knows what that comes to; empty: all are run
     * @return what was found
     */
    Result Run(const std::string& label, const Memory& memory = {}) const;

  private:
    /// A round of the search.
    struct Round
    {
        std::size_t seeds; //!< that every plan has run on when it ends
        std::size_t plans; //!< that go on to the next one
    };

    /**
     * @return the rounds
     */
    std::vector<Round> GetRounds() const;

    /// A plan under trial.
    struct Trial
    {
        std::size_t candidate;               //!< number of the plan, from 0
        InferencePlan plan;                  //!< the plan
        std::vector<EpisodeResult> episodes; //!< what it came to so far, one a seed

        /**
         * @return mean reward so far
         */
        double GetReward() const;
    };

    InferenceEpisode::Scenario m_scenario;                     //!< builds an episode
    Ptr<const DnnProfile> m_dnn;                               //!< the DNN of every stream
    std::vector<uint64_t> m_seeds;                             //!< run numbers of the evaluation
    std::vector<EdgeServerTier> m_tiers{EdgeServerTier::EDGE}; //!< where each server stands
    bool m_tails{false};                                       //!< try plans with tails
};

} // namespace ns3

#endif // FIXED_PLAN_SEARCH_H
