// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-reassembler.h"
#include "message-bytes.h"

#include "ns3/inet-socket-address.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

namespace ns3
{
namespace tests
{
namespace
{

const Address A = InetSocketAddress("10.0.0.1", 5000); // a sender
const Address B = InetSocketAddress("10.0.0.1", 5001); // another

/**
 * @param task its number
 * @param fragment number of the fragment
 * @param fragments how many there are, 10 bytes each but the last, which has 3
 * @return header of a fragment of features
 */
InferenceHeader
GetFragment(uint64_t task, uint16_t fragment, uint16_t fragments)
{
    InferenceHeader header = GetFeatures(task, 10 * (fragments - 1) + 3);
    header.fragment = fragment;
    header.fragments = fragments;
    header.payload = fragment + 1 == fragments ? 3 : 10;
    return header;
}

TEST(InferenceReassembler, CompletesInEveryOrder)
{
    std::vector<uint16_t> order(5);
    std::iota(order.begin(), order.end(), 0);
    do
    {
        InferenceReassembler reassembler(Seconds(1));
        for (std::size_t i = 0; i < order.size(); ++i)
        {
            EXPECT_EQ(reassembler.Add(A, GetFragment(1, order[i], 5), Time(0)),
                      i + 1 < order.size() ? InferenceReassembler::INCOMPLETE
                                           : InferenceReassembler::COMPLETE);
        }
        for (const uint16_t i : order)
        {
            EXPECT_EQ(reassembler.Add(A, GetFragment(1, i, 5), Time(0)),
                      InferenceReassembler::DUPLICATE);
        }
        EXPECT_EQ(reassembler.GetSize(), 1U);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(InferenceReassembler, CompletesExactlyOnceUnderLossAndDuplication)
{
    std::mt19937 random(11);
    InferenceReassembler reassembler(Seconds(1000));
    for (uint64_t task = 1; task <= 300; ++task)
    {
        const uint16_t fragments = 1 + random() % 20;
        std::vector<uint16_t> arrivals;
        std::vector<bool> lost(fragments);
        for (uint16_t i = 0; i < fragments; ++i)
        {
            lost[i] = random() % 30 == 0;
            arrivals.insert(arrivals.end(), lost[i] ? 0 : 1 + random() % 3, i);
        }
        std::shuffle(arrivals.begin(), arrivals.end(), random);
        std::vector<bool> seen(fragments);
        uint32_t completed = 0;
        for (const uint16_t i : arrivals)
        {
            const auto result = reassembler.Add(A, GetFragment(task, i, fragments), Time(0));
            EXPECT_EQ(result == InferenceReassembler::DUPLICATE, seen[i]);
            seen[i] = true;
            completed += result == InferenceReassembler::COMPLETE;
        }
        const bool whole = std::find(lost.begin(), lost.end(), true) == lost.end();
        EXPECT_EQ(completed, whole ? 1U : 0U);
    }
}

TEST(InferenceReassembler, KeepsSendersAndTasksApart)
{
    InferenceReassembler reassembler(Seconds(1));
    EXPECT_EQ(reassembler.Add(A, GetFragment(1, 0, 2), Time(0)), InferenceReassembler::INCOMPLETE);
    EXPECT_EQ(reassembler.Add(B, GetFragment(1, 1, 2), Time(0)), InferenceReassembler::INCOMPLETE);
    EXPECT_EQ(reassembler.Add(A, GetFragment(2, 1, 2), Time(0)), InferenceReassembler::INCOMPLETE);
    EXPECT_EQ(reassembler.GetSize(), 3U);
    EXPECT_EQ(reassembler.Add(A, GetFragment(1, 1, 2), Time(0)), InferenceReassembler::COMPLETE);
    EXPECT_EQ(reassembler.Add(B, GetFragment(1, 0, 2), Time(0)), InferenceReassembler::COMPLETE);
}

TEST(InferenceReassembler, RefusesContradictions)
{
    InferenceReassembler reassembler(Seconds(1));
    ASSERT_EQ(reassembler.Add(A, GetFragment(1, 0, 3), Time(0)), InferenceReassembler::INCOMPLETE);
    InferenceHeader header = GetFragment(1, 1, 3);
    header.total += 1;
    EXPECT_EQ(reassembler.Add(A, header, Time(0)), InferenceReassembler::MISMATCH);
    header = GetFragment(1, 1, 3);
    header.fragments = 4;
    EXPECT_EQ(reassembler.Add(A, header, Time(0)), InferenceReassembler::MISMATCH);
    header = GetFragment(1, 1, 3);
    header.type = InferenceHeader::RESULT;
    EXPECT_EQ(reassembler.Add(A, header, Time(0)), InferenceReassembler::MISMATCH);
    header = GetFragment(1, 1, 3);
    header.payload = 20; // 10 + 20 is more than the 23 of the whole
    EXPECT_EQ(reassembler.Add(A, header, Time(0)), InferenceReassembler::MISMATCH);
    // None of these did harm.
    EXPECT_EQ(reassembler.Add(A, GetFragment(1, 1, 3), Time(0)), InferenceReassembler::INCOMPLETE);
    header = GetFragment(1, 2, 3);
    header.payload = 2; // one byte would be missing in the end
    EXPECT_EQ(reassembler.Add(A, header, Time(0)), InferenceReassembler::MISMATCH);
    EXPECT_EQ(reassembler.Add(A, GetFragment(1, 2, 3), Time(0)), InferenceReassembler::COMPLETE);
}

TEST(InferenceReassembler, ForgetsAfterItsMemory)
{
    InferenceReassembler reassembler(MilliSeconds(100));
    const Time step = MilliSeconds(1);
    std::size_t most = 0;
    for (int i = 0; i < 10000; ++i)
    {
        EXPECT_EQ(reassembler.Add(A, GetFragment(i, 0, 2), step * i),
                  InferenceReassembler::INCOMPLETE);
        most = std::max(most, reassembler.GetSize());
    }
    EXPECT_EQ(most, 100U); // one a millisecond, remembered for 100 ms
    // The second fragment comes one step before, and one at, the end of the memory.
    InferenceReassembler late(MilliSeconds(100));
    late.Add(A, GetFragment(1, 0, 2), Time(0));
    late.Add(B, GetFragment(1, 0, 2), Time(0));
    EXPECT_EQ(late.Add(A, GetFragment(1, 1, 2), MilliSeconds(99)), InferenceReassembler::COMPLETE);
    EXPECT_EQ(late.Add(B, GetFragment(1, 1, 2), MilliSeconds(100)),
              InferenceReassembler::INCOMPLETE);
    late.Clear();
    EXPECT_EQ(late.GetSize(), 0U);
    EXPECT_EQ(late.Add(A, GetFragment(1, 0, 1), MilliSeconds(100)), InferenceReassembler::COMPLETE);
}

TEST(InferenceReassembler, ForgetsTheOldestWhenMemoryIsFull)
{
    InferenceReassembler reassembler(Seconds(10));
    constexpr uint16_t MANY = 65535;
    std::size_t most = 0;
    for (uint64_t task = 0; task < 40000; ++task)
    {
        reassembler.Add(A, GetFragment(task, 0, MANY), Time(0));
        most = std::max(most, reassembler.GetSize());
    }
    EXPECT_LE(most, InferenceReassembler::MOST_BYTES / (MANY / 8));
    EXPECT_GT(most, 30000U);
    EXPECT_EQ(reassembler.GetSize(), most);
    // The newest are there, and the oldest begin anew.
    EXPECT_EQ(reassembler.Add(A, GetFragment(39999, 0, MANY), Time(0)),
              InferenceReassembler::DUPLICATE);
    EXPECT_EQ(reassembler.Add(A, GetFragment(0, 0, MANY), Time(0)),
              InferenceReassembler::INCOMPLETE);
}

TEST(InferenceReassembler, ComparesEndpointsWithoutTypeOfService)
{
    EXPECT_TRUE(IsSameEndpoint(A, A));
    EXPECT_FALSE(IsSameEndpoint(A, B));
    EXPECT_FALSE(IsSameEndpoint(A, InetSocketAddress("10.0.0.2", 5000)));
    EXPECT_FALSE(IsSameEndpoint(A, Address()));
    EXPECT_TRUE(IsSameEndpoint(Address(), Address()));
}

} // namespace
} // namespace tests
} // namespace ns3
