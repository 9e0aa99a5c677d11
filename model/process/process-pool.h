// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESS_POOL_H
#define PROCESS_POOL_H

#include "../input/last-words.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
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

    /// Takes a part of an answer.
    using Teller = std::function<void(const std::string&)>;

    /// One job that answers part by part.
    using TellingJob = std::function<void(const Teller&)>;

    /// The line of a child to the parent that it branched off from (Branch()).
    struct Line
    {
        int answer{-1}; //!< where to tell the answer
        int words{-1};  //!< where to tell why it threw
    };

    /// The process of a job ended by itself: what it was about may be tried again.
    struct Death : std::runtime_error
    {
        using std::runtime_error::runtime_error;
    };

    /**
     * @param processes jobs that run at one time, at least 1
     * @param patience seconds after which a job that tells nothing is ended, as dead; 0: never
     */
    explicit ProcessPool(uint32_t processes, double patience = 0);
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
     * @brief Starts a job that answers part by part when a process is free; waits for that.
     * @param job the job
     * @return its number, from 0
     */
    std::size_t StartTelling(const TellingJob& job);

    /**
     * @brief Goes on twice from here, when a process is free; waits for that. The parent gets one
     * more job, with the next number. The child, which goes on after this call as the parent does,
     * can do no harm outside of itself: see SealProcess(). It ends with its parent, or by End() or
     * Fail(), or when the program ends in any other way, which is a Death.
     * @return in the child its line to the parent; nothing in the parent
     */
    std::optional<Line> Branch();

    /**
     * @brief Ends a process that Branch() made, without destructors.
     * @param line that Branch() returned
     * @param answer what Wait() returns to the parent
     */
    [[noreturn]] static void End(const Line& line, const std::string& answer);

    /**
     * @brief Ends a process that Branch() made, without destructors.
     * @param line that Branch() returned
     * @param reason what Wait() throws to the parent
     */
    [[noreturn]] static void Fail(const Line& line, const std::string& reason);

    /**
     * @param number number of a job
     * @return whether it has ended
     */
    bool HasEnded(std::size_t number) const;

    /**
     * @brief Waits until a job has told something or has ended.
     * @param number number of the job
     * @return what it told since the last call; nothing when it has ended
     * @throws std::runtime_error as Wait()
     */
    std::string Listen(std::size_t number);

    /**
     * @brief Waits for a job.
     * @param number number of the job
     * @return what it answered
     * @throws Death when its process ended by a signal, said nothing for too long or had another
     * status than 0
     * @throws std::runtime_error with the job's last words when it threw
     */
    std::string Wait(std::size_t number);

    /**
     * @return jobs that run at one time
     */
    uint32_t GetProcesses() const;

    /**
     * @brief Ends a job at once.
     * @param number number of the job
     */
    void Kill(std::size_t number);

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
        int pid{-1};          //!< process; -1 when it has ended
        int pipe{-1};         //!< its answer comes here; -1 when all has come
        int words{-1};        //!< why it threw comes here; -1 when it has ended
        std::string reason;   //!< why it threw
        std::string answer;   //!< what came
        int status{0};        //!< how it ended
        bool isSilent{false}; //!< it was ended because it told nothing
        std::chrono::steady_clock::time_point last; //!< when it told something
        std::unique_ptr<LastWords::Page> note;      //!< what it was doing
    };

    /**
     * @brief Forks when a process is free; waits for that.
     * @return in the child its line to the parent; nothing in the parent, which has one more job
     */
    std::optional<Line> Fork();

    /// Takes what running jobs have to say; waits until at least one has said something.
    void Poll();

    /// Ends jobs that have told nothing for too long.
    void KillSilent();

    /**
     * @brief Takes what a job has to say.
     * @param [in,out] process of the job
     */
    void Read(Process& process);

    /**
     * @param process of a job that has ended
     * @throws as Wait()
     */
    void Check(const Process& process) const;

    double m_patience;                //!< s without a word after which a job is dead; 0: for ever
    uint32_t m_limit;                 //!< jobs that run at one time
    uint32_t m_running{0};            //!< jobs that run
    std::vector<Process> m_processes; //!< by job
};

} // namespace ns3

#endif // PROCESS_POOL_H
