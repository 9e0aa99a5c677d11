// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SERVER_AGENT_H
#define INFERENCE_SERVER_AGENT_H

#include "ns3/dnn-profile.h"
#include "ns3/inference-agent.h"
#include "ns3/inference-server.h"
#include "ns3/ptr.h"

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
 * @brief A server's side of in-band control: takes the weights of the UEs' jobs and the models to
 * hold from the InferenceScheduler, in UDP datagrams, and reports its state. From its first report
 * on the scheduler knows of the server what reports say.
 *
 * A server whose ComputeNode is down goes on reporting that it is: the machine fails, its network
 * does not.
 */
class InferenceServerAgent : public InferenceAgent
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
     * @param server the application on the same node that it reports on and steers
     * @param index index of the server
     * @param dnns the DNNs whose models it reports and is told to hold, as in EdgeSystem::dnns
     * @param nUes number of UEs
     */
    void SetServer(Ptr<InferenceServer> server,
                   uint32_t index,
                   const std::vector<Ptr<const DnnProfile>>& dnns,
                   uint32_t nUes);

  protected:
    void DoDispose() override;
    void StartApplication() override;

  private:
    void DoReport(InferenceControlHeader& report) const override;
    bool DoAccept(const InferenceControlHeader& message) const override;
    void DoCarryOut(const InferenceControlHeader& message) override;

    Ptr<InferenceServer> m_server;             //!< what it reports on
    uint32_t m_index{0};                       //!< index of the server
    std::vector<Ptr<const DnnProfile>> m_dnns; //!< DNNs whose models it reports
    uint32_t m_nUes{0};                        //!< number of UEs
};

} // namespace ns3

#endif // INFERENCE_SERVER_AGENT_H
