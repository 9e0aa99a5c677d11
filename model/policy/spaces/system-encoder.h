// SPDX-License-Identifier: GPL-2.0-only

#ifndef SYSTEM_ENCODER_H
#define SYSTEM_ENCODER_H

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
 * @brief Turns a whole EpochState into one vector for a policy that decides for all UEs at once,
 * each number about -1..1. StateEncoder does so for one stream; its scales hold here too.
 *
 * Layout, as GetNames() lists it:
 * - each UE: its channel, its ComputeNode; with several cells also which one serves it, whether it
 *   is handing over, and the power of every cell;
 * - each stream: what was asked and what became of it, how many deadlines its whole DNN takes on
 *   the UE and on each server at their present speeds, and its input on the uplink;
 * - each server: speed, backlog (s, at most 2), queue, utilisation, tier, whether it works, its
 *   link; when any server's memory is bounded also the share of each DNN that it has.
 *
 * What is unknown becomes 0, except that an unmeasured SINR, power or rate counts as the lowest.
 * Times of streams are in deadlines, at most 2.
 */
class SystemEncoder
{
  public:
    /// For no system: an empty vector.
    SystemEncoder() = default;

    /**
     * @param system who asks for what, and the machines; decides the layout
     */
    explicit SystemEncoder(const EdgeSystem& system);

    /**
     * @return numbers of an observation
     */
    uint32_t GetSize() const;

    /**
     * @return what each number is, in order, as in "ue0.uplinkSinr"
     */
    std::vector<std::string> GetNames() const;

    /**
     * @brief Numbers of an observation that tell of a UE and its stream, when every UE has one and
     * they stand in the same order.
     * @param system as given to the constructor
     * @return for each UE which numbers these are; empty when it is not so
     */
    std::vector<std::vector<uint32_t>> GetUeNumbers(const EdgeSystem& system) const;

    /**
     * @param system as given to the constructor
     * @param state what is known
     * @param [out] numbers where to write GetSize() numbers
     */
    void Encode(const EdgeSystem& system, const EpochState& state, float* numbers) const;

  private:
    /// @return numbers of a UE
    uint32_t GetUeSize() const;
    /// @return numbers of a stream
    uint32_t GetStreamSize() const;

    uint32_t m_nUes{0};        //!< UEs
    uint32_t m_nStreams{0};    //!< streams
    uint32_t m_nServers{0};    //!< servers
    uint32_t m_nCells{1};      //!< cells
    uint32_t m_nModels{0};     //!< DNNs whose presence is told; 0: all are everywhere
    PlanEstimator m_estimator; //!< predicts the uplink's rate
};

} // namespace ns3

#endif // SYSTEM_ENCODER_H
