// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CLIENT_H
#define INFERENCE_CLIENT_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/compute-node.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/epoch-state.h"
#include "ns3/event-id.h"
#include "ns3/inference-task.h"
#include "ns3/radio-access.h"
#include "ns3/socket.h"
#include "ns3/task-outcome.h"
#include "ns3/task-stream.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class InferenceConnection;
class InferenceHeader;

/**
 * @ingroup edge-inference
 * @brief The UE's side: creates the tasks of its streams, runs their first layers on the node's
 * ComputeNode, sends the features to a server and takes the results.
 *
 * Each task follows the plan that its stream has at the instant of its creation, and ends exactly
 * once: created = completed + late + dropped + in flight, at every instant.
 */
class InferenceClient : public Application
{
  public:
    /// The books. created = completed + late + dropped + in flight.
    struct Counters
    {
        uint64_t created{0};   //!< tasks created
        uint64_t completed{0}; //!< tasks with a result in time
        uint64_t late{0};      //!< tasks with a late result
        uint64_t dropped{0};   //!< tasks without a result
        uint64_t ignored{
            0}; //!< messages that were malformed, duplicated, foreign or of an ended task
    };

    /**
     * @brief Signature of the trace source Connection.
     * @param server index of the server
     * @param up true when the connection was made, false when it was lost
     */
    typedef void (*ConnectionTracedCallback)(uint32_t server, bool up);

    /**
     * @brief Signature of the trace source TaskArriving.
     * @param stream index of the stream within its UE
     * @param deadline deadline of the task, relative to now
     */
    typedef void (*ArrivingTracedCallback)(uint32_t stream, Time deadline);

    /**
     * @brief Signature of the trace source PlanSet.
     * @param stream index of the stream within its UE
     * @param plan the plan of the tasks that it creates from now on
     * @param decision number of the decision that gave it
     */
    typedef void (*PlanTracedCallback)(uint32_t stream,
                                       const InferencePlan& plan,
                                       uint64_t decision);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    InferenceClient();
    ~InferenceClient() override;

    /**
     * @param ue index of this UE, as outcomes report it
     */
    void SetUe(uint32_t ue);

    /**
     * @brief Makes known the radio of the UE. The client then connects as soon as the UE has come
     * into reach of a cell, and over UDP sends large features as the radio takes them. To be called
     * before AddServer().
     * @param radio the radio, in which the UE has the index of SetUe(); null when there is none
     */
    void SetRadio(Ptr<RadioAccess> radio);

    /**
     * @brief Adds a stream. Until SetPlan(), its tasks run on the UE, at the last exit.
     * @param stream the arrivals; started and stopped with the application
     * @param dnn the network that its tasks run
     * @return index of the stream within this UE
     */
    uint32_t AddStream(Ptr<TaskStream> stream, Ptr<const DnnProfile> dnn);

    /**
     * @brief Adds a server; plans name it by the order of these calls.
     * @param address an InetSocketAddress of an InferenceServer; over UDP the one that its answers
     * come from, for what comes from any other is foreign (it matters when the server's node has
     * several interfaces)
     */
    void AddServer(const Address& address);

    /**
     * @brief Moves messages whole, before it starts: over UDP, in datagrams as large as IPv4
     * carries. The networks on the way should have an MTU of 65535 bytes. Protocol and FragmentSize
     * are set by it; SendBuffer, and not DatagramBurst, bounds
     * what waits in the radio.
     */
    void MoveMessages();

    /**
     * @brief Sets the plan of the tasks that a stream creates from now on.
     * @param stream index of the stream within this UE
     * @param plan the plan; tasks are dropped with InferenceDropReason::INVALID_PLAN when it cannot
     * be run
     * @param decision number of the decision that gave it, for the outcomes
     */
    void SetPlan(uint32_t stream, const InferencePlan& plan, uint64_t decision);

    /**
     * @return index of this UE
     */
    uint32_t GetUe() const;

    /**
     * @param stream index of the stream within this UE
     * @return the plan of its next tasks
     */
    const InferencePlan& GetPlan(uint32_t stream) const;

    /**
     * @param stream index of the stream within this UE
     * @return number of the decision whose plan it has
     */
    uint64_t GetDecision(uint32_t stream) const;

    /// Creates no further tasks; those in flight go on.
    void CloseStreams();

    /**
     * @return number of streams
     */
    uint32_t GetNStreams() const;

    /**
     * @param stream index of the stream within this UE
     * @return the arrivals
     */
    Ptr<TaskStream> GetStream(uint32_t stream) const;

    /**
     * @param stream index of the stream within this UE
     * @return the network of the stream
     */
    Ptr<const DnnProfile> GetDnn(uint32_t stream) const;

    /**
     * @brief Reports on a stream and begins the next report's period.
     * @param stream index of the stream within this UE
     * @param [out] state the report
     */
    void Report(uint32_t stream, EdgeStreamState& state);

    /**
     * @return the books
     */
    const Counters& GetCounters() const;

    /**
     * @return tasks created and not ended
     */
    uint64_t GetInFlight() const;

    /**
     * @brief Assigns fixed random stream numbers to the arrivals.
     * @param stream first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream) EDGE_INFERENCE_ASSIGN_STREAMS_OVERRIDE;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// A task in flight.
    struct Flight
    {
        InferenceTask task;  //!< the task
        TaskOutcome outcome; //!< what is known of its end so far
        bool sent{false};    //!< its features were given to the connection, which may not
                             //!< have begun with them (TCP)
        uint64_t job{0};     //!< its job on the UE's ComputeNode
        Time ready;          //!< when its features were ready
        EventId timer;       //!< its deadline, then its timeout
    };

    /// One stream.
    struct Stream
    {
        Ptr<TaskStream> arrivals;     //!< arrivals of its tasks
        Ptr<const DnnProfile> dnn;    //!< network that its tasks run
        InferencePlan plan;           //!< plan of its next tasks
        uint64_t decision{0};         //!< decision that gave the plan
        uint32_t arrivalsInPeriod{0}; //!< tasks created since the last report
        uint32_t endedInPeriod{0};    //!< tasks ended since the last report
        uint32_t missedInPeriod{0};   //!< of these, late or dropped
        Time latencyInPeriod;         //!< sum of their latencies
    };

    /// Looks whether the UE has come into reach of a cell and after its connections; comes again.
    void Watch();

    /**
     * @brief A stream asks for an inference.
     * @param stream index of the stream
     * @param deadline deadline, relative to now
     */
    void Create(uint32_t stream, Time deadline);

    /**
     * @brief The UE's part of a task is done.
     * @param receipt times of the job
     */
    void DeviceDone(const ComputeReceipt& receipt);

    /**
     * @brief Hands the features of a task to the connection.
     * @param flight the task
     */
    void SendFeatures(Flight& flight);

    /**
     * @brief The deadline or the timeout of a task.
     * @param id the task
     */
    void Timer(uint64_t id);

    /**
     * @brief A message of a server is complete.
     * @param server index of the server
     * @param header header of the message
     */
    void Receive(uint32_t server, const InferenceHeader& header);

    /**
     * @brief Ends a task: with a result when @p reason is InferenceDropReason::NONE.
     * @param id the task
     * @param reason why the task has no result
     */
    void End(uint64_t id, InferenceDropReason reason);

    /**
     * @brief The connection to a server is gone: ends the tasks that had been begun on it.
     * @param server index of the server
     */
    void Broken(uint32_t server);

    uint32_t m_ue{0};              //!< index of this UE
    TypeId m_protocol;             //!< socket factory
    Time m_timeout;                //!< after the deadline, until a task is given up
    bool m_dropExpired;            //!< give up tasks whose deadline passes before a stage begins
    Time m_reconnectDelay;         //!< between attempts to connect
    Time m_minRto;                 //!< TCP's least retransmission timeout
    Time m_delAckTimeout;          //!< longest delay of TCP's acknowledgements
    uint32_t m_sendBuffer;         //!< TCP's send buffer, bytes
    uint32_t m_segmentSize;        //!< payload of a TCP segment, bytes
    Time m_stallTimeout;           //!< without an acknowledgement, until TCP connects anew
    uint32_t m_dataRetries;        //!< times that TCP repeats a segment
    uint32_t m_fragmentSize;       //!< largest datagram, bytes
    uint32_t m_datagramBurst;      //!< over UDP, most bytes of features in the radio
    bool m_movesMessages{false};   //!< messages are moved whole
    double m_txEnergyPerBit;       //!< J/bit
    double m_rxEnergyPerBit;       //!< J/bit
    uint64_t m_nextTask{1};        //!< number of the next task
    Counters m_counters;           //!< the books
    Ptr<ComputeNode> m_compute;    //!< the node's
    Ptr<RadioAccess> m_radio;      //!< the UE's; null when not known
    ChannelState m_channel;        //!< what the radio told last
    bool m_inReach{true};          //!< the radio was connected then
    EventId m_watch;               //!< looks at the radio again
    std::vector<Stream> m_streams; //!< by index
    std::vector<std::unique_ptr<InferenceConnection>> m_connections; //!< by server
    std::map<uint64_t, Flight> m_flights;                            //!< tasks in flight, by number
    std::map<uint64_t, uint64_t> m_jobs; //!< task of each job on the ComputeNode

    TracedCallback<uint32_t, Time> m_arrivingTrace;      //!< a task is about to be created
    TracedCallback<const InferenceTask&> m_createdTrace; //!< a task was created
    TracedCallback<const TaskOutcome&> m_endedTrace;     //!< a task ended
    TracedCallback<Ptr<const Packet>> m_ignoredTrace;    //!< a datagram or segment was ignored
    TracedCallback<uint32_t, bool> m_connectionTrace;    //!< a connection went up or down
    TracedCallback<uint32_t, const InferencePlan&, uint64_t> m_planTrace; //!< a plan was set
};

} // namespace ns3

#endif // INFERENCE_CLIENT_H
