// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/compute/constant-background-load.h"
#include "../../model/compute/markov-background-load.h"
#include "../../model/compute/trace-background-load.h"

#include "ns3/background-load.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * BackgroundLoad and its three processes.
 */

using namespace ns3;

namespace
{

/// A load that is set by hand.
class ManualLoad : public BackgroundLoad
{
  public:
    using BackgroundLoad::SetLoad;

  private:
    void DoStart() override
    {
    }
};

/// Writes down the changes of a load.
class LoadRecorder
{
  public:
    /**
     * @brief Starts a load.
     * @param load the load
     */
    void Start(Ptr<BackgroundLoad> load)
    {
        load->Start(MakeCallback(&LoadRecorder::Change, this));
    }

    std::vector<double> times; //!< when the load changed, s
    std::vector<double> loads; //!< the load from then on

  private:
    /**
     * @brief The load changed.
     * @param load the new load
     */
    void Change(double load)
    {
        times.push_back(Simulator::Now().GetSeconds());
        loads.push_back(load);
    }
};

/// What the base class does for every process.
class BaseTestCase : public TestCase
{
  public:
    BaseTestCase()
        : TestCase("Range, changes only, stop")
    {
    }

  private:
    void DoRun() override
    {
        auto load = CreateObject<ManualLoad>();
        LoadRecorder recorder;
        NS_TEST_EXPECT_MSG_EQ(load->GetLoad(), 0, "before the beginning");
        recorder.Start(load);
        for (const double value :
             {0.0, 0.5, 0.5, -3.0, 7.0, 0.25, std::numeric_limits<double>::quiet_NaN()})
        {
            load->SetLoad(value);
        }
        NS_TEST_EXPECT_MSG_EQ((recorder.loads == std::vector<double>{0.5, 0, 1, 0.25, 0}),
                              true,
                              "loads");
        load->SetLoad(0.75);
        load->Stop();
        load->SetLoad(0.1);
        NS_TEST_EXPECT_MSG_EQ(recorder.loads.back(), 0.75, "not told after Stop()");
        NS_TEST_EXPECT_MSG_EQ(load->AssignStreams(3), 0, "nothing is random");
        Simulator::Destroy();
    }
};

/// A constant load, which may be set anew.
class ConstantTestCase : public TestCase
{
  public:
    ConstantTestCase()
        : TestCase("Constant load")
    {
    }

  private:
    void DoRun() override
    {
        auto load = CreateObjectWithAttributes<ConstantBackgroundLoad>("Load", DoubleValue(0.25));
        NS_TEST_EXPECT_MSG_EQ(load->GetLoad(), 0, "before the beginning");
        LoadRecorder recorder;
        recorder.Start(load);
        NS_TEST_EXPECT_MSG_EQ(load->GetLoad(), 0.25, "at once");
        load->SetAttribute("Load", DoubleValue(1));
        NS_TEST_EXPECT_MSG_EQ(load->GetLoad(), 1, "set anew");
        NS_TEST_EXPECT_MSG_EQ(load->SetAttributeFailSafe("Load", DoubleValue(1.01)),
                              false,
                              "range");
        NS_TEST_EXPECT_MSG_EQ((recorder.loads == std::vector<double>{0.25, 1}), true, "told");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), Time(), "no event");
        Simulator::Destroy();
    }
};

/// Levels and holding times of the jumping load.
class MarkovTestCase : public TestCase
{
  public:
    MarkovTestCase()
        : TestCase("Markov load")
    {
    }

  private:
    /**
     * @brief One episode.
     * @param run the RngRun
     * @param duration how long it lasts, s
     * @return the changes
     */
    LoadRecorder RunEpisode(uint64_t run, double duration)
    {
        RngSeedManager::SetRun(run);
        auto load = CreateObject<MarkovBackgroundLoad>();
        load->SetAttribute("Level", StringValue("ns3::UniformRandomVariable[Min=0.2|Max=0.8]"));
        load->SetAttribute("HoldingTime", StringValue("ns3::ExponentialRandomVariable[Mean=2]"));
        NS_TEST_EXPECT_MSG_EQ(load->AssignStreams(61), 2, "number of streams");
        LoadRecorder recorder;
        recorder.Start(load);
        NS_TEST_EXPECT_MSG_EQ(recorder.loads.size(), 1, "the first level holds at once");
        Simulator::Stop(Seconds(duration));
        Simulator::Run();
        load->Dispose();
        Simulator::Destroy();
        return recorder;
    }

    void DoRun() override
    {
        const uint64_t run = RngSeedManager::GetRun();
        const double duration = 200000;
        const auto changes = RunEpisode(1, duration);
        double area = 0;
        double squares = 0;
        for (std::size_t i = 0; i < changes.times.size(); ++i)
        {
            const double end = i + 1 < changes.times.size() ? changes.times[i + 1] : duration;
            area += changes.loads[i] * (end - changes.times[i]);
            squares += changes.loads[i] * changes.loads[i] * (end - changes.times[i]);
        }
        const double mean = area / duration;
        NS_TEST_EXPECT_MSG_EQ_TOL(changes.times.size() * 2 / duration, 1, 0.01, "holding time");
        NS_TEST_EXPECT_MSG_EQ_TOL(mean, 0.5, 0.003, "mean over time");
        NS_TEST_EXPECT_MSG_EQ_TOL(squares / duration - mean * mean, 0.03, 0.0006, "variance");
        NS_TEST_EXPECT_MSG_EQ(
            (*std::min_element(changes.loads.begin(), changes.loads.end()) >= 0.2),
            true,
            "least level");
        NS_TEST_EXPECT_MSG_EQ(
            (*std::max_element(changes.loads.begin(), changes.loads.end()) <= 0.8),
            true,
            "greatest level");

        const auto first = RunEpisode(2, 1000);
        const auto second = RunEpisode(2, 1000);
        const auto other = RunEpisode(3, 1000);
        NS_TEST_EXPECT_MSG_EQ((first.times == second.times && first.loads == second.loads),
                              true,
                              "same run, same load");
        NS_TEST_EXPECT_MSG_EQ((first.times == other.times), false, "other run, other load");
        RngSeedManager::SetRun(run);

        // holding times of 0 let time pass
        auto load = CreateObject<MarkovBackgroundLoad>();
        load->SetAttribute("HoldingTime", StringValue("ns3::ConstantRandomVariable[Constant=0]"));
        LoadRecorder recorder;
        recorder.Start(load);
        Simulator::Stop(MilliSeconds(1));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ_TOL(recorder.loads.size(), 1000, 2, "one level in each microsecond");
        load->Stop();
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(Simulator::Now(), MilliSeconds(1), "nothing after Stop()");
        Simulator::Destroy();
    }
};

/// A load from a file.
class TraceTestCase : public TestCase
{
  public:
    TraceTestCase()
        : TestCase("Trace load")
    {
    }

  private:
    /**
     * @brief Starts a load from a file and runs until it ends or 10 s have passed.
     * @param text what the file holds
     * @param loop whether it begins again
     * @param period the period of the loop
     * @return the changes
     */
    LoadRecorder RunFile(const std::string& text, bool loop, Time period)
    {
        const std::string file = CreateTempDirFilename("background-load.csv");
        std::ofstream(file) << text;
        auto load = CreateObjectWithAttributes<TraceBackgroundLoad>("FileName",
                                                                    StringValue(file),
                                                                    "Loop",
                                                                    BooleanValue(loop),
                                                                    "LoopPeriod",
                                                                    TimeValue(period));
        LoadRecorder recorder;
        Simulator::Schedule(Seconds(1), &LoadRecorder::Start, &recorder, load);
        Simulator::Stop(Seconds(11));
        Simulator::Run();
        load->Dispose();
        Simulator::Destroy();
        return recorder;
    }

    void DoRun() override
    {
        auto once = RunFile("time,load\n0,0.5\n2,0.1\n2,0.2\n2,0.9\n3.5,0.9\n4,1\n", false, Time());
        NS_TEST_EXPECT_MSG_EQ((once.times == std::vector<double>{1, 3, 5}), true, "instants");
        NS_TEST_EXPECT_MSG_EQ((once.loads == std::vector<double>{0.5, 0.9, 1}), true, "loads");

        auto early = RunFile("time,load\n2,0.5\n4,0\n", false, Time());
        NS_TEST_EXPECT_MSG_EQ((early.times == std::vector<double>{1, 5}), true, "first row early");
        NS_TEST_EXPECT_MSG_EQ((early.loads == std::vector<double>{0.5, 0}),
                              true,
                              "first row early");

        auto loop = RunFile("time,load\n0,0.5\n1,0.25\n4,0.5\n", true, Time());
        NS_TEST_EXPECT_MSG_EQ((loop.times == std::vector<double>{1, 2, 5, 6, 9, 10}),
                              true,
                              "instants in a loop");

        auto paused = RunFile("time,load\n0,0.5\n1,0.25\n", true, Seconds(4));
        NS_TEST_EXPECT_MSG_EQ((paused.times == std::vector<double>{1, 2, 5, 6, 9, 10}),
                              true,
                              "instants in a loop with a period");
        NS_TEST_EXPECT_MSG_EQ(
            (paused.loads == std::vector<double>{0.5, 0.25, 0.5, 0.25, 0.5, 0.25}),
            true,
            "loads in a loop with a period");

        const std::string file = CreateTempDirFilename("broken-background-load.csv");
        for (const std::string text : {"time,load\n0,1.5\n", "time,load\n0,-0.5\n"})
        {
            std::ofstream(file) << text;
            auto load = CreateObject<TraceBackgroundLoad>();
            std::string pointer;
            try
            {
                load->SetFileName(file);
            }
            catch (const InferenceInputError& error)
            {
                pointer = error.GetPointer();
            }
            NS_TEST_EXPECT_MSG_EQ(pointer, "line 2", "range");
        }
        for (const std::string rows : {"time,load\n0,0.5\n", "time,load\n0,0.5\n1e-9,0\n"})
        {
            bool thrown = false;
            std::ofstream(file) << rows;
            auto load = CreateObjectWithAttributes<TraceBackgroundLoad>("FileName",
                                                                        StringValue(file),
                                                                        "Loop",
                                                                        BooleanValue(true));
            LoadRecorder recorder;
            try
            {
                recorder.Start(load);
            }
            catch (const InferenceInputError& error)
            {
                thrown = error.GetFile() == file;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, "a pass of next to no length: " << rows);
        }
        Simulator::Destroy();
    }
};

/// BackgroundLoad and its processes.
class BackgroundLoadTestSuite : public TestSuite
{
  public:
    BackgroundLoadTestSuite()
        : TestSuite("edge-inference-background-load", TestSuite::Type::UNIT)
    {
        AddTestCase(new BaseTestCase);
        AddTestCase(new ConstantTestCase);
        AddTestCase(new MarkovTestCase);
        AddTestCase(new TraceTestCase);
    }
};

BackgroundLoadTestSuite g_backgroundLoadTestSuite; //!< registers the suite

} // namespace
