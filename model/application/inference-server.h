// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SERVER_H
#define INFERENCE_SERVER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/compute-node.h"
#include "ns3/dnn-profile.h"
#include "ns3/event-id.h"
#include "ns3/inference-reassembler.h"
#include "ns3/inference-stream-reader.h"
#include "ns3/inference-stream-writer.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The edge server's side: takes features, runs the rest of the DNN on the node's ComputeNode
 * and returns the result.
 *
 * It listens on TCP and UDP at the same port. A task whose deadline passes while it is held is
 * abandoned and the client told so. When the application stops, every task that it holds is
 * answered with DropReason::SERVER_STOPPED.
 */
class InferenceServer : public Application
{
  public:
    /// What the server has seen.
    struct Counters
    {
        uint64_t accepted{0}; //!< tasks whose features came whole and that were queued
        uint64_t done{0};     //!< results returned
        uint64_t dropped{0};  //!< tasks answered with a drop
        uint64_t ignored{0};  //!< messages that were malformed, duplicated or foreign
    };

    /**
     * @brief Signature of the trace sources that report a task.
     * @param from the client
     * @param header header of its features
     */
    typedef void (*TaskTracedCallback)(const Address& from, const InferenceHeader& header);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    InferenceServer();
    ~InferenceServer() override;

    /**
     * @param dnn a network that it can run; repeated ones are taken once
     */
    void AddDnn(Ptr<const DnnProfile> dnn);

    /**
     * @return what it has seen
     */
    const Counters& GetCounters() const;

    /**
     * @return tasks held now
     */
    uint64_t GetHeld() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// A TCP connection with a client.
    struct Connection
    {
        Ptr<Socket> socket;           //!< the socket; null when the connection is gone
        Address client;               //!< who is at the other end
        InferenceStreamReader reader; //!< what comes in
        InferenceStreamWriter writer; //!< what goes out
    };

    /// A task held.
    struct Work
    {
        InferenceHeader features;               //!< what came
        Address client;                         //!< who sent it
        std::shared_ptr<Connection> connection; //!< TCP: on which connection; null for UDP
        Time received;                          //!< when the last byte had come
        EventId expiry;                         //!< its deadline
    };

    /**
     * @brief The features of a task are complete.
     * @param connection TCP: the connection; null for UDP
     * @param client who sent them
     * @param header their header
     * @return false when the message makes no sense
     */
    bool Accept(const std::shared_ptr<Connection>& connection,
                const Address& client,
                const InferenceHeader& header);

    /**
     * @brief The server's part of a task is done.
     * @param receipt its times
     */
    void Done(const ComputeReceipt& receipt);

    /**
     * @brief The deadline of a task that is held.
     * @param job its job on the ComputeNode
     */
    void Expire(uint64_t job);

    /**
     * @brief Answers a task without a result.
     * @param work the task
     * @param reason why
     */
    void Refuse(const Work& work, DropReason reason);

    /**
     * @param work the task
     * @param answer what to send
     */
    void Answer(const Work& work, const InferenceHeader& answer);

    void HandleAccept(Ptr<Socket> socket,
                      const Address& from);             //!< @param socket it @param from client
    void HandleRead(Ptr<Socket> socket);                //!< @param socket it
    void HandleDatagram(Ptr<Socket> socket);            //!< @param socket it
    void HandleSend(Ptr<Socket> socket, uint32_t room); //!< @param socket it @param room bytes
    void HandleClose(Ptr<Socket> socket);               //!< @param socket it

    /**
     * @param socket a socket
     * @return its connection; null when there is none any more
     */
    std::shared_ptr<Connection> Find(const Ptr<Socket>& socket) const;

    /**
     * @brief Forgets a connection and the tasks that came over it.
     * @param socket its socket
     */
    void Disconnect(Ptr<Socket> socket);

    uint16_t m_port;            //!< TCP and UDP port
    bool m_dropExpired;         //!< abandon tasks at their deadline
    Time m_minRto;              //!< TCP's least retransmission timeout
    uint32_t m_segmentSize;     //!< payload of a TCP segment, bytes
    uint32_t m_fragmentSize;    //!< largest datagram, bytes
    Ptr<ComputeNode> m_compute; //!< the node's
    Ptr<Socket> m_listener;     //!< TCP
    Ptr<Socket> m_datagram;     //!< UDP
    Counters m_counters;        //!< what it has seen
    std::unordered_map<uint32_t, Ptr<const DnnProfile>> m_dnns; //!< by hash of the name
    std::vector<std::shared_ptr<Connection>> m_connections;     //!< TCP, in the order of acceptance
    std::map<uint64_t, Work> m_work;                            //!< tasks held, by job
    InferenceReassembler m_reassembler;                         //!< UDP: what comes in

    TracedCallback<const Address&, const InferenceHeader&> m_acceptedTrace; //!< a task was queued
    TracedCallback<const Address&, const InferenceHeader&> m_answeredTrace; //!< a task was answered
    TracedCallback<Ptr<const Packet>> m_ignoredTrace;                       //!< ignored
};

} // namespace ns3

#endif // INFERENCE_SERVER_H
