// SPDX-License-Identifier: GPL-2.0-only

#ifndef REWARD_MODEL_H
#define REWARD_MODEL_H

#include "ns3/object.h"
#include "ns3/task-outcome.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Scores the outcome of a task.
 *
 * A task completed in time scores
 * @f$ w_a \, accuracy - w_l \, latency / deadline - w_e \, energy @f$; a late or dropped one has
 * accuracy 0, counts its latency as one deadline and pays the miss penalty: @f$ -w_l - w_m - w_e \,
 * energy @f$. The form is ours, after the abstract of Niu et al., arXiv 2201.02968 ("latency- and
 * accuracy-aware reward").
 */
class RewardModel : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param outcome how a task ended
     * @return reward of the task
     */
    virtual double Score(const TaskOutcome& outcome) const;

  private:
    double m_accuracyWeight; //!< reward of accuracy 1
    double m_latencyWeight;  //!< cost of a latency of one deadline
    double m_missPenalty;    //!< further cost of a late or dropped task
    double m_energyWeight;   //!< cost of 1 J
};

} // namespace ns3

#endif // REWARD_MODEL_H
