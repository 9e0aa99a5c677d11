// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_ESTIMATOR_H
#define PLAN_ESTIMATOR_H

#include "ns3/epoch-state.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Predicted latency of a plan by stage, s; infinite where a resource is not there.
 */
struct PlanEstimate
{
    double deviceWait{0};    //!< s, in the queue of the UE
    double deviceCompute{0}; //!< s, in service on the UE
    double uplink{0};        //!< s, of the features
    double serverWait{0};    //!< s, in the queue of the server
    double serverCompute{0}; //!< s, in service on the server
    double downlink{0};      //!< s, of the result

    /**
     * @return s, from creation to result
     */
    double GetTotal() const
    {
        return deviceWait + deviceCompute + uplink + serverWait + serverCompute + downlink;
    }
};

/**
 * @ingroup edge-inference
 * @brief Predicts what a plan would take if the state stayed as it is: work ahead in FIFO queues
 * over the present speed, and bytes over the rate that the radio gave last.
 *
 * The uplink rate is @f$ \eta \, R \, (1 - b) (1 - r) @f$ with the physical rate R of the UE's last
 * transmission, the share b of time in which it found the medium busy, its share r of failed
 * attempts and the MAC's efficiency @f$ \eta @f$ (preambles, acknowledgements, contention).
 */
class PlanEstimator
{
  public:
    /**
     * @param macEfficiency the MAC's efficiency, 0..1; ours: 0.5
     * @param overhead s, of a round trip without payload (contention, propagation, backhaul); ours:
     * 2 ms
     */
    explicit PlanEstimator(double macEfficiency = 0.5, double overhead = 2e-3);

    /**
     * @param system the machines
     * @param state what is known
     * @param stream index of a stream
     * @param plan a plan that can be run for it
     * @return its latency by stage
     */
    PlanEstimate Estimate(const EdgeSystem& system,
                          const EpochState& state,
                          std::size_t stream,
                          const InferencePlan& plan) const;

    /**
     * @param channel a UE's channel
     * @return bit/s that its uplink should carry; 0 when it is not connected or nothing is known
     */
    double EstimateUplinkRate(const ChannelState& channel) const;

  private:
    double m_macEfficiency; //!< 0..1
    double m_overhead;      //!< s
};

} // namespace ns3

#endif // PLAN_ESTIMATOR_H
