// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_WINDOWED_SUM_H
#define RADIO_WINDOWED_SUM_H

#include "ns3/channel-state.h"
#include "ns3/nstime.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A sum over a sliding window of time, in constant memory and constant time per amount.
 *
 * The window is divided into N_SLOTS slots. The sum covers the slot that is being filled and the
 * N_SLOTS - 1 before it: between 95 % and 100 % of the window's length. GetSpan() tells the length
 * that is really covered, so that a rate (sum over span) has no bias. Reading changes nothing.
 */
class RadioWindowedSum
{
  public:
    /// Number of slots a window is divided into.
    static constexpr int64_t N_SLOTS = 20;

    /**
     * @param window length of the window, positive
     * @param now when counting begins
     */
    void Start(Time window, Time now)
    {
        m_slotLength = std::max<int64_t>(1, window.GetTimeStep() / N_SLOTS);
        m_origin = now.GetTimeStep();
        m_step = TimeStep(1).GetSeconds();
        m_slots.fill(Slot());
        m_begin = NEVER;
    }

    /**
     * @param now the present, not before the last amount
     * @param amount what to add, in the unit of the sum
     */
    void Add(Time now, double amount)
    {
        AddToSlot(now.GetTimeStep() / m_slotLength, amount);
    }

    /**
     * @brief Adds the length of an interval, divided among the slots it covers; what lies before
     * the window or before Start() is left out.
     * @param begin begin of the interval
     * @param end end of the interval, not after the present; the sum is then in seconds
     * @param weight what a second of it adds
     */
    void AddInterval(Time begin, Time end, double weight = 1)
    {
        const int64_t last = end.GetTimeStep();
        int64_t from = std::max(begin.GetTimeStep(), m_origin);
        if (from >= m_begin && last <= m_begin + m_slotLength)
        {
            // By far the most: within the slot that is being filled.
            m_slots[m_slot].sum += weight * m_step * static_cast<double>(last - from);
            return;
        }
        const int64_t oldest = (last / m_slotLength - N_SLOTS + 1) * m_slotLength;
        from = std::max(from, oldest);
        while (from < last)
        {
            const int64_t slot = from / m_slotLength;
            const int64_t to = std::min(last, (slot + 1) * m_slotLength);
            AddToSlot(slot, weight * m_step * static_cast<double>(to - from));
            from = to;
        }
    }

    /**
     * @param now the present, or the end of the window that is asked for
     * @return the sum over the window that ends now
     */
    double GetSum(Time now) const
    {
        const int64_t last = now.GetTimeStep() / m_slotLength;
        double sum = 0;
        for (const auto& slot : m_slots)
        {
            if (slot.number > last - N_SLOTS && slot.number <= last)
            {
                sum += slot.sum;
            }
        }
        return sum;
    }

    /**
     * @param now the present, or the end of the window that is asked for
     * @return the length of time that GetSum() covers, in seconds; less than the window until a
     * window has passed since Start()
     */
    double GetSpan(Time now) const
    {
        const int64_t end = now.GetTimeStep();
        const int64_t oldest = (end / m_slotLength - N_SLOTS + 1) * m_slotLength;
        return TimeStep(end - std::max(oldest, m_origin)).GetSeconds();
    }

    /**
     * @param now the present
     * @param amount what came over the window that ends now
     * @return amount over GetSpan(), per second; unknown when this is 0
     */
    EdgeMeasurement PerSecond(Time now, double amount) const
    {
        const double span = GetSpan(now);
        return span > 0 ? EdgeMeasurement{amount / span, now} : EdgeMeasurement();
    }

  private:
    /// What was added within one slot of time.
    struct Slot
    {
        int64_t number{-1}; //!< which slot since time zero; -1: never used
        double sum{0};      //!< sum within that slot
    };

    /**
     * @param number the slot since time zero
     * @param amount what to add
     */
    void AddToSlot(int64_t number, double amount)
    {
        m_slot = number % N_SLOTS;
        m_begin = number * m_slotLength;
        Slot& slot = m_slots[m_slot];
        if (slot.number != number)
        {
            slot.number = number;
            slot.sum = 0;
        }
        slot.sum += amount;
    }

    /// Where no slot begins.
    static constexpr int64_t NEVER = std::numeric_limits<int64_t>::max() / 2;

    std::array<Slot, N_SLOTS> m_slots; //!< the window
    int64_t m_slotLength{1};           //!< length of a slot, time steps
    int64_t m_origin{0};               //!< when counting began, time steps
    int64_t m_slot{0};                 //!< place of the slot that was filled last
    int64_t m_begin{NEVER};            //!< its begin, time steps
    double m_step{0};                  //!< length of a time step, s
};

} // namespace ns3

#endif // RADIO_WINDOWED_SUM_H
