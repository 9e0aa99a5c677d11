// SPDX-License-Identifier: GPL-2.0-only

#include "inference-control-header.h"

#include "inference-plan-wire.h"

#include "ns3/packet.h"

#include <array>
#include <cstring>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(InferenceControlHeader);

namespace
{

constexpr uint16_t MAGIC = 0xE1C7;
constexpr uint32_t PREFIX_SIZE = 10;

/// The measurements of a ChannelState that a report carries, in their order on the wire.
constexpr std::array MEASUREMENTS{&ChannelState::powerDbm,
                                  &ChannelState::uplinkSinrDb,
                                  &ChannelState::downlinkSinrDb,
                                  &ChannelState::uplinkMcs,
                                  &ChannelState::downlinkMcs,
                                  &ChannelState::cqi,
                                  &ChannelState::uplinkPhyRate,
                                  &ChannelState::downlinkPhyRate,
                                  &ChannelState::uplinkCapacity,
                                  &ChannelState::downlinkCapacity,
                                  &ChannelState::uplinkAccessDelay,
                                  &ChannelState::downlinkAccessDelay,
                                  &ChannelState::uplinkRate,
                                  &ChannelState::downlinkRate,
                                  &ChannelState::retryRatio,
                                  &ChannelState::lossRatio,
                                  &ChannelState::busyRatio,
                                  &ChannelState::backlog,
                                  &ChannelState::headOfLineDelay,
                                  &ChannelState::downlinkBacklog,
                                  &ChannelState::downlinkHeadOfLineDelay,
                                  &ChannelState::uplinkShare,
                                  &ChannelState::downlinkShare,
                                  &ChannelState::distance};

constexpr uint32_t CHANNEL_SIZE = 8 + 1 + 4 + 16 * MEASUREMENTS.size() + 6 * 8;
constexpr uint32_t COMPUTE_SIZE = 8 + 8 + 8 + 4 + 8;
constexpr uint32_t STREAM_SIZE = 8 + 4 + 4 + 3 * 8;

using PlanWire = InferencePlanWire<uint16_t>; //!< an exit has two bytes

/**
 * @param type a type as it stands on the wire
 * @param streams number of streams
 * @return bytes of such a message; 0 when there is no such type
 */
uint32_t
GetSizeOf(uint8_t type, uint32_t streams)
{
    switch (type)
    {
    case InferenceControlHeader::REPORT:
        return PREFIX_SIZE + CHANNEL_SIZE + COMPUTE_SIZE + streams * STREAM_SIZE;
    case InferenceControlHeader::DECISION:
        return PREFIX_SIZE + 8 + streams * PlanWire::SIZE;
    default:
        return 0;
    }
}

/**
 * @param i where to write
 * @param value what to write
 */
void
WriteDouble(Buffer::Iterator& i, double value)
{
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    i.WriteHtonU64(bits);
}

/**
 * @param i where to read
 * @return what stands there
 */
double
ReadDouble(Buffer::Iterator& i)
{
    const uint64_t bits = i.ReadNtohU64();
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

/**
 * @param i where to write
 * @param time what to write
 */
void
WriteTime(Buffer::Iterator& i, Time time)
{
    i.WriteHtonU64(time.GetNanoSeconds());
}

/**
 * @param i where to read
 * @return what stands there
 */
Time
ReadTime(Buffer::Iterator& i)
{
    return NanoSeconds(static_cast<int64_t>(i.ReadNtohU64()));
}

} // namespace

TypeId
InferenceControlHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::InferenceControlHeader")
                            .SetParent<Header>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<InferenceControlHeader>();
    return tid;
}

TypeId
InferenceControlHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

bool
InferenceControlHeader::Read(const Ptr<const Packet>& packet)
{
    std::array<uint8_t, PREFIX_SIZE> begin;
    if (packet->CopyData(begin.data(), begin.size()) < begin.size() || begin[0] != (MAGIC >> 8) ||
        begin[1] != (MAGIC & 0xff) || begin[2] != VERSION ||
        packet->GetSize() != GetSizeOf(begin[3], begin[8] << 8 | begin[9]))
    {
        return false;
    }
    return packet->PeekHeader(*this) > 0;
}

uint32_t
InferenceControlHeader::GetSerializedSize() const
{
    return GetSizeOf(type, type == REPORT ? streams.size() : plans.size());
}

void
InferenceControlHeader::Serialize(Buffer::Iterator i) const
{
    i.WriteHtonU16(MAGIC);
    i.WriteU8(VERSION);
    i.WriteU8(type);
    i.WriteHtonU32(ue);
    i.WriteHtonU16(type == REPORT ? streams.size() : plans.size());
    if (type == DECISION)
    {
        i.WriteHtonU64(decision);
        for (const auto& plan : plans)
        {
            PlanWire::Write(plan, i);
        }
        return;
    }
    const ChannelState& channel = state.channel;
    WriteTime(i, channel.time);
    i.WriteU8(channel.connected);
    i.WriteHtonU32(channel.servingCell);
    for (const auto measurement : MEASUREMENTS)
    {
        WriteDouble(i, (channel.*measurement).value);
        WriteTime(i, (channel.*measurement).at);
    }
    for (const auto& vector : {channel.position, channel.velocity})
    {
        WriteDouble(i, vector.x);
        WriteDouble(i, vector.y);
        WriteDouble(i, vector.z);
    }
    WriteTime(i, state.device.at);
    WriteDouble(i, state.device.speed);
    WriteDouble(i, state.device.backlog);
    i.WriteHtonU32(state.device.queue);
    WriteDouble(i, state.device.utilisation);
    for (const auto& stream : streams)
    {
        WriteTime(i, stream.at);
        i.WriteHtonU32(stream.arrivals);
        i.WriteHtonU32(stream.pending);
        WriteDouble(i, stream.oldestTimeLeft);
        WriteDouble(i, stream.recentLatency);
        WriteDouble(i, stream.recentMissRatio);
    }
}

uint32_t
InferenceControlHeader::Deserialize(Buffer::Iterator i)
{
    i.Next(3);
    type = static_cast<Type>(i.ReadU8());
    ue = i.ReadNtohU32();
    const uint16_t n = i.ReadNtohU16();
    if (type == DECISION)
    {
        decision = i.ReadNtohU64();
        plans.resize(n);
        for (auto& plan : plans)
        {
            std::array<uint8_t, PlanWire::SIZE> bytes;
            i.Read(bytes.data(), bytes.size());
            const uint8_t* from = bytes.data();
            PlanWire::Read(plan, from);
        }
        return GetSerializedSize();
    }
    ChannelState& channel = state.channel;
    channel.time = ReadTime(i);
    channel.connected = i.ReadU8() != 0;
    channel.servingCell = i.ReadNtohU32();
    for (const auto measurement : MEASUREMENTS)
    {
        (channel.*measurement).value = ReadDouble(i);
        (channel.*measurement).at = ReadTime(i);
    }
    for (auto* vector : {&channel.position, &channel.velocity})
    {
        vector->x = ReadDouble(i);
        vector->y = ReadDouble(i);
        vector->z = ReadDouble(i);
    }
    state.device.at = ReadTime(i);
    state.device.speed = ReadDouble(i);
    state.device.backlog = ReadDouble(i);
    state.device.queue = i.ReadNtohU32();
    state.device.utilisation = ReadDouble(i);
    streams.resize(n);
    for (auto& stream : streams)
    {
        stream.at = ReadTime(i);
        stream.arrivals = i.ReadNtohU32();
        stream.pending = i.ReadNtohU32();
        stream.oldestTimeLeft = ReadDouble(i);
        stream.recentLatency = ReadDouble(i);
        stream.recentMissRatio = ReadDouble(i);
    }
    return GetSerializedSize();
}

void
InferenceControlHeader::Print(std::ostream& os) const
{
    if (type == REPORT)
    {
        os << "report ue=" << ue << " streams=" << streams.size();
        return;
    }
    os << "decision " << decision << " ue=" << ue;
    for (const auto& plan : plans)
    {
        os << " (" << plan.exit << "," << plan.cut << "," << plan.bits << "," << plan.server;
        if (plan.HasTail())
        {
            os << "," << plan.tailCut << "," << plan.tailBits << "," << plan.tailServer;
        }
        os << ")";
    }
}

} // namespace ns3
