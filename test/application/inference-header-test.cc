// SPDX-License-Identifier: GPL-2.0-only

#include "message-bytes.h"

#include <gtest/gtest.h>
#include <random>
#include <sstream>

namespace ns3
{
namespace tests
{
namespace
{

using Bytes = std::vector<uint8_t>;

/**
 * @param bytes a message
 * @param [out] header what was read
 * @return true when it is valid
 */
bool
Read(const Bytes& bytes, InferenceHeader& header)
{
    return header.Read(bytes.data(), bytes.size());
}

TEST(InferenceHeader, LaysOutFeaturesAsDocumented)
{
    InferenceHeader header = GetFeatures(0xA1A2A3A4A5A6A7A8, 0xB1B2B3B4);
    header.payload = 0x00C2C3C4;
    header.fragment = 0x00D2;
    header.fragments = 0xE1E2;
    const Bytes expected{0xE1, 0xF5, 1,    1,    0x00, 0xC2, 0xC3, 0xC4, 0xA1, 0xA2,
                         0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xB1, 0xB2, 0xB3, 0xB4,
                         0x00, 0xD2, 0xE1, 0xE2, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
                         0x07, 0x08, 9,    0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
                         0x18, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28};
    EXPECT_EQ(GetBytes(header), expected);
    EXPECT_EQ(header.GetSerializedSize(), 24U + 25U);
}

TEST(InferenceHeader, LaysOutResultsAsDocumented)
{
    const Bytes bytes = GetBytes(GetResult(5, 40));
    ASSERT_EQ(bytes.size(), 24U + 32U);
    EXPECT_EQ(bytes[3], 2);
    const Bytes tail{0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0,    0,    0,
                     0,    0x41, 0x42, 0x43, 0x44, 0,    0,    0,    0,    0x51, 0x52,
                     0x53, 0x54, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68};
    EXPECT_EQ(Bytes(bytes.begin() + 24, bytes.end()), tail);
    EXPECT_EQ(bytes.size(), InferenceHeader::MAX_SIZE);
}

TEST(InferenceHeader, LaysOutDropsAsDocumented)
{
    const Bytes bytes = GetBytes(GetDrop(5, DropReason::SERVER_QUEUE));
    ASSERT_EQ(bytes.size(), 24U + 1U);
    EXPECT_EQ(bytes[3], 3);
    EXPECT_EQ(bytes[24], static_cast<uint8_t>(DropReason::SERVER_QUEUE));
}

TEST(InferenceHeader, ReadsWhatItWrote)
{
    std::mt19937_64 random(1);
    const auto draw = [&](uint64_t most) {
        return std::uniform_int_distribution<uint64_t>(0, most)(random);
    };
    for (int i = 0; i < 1000; ++i)
    {
        InferenceHeader in = i % 3 == 0   ? GetFeatures(draw(~0ULL), draw(0xffffffff))
                             : i % 3 == 1 ? GetResult(draw(~0ULL), draw(0xffffffff))
                                          : GetDrop(draw(~0ULL), DropReason(1 + draw(7)));
        in.payload = draw(in.total);
        in.fragments = 1 + draw(0xfffe);
        in.fragment = draw(in.fragments - 1);
        in.dnn = draw(0xffffffff);
        in.plan.exit = draw(0xffff);
        in.plan.cut = draw(0xffff);
        in.plan.bits = draw(255);
        for (auto time : {&InferenceHeader::due,
                          &InferenceHeader::ready,
                          &InferenceHeader::received,
                          &InferenceHeader::wait,
                          &InferenceHeader::compute,
                          &InferenceHeader::sent})
        {
            in.*time = NanoSeconds(draw(INT64_MAX));
        }
        InferenceHeader out;
        const Bytes bytes = GetBytes(in);
        ASSERT_TRUE(Read(bytes, out));
        EXPECT_EQ(GetBytes(out), bytes);
        EXPECT_EQ(out.task, in.task);
        EXPECT_EQ(out.payload, in.payload);
        EXPECT_EQ(out.total, in.total);
        EXPECT_EQ(out.fragment, in.fragment);
        EXPECT_EQ(out.fragments, in.fragments);
        if (in.type == InferenceHeader::FEATURES)
        {
            EXPECT_EQ(out.dnn, in.dnn);
            EXPECT_EQ(out.plan, in.plan);
            EXPECT_EQ(out.due, in.due);
            EXPECT_EQ(out.ready, in.ready);
        }
        else if (in.type == InferenceHeader::RESULT)
        {
            EXPECT_EQ(out.received, in.received);
            EXPECT_EQ(out.wait, in.wait);
            EXPECT_EQ(out.compute, in.compute);
            EXPECT_EQ(out.sent, in.sent);
        }
        else
        {
            EXPECT_EQ(out.reason, in.reason);
        }
        // As ns-3 does it, with a packet that goes on behind the header.
        Ptr<Packet> packet = Create<Packet>(17);
        packet->AddHeader(in);
        InferenceHeader removed;
        EXPECT_EQ(packet->RemoveHeader(removed), bytes.size());
        EXPECT_EQ(packet->GetSize(), 17U);
        EXPECT_EQ(GetBytes(removed), bytes);
    }
}

TEST(InferenceHeader, NeedsEveryByte)
{
    for (const auto& header : {GetFeatures(1, 2), GetResult(1, 2), GetDrop(1, DropReason::EXPIRED)})
    {
        const Bytes bytes = GetBytes(header);
        for (std::size_t size = 0; size < bytes.size(); ++size)
        {
            InferenceHeader out;
            EXPECT_FALSE(out.Read(bytes.data(), size));
            const int32_t told = InferenceHeader::GetSizeAt(bytes.data(), size);
            EXPECT_EQ(told, size < 4 ? 0 : static_cast<int32_t>(bytes.size()));
        }
    }
}

TEST(InferenceHeader, RefusesWhatIsNoHeader)
{
    const auto expectBad = [](const InferenceHeader& header, std::size_t at, uint8_t value) {
        Bytes bytes = GetBytes(header);
        bytes.at(at) = value;
        InferenceHeader out;
        EXPECT_FALSE(Read(bytes, out)) << "byte " << at;
    };
    const InferenceHeader features = GetFeatures(1, 100);
    expectBad(features, 0, 0xE2);
    expectBad(features, 1, 0xF4);
    expectBad(features, 2, 0);
    expectBad(features, 2, 2);
    expectBad(features, 3, 0);
    expectBad(features, 3, 4);
    expectBad(features, 3, 255);
    expectBad(features, 7, 101);   // more payload here than in the whole
    expectBad(features, 21, 1);    // fragment 1 of 1
    expectBad(features, 23, 0);    // fragment 0 of 0
    expectBad(features, 33, 0x80); // due before time began
    expectBad(features, 41, 0xff);
    for (const std::size_t time : {24, 32, 40, 48})
    {
        expectBad(GetResult(1, 100), time, 0x80);
    }
    const InferenceHeader drop = GetDrop(1, DropReason::EXPIRED);
    expectBad(drop, 24, static_cast<uint8_t>(DropReason::NONE));
    expectBad(drop, 24, static_cast<uint8_t>(DropReason::REASONS));
    expectBad(drop, 24, 255);
    for (std::size_t size = 1; size <= 3; ++size)
    {
        const Bytes foreign(size, 'G');
        EXPECT_EQ(InferenceHeader::GetSizeAt(foreign.data(), size), -1);
    }
}

TEST(InferenceHeader, PrintsEveryType)
{
    std::ostringstream text;
    text << GetFeatures(77, 2) << '\n'
         << GetResult(78, 2) << '\n'
         << GetDrop(79, DropReason::EXPIRED);
    for (const auto* part :
         {"features task=77", "result task=78", "dropped task=79", "reason=expired", "cut=1800"})
    {
        EXPECT_NE(text.str().find(part), std::string::npos) << part;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
