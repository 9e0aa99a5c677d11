// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CONTROL_AGENT_H
#define INFERENCE_CONTROL_AGENT_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/inference-client.h"
#include "ns3/radio-access.h"
#include "ns3/socket.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The UE's side of in-band control: reports to the InferenceScheduler and applies its
 * decisions, in UDP datagrams.
 */
class InferenceControlAgent : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    InferenceControlAgent();
    ~InferenceControlAgent() override;

    /**
     * @param client the application on the same node that it reports on and steers
     */
    void SetClient(Ptr<InferenceClient> client);

    /**
     * @param radio observes the UE's channel; may be null
     */
    void SetRadio(Ptr<RadioAccess> radio);

    /**
     * @param address where the scheduler listens
     */
    void SetScheduler(const Address& address);

    /**
     * @return datagrams ignored: malformed, foreign, or older than what is in force
     */
    uint64_t GetNIgnored() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    void Report(); //!< Sends a report.

    /**
     * @param socket the socket that has decisions
     */
    void HandleRead(Ptr<Socket> socket);

    Time m_interval;               //!< between reports
    Ptr<InferenceClient> m_client; //!< what it reports on
    Ptr<RadioAccess> m_radio;      //!< observes the channel
    Address m_scheduler;           //!< where reports go
    Ptr<Socket> m_socket;          //!< UDP
    EventId m_next;                //!< the next report
    uint64_t m_decision{0};        //!< newest decision that came
    uint64_t m_ignored{0};         //!< datagrams ignored
};

} // namespace ns3

#endif // INFERENCE_CONTROL_AGENT_H
