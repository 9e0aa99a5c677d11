// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_MENU_H
#define PLAN_MENU_H

#include "plan-estimator.h"

#include "ns3/epoch-state.h"

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
 * @brief What a plan gives and what it takes of the UE, the uplink and its server.
 */
struct PlanBill
{
    InferencePlan plan; //!< the plan, which has no tail
    double accuracy{0}; //!< expected top-1 share, 0..1
    double bytes{0};    //!< bytes that the UE sends
    double device{0};   //!< s of computing on the UE at full speed
    double server{0};   //!< s of computing on the plan's server at full speed

    /**
     * @param system who asks for what, and the machines
     * @param stream index of a stream
     * @param plan a plan of the stream, without tail
     * @return the bill of the plan
     */
    static PlanBill Make(const EdgeSystem& system, std::size_t stream, const InferencePlan& plan);

    /**
     * @brief Leaves the plans that can be of use: those for which no other plan is at least as
     * accurate, sends no more bytes, and takes no more computing time on the UE and on each server,
     * but for a slack. Of plans that are equal in all of it the first one stays.
     * @param bills the bills of some plans of one stream
     * @param slack s, at least 0
     * @return the bills that are left, in their order
     */
    static std::vector<PlanBill> LeaveUndominated(const std::vector<PlanBill>& bills, double slack);
};

/**
 * @ingroup edge-inference
 * @brief The plans of a stream that are worth a thought, and the best of them for a server that
 * somebody else chose.
 *
 * A plan is worth a thought unless another one of the same stream and server dominates it
 * (PlanBill::LeaveUndominated()). PlanEstimator predicts how long a plan takes. The best plan is
 * the most accurate one of those within a limit of time, and the fastest of equally accurate ones;
 * when none is within the limit, it is the fastest of all. Plans have no tail.
 */
class PlanMenu
{
  public:
    /// One plan of the menu and what is expected of it.
    struct Choice
    {
        InferencePlan plan;   //!< the plan
        double latency{0};    //!< s, predicted; infinite where a resource is not there
        double accuracy{0};   //!< top-1 share when in time, 0..1
        bool isWithin{false}; //!< predicted to be within the limit
        double server{0};     //!< s of work that it brings to the server
        double device{0};     //!< s of work that it brings to the UE
    };

    /// For no system: nothing to choose from.
    PlanMenu() = default;

    /**
     * @param system who asks for what, and the machines
     */
    explicit PlanMenu(const EdgeSystem& system);

    /**
     * @param system as given to the constructor
     * @param state what is known
     * @param stream index of a stream
     * @param limit s, for the whole task
     * @return the best plan that stays on the UE
     */
    Choice ChooseLocal(const EdgeSystem& system,
                       const EpochState& state,
                       std::size_t stream,
                       double limit) const;

    /**
     * @param system as given to the constructor
     * @param state what is known
     * @param stream index of a stream
     * @param server index of a server
     * @param limit s, for the whole task
     * @return the best plan that ends at the server
     */
    Choice ChooseAt(const EdgeSystem& system,
                    const EpochState& state,
                    std::size_t stream,
                    uint32_t server,
                    double limit) const;

    /**
     * @param a a choice
     * @param b a choice
     * @return whether @p a is better
     */
    static bool IsBetter(const Choice& a, const Choice& b);

  private:
    /**
     * @param system as given to the constructor
     * @param state what is known
     * @param stream index of a stream
     * @param server index of a server; of no meaning for plans that stay on the UE
     * @param limit s
     * @param bills the plans to choose from
     * @return the best of the plans
     */
    Choice Choose(const EdgeSystem& system,
                  const EpochState& state,
                  std::size_t stream,
                  uint32_t server,
                  double limit,
                  const std::vector<PlanBill>& bills) const;

    PlanEstimator m_estimator;                              //!< predicts latencies
    std::vector<std::vector<PlanBill>> m_local;             //!< plans on the UE, by stream
    std::vector<std::vector<std::vector<PlanBill>>> m_away; //!< plans by stream, by server
};

} // namespace ns3

#endif // PLAN_MENU_H
