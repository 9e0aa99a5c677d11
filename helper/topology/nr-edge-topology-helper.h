// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_EDGE_TOPOLOGY_HELPER_H
#define NR_EDGE_TOPOLOGY_HELPER_H

#include "ns3/edge-topology-helper.h"

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

/**
 * @ingroup edge-inference
 * @brief UEs at one or several 5G NR cells (5G-LENA's nr), edge servers and clouds behind the core
 * network, all of it observed and divided by an NrRadioAccess.
 *
 * Each UE attaches to the closest gNB at the start and stays there: there is no handover. The core
 * network has no local breakout: packets from a gNB to any server go through SGW and PGW, so a
 * server at the cells' site is reached over S1Delay and the backhaul.
 *
 * FR1 and FR2 differ by attributes only: Frequency, Bandwidth, Numerology and, for FR2, usually
 * ChannelModel and Beamforming.
 */
class NrEdgeTopologyHelper : public EdgeTopologyHelper
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

    int64_t AssignStreams(int64_t stream) override;

    EdgeTopology Build() override;

  private:
    /// Checks what no checker of an attribute can.
    void CheckAttributes() const;

    /**
     * @brief Makes core network, channels and radio devices, and attaches the UEs.
     * @param net gets devices and addresses
     */
    void InstallRadio(EdgeTopology& net);

    /**
     * @brief Makes addresses, routes and the wired part.
     * @param net has radio devices; gets addresses
     */
    void InstallNetwork(EdgeTopology& net);

    /// Gives every random source its stream.
    void AssignNodeStreams() const;

    double m_frequency;            //!< Hz
    double m_bandwidth;            //!< Hz
    uint32_t m_numerology;         //!< 0 to 4
    std::string m_pattern;         //!< types of slots
    uint32_t m_nParts;             //!< bandwidth parts
    std::string m_scheduler;       //!< TypeId name
    double m_cellTxPower;          //!< dBm
    double m_ueTxPower;            //!< dBm
    double m_cellNoiseFigure;      //!< dB
    double m_ueNoiseFigure;        //!< dB
    ChannelModel m_channelModel;   //!< how the channel loses and fades
    bool m_shadowing;              //!< with a 3GPP channel
    std::string m_pathLossModel;   //!< TypeId name
    double m_pathLossExponent;     //!< of the log-distance model
    double m_referenceLoss;        //!< dB at 1 m; 0 for that of the frequency
    bool m_beamforming;            //!< direct path beams
    uint32_t m_cellAntennaRows;    //!< elements
    uint32_t m_cellAntennaColumns; //!< elements
    uint32_t m_ueAntennaRows;      //!< elements
    uint32_t m_ueAntennaColumns;   //!< elements
    DataRate m_s1Rate;             //!< of each gNB's link to the SGW
    Time m_s1Delay;                //!< one way
    DataRate m_s5Rate;             //!< of the link between SGW and PGW
    Time m_s5Delay;                //!< one way
    uint32_t m_bufferSize;         //!< bytes, of each RLC buffer

    Ptr<NrHelper> m_nr;                 //!< nr's helper of what was built last
    Ptr<NrPointToPointEpcHelper> m_epc; //!< core network of what was built last
    NetDeviceContainer m_cellDevices;   //!< of what was built last
    NetDeviceContainer m_ueDevices;     //!< of what was built last
};

} // namespace ns3

#endif // NR_EDGE_TOPOLOGY_HELPER_H
