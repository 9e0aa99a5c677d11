// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_LINK_SUPERVISION_H
#define NR_LINK_SUPERVISION_H

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Says when a UE none of whose transport blocks arrives may get its next grant.
 *
 * nr has no radio link failure. A UE out of reach would get grants all the time, and each block
 * takes a sequence number of RLC. These have 10 bits. After 512 lost blocks the receiver takes what
 * comes next for old and discards it (3GPP TS 36.322, section 5.1.2.2.2), so that a bearer that was
 * out of reach for 3 s stays dead when the UE is back. Here such a UE is tried ever more rarely, at
 * least every MOST_WAIT, until a block arrives. It takes more than 250 s to lose 512 blocks then.
 */
class NrLinkSupervision
{
  public:
    /**
     * @brief A transport block arrived: all is well.
     * @param rnti of the UE
     */
    void Received(uint16_t rnti);

    /**
     * @brief A transmission of a transport block did not arrive.
     * @param rnti of the UE
     */
    void Lost(uint16_t rnti);

    /**
     * @brief The UE got a grant for new data.
     * @param rnti of the UE
     */
    void Granted(uint16_t rnti);

    /**
     * @param rnti of a UE
     * @return whether it may get a grant for new data now
     */
    bool IsDue(uint16_t rnti) const;

    /**
     * @return the UEs of which a whole block was lost and nothing arrived since, and which may get
     * a grant now
     */
    std::vector<uint16_t> GetSilent() const;

  private:
    /// A UE of which nothing arrived of late.
    struct Link
    {
        uint32_t lost{0}; //!< transmissions since a block arrived
        Time next;        //!< when it may get a grant
    };

    std::map<uint16_t, Link> m_links; //!< by RNTI
};

} // namespace ns3

#endif // NR_LINK_SUPERVISION_H
