// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SERVER_H
#define INFERENCE_SERVER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/compute-node.h"
#include "ns3/dnn-profile.h"
#include "ns3/event-id.h"
#include "ns3/inference-header.h"
#include "ns3/model-cache.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"
#include "ns3/type-id.h"

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

class InferenceConnection;
class InferenceListener;
class ModelFetcher;
struct InferenceConnectionSettings;
struct InferenceListenerConnection;

/**
 * @ingroup edge-inference
 * @brief A server's side, at the edge or in the cloud: takes features, runs its part of the DNN on
 * the node's ComputeNode and returns the result; with a tail in the plan, passes the features of
 * the second cut on to another InferenceServer and returns what comes of it.
 *
 * It listens on TCP and UDP at the same port, for UEs and for other servers alike. A task whose
 * deadline passes while it is held is abandoned and whoever sent it told so. When the application
 * stops, every task that it holds is answered with InferenceDropReason::SERVER_STOPPED; when it
 * starts again it holds none. The connections to other servers are made when the first task is
 * passed on and kept.
 *
 * With a ModelCache on its node a task first needs its model there. A missing one is fetched from
 * the model sources (AddModelSource()) over TCP connections of their own and loaded; tasks wait for
 * it or are refused (attribute MissAction). What is in the cache is lost when the application stops
 * or the node fails. A server without a cache has every model and sends its weights to whoever
 * asks.
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
        uint64_t relayed{0};  //!< tasks passed on to another server
        uint64_t models{0};   //!< models sent to other servers
        uint64_t ignored{0};  //!< messages that were malformed, duplicated or foreign
    };

    /// What becomes of a task whose model is not there.
    enum MissAction
    {
        WAIT,  //!< the task waits until the model has been fetched and loaded
        REFUSE //!< the task is dropped; the model is fetched for tasks to come
    };

    /**
     * @brief Signature of the trace sources that report a task.
     * @param from the client
     * @param header header of its features
     */
    typedef void (*TaskTracedCallback)(const Address& from, const InferenceHeader& header);

    /**
     * @brief Signature of the trace source ModelFetched.
     * @param fetch how the fetch went
     */
    typedef void (*FetchTracedCallback)(const ModelCache::Fetch& fetch);

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
     * @brief Adds a server, itself included; plans name it by the order of these calls.
     * @param address an InetSocketAddress of an InferenceServer; an invalid Address for one that it
     * does not pass tasks on to
     */
    void AddServer(const Address& address);

    /**
     * @brief Moves messages whole, before it starts: over UDP, in datagrams as large as IPv4
     * carries. The networks on the way should have an MTU of 65535 bytes. Protocol and FragmentSize
     * are set by it. Models are fetched over TCP all the same.
     */
    void MoveMessages();

    /**
     * @param address an InferenceServer to fetch models from; asked in the order of these calls
     */
    void AddModelSource(const Address& address);

    /**
     * @brief An agent says which models are to be held (ModelCache::SetPlacement()); those that are
     * missing are fetched. Of no effect without a cache and while it does not run.
     * @param held the models, in the order of their importance
     */
    void SetPlacement(const std::vector<Ptr<const DnnProfile>>& held);

    /// No agent says any more which models are to be held.
    void ClearPlacement();

    /**
     * @brief Stops or starts the application at once, besides what its start and stop times do: its
     * process dies, or is started again.
     * @param running true to start, false to stop
     */
    void SetRunning(bool running);

    /**
     * @return false while the application is stopped or its ComputeNode has failed
     */
    bool IsUp() const;

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

    /// A TCP connection with a client; null for UDP.
    using ClientConnection = std::shared_ptr<InferenceListenerConnection>;

    /// Where a task held is.
    enum class Stage : uint8_t
    {
        LOADING,   //!< waits for its model
        COMPUTING, //!< on the ComputeNode, waiting or in service
        RELAYED    //!< with another server, or on its way there
    };

    /// A task held.
    struct Work
    {
        InferenceHeader features;    //!< what came
        Ptr<const DnnProfile> dnn;   //!< network of the task
        Address client;              //!< address of the sender
        ClientConnection connection; //!< TCP: on which; null for UDP
        Time received;               //!< when the last byte had come
        Stage stage{Stage::LOADING}; //!< where the task is
        uint64_t job{0};             //!< number of the job on the ComputeNode
        bool holds{false};           //!< the task keeps its model in the cache
        bool taken{false};           //!< the task is counted as accepted
        Time load{};                 //!< waited for the model
        Time wait{};                 //!< waited in the queue
        Time compute{};              //!< was in service
        Time ready{};                //!< when the tail's features were ready
        EventId expiry{};            //!< end of the task's deadline
    };

    using Works = std::map<uint64_t, Work>; //!< tasks held, by number

    /**
     * @brief The features of a task are complete.
     * @param connection TCP: the connection; null for UDP
     * @param client address of the sender
     * @param header header of the features
     * @return false when the message makes no sense
     */
    bool Accept(const ClientConnection& connection,
                const Address& client,
                const InferenceHeader& header);

    /**
     * @brief Sends the weights of a model, or tells that it is not there.
     * @param connection connection with the server that asks
     * @param header the request
     * @return false when the message makes no sense
     */
    bool SendModel(const ClientConnection& connection, const InferenceHeader& header);

    /**
     * @brief Asks for a task's model.
     * @param id a task that has just been taken
     */
    void Load(uint64_t id);

    /**
     * @brief A fetch has ended: its tasks go on or are dropped.
     * @param fetch how the fetch went
     */
    void Fetched(const ModelCache::Fetch& fetch);

    /**
     * @brief Hands a task to the ComputeNode.
     * @param id a task whose model is there
     */
    void Compute(uint64_t id);

    /**
     * @brief A task was not refused at the door: counts and traces it once.
     * @param work the task
     */
    void Take(Work& work);

    /**
     * @brief The server's part of a task is done.
     * @param receipt times of the job
     */
    void Done(const ComputeReceipt& receipt);

    /**
     * @brief Passes a task on.
     * @param id a task whose tail's features are ready
     */
    void Relay(uint64_t id);

    /**
     * @brief Another server's message is complete.
     * @param server index of that server
     * @param header header of the message
     */
    void Receive(uint32_t server, const InferenceHeader& header);

    /**
     * @brief The connection to another server is gone.
     * @param server index of that server
     */
    void Broken(uint32_t server);

    /**
     * @brief The deadline of a task that is held.
     * @param id the task
     */
    void Expire(uint64_t id);

    /**
     * @brief Without deadlines here: sees that a task does not wait for others for ever.
     * @param id the task
     * @param work what is known of the task
     */
    void Limit(uint64_t id, Work& work);

    /**
     * @brief Takes a task out of wherever it is.
     * @param id the task
     * @param work what is known of the task
     */
    void Withdraw(uint64_t id, Work& work);

    /**
     * @brief A task needs its model no more.
     * @param work the task
     */
    void ReleaseModel(Work& work);

    /**
     * @brief Answers a task without a result and forgets it.
     * @param id the task
     * @param reason why it was dropped
     */
    void Drop(uint64_t id, InferenceDropReason reason);

    /**
     * @brief Drops tasks, each unless it has ended meanwhile.
     * @param ids the tasks
     * @param reason why they are dropped
     */
    void DropHeld(const std::vector<uint64_t>& ids, InferenceDropReason reason);

    /**
     * @brief Answers a task without a result.
     * @param work the task, not held any more
     * @param reason why it was dropped
     */
    void Refuse(const Work& work, InferenceDropReason reason);

    /**
     * @param work the task
     * @param answer what to send
     */
    void Answer(const Work& work, const InferenceHeader& answer);

    /**
     * @brief The ComputeNode has failed, or works again.
     * @param before true when it worked before
     * @param up true when it works now
     */
    void NodeChanged(bool before, bool up);

    /// The application begins, or the node works again: nothing is there.
    void StartModels();

    /// The application stops, or the node has failed: the models are lost.
    void StopModels();

    /**
     * @brief A client's connection is gone: forgets the tasks that came over it.
     * @param connection the connection that is gone
     */
    void Forget(const ClientConnection& connection);

    /**
     * @brief Counts what is ignored.
     * @param packet what makes no sense
     */
    void Ignore(Ptr<const Packet> packet);

    /**
     * @param protocol socket factory
     * @return how to connect to other servers
     */
    InferenceConnectionSettings MakeConnectionSettings(TypeId protocol) const;

    uint16_t m_port;            //!< TCP and UDP port
    bool m_dropExpired;         //!< abandon tasks at their deadline
    Time m_minRto;              //!< TCP's least retransmission timeout
    Time m_delAckTimeout;       //!< longest delay of TCP's acknowledgements
    uint32_t m_segmentSize;     //!< payload of a TCP segment, bytes
    uint32_t m_dataRetries;     //!< times that TCP repeats a segment
    uint32_t m_fragmentSize;    //!< largest datagram, bytes
    TypeId m_protocol;          //!< socket factory of the way to other servers
    Time m_reconnectDelay;      //!< between attempts to connect to them
    Time m_tailTimeout;         //!< after the deadline, until a wait is given up
    uint32_t m_sendBuffer;      //!< TCP's, on the backhaul, bytes
    uint32_t m_receiveBuffer;   //!< TCP's, on the backhaul, bytes
    MissAction m_missAction;    //!< when a model is not there
    Time m_fetchTimeout;        //!< without a byte, until a source of models is left
    bool m_running{false};      //!< between StartApplication() and StopApplication()
    Ptr<ComputeNode> m_compute; //!< the node's
    Ptr<ModelCache> m_cache;    //!< the node's; may be null
    std::unique_ptr<InferenceListener> m_listener;               //!< sockets for whoever asks
    Counters m_counters;                                         //!< what it has seen
    uint64_t m_lastTask{0};                                      //!< number of the last task taken
    std::unordered_map<uint32_t, Ptr<const DnnProfile>> m_dnns;  //!< by hash of the name
    Works m_work;                                                //!< tasks held
    std::map<uint64_t, uint64_t> m_jobs;                         //!< task of each job
    std::vector<std::unique_ptr<InferenceConnection>> m_servers; //!< to other servers, by index
    std::unique_ptr<ModelFetcher> m_fetcher;                     //!< brings models

    TracedCallback<const Address&, const InferenceHeader&> m_acceptedTrace; //!< a task was queued
    TracedCallback<const Address&, const InferenceHeader&> m_answeredTrace; //!< a task was answered
    TracedCallback<const Address&, const InferenceHeader&> m_relayedTrace;  //!< passed on
    TracedCallback<const ModelCache::Fetch&> m_fetchedTrace;                //!< a fetch ended
    TracedCallback<Ptr<const Packet>> m_ignoredTrace;                       //!< ignored
};

} // namespace ns3

#endif // INFERENCE_SERVER_H
