// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CONTROL_AGENT_H
#define INFERENCE_CONTROL_AGENT_H

#include "ns3/inference-agent.h"
#include "ns3/inference-client.h"
#include "ns3/radio-access.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The UE's side of in-band control: reports to the InferenceScheduler and applies its
 * decisions, in UDP datagrams: plans and, on a radio whose UEs keep to their shares by themselves
 * (RadioAccess::IsShareKeptByUe()), the UE's own share.
 */
class InferenceControlAgent : public InferenceAgent
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

  protected:
    void DoDispose() override;
    void StartApplication() override;

  private:
    void DoReport(InferenceControlHeader& report) const override;
    bool DoAccept(const InferenceControlHeader& message) const override;
    void DoCarryOut(const InferenceControlHeader& message) override;

    Ptr<InferenceClient> m_client; //!< what it reports on
    Ptr<RadioAccess> m_radio;      //!< observes the channel
};

} // namespace ns3

#endif // INFERENCE_CONTROL_AGENT_H
