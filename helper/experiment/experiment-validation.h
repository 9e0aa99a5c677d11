// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_VALIDATION_H
#define EXPERIMENT_VALIDATION_H

#include "experiment-plan.h"

#include "ns3/validation-curve.h"

#include <cstdint>
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
 * @brief Runs a learner as it is, without exploration, on the validation seeds while it is trained,
 * each episode in a process of its own: the training does not feel it.
 */
class ExperimentValidation
{
  public:
    /**
     * @param plan of the experiment; it must outlive this object
     * @param jobs episodes that run at one time
     */
    ExperimentValidation(const ExperimentPlan& plan, uint32_t jobs);

    /**
     * @return whether the plan asks for it
     */
    bool IsOn() const;

    /**
     * @param before episodes of the training before
     * @param after episodes of the training now
     * @return whether it is time to run the learner
     */
    bool IsDue(uint32_t before, uint32_t after) const;

    /**
     * @return points that a training has
     */
    uint32_t CountPoints() const;

    /**
     * @brief Runs the learner and adds a point.
     * @param entry the learner
     * @param training number of the training, from 0
     * @param episode episodes of training so far
     * @param [in,out] curve gets the point and its rows
     * @return whether it is the best so far
     */
    bool AddPoint(const ExperimentPolicies::Entry& entry,
                  uint32_t training,
                  uint32_t episode,
                  ValidationCurve& curve) const;

    /**
     * @brief Runs the rules that know as much as a learner does.
     * @param entry the learner
     * @param training number of the training, from 0
     * @param [in,out] curve gets the leaders and their rows
     */
    void AddLeaders(const ExperimentPolicies::Entry& entry,
                    uint32_t training,
                    ValidationCurve& curve) const;

    /**
     * @return header line of validation.csv
     */
    static std::string GetHeader();

  private:
    /**
     * @brief Runs a policy on all validation seeds.
     * @param policy runs as it is
     * @param begin first cells of its rows
     * @param [in,out] rows grow by one a seed
     * @return mean reward of a task, one a seed
     */
    std::vector<double> Run(const Ptr<OffloadingPolicy>& policy,
                            const std::string& begin,
                            std::vector<std::string>& rows) const;

    const ExperimentPlan& m_plan; //!< of the experiment
    uint32_t m_jobs;              //!< episodes that run at one time
};

} // namespace ns3

#endif // EXPERIMENT_VALIDATION_H
