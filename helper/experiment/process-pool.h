// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESS_POOL_H
#define PROCESS_POOL_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Runs independent jobs in processes forked from this one, because ns-3 has one simulator a
 * process.
 *
 * A job sees all that this process had in memory when the job was started, and answers bytes. What
 * comes back does not depend on how many processes there are.
 */
class ProcessPool
{
  public:
    /// One job: answers bytes. It runs in a process of its own.
    using Job = std::function<std::string()>;

    /**
     * @param processes jobs that run at one time, at least 1
     */
    explicit ProcessPool(uint32_t processes);
    ~ProcessPool();
    ProcessPool(const ProcessPool&) = delete;
    ProcessPool& operator=(const ProcessPool&) = delete;

    /**
     * @brief Starts a job when a process is free; waits for that.
     * @param job the job
     * @return its number, from 0
     */
    std::size_t Start(const Job& job);

    /**
     * @brief Waits for a job.
     * @param number number of the job
     * @return what it answered
     * @throws std::runtime_error with the job's last words when it failed
     */
    std::string Wait(std::size_t number);

    /**
     * @brief Runs jobs and waits for all of them.
     * @param jobs the jobs
     * @return what they answered, in their order
     * @throws std::runtime_error when one failed
     */
    std::vector<std::string> Run(const std::vector<Job>& jobs);

  private:
    /// A job that was started.
    struct Process
    {
        int pid{-1};        //!< process; -1 when it has ended
        int pipe{-1};       //!< its answer comes here; -1 when all has come
        std::string answer; //!< what came
        int status{0};      //!< how it ended
    };

    /// Takes what running jobs have to say; waits until at least one has said something.
    void Poll();

    uint32_t m_limit;                 //!< jobs that run at one time
    uint32_t m_running{0};            //!< jobs that run
    std::vector<Process> m_processes; //!< by job
};

} // namespace ns3

#endif // PROCESS_POOL_H
