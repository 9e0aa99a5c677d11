// SPDX-License-Identifier: GPL-2.0-only

#include "inference-control-header.h"

#include "inference-plan-wire.h"

#include "ns3/packet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(InferenceControlHeader);

namespace
{

constexpr uint16_t MAGIC = 0xE1C7;
constexpr uint32_t PREFIX_SIZE = 10;

/// A measurement of a ChannelState, and between which values it can be.
struct Measurement
{
    EdgeMeasurement ChannelState::*field; //!< the field that holds it
    double least;                         //!< least value
    double most;                          //!< greatest value
};

constexpr double MOST_DB = 1e3;    //!< of powers and ratios in dB, either sign
constexpr double MOST_INDEX = 1e3; //!< of MCS and CQI
constexpr double MOST = 1e15;      //!< of bit/s, bytes, s and m
constexpr double MOST_SHARE = 2;   //!< of what is 1 at most, with room for what windows cut off

/// All measurements of a ChannelState, in their order on the wire.
constexpr std::array<Measurement, 24> MEASUREMENTS{{
    {&ChannelState::powerDbm, -MOST_DB, MOST_DB},
    {&ChannelState::uplinkSinrDb, -MOST_DB, MOST_DB},
    {&ChannelState::downlinkSinrDb, -MOST_DB, MOST_DB},
    {&ChannelState::uplinkMcs, 0, MOST_INDEX},
    {&ChannelState::downlinkMcs, 0, MOST_INDEX},
    {&ChannelState::cqi, 0, MOST_INDEX},
    {&ChannelState::uplinkPhyRate, 0, MOST},
    {&ChannelState::downlinkPhyRate, 0, MOST},
    {&ChannelState::uplinkCapacity, 0, MOST},
    {&ChannelState::downlinkCapacity, 0, MOST},
    {&ChannelState::uplinkAccessDelay, 0, MOST},
    {&ChannelState::downlinkAccessDelay, 0, MOST},
    {&ChannelState::uplinkRate, 0, MOST},
    {&ChannelState::downlinkRate, 0, MOST},
    {&ChannelState::retryRatio, 0, MOST_SHARE},
    {&ChannelState::lossRatio, 0, MOST_SHARE},
    {&ChannelState::busyRatio, 0, MOST_SHARE},
    {&ChannelState::backlog, 0, MOST},
    {&ChannelState::headOfLineDelay, 0, MOST},
    {&ChannelState::downlinkBacklog, 0, MOST},
    {&ChannelState::downlinkHeadOfLineDelay, 0, MOST},
    {&ChannelState::uplinkShare, 0, MOST_SHARE},
    {&ChannelState::downlinkShare, 0, MOST_SHARE},
    {&ChannelState::distance, 0, MOST},
}};

constexpr uint32_t CHANNEL_SIZE = 8 + 1 + 4 + 16 * MEASUREMENTS.size() + 1 + 4 + 8 + 6 * 8;
constexpr uint32_t NEIGHBOUR_SIZE = 4 + 16;
constexpr uint32_t COMPUTE_SIZE = 8 + 8 + 8 + 4 + 8;
constexpr uint32_t STREAM_SIZE = 8 + 4 + 4 + 3 * 8;
constexpr uint32_t MODEL_SIZE = 8;
constexpr uint32_t SPECTRUM_SIZE = 4 + 2 * 8;
constexpr uint32_t WEIGHT_SIZE = 8;

// Bits of what a decision for a server says.
constexpr uint8_t HAS_WEIGHTS = 1;
constexpr uint8_t HAS_PLACEMENT = 2;

using PlanWire = InferencePlanWire<uint16_t>; //!< an exit has two bytes

/**
 * @param type a type as it stands on the wire
 * @param entries number of streams, or of what else stands behind the index
 * @param others number of other cells that the UE hears or, in a decision for a server, of models
 * @return bytes of such a message; 0 when there is no such type
 */
uint32_t
GetSizeOf(uint8_t type, uint32_t entries, uint32_t others)
{
    switch (type)
    {
    case InferenceControlHeader::REPORT:
        return PREFIX_SIZE + 2 + CHANNEL_SIZE + others * NEIGHBOUR_SIZE + COMPUTE_SIZE +
               entries * STREAM_SIZE;
    case InferenceControlHeader::DECISION:
        return PREFIX_SIZE + 8 + entries * PlanWire::SIZE;
    case InferenceControlHeader::SERVER_REPORT:
        return PREFIX_SIZE + COMPUTE_SIZE + 1 + entries * MODEL_SIZE;
    case InferenceControlHeader::SPECTRUM_DECISION:
    case InferenceControlHeader::UE_SPECTRUM_DECISION:
        return PREFIX_SIZE + 8 + entries * SPECTRUM_SIZE;
    case InferenceControlHeader::SERVER_DECISION:
        return PREFIX_SIZE + 2 + 8 + 1 + entries * WEIGHT_SIZE + others;
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

/**
 * @param i where to write
 * @param measurement what to write
 */
void
WriteMeasurement(Buffer::Iterator& i, const EdgeMeasurement& measurement)
{
    WriteDouble(i, measurement.value);
    WriteTime(i, measurement.at);
}

/**
 * @param i where to read
 * @return what stands there
 */
EdgeMeasurement
ReadMeasurement(Buffer::Iterator& i)
{
    EdgeMeasurement measurement;
    measurement.value = ReadDouble(i);
    measurement.at = ReadTime(i);
    return measurement;
}

/**
 * @param i where to write
 * @param state what to write
 */
void
WriteCompute(Buffer::Iterator& i, const EdgeComputeState& state)
{
    WriteTime(i, state.at);
    WriteDouble(i, state.speed);
    WriteDouble(i, state.backlog);
    i.WriteHtonU32(state.queue);
    WriteDouble(i, state.utilisation);
}

/**
 * @param i where to read
 * @param [out] state what stands there
 */
void
ReadCompute(Buffer::Iterator& i, EdgeComputeState& state)
{
    state.at = ReadTime(i);
    state.speed = ReadDouble(i);
    state.backlog = ReadDouble(i);
    state.queue = i.ReadNtohU32();
    state.utilisation = ReadDouble(i);
}

/**
 * @param value a number
 * @param least least value
 * @param most greatest value
 * @return true when it lies between them, which NaN does not
 */
bool
IsBetween(double value, double least, double most)
{
    return value >= least && value <= most;
}

/**
 * @param value a share of the spectrum, or a weight
 * @return true when it can be: at least 0 and finite
 */
bool
IsWeight(double value)
{
    return IsBetween(value, 0, std::numeric_limits<double>::max());
}

/**
 * @param time an instant
 * @param now the time
 * @return true when it has come
 */
bool
HasCome(Time time, Time now)
{
    return !time.IsStrictlyNegative() && time <= now;
}

/**
 * @param measurement a measurement
 * @param least least value
 * @param most greatest value
 * @param now the time
 * @return true when it is unknown, or can be
 */
bool
IsPlausibleMeasurement(const EdgeMeasurement& measurement, double least, double most, Time now)
{
    return !measurement.IsKnown() ||
           (IsBetween(measurement.value, least, most) && HasCome(measurement.at, now));
}

/**
 * @param channel a channel state that was reported
 * @param now the time
 * @param nCells number of cells
 * @return true when it can be
 */
bool
IsPlausibleChannel(const ChannelState& channel, Time now, uint32_t nCells)
{
    bool can = HasCome(channel.time, now) && HasCome(channel.lastHandover, now) &&
               (!channel.connected || channel.servingCell < nCells);
    for (const auto& [field, least, most] : MEASUREMENTS)
    {
        can = can && IsPlausibleMeasurement(channel.*field, least, most, now);
    }
    for (const auto& vector : {channel.position, channel.velocity})
    {
        can = can && IsBetween(vector.x, -MOST, MOST) && IsBetween(vector.y, -MOST, MOST) &&
              IsBetween(vector.z, -MOST, MOST);
    }
    for (const auto& [cell, power] : channel.neighbours)
    {
        can = can && cell < nCells && IsPlausibleMeasurement(power, -MOST_DB, MOST_DB, now);
    }
    return can;
}

/**
 * @param state a state of a ComputeNode that was reported
 * @param now the time
 * @return true when it can be
 */
bool
IsPlausibleCompute(const EdgeComputeState& state, Time now)
{
    return HasCome(state.at, now) && IsBetween(state.speed, 0, MOST_SHARE) &&
           IsBetween(state.backlog, 0, MOST) && IsBetween(state.utilisation, 0, MOST_SHARE);
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
    // Every message goes on for two bytes at least, which are the number of neighbours in a report
    // and that of models in a decision for a server.
    std::array<uint8_t, PREFIX_SIZE + 2> begin;
    if (packet->CopyData(begin.data(), begin.size()) < begin.size() || begin[0] != (MAGIC >> 8) ||
        begin[1] != (MAGIC & 0xff) || begin[2] != VERSION ||
        packet->GetSize() !=
            GetSizeOf(begin[3], begin[8] << 8 | begin[9], begin[10] << 8 | begin[11]))
    {
        return false;
    }
    return packet->PeekHeader(*this) > 0;
}

uint32_t
InferenceControlHeader::GetSerializedSize() const
{
    return GetSizeOf(type,
                     CountEntries(),
                     type == SERVER_DECISION ? placement.size() : state.channel.neighbours.size());
}

std::size_t
InferenceControlHeader::CountEntries() const
{
    switch (type)
    {
    case DECISION:
        return plans.size();
    case SERVER_REPORT:
        return server.models.size();
    case SPECTRUM_DECISION:
    case UE_SPECTRUM_DECISION:
        return spectrum.size();
    case SERVER_DECISION:
        return weights.size();
    default:
        return streams.size();
    }
}

bool
InferenceControlHeader::IsDecision() const
{
    return type != REPORT && type != SERVER_REPORT;
}

InferenceControlMessage
InferenceControlHeader::Describe() const
{
    InferenceControlMessage message;
    message.content = type == DECISION               ? InferenceControlMessage::PLANS
                      : type == UE_SPECTRUM_DECISION ? InferenceControlMessage::UE_SPECTRUM
                      : type == SPECTRUM_DECISION    ? InferenceControlMessage::SPECTRUM
                                                     : InferenceControlMessage::SERVER;
    message.index = ue;
    message.decision = decision;
    message.bytes = GetSerializedSize();
    return message;
}

bool
InferenceControlHeader::IsPlausible(Time now, uint32_t nCells) const
{
    bool can = true;
    if (type == REPORT)
    {
        can =
            IsPlausibleChannel(state.channel, now, nCells) && IsPlausibleCompute(state.device, now);
        for (const auto& stream : streams)
        {
            can = can && HasCome(stream.at, now) && IsBetween(stream.oldestTimeLeft, -MOST, MOST) &&
                  IsBetween(stream.recentLatency, 0, MOST) &&
                  IsBetween(stream.recentMissRatio, 0, 1);
        }
    }
    if (type == SERVER_REPORT)
    {
        can = IsPlausibleCompute(server, now);
        for (const double share : server.models)
        {
            can = can && IsBetween(share, 0, 1);
        }
    }
    if (IsDecision())
    {
        for (const auto& [index, up, down] : spectrum)
        {
            can = can && (std::isnan(up) || IsWeight(up)) && (std::isnan(down) || IsWeight(down));
        }
        can =
            can && std::all_of(weights.begin(), weights.end(), IsWeight) &&
            (hasWeights || weights.empty()) && (hasPlacement || placement.empty()) &&
            std::all_of(placement.begin(), placement.end(), [](uint8_t held) { return held <= 1; });
    }
    return can;
}

void
InferenceControlHeader::Serialize(Buffer::Iterator i) const
{
    i.WriteHtonU16(MAGIC);
    i.WriteU8(VERSION);
    i.WriteU8(type);
    i.WriteHtonU32(ue);
    i.WriteHtonU16(CountEntries());
    if (IsDecision())
    {
        SerializeDecision(i);
    }
    else
    {
        SerializeReport(i);
    }
}

void
InferenceControlHeader::SerializeDecision(Buffer::Iterator i) const
{
    if (type == SERVER_DECISION)
    {
        i.WriteHtonU16(placement.size());
        i.WriteHtonU64(decision);
        i.WriteU8((hasWeights ? HAS_WEIGHTS : 0) | (hasPlacement ? HAS_PLACEMENT : 0));
        for (const double weight : weights)
        {
            WriteDouble(i, weight);
        }
        i.Write(placement.data(), placement.size());
        return;
    }
    i.WriteHtonU64(decision);
    if (type == DECISION)
    {
        for (const auto& plan : plans)
        {
            PlanWire::Write(plan, i);
        }
        return;
    }
    for (const auto& [index, up, down] : spectrum)
    {
        i.WriteHtonU32(index);
        WriteDouble(i, up);
        WriteDouble(i, down);
    }
}

void
InferenceControlHeader::SerializeReport(Buffer::Iterator i) const
{
    if (type == SERVER_REPORT)
    {
        WriteCompute(i, server);
        i.WriteU8(server.up);
        for (const double share : server.models)
        {
            WriteDouble(i, share);
        }
        return;
    }
    const ChannelState& channel = state.channel;
    i.WriteHtonU16(channel.neighbours.size());
    WriteTime(i, channel.time);
    i.WriteU8(channel.connected);
    i.WriteHtonU32(channel.servingCell);
    for (const auto& measurement : MEASUREMENTS)
    {
        WriteMeasurement(i, channel.*measurement.field);
    }
    i.WriteU8(channel.handingOver);
    i.WriteHtonU32(channel.handovers);
    WriteTime(i, channel.lastHandover);
    for (const auto& vector : {channel.position, channel.velocity})
    {
        WriteDouble(i, vector.x);
        WriteDouble(i, vector.y);
        WriteDouble(i, vector.z);
    }
    for (const auto& [cell, power] : channel.neighbours)
    {
        i.WriteHtonU32(cell);
        WriteMeasurement(i, power);
    }
    WriteCompute(i, state.device);
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
    if (IsDecision())
    {
        DeserializeDecision(i, n);
    }
    else
    {
        DeserializeReport(i, n);
    }
    return GetSerializedSize();
}

void
InferenceControlHeader::DeserializeDecision(Buffer::Iterator i, uint16_t n)
{
    if (type == SERVER_DECISION)
    {
        placement.resize(i.ReadNtohU16());
        decision = i.ReadNtohU64();
        const uint8_t says = i.ReadU8();
        hasWeights = (says & HAS_WEIGHTS) != 0;
        hasPlacement = (says & HAS_PLACEMENT) != 0;
        weights.resize(n);
        for (double& weight : weights)
        {
            weight = ReadDouble(i);
        }
        i.Read(placement.data(), placement.size());
        return;
    }
    decision = i.ReadNtohU64();
    if (type == DECISION)
    {
        plans.resize(n);
        for (auto& plan : plans)
        {
            std::array<uint8_t, PlanWire::SIZE> bytes;
            i.Read(bytes.data(), bytes.size());
            const uint8_t* from = bytes.data();
            PlanWire::Read(plan, from);
        }
        return;
    }
    spectrum.resize(n);
    for (auto& [index, up, down] : spectrum)
    {
        index = i.ReadNtohU32();
        up = ReadDouble(i);
        down = ReadDouble(i);
    }
}

void
InferenceControlHeader::DeserializeReport(Buffer::Iterator i, uint16_t n)
{
    if (type == SERVER_REPORT)
    {
        ReadCompute(i, server);
        server.up = i.ReadU8() != 0;
        server.models.resize(n);
        for (double& share : server.models)
        {
            share = ReadDouble(i);
        }
        return;
    }
    ChannelState& channel = state.channel;
    channel.neighbours.resize(i.ReadNtohU16());
    channel.time = ReadTime(i);
    channel.connected = i.ReadU8() != 0;
    channel.servingCell = i.ReadNtohU32();
    for (const auto& measurement : MEASUREMENTS)
    {
        channel.*measurement.field = ReadMeasurement(i);
    }
    channel.handingOver = i.ReadU8() != 0;
    channel.handovers = i.ReadNtohU32();
    channel.lastHandover = ReadTime(i);
    for (auto* vector : {&channel.position, &channel.velocity})
    {
        vector->x = ReadDouble(i);
        vector->y = ReadDouble(i);
        vector->z = ReadDouble(i);
    }
    for (auto& [cell, power] : channel.neighbours)
    {
        cell = i.ReadNtohU32();
        power = ReadMeasurement(i);
    }
    ReadCompute(i, state.device);
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
}

void
InferenceControlHeader::Print(std::ostream& os) const
{
    if (type == REPORT)
    {
        os << "report ue=" << ue << " streams=" << streams.size();
        return;
    }
    if (type == SERVER_REPORT)
    {
        os << "report server=" << ue << " models=" << server.models.size();
        return;
    }
    if (type == SERVER_DECISION)
    {
        os << "decision " << decision << " server=" << ue << " weights=" << weights.size()
           << " models=" << placement.size();
        return;
    }
    if (type == SPECTRUM_DECISION)
    {
        os << "decision " << decision << " cell=" << ue << " ues=" << spectrum.size();
        return;
    }
    os << "decision " << decision << " ue=" << ue;
    for (const auto& [index, up, down] : spectrum)
    {
        os << " uplink=" << up << " downlink=" << down;
    }
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
