// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_HANDOVER_H
#define LINK_HANDOVER_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Decides for one UE when to change its cell: when another cell's mean power has been
 * stronger than that of the serving cell by more than a hysteresis, without a break, for the time
 * to trigger (event A3 of 3GPP TS 36.331, 5.5.4.4). Among several such cells the strongest is
 * taken.
 */
class LinkHandover
{
  public:
    /**
     * @param hysteresis how much stronger, dB
     * @param timeToTrigger for how long
     */
    LinkHandover(double hysteresis, Time timeToTrigger);

    /**
     * @brief Looks at a measurement.
     * @param powers mean powers by cell, dBm
     * @param serving the serving cell
     * @param now when they were measured; not before the last call
     * @return the cell to change to, when it is time
     */
    std::optional<uint32_t> Update(const std::vector<double>& powers, uint32_t serving, Time now);

    /// Forgets what was measured: the cell has changed.
    void Reset();

  private:
    double m_hysteresis;                      //!< dB
    Time m_timeToTrigger;                     //!< for how long
    std::vector<std::optional<Time>> m_since; //!< by cell: since when it is stronger
};

} // namespace ns3

#endif // LINK_HANDOVER_H
