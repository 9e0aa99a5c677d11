// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_ATTEMPTS_H
#define RADIO_ATTEMPTS_H

#include "radio-windowed-sum.h"

#include "ns3/channel-state.h"
#include "ns3/nstime.h"

#include <algorithm>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Counts the transmission attempts of a UE, and what became of what was transmitted, over a
 * sliding window of time.
 *
 * Ratios are those of the window that ended with the last attempt or with the last end, so that a
 * UE that falls silent keeps the ratio that was measured last.
 */
class RadioAttempts
{
  public:
    /**
     * @brief Begins anew.
     * @param window length of the window
     * @param now the present
     */
    void Start(Time window, Time now)
    {
        for (auto* sum : {&m_attempts, &m_failures, &m_received, &m_lost})
        {
            sum->Start(window, now);
        }
        m_anyAttempt = false;
        m_anyEnd = false;
    }

    /**
     * @brief Attempts have ended.
     * @param now the present
     * @param n number of attempts
     * @param failures number of those that are known to have failed
     */
    void AddAttempts(Time now, double n, double failures)
    {
        m_lastAttempt = now;
        m_anyAttempt = true;
        m_attempts.Add(now, n);
        m_failures.Add(now, failures);
    }

    /**
     * @brief A frame or transport block was received or given up.
     * @param now the present
     * @param isLost true when it was given up
     */
    void AddEnd(Time now, bool isLost)
    {
        m_lastEnd = now;
        m_anyEnd = true;
        // Each kind has a sum of its own: an end that comes after the last attempt moves the
        // window of its sum on, and must not take from the other kind what is asked for then.
        (isLost ? m_lost : m_received).Add(now, 1);
    }

    /**
     * @return failed attempts over attempts, 0..1; unknown before the first attempt
     */
    EdgeMeasurement GetFailedRatio() const
    {
        return m_anyAttempt ? EdgeMeasurement{m_failures.GetSum(m_lastAttempt) /
                                                  m_attempts.GetSum(m_lastAttempt),
                                              m_lastAttempt}
                            : EdgeMeasurement();
    }

    /**
     * @brief The ratio for a stack that knows which frames were received, but not which attempts
     * failed.
     * @return attempts without a reception over attempts, 0..1; unknown before the first attempt. A
     * reception whose attempt has left the window counts as one without an attempt: the ratio is
     * then 0.
     */
    EdgeMeasurement GetUnreceivedRatio() const
    {
        if (!m_anyAttempt)
        {
            return EdgeMeasurement();
        }
        const double received = m_received.GetSum(m_lastAttempt);
        return {std::max(0.0, 1 - received / m_attempts.GetSum(m_lastAttempt)), m_lastAttempt};
    }

    /**
     * @return what was given up over what was received or given up, 0..1; unknown before the first
     * end
     */
    EdgeMeasurement GetLossRatio() const
    {
        if (!m_anyEnd)
        {
            return EdgeMeasurement();
        }
        const double lost = m_lost.GetSum(m_lastEnd);
        return {lost / (lost + m_received.GetSum(m_lastEnd)), m_lastEnd};
    }

  private:
    RadioWindowedSum m_attempts; //!< attempts, repetitions included
    RadioWindowedSum m_failures; //!< attempts that are known to have failed
    RadioWindowedSum m_received; //!< frames or blocks received
    RadioWindowedSum m_lost;     //!< frames or blocks given up
    Time m_lastAttempt;          //!< when an attempt last ended
    Time m_lastEnd;              //!< when one was last received or given up
    bool m_anyAttempt{false};    //!< m_lastAttempt means something
    bool m_anyEnd{false};        //!< m_lastEnd means something
};

} // namespace ns3

#endif // RADIO_ATTEMPTS_H
