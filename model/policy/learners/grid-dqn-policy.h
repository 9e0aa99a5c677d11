// SPDX-License-Identifier: GPL-2.0-only

#ifndef GRID_DQN_POLICY_H
#define GRID_DQN_POLICY_H

#include "ns3/allocation-learning-policy.h"
#include "ns3/system-encoder.h"

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
 * @brief Deep Q-network on a coarse grid of joint decisions: what is left of the continuous action
 * when a learner of discrete actions is to take it.
 *
 * A point of the grid has four coordinates: the part of the streams that goes to the cloud and the
 * part that goes to the edge (each a multiple of 1 / TierSteps, together at most 1; the streams
 * with the fastest uplinks go to the cloud, the next ones to the edge, the others stay on their
 * devices), how deep the exits are (ExitSteps levels up to the last exit), and the rule of the
 * shares (equal or in proportion to demand). Observation (SystemEncoder) and reward are those of
 * DdpgPolicy.
 */
class GridDqnPolicy : public AllocationLearningPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    GridDqnPolicy();
    ~GridDqnPolicy() override;

  private:
    /// A point of the grid.
    struct Point
    {
        double cloud{0};         //!< part of the streams that goes to the cloud
        double edge{0};          //!< part of the streams that goes to the edge
        double depth{1};         //!< exit over the last one
        ShareRule shares{EQUAL}; //!< rule of the shares
    };

    Layout DoPrepare() override;
    std::unique_ptr<Agent> MakeAgent(const Layout& layout, uint64_t seed) const override;
    void DoObserve(const EpochState& state, float* observations, float* actions) override;
    void DoCarryOut(const EpochState& state,
                    const float* actions,
                    EpochDecision& decision) override;

    double m_gamma{0};            //!< the attribute Gamma
    double m_learningRate{0};     //!< the attribute LearningRate
    double m_tau{0};              //!< the attribute Tau
    uint32_t m_hiddenUnits{0};    //!< the attribute HiddenUnits
    uint32_t m_hiddenLayers{0};   //!< the attribute HiddenLayers
    uint32_t m_batchSize{0};      //!< the attribute BatchSize
    uint32_t m_replayCapacity{0}; //!< the attribute ReplayCapacity
    uint32_t m_learningStarts{0}; //!< the attribute LearningStarts
    double m_updatesPerStep{0};   //!< the attribute UpdatesPerStep
    uint32_t m_epsilonSteps{0};   //!< the attribute EpsilonSteps
    double m_epsilonEnd{0};       //!< the attribute EpsilonEnd
    uint32_t m_tierSteps{0};      //!< the attribute TierSteps
    uint32_t m_exitSteps{0};      //!< the attribute ExitSteps
    std::vector<Point> m_grid;    //!< the actions
    SystemEncoder m_encoder;      //!< observes
};

} // namespace ns3

#endif // GRID_DQN_POLICY_H
