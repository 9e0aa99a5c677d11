// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_AIRTIME_BUDGET_H
#define WIFI_AIRTIME_BUDGET_H

#include "ns3/nstime.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A token bucket in seconds of airtime: says when a sender may hand its MAC another packet,
 * so that what it occupies of the medium stays below its rate.
 *
 * What was really sent is charged (repetitions and acknowledgements included), not an estimate of
 * it: errors do not add up. Only for the bytes that still wait in the MAC is the airtime estimated,
 * from what the bytes before them took.
 *
 * A closed gate opens when an eighth of the burst has come together, so that packets leave in
 * bursts that the MAC can aggregate.
 */
class WifiAirtimeBudget
{
  public:
    /**
     * @param rate seconds of airtime a second, 0..1; more than 1: no limit
     * @param burst most airtime that is saved up while idle, s; it also is the most that is spent
     * in advance
     * @param now the time of the call
     */
    void SetRate(double rate, double burst, Time now);

    /**
     * @return seconds of airtime a second
     */
    double GetRate() const;

    /**
     * @brief Charges airtime.
     * @param seconds airtime
     * @param now the present
     */
    void Spend(double seconds, Time now);

    /**
     * @brief Tells of a packet that entered the MAC's queue.
     * @param bytes size of the frame
     */
    void Enter(uint32_t bytes);

    /**
     * @brief Tells of a packet that left the MAC's queue, acknowledged or dropped.
     * @param bytes size of the frame
     */
    void Leave(uint32_t bytes);

    /**
     * @brief Asks whether another packet may enter the MAC's queue.
     * @param now the present
     * @return true when it may
     */
    bool IsOpen(Time now);

    /**
     * @param now the present
     * @return how long until a closed gate opens, if nothing is sent until then; never negative
     */
    Time GetWait(Time now) const;

    /**
     * @return bytes in the MAC's queue
     */
    uint64_t GetWaitingBytes() const;

  private:
    /// @param now the present; adds what came together since the last call
    void Refill(Time now);

    /**
     * @return airtime left when all that waits in the MAC will have been sent, s
     */
    double GetLeft() const;

    double m_rate{2};      //!< seconds a second
    double m_burst{0};     //!< s
    double m_tokens{0};    //!< s
    Time m_refilled;       //!< when tokens were added last
    bool m_open{true};     //!< packets may enter
    int64_t m_waiting{0};  //!< bytes in the MAC
    double m_cost{8e-7};   //!< s a byte: 10 Mbit/s until something was sent
    double m_spent{0};     //!< s, since the last estimate of the cost
    uint64_t m_carried{0}; //!< bytes that left the MAC since the last estimate of the cost
};

} // namespace ns3

#endif // WIFI_AIRTIME_BUDGET_H
