// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_ESTIMATOR_H
#define ALLOCATION_ESTIMATOR_H

#include "arrival-rate-estimator.h"
#include "plan-estimator.h"

#include "ns3/epoch-state.h"

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
 * @brief Predicts what a whole decision (plans and shares of all UEs) would come to, when streams
 * go on at the rate at which they asked lately.
 *
 * Every resource that tasks pass (the UE's ComputeNode, its share of the uplink, the link and the
 * machine of a server, or the UE's share of that) is a queue of its own with the load of those that
 * pass it; the mean wait is that of M/D/1, rho s / (2 (1 - rho)) (Pollaczek and Khinchine), beside
 * the work that PlanEstimator finds ahead now. A resource that is asked for more than it has makes
 * its users' latency infinite. Of a server that is divided by shares a UE is taken to get the
 * greater of its share and what the others leave (work-conserving).
 */
class AllocationEstimator
{
  public:
    /**
     * @brief An episode begins: nothing has been asked yet.
     * @param system who asks for what, and the machines
     * @param dividesUplink the uplink is divided by decisions; otherwise the stack divides it, and
     * a UE has the rate that its radio expects to carry for it (ChannelState::uplinkCapacity)
     */
    void Begin(const EdgeSystem& system, bool dividesUplink = true);

    /**
     * @brief Takes in what was asked since the previous epoch. Called once an epoch.
     * @param state what is known
     * @param uplinkShares by UE: those that have held until now; empty: none were set
     */
    void Observe(const EpochState& state, const std::vector<double>& uplinkShares);

    /**
     * @param stream index of a stream
     * @return tasks/s that it asks for: mean over about the last second, at least 1
     */
    double GetDemand(std::size_t stream) const;

    /**
     * @param ue a UE
     * @return bit/s that its uplink would carry with the whole spectrum to itself or, where the
     * stack divides it, with what it gets; 0 when that is not known
     */
    double GetUplinkRate(uint32_t ue) const;

    /**
     * @param system who asks for what, and the machines
     * @param stream index of a stream
     * @param plan a plan of the stream
     * @return share of that rate's time that the stream takes with it; infinite without a rate
     */
    double GetUplinkLoad(const EdgeSystem& system,
                         std::size_t stream,
                         const InferencePlan& plan) const;

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param stream index of a stream
     * @return share of that rate's time, until the next epoch, that the backlog of its UE takes,
     * divided among the UE's streams
     */
    double GetBacklogLoad(const EdgeSystem& system,
                          const EpochState& state,
                          std::size_t stream) const;

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param stream index of the stream
     * @param plan a plan of a stream
     * @param server a server
     * @return share of the server, at its present speed, that the stream takes with the plan
     */
    double GetServerLoad(const EdgeSystem& system,
                         const EpochState& state,
                         std::size_t stream,
                         const InferencePlan& plan,
                         uint32_t server) const;

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param decision plans and shares; shares that are missing count as FIFO (servers) and as
     * equal ones (uplink, unless the stack divides it)
     * @param [out] latencies s, mean of each stream's tasks
     */
    void Estimate(const EdgeSystem& system,
                  const EpochState& state,
                  const EpochDecision& decision,
                  std::vector<double>& latencies) const;

  private:
    /**
     * @param decision a decision
     * @param ue index of a UE
     * @return the part of GetUplinkRate() that the UE gets
     */
    double GetUplinkShare(const EpochDecision& decision, uint32_t ue) const;

    /// What all streams together ask of each resource, as a share of the resource.
    struct Loads
    {
        std::vector<double> device;      //!< by UE: of its ComputeNode
        std::vector<double> uplink;      //!< by UE: of GetUplinkRate()
        std::vector<double> link;        //!< by server: of its link
        std::vector<double> server;      //!< by server, by UE: of the machine
        std::vector<double> serverTotal; //!< by server: of the machine, of all UEs together
    };

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param decision the plans of all streams
     * @return the loads under these plans
     */
    Loads AddLoads(const EdgeSystem& system,
                   const EpochState& state,
                   const EpochDecision& decision) const;

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param decision plans and shares
     * @param loads the loads under these plans
     * @param stream index of a stream whose plan needs a server and whose UE has an uplink
     * @return s from the UE to the server, waits included
     */
    double EstimateWay(const EdgeSystem& system,
                       const EpochState& state,
                       const EpochDecision& decision,
                       const Loads& loads,
                       std::size_t stream) const;

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param decision plans and shares
     * @param loads the loads under these plans
     * @param stream index of a stream whose plan needs a server
     * @param server index of a server at which the plan needs some work
     * @return s at that server, waits included
     */
    double EstimateService(const EdgeSystem& system,
                           const EpochState& state,
                           const EpochDecision& decision,
                           const Loads& loads,
                           std::size_t stream,
                           uint32_t server) const;

    PlanEstimator m_estimator;         //!< predicts what one plan takes alone
    ArrivalRateEstimator m_arrivals;   //!< estimates what streams ask for
    std::vector<double> m_uplinkRates; //!< bit/s by UE: GetUplinkRate()
    bool m_dividesUplink{true};        //!< the uplink is divided by decisions
};

} // namespace ns3

#endif // ALLOCATION_ESTIMATOR_H
