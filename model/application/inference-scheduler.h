// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SCHEDULER_H
#define INFERENCE_SCHEDULER_H

#include "ns3/application.h"
#include "ns3/compute-node.h"
#include "ns3/epoch-state.h"
#include "ns3/event-id.h"
#include "ns3/inference-client.h"
#include "ns3/inference-control-header.h"
#include "ns3/inference-server.h"
#include "ns3/model-cache.h"
#include "ns3/offloading-policy.h"
#include "ns3/radio-access.h"
#include "ns3/reward-model.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <deque>
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
 * @brief The epoch: gathers an EpochState, asks the OffloadingPolicy and sees that its decision is
 * applied; credits rewards to the decision that caused them.
 *
 * With ideal control the state is that of the instant and decisions act at once. With in-band
 * control the state is what the UEs last reported (see InferenceControlAgent) and decisions are
 * datagrams that arrive late or not at all. How rewards are credited is bookkeeping of the
 * simulation and costs no packets.
 *
 * Epochs come at an interval or, with ideal control, at each arrival: before a task is created,
 * so that the answer is for exactly this task (EdgeStreamState::arriving tells whose it is). Tasks
 * that arrive at one instant come one after the other, each with an epoch that sees those before
 * it.
 *
 * A transition is complete when, for every stream, a newer decision is in force (or CreditWindow
 * has passed) and every task created under it has ended; when arrivals trigger epochs, when its
 * task has ended and a state after it is known (EpochTransition::next). Transitions reach
 * OffloadingPolicy::Learn(), while training, and the trace source Transition in the order of
 * epochs.
 */
class InferenceScheduler : public Application
{
  public:
    /// How state and decisions travel.
    enum Control
    {
        IDEAL,  //!< at once
        IN_BAND //!< in packets
    };

    /// What brings about an epoch.
    enum Trigger
    {
        INTERVAL, //!< time
        ARRIVAL   //!< a task that is about to be created
    };

    /**
     * @brief Signature of the trace source Epoch.
     * @param state what the policy saw
     * @param decision what it answered
     */
    typedef void (*EpochTracedCallback)(const EpochState& state, const EpochDecision& decision);

    /**
     * @brief Signature of the trace source Transition.
     * @param transition the step
     */
    typedef void (*TransitionTracedCallback)(const EpochTransition& transition);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    InferenceScheduler();
    ~InferenceScheduler() override;

    /**
     * @param policy who decides
     */
    void SetPolicy(Ptr<OffloadingPolicy> policy);

    /**
     * @param model how outcomes are scored
     */
    void SetRewardModel(Ptr<RewardModel> model);

    /**
     * @param radio observes the UEs' channels; null when nothing is known of them
     */
    void SetRadio(Ptr<RadioAccess> radio);

    /**
     * @brief Adds a UE; UEs are numbered in the order of these calls and its streams are complete.
     * @param client its application, installed on a node with a ComputeNode
     */
    void AddClient(Ptr<InferenceClient> client);

    /**
     * @brief Adds a server, in the order in which clients know them.
     * @param compute its ComputeNode; a ModelCache on the same node is reported, but placements are
     * not carried out
     * @param server where it stands; its machine is the ComputeNode's, its memory the ModelCache's
     */
    void AddServer(Ptr<ComputeNode> compute,
                   const EdgeSystem::Server& server = EdgeSystem::Server());

    /**
     * @brief Adds a server, in the order in which clients know them.
     * @param application its application, on a node with a ComputeNode; it is told placements and
     * says whether it works
     * @param server where it stands; its machine is the ComputeNode's, its memory the ModelCache's
     */
    void AddServer(Ptr<InferenceServer> application, const EdgeSystem::Server& server);

    /**
     * @param n number of cells
     */
    void SetNCells(uint32_t n);

    /**
     * @param paths the wires between each cell and each server, by cell, by server
     */
    void SetPaths(const std::vector<std::vector<EdgeSystem::Path>>& paths);

    /**
     * @return number of epochs so far
     */
    uint64_t GetNEpochs() const;

    /**
     * @return how state and decisions travel
     */
    Control GetControl() const;

    /**
     * @return what brings about an epoch
     */
    Trigger GetTrigger() const;

    /**
     * @brief Puts together what is known of a UE now.
     * @param client its application
     * @param radio observes its channel; may be null
     * @param [out] state its channel and ComputeNode
     */
    static void Observe(const Ptr<InferenceClient>& client,
                        const Ptr<RadioAccess>& radio,
                        EdgeUeState& state);

  protected:
    void DoDispose() override;
    void DoInitialize() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// A decision whose tasks have not all ended.
    struct Open
    {
        EpochTransition transition; //!< what is known of it
        uint32_t outstanding{0};    //!< its tasks that have not ended
        bool hasNext{false};        //!< transition.next is known
        uint64_t task{0};           //!< number of its task, when an arrival triggered it
    };

    /// A UE.
    struct Ue
    {
        Ptr<InferenceClient> client; //!< its application
        uint32_t firstStream{0};     //!< number of its first stream
        Address address;             //!< where its agent is; in-band, known from its first report
        uint64_t lastDecision{0};    //!< number of the decision on its last arrival; 0: none yet
    };

    /// A server.
    struct Server
    {
        Ptr<ComputeNode> compute;         //!< its ComputeNode
        Ptr<InferenceServer> application; //!< null when only the ComputeNode is known
        Ptr<ModelCache> cache;            //!< null when it has every model
    };

    /// The epoch.
    void Epoch();

    /// An epoch at an interval, and the next one.
    void Tick();

    /// Writes into m_system what will arrive until the scheduler stops.
    void ForeseeArrivals();

    /**
     * @brief An epoch at an arrival.
     * @param ue index of a UE
     * @param stream index of the stream within the UE
     */
    void Arrive(uint32_t ue, uint32_t stream);

    /// Takes the newest reports out of the socket.
    void ReceiveReports();

    /// Fills m_state with what is known now.
    void GatherState();

    /// Tells the decisions that wait for it that m_state is what came next.
    void SetNext();

    /**
     * @brief Brings the plans to the UEs, and carries out what concerns cells and servers at once:
     * the scheduler stands beside them.
     * @param decision it
     */
    void Apply(const EpochDecision& decision);

    /**
     * @param decision number of a decision
     * @return it, or null when it is complete or unknown
     */
    Open* Find(uint64_t decision);

    /// Hands out what is complete, in the order of epochs.
    void Finish();

    /**
     * @param ue index of a UE
     * @param task a task that it created
     */
    void TaskCreated(uint32_t ue, const InferenceTask& task);

    /**
     * @param ue index of a UE
     * @param outcome how one of its tasks ended
     */
    void TaskEnded(uint32_t ue, const TaskOutcome& outcome);

    /**
     * @param ue index of a UE
     * @param stream index of the stream within the UE
     * @param plan its new plan
     * @param decision number of the decision that gave it
     */
    void PlanSet(uint32_t ue, uint32_t stream, const InferencePlan& plan, uint64_t decision);

    Time m_interval;                            //!< between epochs
    Control m_control;                          //!< how state and decisions travel
    Trigger m_trigger;                          //!< what brings about an epoch
    Time m_creditWindow;                        //!< longest time in which tasks are credited
    uint16_t m_port;                            //!< UDP port of in-band control
    Ptr<OffloadingPolicy> m_policy;             //!< who decides
    TrainablePolicy* m_trainable{nullptr};      //!< the same when it learns; else null
    Ptr<RewardModel> m_reward;                  //!< how outcomes are scored
    Ptr<RadioAccess> m_radio;                   //!< observes the channels
    std::vector<Ue> m_ues;                      //!< by index
    std::vector<Server> m_servers;              //!< by index
    EdgeSystem m_system;                        //!< what the policy is told at the beginning
    EpochState m_state;                         //!< what is known
    uint64_t m_epoch{0};                        //!< number of the newest decision
    std::deque<std::unique_ptr<Open>> m_open;   //!< decisions not complete, oldest first
    std::vector<std::unique_ptr<Open>> m_spare; //!< to use again
    Ptr<Socket> m_socket;                       //!< in-band control
    EventId m_next;                             //!< the next epoch
    bool m_running{false};                      //!< between start and stop
    std::size_t m_arriving{SIZE_MAX};           //!< stream whose task is about to be created

    TracedCallback<const EpochState&, const EpochDecision&> m_epochTrace; //!< a decision
    TracedCallback<const EpochTransition&> m_transitionTrace;             //!< it is complete
    TracedCallback<Ptr<const Packet>> m_ignoredTrace;                     //!< ignored
};

} // namespace ns3

#endif // INFERENCE_SCHEDULER_H
