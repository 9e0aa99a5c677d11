// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CONNECTION_H
#define INFERENCE_CONNECTION_H

#include "inference-datagram-writer.h"
#include "inference-reassembler.h"
#include "inference-stream-reader.h"
#include "inference-stream-writer.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <functional>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief How an InferenceConnection connects.
 */
struct InferenceConnectionSettings
{
    TypeId protocol;           //!< socket factory, of TCP or UDP
    Time reconnectDelay;       //!< between a lost or refused connection and the next attempt
    Time minRto;               //!< TCP's least retransmission timeout
    Time delAckTimeout;        //!< longest delay of TCP's acknowledgements, below minRto
    uint32_t sendBuffer{0};    //!< TCP's send buffer, bytes
    uint32_t receiveBuffer{0}; //!< TCP's receive buffer, bytes; 0: ns-3's own default
    uint32_t segmentSize{0};   //!< payload of a TCP segment, bytes
    Time stallTimeout;         //!< without an acknowledgement, until TCP connects anew
    uint32_t dataRetries{0};   //!< times that TCP repeats a segment before it gives up
    uint32_t fragmentSize{0};  //!< largest datagram, this module's header included, bytes
    uint32_t datagramBurst{0}; //!< most bytes of datagrams that wait below the socket
    bool wholeMessages{false}; //!< UDP: that limit cuts no message
};

/**
 * @ingroup edge-inference
 * @brief Checks the attribute that names the protocol of a connection.
 * @param owner TypeId name of the class whose attribute @c Protocol it is
 * @param protocol a TypeId
 * @throws InferenceInputError unless it is a socket factory of TCP or UDP
 */
void RequireProtocol(const std::string& owner, TypeId protocol);

/**
 * @ingroup edge-inference
 * @brief The way from an application to one InferenceServer: a TCP connection that is made again
 * whenever it breaks, or a UDP socket.
 *
 * It must live as long as the simulation runs (or as its application), for sockets call it back.
 */
class InferenceConnection
{
  public:
    /// What to call back. Each is set before Start().
    struct Callbacks
    {
        std::function<void(const InferenceHeader&)> message; //!< a message is complete
        std::function<void()> broken;      //!< TCP: what was begun has no answer any more
        std::function<void(bool)> changed; //!< TCP: the connection went up (true) or down
        std::function<void(Ptr<const Packet>)> ignored; //!< malformed, duplicated or foreign
        /// UDP: tells the bytes that wait below the socket; empty: nobody knows.
        std::function<double()> backlog;
    };

    /**
     * @param server an InetSocketAddress of an InferenceServer; over UDP the one that its answers
     * come from
     * @param callbacks what to call back
     */
    InferenceConnection(const Address& server, Callbacks callbacks);

    InferenceConnection(const InferenceConnection&) = delete;
    InferenceConnection& operator=(const InferenceConnection&) = delete;

    /**
     * @brief Connects, unless it was started before.
     * @param node the node to connect from
     * @param settings how to connect
     */
    void Start(Ptr<Node> node, const InferenceConnectionSettings& settings);

    /// Closes and forgets everything that waits. Calls nobody back.
    void Stop();

    /**
     * @brief Looks after a TCP connection; to be called again and again. One that has waited for an
     * acknowledgement for StallTimeout is given up and made anew, for TCP itself would wait longer
     * and longer.
     * @param isBack the way to the server is there again after an outage: a connection that waits
     * is given up after TCP's least retransmission timeout, and without one it connects at once
     */
    void Watch(bool isBack);

    /**
     * @return between Start() and Stop()
     */
    bool IsStarted() const;

    /**
     * @return TCP: connected now; UDP: between Start() and Stop()
     */
    bool IsUp() const;

    /**
     * @brief Sends a message when its turn comes.
     * @param header its header; header.total zero bytes follow it
     * @return bytes that it takes, this module's headers included
     */
    uint64_t Send(const InferenceHeader& header);

    /**
     * @param task a task whose message was sent
     * @return the message was not begun
     */
    bool IsWaiting(uint64_t task) const;

    /**
     * @param task a task whose message was sent
     * @return the message had not been begun and is withdrawn; over UDP the rest of one that had
     * been begun is not sent either
     */
    bool Withdraw(uint64_t task);

    /**
     * @return bytes that came so far, over all connections made
     */
    uint64_t GetReceivedBytes() const;

  private:
    void Connect();      //!< Makes the socket.
    void Disconnected(); //!< The connection is gone.

    /**
     * @brief The connection is there.
     * @param socket the TCP socket
     */
    void ConnectionSucceeded(Ptr<Socket> socket);

    /**
     * @brief The attempt to connect has failed.
     * @param socket the TCP socket
     */
    void ConnectionFailed(Ptr<Socket> socket);

    /**
     * @brief The connection was closed, by the server or by an error.
     * @param socket the TCP socket
     */
    void ConnectionClosed(Ptr<Socket> socket);

    /**
     * @brief Bytes or datagrams have come.
     * @param socket the socket that has them
     */
    void HandleRead(Ptr<Socket> socket);

    /**
     * @brief The TCP socket has room for more bytes.
     * @param socket the socket
     * @param room number of bytes
     */
    void HandleSend(Ptr<Socket> socket, uint32_t room);

    Address m_server;                       //!< the server that it connects to
    Callbacks m_callbacks;                  //!< what to call back
    Ptr<Node> m_node;                       //!< the node to connect from
    InferenceConnectionSettings m_settings; //!< how to connect
    bool m_isStream{true};                  //!< the protocol is TCP
    bool m_running{false};                  //!< between Start() and Stop()
    Ptr<Socket> m_socket;                   //!< the socket; null while there is none
    bool m_up{false};                       //!< connected
    uint64_t m_received{0};                 //!< bytes that came
    InferenceStreamWriter m_writer;         //!< TCP: what goes out
    InferenceStreamReader m_reader;         //!< TCP: what comes in
    InferenceDatagramWriter m_datagrams;    //!< UDP: what goes out
    InferenceReassembler m_reassembler;     //!< UDP: what comes in
    Time m_heard;                           //!< TCP: when the server let hear of itself last
    Time m_tried;                           //!< TCP: when the last attempt to connect began
    EventId m_retry;                        //!< the next attempt to connect
    EventId m_again; //!< the next look at a connection whose radio came back a moment ago
};

} // namespace ns3

#endif // INFERENCE_CONNECTION_H
