// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/radio/link/link-transmitter.h"

#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

using namespace ns3;

namespace
{

/// What left, and when.
struct Arrivals
{
    std::vector<Time> at;        //!< when
    std::vector<uint32_t> bytes; //!< how much
    std::vector<Time> came;      //!< when it came to the queue

    /**
     * @param transmitter is watched
     */
    void Watch(LinkTransmitter& transmitter)
    {
        transmitter.SetSink([this](Ptr<Packet>, uint32_t size, Time since) {
            at.push_back(Simulator::Now());
            bytes.push_back(size);
            came.push_back(since);
        });
    }
};

} // namespace

/**
 * @ingroup edge-inference-tests
 * @brief Instants by hand: constant rate, a change within a packet, standing still, restart, clear.
 */
class LinkTransmitterInstantsTestCase : public TestCase
{
  public:
    LinkTransmitterInstantsTestCase()
        : TestCase("packets leave at the instants that the rate says")
    {
    }

  private:
    void DoRun() override
    {
        LinkTransmitter transmitter;
        Arrivals sent;
        sent.Watch(transmitter);
        transmitter.SetRate(8000); // 1000 bytes a second
        transmitter.Enqueue(Create<Packet>(), 1000);
        transmitter.Enqueue(Create<Packet>(), 500);
        NS_TEST_EXPECT_MSG_EQ(transmitter.GetBytes(), 1500, "both wait");
        // the third: 0.25 s at 1000 bytes/s, 1 s still, then the other 750 bytes at 3000 bytes/s
        Simulator::Schedule(Seconds(1.5), [&] { transmitter.Enqueue(Create<Packet>(), 1000); });
        Simulator::Schedule(Seconds(1.75), [&] { transmitter.SetRate(0); });
        Simulator::Schedule(Seconds(2), [&] {
            NS_TEST_EXPECT_MSG_EQ(transmitter.GetBytes(), 1000, "counted whole");
            NS_TEST_EXPECT_MSG_EQ(transmitter.GetOldest(), Seconds(1.5), "the oldest");
        });
        Simulator::Schedule(Seconds(2.75), [&] { transmitter.SetRate(24000); });
        // the fourth: restarted after 0.5 s at 1000 bytes/s
        Simulator::Schedule(Seconds(4), [&] {
            transmitter.SetRate(8000);
            transmitter.Enqueue(Create<Packet>(), 1000);
        });
        Simulator::Schedule(Seconds(4.5), [&] { transmitter.Restart(); });
        // the fifth and sixth: taken away
        uint64_t taken = 0;
        Simulator::Schedule(Seconds(7), [&] {
            transmitter.Enqueue(Create<Packet>(), 300);
            transmitter.Enqueue(Create<Packet>(), 200);
        });
        Simulator::Schedule(Seconds(7.1), [&] {
            transmitter.Clear([&](Ptr<Packet>, uint32_t bytes, Time) { taken += bytes; });
            NS_TEST_EXPECT_MSG_EQ(transmitter.GetBytes(), 0, "empty");
            NS_TEST_EXPECT_MSG_EQ(transmitter.GetPackets(), 0, "empty");
        });
        Simulator::Run();
        const std::vector<Time> expected{Seconds(1), Seconds(1.5), Seconds(3), Seconds(5.5)};
        NS_TEST_ASSERT_MSG_EQ(sent.at.size(), expected.size(), "four left");
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(sent.at[i], expected[i], "packet " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(sent.came[2], Seconds(1.5), "when it came");
        NS_TEST_EXPECT_MSG_EQ(taken, 500, "taken away");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief The k-th packet of a queue that never empties leaves when the integral of the rate reaches
 * the sum of the sizes, to one time step, however often the rate changes.
 */
class LinkTransmitterIntegralTestCase : public TestCase
{
  public:
    LinkTransmitterIntegralTestCase()
        : TestCase("the integral of the rate is what is sent, to the ns")
    {
    }

  private:
    void DoRun() override
    {
        auto draw = CreateObject<UniformRandomVariable>();
        draw->SetStream(3);
        LinkTransmitter transmitter;
        Arrivals sent;
        sent.Watch(transmitter);
        // the rate changes every 1 to 3 ms; some are 0, some so small that a packet takes many
        std::vector<std::pair<Time, double>> rates;
        Time at;
        while (at < Seconds(10))
        {
            const double kind = draw->GetValue(0, 1);
            const double rate = kind < 0.1   ? 0
                                : kind < 0.4 ? draw->GetValue(1e3, 1e5)
                                             : draw->GetValue(1e6, 3e6);
            rates.emplace_back(at, rate);
            Simulator::Schedule(at, [&transmitter, rate] { transmitter.SetRate(rate); });
            at += NanoSeconds(draw->GetInteger(1000000, 3000000));
        }
        std::vector<uint32_t> sizes;
        for (int i = 0; i < 5000; ++i)
        {
            sizes.push_back(draw->GetInteger(28, 1500));
            transmitter.Enqueue(Create<Packet>(), sizes.back());
        }
        Simulator::Stop(Seconds(10));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(sent.at.size(), 1000, "many left");
        NS_TEST_EXPECT_MSG_LT(sent.at.size(), 5000, "the queue never emptied");
        // where the integral reaches each packet's end
        double needed = 0;
        double integral = 0;
        std::size_t step = 0;
        for (std::size_t i = 0; i < sent.at.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(sent.bytes[i], sizes[i], "in order");
            needed += 8.0 * sizes[i];
            double length = 0;
            while (step + 1 < rates.size() &&
                   integral + (length = rates[step].second *
                                        (rates[step + 1].first - rates[step].first).GetSeconds()) <
                       needed)
            {
                integral += length;
                ++step;
            }
            const double end =
                rates[step].first.GetSeconds() + (needed - integral) / rates[step].second;
            NS_TEST_ASSERT_MSG_EQ_TOL(sent.at[i].GetSeconds(), end, 3e-9, "packet " << i);
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Instants by hand with a timetable, whose rate is the mean over its round, and with grants,
 * for which only packets wait that find the queue empty.
 */
class LinkTransmitterWaitsTestCase : public TestCase
{
  public:
    LinkTransmitterWaitsTestCase()
        : TestCase("packets wait for their slots and for grants")
    {
    }

  private:
    void DoRun() override
    {
        LinkTransmitter slots;
        slots.SetTimetable(LinkTimetable("DDSU", 'U', Seconds(1)));
        Arrivals sent;
        sent.Watch(slots);
        slots.SetRate(8000); // 1000 bytes a second, so 4000 within a slot
        slots.Enqueue(Create<Packet>(), 2000);
        slots.Enqueue(Create<Packet>(), 1000);
        slots.Enqueue(Create<Packet>(), 2000);
        // half of the second slot at twice the rate
        Simulator::Schedule(Seconds(7.25), [&] { slots.SetRate(16000); });
        Simulator::Schedule(Seconds(9), [&] { slots.Enqueue(Create<Packet>(), 4000); });
        Simulator::Run();
        const std::vector<Time> expected{Seconds(3.5), Seconds(3.75), Seconds(7.25), Seconds(11.5)};
        NS_TEST_ASSERT_MSG_EQ(sent.at.size(), expected.size(), "all left");
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(sent.at[i], expected[i], "packet " << i);
        }
        Simulator::Destroy();

        LinkTransmitter granted;
        Arrivals later;
        later.Watch(granted);
        uint32_t grants = 0;
        granted.SetGrantDelay([&grants] { return Seconds(++grants); });
        granted.SetRate(8000);
        granted.Enqueue(Create<Packet>(), 1000);
        granted.Enqueue(Create<Packet>(), 1000);
        Simulator::Schedule(Seconds(0.5), [&] { granted.SetRate(4000); }); // while it waits
        Simulator::Schedule(Seconds(10), [&] { granted.Enqueue(Create<Packet>(), 500); });
        Simulator::Schedule(Seconds(11), [&] { granted.Restart(); }); // the grant is still to come
        Simulator::Run();
        NS_TEST_ASSERT_MSG_EQ(later.at.size(), 3, "all left");
        NS_TEST_EXPECT_MSG_EQ(later.at[0], Seconds(3), "a grant after 1 s");
        NS_TEST_EXPECT_MSG_EQ(later.at[1], Seconds(5), "in the same grant");
        NS_TEST_EXPECT_MSG_EQ(later.at[2], Seconds(13), "the queue was empty");
        NS_TEST_EXPECT_MSG_EQ(grants, 2, "grants");
        Simulator::Destroy();
    }
};

/**
 * @ingroup edge-inference-tests
 * @brief Tests of LinkTransmitter.
 */
class LinkTransmitterTestSuite : public TestSuite
{
  public:
    LinkTransmitterTestSuite()
        : TestSuite("edge-inference-link-transmitter", TestSuite::Type::UNIT)
    {
        AddTestCase(new LinkTransmitterInstantsTestCase());
        AddTestCase(new LinkTransmitterIntegralTestCase());
        AddTestCase(new LinkTransmitterWaitsTestCase());
    }
};

static LinkTransmitterTestSuite g_linkTransmitterTestSuite; //!< registers the suite
