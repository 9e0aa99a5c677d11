// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBSERVATION_RECORDER_H
#define OBSERVATION_RECORDER_H

#include "../../model/policy/spaces/numbered-plans.h"
#include "../../model/policy/spaces/state-encoder.h"

#include "ns3/edge-inference-helper.h"

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
 * @brief Writes, for each decision and stream, what a network would see (StateEncoder) and the
 * number of the plan that was decided (NumberedPlans): the data to train a TorchScript policy with.
 */
class ObservationRecorder
{
  public:
    /**
     * @param label name of the policy in the rows
     * @param seed number of the seed in the rows
     */
    ObservationRecorder(const std::string& label, uint32_t seed);

    /**
     * @param inference what was installed; it must outlive this object
     */
    void Connect(const EdgeInferenceHelper& inference);

    /**
     * @return header line and rows so far: policy, seed, epoch, stream, tasks, reward, action, then
     * the observation. Action is empty when no numbered action is the plan.
     */
    const std::string& GetRows() const;

    /**
     * @return JSON: names of the features, the number of actions, and for each stream its DNN; for
     * each DNN its valid actions with their plans. Empty before the first decision.
     */
    const std::string& GetLayout() const;

  private:
    /// Makes space and encoder, header and layout.
    void Begin();

    /**
     * @param transition a complete step
     */
    void Transition(const EpochTransition& transition);

    std::string m_prefix;           //!< first columns of each row
    Ptr<OffloadingPolicy> m_policy; //!< knows the system
    NumberedPlans m_space;          //!< numbers the plans
    StateEncoder m_encoder;         //!< makes observations
    std::vector<float> m_numbers;   //!< one observation
    std::string m_rows;             //!< so far
    std::string m_layout;           //!< JSON
};

} // namespace ns3

#endif // OBSERVATION_RECORDER_H
