// SPDX-License-Identifier: GPL-2.0-only

#ifndef ESTIMATED_REWARD_POLICY_H
#define ESTIMATED_REWARD_POLICY_H

#include "../estimation/plan-estimator.h"
#include "../spaces/numbered-plans.h"
#include "placement-rule.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/reward-model.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Of all plans the one with the greatest estimated reward: the strongest rule that looks at
 * the next task only. It learns nothing of the future.
 *
 * Every valid plan without a tail is valued by the RewardModel of the scenario, with the latency
 * that PlanEstimator predicts, the accuracy of the profile and the energy that computing takes on
 * the UE; the energy of the radio is not known. A plan that is predicted to take more than Margin
 * of the deadline counts as late. Of equal rewards the faster plan wins, so that the fastest of all
 * is taken when none is in time. With CountGiven the work that streams were given in the same epoch
 * counts for those that follow.
 *
 * Where memories for models are bounded it asks for models as LruGreedyPolicy does, and with
 * EvenShares it divides spectrum and servers. It therefore works in every scenario; when arrivals
 * trigger epochs, it decides for the stream whose task arrives.
 *
 * With a Correction it compares what it predicted for a stream with the latency that the stream
 * reports, and multiplies its predictions for each place (the UEs together, and each server) by an
 * exponentially weighted mean of their ratio.
 */
class EstimatedRewardPolicy : public PlacementRule
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param place 0: the UEs; i + 1: server i
     * @return the factor of what is predicted there
     */
    double GetCorrection(uint32_t place) const;

    /**
     * @param reward how outcomes are scored
     * @param system who asks for what, and the machines
     * @param stream index of a stream
     * @param plan a plan of it
     * @param latency s, that a task is predicted to take with the plan
     * @param margin share of the deadline beyond which it counts as late
     * @return the reward of such a task; the energy is that of computing on the UE
     */
    static double EstimateReward(const RewardModel& reward,
                                 const EdgeSystem& system,
                                 std::size_t stream,
                                 const InferencePlan& plan,
                                 double latency,
                                 double margin);

  private:
    /// What is expected of a plan.
    struct Prospect
    {
        InferencePlan plan;  //!< the plan
        double predicted{0}; //!< s, without correction; infinite where a resource is not there
        double latency{0};   //!< s, with correction
        double reward{0};    //!< estimated
        uint32_t place{0};   //!< where it ends: 0 is the UE, i + 1 is server i
    };

    void DoBeginEpisode() override;
    void DoAssign(EpochDecision& decision) override;

    /**
     * @brief Learns from what a stream reports.
     * @param stream index of the stream
     */
    void Correct(std::size_t stream);

    /**
     * @param stream index of a stream
     * @param plan a plan of it that can be run
     * @return what is expected of it
     */
    Prospect Foresee(std::size_t stream, const InferencePlan& plan) const;

    /**
     * @param stream index of a stream
     * @return the best of its plans, or the last one unless that is worse by Hysteresis
     */
    Prospect ChoosePlan(std::size_t stream) const;

    /**
     * @brief Gives a stream its plan and asks for its model.
     * @param stream index of the stream
     * @param prospect the plan
     * @param [out] decision gets the plan
     */
    void Give(std::size_t stream, const Prospect& prospect, EpochDecision& decision);

    double m_hysteresis{0};          //!< the attribute Hysteresis
    double m_correction{0};          //!< the attribute Correction
    double m_firstRate{0};           //!< the attribute FirstRate
    bool m_countGiven{true};         //!< the attribute CountGiven
    uint64_t m_askWindow{1};         //!< the attribute AskWindow
    Ptr<RewardModel> m_reward;       //!< the attribute RewardModel
    NumberedPlans m_plans;           //!< all plans
    PlanEstimator m_estimator;       //!< predicts latencies
    EpochState m_known;              //!< the state of this epoch, with what was given out
    std::vector<double> m_factors;   //!< of predictions, by place
    std::vector<Prospect> m_last;    //!< last choice by stream
    std::vector<uint8_t> m_hasLast;  //!< whether there was one, by stream
    std::vector<Time> m_lastReports; //!< newest report that was learnt from, by stream
};

} // namespace ns3

#endif // ESTIMATED_REWARD_POLICY_H
