// SPDX-License-Identifier: GPL-2.0-only

#ifndef GREEDY_PLAN_POLICY_H
#define GREEDY_PLAN_POLICY_H

#include "../estimation/plan-estimator.h"
#include "../spaces/numbered-plans.h"

#include "ns3/offloading-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The best plan for the task at hand, whatever it costs those that follow: of all exits,
 * cuts, widths and servers the most accurate one whose estimated latency, queues included, meets
 * the deadline; of equally accurate ones the fastest. When none meets it, the fastest of all.
 */
class GreedyPlanPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    NumberedPlans m_space;     //!< all plans
    PlanEstimator m_estimator; //!< predicts latencies
    double m_margin;           //!< share of the estimate that is kept free
    double m_firstRate;        //!< bit/s, of an uplink of which nothing is known
};

} // namespace ns3

#endif // GREEDY_PLAN_POLICY_H
