// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_TEST_TRAFFIC_H
#define NR_TEST_TRAFFIC_H

#include "../../../model/radio/nr/nr-radio-access.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/nr-edge-topology-helper.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Traffic and measurements that the tests of the NR radio share.
 */

namespace ns3
{

namespace nrtest
{

inline constexpr uint16_t PORT = 7000;         //!< of servers and UEs
inline constexpr uint32_t IP_UDP_HEADERS = 28; //!< bytes, RFC 791 and 768

/// One packet that arrived.
using Arrival = std::pair<int64_t, uint32_t>;

/// UDP between UEs and the first server, in both directions.
class NrTraffic
{
  public:
    /**
     * @param net topology with a server
     */
    explicit NrTraffic(const EdgeTopology& net)
        : m_net(net),
          atServer(net.ues.GetN()),
          atUe(net.ues.GetN())
    {
        for (uint32_t i = 0; i < net.ues.GetN(); ++i)
        {
            // a socket of the server for each UE
            const auto port = static_cast<uint16_t>(PORT + i);
            m_up.push_back(Open(net.ues.Get(i), PORT, net.serverAddresses[0], port));
            m_down.push_back(Open(net.servers.Get(0), port, net.ueAddresses[i], PORT));
            m_down.back()->SetRecvCallback(MakeBoundCallback(&NrTraffic::OnPackets, &atServer[i]));
            m_up.back()->SetRecvCallback(MakeBoundCallback(&NrTraffic::OnPackets, &atUe[i]));
        }
    }

    /**
     * @param direction which direction
     * @param ue which UE
     * @param size bytes of payload
     */
    void Send(EdgeLinkDirection direction, uint32_t ue, uint32_t size)
    {
        (direction == EdgeLinkDirection::UPLINK ? m_up : m_down)[ue]->Send(Create<Packet>(size));
    }

    /**
     * @param direction which direction
     * @param ue which UE
     * @param size bytes of payload
     * @param period time between packets
     * @param begin first packet
     * @param end no packet from then on
     */
    void SendPeriodically(EdgeLinkDirection direction,
                          uint32_t ue,
                          uint32_t size,
                          Time period,
                          Time begin,
                          Time end)
    {
        const auto& sender =
            direction == EdgeLinkDirection::UPLINK ? m_net.ues.Get(ue) : m_net.servers.Get(0);
        for (Time t = begin; t < end; t += period)
        {
            Simulator::ScheduleWithContext(sender->GetId(),
                                           t,
                                           &NrTraffic::Send,
                                           this,
                                           direction,
                                           ue,
                                           size);
        }
    }

    /**
     * @param arrivals received packets
     * @param from begin of a span of time
     * @param to its end
     * @return bit/s in it, IP and UDP headers included
     */
    static double GetRate(const std::vector<Arrival>& arrivals, Time from, Time to)
    {
        double bits = 0;
        for (const auto& [at, size] : arrivals)
        {
            if (at >= from.GetTimeStep() && at < to.GetTimeStep())
            {
                bits += 8.0 * (size + IP_UDP_HEADERS);
            }
        }
        return bits / (to - from).GetSeconds();
    }

  private:
    /**
     * @param node where
     * @param port of this end
     * @param peer address of the other end
     * @param peerPort its port
     * @return a socket
     */
    static Ptr<Socket> Open(Ptr<Node> node, uint16_t port, Ipv4Address peer, uint16_t peerPort)
    {
        auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        socket->Connect(InetSocketAddress(peer, peerPort));
        return socket;
    }

    /**
     * @param arrivals where to note them
     * @param socket has packets
     */
    static void OnPackets(std::vector<Arrival>* arrivals, Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            arrivals->emplace_back(Simulator::Now().GetTimeStep(), packet->GetSize());
        }
    }

    EdgeTopology m_net;              //!< who sends
    std::vector<Ptr<Socket>> m_up;   //!< of the UEs
    std::vector<Ptr<Socket>> m_down; //!< of the server

  public:
    std::vector<std::vector<Arrival>> atServer; //!< by UE: what it sent, at the server
    std::vector<std::vector<Arrival>> atUe;     //!< by UE
};

/// What the UEs of a radio used on the air.
class NrUse
{
  public:
    /**
     * @param radio whose
     * @param nUes number of its UEs
     */
    NrUse(Ptr<RadioAccess> radio, uint32_t nUes)
        : m_use{std::vector<std::vector<Arrival>>(nUes), std::vector<std::vector<Arrival>>(nUes)}
    {
        NS_ABORT_MSG_UNLESS(
            radio->TraceConnectWithoutContext("Block", MakeCallback(&NrUse::OnBlock, this)),
            "NrRadioAccess has no trace source Block");
    }

    /**
     * @param direction which direction
     * @param from begin of a span of time
     * @param to its end
     * @return by UE: its part of all that was used in this span
     */
    std::vector<double> GetParts(EdgeLinkDirection direction, Time from, Time to) const
    {
        std::vector<double> parts;
        for (const auto& use : m_use[static_cast<std::size_t>(direction)])
        {
            parts.push_back(0);
            for (const auto& [at, amount] : use)
            {
                parts.back() += at >= from.GetTimeStep() && at < to.GetTimeStep() ? amount : 0;
            }
        }
        const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
        for (auto& part : parts)
        {
            part /= sum;
        }
        return parts;
    }

    uint32_t nWrong{0}; //!< transport blocks with errors

  private:
    /**
     * @param ue index of the UE
     * @param direction of the transport block
     * @param amount resource blocks times symbols
     * @param sinrDb dB
     * @param isCorrect false for errors
     */
    void OnBlock(uint32_t ue, EdgeLinkDirection direction, uint32_t amount, double, bool isCorrect)
    {
        m_use[static_cast<std::size_t>(direction)][ue].emplace_back(Simulator::Now().GetTimeStep(),
                                                                    amount);
        nWrong += isCorrect ? 0 : 1;
    }

    std::vector<std::vector<Arrival>> m_use[2]; //!< by direction and UE
};

/**
 * @param helper gets UEs that stand still
 * @param positions where
 */
inline void
PlaceUes(NrEdgeTopologyHelper& helper, const std::vector<Vector>& positions)
{
    helper.SetUes(static_cast<uint32_t>(positions.size()), "ns3::ConstantPositionMobilityModel");
    helper.SetUePositions(positions);
}

/**
 * @param helper gets UEs on a circle about the cell
 * @param n how many
 */
inline void
PlaceUesNear(NrEdgeTopologyHelper& helper, uint32_t n)
{
    std::vector<Vector> positions;
    for (uint32_t i = 0; i < n; ++i)
    {
        const double angle = 2 * M_PI * i / n;
        positions.emplace_back(20 * std::cos(angle), 20 * std::sin(angle), 1.5);
    }
    PlaceUes(helper, positions);
}

/// Both directions.
inline constexpr EdgeLinkDirection DIRECTIONS[]{EdgeLinkDirection::UPLINK,
                                                EdgeLinkDirection::DOWNLINK};

} // namespace nrtest

} // namespace ns3

#endif // NR_TEST_TRAFFIC_H
