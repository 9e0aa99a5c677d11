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
    header.ue = 0x2122;
    header.plan.exit = 0x06;
    header.plan.cut = 0x0708;
    header.plan.bits = 9;
    header.plan.server = 0x2324;
    header.plan.tailCut = 0x0808;
    header.plan.tailBits = 10;
    header.plan.tailServer = 0x2526;
    header.due = NanoSeconds(0x1112131415161718);
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
    header.load = NanoSeconds(0x292a2b2c2d2e);
    header.wait = NanoSeconds(0x41424344);
    header.compute = NanoSeconds(0x51525354);
    header.sent = header.received + NanoSeconds(0x616263646566);
    return header;
}

/**
 * @param task its number
 * @param total payload bytes
 * @return header of a result that another server finished, all fields set
 */
inline InferenceHeader
GetTailResult(uint64_t task, uint32_t total)
{
    InferenceHeader header = GetResult(task, total);
    header.type = InferenceHeader::TAIL_RESULT;
    header.backhaul = NanoSeconds(0x717273747576);
    header.tailLoad = NanoSeconds(0x797a7b7c7d7e);
    header.tailWait = NanoSeconds(0x818283848586);
    header.tailCompute = NanoSeconds(0x919293949596);
    header.backhaulReturn = NanoSeconds(0xa1a2a3a4a5a6);
    return header;
}

/**
 * @param type MODEL_REQUEST or MODEL
 * @param request its number
 * @param total payload bytes
 * @return header of it, all fields set
 */
inline InferenceHeader
GetModelMessage(InferenceHeader::Type type, uint64_t request, uint64_t total)
{
    InferenceHeader header;
    header.type = type;
    header.task = request;
    header.total = total;
    header.payload = total;
    header.dnn = 0x01020304;
    return header;
}

/**
 * @param task its number
 * @param reason why
 * @return header of a drop
 */
inline InferenceHeader
GetDrop(uint64_t task, InferenceDropReason reason)
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
