// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/application/inference-stream-reader.h"
#include "../../model/application/inference-stream-writer.h"
#include "message-bytes.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/node.h"

#include <gtest/gtest.h>
#include <random>

namespace ns3
{
namespace tests
{
namespace
{

/// A connected stream socket with as much room as the test gives it.
class RoomSocket : public Socket
{
  public:
    uint32_t room{0};           //!< bytes it takes now
    bool broken{false};         //!< refuses everything
    std::vector<uint8_t> bytes; //!< what it took

    uint32_t GetTxAvailable() const override
    {
        return room;
    }

    int Send(Ptr<Packet> packet, uint32_t) override
    {
        const uint32_t size = packet->GetSize();
        if (broken || size > room)
        {
            return -1;
        }
        room -= size;
        bytes.resize(bytes.size() + size);
        packet->CopyData(bytes.data() + bytes.size() - size, size);
        return static_cast<int>(size);
    }

    // The rest is never called.
    // clang-format off
    SocketErrno GetErrno() const override { return ERROR_NOTERROR; }
    SocketType GetSocketType() const override { return NS3_SOCK_STREAM; }
    Ptr<Node> GetNode() const override { return nullptr; }
    int Bind(const Address&) override { return -1; }
    int Bind() override { return -1; }
    int Bind6() override { return -1; }
    int Close() override { return -1; }
    int ShutdownSend() override { return -1; }
    int ShutdownRecv() override { return -1; }
    int Connect(const Address&) override { return -1; }
    int Listen() override { return -1; }
    int SendTo(Ptr<Packet>, uint32_t, const Address&) override { return -1; }
    uint32_t GetRxAvailable() const override { return 0; }
    Ptr<Packet> Recv(uint32_t, uint32_t) override { return nullptr; }
    Ptr<Packet> RecvFrom(uint32_t, uint32_t, Address&) override { return nullptr; }
    int GetSockName(Address&) const override { return -1; }
    int GetPeerName(Address&) const override { return -1; }
    bool SetAllowBroadcast(bool) override { return false; }
    bool GetAllowBroadcast() const override { return false; }

    // clang-format on
};

/**
 * @param bytes a stream
 * @return tasks of the whole messages in it; a 0 at the end when it is no valid stream
 */
std::vector<uint64_t>
GetTasks(const std::vector<uint8_t>& bytes)
{
    std::vector<uint64_t> tasks;
    InferenceStreamReader reader;
    const bool valid = reader.Receive(
        GetPacket(bytes, 0, bytes.size()),
        MakeLambdaCallback([&](const InferenceHeader& header) { tasks.push_back(header.task); }));
    if (!valid)
    {
        tasks.push_back(0);
    }
    return tasks;
}

TEST(InferenceStreamWriter, WritesAsTheSocketTakesIt)
{
    std::mt19937 random(5);
    for (const uint32_t most : {50U, 60U, 100U, 1000U, 100000U})
    {
        auto socket = CreateObject<RoomSocket>();
        InferenceStreamWriter writer;
        writer.SetSocket(socket);
        std::vector<uint8_t> expected;
        std::vector<uint64_t> tasks;
        for (uint64_t task = 1; task <= 50; ++task)
        {
            const InferenceHeader header = GetFeatures(task, random() % 2000);
            const auto bytes = GetBytes(header, header.total);
            expected.insert(expected.end(), bytes.begin(), bytes.end());
            tasks.push_back(task);
            writer.Push(header);
            socket->room += random() % most;
            writer.Pump();
        }
        for (int i = 0; i < 100000 && socket->bytes.size() < expected.size(); ++i)
        {
            socket->room += 1 + random() % most;
            writer.Pump();
        }
        EXPECT_EQ(socket->bytes, expected) << most;
        EXPECT_EQ(GetTasks(socket->bytes), tasks);
    }
}

TEST(InferenceStreamWriter, WithdrawsOnlyWhatWasNotBegun)
{
    auto socket = CreateObject<RoomSocket>();
    InferenceStreamWriter writer;
    writer.SetSocket(socket);
    for (uint64_t task = 1; task <= 4; ++task)
    {
        writer.Push(GetFeatures(task, 100));
        EXPECT_TRUE(writer.IsWaiting(task));
    }
    socket->room = 48; // a header has 49 bytes
    writer.Pump();
    EXPECT_TRUE(socket->bytes.empty());
    EXPECT_TRUE(writer.IsWaiting(1));
    socket->room = 49;
    writer.Pump();
    EXPECT_EQ(socket->bytes.size(), 49U);
    EXPECT_FALSE(writer.IsWaiting(1));
    EXPECT_FALSE(writer.Withdraw(1));
    EXPECT_TRUE(writer.Withdraw(3));
    EXPECT_FALSE(writer.Withdraw(3));
    EXPECT_FALSE(writer.IsWaiting(3));
    EXPECT_FALSE(writer.Withdraw(99));
    socket->room = 10000;
    writer.Pump();
    EXPECT_EQ(GetTasks(socket->bytes), (std::vector<uint64_t>{1, 2, 4}));
    EXPECT_EQ(socket->bytes.size(), 3U * 149U);
    EXPECT_FALSE(writer.Withdraw(4));
}

TEST(InferenceStreamWriter, KeepsWhatWaitsForTheNextConnection)
{
    InferenceStreamWriter writer;
    for (uint64_t task = 1; task <= 3; ++task)
    {
        writer.Push(GetFeatures(task, 100));
    }
    EXPECT_TRUE(writer.IsWaiting(1));
    auto first = CreateObject<RoomSocket>();
    first->room = 60; // the first is begun
    writer.SetSocket(first);
    EXPECT_EQ(first->bytes.size(), 60U);
    writer.SetSocket(nullptr);
    writer.Pump();
    EXPECT_FALSE(writer.IsWaiting(1));
    EXPECT_TRUE(writer.IsWaiting(2));
    auto second = CreateObject<RoomSocket>();
    second->room = 10000;
    writer.SetSocket(second);
    EXPECT_EQ(GetTasks(second->bytes), (std::vector<uint64_t>{2, 3}));
    writer.Push(GetFeatures(4, 20000));
    EXPECT_FALSE(writer.IsWaiting(4));
    writer.Push(GetFeatures(5, 1));
    writer.Clear();
    EXPECT_FALSE(writer.IsWaiting(5));
    second->room = 100000;
    const auto size = second->bytes.size();
    writer.Pump();
    EXPECT_EQ(second->bytes.size(), size);
}

TEST(InferenceStreamWriter, LosesNothingWhenTheSocketRefuses)
{
    auto socket = CreateObject<RoomSocket>();
    InferenceStreamWriter writer;
    writer.SetSocket(socket);
    socket->room = 1000;
    socket->broken = true;
    writer.Push(GetFeatures(1, 100));
    writer.Push(GetFeatures(2, 100));
    EXPECT_TRUE(socket->bytes.empty());
    socket->broken = false;
    writer.Pump();
    EXPECT_EQ(GetTasks(socket->bytes), (std::vector<uint64_t>{1, 2}));
}

} // namespace
} // namespace tests
} // namespace ns3
