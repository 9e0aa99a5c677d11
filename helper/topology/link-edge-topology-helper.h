// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_EDGE_TOPOLOGY_HELPER_H
#define LINK_EDGE_TOPOLOGY_HELPER_H

#include "ns3/edge-topology-helper.h"
#include "ns3/link-radio-medium.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

struct LinkRadioSettings;

/**
 * @ingroup edge-inference
 * @brief Builds cells whose radio is one link a UE and direction: rate by Shannon's formula with
 * path loss, shadowing and block fading, or from a bandwidth trace (LinkRadioMedium).
 *
 * Each cell is a router (local breakout) with one PointToPointNetDevice for all its UEs; each UE
 * has one PointToPointNetDevice and one address (10.1.0.0/16, or a host route for each when there
 * are several cells) that it keeps through handovers. A UE is served from the start of the
 * simulation.
 */
class LinkEdgeTopologyHelper : public EdgeTopologyHelper
{
  public:
    /// How tasks' messages are moved.
    enum Transport
    {
        PACKETS, //!< over TCP or UDP, as Protocol of the applications says
        MESSAGES //!< whole, without TCP
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinkEdgeTopologyHelper();
    ~LinkEdgeTopologyHelper() override;

    TypeId GetInstanceTypeId() const override;

    /**
     * @brief Lets files say the rate of every UE's link (LinkBandwidthTrace).
     * @param uplink path of the file for the uplink; "": by SINR
     * @param downlink path of the file for the downlink; "": by SINR
     */
    void SetTraces(const std::string& uplink, const std::string& downlink);

    EdgeTopology Build() override;

  private:
    /**
     * @return what the attributes say
     * @throws InferenceInputError when they cannot be used
     */
    LinkRadioSettings MakeSettings() const;

    /**
     * @param [in,out] settings get rates and delays that are drawn, grants and slots
     * @throws InferenceInputError when they cannot be used
     */
    void SetMeasured(LinkRadioSettings& settings) const;

    /**
     * @brief Adds a point-to-point device to a node and gives it an address.
     * @param node the node
     * @param address the address, as a host's
     * @param [out] interface number of the IPv4 interface
     * @return the device
     */
    static Ptr<PointToPointNetDevice> AddDevice(Ptr<Node> node,
                                                Ipv4Address address,
                                                uint32_t& interface);

    /**
     * @brief Lets the radio's devices carry messages whole.
     * @param [in,out] net has devices of cells and UEs
     */
    static void WidenDevices(EdgeTopology& net);

    void AssignNodeStreams() const override;

    double m_uplinkBandwidth;                  //!< Hz
    double m_downlinkBandwidth;                //!< Hz
    double m_ueTxPower;                        //!< dBm
    double m_cellTxPower;                      //!< dBm
    double m_ueNoiseFigure;                    //!< dB
    double m_cellNoiseFigure;                  //!< dB
    double m_uplinkNoiseRise;                  //!< dB
    double m_downlinkNoiseRise;                //!< dB
    double m_interference;                     //!< 0..1
    double m_pathLossExponent;                 //!< of the log-distance model
    double m_referenceLoss;                    //!< dB at 1 m
    double m_minimumSinr;                      //!< dB
    double m_gap;                              //!< dB
    double m_maxEfficiency;                    //!< bit/s/Hz, 0 for none
    double m_shadowingDeviation;               //!< dB
    double m_shadowingDistance;                //!< m
    double m_nakagamiM;                        //!< shape, 0 for none
    Time m_coherenceTime;                      //!< of a block
    double m_hysteresis;                       //!< dB
    Time m_timeToTrigger;                      //!< of a handover
    Time m_interruption;                       //!< of a handover
    bool m_dropAtHandover;                     //!< packets that wait
    Time m_delay;                              //!< of every packet
    Ptr<RandomVariableStream> m_uplinkDelay;   //!< s, or null
    Ptr<RandomVariableStream> m_downlinkDelay; //!< s, or null
    Time m_delayHold;                          //!< of a draw of them
    bool m_delayInOrder;                       //!< packets do not overtake
    Ptr<RandomVariableStream> m_grantDelay;    //!< s, or null
    Ptr<RandomVariableStream> m_uplinkRate;    //!< bit/s, or null
    Ptr<RandomVariableStream> m_downlinkRate;  //!< bit/s, or null
    std::string m_tddPattern;                  //!< of slots, or nothing
    Time m_tddSlot;                            //!< length of a slot
    uint32_t m_maxPackets;                     //!< in each queue
    Transport m_transport;                     //!< of tasks' messages
    std::string m_uplinkTrace;                 //!< file, or nothing
    std::string m_downlinkTrace;               //!< file, or nothing
    bool m_repeatTrace;                        //!< CSV files
    bool m_tracePerUe;                         //!< each UE has the rate for itself
    Time m_traceOffset;                        //!< most, of each UE
    Ptr<LinkRadioMedium> m_medium;             //!< that was built last
};

} // namespace ns3

#endif // LINK_EDGE_TOPOLOGY_HELPER_H
