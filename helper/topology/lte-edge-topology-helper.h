// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_EDGE_TOPOLOGY_HELPER_H
#define LTE_EDGE_TOPOLOGY_HELPER_H

#include "ns3/cellular-edge-topology-helper.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class LteEdgeNetwork;
class LteHelper;

/**
 * @ingroup edge-inference
 * @brief Builds one or several LTE cells (eNBs) with their core network (EPC): moving UEs, X2
 * handovers between the cells, edge servers and cloud nodes behind the gateway.
 *
 * Signalling (RRC) is ideal, random access is not. UE i attaches i * AttachInterval after the
 * start, to the cell that is nearest then, and has its connection some 20 ms later; what it sends
 * before is dropped.
 */
class LteEdgeTopologyHelper : public CellularEdgeTopologyHelper
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
    ~LteEdgeTopologyHelper() override;

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

    /**
     * @param nUes number of UEs
     * @return the SRS periodicity that the helper chooses, ms: the smallest of ns-3's that has room
     * for all of them in one cell and a quarter more for random access and handovers, at least 40
     */
    static uint32_t GetSrsPeriodicity(uint32_t nUes);

  private:
    void CheckAttributes() const override;
    void InstallRadio(EdgeTopology& net) override;
    void InstallCoreNetwork(EdgeTopology& net) override;
    Ptr<RadioAccess> MakeRadio(const EdgeTopology& net) const override;
    void Attach(const EdgeTopology& net) override;
    void AssignNodeStreams() const override;

    /**
     * @brief Chooses when UEs change their cell.
     * @param lte the helper that is going to make the cells
     */
    void ConfigureHandover(LteHelper& lte) const;

    /**
     * @brief Adds fading to both channels.
     * @param lte the helper that has made them
     */
    void AddFading(LteHelper& lte) const;

    /**
     * @brief Sets powers, noise, RRC and RLC of the radio devices.
     * @param net has the devices
     */
    void ConfigureDevices(const EdgeTopology& net) const;

    uint32_t m_downlinkBlocks;     //!< resource blocks
    uint32_t m_uplinkBlocks;       //!< resource blocks
    bool m_uplinkPowerControl;     //!< UEs send with less power when they are near
    double m_nakagamiM;            //!< shape of Nakagami fading, 0 for none
    HandoverAlgorithm m_handover;  //!< when UEs change their cell
    double m_hysteresis;           //!< dB, of A3
    Time m_timeToTrigger;          //!< of A3
    uint32_t m_servingThreshold;   //!< RSRQ range, of A2
    uint32_t m_neighbourOffset;    //!< RSRQ range, of A4
    Time m_x2Delay;                //!< one-way delay of the links between cells
    Time m_attachInterval;         //!< between the attaches of two UEs
    Ptr<LteEdgeNetwork> m_network; //!< of what was built last
};

} // namespace ns3

#endif // LTE_EDGE_TOPOLOGY_HELPER_H
