// SPDX-License-Identifier: GPL-2.0-only

#ifndef EARLIEST_DEADLINE_COMPUTE_NODE_H
#define EARLIEST_DEADLINE_COMPUTE_NODE_H

#include "ns3/worker-compute-node.h"

#include <cstdint>
#include <map>
#include <utility>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Serves the job that is due first; among jobs due at the same instant, and among those that
 * are never due, the one submitted first.
 *
 * With one worker that may be interrupted, no order of service meets all deadlines of a set of jobs
 * that this one does not meet (Liu and Layland, J. ACM 20(1), 1973; Dertouzos, 1974). An
 * interrupted job goes on later from where it stood, on any worker, at no cost.
 */
class EarliestDeadlineComputeNode : public WorkerComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    EarliestDeadlineComputeNode();
    ~EarliestDeadlineComputeNode() override;

  protected:
    double DoEstimateTime(const ComputeJob& job) const override;
    void DoEnqueue(Held& held) override;
    void DoDequeue(Held& held) override;
    void DoTakeNext(Service& service) override;
    void DoForgetWaiting() override;
    void DoListAhead(const ComputeJob& job, std::vector<double>& seconds) const override;
    void DoAfterRefill() override;

  private:
    /// When a job is due, then its number: what is less is served first.
    typedef std::pair<Time, uint64_t> Key;

    /**
     * @param held a job
     * @return its place in the order of service
     */
    static Key GetKey(const Held& held);

    bool m_preemptive;              //!< the attribute Preemptive
    std::map<Key, Held*> m_waiting; //!< jobs that wait
};

} // namespace ns3

#endif // EARLIEST_DEADLINE_COMPUTE_NODE_H
