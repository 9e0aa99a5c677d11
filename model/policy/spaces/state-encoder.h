// SPDX-License-Identifier: GPL-2.0-only

#ifndef STATE_ENCODER_H
#define STATE_ENCODER_H

#include "../estimation/plan-estimator.h"

#include "ns3/epoch-state.h"

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
 * @brief Turns what is known of one stream into the numbers that a neural network sees, each about
 * -1..1.
 *
 * The layout is in doc/policies.rst and GetNames(): the stream's UE's channel, its
 * ComputeNode, the stream itself, what the others do, then each server. Times (to run the
 * whole DNN here or there at the present speed, to send its input) are in deadlines, at most 2.
 * With more than one server each also tells its tier, whether it works, the share of the stream's
 * model that it has, and the delay and rate of its link.
 * What is unknown becomes 0, except that an unmeasured SINR, power or rate counts as the lowest.
 */
class StateEncoder
{
  public:
    /**
     * @param nServers number of servers
     */
    explicit StateEncoder(uint32_t nServers = 1);

    /**
     * @return numbers of an observation
     */
    uint32_t GetSize() const;

    /**
     * @return what each number is, in order
     */
    std::vector<std::string> GetNames() const;

    /**
     * @param system who asks for what, and the machines
     * @param state what is known
     * @param stream index of the stream
     * @param [out] numbers where to write GetSize() numbers
     */
    void Encode(const EdgeSystem& system,
                const EpochState& state,
                std::size_t stream,
                float* numbers) const;

  private:
    uint32_t m_nServers;       //!< number of servers
    PlanEstimator m_estimator; //!< predicts the uplink's rate
};

} // namespace ns3

#endif // STATE_ENCODER_H
