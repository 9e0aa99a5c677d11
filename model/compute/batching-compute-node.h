// SPDX-License-Identifier: GPL-2.0-only

#ifndef BATCHING_COMPUTE_NODE_H
#define BATCHING_COMPUTE_NODE_H

#include "ns3/worker-compute-node.h"

#include <cstdint>
#include <deque>
#include <list>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Serves jobs that run the same part of the same network together, as GPU servers do.
 *
 * A free worker takes the batch whose oldest job came first among those that are ready: full
 * (@c BatchLimit), or with an oldest job that has waited for @c BatchWindow. With a window of 0 it
 * takes at once all that waits. A batch of b jobs takes the time of one job alone times
 * DeviceProfile::GetBatchFactor() for b; without a curve in the profile, b times. Jobs that came
 * without a network are served alone.
 *
 * Jobs of a batch begin and end together. When one is cancelled, the batch goes on as it is.
 */
class BatchingComputeNode : public WorkerComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    BatchingComputeNode();
    ~BatchingComputeNode() override;

  protected:
    double DoGetBacklog() const override;
    double DoEstimateTime(const ComputeJob& job) const override;
    void DoEnqueue(Held& held) override;
    void DoDequeue(Held& held) override;
    void DoTakeNext(Service& service) override;
    void DoForgetWaiting() override;
    void DoListAhead(const ComputeJob& job, std::vector<double>& seconds) const override;

  private:
    /// Jobs that may be served together, in the order of submission; at least one.
    typedef std::deque<Held*> Group;

    /**
     * @param first a job
     * @param second another
     * @return whether the two jobs may be served in one batch
     */
    static bool IsAlike(const ComputeJob& first, const ComputeJob& second);

    /**
     * @param job one of the jobs of a batch
     * @param batch number of jobs of the batch
     * @return s at full speed that the batch takes
     */
    double GetSeconds(const ComputeJob& job, std::size_t batch) const;

    /**
     * @brief Cuts waiting jobs into batches.
     * @param job a job of the batch
     * @param jobs how many wait
     * @param [out] seconds the time that each batch takes, s at full speed
     */
    void AddBatches(const ComputeJob& job, std::size_t jobs, std::vector<double>& seconds) const;

    uint32_t m_limit;           //!< the attribute BatchLimit
    Time m_window;              //!< the attribute BatchWindow
    std::list<Group> m_waiting; //!< what waits, by the number of the oldest
    EventId m_ready;            //!< the window of a group ends
};

} // namespace ns3

#endif // BATCHING_COMPUTE_NODE_H
