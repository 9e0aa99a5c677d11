// SPDX-License-Identifier: GPL-2.0-only

#ifndef WEIGHTED_SHARING_COMPUTE_NODE_H
#define WEIGHTED_SHARING_COMPUTE_NODE_H

#include "ns3/sharing-compute-node.h"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Divides one machine among the owners of the jobs by weights that SetShares() sets at run
 * time (EpochDecision::computeShares): compute allocation. The jobs of one owner are served one
 * after the other.
 *
 * Work-conserving (generalised processor sharing): the owners that have jobs divide the whole
 * machine in proportion to their weights; owners of weight 0 are served, all alike, only while no
 * other has a job.
 *
 * Not work-conserving: each owner has a part of the machine to itself, used or not: its weight,
 * scaled down by the sum of all weights where that exceeds 1. An owner of weight 0 stands still.
 *
 * Owners beyond the list have weight 0. An empty list, as in the beginning, means weight 1 for all,
 * work-conserving. New weights act on what is in service at once.
 *
 * With the attribute QueueBy set to Dnn the machine is divided among services instead, the DNNs of
 * the jobs: all jobs of a DNN are served one after the other, whoever owns them, and the weight of
 * a DNN is the sum of the weights of all owners that have asked for it so far. (One that asks for
 * several DNNs counts for each of them.)
 */
class WeightedSharingComputeNode : public SharingComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Whose jobs are served one after the other.
    enum QueueRule
    {
        UE, //!< those of one owner
        DNN //!< those of one DNN
    };

    WeightedSharingComputeNode();
    ~WeightedSharingComputeNode() override;

    void SetShares(const std::vector<double>& shares) override;

  protected:
    void DoSubmit(Held& held) override;
    void DoRemove(Held& held) override;
    void DoRefill() override;
    void DoClear() override;
    double DoEstimateTime(const ComputeJob& job) const override;
    double DoGetRate() const override;
    bool DoIsShared() const override;
    double DoGetWaiting() const override;
    uint32_t DoGetQueue(const ComputeJob& job) const override;
    void DoAfterEnd(uint32_t queue) override;

  private:
    /**
     * @param owner an owner
     * @return weight of the owner by the list of shares
     */
    double GetShare(uint32_t owner) const;

    /**
     * @param queue a queue
     * @return weight of the queue: of its owner, or of all owners of its DNN
     */
    double GetQueueShare(uint32_t queue) const;

    /**
     * @return whether what owners do not use goes to the others
     */
    bool IsConserving() const;

    /// Brings those into service who are to be, at the weights that are to be.
    void Rebalance();

    bool m_workConserving;                          //!< the attribute WorkConserving
    QueueRule m_queueBy{UE};                        //!< the attribute QueueBy
    std::vector<double> m_shares;                   //!< weights by owner; empty: all alike
    double m_shareSum{0};                           //!< sum of the weights
    std::map<uint32_t, std::deque<Held*>> m_queues; //!< jobs by queue; the first is in service
    std::map<uint32_t, double> m_weights;           //!< weights of those in service, by queue
    std::vector<Ptr<const DnnProfile>> m_dnns;      //!< by queue, if DNNs have queues
    std::vector<std::set<uint32_t>> m_owners;       //!< who has asked for each of them
};

} // namespace ns3

#endif // WEIGHTED_SHARING_COMPUTE_NODE_H
