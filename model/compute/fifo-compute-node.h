// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIFO_COMPUTE_NODE_H
#define FIFO_COMPUTE_NODE_H

#include "ns3/worker-compute-node.h"

#include <deque>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Serves one job after the other in the order of submission, with one worker or several.
 */
class FifoComputeNode : public WorkerComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FifoComputeNode();
    ~FifoComputeNode() override;

  protected:
    double DoEstimateTime(const ComputeJob& job) const override;
    void DoEnqueue(Held& held) override;
    void DoDequeue(Held& held) override;
    void DoTakeNext(Service& service) override;
    void DoForgetWaiting() override;
    void DoListAhead(const ComputeJob& job, std::vector<double>& seconds) const override;

  private:
    std::deque<Held*> m_waiting; //!< jobs that wait, by number
};

} // namespace ns3

#endif // FIFO_COMPUTE_NODE_H
