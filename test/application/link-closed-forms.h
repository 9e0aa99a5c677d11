// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_CLOSED_FORMS_H
#define LINK_CLOSED_FORMS_H

#include "ns3/tcp-socket-factory.h"
#include "ns3/type-id.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <cstdint>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief How long a message takes on the links of LinkTestBed.
 */

namespace ns3
{
namespace tests
{

constexpr double RATE = 10e6;                    // bit/s, of the link
constexpr double DELAY = 1e-3;                   // s, of the link
constexpr double TX_ENERGY = 283.17e-9;          // J/bit, default of the client
constexpr double RX_ENERGY = 137.01e-9;          // J/bit, default of the client
constexpr double PRECISION = 1e-7;               // s, rounding of a handful of packets
constexpr uint32_t FEATURES_HEADER = 24 + 25;    // bytes
constexpr uint32_t RESULT_HEADER = 24 + 32;      // bytes
constexpr uint32_t TAIL_RESULT_HEADER = 24 + 62; // bytes
constexpr uint32_t DROP_HEADER = 24 + 1;         // bytes
constexpr uint32_t TCP_SEGMENT = 1448;           // bytes, default of client and server
constexpr uint32_t TCP_OVERHEAD = 54; // bytes: 32 of TCP with its timestamps, 20 IP, 2 PPP
constexpr uint32_t UDP_OVERHEAD = 30; // bytes: 8 of UDP, 20 IP, 2 PPP
constexpr uint32_t FRAGMENT = 1400;   // bytes, default of client and server

/**
 * @param tcp over TCP
 * @param header bytes of the module's header
 * @param payload bytes that follow
 * @return bytes that the module hands to the socket
 */
inline uint64_t
GetSocketBytes(bool tcp, uint32_t header, uint64_t payload)
{
    const uint64_t fragment = FRAGMENT - header;
    return tcp ? header + payload : payload + header * ((payload + fragment - 1) / fragment);
}

/**
 * @param tcp over TCP
 * @param header bytes of the module's header
 * @param payload bytes that follow
 * @return s that a message occupies the link
 */
inline double
GetTransmission(bool tcp, uint32_t header, uint64_t payload)
{
    const uint64_t bytes = GetSocketBytes(tcp, header, payload);
    const uint64_t fragment = FRAGMENT - header;
    const uint64_t packets = tcp ? (bytes + TCP_SEGMENT - 1) / TCP_SEGMENT
                                 : std::max<uint64_t>(1, (payload + fragment - 1) / fragment);
    return 8.0 * (bytes + packets * (tcp ? TCP_OVERHEAD : UDP_OVERHEAD)) / RATE;
}

/**
 * @param tcp which protocol
 * @return value of the attribute Protocol
 */
inline TypeIdValue
GetProtocol(bool tcp)
{
    return TypeIdValue(tcp ? TcpSocketFactory::GetTypeId() : UdpSocketFactory::GetTypeId());
}

} // namespace tests
} // namespace ns3

#endif // LINK_CLOSED_FORMS_H
