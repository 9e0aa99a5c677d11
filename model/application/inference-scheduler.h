// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SCHEDULER_H
#define INFERENCE_SCHEDULER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/compute-node.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/epoch-state.h"
#include "ns3/event-id.h"
#include "ns3/inference-client.h"
#include "ns3/inference-control-message.h"
#include "ns3/inference-server.h"
#include "ns3/offloading-policy.h"
#include "ns3/packet.h"
#include "ns3/radio-access.h"
#include "ns3/random-variable-stream.h"
#include "ns3/reward-model.h"
#include "ns3/traced-callback.h"
#include "ns3/trainable-policy.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class EpochControl;
class EpochLedger;
struct EpochParticipants;

/**
 * @ingroup edge-inference
 * @brief The epoch: gathers an EpochState, asks the OffloadingPolicy, carries the decision out and
 * credits rewards to the decision that caused them.
 *
 * With ideal control the state is that of the instant and decisions act at once. With in-band
 * control the state is what the UEs last reported (see InferenceControlAgent) and decisions are
 * datagrams that arrive late or not at all: plans at UEs, shares and placements where they act (see
 * InferenceCellAgent, InferenceServerAgent). How rewards are credited is bookkeeping of the
 * simulation and costs no packets.
 *
 * Epochs come at an interval or, with ideal control, at each arrival: before a task is created,
 * so that the answer is for exactly this task (EdgeStreamState::arriving tells its stream). Tasks
 * that arrive at one instant come one after the other, each with an epoch that sees those before
 * it.
 *
 * A transition is complete when, for every stream, a newer decision is in force (or CreditWindow
 * has passed) and every task created under it has ended; when arrivals trigger epochs, when its
 * task has ended and a state after it is known (EpochTransition::next). Transitions reach
 * TrainablePolicy::Learn(), while training, and the trace source Transition in the order of
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
        INTERVAL, //!< the passing of time
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
     * @param policy the policy that decides
     */
    void SetPolicy(Ptr<OffloadingPolicy> policy);

    /**
     * @param model the model that scores outcomes
     */
    void SetRewardModel(Ptr<RewardModel> model);

    /**
     * @param radio the radio that observes the UEs' channels; null when nothing is known of them
     */
    void SetRadio(Ptr<RadioAccess> radio);

    /**
     * @brief Adds a UE. UEs are numbered in the order of these calls.
     * @param client the UE's application, installed on a node with a ComputeNode; no stream is
     * added to it afterwards
     */
    void AddClient(Ptr<InferenceClient> client);

    /**
     * @brief Adds a server, in the order in which clients know them.
     * @param compute the server's ComputeNode; a ModelCache on the same node is reported, but
     * placements are not carried out
     * @param server where the server stands; its machine is the ComputeNode's, its memory the
     * ModelCache's
     */
    void AddServer(Ptr<ComputeNode> compute,
                   const EdgeSystem::Server& server = EdgeSystem::Server());

    /**
     * @brief Adds a server, in the order in which clients know them.
     * @param application the server's application, on a node with a ComputeNode; it is told
     * placements and says whether it works
     * @param server where the server stands; its machine is the ComputeNode's, its memory the
     * ModelCache's
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
     * @brief Tells where agents take decisions, for in-band control. Whatever has no address is
     * told at once.
     * @param cells where the InferenceCellAgent of each cell listens; empty: cells have none
     * @param servers where the InferenceServerAgent of each server listens, by server; an invalid
     * Address for one that has none
     */
    void SetAgents(const std::vector<Address>& cells, const std::vector<Address>& servers);

    /**
     * @brief Fixes the random number stream of the attribute Loss.
     * @param stream the stream number
     * @return how many stream numbers were used
     */
    int64_t AssignStreams(int64_t stream) EDGE_INFERENCE_ASSIGN_STREAMS_OVERRIDE;

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

  protected:
    void DoDispose() override;
    void DoInitialize() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /// An epoch at an interval, and the next one.
    void Tick();

    /**
     * @brief An epoch at an arrival.
     * @param stream number of the stream whose task is about to be created
     */
    void Arrive(std::size_t stream);

    /**
     * @brief The epoch.
     * @param arriving number of the stream whose task is about to be created;
     * EpochParticipants::NO_STREAM when the epoch comes at an interval
     */
    void Epoch(std::size_t arriving);

    /**
     * @brief Listens to the arrivals, tasks and plans of a UE.
     * @param client the UE's application
     * @param firstStream number of its first stream among the streams of all UEs
     */
    void Listen(const Ptr<InferenceClient>& client, std::size_t firstStream);

    /**
     * @param stream number of a stream that created a task
     * @param task the task
     */
    void TaskCreated(std::size_t stream, const InferenceTask& task);

    /**
     * @brief Opens the way by which state and decisions travel.
     */
    void OpenControl();

    /**
     * @param message a part of a decision
     * @return whether it is lost by chance, which is told then
     */
    bool Lose(const InferenceControlMessage& message);

    /**
     * @param number number of a decision
     * @return true while some stream has a plan of this decision or of an older one
     */
    bool IsFollowed(uint64_t number) const;

    /**
     * @brief All tasks of a decision have ended.
     * @param transition the complete step
     */
    void Complete(const EpochTransition& transition);

    Time m_interval;                                   //!< between epochs
    Control m_control;                                 //!< how state and decisions travel
    Trigger m_trigger;                                 //!< what brings about an epoch
    Time m_creditWindow;                               //!< longest time in which tasks are credited
    uint16_t m_port;                                   //!< UDP port of in-band control
    double m_loss;                                     //!< chance of a part of a decision
    Ptr<UniformRandomVariable> m_lossDraws;            //!< decides it
    Ptr<OffloadingPolicy> m_policy;                    //!< decides
    TrainablePolicy* m_trainable{nullptr};             //!< the policy when it learns, else null
    Ptr<RewardModel> m_reward;                         //!< scores outcomes
    std::unique_ptr<EpochParticipants> m_participants; //!< about which it decides
    std::shared_ptr<EpochControl> m_carrier;           //!< reaches the UEs; null when stopped
    std::unique_ptr<EpochLedger> m_ledger;             //!< credits rewards
    EpochState m_state;                                //!< what is known
    EventId m_next;                                    //!< the next epoch
    std::size_t m_answered; //!< number of the stream whose task is about to be created and has its
                            //!< decision

    TracedCallback<const EpochState&, const EpochDecision&> m_epochTrace; //!< the policy decided
    TracedCallback<const EpochTransition&> m_transitionTrace;   //!< a decision is complete
    TracedCallback<Ptr<const Packet>> m_ignoredTrace;           //!< a datagram was ignored
    TracedCallback<const InferenceControlMessage&> m_sentTrace; //!< a part of a decision was sent
    TracedCallback<const InferenceControlMessage&> m_lostTrace; //!< it was lost by chance
};

} // namespace ns3

#endif // INFERENCE_SCHEDULER_H
