// SPDX-License-Identifier: GPL-2.0-only

#ifndef MESSAGE_BYTES_H
#define MESSAGE_BYTES_H

#include "ns3/inference-header.h"
#include "ns3/packet.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

namespace ns3
{
namespace tests
{

/**
 * @param header a header
 * @param payload zero bytes behind it
 * @return the message as bytes
 */
inline std::vector<uint8_t>
GetBytes(const Header& header, uint32_t payload = 0)
{
    Ptr<Packet> packet = Create<Packet>(payload);
    packet->AddHeader(header);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    return bytes;
}

/**
 * @param bytes some bytes
 * @param begin first to take
 * @param end behind the last to take
 * @return a packet of them
 */
inline Ptr<Packet>
GetPacket(const std::vector<uint8_t>& bytes, std::size_t begin, std::size_t end)
{
    return Create<Packet>(bytes.data() + begin, end - begin);
}

/**
 * @param task its number
 * @param total payload bytes
 * @return header of features, all fields set
 */
inline InferenceHeader
GetFeatures(uint64_t task, uint32_t total)
{
    InferenceHeader header;
    header.type = InferenceHeader::FEATURES;
    header.task = task;
    header.total = total;
    header.payload = total;
    header.dnn = 0x01020304;
    header.plan.exit = 0x0506;
    header.plan.cut = 0x0708;
    header.plan.bits = 9;
    header.due = NanoSeconds(0x1112131415161718);
    header.ready = NanoSeconds(0x2122232425262728);
    return header;
}

/**
 * @param task its number
 * @param total payload bytes
 * @return header of a result, all fields set
 */
inline InferenceHeader
GetResult(uint64_t task, uint32_t total)
{
    InferenceHeader header;
    header.type = InferenceHeader::RESULT;
    header.task = task;
    header.total = total;
    header.payload = total;
    header.received = NanoSeconds(0x3132333435363738);
    header.wait = NanoSeconds(0x41424344);
    header.compute = NanoSeconds(0x51525354);
    header.sent = NanoSeconds(0x6162636465666768);
    return header;
}

/**
 * @param task its number
 * @param reason why
 * @return header of a drop
 */
inline InferenceHeader
GetDrop(uint64_t task, DropReason reason)
{
    InferenceHeader header;
    header.type = InferenceHeader::DROPPED;
    header.task = task;
    header.reason = reason;
    return header;
}

} // namespace tests
} // namespace ns3

#endif // MESSAGE_BYTES_H
