// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_RADIO_ACCESS_H
#define NR_RADIO_ACCESS_H

#include "../cellular/cellular-radio-access.h"

#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Observes the UEs of 5G-LENA's NR cells through its trace sources, and divides the cells'
 * spectrum through NrShareScheduler.
 *
 * Nothing is asked of the stack that it does not do anyway, no packet is changed or sent, no random
 * number is drawn: a run with and without this object has the same packets. UEs are kept by their
 * IMSI. What is measured where:
 * - powerDbm: RSRP, the mean power of a resource element of the serving gNB's downlink control
 *   channel at the UE, 3GPP TS 38.215, 5.1.1;
 * - downlinkSinrDb: of downlink data at the UE, averaged over its resource blocks; of the control
 *   channel when no data came within Window;
 * - uplinkSinrDb: of uplink data at the gNB, averaged over its resource blocks;
 * - uplinkMcs, downlinkMcs: of the last transport block received, correct or not;
 * - cqi: wideband, as the UE computed it from the last downlink data;
 * - uplinkCapacity, downlinkCapacity: see CellularRadioAccess::ExpectCapacity();
 * - uplinkAccessDelay, downlinkAccessDelay: what packets that found the RLC buffer empty waited
 *   until they were scheduled (mean, RlcUmQueue::GetGrantDelay()), and the slots until they are
 *   received: N2 (gNB's N2Delay) and one in the uplink, one in the downlink;
 * - uplinkPhyRate, downlinkPhyRate: rate of the last transport block as if it had all resource
 *   blocks of its bandwidth part, during the symbols of its direction;
 * - uplinkRate, downlinkRate: bytes of network packets (IP header included) handed up by PDCP of
 *   gNB and UE over Window;
 * - retryRatio, lossRatio: of uplink transport blocks received with errors, and given up;
 * - backlog, headOfLineDelay, downlinkBacklog, downlinkHeadOfLineDelay: of the RLC buffers of UE
 *   and gNB (NrBearerQueue), PDCP headers included;
 * - uplinkShare, downlinkShare: resource blocks times symbols on the air, repetitions included,
 *   over those that its cell had for data of that direction in Window; unknown with another
 *   scheduler than NrShareScheduler;
 * - neighbours: RSRP of other gNBs, with nr 4 only (nr 2 does not report it);
 * - busyRatio: never known on NR.
 *
 * UEs and cells are numbered in the order in which they are added. All of it is released by
 * Dispose(), which the destructor of the last Ptr calls.
 */
class NrRadioAccess : public CellularRadioAccess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    NrRadioAccess();
    ~NrRadioAccess() override;

    NrRadioAccess(const NrRadioAccess&) = delete;
    NrRadioAccess& operator=(const NrRadioAccess&) = delete;

    /**
     * @brief Adds a gNB.
     * @param device an NrGnbNetDevice on a node; anything else is a fatal error
     * @return the index of the cell
     */
    uint32_t AddCell(Ptr<NetDevice> device);

    /**
     * @brief Adds a UE, before the simulation runs.
     * @param device an NrUeNetDevice on a node; anything else is a fatal error
     * @param part number of the bandwidth part that carries its data
     * @return the index of the UE
     */
    uint32_t AddUe(Ptr<NetDevice> device, uint32_t part = 0);

    bool CanShareSpectrum(EdgeLinkDirection direction) const override;

    /**
     * @brief Signature of Block.
     *
     * @param [in] ue index of the UE
     * @param [in] direction of the transport block
     * @param [in] amount resource blocks times symbols
     * @param [in] sinrDb mean over its resource blocks, dB
     * @param [in] isCorrect false when it was received with errors
     */
    typedef void (*BlockTracedCallback)(uint32_t ue,
                                        EdgeLinkDirection direction,
                                        uint32_t amount,
                                        double sinrDb,
                                        bool isCorrect);

  protected:
    void DoDispose() override;

  private:
    struct Part;
    struct Cell;
    struct Ue;

    void Divide(uint32_t cell, EdgeLinkDirection direction, bool keepCredit) override;
    double GetRealisedShare(const CellularUe& ue,
                            EdgeLinkDirection direction,
                            Time now) const override;
    void ObserveSignal(const CellularUe& ue, Time now, ChannelState& state) const override;
    void ObserveQueues(const CellularUe& ue, Time now, ChannelState& state) const override;
    void StartCellWindows(Time window) override;

    std::map<uint64_t, uint32_t> m_ueByImsi; //!< index of the UE with an IMSI

    /// A transport block was received.
    TracedCallback<uint32_t, EdgeLinkDirection, uint32_t, double, bool> m_block;
};

} // namespace ns3

#endif // NR_RADIO_ACCESS_H
