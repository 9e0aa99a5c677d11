// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_RADIO_ACCESS_PARTS_H
#define NR_RADIO_ACCESS_PARTS_H

#include "../radio-trace-connections.h"
#include "nr-api.h"
#include "nr-bearer-queue.h"
#include "nr-radio-access.h"
#include "nr-share-scheduler.h"

#include "ns3/nr-ue-phy.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief What NrRadioAccess keeps of each gNB, of its bandwidth parts and of each UE.
 */

namespace ns3
{

/// A bandwidth part of a gNB.
struct NrRadioAccess::Part
{
    Cell* cell{nullptr};             //!< the gNB
    Ptr<NrShareScheduler> scheduler; //!< null when the gNB has another scheduler
    double nBlocks{0};               //!< resource blocks
    double symbolSeconds{0};         //!< length of a symbol
    double uplinkLatency{0};         //!< s from a UE's transmission opportunity to its reception
    double downlinkLatency{0};       //!< s from the gNB's transmission opportunity to its reception

    /**
     * @brief A slot was scheduled.
     * @param direction direction of the slot
     * @param amount resource blocks times symbols that the slot has for data
     */
    void OnOffered(EdgeLinkDirection direction, uint32_t amount);

    /**
     * @brief An uplink transport block was received.
     * @param block the transport block and how it was received
     */
    void OnBlock(RxPacketTraceParams block);
};

/// A gNB.
struct NrRadioAccess::Cell : RadioCell
{
    /**
     * @brief The RRC knows a new UE.
     * @param cellId nr's number of the cell
     * @param rnti RNTI of the UE
     */
    void OnContext(uint16_t cellId, uint16_t rnti);

    /**
     * @brief The RRC made a data bearer.
     * @param imsi IMSI of the UE
     * @param cellId nr's number of the cell
     * @param rnti RNTI of the UE
     * @param channel logical channel
     */
    void OnBearer(uint64_t imsi, uint16_t cellId, uint16_t rnti, uint8_t channel);

    /**
     * @param ue a UE of the cell
     * @return the bandwidth part that carries the UE's data
     */
    const Part& GetPart(const Ue& ue) const;

    NrRadioAccess* radio{nullptr};            //!< the radio that observes the cell
    nrapi::GnbRrc* rrc{nullptr};              //!< kept alive by traces
    std::vector<std::unique_ptr<Part>> parts; //!< bandwidth parts
    std::map<uint16_t, Ue*> ues;              //!< connected UEs, by RNTI
    std::array<RadioWindowedSum, 2> offered;  //!< by direction: resource blocks times symbols
    RadioTraceConnections traces;             //!< ended first (declared last)
};

/// A UE. Its @c use is in resource blocks times symbols.
struct NrRadioAccess::Ue : CellularUe
{
    /**
     * @brief A transport block was received, by the gNB or by the UE.
     * @param direction direction of the transport block
     * @param block the transport block and how it was received
     * @param source bandwidth part through which it came
     */
    void OnBlock(EdgeLinkDirection direction, const RxPacketTraceParams& block, const Part& source);

    /**
     * @brief The UE received a downlink transport block.
     * @param block the transport block and how it was received
     */
    void OnDownlinkBlock(RxPacketTraceParams block);

    /**
     * @brief The downlink control channel was received.
     * @param cellId nr's number of the cell
     * @param newRnti RNTI of the UE
     * @param sinr mean over the band, linear
     * @param bwp bandwidth part
     */
    void OnControl(uint16_t cellId,
                   uint16_t newRnti,
                   double sinr,
                   uint16_t bwp EDGE_INFERENCE_NR_STREAM);

    /**
     * @brief The UE measured a cell (nr 4).
     * @param newRnti RNTI of the UE
     * @param cellId nr's number of the cell
     * @param rsrp dBm
     * @param rsrq dB
     * @param isServing true for the serving cell
     * @param bwp bandwidth part
     */
    void OnCell(uint16_t newRnti,
                uint16_t cellId,
                double rsrp,
                double rsrq,
                bool isServing,
                uint8_t bwp);

    /// The UE leaves its cell, for the division of spectrum and for what is received there.
    void Leave();

    /**
     * @brief The RRC has made a connection.
     * @param imsi IMSI of the UE
     * @param cellId nr's number of the cell
     * @param newRnti RNTI of the UE there
     */
    void OnConnected(uint64_t imsi, uint16_t cellId, uint16_t newRnti);

    /**
     * @brief The radio link failed.
     * @param imsi IMSI of the UE
     * @param cellId nr's number of the UE's cell
     * @param oldRnti RNTI of the UE there
     */
    void OnLost(uint64_t imsi, uint16_t cellId, uint16_t oldRnti);

    /**
     * @brief The RRC made a data bearer.
     * @param imsi IMSI of the UE
     * @param cellId nr's number of the UE's cell
     * @param newRnti RNTI of the UE there
     * @param bearer number of the bearer
     */
    void OnBearer(uint64_t imsi, uint16_t cellId, uint16_t newRnti, uint8_t bearer);

    /**
     * @return the serving cell; there must be one
     */
    Cell& GetServing() const;

    NrRadioAccess* radio{nullptr};                     //!< the radio that observes the UE
    uint32_t part{0};                                  //!< bandwidth part that carries its data
    nrapi::UeRrc* rrc{nullptr};                        //!< kept alive by traces
    Ptr<NrUePhy> phy;                                  //!< PHY of that bandwidth part
    std::array<EdgeMeasurement, 2> sinrDb;             //!< by direction: of data
    std::array<std::pair<Time, uint8_t>, 2> lastBlock; //!< by direction: time and first symbol
    double controlSinr{0};                             //!< of downlink control, linear; 0 for none
    Time controlAt;                                    //!< when this was measured
    std::unique_ptr<NrBearerQueue> queue;              //!< the UE's end of its bearers
    std::unique_ptr<NrBearerQueue> gnbSide;            //!< the gNB's end of its bearers
    RadioTraceConnections traces;                      //!< ended first (declared last)
};

} // namespace ns3

#endif // NR_RADIO_ACCESS_PARTS_H
