// SPDX-License-Identifier: GPL-2.0-only

#include "message-bytes.h"

#include <algorithm>
#include <array>
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
    const Bytes expected{0xE1, 0xF5, 3,    1,    0x00, 0xC2, 0xC3, 0xC4, 0xA1, 0xA2,
                         0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xB1, 0xB2, 0xB3, 0xB4,
                         0x00, 0xD2, 0xE1, 0xE2, 0x01, 0x02, 0x03, 0x04, 0x21, 0x22,
                         0x06, 0x07, 0x08, 9,    0x23, 0x24, 0x08, 0x08, 10,   0x25,
                         0x26, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18};
    EXPECT_EQ(GetBytes(header), expected);
    EXPECT_EQ(header.GetSerializedSize(), 24U + 25U);
}

TEST(InferenceHeader, LaysOutResultsAsDocumented)
{
    const Bytes bytes = GetBytes(GetResult(5, 40));
    ASSERT_EQ(bytes.size(), 24U + 32U);
    EXPECT_EQ(bytes[3], 2);
    const Bytes tail{0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x29, 0x2a, 0x2b,
                     0x2c, 0x2d, 0x2e, 0,    0,    0x41, 0x42, 0x43, 0x44, 0,    0,
                     0x51, 0x52, 0x53, 0x54, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66};
    EXPECT_EQ(Bytes(bytes.begin() + 24, bytes.end()), tail);
    // A result that another server finished begins in the same way.
    const Bytes finished = GetBytes(GetTailResult(5, 40));
    ASSERT_EQ(finished.size(), 24U + 62U);
    EXPECT_EQ(finished[3], 4);
    EXPECT_EQ(Bytes(finished.begin() + 4, finished.begin() + 56),
              Bytes(bytes.begin() + 4, bytes.end()));
    const Bytes rest{0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x79, 0x7a, 0x7b, 0x7c,
                     0x7d, 0x7e, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x91, 0x92,
                     0x93, 0x94, 0x95, 0x96, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6};
    EXPECT_EQ(Bytes(finished.begin() + 56, finished.end()), rest);
    EXPECT_EQ(finished.size(), InferenceHeader::MAX_SIZE);
}

TEST(InferenceHeader, LaysOutModelsAsDocumented)
{
    const Bytes request = GetBytes(GetModelMessage(InferenceHeader::MODEL_REQUEST, 5, 0));
    ASSERT_EQ(request.size(), 24U + 4U);
    EXPECT_EQ(request[3], 5);
    EXPECT_EQ(Bytes(request.begin() + 24, request.end()), (Bytes{1, 2, 3, 4}));
    // 27 GB, as the weights of a large language model take.
    const Bytes model = GetBytes(GetModelMessage(InferenceHeader::MODEL, 5, 0x6A1A2A3A4));
    ASSERT_EQ(model.size(), 24U + 8U);
    EXPECT_EQ(model[3], 6);
    EXPECT_EQ(Bytes(model.begin() + 4, model.begin() + 8), (Bytes{0xA1, 0xA2, 0xA3, 0xA4}));
    EXPECT_EQ(Bytes(model.begin() + 16, model.begin() + 20), (Bytes{0xA1, 0xA2, 0xA3, 0xA4}));
    EXPECT_EQ(Bytes(model.begin() + 24, model.end()), (Bytes{1, 2, 3, 4, 0, 0, 0, 6}));
    InferenceHeader out;
    ASSERT_TRUE(Read(model, out));
    EXPECT_EQ(out.total, 0x6A1A2A3A4U);
    EXPECT_EQ(out.payload, 0x6A1A2A3A4U);
}

TEST(InferenceHeader, BoundsDurations)
{
    InferenceHeader in = GetResult(5, 40);
    in.wait = NanoSeconds(-5);
    in.compute = NanoSeconds(INT64_MAX);
    in.sent = in.received - Seconds(1);
    InferenceHeader out;
    ASSERT_TRUE(Read(GetBytes(in), out));
    EXPECT_EQ(out.wait, Time(0));
    EXPECT_EQ(out.compute, NanoSeconds(0xffffffffffff));
    EXPECT_EQ(out.sent, out.received);
}

TEST(InferenceHeader, LaysOutDropsAsDocumented)
{
    const Bytes bytes = GetBytes(GetDrop(5, InferenceDropReason::SERVER_QUEUE));
    ASSERT_EQ(bytes.size(), 24U + 1U);
    EXPECT_EQ(bytes[3], 3);
    EXPECT_EQ(bytes[24], static_cast<uint8_t>(InferenceDropReason::SERVER_QUEUE));
}

TEST(InferenceHeader, ReadsWhatItWrote)
{
    std::mt19937_64 random(1);
    const auto draw = [&](uint64_t most) {
        return std::uniform_int_distribution<uint64_t>(0, most)(random);
    };
    for (int i = 0; i < 1000; ++i)
    {
        const auto drawTotal = [&]() { return draw(0xffffffff); };
        const std::array<InferenceHeader, 6> types{
            GetFeatures(draw(~0ULL), drawTotal()),
            GetResult(draw(~0ULL), drawTotal()),
            GetDrop(
                draw(~0ULL),
                InferenceDropReason(1 + draw(static_cast<int>(InferenceDropReason::REASONS) - 2))),
            GetTailResult(draw(~0ULL), drawTotal()),
            GetModelMessage(InferenceHeader::MODEL_REQUEST, draw(~0ULL), drawTotal()),
            GetModelMessage(InferenceHeader::MODEL, draw(~0ULL), drawTotal())};
        InferenceHeader in = types[i % types.size()];
        in.payload = draw(in.total);
        in.fragments = 1 + draw(0xfffe);
        in.fragment = draw(in.fragments - 1);
        in.dnn = draw(0xffffffff);
        in.ue = draw(0xffff);
        in.plan.exit = draw(0xff);
        in.plan.cut = draw(0xffff);
        in.plan.bits = draw(255);
        in.plan.server = draw(0xffff);
        in.plan.tailCut = draw(1) ? draw(0xfffe) : InferencePlan::NO_TAIL;
        in.plan.tailBits = draw(255);
        in.plan.tailServer = draw(0xffff);
        in.due = NanoSeconds(draw(INT64_MAX));
        in.received = NanoSeconds(draw(INT64_MAX / 2));
        for (auto time : {&InferenceHeader::load,
                          &InferenceHeader::wait,
                          &InferenceHeader::compute,
                          &InferenceHeader::backhaul,
                          &InferenceHeader::tailLoad,
                          &InferenceHeader::tailWait,
                          &InferenceHeader::tailCompute,
                          &InferenceHeader::backhaulReturn})
        {
            in.*time = NanoSeconds(draw(0xffffffffffff));
        }
        in.sent = in.received + NanoSeconds(draw(0xffffffffffff));
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
            EXPECT_EQ(out.ue, in.ue);
            EXPECT_EQ(out.plan, in.plan);
            EXPECT_EQ(out.plan.server, in.plan.server);
            EXPECT_EQ(out.due, in.due);
        }
        else if (in.IsResult())
        {
            EXPECT_EQ(out.received, in.received);
            EXPECT_EQ(out.load, in.load);
            EXPECT_EQ(out.wait, in.wait);
            EXPECT_EQ(out.compute, in.compute);
            EXPECT_EQ(out.sent, in.sent);
            if (in.type == InferenceHeader::TAIL_RESULT)
            {
                EXPECT_EQ(out.backhaul, in.backhaul);
                EXPECT_EQ(out.tailLoad, in.tailLoad);
                EXPECT_EQ(out.tailWait, in.tailWait);
                EXPECT_EQ(out.tailCompute, in.tailCompute);
                EXPECT_EQ(out.backhaulReturn, in.backhaulReturn);
            }
        }
        else if (in.type == InferenceHeader::DROPPED)
        {
            EXPECT_EQ(out.reason, in.reason);
        }
        else
        {
            EXPECT_EQ(out.dnn, in.dnn);
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
    for (const auto& header : {GetFeatures(1, 2),
                               GetResult(1, 2),
                               GetTailResult(1, 2),
                               GetModelMessage(InferenceHeader::MODEL_REQUEST, 1, 0),
                               GetModelMessage(InferenceHeader::MODEL, 1, 2),
                               GetDrop(1, InferenceDropReason::EXPIRED)})
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
    expectBad(features, 2, 2); // sizes of models were shorter then
    expectBad(features, 2, 4);
    expectBad(features, 3, 0);
    expectBad(features, 3, 7);
    expectBad(features, 3, 255);
    expectBad(features, 7, 101);   // more payload here than in the whole
    expectBad(features, 21, 1);    // fragment 1 of 1
    expectBad(features, 23, 0);    // fragment 0 of 0
    expectBad(features, 41, 0x80); // due before time began
    for (const auto& result : {GetResult(1, 100), GetTailResult(1, 100)})
    {
        expectBad(result, 24, 0x80); // received before time began
        Bytes late = GetBytes(result);
        std::fill(late.begin() + 24, late.begin() + 32, 0xff);
        late[24] = 0x7f; // or so late that a duration after it overflows
        InferenceHeader out;
        EXPECT_FALSE(Read(late, out));
    }
    const InferenceHeader drop = GetDrop(1, InferenceDropReason::EXPIRED);
    expectBad(drop, 24, static_cast<uint8_t>(InferenceDropReason::NONE));
    expectBad(drop, 24, static_cast<uint8_t>(InferenceDropReason::REASONS));
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
         << GetTailResult(80, 2) << '\n'
         << GetModelMessage(InferenceHeader::MODEL_REQUEST, 81, 0) << '\n'
         << GetModelMessage(InferenceHeader::MODEL, 82, 2) << '\n'
         << GetDrop(79, InferenceDropReason::EXPIRED);
    for (const auto* part : {"features task=77",
                             "result task=78",
                             "dropped task=79",
                             "reason=expired",
                             "cut=1800",
                             "tail-result task=80",
                             "model-request task=81",
                             "model task=82",
                             "tailCut=2056"})
    {
        EXPECT_NE(text.str().find(part), std::string::npos) << part;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
