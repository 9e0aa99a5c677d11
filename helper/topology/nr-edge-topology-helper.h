// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_EDGE_TOPOLOGY_HELPER_H
#define NR_EDGE_TOPOLOGY_HELPER_H

#include "ns3/cellular-edge-topology-helper.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class NrHelper;
class NrPointToPointEpcHelper;
class PropagationLossModel;

/**
 * @ingroup edge-inference
 * @brief UEs at one or several 5G NR cells (5G-LENA's nr), edge servers and clouds behind the core
 * network, all of it observed and divided by an NrRadioAccess.
 *
 * Each UE attaches to the closest gNB at the start and stays there: there is no handover.
 *
 * FR1 and FR2 differ by attributes only: Frequency, Bandwidth, Numerology and, for FR2, usually
 * ChannelModel and Beamforming.
 */
class NrEdgeTopologyHelper : public CellularEdgeTopologyHelper
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// How the channel loses and fades.
    enum ChannelModel
    {
        PATH_LOSS, //!< PathLossModel, no fading
        UMI,       //!< 3GPP TR 38.901 urban micro, street canyon, with spatial fading
        UMA,       //!< urban macro
        RMA,       //!< rural macro
        INH        //!< indoor hotspot, mixed office
    };

    NrEdgeTopologyHelper();
    ~NrEdgeTopologyHelper() override;

    NrEdgeTopologyHelper(const NrEdgeTopologyHelper&) = delete;
    NrEdgeTopologyHelper& operator=(const NrEdgeTopologyHelper&) = delete;

    TypeId GetInstanceTypeId() const override;

    /**
     * @param frequency centre of the band, Hz
     * @param bandwidth of the band, Hz
     * @param numerology 0 to 4: subcarriers of 15 kHz times 2 to its power
     * @throws InferenceInputError when one of them is out of range
     */
    void SetBand(double frequency, double bandwidth, uint32_t numerology);

    /**
     * @return number of bandwidth parts; UE i has its data on part i modulo this
     */
    uint32_t GetNParts() const;

  private:
    void CheckAttributes() const override;
    void InstallRadio(EdgeTopology& net) override;
    void InstallCoreNetwork(EdgeTopology& net) override;
    Ptr<RadioAccess> MakeRadio(const EdgeTopology& net) const override;
    void Attach(const EdgeTopology& net) override;
    void AssignNodeStreams() const override;

    /**
     * @param net has cells and UEs
     * @throws InferenceInputError when the channel model is not for their heights
     */
    void CheckHeights(const EdgeTopology& net) const;

    /**
     * @return the path loss of a channel without fading
     */
    Ptr<PropagationLossModel> MakePathLoss() const;

    /// Sets what nr's helper makes devices with: beams, antennas, scheduler, powers, bandwidth
    /// parts.
    void ConfigureHelper();

    /**
     * @brief Sets numerology, power, pattern, RRC and RLC of the radio devices.
     * @param net has the devices
     */
    void ConfigureDevices(const EdgeTopology& net) const;

    double m_frequency;            //!< Hz
    double m_bandwidth;            //!< Hz
    uint32_t m_numerology;         //!< 0 to 4
    std::string m_pattern;         //!< types of slots
    uint32_t m_nParts;             //!< bandwidth parts
    ChannelModel m_channelModel;   //!< how the channel loses and fades
    bool m_shadowing;              //!< with a 3GPP channel
    bool m_beamforming;            //!< direct path beams
    uint32_t m_cellAntennaRows;    //!< elements
    uint32_t m_cellAntennaColumns; //!< elements
    uint32_t m_ueAntennaRows;      //!< elements
    uint32_t m_ueAntennaColumns;   //!< elements

    Ptr<NrHelper> m_nr;                 //!< nr's helper of what was built last
    Ptr<NrPointToPointEpcHelper> m_epc; //!< core network of what was built last
};

} // namespace ns3

#endif // NR_EDGE_TOPOLOGY_HELPER_H
