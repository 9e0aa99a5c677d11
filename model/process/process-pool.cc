// SPDX-License-Identifier: GPL-2.0-only

#include "process-pool.h"

#include "process-seal.h"

#include "ns3/assert.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
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
#include <utility>

namespace ns3
{

namespace
{

/// Exit status of a job that threw.
constexpr int THREW = 2;

/// Most bytes of a message that a job threw: less than the least pipe holds (PIPE_BUF of Linux).
constexpr std::size_t MOST_WORDS = 4096;

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

/**
 * @brief Does a job in its process, and ends the process.
 * @param job the job
 * @param line to the parent
 */
[[noreturn]] void
RunJob(const ProcessPool::TellingJob& job, const ProcessPool::Line& line)
{
    int status = 0;
    bool isWritten = true;
    std::string reason;
    try
    {
        job([&](const std::string& part) { isWritten = isWritten && WriteAll(line.answer, part); });
    }
    catch (const std::exception& error)
    {
        reason = error.what();
        status = THREW;
    }
    catch (...)
    {
        // Nothing may leave this function: the caller's code would run on in this process.
        reason = "a job threw what is no std::exception";
        status = THREW;
    }
    // They fit in the pipe, so that this does not wait for the parent, who reads the answer first.
    isWritten = WriteAll(line.words, reason.substr(0, MOST_WORDS)) && isWritten;
    std::fflush(nullptr);
    // Not exit(): the destructors of this process's objects are the parent's affair.
    _exit(isWritten ? status : 1);
}

} // namespace

ProcessPool::ProcessPool(uint32_t processes, double patience)
    : m_patience(patience),
      m_limit(std::max(1U, processes))
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
        for (const int end : {process.pipe, process.words})
        {
            if (end >= 0)
            {
                close(end);
            }
        }
    }
}

std::size_t
ProcessPool::Start(const Job& job)
{
    return StartTelling([&job](const Teller& tell) { tell(job()); });
}

std::size_t
ProcessPool::StartTelling(const TellingJob& job)
{
    if (const auto line = Fork())
    {
        RunJob(job, *line);
    }
    return m_processes.size() - 1;
}

std::optional<ProcessPool::Line>
ProcessPool::Branch()
{
    auto line = Fork();
    if (line)
    {
        // The jobs are the parent's: it waits for them, and ends them.
        for (const auto& process : m_processes)
        {
            for (const int end : {process.pipe, process.words})
            {
                if (end >= 0)
                {
                    close(end);
                }
            }
        }
        m_processes.clear();
        m_running = 0;
        SealProcess({line->answer, line->words});
    }
    return line;
}

void
ProcessPool::End(const Line& line, const std::string& answer)
{
    _exit(WriteAll(line.answer, answer) ? 0 : 1);
}

void
ProcessPool::Fail(const Line& line, const std::string& reason)
{
    WriteAll(line.words, reason.substr(0, MOST_WORDS));
    _exit(THREW);
}

std::optional<ProcessPool::Line>
ProcessPool::Fork()
{
    while (m_running >= m_limit)
    {
        Poll();
    }
    std::array<int, 2> ends{};
    std::array<int, 2> words{};
    if (pipe(ends.data()) != 0 || pipe(words.data()) != 0)
    {
        throw std::runtime_error(std::string("no pipe for a job: ") + std::strerror(errno));
    }
    auto note = std::make_unique<LastWords::Page>();
    // What waits in the buffers would be written once by each process.
    std::fflush(nullptr);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid == 0)
    {
        close(ends[0]);
        close(words[0]);
        EndWith(parent);
        note->Use(words[1]);
        return Line{ends[1], words[1]};
    }
    close(ends[1]);
    close(words[1]);
    if (pid < 0)
    {
        close(ends[0]);
        close(words[0]);
        throw std::runtime_error(std::string("no process for a job: ") + std::strerror(errno));
    }
    Process process;
    process.pid = pid;
    process.pipe = ends[0];
    process.words = words[0];
    process.last = std::chrono::steady_clock::now();
    process.note = std::move(note);
    m_processes.push_back(std::move(process));
    ++m_running;
    return std::nullopt;
}

void
ProcessPool::Read(Process& process)
{
    std::array<char, 65536> buffer;
    const ssize_t n = read(process.pipe, buffer.data(), buffer.size());
    if (n > 0)
    {
        process.answer.append(buffer.data(), n);
        process.last = std::chrono::steady_clock::now();
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
        for (ssize_t size = 1; size > 0 || (size < 0 && errno == EINTR);)
        {
            size = read(process.words, buffer.data(), buffer.size());
            process.reason.append(buffer.data(), std::max<ssize_t>(size, 0));
        }
        close(process.words);
        process.words = -1;
    }
}

void
ProcessPool::KillSilent()
{
    const auto now = std::chrono::steady_clock::now();
    for (auto& process : m_processes)
    {
        const std::chrono::duration<double> silence = now - process.last;
        if (process.pid > 0 && silence.count() > m_patience)
        {
            // Its pipe ends with it, and is read to its end as that of any other.
            process.isSilent = true;
            process.last = now;
            kill(process.pid, SIGKILL);
        }
    }
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
    const int pause = m_patience > 0 ? static_cast<int>(std::ceil(100 * m_patience)) : -1;
    if (poll(waiting.data(), waiting.size(), pause) < 0)
    {
        return; // interrupted: the caller asks again
    }
    for (std::size_t i = 0; i < waiting.size(); ++i)
    {
        if (waiting[i].revents != 0)
        {
            Read(m_processes[owners[i]]);
        }
    }
    if (m_patience > 0)
    {
        KillSilent();
    }
}

void
ProcessPool::Check(const Process& process) const
{
    if (process.isSilent)
    {
        throw Death("a process of the experiment told nothing for " +
                    std::to_string(std::lround(m_patience)) + " s");
    }
    if (!WIFEXITED(process.status))
    {
        const std::string note = process.note->Read();
        throw Death("a process of the experiment was ended by signal " +
                    std::to_string(WTERMSIG(process.status)) +
                    (note.empty() ? "" : " (" + note + ")"));
    }
    const int status = WEXITSTATUS(process.status);
    if (status == THREW)
    {
        throw std::runtime_error(process.reason);
    }
    if (status != 0)
    {
        throw Death("a process of the experiment failed with status " + std::to_string(status));
    }
}

bool
ProcessPool::HasEnded(std::size_t number) const
{
    return m_processes.at(number).pipe < 0;
}

std::string
ProcessPool::Listen(std::size_t number)
{
    while (!HasEnded(number) && m_processes[number].answer.empty())
    {
        Poll();
    }
    Process& process = m_processes[number];
    if (process.pipe < 0)
    {
        Check(process);
    }
    return std::exchange(process.answer, std::string());
}

std::string
ProcessPool::Wait(std::size_t number)
{
    while (!HasEnded(number))
    {
        Poll();
    }
    Check(m_processes[number]);
    return std::move(m_processes[number].answer);
}

uint32_t
ProcessPool::GetProcesses() const
{
    return m_limit;
}

void
ProcessPool::Kill(std::size_t number)
{
    const Process& process = m_processes.at(number);
    if (process.pid > 0)
    {
        kill(process.pid, SIGKILL);
    }
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
