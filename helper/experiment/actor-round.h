// SPDX-License-Identifier: GPL-2.0-only

#ifndef ACTOR_ROUND_H
#define ACTOR_ROUND_H

#include "../../model/process/process-pool.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
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
 * @brief Jobs that all begin with what this process has in memory when the round begins, whatever
 * it does afterwards, and however few of them run at one time.
 *
 * One process is forked at once and keeps that state. It forks the jobs from itself, and forks a
 * job anew whose process died or told nothing for too long. What the jobs answered waits in a file
 * without a name until it is taken, so that nobody waits for this process.
 */
class ActorRound
{
  public:
    /// A job, and how to call it when it cannot be done.
    struct Actor
    {
        ProcessPool::TellingJob job; //!< the job
        std::string name;            //!< "episode 7 (RngRun 1000007)"
    };

    static constexpr uint32_t ATTEMPTS = 3; //!< after which a job is given up

    /**
     * @param actors the jobs; they begin
     * @param processes jobs that run at one time
     * @param patience s without a word after which a job is dead; 0: for ever
     */
    ActorRound(const std::vector<Actor>& actors, uint32_t processes, double patience);

    /**
     * @brief Waits for the next job, in their order.
     * @return what it answered
     * @throws std::runtime_error when it threw, with its words, or was given up, with its name and
     * the reason
     */
    std::string Take();

    /**
     * @return how many answers were not taken
     */
    std::size_t GetLeft() const;

  private:
    /// Closes a file.
    struct Closer
    {
        /**
         * @param file the file
         */
        void operator()(std::FILE* file) const
        {
            std::fclose(file);
        }
    };

    /**
     * @brief What the process does that keeps the state.
     * @param actors the jobs
     * @param processes jobs that run at one time
     * @param patience s without a word after which a job is dead
     * @param tell takes the length of each answer, in order, when it is in the file
     */
    void Keep(const std::vector<Actor>& actors,
              uint32_t processes,
              double patience,
              const ProcessPool::Teller& tell) const;

    std::unique_ptr<std::FILE, Closer> m_file; //!< answers, one after the other
    std::size_t m_left;                        //!< answers that were not taken
    std::size_t m_at{0};                       //!< where the next answer begins in the file
    std::string m_lengths;                     //!< told, and not taken
    ProcessPool m_keeper{1};                   //!< the process that keeps the state
    std::size_t m_number{0};                   //!< number of that process's job
};

} // namespace ns3

#endif // ACTOR_ROUND_H
