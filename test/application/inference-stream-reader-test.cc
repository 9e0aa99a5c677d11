// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-stream-reader.h"
#include "message-bytes.h"

#include "ns3/edge-inference-compat.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace ns3
{
namespace tests
{
namespace
{

using Bytes = std::vector<uint8_t>;

/// A stream of messages of every type, with and without payload.
struct Stream
{
    Stream()
    {
        for (const auto& header : {GetFeatures(1, 100),
                                   GetDrop(2, InferenceDropReason::EXPIRED),
                                   GetResult(3, 40),
                                   GetFeatures(4, 1),
                                   GetResult(5, 0),
                                   GetFeatures(6, 70)})
        {
            const Bytes message = GetBytes(header, header.total);
            bytes.insert(bytes.end(), message.begin(), message.end());
            ends.push_back(bytes.size());
        }
    }

    Bytes bytes;                   //!< the stream
    std::vector<std::size_t> ends; //!< behind the last byte of each message
};

/// Feeds a reader and collects what it finds.
class Feeder
{
  public:
    /**
     * @param packet the next bytes
     * @return what the reader answered
     */
    bool Feed(const Ptr<Packet>& packet)
    {
        return reader.Receive(packet, MakeLambdaCallback([this](const InferenceHeader& header) {
                                  tasks.push_back(header.task);
                              }));
    }

    InferenceStreamReader reader; //!< under test
    std::vector<uint64_t> tasks;  //!< messages found
};

TEST(InferenceStreamReader, FindsMessagesAtEveryPairOfCuts)
{
    const Stream stream;
    const std::size_t n = stream.bytes.size();
    for (std::size_t first = 0; first <= n; ++first)
    {
        // Every second cut near the first, and some far away.
        for (std::size_t second = first; second <= n; second += second < first + 60 ? 1 : 37)
        {
            Feeder feeder;
            ASSERT_TRUE(feeder.Feed(GetPacket(stream.bytes, 0, first)));
            std::size_t complete = 0;
            while (complete < stream.ends.size() && stream.ends[complete] <= first)
            {
                ++complete;
            }
            ASSERT_EQ(feeder.tasks.size(), complete) << "cut at " << first;
            ASSERT_TRUE(feeder.Feed(GetPacket(stream.bytes, first, second)));
            ASSERT_TRUE(feeder.Feed(GetPacket(stream.bytes, second, n)));
            ASSERT_EQ(feeder.tasks, (std::vector<uint64_t>{1, 2, 3, 4, 5, 6}));
        }
    }
}

TEST(InferenceStreamReader, TellsAMessageAtItsLastByte)
{
    const Stream stream;
    Feeder feeder;
    std::size_t next = 0;
    for (std::size_t i = 0; i < stream.bytes.size(); ++i)
    {
        ASSERT_TRUE(feeder.Feed(GetPacket(stream.bytes, i, i + 1)));
        next += next < stream.ends.size() && stream.ends[next] == i + 1;
        ASSERT_EQ(feeder.tasks.size(), next) << "after byte " << i;
    }
    EXPECT_EQ(next, stream.ends.size());
}

TEST(InferenceStreamReader, FindsMessagesInRandomSegments)
{
    const Stream stream;
    Bytes bytes;
    for (int i = 0; i < 50; ++i)
    {
        bytes.insert(bytes.end(), stream.bytes.begin(), stream.bytes.end());
    }
    std::mt19937 random(7);
    for (const std::size_t longest : {3, 30, 300, 3000})
    {
        Feeder feeder;
        for (std::size_t at = 0; at < bytes.size();)
        {
            const std::size_t size = std::min<std::size_t>(
                bytes.size() - at,
                std::uniform_int_distribution<std::size_t>(1, longest)(random));
            ASSERT_TRUE(feeder.Feed(GetPacket(bytes, at, at + size)));
            at += size;
        }
        EXPECT_EQ(feeder.tasks.size(), 300U);
    }
}

TEST(InferenceStreamReader, RefusesForeignStreamsAtTheFirstWrongByte)
{
    const Bytes good = GetBytes(GetFeatures(1, 0));
    for (const std::size_t at : {0, 1, 2, 3})
    {
        Bytes bytes = good;
        bytes[at] ^= 0x40;
        Feeder feeder;
        for (std::size_t i = 0; i < at; ++i)
        {
            ASSERT_TRUE(feeder.Feed(GetPacket(bytes, i, i + 1)));
        }
        EXPECT_FALSE(feeder.Feed(GetPacket(bytes, at, at + 1)));
        EXPECT_TRUE(feeder.tasks.empty());
    }
    // A fragment makes no sense in a stream.
    InferenceHeader fragment = GetFeatures(1, 10);
    fragment.payload = 5;
    fragment.fragments = 2;
    const Bytes bytes = GetBytes(fragment, 5);
    Feeder feeder;
    EXPECT_FALSE(feeder.Feed(GetPacket(bytes, 0, bytes.size())));
    EXPECT_TRUE(feeder.tasks.empty());
}

TEST(InferenceStreamReader, BeginsAnewAfterReset)
{
    const Bytes message = GetBytes(GetFeatures(9, 30), 30);
    for (std::size_t cut = 0; cut < message.size(); ++cut)
    {
        Feeder feeder;
        ASSERT_TRUE(feeder.Feed(GetPacket(message, 0, cut)));
        feeder.reader.Reset();
        ASSERT_TRUE(feeder.Feed(GetPacket(message, 0, message.size())));
        EXPECT_EQ(feeder.tasks.size(), 1U) << cut;
    }
}

TEST(InferenceStreamReader, JudgesHeadersBeforeTheirPayload)
{
    Feeder feeder;
    feeder.reader.SetCheck([](const InferenceHeader& header) { return header.total <= 100; });
    const Bytes good = GetBytes(GetFeatures(1, 100), 100);
    ASSERT_TRUE(feeder.Feed(GetPacket(good, 0, good.size())));
    EXPECT_EQ(feeder.tasks, (std::vector<uint64_t>{1}));
    const Bytes claim = GetBytes(GetFeatures(2, 0xffffffff));
    ASSERT_TRUE(feeder.Feed(GetPacket(claim, 0, claim.size() - 1)));
    EXPECT_FALSE(feeder.Feed(GetPacket(claim, claim.size() - 1, claim.size())));
}

TEST(InferenceStreamReader, SurvivesRandomBytes)
{
    std::mt19937 random(3);
    const Stream stream;
    uint32_t refused = 0;
    for (int i = 0; i < 2000; ++i)
    {
        Bytes bytes = stream.bytes;
        const int changes = 1 + random() % 4;
        for (int j = 0; j < changes; ++j)
        {
            bytes[random() % bytes.size()] = random();
        }
        Feeder feeder;
        bool good = true;
        for (std::size_t at = 0; good && at < bytes.size(); at += 50)
        {
            good = feeder.Feed(GetPacket(bytes, at, std::min(at + 50, bytes.size())));
        }
        EXPECT_LE(feeder.tasks.size(), 12U);
        refused += !good;
    }
    EXPECT_GT(refused, 500U);
}

TEST(InferenceStreamReader, LeavesTheRestWhenItIsResetWithinACall)
{
    const Stream stream;
    InferenceStreamReader reader;
    std::vector<uint64_t> tasks;
    const auto onMessage = MakeLambdaCallback([&](const InferenceHeader& header) {
        tasks.push_back(header.task);
        reader.Reset();
    });
    EXPECT_TRUE(reader.Receive(GetPacket(stream.bytes, 0, stream.bytes.size()), onMessage));
    EXPECT_EQ(tasks, (std::vector<uint64_t>{1}));
    EXPECT_TRUE(reader.Receive(GetPacket(stream.bytes, 0, stream.ends[0]), onMessage));
    EXPECT_EQ(tasks, (std::vector<uint64_t>{1, 1}));
}

} // namespace
} // namespace tests
} // namespace ns3
