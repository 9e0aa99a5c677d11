// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESSOR_SHARING_COMPUTE_NODE_H
#define PROCESSOR_SHARING_COMPUTE_NODE_H

#include "ns3/sharing-compute-node.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Serves all jobs at once, each at the same rate, as an operating system does on a CPU and a
 * GPU that several processes use by turns.
 *
 * n jobs on k workers get a rate of min(1, k / n) each: no job runs on two workers. With Poisson
 * arrivals and one worker the mean time of a job is E[S] / (1 - rho), whatever the law of its work
 * (Kleinrock, Queueing Systems II, 1976).
 */
class ProcessorSharingComputeNode : public SharingComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ProcessorSharingComputeNode();
    ~ProcessorSharingComputeNode() override;

    uint32_t GetWorkers() const override;

  protected:
    void DoSubmit(Held& held) override;
    void DoRemove(Held& held) override;
    void DoRefill() override;
    void DoClear() override;
    double DoEstimateTime(const ComputeJob& job) const override;
    double DoGetRate() const override;
    bool DoIsShared() const override;
    void DoAfterEnd(uint32_t owner) override;

  private:
    uint32_t m_nWorkers;       //!< the attribute Workers
    Held* m_entering{nullptr}; //!< has entered and is not booked yet
};

} // namespace ns3

#endif // PROCESSOR_SHARING_COMPUTE_NODE_H
