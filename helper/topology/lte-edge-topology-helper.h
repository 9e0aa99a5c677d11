// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_EDGE_TOPOLOGY_HELPER_H
#define LTE_EDGE_TOPOLOGY_HELPER_H

#include "ns3/edge-topology-helper.h"
#include "ns3/lte-edge-network.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Builds one or several LTE cells (eNBs) with their core network (EPC): moving UEs, X2
 * handovers between the cells, edge servers and cloud nodes behind the gateway.
 *
 * ns-3's EPC has no local breakout: every packet goes UE, eNB, S1-U link, SGW, S5 link, PGW, and
 * from there over the backhaul to its server, wherever that stands. The two links of the EPC have
 * rates and delays of their own (S1Rate, S1Delay, S5Delay).
 *
 * Signalling (RRC) is ideal, random access is not. UE i attaches i * AttachInterval after the
 * start, to the cell that is nearest then, and has its connection some 20 ms later; what it sends
 * before is dropped.
 */
class LteEdgeTopologyHelper : public EdgeTopologyHelper
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// When UEs change their cell (names of the attribute: A3Rsrp, A2A4Rsrq, None).
    enum HandoverAlgorithm
    {
        A3_RSRP,    //!< a neighbour is better than the serving cell (36.331, event A3)
        A2_A4_RSRQ, //!< the serving cell is bad and a neighbour good enough (events A2 and A4)
        NONE        //!< never
    };

    LteEdgeTopologyHelper();
    ~LteEdgeTopologyHelper() override = default;

    TypeId GetInstanceTypeId() const override;

    /**
     * @param downlink bandwidth of each cell's downlink, resource blocks: 6, 15, 25, 50, 75 or 100
     * @param uplink bandwidth of each cell's uplink, the same choices
     */
    void SetBandwidth(uint32_t downlink, uint32_t uplink);

    /**
     * @param algorithm when UEs change their cell
     */
    void SetHandover(HandoverAlgorithm algorithm);

    int64_t AssignStreams(int64_t stream) override;

    EdgeTopology Build() override;

    /**
     * @param nUes number of UEs
     * @return the SRS periodicity that the helper chooses, ms: the smallest of ns-3's that has room
     * for all of them in one cell and a quarter more for random access and handovers, at least 40
     */
    static uint32_t GetSrsPeriodicity(uint32_t nUes);

  private:
    /// Throws InferenceInputError when the attributes cannot be used together.
    void CheckAttributes() const;

    /**
     * @brief Makes the eNBs, the UEs' devices and the core network.
     * @param net gets the devices
     */
    void InstallRadio(EdgeTopology& net);

    /**
     * @brief Makes addresses, routes and the wired part.
     * @param net gets the addresses
     */
    void InstallNetwork(EdgeTopology& net);

    /// Gives every random source of what was built last its stream.
    void AssignNodeStreams() const;

    uint32_t m_downlinkBlocks;        //!< resource blocks
    uint32_t m_uplinkBlocks;          //!< resource blocks
    std::string m_scheduler;          //!< TypeId name of the MAC scheduler
    double m_cellTxPower;             //!< dBm
    double m_ueTxPower;               //!< dBm
    double m_cellNoiseFigure;         //!< dB
    double m_ueNoiseFigure;           //!< dB
    bool m_uplinkPowerControl;        //!< UEs send with less power when they are near
    std::string m_pathLossModel;      //!< TypeId name
    double m_pathLossExponent;        //!< of the log-distance model
    double m_referenceLoss;           //!< dB at 1 m
    double m_nakagamiM;               //!< shape of Nakagami fading, 0 for none
    HandoverAlgorithm m_handover;     //!< when UEs change their cell
    double m_hysteresis;              //!< dB, of A3
    Time m_timeToTrigger;             //!< of A3
    uint32_t m_servingThreshold;      //!< RSRQ range, of A2
    uint32_t m_neighbourOffset;       //!< RSRQ range, of A4
    DataRate m_s1Rate;                //!< rate of each S1-U link
    Time m_s1Delay;                   //!< one-way delay of each S1-U link
    DataRate m_s5Rate;                //!< rate of the link between SGW and PGW
    Time m_s5Delay;                   //!< one-way delay of that link
    Time m_x2Delay;                   //!< one-way delay of the links between cells
    uint32_t m_bufferSize;            //!< bytes, of each RLC buffer
    Time m_attachInterval;            //!< between the attaches of two UEs
    Ptr<LteEdgeNetwork> m_network;    //!< of what was built last
    NetDeviceContainer m_cellDevices; //!< of what was built last
    NetDeviceContainer m_ueDevices;   //!< of what was built last
};

} // namespace ns3

#endif // LTE_EDGE_TOPOLOGY_HELPER_H
