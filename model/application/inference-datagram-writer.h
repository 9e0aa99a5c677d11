// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_DATAGRAM_WRITER_H
#define INFERENCE_DATAGRAM_WRITER_H

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/inference-header.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

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
 * @brief A message that is cut into datagrams.
 */
class InferenceDatagrams
{
  public:
    /**
     * @param header header of the message; header.total zero bytes follow it
     * @param fragmentSize largest datagram, header included, bytes; raised when the message would
     * need more than 65535 of them
     */
    InferenceDatagrams(const InferenceHeader& header, uint32_t fragmentSize);

    /**
     * @return header of the message
     */
    const InferenceHeader& GetHeader() const;

    /**
     * @return bytes of all datagrams, headers included
     */
    uint64_t GetBytes() const;

    /**
     * @return true when no datagram was made yet
     */
    bool IsWhole() const;

    /**
     * @return true when all datagrams were made
     */
    bool IsDone() const;

    /**
     * @return the next datagram
     */
    Ptr<Packet> MakeNext();

  private:
    InferenceHeader m_header; //!< of the next datagram
    uint64_t m_payload;       //!< greatest payload of a datagram, bytes
    uint64_t m_left;          //!< payload bytes to come
    uint32_t m_made{0};       //!< datagrams made
};

/**
 * @ingroup edge-inference
 * @brief Writes messages to a UDP socket, no faster than what is below the socket sends them on.
 *
 * UDP knows no flow control: features of a megabyte that are given to a radio at once overflow its
 * queue, or are dropped by CoDel after they have waited for long, and one lost datagram is the loss
 * of the task. So the writer gives datagrams to the socket only while less than a limit waits in
 * the radio, and looks again every few milliseconds. What fits below the limit goes out at once.
 *
 * With Settings::whole the limit is one of messages: one that may begin goes out to its end, and
 * one may always wait behind the one that is being sent, however large it is.
 */
class InferenceDatagramWriter
{
  public:
    /// Largest datagram of IPv4, bytes.
    static constexpr uint32_t LARGEST = 65507;

    /// How a writer writes.
    struct Settings
    {
        uint32_t fragmentSize{0}; //!< largest datagram, header included, bytes
        uint32_t burst{0};        //!< most bytes that may wait below the socket
        bool whole{false}; //!< a message is never cut by the limit, see InferenceDatagramWriter
    };

    /**
     * @param socket a UDP socket to write to from now on; null when there is none
     * @param settings how to write
     * @param backlog tells the bytes that wait below the socket now; empty: nobody knows, and all
     * goes out at once
     */
    void Start(Ptr<Socket> socket, const Settings& settings, std::function<double()> backlog);

    /// Forgets the socket and everything that waits.
    void Stop();

    /**
     * @param header header of the message; header.total zero bytes follow it
     * @return bytes that the message takes, this module's headers included
     */
    uint64_t Push(const InferenceHeader& header);

    /**
     * @param task a task whose message was pushed
     * @return true when its message waits and was not begun
     */
    bool IsWaiting(uint64_t task) const;

    /**
     * @brief Sends no more of a task's message.
     * @param task a task whose message was pushed
     * @return true when the message had not been begun
     */
    bool Withdraw(uint64_t task);

  private:
    void Pump(); //!< Sends what there is room for, and comes again for the rest.

    /**
     * @param waiting bytes below the socket
     * @return the next datagram may go out
     */
    bool HasRoom(double waiting) const;

    Ptr<Socket> m_socket;                   //!< where to write; null while there is none
    Settings m_settings;                    //!< how to write
    Time m_given{Seconds(-1)};              //!< when room was looked for last
    double m_waiting{0};                    //!< bytes below the socket then
    double m_last{0};                       //!< bytes of the last message, as the radio counts them
    std::function<double()> m_backlog;      //!< bytes below the socket; empty: not known
    std::deque<InferenceDatagrams> m_queue; //!< messages not sent, or not to their end
    EventId m_next;                         //!< looks again for room
};

/**
 * @ingroup edge-inference
 * @brief Sends a message as datagrams, all at once.
 * @param socket a UDP socket
 * @param header header of the message; header.total zero bytes follow it
 * @param fragmentSize largest datagram, header included, bytes
 * @param to where to send it
 */
void SendAsDatagrams(const Ptr<Socket>& socket,
                     const InferenceHeader& header,
                     uint32_t fragmentSize,
                     const Address& to);

} // namespace ns3

#endif // INFERENCE_DATAGRAM_WRITER_H
