// SPDX-License-Identifier: GPL-2.0-only

#include "actor-round.h"

#include "ns3/assert.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <unistd.h>

namespace ns3
{

namespace
{

/**
 * @brief Reads or writes all of some bytes.
 * @tparam Bytes const char or char
 * @tparam Move pread or pwrite
 * @param move the function
 * @param file descriptor
 * @param bytes that are written or read
 * @param size number of bytes
 * @param at place in the file
 */
template <typename Bytes, typename Move>
void
MoveAll(Move move, int file, Bytes* bytes, std::size_t size, std::size_t at)
{
    for (std::size_t done = 0; done < size;)
    {
        const ssize_t n = move(file, bytes + done, size - done, static_cast<off_t>(at + done));
        if (n == 0 || (n < 0 && errno != EINTR))
        {
            throw std::runtime_error(std::string("file of what simulators collected: ") +
                                     (n == 0 ? "it ends too soon" : std::strerror(errno)));
        }
        done += n > 0 ? n : 0;
    }
}

/// Runs the jobs of a round, each as often as it takes.
class Attempts
{
  public:
    /**
     * @param actors the jobs
     * @param processes jobs that run at one time
     * @param patience s without a word after which a job is dead
     */
    Attempts(const std::vector<ActorRound::Actor>& actors, uint32_t processes, double patience)
        : m_actors(actors),
          m_pool(processes, patience)
    {
    }

    /// Starts the next job when a process is free; waits for that.
    void Start()
    {
        m_numbers.push_back(m_pool.StartTelling(m_actors[m_numbers.size()].job));
    }

    /**
     * @param i number of a job that was started
     * @return whether Wait() would not wait
     */
    bool HasEnded(std::size_t i) const
    {
        return m_pool.HasEnded(m_numbers[i]);
    }

    /**
     * @param i number of a job that was started
     * @return what it answered
     */
    std::string Wait(std::size_t i)
    {
        for (uint32_t attempt = 1;; ++attempt)
        {
            try
            {
                return m_pool.Wait(m_numbers[i]);
            }
            catch (const ProcessPool::Death& death)
            {
                if (attempt == ActorRound::ATTEMPTS)
                {
                    throw std::runtime_error(m_actors[i].name + ": given up after " +
                                             std::to_string(attempt) +
                                             " attempts: " + death.what());
                }
            }
            m_numbers[i] = m_pool.StartTelling(m_actors[i].job);
        }
    }

  private:
    const std::vector<ActorRound::Actor>& m_actors; //!< the jobs
    ProcessPool m_pool;                             //!< runs them
    std::vector<std::size_t> m_numbers;             //!< by job: its last attempt
};

} // namespace

ActorRound::ActorRound(const std::vector<Actor>& actors, uint32_t processes, double patience)
    : m_file(std::tmpfile()),
      m_left(actors.size())
{
    if (!m_file)
    {
        throw std::runtime_error(std::string("no file for what simulators collect: ") +
                                 std::strerror(errno));
    }
    m_number = m_keeper.StartTelling(
        [&, this](const ProcessPool::Teller& tell) { Keep(actors, processes, patience, tell); });
}

void
ActorRound::Keep(const std::vector<Actor>& actors,
                 uint32_t processes,
                 double patience,
                 const ProcessPool::Teller& tell) const
{
    Attempts attempts(actors, processes, patience);
    std::size_t at = 0;
    std::size_t told = 0;
    const auto tellNext = [&] {
        const std::string answer = attempts.Wait(told);
        MoveAll(pwrite, fileno(m_file.get()), answer.data(), answer.size(), at);
        at += answer.size();
        ++told;
        const uint64_t length = answer.size();
        tell(std::string(reinterpret_cast<const char*>(&length), sizeof(length)));
    };
    for (std::size_t started = 1; started <= actors.size(); ++started)
    {
        attempts.Start();
        while (told < started && attempts.HasEnded(told))
        {
            tellNext();
        }
    }
    while (told < actors.size())
    {
        tellNext();
    }
}

std::string
ActorRound::Take()
{
    NS_ASSERT_MSG(m_left > 0, "all were taken");
    uint64_t length = 0;
    while (m_lengths.size() < sizeof(length))
    {
        const std::string told = m_keeper.Listen(m_number);
        if (told.empty())
        {
            throw std::runtime_error("the process that keeps a round ended too soon");
        }
        m_lengths += told;
    }
    std::memcpy(&length, m_lengths.data(), sizeof(length));
    m_lengths.erase(0, sizeof(length));
    std::string answer(length, '\0');
    MoveAll(pread, fileno(m_file.get()), answer.data(), answer.size(), m_at);
    m_at += length;
    --m_left;
    return answer;
}

std::size_t
ActorRound::GetLeft() const
{
    return m_left;
}

} // namespace ns3
