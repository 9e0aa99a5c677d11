// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/process/process-pool.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

/**
 * @param pool the pool
 * @param number of a job that failed
 * @return the error's text
 */
std::string
GetError(ProcessPool& pool, std::size_t number)
{
    try
    {
        pool.Wait(number);
    }
    catch (const std::runtime_error& error)
    {
        return error.what();
    }
    return "no error";
}

TEST(ProcessPool, AnswersInOrderHoweverManyProcesses)
{
    std::vector<std::string> expected;
    for (const uint32_t processes : {0, 1, 2, 7})
    {
        std::vector<ProcessPool::Job> jobs;
        for (int i = 0; i < 40; ++i)
        {
            jobs.emplace_back([i] {
                usleep(1000 * ((i * 7) % 5)); // clock: later jobs end earlier, mostly
                return std::string(i * 10, 'a' + i % 26) + std::to_string(i);
            });
        }
        ProcessPool pool(processes);
        const auto answers = pool.Run(jobs);
        ASSERT_EQ(answers.size(), 40U);
        for (int i = 0; i < 40; ++i)
        {
            EXPECT_EQ(answers[i], std::string(i * 10, 'a' + i % 26) + std::to_string(i));
        }
        expected = expected.empty() ? answers : expected;
        EXPECT_EQ(answers, expected);
    }
    EXPECT_TRUE(ProcessPool(2).Run({}).empty());
}

TEST(ProcessPool, GoesOnTwice)
{
    ProcessPool pool(2);
    for (const std::string what : {"answer", "reason", "exit", "destroyed"})
    {
        if (const auto line = pool.Branch())
        {
            if (what == "reason")
            {
                ProcessPool::Fail(*line, what);
            }
            if (what == "exit")
            {
                std::exit(0);
            }
            if (what == "destroyed")
            {
                pool.~ProcessPool(); // ends no other one
            }
            ProcessPool::End(*line, what);
        }
    }
    EXPECT_EQ(pool.Wait(0), "answer");
    EXPECT_EQ(GetError(pool, 1), "reason");
    EXPECT_NE(GetError(pool, 2).find("status 1"), std::string::npos);
    EXPECT_EQ(pool.Wait(3), "destroyed");
}

TEST(ProcessPool, ABranchEndsWithItsParent)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t parent = fork();
    if (parent == 0)
    {
        ProcessPool pool(1);
        if (pool.Branch())
        {
            for (;;)
            {
                pause();
            }
        }
        _exit(0); // no destructor ends the child
    }
    ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
    close(ends[0]);
    // Nobody can read any more when the last process is gone that has the other end.
    pollfd writer{ends[1], 0, 0};
    EXPECT_EQ(poll(&writer, 1, -1), 1);
    EXPECT_NE(writer.revents & POLLERR, 0);
    close(ends[1]);
}

TEST(ProcessPool, TellsWhatAJobWasDoingWhenASignalEndedIt)
{
    ProcessPool pool(1);
    const auto number = pool.Start([]() -> std::string {
        LastWords::Note("setting /ues/mobility --set=/ues/mobility/Speed=x");
        raise(SIGKILL);
        return "";
    });
    const std::string error = GetError(pool, number);
    EXPECT_NE(error.find("signal 9"), std::string::npos) << error;
    EXPECT_NE(error.find("/ues/mobility/Speed=x"), std::string::npos) << error;
    // The parent's own note is not touched, and the next job begins with it.
    LastWords::Note("the parent");
    const auto next = pool.Start([] { return LastWords::Get(); });
    EXPECT_EQ(pool.Wait(next), "the parent");
    EXPECT_EQ(LastWords::Get(), "the parent");
}

TEST(ProcessPool, TakesTheLineOfAJobThatEndsItself)
{
    ProcessPool pool(1);
    const auto number = pool.Start([]() -> std::string { LastWords::EndWith("net.pt: too long"); });
    EXPECT_EQ(GetError(pool, number), "net.pt: too long");
}

TEST(ProcessPool, CarriesLargeAnswersWithEveryByte)
{
    std::string bytes;
    for (int i = 0; i < 3000000; ++i)
    {
        bytes += static_cast<char>(i * 31 + i / 256);
    }
    ProcessPool pool(2);
    const auto a = pool.Start([&] { return bytes; });
    const auto b = pool.Start([&] { return bytes + "b"; });
    const auto c = pool.Start([] { return std::string(); });
    EXPECT_EQ(pool.Wait(c), "");
    EXPECT_EQ(pool.Wait(b), bytes + "b");
    EXPECT_EQ(pool.Wait(a), bytes);
}

TEST(ProcessPool, TellsWhyAJobFailed)
{
    ProcessPool pool(2);
    const auto threw = pool.Start([]() -> std::string { throw std::runtime_error("a reason"); });
    const auto odd = pool.Start([]() -> std::string { throw 42; });
    const auto crashed = pool.Start([]() -> std::string {
        std::raise(SIGKILL);
        return "";
    });
    const auto left = pool.Start([]() -> std::string { _exit(7); });
    const auto good = pool.Start([] { return std::string("good"); });
    EXPECT_EQ(GetError(pool, threw), "a reason");
    EXPECT_NE(GetError(pool, odd).find("no std::exception"), std::string::npos);
    EXPECT_NE(GetError(pool, crashed).find("signal 9"), std::string::npos);
    EXPECT_NE(GetError(pool, left).find("status 7"), std::string::npos);
    EXPECT_EQ(pool.Wait(good), "good");
    EXPECT_THROW(pool.Run({[]() -> std::string { throw std::runtime_error("x"); }}),
                 std::runtime_error);
}

TEST(ProcessPool, ListensPartByPart)
{
    ProcessPool pool(1);
    std::array<int, 2> gate{};
    ASSERT_EQ(pipe(gate.data()), 0);
    const auto number = pool.StartTelling([&](const ProcessPool::Teller& tell) {
        tell("first");
        char word = 0;
        while (read(gate[0], &word, 1) < 0)
        {
        }
        tell("second");
        throw std::runtime_error("a reason");
    });
    // The first part comes although the job waits for a word of this process.
    EXPECT_EQ(pool.Listen(number), "first");
    EXPECT_FALSE(pool.HasEnded(number));
    ASSERT_EQ(write(gate[1], "x", 1), 1);
    std::string error;
    try
    {
        while (!pool.Listen(number).empty())
        {
        }
    }
    catch (const std::runtime_error& caught)
    {
        error = caught.what();
    }
    EXPECT_EQ(error, "a reason");
    EXPECT_TRUE(pool.HasEnded(number));
    close(gate[0]);
    close(gate[1]);
}

TEST(ProcessPool, EndsJobsThatTellNothing)
{
    ProcessPool pool(3, 1);
    const auto hangs = pool.StartTelling([](const ProcessPool::Teller& tell) {
        tell("a part");
        while (true)
        {
            pause();
        }
    });
    const auto stopped = pool.Start([]() -> std::string {
        std::raise(SIGSTOP);
        return "";
    });
    const auto threw = pool.Start([]() -> std::string { throw std::runtime_error("a reason"); });
    EXPECT_THROW(pool.Wait(hangs), ProcessPool::Death);
    EXPECT_THROW(pool.Wait(stopped), ProcessPool::Death);
    EXPECT_NE(GetError(pool, stopped).find("told nothing for 1 s"), std::string::npos);
    try
    {
        pool.Wait(threw);
        ADD_FAILURE() << "no error";
    }
    catch (const ProcessPool::Death&)
    {
        ADD_FAILURE() << "what is thrown is no death";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_STREQ(error.what(), "a reason");
    }
}

TEST(ProcessPool, LeavesThisProcessAsItWas)
{
    int value = 1;
    ProcessPool pool(3);
    EXPECT_EQ(pool.Run({[&] {
        value = 2;
        return std::to_string(value);
    }}),
              std::vector<std::string>{"2"});
    EXPECT_EQ(value, 1);
    // Jobs that nobody waits for are ended with the pool.
    {
        ProcessPool forgotten(2);
        forgotten.Start([]() -> std::string {
            while (true)
            {
                pause();
            }
        });
    }
    errno = 0;
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

} // namespace
} // namespace tests
} // namespace ns3
