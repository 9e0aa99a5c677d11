// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SERVER_AGENT_H
#define INFERENCE_SERVER_AGENT_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/dnn-profile.h"
#include "ns3/event-id.h"
#include "ns3/inference-server.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A server's side of in-band control: reports its state to the InferenceScheduler in UDP
 * datagrams. From its first report on the scheduler knows of the server what reports say.
 *
 * A server whose ComputeNode is down goes on reporting that it is: the machine fails, its network
 * does not.
 */
class InferenceServerAgent : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    InferenceServerAgent();
    ~InferenceServerAgent() override;

    /**
     * @param server the application on the same node that it reports on
     * @param index index of the server
     * @param dnns the DNNs whose models it reports, as in EdgeSystem::dnns
     */
    void SetServer(Ptr<InferenceServer> server,
                   uint32_t index,
                   const std::vector<Ptr<const DnnProfile>>& dnns);

    /**
     * @param address where the scheduler listens
     */
    void SetScheduler(const Address& address);

    /**
     * @return time between reports; 0: it sends none
     */
    Time GetInterval() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    void Report(); //!< Sends a report.

    Time m_interval;                           //!< between reports
    Ptr<InferenceServer> m_server;             //!< what it reports on
    uint32_t m_index{0};                       //!< index of the server
    std::vector<Ptr<const DnnProfile>> m_dnns; //!< DNNs whose models it reports
    Address m_scheduler;                       //!< where reports go
    Ptr<Socket> m_socket;                      //!< UDP
    EventId m_next;                            //!< the next report
};

} // namespace ns3

#endif // INFERENCE_SERVER_AGENT_H
