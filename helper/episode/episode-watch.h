// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPISODE_WATCH_H
#define EPISODE_WATCH_H

#include "event-limit.h"

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/scheduler.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Watches that simulated time passes. Private to the module.
 *
 * Events that make events at the same instant for ever end the run: a mobility model whose walks
 * take no time, for instance. How many there may be is a number of events and no time, so that the
 * same run ends in the same way on every machine. So does a single event that does not end
 * (EventLimit). A run that would take very long is announced, and goes on.
 */
class EpisodeWatch : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Takes a line for the user.
    using Notice = std::function<void(const std::string&)>;

    /// Most events at one instant. Ours: 2000 UEs that all begin at once make some 100000.
    static constexpr uint64_t MOST_EVENTS = 10000000;

    /// Most processor time of one event, s. Ours: a learner's steps after an epoch are one event.
    static constexpr double MOST_SECONDS = 600;

    /**
     * @brief Watches the simulation from now on.
     * @param most most events at one instant
     * @param end simulated time at which the run ends
     * @param notice is told that a run takes long; may be empty
     * @param seconds most processor time of one event, s
     * @return the watch
     */
    static Ptr<EpisodeWatch> Begin(uint64_t most,
                                   Time end,
                                   const Notice& notice,
                                   double seconds = MOST_SECONDS);

    /// Watches no longer: what is left of the events is thrown away.
    void End();

    /**
     * @brief An event is about to happen.
     * @param now when, in ns-3's units of time
     * @return whether there were too many at this instant; the run ends by Refuse() then
     */
    bool Pass(uint64_t now)
    {
        m_events = now == m_now ? m_events + 1 : 0;
        m_now = now;
        if ((++m_all & (LOOK - 1)) == 0 && m_notice)
        {
            Look();
        }
        return m_events >= m_most;
    }

    /**
     * @brief Ends the run.
     * @throws InferenceInputError always
     */
    [[noreturn]] void Refuse();

  private:
    /// Events between two looks at the clock; a power of two.
    static constexpr uint64_t LOOK = 1024;

    /// Tells how long the run will take, once, if that is long.
    void Look();

    uint64_t m_most{MOST_EVENTS};                    //!< most events at one instant
    uint64_t m_now{0};                               //!< time of the last event
    uint64_t m_events{0};                            //!< events at that time after the first
    uint64_t m_all{0};                               //!< events in all
    Time m_first;                                    //!< when the watch began
    Time m_end;                                      //!< when the run ends
    Notice m_notice;                                 //!< is told; empty: nobody, or told already
    std::chrono::steady_clock::time_point m_started; //!< when the watch began, outside
    std::unique_ptr<EventLimit> m_limit;             //!< stops an event that does not end
};

/**
 * @ingroup edge-inference
 * @brief Passes events on to the scheduler that ns-3's SchedulerType names, under the eyes of an
 * EpisodeWatch. Private to the module.
 */
class WatchedScheduler : public Scheduler
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WatchedScheduler();
    ~WatchedScheduler() override;

    void Insert(const Event& event) override;
    bool IsEmpty() const override;
    Event PeekNext() const override;
    Event RemoveNext() override;
    void Remove(const Event& event) override;

  protected:
    void DoDispose() override;

  private:
    Ptr<Scheduler> m_scheduler; //!< that orders the events
    Ptr<EpisodeWatch> m_watch;  //!< sees every event
};

} // namespace ns3

#endif // EPISODE_WATCH_H
