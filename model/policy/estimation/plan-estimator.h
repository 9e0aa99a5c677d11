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
    double deviceWait{0};     //!< s, in the queue of the UE
    double deviceCompute{0};  //!< s, in service on the UE
    double uplink{0};         //!< s, of the features
    double serverLoad{0};     //!< s, for the model's weights to come to the server
    double serverWait{0};     //!< s, in the queue of the server
    double serverCompute{0};  //!< s, in service on the server
    double backhaul{0};       //!< s, of the tail's features
    double tailLoad{0};       //!< s, for the model's weights to come to the tail's server
    double tailWait{0};       //!< s, in the queue of the tail's server
    double tailCompute{0};    //!< s, in service on the tail's server
    double backhaulReturn{0}; //!< s, of the result between the servers
    double downlink{0};       //!< s, of the result

    /**
     * @return s, from creation to result
     */
    double GetTotal() const
    {
        return deviceWait + deviceCompute + uplink + serverLoad + serverWait + serverCompute +
               backhaul + tailLoad + tailWait + tailCompute + backhaulReturn + downlink;
    }
};

/**
 * @ingroup edge-inference
 * @brief Predicts what a plan would take if the state stayed as it is: work ahead in FIFO queues
 * over the present speed, and bytes over the rate that the radio expects
 * (ChannelState::uplinkCapacity). Packets of one message follow each other, so what counts is the
 * slowest link of the way: the radio or the wires between the UE's cell and the server
 * (EdgeSystem::GetPath()). To that come the radio's access
 * delays and the delay of the wires, each way. Where the radio does not know its access delay, a
 * round trip without payload takes the overhead, or twice the delay of the wires if that is more.
 * Between two servers it is the slower of their links, with both delays.
 *
 * A server that is down has an infinite wait. A model that is missing costs its weights over the
 * wires from where the server asks first for models, and the time to load them. What it does not
 * know: headers (3 % of a full packet), the windows of TCP (a message of more than a window waits
 * for round trips), batches (a job waits for its batch and takes as long as all of it: the backlog
 * is that of jobs one by one, an upper bound) and disciplines other than FIFO (under processor
 * sharing the work ahead is a bound, too).
 */
class PlanEstimator
{
  public:
    /**
     * @param overhead s, least time of a round trip without payload (contention, propagation,
     * the link of an edge server) where the radio's access delay is unknown; ours: 2 ms
     */
    explicit PlanEstimator(double overhead = 2e-3);

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
    double m_overhead; //!< s
};

} // namespace ns3

#endif // PLAN_ESTIMATOR_H
