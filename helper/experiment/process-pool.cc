// SPDX-License-Identifier: GPL-2.0-only

#include "process-pool.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <poll.h>
#include <stdexcept>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{

namespace
{

/// Exit status of a job that threw; its answer is the message then.
constexpr int THREW = 2;

/**
 * @param pipe where to write
 * @param text all of it
 * @return true when it was written
 */
bool
WriteAll(int pipe, const std::string& text)
{
    std::size_t done = 0;
    while (done < text.size())
    {
        const ssize_t n = write(pipe, text.data() + done, text.size() - done);
        if (n < 0 && errno != EINTR)
        {
            return false;
        }
        done += std::max<ssize_t>(n, 0);
    }
    return true;
}

/**
 * @brief Makes this process end when its parent does, however that ends: nobody waits for its
 * answer then, and it would hold the lock of the folder it works in.
 * @param parent the parent
 */
void
EndWith(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
    {
        _exit(1);
    }
}

} // namespace

ProcessPool::ProcessPool(uint32_t processes)
    : m_limit(std::max(1U, processes))
{
}

ProcessPool::~ProcessPool()
{
    for (auto& process : m_processes)
    {
        if (process.pid > 0)
        {
            kill(process.pid, SIGTERM);
            waitpid(process.pid, nullptr, 0);
        }
        if (process.pipe >= 0)
        {
            close(process.pipe);
        }
    }
}

std::size_t
ProcessPool::Start(const Job& job)
{
    while (m_running >= m_limit)
    {
        Poll();
    }
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
    {
        throw std::runtime_error(std::string("no pipe for a job: ") + std::strerror(errno));
    }
    // What waits in the buffers would be written once by each process.
    std::fflush(nullptr);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0)
    {
        close(ends[0]);
        close(ends[1]);
        throw std::runtime_error(std::string("no process for a job: ") + std::strerror(errno));
    }
    if (pid == 0)
    {
        close(ends[0]);
        EndWith(parent);
        int status = 0;
        std::string answer;
        try
        {
            answer = job();
        }
        catch (const std::exception& error)
        {
            answer = error.what();
            status = THREW;
        }
        catch (...)
        {
            // Nothing may leave this block: the caller's code would run on in this process.
            answer = "a job threw what is no std::exception";
            status = THREW;
        }
        const bool written = WriteAll(ends[1], answer);
        std::fflush(nullptr);
        // Not exit(): the destructors of this process's objects are the parent's affair.
        _exit(written ? status : 1);
    }
    close(ends[1]);
    Process process;
    process.pid = pid;
    process.pipe = ends[0];
    m_processes.push_back(std::move(process));
    ++m_running;
    return m_processes.size() - 1;
}

void
ProcessPool::Poll()
{
    std::vector<pollfd> waiting;
    std::vector<std::size_t> owners;
    for (std::size_t i = 0; i < m_processes.size(); ++i)
    {
        if (m_processes[i].pipe >= 0)
        {
            waiting.push_back({m_processes[i].pipe, POLLIN, 0});
            owners.push_back(i);
        }
    }
    NS_ASSERT_MSG(!waiting.empty(), "nothing runs");
    if (poll(waiting.data(), waiting.size(), -1) < 0)
    {
        return; // interrupted: the caller asks again
    }
    std::array<char, 65536> buffer;
    for (std::size_t i = 0; i < waiting.size(); ++i)
    {
        if (waiting[i].revents == 0)
        {
            continue;
        }
        Process& process = m_processes[owners[i]];
        const ssize_t n = read(process.pipe, buffer.data(), buffer.size());
        if (n > 0)
        {
            process.answer.append(buffer.data(), n);
        }
        else if (n == 0 || errno != EINTR)
        {
            close(process.pipe);
            process.pipe = -1;
            while (waitpid(process.pid, &process.status, 0) < 0 && errno == EINTR)
            {
            }
            process.pid = -1;
            --m_running;
        }
    }
}

std::string
ProcessPool::Wait(std::size_t number)
{
    while (m_processes.at(number).pipe >= 0)
    {
        Poll();
    }
    Process& process = m_processes[number];
    if (!WIFEXITED(process.status))
    {
        throw std::runtime_error("a process of the experiment was ended by signal " +
                                 std::to_string(WTERMSIG(process.status)));
    }
    if (WEXITSTATUS(process.status) != 0)
    {
        throw std::runtime_error(WEXITSTATUS(process.status) == THREW
                                     ? process.answer
                                     : "a process of the experiment failed with status " +
                                           std::to_string(WEXITSTATUS(process.status)));
    }
    return std::move(process.answer);
}

std::vector<std::string>
ProcessPool::Run(const std::vector<Job>& jobs)
{
    std::vector<std::size_t> numbers;
    numbers.reserve(jobs.size());
    for (const auto& job : jobs)
    {
        numbers.push_back(Start(job));
    }
    std::vector<std::string> answers;
    answers.reserve(jobs.size());
    for (const std::size_t number : numbers)
    {
        answers.push_back(Wait(number));
    }
    return answers;
}

} // namespace ns3
