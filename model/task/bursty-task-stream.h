// SPDX-License-Identifier: GPL-2.0-only

#ifndef BURSTY_TASK_STREAM_H
#define BURSTY_TASK_STREAM_H

#include "ns3/task-stream.h"
#include "ns3/traced-value.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Bursts: a Poisson process whose rate switches between two values, each held for an
 * exponential time (two-state Markov-modulated Poisson process, MMPP(2)).
 *
 * The first state is drawn from the stationary distribution, so the mean rate holds from time 0
 * on. At a switch the time to the next arrival is drawn anew with the new rate, which is exact
 * because exponential times have no memory.
 *
 * With s1 = 1 / @c MeanLowDuration, s2 = 1 / @c MeanHighDuration, s = s1 + s2 and rates l1, l2 the
 * index of dispersion of the arrivals counted in windows of t seconds is
 * 1 + 2 s1 s2 (l1 - l2)^2 / (s^2 (l1 s2 + l2 s1)) (1 - (1 - exp(-s t)) / (s t)); see H. Heffes and
 * D. Lucantoni, "A Markov modulated characterization of packetized voice and data traffic and
 * related statistical multiplexer performance", IEEE JSAC 4(6), 1986.
 */
class BurstyTaskStream : public TaskStream
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    BurstyTaskStream();
    ~BurstyTaskStream() override;

    double GetMeanRate() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    void DoStart() override;
    void DoStop() override;
    bool CanForesee() const override;
    bool DoGetNext(Time& delay, Time& deadline) override;

  private:
    /**
     * @param isHigh which state
     * @return how long the state lasts
     */
    Time DrawDuration(bool isHigh);

    /**
     * @brief DoGetNext() of a rehearsal, which has no events: goes through the changes of state.
     * @param [out] delay time from now until the next arrival
     * @return false when there is no further arrival
     */
    bool Rehearse(Time& delay);

    /// Schedules the end of the state that began now.
    void ScheduleSwitch();

    /// Changes the state.
    void Switch();

    double m_lowRate;                           //!< arrivals in 1/s in the low state
    double m_highRate;                          //!< arrivals in 1/s in the high state
    Time m_meanLowDuration;                     //!< mean time in the low state
    Time m_meanHighDuration;                    //!< mean time in the high state
    Ptr<ExponentialRandomVariable> m_intervals; //!< times between arrivals
    Ptr<ExponentialRandomVariable> m_durations; //!< times in a state
    Ptr<UniformRandomVariable> m_firstState;    //!< the state at time 0
    EventId m_switch;                           //!< the next change of state
    TracedValue<bool> m_high{false};            //!< the state
    bool m_rehearsedHigh{false};                //!< the state, in a rehearsal
    Time m_rehearsedSwitch;                     //!< the next change of state, in a rehearsal
};

} // namespace ns3

#endif // BURSTY_TASK_STREAM_H
