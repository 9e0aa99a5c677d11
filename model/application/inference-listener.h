// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_LISTENER_H
#define INFERENCE_LISTENER_H

#include "inference-reassembler.h"
#include "inference-stream-reader.h"
#include "inference-stream-writer.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A TCP connection of an InferenceListener with a client.
 */
struct InferenceListenerConnection
{
    Ptr<Socket> socket;           //!< the socket; null when the connection is gone
    Address client;               //!< the other end
    InferenceStreamReader reader; //!< what comes in
    InferenceStreamWriter writer; //!< what goes out
};

/**
 * @ingroup edge-inference
 * @brief The sockets of an InferenceServer: listens on TCP and UDP at the same port, finds the
 * messages in what comes and sends answers.
 *
 * It must live as long as its application, for sockets call it back.
 */
class InferenceListener
{
  public:
    /// A connection with a client; null for UDP.
    using ConnectionPointer = std::shared_ptr<InferenceListenerConnection>;

    /// How to listen.
    struct Settings
    {
        uint16_t port{0};          //!< TCP and UDP port
        Time minRto;               //!< TCP's least retransmission timeout
        Time delAckTimeout;        //!< longest delay of TCP's acknowledgements, below minRto
        uint32_t segmentSize{0};   //!< payload of a TCP segment, bytes
        uint32_t dataRetries{0};   //!< times that TCP repeats a segment before it gives up
        uint32_t sendBuffer{0};    //!< TCP's send buffer, bytes
        uint32_t receiveBuffer{0}; //!< TCP's receive buffer, bytes
        uint32_t fragmentSize{0};  //!< largest datagram, this module's header included, bytes
    };

    /// What to call back.
    struct Callbacks
    {
        /// A message is complete; false when it makes no sense.
        std::function<bool(const ConnectionPointer&, const Address&, const InferenceHeader&)>
            message;
        InferenceStreamReader::HeaderCheck expected; //!< a message of this header makes sense
        std::function<void(const ConnectionPointer&)> closed; //!< the connection is gone
        std::function<void(Ptr<const Packet>)> ignored;       //!< malformed, duplicated or foreign
    };

    /**
     * @param callbacks what to call back
     */
    explicit InferenceListener(Callbacks callbacks);

    InferenceListener(const InferenceListener&) = delete;
    InferenceListener& operator=(const InferenceListener&) = delete;

    /**
     * @param node the node to listen on
     * @param settings how to listen
     */
    void Start(Ptr<Node> node, const Settings& settings);

    /// Closes every connection and calls nobody back.
    void Stop();

    /// Forgets sockets and connections without closing them: the node is being disposed of.
    void Dispose();

    /**
     * @brief Sends a message.
     * @param connection TCP: on which connection; null for UDP
     * @param client UDP: to whom
     * @param header its header; header.total zero bytes follow it
     */
    void Send(const ConnectionPointer& connection,
              const Address& client,
              const InferenceHeader& header);

  private:
    /**
     * @brief Opens the TCP socket that listens.
     * @param node the node to listen on
     */
    void Listen(Ptr<Node> node);

    /**
     * @brief Sees every TCP segment. A reset or a window of 0 of a connection that is long gone
     * makes ns-3's listening socket probe a peer that it does not have: the next SYN would end the
     * program in a build with assertions, so that such a socket is replaced at once.
     * @param packet payload of the segment
     * @param header header of the segment
     * @param socket the socket that got the segment
     */
    void HandleSegment(Ptr<const Packet> packet,
                       const TcpHeader& header,
                       Ptr<const TcpSocketBase> socket);

    void Renew(); //!< Replaces the TCP socket that listens.

    /**
     * @brief A client has connected.
     * @param socket the new TCP socket
     * @param from address of the client
     */
    void HandleAccept(Ptr<Socket> socket, const Address& from);

    /**
     * @brief Bytes have come over TCP.
     * @param socket the socket that has them
     */
    void HandleRead(Ptr<Socket> socket);

    /**
     * @brief A datagram has come.
     * @param socket the UDP socket
     */
    void HandleDatagram(Ptr<Socket> socket);

    /**
     * @brief A TCP socket has room for more bytes.
     * @param socket the socket
     * @param room number of bytes
     */
    void HandleSend(Ptr<Socket> socket, uint32_t room);

    /**
     * @brief A TCP connection was closed.
     * @param socket socket of the connection
     */
    void HandleClose(Ptr<Socket> socket);

    /**
     * @param socket a socket
     * @return connection of the socket; null when there is none any more
     */
    ConnectionPointer Find(const Ptr<Socket>& socket) const;

    /**
     * @brief Forgets a connection and closes its socket, from within any callback of that socket.
     * @param socket socket of the connection
     */
    void Disconnect(const Ptr<Socket>& socket);

    /**
     * @brief Ends reading from the socket of a connection and writing to it.
     * @param connection a connection that is going down
     */
    static void Unbind(InferenceListenerConnection& connection);

    Callbacks m_callbacks;                        //!< what to call back
    Settings m_settings;                          //!< how to listen
    Ptr<Socket> m_listener;                       //!< TCP
    Ptr<Socket> m_datagram;                       //!< UDP
    EventId m_renewal;                            //!< the listening socket is to be replaced
    std::vector<ConnectionPointer> m_connections; //!< TCP, in the order of acceptance
    InferenceReassembler m_reassembler;           //!< UDP: what comes in
};

} // namespace ns3

#endif // INFERENCE_LISTENER_H
