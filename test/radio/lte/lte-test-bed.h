// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_TEST_BED_H
#define LTE_TEST_BED_H

#include "ns3/edge-topology.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mobility-model.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Traffic for tests of radios: UDP between UEs and the first server, both ways.
 */

namespace ns3
{

/**
 * @ingroup edge-inference-tests
 * @brief UDP between UEs and the first server of a topology.
 */
class LteTestTraffic
{
  public:
    /// A packet that arrived.
    struct Arrival
    {
        Time at;       //!< when
        uint32_t size; //!< bytes of payload
    };

    static constexpr uint16_t PORT = 7000; //!< of server and UEs

    /**
     * @param net topology with a server
     */
    explicit LteTestTraffic(const EdgeTopology& net)
        : atServer(net.ues.GetN()),
          atUes(net.ues.GetN()),
          m_net(net),
          m_server(Socket::CreateSocket(net.servers.Get(0), UdpSocketFactory::GetTypeId()))
    {
        m_server->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_server->SetRecvCallback(MakeCallback(&LteTestTraffic::OnServer, this));
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            m_sockets.push_back(
                Socket::CreateSocket(net.ues.Get(i), UdpSocketFactory::GetTypeId()));
            m_sockets.back()->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
            m_sockets.back()->SetRecvCallback(MakeCallback(&LteTestTraffic::OnUe, this));
        }
    }

    /// Sockets hold callbacks of this object.
    ~LteTestTraffic()
    {
        m_server->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        for (auto& socket : m_sockets)
        {
            socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        }
    }

    LteTestTraffic(const LteTestTraffic&) = delete;
    LteTestTraffic& operator=(const LteTestTraffic&) = delete;

    /**
     * @param ue who sends
     * @param size bytes of payload
     */
    void SendUp(uint32_t ue, uint32_t size)
    {
        m_sockets[ue]->SendTo(Create<Packet>(size),
                              0,
                              InetSocketAddress(m_net.serverAddresses[0], PORT));
    }

    /**
     * @param ue who receives
     * @param size bytes of payload
     */
    void SendDown(uint32_t ue, uint32_t size)
    {
        m_server->SendTo(Create<Packet>(size), 0, InetSocketAddress(m_net.ueAddresses[ue], PORT));
    }

    /**
     * @param ue which UE
     * @param up true for uplink
     * @param size bytes of payload
     * @param period time between packets
     * @param begin first packet, from now
     * @param end no packet from then on, from now
     */
    void SendPeriodically(uint32_t ue, bool up, uint32_t size, Time period, Time begin, Time end)
    {
        const Ptr<Node> node = up ? m_net.ues.Get(ue) : m_net.servers.Get(0);
        Simulator::ScheduleWithContext(node->GetId(),
                                       begin,
                                       [this, ue, up, size, period, length = end - begin]() {
                                           Repeat(ue, up, size, period, Simulator::Now() + length);
                                       });
    }

    /**
     * @param arrivals received packets
     * @param from begin of a span of time
     * @param to its end
     * @return payload in it, bytes
     */
    static double GetBytes(const std::vector<Arrival>& arrivals, Time from, Time to)
    {
        double bytes = 0;
        for (const auto& arrival : arrivals)
        {
            bytes += arrival.at >= from && arrival.at < to ? arrival.size : 0;
        }
        return bytes;
    }

    std::vector<std::vector<Arrival>> atServer; //!< by UE: packets at the server
    std::vector<std::vector<Arrival>> atUes;    //!< by UE: packets at the UE

  private:
    /**
     * @param ue which UE
     * @param up true for uplink
     * @param size bytes of payload
     * @param period time between packets
     * @param end no packet from then on
     */
    void Repeat(uint32_t ue, bool up, uint32_t size, Time period, Time end)
    {
        if (Simulator::Now() < end)
        {
            if (up)
            {
                SendUp(ue, size);
            }
            else
            {
                SendDown(ue, size);
            }
            Simulator::Schedule(period, [this, ue, up, size, period, end]() {
                Repeat(ue, up, size, period, end);
            });
        }
    }

    /// @param socket has packets
    void OnServer(Ptr<Socket> socket)
    {
        Address from;
        while (auto packet = socket->RecvFrom(from))
        {
            const Ipv4Address sender = InetSocketAddress::ConvertFrom(from).GetIpv4();
            for (uint32_t i = 0; i < m_net.ueAddresses.size(); ++i)
            {
                if (m_net.ueAddresses[i] == sender)
                {
                    atServer[i].push_back({Simulator::Now(), packet->GetSize()});
                }
            }
        }
    }

    /// @param socket has packets
    void OnUe(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            for (uint32_t i = 0; i < m_sockets.size(); ++i)
            {
                if (m_sockets[i] == socket)
                {
                    atUes[i].push_back({Simulator::Now(), packet->GetSize()});
                }
            }
        }
    }

    EdgeTopology m_net;                 //!< who sends
    Ptr<Socket> m_server;               //!< of the server
    std::vector<Ptr<Socket>> m_sockets; //!< of the UEs
};

} // namespace ns3

#endif // LTE_TEST_BED_H
