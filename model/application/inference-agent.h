// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_AGENT_H
#define INFERENCE_AGENT_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/inference-control-message.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class InferenceControlHeader;

/**
 * @ingroup edge-inference
 * @brief The far end of in-band control, whatever stands there: reports to the InferenceScheduler
 * at an interval, and takes the parts of its decisions that are for here, in UDP datagrams.
 *
 * Of each content (InferenceControlMessage::Content) the newest decision is in force. A datagram is
 * counted and ignored when it is malformed, comes from somebody else, says what cannot be, or
 * belongs to a decision that is not newer than the one in force.
 */
class InferenceAgent : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~InferenceAgent() override;

    /**
     * @param address where the scheduler listens
     */
    void SetScheduler(const Address& address);

    /**
     * @return time between reports; 0: it sends none
     */
    Time GetInterval() const;

    /**
     * @return datagrams ignored: malformed, foreign, or older than what is in force
     */
    uint64_t GetNIgnored() const;

  protected:
    /// Where an agent waits for decisions.
    enum Door
    {
        OWN_PORT,      //!< at a port of its own, which the scheduler learns from the first report
        SCHEDULER_PORT //!< at the port that the scheduler has on its own node
    };

    /**
     * @param door where it waits for decisions
     */
    explicit InferenceAgent(Door door);

    void DoDispose() override;
    void StartApplication() override;
    void StopApplication() override;

    Time m_interval; //!< between reports; an attribute of subclasses that report

  private:
    /**
     * @brief Fills in a report of this instant.
     * @param [out] report the message
     */
    virtual void DoReport(InferenceControlHeader& report) const;

    /**
     * @param message a message of a newer decision
     * @return whether it is for here and fits
     */
    virtual bool DoAccept(const InferenceControlHeader& message) const = 0;

    /**
     * @brief Carries out what a message says.
     * @param message a message that was accepted
     */
    virtual void DoCarryOut(const InferenceControlHeader& message) = 0;

    void Report(); //!< Sends a report, and the next one after the interval.

    /**
     * @param socket the socket that has decisions
     */
    void HandleRead(Ptr<Socket> socket);

    /**
     * @param packet a datagram
     * @param from who sent it
     * @return whether it was carried out
     */
    bool Take(const Ptr<Packet>& packet, const Address& from);

    Door m_door;                        //!< where it waits for decisions
    Address m_scheduler;                //!< where reports go and decisions come from
    Ptr<Socket> m_socket;               //!< UDP; null when stopped
    EventId m_next;                     //!< the next report
    std::array<uint64_t, 4> m_newest{}; //!< by content: the decision in force
    uint64_t m_ignored{0};              //!< datagrams ignored

    TracedCallback<const InferenceControlMessage&> m_arrivedTrace; //!< a decision is in force
    TracedCallback<Ptr<const Packet>> m_ignoredTrace;              //!< a datagram was ignored
};

} // namespace ns3

#endif // INFERENCE_AGENT_H
