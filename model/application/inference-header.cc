// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-header.h"

#include "inference-plan-wire.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(InferenceHeader);

namespace
{

constexpr uint16_t MAGIC = 0xE1F5;
using PlanWire = InferencePlanWire<uint8_t>;        //!< an exit has one byte
constexpr int64_t LONGEST = (int64_t{1} << 48) - 1; //!< ns that a duration can hold

/**
 * @param type a type as it stands on the wire
 * @return bytes of its header; 0 when there is no such type
 */
uint32_t
GetSizeOfType(uint8_t type)
{
    switch (type)
    {
    case InferenceHeader::FEATURES:
        return InferenceHeader::PREFIX_SIZE + 4 + 2 + PlanWire::SIZE + 8;
    case InferenceHeader::RESULT:
        return InferenceHeader::PREFIX_SIZE + 32;
    case InferenceHeader::DROPPED:
        return InferenceHeader::PREFIX_SIZE + 1;
    case InferenceHeader::TAIL_RESULT:
        return InferenceHeader::PREFIX_SIZE + 62;
    case InferenceHeader::MODEL_REQUEST:
        return InferenceHeader::PREFIX_SIZE + 4;
    case InferenceHeader::MODEL:
        return InferenceHeader::PREFIX_SIZE + 8;
    default:
        return 0;
    }
}

/**
 * @tparam T an unsigned integer
 * @param bytes where it stands, in network byte order; moved behind it
 * @return the integer
 */
template <typename T>
T
Take(const uint8_t*& bytes)
{
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
    {
        value = static_cast<T>(value << 8 | *bytes++);
    }
    return value;
}

/**
 * @param bytes where an instant stands; moved behind it
 * @return the instant
 */
Time
TakeTime(const uint8_t*& bytes)
{
    return NanoSeconds(Take<uint64_t>(bytes));
}

/**
 * @param bytes where a duration stands; moved behind it
 * @return the duration
 */
Time
TakeDuration(const uint8_t*& bytes)
{
    const uint64_t high = Take<uint16_t>(bytes);
    return NanoSeconds(high << 32 | Take<uint32_t>(bytes));
}

/**
 * @param i where to write
 * @param time a duration
 */
void
WriteDuration(Buffer::Iterator& i, Time time)
{
    const int64_t ns = std::max<int64_t>(0, std::min(time.GetNanoSeconds(), LONGEST));
    i.WriteHtonU16(ns >> 32);
    i.WriteHtonU32(ns & 0xffffffff);
}

} // namespace

TypeId
InferenceHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::InferenceHeader")
                            .SetParent<Header>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<InferenceHeader>();
    return tid;
}

TypeId
InferenceHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

int32_t
InferenceHeader::GetSizeAt(const uint8_t* bytes, uint32_t size)
{
    // Tell a foreign stream from its first bytes, before waiting for more of it.
    const std::array<uint8_t, 3> begin{MAGIC >> 8, MAGIC & 0xff, InferenceHeader::VERSION};
    for (uint32_t i = 0; i < size && i < begin.size(); ++i)
    {
        if (bytes[i] != begin[i])
        {
            return -1;
        }
    }
    if (size < 4)
    {
        return 0;
    }
    const uint32_t length = GetSizeOfType(bytes[3]);
    return length == 0 ? -1 : static_cast<int32_t>(length);
}

bool
InferenceHeader::Read(const uint8_t* bytes, uint32_t size)
{
    const int32_t length = GetSizeAt(bytes, size);
    if (length <= 0 || size < static_cast<uint32_t>(length))
    {
        return false;
    }
    type = static_cast<Type>(bytes[3]);
    bytes += 4;
    payload = Take<uint32_t>(bytes);
    task = Take<uint64_t>(bytes);
    total = Take<uint32_t>(bytes);
    fragment = Take<uint16_t>(bytes);
    fragments = Take<uint16_t>(bytes);
    if (fragments == 0 || fragment >= fragments || payload > total)
    {
        return false;
    }
    switch (type)
    {
    case FEATURES:
        dnn = Take<uint32_t>(bytes);
        ue = Take<uint16_t>(bytes);
        PlanWire::Read(plan, bytes);
        due = TakeTime(bytes);
        return !due.IsStrictlyNegative();
    case RESULT:
    case TAIL_RESULT:
        received = TakeTime(bytes);
        // Not negative, and no sum that overflows, so that no difference of two can.
        if (received.IsStrictlyNegative() || received.GetNanoSeconds() > INT64_MAX - LONGEST)
        {
            return false;
        }
        load = TakeDuration(bytes);
        wait = TakeDuration(bytes);
        compute = TakeDuration(bytes);
        sent = received + TakeDuration(bytes);
        if (type == TAIL_RESULT)
        {
            backhaul = TakeDuration(bytes);
            tailLoad = TakeDuration(bytes);
            tailWait = TakeDuration(bytes);
            tailCompute = TakeDuration(bytes);
            backhaulReturn = TakeDuration(bytes);
        }
        return true;
    case MODEL_REQUEST:
        dnn = Take<uint32_t>(bytes);
        return true;
    case MODEL: {
        dnn = Take<uint32_t>(bytes);
        const uint64_t upper = uint64_t{Take<uint32_t>(bytes)} << 32;
        payload |= upper;
        total |= upper;
        return true;
    }
    case DROPPED: {
        const auto value = Take<uint8_t>(bytes);
        reason = static_cast<InferenceDropReason>(value);
        return value > static_cast<uint8_t>(InferenceDropReason::NONE) &&
               value < static_cast<uint8_t>(InferenceDropReason::REASONS);
    }
    }
    return false;
}

uint32_t
InferenceHeader::GetSerializedSize() const
{
    return GetSizeOfType(type);
}

void
InferenceHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU16(MAGIC);
    start.WriteU8(VERSION);
    start.WriteU8(type);
    start.WriteHtonU32(payload & 0xffffffff);
    start.WriteHtonU64(task);
    start.WriteHtonU32(total & 0xffffffff);
    start.WriteHtonU16(fragment);
    start.WriteHtonU16(fragments);
    switch (type)
    {
    case FEATURES:
        start.WriteHtonU32(dnn);
        start.WriteHtonU16(ue);
        PlanWire::Write(plan, start);
        start.WriteHtonU64(due.GetNanoSeconds());
        break;
    case RESULT:
    case TAIL_RESULT:
        start.WriteHtonU64(received.GetNanoSeconds());
        WriteDuration(start, load);
        WriteDuration(start, wait);
        WriteDuration(start, compute);
        WriteDuration(start, sent - received);
        if (type == TAIL_RESULT)
        {
            WriteDuration(start, backhaul);
            WriteDuration(start, tailLoad);
            WriteDuration(start, tailWait);
            WriteDuration(start, tailCompute);
            WriteDuration(start, backhaulReturn);
        }
        break;
    case MODEL_REQUEST:
        start.WriteHtonU32(dnn);
        break;
    case MODEL:
        start.WriteHtonU32(dnn);
        start.WriteHtonU32(total >> 32);
        break;
    case DROPPED:
        start.WriteU8(static_cast<uint8_t>(reason));
        break;
    }
}

uint32_t
InferenceHeader::Deserialize(Buffer::Iterator start)
{
    std::array<uint8_t, MAX_SIZE> bytes{};
    const uint32_t size = std::min(start.GetRemainingSize(), MAX_SIZE);
    start.Read(bytes.data(), size);
    return Read(bytes.data(), size) ? GetSerializedSize() : 0;
}

void
InferenceHeader::Print(std::ostream& os) const
{
    static const std::array<const char*, 7>
        names{"?", "features", "result", "dropped", "tail-result", "model-request", "model"};
    os << names[type] << " task=" << task << " payload=" << payload << "/" << total
       << " fragment=" << fragment << "/" << fragments;
    switch (type)
    {
    case FEATURES:
        os << " ue=" << ue << " exit=" << plan.exit << " cut=" << plan.cut << " bits=" << plan.bits
           << " server=" << plan.server;
        if (plan.HasTail())
        {
            os << " tailCut=" << plan.tailCut << " tailBits=" << plan.tailBits
               << " tailServer=" << plan.tailServer;
        }
        os << " due=" << due.As(Time::S);
        break;
    case RESULT:
    case TAIL_RESULT:
        os << " load=" << load.As(Time::S) << " wait=" << wait.As(Time::S)
           << " compute=" << compute.As(Time::S);
        break;
    case MODEL_REQUEST:
    case MODEL:
        os << " dnn=" << dnn;
        break;
    case DROPPED:
        os << " reason=" << ToString(reason);
        break;
    }
}

} // namespace ns3
