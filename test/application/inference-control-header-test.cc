// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-control-header.h"
#include "message-bytes.h"

#include "ns3/radio-access.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <sstream>

namespace ns3
{
namespace tests
{
namespace
{

constexpr EdgeMeasurement ChannelState::*MEASUREMENTS[] = {&ChannelState::powerDbm,
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

/**
 * @param streams how many
 * @param seed of its values
 * @return a report in which each field has its own value, some of them NaN or infinite
 */
InferenceControlHeader
GetReport(uint16_t streams, uint32_t seed)
{
    std::mt19937_64 random(seed);
    const auto value = [&] {
        switch (random() % 5)
        {
        case 0:
            return std::numeric_limits<double>::quiet_NaN();
        case 1:
            return std::numeric_limits<double>::infinity();
        default:
            return std::normal_distribution<double>(0, 1e6)(random);
        }
    };
    const auto time = [&] { return NanoSeconds(static_cast<int64_t>(random() >> 2)); };
    InferenceControlHeader header;
    header.type = InferenceControlHeader::REPORT;
    header.ue = random();
    header.state.channel.time = time();
    header.state.channel.connected = random() % 2;
    header.state.channel.servingCell = random();
    for (const auto measurement : MEASUREMENTS)
    {
        (header.state.channel.*measurement).value = value();
        (header.state.channel.*measurement).at = time();
    }
    header.state.channel.handingOver = random() % 2;
    header.state.channel.handovers = random();
    header.state.channel.lastHandover = time();
    header.state.channel.neighbours.resize(random() % 4);
    for (auto& [cell, power] : header.state.channel.neighbours)
    {
        cell = random();
        power = {value(), time()};
    }
    header.state.channel.position = Vector(value(), value(), value());
    header.state.channel.velocity = Vector(value(), value(), value());
    header.state.device.at = time();
    header.state.device.speed = value();
    header.state.device.backlog = value();
    header.state.device.queue = random();
    header.state.device.utilisation = value();
    header.streams.resize(streams);
    for (auto& stream : header.streams)
    {
        stream.at = time();
        stream.arrivals = random();
        stream.pending = random();
        stream.oldestTimeLeft = -value();
        stream.recentLatency = value();
        stream.recentMissRatio = value();
    }
    return header;
}

/**
 * @param a a number
 * @param b another
 * @return true when all bits are equal, those of NaN too
 */
bool
IsSame(double a, double b)
{
    return std::memcmp(&a, &b, sizeof(a)) == 0;
}

/**
 * @param bytes a datagram
 * @param [out] header what was read
 * @return true when it is valid
 */
bool
Read(const std::vector<uint8_t>& bytes, InferenceControlHeader& header)
{
    return header.Read(GetPacket(bytes, 0, bytes.size()));
}

TEST(InferenceControlHeader, ReportsComeBackBitForBit)
{
    for (uint32_t seed = 0; seed < 200; ++seed)
    {
        const InferenceControlHeader in = GetReport(seed % 7, seed);
        const auto bytes = GetBytes(in);
        InferenceControlHeader out;
        out.streams.resize(99); // of an earlier message
        ASSERT_TRUE(Read(bytes, out));
        EXPECT_EQ(out.type, in.type);
        EXPECT_EQ(out.ue, in.ue);
        const ChannelState& a = in.state.channel;
        const ChannelState& b = out.state.channel;
        EXPECT_EQ(b.time, a.time);
        EXPECT_EQ(b.connected, a.connected);
        EXPECT_EQ(b.servingCell, a.servingCell);
        EXPECT_EQ(b.handingOver, a.handingOver);
        EXPECT_EQ(b.handovers, a.handovers);
        EXPECT_EQ(b.lastHandover, a.lastHandover);
        ASSERT_EQ(b.neighbours.size(), a.neighbours.size());
        for (std::size_t i = 0; i < a.neighbours.size(); ++i)
        {
            EXPECT_EQ(b.neighbours[i].cell, a.neighbours[i].cell);
            EXPECT_TRUE(IsSame(b.neighbours[i].powerDbm.value, a.neighbours[i].powerDbm.value));
            EXPECT_EQ(b.neighbours[i].powerDbm.at, a.neighbours[i].powerDbm.at);
        }
        for (const auto measurement : MEASUREMENTS)
        {
            EXPECT_TRUE(IsSame((b.*measurement).value, (a.*measurement).value));
            EXPECT_EQ((b.*measurement).at, (a.*measurement).at);
        }
        for (const auto vector : {&ChannelState::position, &ChannelState::velocity})
        {
            EXPECT_TRUE(IsSame((b.*vector).x, (a.*vector).x));
            EXPECT_TRUE(IsSame((b.*vector).y, (a.*vector).y));
            EXPECT_TRUE(IsSame((b.*vector).z, (a.*vector).z));
        }
        EXPECT_EQ(out.state.device.at, in.state.device.at);
        EXPECT_TRUE(IsSame(out.state.device.speed, in.state.device.speed));
        EXPECT_TRUE(IsSame(out.state.device.backlog, in.state.device.backlog));
        EXPECT_EQ(out.state.device.queue, in.state.device.queue);
        EXPECT_TRUE(IsSame(out.state.device.utilisation, in.state.device.utilisation));
        ASSERT_EQ(out.streams.size(), in.streams.size());
        for (std::size_t i = 0; i < in.streams.size(); ++i)
        {
            EXPECT_EQ(out.streams[i].at, in.streams[i].at);
            EXPECT_EQ(out.streams[i].arrivals, in.streams[i].arrivals);
            EXPECT_EQ(out.streams[i].pending, in.streams[i].pending);
            EXPECT_TRUE(IsSame(out.streams[i].oldestTimeLeft, in.streams[i].oldestTimeLeft));
            EXPECT_TRUE(IsSame(out.streams[i].recentLatency, in.streams[i].recentLatency));
            EXPECT_TRUE(IsSame(out.streams[i].recentMissRatio, in.streams[i].recentMissRatio));
        }
        EXPECT_EQ(GetBytes(out), bytes);
    }
}

/**
 * @return a report as a UE of two cells sends it at 10 s
 */
InferenceControlHeader
GetPlausibleReport()
{
    InferenceControlHeader header;
    ChannelState& channel = header.state.channel;
    channel.time = Seconds(10);
    channel.connected = true;
    channel.servingCell = 1;
    for (const auto measurement : MEASUREMENTS)
    {
        channel.*measurement = {1, Seconds(9)};
    }
    channel.cqi = EdgeMeasurement(); // not known
    channel.powerDbm.value = -80;
    channel.uplinkPhyRate.value = 1e9;
    channel.lastHandover = Seconds(3);
    channel.neighbours = {{0, {-90, Seconds(9)}}};
    header.state.device.at = Seconds(10);
    header.streams.resize(1);
    header.streams[0].at = Seconds(10);
    header.streams[0].oldestTimeLeft = -0.1;
    return header;
}

TEST(InferenceControlHeader, ReportsOfWhatCannotBeAreTold)
{
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto isPlausible = [](const std::function<void(InferenceControlHeader&)>& change) {
        InferenceControlHeader header = GetPlausibleReport();
        change(header);
        return header.IsPlausible(Seconds(10), 2);
    };
    EXPECT_TRUE(isPlausible([](InferenceControlHeader&) {}));
    for (const auto measurement : MEASUREMENTS)
    {
        for (const double value : {infinity, -infinity, 1e308, -1e9})
        {
            EXPECT_FALSE(isPlausible([&](InferenceControlHeader& header) {
                (header.state.channel.*measurement).value = value;
            })) << value;
        }
        EXPECT_FALSE(isPlausible([&](InferenceControlHeader& header) {
            (header.state.channel.*measurement) = {1, Seconds(11)};
        }));
        EXPECT_TRUE(isPlausible([&](InferenceControlHeader& header) {
            (header.state.channel.*measurement).value = nan; // nothing is known
        }));
    }
    const std::vector<std::function<void(InferenceControlHeader&)>> wrong{
        [](auto& header) { header.state.channel.servingCell = 2; },
        [](auto& header) { header.state.channel.time = Seconds(11); },
        [](auto& header) { header.state.channel.time = Seconds(-1); },
        [](auto& header) { header.state.channel.lastHandover = Seconds(11); },
        [](auto& header) { header.state.channel.neighbours[0].cell = 2; },
        [&](auto& header) { header.state.channel.neighbours[0].powerDbm.value = infinity; },
        [&](auto& header) { header.state.channel.position.x = nan; },
        [&](auto& header) { header.state.channel.velocity.z = infinity; },
        [](auto& header) { header.state.device.at = Seconds(11); },
        [&](auto& header) { header.state.device.speed = nan; },
        [](auto& header) { header.state.device.speed = -1; },
        [&](auto& header) { header.state.device.backlog = infinity; },
        [&](auto& header) { header.state.device.utilisation = infinity; },
        [](auto& header) { header.streams[0].at = Seconds(11); },
        [&](auto& header) { header.streams[0].oldestTimeLeft = -infinity; },
        [&](auto& header) { header.streams[0].recentLatency = nan; },
        [](auto& header) { header.streams[0].recentMissRatio = 1.5; },
    };
    for (std::size_t i = 0; i < wrong.size(); ++i)
    {
        EXPECT_FALSE(isPlausible(wrong[i])) << i;
    }
    // The number of a cell says nothing while there is none.
    EXPECT_TRUE(isPlausible([](auto& header) {
        header.state.channel.connected = false;
        header.state.channel.servingCell = RadioAccess::NO_CELL;
    }));
}

TEST(InferenceControlHeader, CarriesEveryFieldOfAChannel)
{
    // Does not compile when ChannelState has another field: the report must carry it then, and the
    // tests above must fill it in.
    const ChannelState channel;
    const auto& [time,
                 connected,
                 servingCell,
                 powerDbm,
                 uplinkSinrDb,
                 downlinkSinrDb,
                 uplinkMcs,
                 downlinkMcs,
                 cqi,
                 uplinkPhyRate,
                 downlinkPhyRate,
                 uplinkCapacity,
                 downlinkCapacity,
                 uplinkAccessDelay,
                 downlinkAccessDelay,
                 uplinkRate,
                 downlinkRate,
                 retryRatio,
                 lossRatio,
                 busyRatio,
                 backlog,
                 headOfLineDelay,
                 downlinkBacklog,
                 downlinkHeadOfLineDelay,
                 uplinkShare,
                 downlinkShare,
                 handingOver,
                 handovers,
                 lastHandover,
                 distance,
                 position,
                 velocity,
                 neighbours] = channel;
    EXPECT_EQ(neighbours.size(), 0U);
    EXPECT_EQ(std::size(MEASUREMENTS), 24U);
}

TEST(InferenceControlHeader, DecisionsAreLaidOutAsDocumented)
{
    InferenceControlHeader header;
    header.type = InferenceControlHeader::DECISION;
    header.ue = 0x01020304;
    header.decision = 0x1112131415161718;
    InferencePlan plan;
    plan.exit = 0x2122;
    plan.cut = 0x3132;
    plan.bits = 0x41;
    plan.server = 0x5152;
    plan.tailCut = 0x5354;
    plan.tailBits = 0x55;
    plan.tailServer = 0x5657;
    header.plans = {plan, InferencePlan()};
    const std::vector<uint8_t> expected{
        0xE1, 0xC7, 4,    2,    0x01, 0x02, 0x03, 0x04, 0,    2,    0x11, 0x12, 0x13, 0x14,
        0x15, 0x16, 0x17, 0x18, 0x21, 0x22, 0x31, 0x32, 0x41, 0x51, 0x52, 0x53, 0x54, 0x55,
        0x56, 0x57, 0,    0,    0,    0,    32,   0,    0,    0xff, 0xff, 32,   0,    0};
    EXPECT_EQ(GetBytes(header), expected);
    InferenceControlHeader out;
    ASSERT_TRUE(Read(expected, out));
    EXPECT_EQ(out.decision, header.decision);
    EXPECT_EQ(out.plans, header.plans);
    std::ostringstream text;
    text << out;
    EXPECT_NE(text.str().find("decision 1230066625199609624 ue=16909060"), std::string::npos)
        << text.str();
}

TEST(InferenceControlHeader, DecisionsOnSpectrumAreLaidOutAsDocumented)
{
    InferenceControlHeader header;
    header.type = InferenceControlHeader::SPECTRUM_DECISION;
    header.ue = 0x01020304;
    header.decision = 0x1112131415161718;
    header.spectrum = {{0x21222324, 0.5, std::numeric_limits<double>::quiet_NaN()}, {1, 0, 1}};
    std::vector<uint8_t> expected{
        0xE1, 0xC7, 4,    4,    0x01, 0x02, 0x03, 0x04, 0,    2, 0x11, 0x12, 0x13, 0x14, 0x15,
        0x16, 0x17, 0x18, 0x21, 0x22, 0x23, 0x24, 0x3f, 0xe0, 0, 0,    0,    0,    0,    0,
        0x7f, 0xf8, 0,    0,    0,    0,    0,    0,    0,    0, 0,    1,    0,    0,    0,
        0,    0,    0,    0,    0,    0x3f, 0xf0, 0,    0,    0, 0,    0,    0};
    EXPECT_EQ(GetBytes(header), expected);
    InferenceControlHeader out;
    ASSERT_TRUE(Read(expected, out));
    EXPECT_TRUE(out.IsPlausible(Time(), 0));
    EXPECT_EQ(out.decision, header.decision);
    ASSERT_EQ(out.spectrum.size(), 2U);
    EXPECT_EQ(out.spectrum[0].ue, 0x21222324U);
    EXPECT_TRUE(IsSame(out.spectrum[0].downlink, header.spectrum[0].downlink));
    EXPECT_EQ(out.spectrum[1].downlink, 1);
    EXPECT_EQ(out.Describe().content, InferenceControlMessage::SPECTRUM);
    EXPECT_EQ(out.Describe().index, header.ue);
    EXPECT_EQ(out.Describe().bytes, expected.size());
    expected[3] = InferenceControlHeader::UE_SPECTRUM_DECISION; // the same fields
    ASSERT_TRUE(Read(expected, out));
    EXPECT_EQ(out.Describe().content, InferenceControlMessage::UE_SPECTRUM);
    EXPECT_EQ(GetBytes(out), expected);
    for (std::size_t size = 0; size < expected.size(); ++size)
    {
        EXPECT_FALSE(out.Read(GetPacket(expected, 0, size))) << size;
    }
}

TEST(InferenceControlHeader, DecisionsForServersAreLaidOutAsDocumented)
{
    InferenceControlHeader header;
    header.type = InferenceControlHeader::SERVER_DECISION;
    header.ue = 0x01020304;
    header.decision = 0x1112131415161718;
    header.hasWeights = true;
    header.weights = {2, 0};
    header.hasPlacement = true;
    header.placement = {1, 0, 1};
    const std::vector<uint8_t> expected{0xE1, 0xC7, 4,    6,    0x01, 0x02, 0x03, 0x04, 0,    2,
                                        0,    3,    0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
                                        3,    0x40, 0,    0,    0,    0,    0,    0,    0,    0,
                                        0,    0,    0,    0,    0,    0,    0,    1,    0,    1};
    EXPECT_EQ(GetBytes(header), expected);
    InferenceControlHeader out;
    ASSERT_TRUE(Read(expected, out));
    EXPECT_TRUE(out.IsPlausible(Time(), 0));
    EXPECT_EQ(out.decision, header.decision);
    EXPECT_TRUE(out.hasWeights && out.hasPlacement);
    EXPECT_EQ(out.weights, header.weights);
    EXPECT_EQ(out.placement, header.placement);
    EXPECT_EQ(out.Describe().content, InferenceControlMessage::SERVER);
    for (std::size_t size = 0; size < expected.size(); ++size)
    {
        EXPECT_FALSE(out.Read(GetPacket(expected, 0, size))) << size;
    }
    header.hasWeights = false;
    EXPECT_FALSE(header.IsPlausible(Time(), 0)) << "weights that it does not have";
    header.weights.clear();
    EXPECT_TRUE(header.IsPlausible(Time(), 0));
}

TEST(InferenceControlHeader, ServersReportBitForBitAndWithinReason)
{
    InferenceControlHeader header;
    header.type = InferenceControlHeader::SERVER_REPORT;
    header.ue = 0x01020304;
    header.server.at = NanoSeconds(0x1112131415161718);
    header.server.speed = 0.5;
    header.server.backlog = 0.25;
    header.server.queue = 0x21222324;
    header.server.utilisation = 1;
    header.server.up = false;
    header.server.models = {1, 0.375};
    const auto bytes = GetBytes(header);
    ASSERT_EQ(bytes.size(), 47U + 2 * 8);
    const std::vector<uint8_t> begin{0xE1,
                                     0xC7,
                                     4,
                                     3,
                                     0x01,
                                     0x02,
                                     0x03,
                                     0x04,
                                     0,
                                     2,
                                     0x11,
                                     0x12,
                                     0x13,
                                     0x14,
                                     0x15,
                                     0x16,
                                     0x17,
                                     0x18};
    EXPECT_TRUE(std::equal(begin.begin(), begin.end(), bytes.begin()));
    InferenceControlHeader out;
    ASSERT_TRUE(Read(bytes, out));
    EXPECT_EQ(out.type, InferenceControlHeader::SERVER_REPORT);
    EXPECT_EQ(out.ue, header.ue);
    EXPECT_EQ(out.server.at, header.server.at);
    EXPECT_EQ(out.server.speed, header.server.speed);
    EXPECT_EQ(out.server.backlog, header.server.backlog);
    EXPECT_EQ(out.server.queue, header.server.queue);
    EXPECT_EQ(out.server.utilisation, header.server.utilisation);
    EXPECT_EQ(out.server.up, false);
    EXPECT_EQ(out.server.models, header.server.models);
    for (std::size_t size = 0; size < bytes.size(); ++size)
    {
        EXPECT_FALSE(out.Read(GetPacket(bytes, 0, size))) << size;
    }
    const Time now = header.server.at;
    EXPECT_TRUE(header.IsPlausible(now, 1));
    EXPECT_FALSE(header.IsPlausible(now - NanoSeconds(1), 1));
    const std::vector<std::function<void(EdgeServerState&)>> wrong{
        [](auto& server) { server.speed = -0.5; },
        [](auto& server) { server.backlog = std::numeric_limits<double>::infinity(); },
        [](auto& server) { server.utilisation = std::numeric_limits<double>::quiet_NaN(); },
        [](auto& server) { server.models[1] = 1.5; },
        [](auto& server) { server.models[0] = std::numeric_limits<double>::quiet_NaN(); }};
    for (const auto& change : wrong)
    {
        InferenceControlHeader other = header;
        change(other.server);
        EXPECT_FALSE(other.IsPlausible(now, 1));
    }
}

TEST(InferenceControlHeader, RefusesWhatIsNotExactlyAMessage)
{
    InferenceControlHeader decision;
    decision.type = InferenceControlHeader::DECISION;
    decision.plans.resize(3);
    for (const auto& header : {GetReport(2, 1), decision})
    {
        const auto bytes = GetBytes(header);
        InferenceControlHeader out;
        for (std::size_t size = 0; size < bytes.size(); ++size)
        {
            EXPECT_FALSE(Read({bytes.begin(), bytes.begin() + size}, out)) << size;
        }
        auto longer = bytes;
        longer.push_back(0);
        EXPECT_FALSE(Read(longer, out));
        for (const std::size_t at : {0, 1, 2, 3, 8, 9})
        {
            auto changed = bytes;
            changed[at] ^= 0x10;
            EXPECT_FALSE(Read(changed, out)) << at;
        }
    }
    std::mt19937 random(2);
    for (int i = 0; i < 5000; ++i)
    {
        auto bytes = GetBytes(GetReport(1, 1));
        bytes[random() % bytes.size()] = random();
        InferenceControlHeader out;
        if (Read(bytes, out))
        {
            EXPECT_EQ(GetBytes(out).size(), bytes.size());
        }
    }
}

} // namespace
} // namespace tests
} // namespace ns3
