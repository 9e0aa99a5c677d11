// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CELL_AGENT_H
#define INFERENCE_CELL_AGENT_H

#include "ns3/inference-agent.h"
#include "ns3/radio-access.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A cell's side of in-band control, at an access point, eNB or gNB: divides the spectrum as
 * the InferenceScheduler decides.
 *
 * A message has the shares of all UEs. The cell takes those of the UEs that it serves when the
 * message arrives; UEs of other cells, and UEs out of reach, keep the shares that they have. What a
 * UE keeps to by itself (RadioAccess::IsShareKeptByUe()) is left to the UE.
 */
class InferenceCellAgent : public InferenceAgent
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    InferenceCellAgent();
    ~InferenceCellAgent() override;

    /**
     * @param radio divides the spectrum of all cells
     * @param cell index of the cell
     */
    void SetCell(Ptr<RadioAccess> radio, uint32_t cell);

  protected:
    void DoDispose() override;
    void StartApplication() override;

  private:
    bool DoAccept(const InferenceControlHeader& message) const override;
    void DoCarryOut(const InferenceControlHeader& message) override;

    Ptr<RadioAccess> m_radio; //!< divides the spectrum
    uint32_t m_cell{0};       //!< index of the cell
};

} // namespace ns3

#endif // INFERENCE_CELL_AGENT_H
