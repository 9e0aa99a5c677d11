// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_CLOCK_H
#define EXPERIMENT_CLOCK_H

#include <chrono>
#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Estimates how long the rest of an experiment takes, from the episodes of all of its
 * processes: those that are forked after the clock was made share its counters.
 */
class ExperimentClock
{
  public:
    /// Kinds of episodes, each of which takes about as long as others of its kind.
    enum Kind
    {
        TRAINING,   //!< of a learner
        EVALUATION, //!< of a policy
        VALIDATION, //!< of a learner in its training
        SEARCH,     //!< for the best fixed plan
        KINDS       //!< number of kinds
    };

    /// How many episodes.
    struct Count
    {
        uint64_t done{0}; //!< have ended, in whatever run
        uint64_t all{0};  //!< are expected
    };

    /// Measures how long something takes.
    class Watch
    {
      public:
        /**
         * @return s since it was made
         */
        double GetSeconds() const
        {
            const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_begin;
            return spent.count();
        }

      private:
        /// When it was made.
        std::chrono::steady_clock::time_point m_begin{std::chrono::steady_clock::now()};
    };

    ExperimentClock();
    ~ExperimentClock();
    ExperimentClock(const ExperimentClock&) = delete;
    ExperimentClock& operator=(const ExperimentClock&) = delete;

    /**
     * @brief There is work.
     * @param kind of the episodes
     * @param episodes number of them
     */
    void Expect(Kind kind, uint64_t episodes);

    /**
     * @brief An episode has ended, or was there already.
     * @param kind of the episode
     * @param seconds that it took; 0 when it was there already
     */
    void Finish(Kind kind, double seconds);

    /**
     * @param kind of episodes
     * @return those that have ended, and all
     */
    Count GetCount(Kind kind) const;

    /**
     * @return s that the rest takes when as many processes work as did on average so far; NaN
     * before the first episode has ended
     */
    double GetLeft() const;

    /**
     * @param seconds a time
     * @return it in words, as in "40 s" or "3 h 20 min"
     */
    static std::string Describe(double seconds);

  private:
    struct Page;

    Page* m_page; //!< memory that processes share
};

} // namespace ns3

#endif // EXPERIMENT_CLOCK_H
