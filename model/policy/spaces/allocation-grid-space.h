// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_GRID_SPACE_H
#define ALLOCATION_GRID_SPACE_H

#include "allocation-rule.h"
#include "decision-space.h"
#include "system-encoder.h"

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
 * @brief A coarse grid of joint decisions: what is left of AllocationSpace when a learner of
 * discrete actions is to take it.
 *
 * A point of the grid has four coordinates: the part of the streams that goes to the cloud and the
 * part that goes to the edge (each a multiple of 1 / TierSteps, together at most 1; the streams
 * with the fastest uplinks go to the cloud, the next ones to the edge, the others stay on their
 * devices), how deep the exits are (ExitSteps levels up to the last exit), and the rule of the
 * shares (equal or in proportion to demand). Observation (SystemEncoder) and reward are those of
 * AllocationSpace.
 */
class AllocationGridSpace : public DecisionSpace
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AllocationGridSpace();
    ~AllocationGridSpace() override;

    std::vector<std::string> GetNames() const override;
    void Observe(const EpochState& state, bool demonstrate, Rows& rows) override;
    void CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision) override;
    void Score(const EpochTransition& transition,
               const Rows& rows,
               std::vector<Reward>& rewards) const override;
    Ptr<OffloadingPolicy> MakeLeader() const override;

  protected:
    void DoDispose() override;

  private:
    /// A point of the grid.
    struct Point
    {
        double cloud{0}; //!< part that goes to the cloud
        double edge{0};  //!< part that goes to the edge
        double depth{1}; //!< exit over the last one
        AllocationPolicy::ShareRule shares{AllocationPolicy::EQUAL}; //!< rule of the shares
    };

    void DoBeginEpisode(Layout& layout) override;

    uint32_t m_tierSteps{0};    //!< the attribute TierSteps
    uint32_t m_exitSteps{0};    //!< the attribute ExitSteps
    Ptr<AllocationRule> m_rule; //!< estimates, and rules of shares
    std::vector<Point> m_grid;  //!< the choices
    SystemEncoder m_encoder;    //!< observes
};

} // namespace ns3

#endif // ALLOCATION_GRID_SPACE_H
