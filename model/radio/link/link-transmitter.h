// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_TRANSMITTER_H
#define LINK_TRANSMITTER_H

#include "link-timetable.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <cstdint>
#include <deque>
#include <functional>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief One direction of one UE's link: a queue whose packets are sent one after the other at a
 * rate that may change at any instant, also within a packet.
 *
 * The rate is realised exactly: over any time in which packets wait, as many bits are sent as the
 * integral of the rate says. (The end of a packet is rounded up to the next time step; what was
 * sent beyond it counts for the next packet.)
 *
 * With a timetable the rate is the mean over its round: within the slots of the direction packets
 * are sent as much faster as the slots are rarer, outside of them not at all.
 */
class LinkTransmitter
{
  public:
    /// What becomes of a packet that was sent: packet, its size on the air (bytes), when it came.
    using Sink = std::function<void(Ptr<Packet> packet, uint32_t bytes, Time at)>;

    LinkTransmitter() = default;
    ~LinkTransmitter();

    LinkTransmitter(const LinkTransmitter&) = delete;
    LinkTransmitter& operator=(const LinkTransmitter&) = delete;

    /**
     * @param sink gets the packets that were sent
     */
    void SetSink(Sink sink);

    /**
     * @param timetable when packets may be sent; before any packet
     */
    void SetTimetable(const LinkTimetable& timetable);

    /**
     * @param draw tells, for a packet that comes to an empty queue, how long it waits until it may
     * be sent, such as for a grant of the cell; empty: not at all
     */
    void SetGrantDelay(std::function<Time()> draw);

    /**
     * @brief Appends a packet.
     * @param packet the packet
     * @param bytes its size on the air
     */
    void Enqueue(Ptr<Packet> packet, uint32_t bytes);

    /**
     * @param rate from now on, bit/s; 0 stands still
     */
    void SetRate(double rate);

    /**
     * @return the rate, bit/s
     */
    double GetRate() const;

    /// Sends the packet that is being sent from its beginning once more.
    void Restart();

    /**
     * @brief Takes all packets away.
     * @param sink gets them
     */
    void Clear(const Sink& sink);

    /**
     * @return bytes of the packets that are not completely sent; that which is being sent counts
     * whole
     */
    uint64_t GetBytes() const;

    /**
     * @return packets that are not completely sent
     */
    std::size_t GetPackets() const;

    /**
     * @return when the oldest of them came; meaningful when there is one
     */
    Time GetOldest() const;

  private:
    /// A packet that waits.
    struct Entry
    {
        Ptr<Packet> packet; //!< the packet
        uint32_t bytes;     //!< its size on the air
        Time at;            //!< when it came
    };

    /// Takes down what was sent since the last call.
    void Account();

    /// Schedules the end of the packet that is being sent.
    void Schedule();

    /// The packet that is being sent is complete.
    void OnSent();

    std::deque<Entry> m_queue;          //!< oldest first
    uint64_t m_bytes{0};                //!< in the queue
    double m_rate{0};                   //!< bit/s
    double m_left{0};                   //!< bits of the first packet that are not sent yet
    Time m_since;                       //!< since when m_left is right; before it nothing is sent
    LinkTimetable m_timetable;          //!< when packets may be sent
    std::function<Time()> m_grantDelay; //!< of a packet that finds the queue empty
    EventId m_end;                      //!< of the first packet
    Sink m_sink;                        //!< gets what was sent
};

} // namespace ns3

#endif // LINK_TRANSMITTER_H
