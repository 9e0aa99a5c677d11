// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_RADIO_ACCESS_H
#define LTE_RADIO_ACCESS_H

#include "../cellular/cellular-radio-access.h"

#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Observes the UEs of LTE cells and divides the cells' spectrum among them.
 *
 * What is measured where (the first component carrier; states belong to the UE, whatever RNTI and
 * cell it has):
 * - powerDbm, downlinkSinrDb: RSRP and mean SINR over the band of the serving cell's reference
 *   signals, measured by the UE in every subframe;
 * - uplinkSinrDb: mean SINR over the band of the UE's sounding reference signal at the eNB, once in
 *   every SRS period;
 * - cqi: wideband CQI that the UE reported last;
 * - uplinkMcs, downlinkMcs: of the last grant of new data;
 * - uplinkCapacity, downlinkCapacity: see CellularRadioAccess::ExpectCapacity();
 * - uplinkAccessDelay: what packets that found the RLC buffer empty waited for a grant (mean,
 *   RlcUmQueue::GetGrantDelay(); 7.7 ms, that of an idle cell, before the first), and 4.5 ms of
 *   ns-3's PHY; downlinkAccessDelay: 3.5 ms, that of an idle cell;
 * - uplinkPhyRate, downlinkPhyRate: transport block of the last grant of new data over 1 ms, as if
 *   the grant had all of the band; when the last sounding reference signal or CQI is newer, the
 *   rate that ns-3's schedulers would choose for it. So it is known for a UE that sends nothing;
 * - uplinkRate, downlinkRate: bytes of IP packets (IP header included) handed up by the device of
 *   the eNB or of the UE, over Window;
 * - retryRatio: uplink transport blocks received with errors over those received, in the Window
 *   before the last one; lossRatio: those given up after the last HARQ repetition over those
 *   received or given up;
 * - busyRatio: never known, the medium is scheduled;
 * - backlog, headOfLineDelay: RLC buffers of the UE, to the byte, PDCP headers (2 bytes a packet)
 *   included (LteUplinkQueue); for acknowledged mode unknown;
 * - downlinkBacklog, downlinkHeadOfLineDelay: RLC's last report at the eNB (every packet and every
 *   10 ms) less what was granted since; ns-3 adds 2 bytes a packet for headers;
 * - uplinkShare, downlinkShare: part of its cell's resource blocks (uplink) or groups of them
 *   (downlink) that it was given over Window, HARQ repetitions included;
 * - neighbours: RSRP of the other cells, every 200 ms (LteUePhy::UeMeasurementsFilterPeriod).
 *
 * Shares: in the downlink by LteShareFfrAlgorithm (the cell must have it, and PfFfMacScheduler), in
 * the uplink by holding back buffer status reports (LteSchedulerSap). Both act on the next
 * scheduled subframe: on the air 2 ms (downlink) or 6 ms (uplink) later.
 *
 * Without shares a run with and without this object has the same packets. Cells and UEs are added
 * before the first UE attaches and numbered in that order. All of it is released by Dispose(),
 * which the destructor of the last Ptr calls.
 */
class LteRadioAccess : public CellularRadioAccess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LteRadioAccess();
    ~LteRadioAccess() override;

    LteRadioAccess(const LteRadioAccess&) = delete;
    LteRadioAccess& operator=(const LteRadioAccess&) = delete;

    /**
     * @brief Adds a cell.
     * @param device an LteEnbNetDevice on a node; anything else is a fatal error
     * @return the index of the cell
     */
    uint32_t AddCell(Ptr<NetDevice> device);

    /**
     * @brief Adds a UE, from now on observed.
     * @param device an LteUeNetDevice on a node, not attached yet; anything else is a fatal error
     * @return the index of the UE
     */
    uint32_t AddUe(Ptr<NetDevice> device);

    bool CanShareSpectrum(EdgeLinkDirection direction) const override;

    /**
     * @brief Signature of Handover.
     *
     * @param [in] ue index of the UE
     * @param [in] from index of the cell that the UE leaves
     * @param [in] to index of the cell that the UE is to go to
     * @param [in] ended false at the start, true when it succeeded
     */
    typedef void (*HandoverTracedCallback)(uint32_t ue, uint32_t from, uint32_t to, bool ended);

  private:
    struct Cell;
    struct Ue;

    void Divide(uint32_t cell, EdgeLinkDirection direction, bool keepCredit) override;
    double GetRealisedShare(const CellularUe& ue,
                            EdgeLinkDirection direction,
                            Time now) const override;
    void ObserveSignal(const CellularUe& ue, Time now, ChannelState& state) const override;
    void ObserveQueues(const CellularUe& ue, Time now, ChannelState& state) const override;

    /// A handover began or succeeded.
    TracedCallback<uint32_t, uint32_t, uint32_t, bool> m_handover;
};

} // namespace ns3

#endif // LTE_RADIO_ACCESS_H
