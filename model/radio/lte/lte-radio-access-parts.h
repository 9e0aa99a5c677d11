// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_RADIO_ACCESS_PARTS_H
#define LTE_RADIO_ACCESS_PARTS_H

#include "../radio-trace-connections.h"
#include "lte-radio-access.h"
#include "lte-scheduler-sap.h"
#include "lte-ue-state.h"
#include "lte-uplink-queue.h"

#include "ns3/lte-amc.h"
#include "ns3/lte-common.h"
#include "ns3/lte-enb-net-device.h"
#include "ns3/lte-ue-net-device.h"

#include <cstdint>
#include <memory>

/**
 * @file
 * @ingroup edge-inference
 * @brief What LteRadioAccess keeps of each eNB and of each UE.
 */

namespace ns3
{

/// An eNB.
struct LteRadioAccess::Cell : RadioCell
{
    ~Cell() override;

    /**
     * @param sinrDb SINR of an uplink, dB
     * @return rate that the schedulers would choose for it over the whole band, bit/s. As they do:
     * the spectral efficiency of a bit error rate of 0.00005 (G. Piro et al., 2010), rounded down
     * to a CQI
     */
    double GetUplinkPhyRate(double sinrDb) const;

    /**
     * @param cqi CQI that a UE reported
     * @return rate that the schedulers would choose for it over the whole band, bit/s
     */
    double GetDownlinkPhyRate(double cqi) const;

    /**
     * @brief The sounding reference signal of a UE was received.
     * @param cellId ns-3's number of the cell
     * @param rnti RNTI of the UE
     * @param sinr mean over the band, linear
     * @param carrier component carrier
     */
    void OnSrs(uint16_t cellId, uint16_t rnti, double sinr, uint8_t carrier);

    /**
     * @brief An uplink transport block was received.
     * @param block the transport block and how it was received
     */
    void OnBlock(const PhyReceptionStatParameters block);

    /**
     * @brief A network packet is handed up.
     * @param from radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param sender not used
     * @param receiver not used
     * @param type how the packet was addressed
     */
    void OnPacket(Ptr<NetDevice> from,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& sender,
                  const Address& receiver,
                  NetDevice::PacketType type);

    Ptr<LteEnbNetDevice> device;                   //!< radio device
    Ptr<LteAmc> amc;                               //!< adaptive modulation and coding
    uint32_t downlinkBlocks{0};                    //!< resource blocks
    uint32_t uplinkBlocks{0};                      //!< resource blocks
    std::unique_ptr<LteSchedulerSap> sap;          //!< stands between MAC and scheduler
    bool dividesDownlink{false};                   //!< the cell has what downlink shares need
    std::unique_ptr<RadioTraceConnections> traces; //!< of the PHY
};

/// A UE.
struct LteRadioAccess::Ue : LteUeState
{
    ~Ue() override;

    /**
     * @brief The UE has a connection to a cell.
     * @param cellId ns-3's number of the cell
     * @param newRnti RNTI of the UE there
     */
    void Join(uint16_t cellId, uint16_t newRnti);

    /// The UE has no connection any more.
    void Leave();

    /// The connection is lost, and with it what waited.
    void Lose();

    /**
     * @brief The RRC has made a connection.
     * @param id IMSI
     * @param cellId ns-3's number of the cell
     * @param newRnti RNTI of the UE there
     */
    void OnConnected(uint64_t id, uint16_t cellId, uint16_t newRnti);

    /**
     * @brief A handover begins.
     * @param id IMSI
     * @param cellId ns-3's number of the cell that the UE leaves
     * @param oldRnti RNTI of the UE there
     * @param target ns-3's number of the cell that the UE is to go to
     */
    void OnHandoverStart(uint64_t id, uint16_t cellId, uint16_t oldRnti, uint16_t target);

    /**
     * @brief A handover has succeeded.
     * @param id IMSI
     * @param cellId ns-3's number of the new cell
     * @param newRnti RNTI of the UE there
     */
    void OnHandoverEnd(uint64_t id, uint16_t cellId, uint16_t newRnti);

    /**
     * @brief A handover failed, or the radio link.
     * @param id IMSI
     * @param cellId ns-3's number of the UE's cell
     * @param oldRnti RNTI of the UE there
     */
    void OnLost(uint64_t id, uint16_t cellId, uint16_t oldRnti);

    /**
     * @brief The RRC made a data bearer.
     * @param id IMSI
     * @param cellId ns-3's number of the UE's cell
     * @param newRnti RNTI of the UE there
     * @param bearer number of the bearer
     */
    void OnBearer(uint64_t id, uint16_t cellId, uint16_t newRnti, uint8_t bearer);

    /**
     * @brief The reference signals of the serving cell were received.
     * @param cellId ns-3's number of the cell
     * @param newRnti RNTI of the UE
     * @param rsrp W
     * @param sinr mean over the band, linear
     * @param carrier component carrier
     */
    void OnServingCell(uint16_t cellId,
                       uint16_t newRnti,
                       double rsrp,
                       double sinr,
                       uint8_t carrier);

    /**
     * @brief The UE measured a cell.
     * @param newRnti RNTI of the UE
     * @param cellId ns-3's number of the cell
     * @param rsrp dBm
     * @param rsrq dB
     * @param isServing true for the serving cell
     * @param carrier component carrier
     */
    void OnCell(uint16_t newRnti,
                uint16_t cellId,
                double rsrp,
                double rsrq,
                bool isServing,
                uint8_t carrier);

    /**
     * @brief A network packet is handed up.
     * @param from radio device
     * @param packet network packet
     * @param protocol EtherType
     * @param sender not used
     * @param receiver not used
     * @param type how the packet was addressed
     */
    void OnPacket(Ptr<NetDevice> from,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address& sender,
                  const Address& receiver,
                  NetDevice::PacketType type);

    /**
     * @return the serving cell; there must be one
     */
    Cell& GetServing() const;

    LteRadioAccess* radio{nullptr};                //!< the radio that observes the UE
    uint64_t imsi{0};                              //!< lasting identity of the UE
    Ptr<LteUeNetDevice> device;                    //!< radio device
    EdgeMeasurement uplinkSinrDb;                  //!< at the serving cell
    double lastRsrp{0};                            //!< W; 0 for none
    double lastSinr{0};                            //!< linear; 0 for none
    Time lastMeasured;                             //!< when these two were measured
    std::unique_ptr<LteUplinkQueue> queue;         //!< what waits in the UE
    std::unique_ptr<RadioTraceConnections> traces; //!< of PHY and RRC
};

} // namespace ns3

#endif // LTE_RADIO_ACCESS_PARTS_H
