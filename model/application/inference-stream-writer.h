// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_STREAM_WRITER_H
#define INFERENCE_STREAM_WRITER_H

#include "ns3/inference-header.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstdint>
#include <deque>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Writes messages one after another into a TCP socket, as fast as the socket takes them.
 *
 * A message's payload is made of zero bytes that ns-3 does not store. What was not begun can be
 * withdrawn; a message that was begun is written to its end, or the stream would be broken.
 */
class InferenceStreamWriter
{
  public:
    /**
     * @param socket a connected socket to write to from now on; null when there is none. A message
     * that was begun on the previous socket is forgotten, others wait.
     */
    void SetSocket(Ptr<Socket> socket);

    /**
     * @param header header of the message; header.total zero bytes follow it
     */
    void Push(const InferenceHeader& header);

    /**
     * @param task a task whose message was pushed
     * @return true when the message had not been begun and is withdrawn
     */
    bool Withdraw(uint64_t task);

    /// Writes what the socket takes now. To be called when the socket has room again.
    void Pump();

    /**
     * @param task a task
     * @return true when its message waits and was not begun
     */
    bool IsWaiting(uint64_t task) const;

    /// Forgets everything that waits.
    void Clear();

  private:
    Ptr<Socket> m_socket;                //!< where to write; null while there is no connection
    std::deque<InferenceHeader> m_queue; //!< messages not begun
    Ptr<Packet> m_begun;                 //!< header of the message under way until it is written
    uint64_t m_payloadLeft{0};           //!< payload bytes of the message under way still to write
};

} // namespace ns3

#endif // INFERENCE_STREAM_WRITER_H
