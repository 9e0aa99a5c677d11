// SPDX-License-Identifier: GPL-2.0-only

#ifndef SHARING_COMPUTE_NODE_H
#define SHARING_COMPUTE_NODE_H

#include "ns3/compute-node.h"
#include "ns3/event-id.h"

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
 * @brief A ComputeNode that serves several jobs at once, each at a rate in proportion to its
 * weight. Which jobs are in service, and at what weights, is a subclass's affair.
 *
 * Kept in virtual time (Parekh and Gallager, IEEE/ACM Trans. Networking 1(3), 1993): a job of
 * weight w that enters at virtual time V with work x ends at V + x / w, and virtual time advances
 * at the rate that the subclass gives. An arrival or an end costs O(log n). What rounding an end to
 * the time step gives one job too much or too little is settled among the others, where they share
 * what there is, so that a busy period ends where its total work says.
 */
class SharingComputeNode : public ComputeNode
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SharingComputeNode();
    ~SharingComputeNode() override;

  protected:
    void DoDispose() override;
    void DoClear() override;
    double DoGetBacklog() const override;
    double DoGetActivePower() const override;
    void DoBeforeSpeedChange() override;
    void DoAfterSpeedChange() override;

    /// A job in service.
    struct Served
    {
        Held* held;    //!< the job
        double weight; //!< weight of the job, above 0
    };

    /// Virtual time at which a job ends, then its number.
    typedef std::pair<double, uint64_t> Tag;

    /**
     * @brief How fast virtual time advances at full speed.
     * @return work that a job of weight 1 gets in a time step, in time steps
     */
    virtual double DoGetRate() const = 0;

    /**
     * @return whether the jobs in service share all there is, so that what one does not use goes to
     * the others
     */
    virtual bool DoIsShared() const = 0;

    /**
     * @param job a job
     * @return the queue that it is in; its owner unless overridden
     */
    virtual uint32_t DoGetQueue(const ComputeJob& job) const;

    /**
     * @brief A job has ended and left the service: what follows it, if anything, enters.
     * @param queue the queue of the job
     */
    virtual void DoAfterEnd(uint32_t queue) = 0;

    /**
     * @return time steps of work of the jobs that wait for service
     */
    virtual double DoGetWaiting() const;

    /**
     * @brief Puts a job into service. The caller calls Reschedule() when all is in place.
     * @param held the job; Held::left tells its work in time steps
     * @param weight weight of the job, above 0
     */
    void Enter(Held& held, double weight);

    /**
     * @brief Takes a job out of service. The caller calls Reschedule() when all is in place.
     * @param held the job, in service; Held::left is set to what is left of its work
     */
    void Leave(Held& held);

    /**
     * @param held a job
     * @return whether the job is in service
     */
    bool IsServed(const Held& held) const;

    /**
     * @return the jobs in service, by the order of their ends
     */
    const std::map<Tag, Served>& GetServed() const;

    /**
     * @return sum of the weights of the jobs in service
     */
    double GetWeightSum() const;

    /**
     * @return virtual time now, in time steps
     */
    double GetVirtualTime() const;

    /// Schedules the next end and books who is busy: the jobs in service or the rate have changed.
    void Reschedule();

    /// Brings virtual time up to now at the old rate: the rate is about to change.
    void Advance();

  private:
    /// The first of the jobs in service has ended.
    void End();

    std::map<Tag, Served> m_served;    //!< jobs in service
    std::map<uint64_t, double> m_tags; //!< virtual time of the end of each job, by its number
    double m_weights{0};               //!< sum of their weights
    double m_tagWork{0};               //!< sum of tag times weight
    double m_virtual{0};               //!< virtual time at m_updated, time steps
    double m_rate{0};                  //!< DoGetRate() since m_updated
    Time m_updated;                    //!< see m_virtual
    EventId m_end;                     //!< the next end
};

} // namespace ns3

#endif // SHARING_COMPUTE_NODE_H
