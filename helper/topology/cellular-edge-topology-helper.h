// SPDX-License-Identifier: GPL-2.0-only

#ifndef CELLULAR_EDGE_TOPOLOGY_HELPER_H
#define CELLULAR_EDGE_TOPOLOGY_HELPER_H

#include "ns3/edge-topology-helper.h"

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
 * @brief What the topologies with cells behind a core network (LTE, NR) share: powers, noise and
 * path loss, the links of the core network, the sizes of RLC buffers, and the steps in which such a
 * network is built.
 *
 * The core network (EPC) has no local breakout: every packet goes UE, cell, S1-U link, SGW, S5
 * link, PGW, and from there over the backhaul to its server, wherever that stands. The two links of
 * the EPC have rates and delays of their own (S1Rate, S1Delay, S5Rate, S5Delay).
 */
class CellularEdgeTopologyHelper : public EdgeTopologyHelper
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EdgeTopology Build() final;

  protected:
    /// Where the defaults of the two stacks differ.
    struct Defaults
    {
        std::string scheduler;       //!< TypeId name of the MAC scheduler
        std::string schedulerHelp;   //!< what the help of Scheduler goes on with
        std::string ueTxPowerHelp;   //!< over which spectrum a UE sends with its power
        double pathLossExponent;     //!< of the log-distance path loss
        std::string exponentSource;  //!< where this number comes from
        double referenceLoss;        //!< dB at 1 m
        std::string referenceSource; //!< where this number comes from
        std::string s1Rate;          //!< rate of each cell's S1-U link
        std::string stack;           //!< name of the stack that has small RLC buffers
    };

    CellularEdgeTopologyHelper();
    ~CellularEdgeTopologyHelper() override;

    /**
     * @brief Adds the attributes that both stacks have to the TypeId of a helper. (An attribute of
     * a parent's TypeId would have another name in Config::SetDefault().)
     * @param tid the TypeId of the helper
     * @param defaults where the defaults differ
     * @return the TypeId with the attributes
     */
    static TypeId AddCommonAttributes(TypeId tid, const Defaults& defaults);

    /**
     * @brief Throws InferenceInputError when attributes that both stacks have cannot be used.
     * @param scheduler class of the MAC schedulers of this stack
     * @param what words for such a class, for the message
     */
    void CheckCommonAttributes(TypeId scheduler, const std::string& what) const;

    /**
     * @brief Tells the UEs' addresses, routes their packets into the core network and makes the
     * wired part.
     * @tparam Epc class of ns-3's helper of the core network
     * @param [in,out] net has the radio devices; gets addresses and the wired part
     * @param epc the core network
     */
    template <typename Epc>
    void InstallNetwork(EdgeTopology& net, const Ptr<Epc>& epc)
    {
        InstallInternet(net.ues);
        const auto interfaces = epc->AssignUeIpv4Address(net.ueDevices);
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            net.ueAddresses.push_back(interfaces.GetAddress(i));
            SetDefaultRoute(net.ues.Get(i),
                            epc->GetUeDefaultGatewayAddress(),
                            interfaces.Get(i).second);
        }
        InstallCore(net, epc->GetPgwNode());
    }

    std::string m_scheduler;          //!< TypeId name of the MAC scheduler
    double m_cellTxPower;             //!< dBm
    double m_ueTxPower;               //!< dBm
    double m_cellNoiseFigure;         //!< dB
    double m_ueNoiseFigure;           //!< dB
    std::string m_pathLossModel;      //!< TypeId name
    double m_pathLossExponent;        //!< of the log-distance model
    double m_referenceLoss;           //!< dB at 1 m
    DataRate m_s1Rate;                //!< rate of each cell's S1-U link
    Time m_s1Delay;                   //!< one-way delay of each S1-U link
    DataRate m_s5Rate;                //!< rate of the link between SGW and PGW
    Time m_s5Delay;                   //!< one-way delay of that link
    uint32_t m_bufferSize;            //!< bytes, of each RLC buffer
    NetDeviceContainer m_cellDevices; //!< radio devices of the cells that were built last
    NetDeviceContainer m_ueDevices;   //!< radio devices of the UEs that were built last

  private:
    /// Throws InferenceInputError when the attributes cannot be used together.
    virtual void CheckAttributes() const = 0;

    /**
     * @brief Makes the core network, the channels and the radio devices.
     * @param [in,out] net has the nodes; gets the devices
     */
    virtual void InstallRadio(EdgeTopology& net) = 0;

    /**
     * @brief Calls InstallNetwork() with the core network.
     * @param [in,out] net has the radio devices; gets addresses and the wired part
     */
    virtual void InstallCoreNetwork(EdgeTopology& net) = 0;

    /**
     * @param net what was built
     * @return the radio, which observes all cells and UEs
     */
    virtual Ptr<RadioAccess> MakeRadio(const EdgeTopology& net) const = 0;

    /**
     * @brief Attaches the UEs to cells, at once or later.
     * @param net what was built
     */
    virtual void Attach(const EdgeTopology& net) = 0;

    /**
     * @brief Makes the wired part behind the PGW, and adds the links of the core network to the
     * paths between cells and servers.
     * @param [in,out] net what was built
     * @param pgw the PGW
     */
    void InstallCore(EdgeTopology& net, Ptr<Node> pgw);

    /**
     * @brief Lets what comes to the PGW for a cell itself, not for one of its UEs, go over S5 and
     * S1-U to the cell.
     * @param [in,out] net has the cells with their links to the SGW; gets cellAddresses
     * @param pgw the PGW, without other wires yet
     */
    static void RouteToCells(EdgeTopology& net, Ptr<Node> pgw);

    /**
     * @param node a UE
     * @param gateway address of the core network's gateway
     * @param interface number of the UE's IPv4 interface
     */
    static void SetDefaultRoute(Ptr<Node> node, Ipv4Address gateway, uint32_t interface);
};

} // namespace ns3

#endif // CELLULAR_EDGE_TOPOLOGY_HELPER_H
