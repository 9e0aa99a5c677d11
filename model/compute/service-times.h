// SPDX-License-Identifier: GPL-2.0-only

#ifndef SERVICE_TIMES_H
#define SERVICE_TIMES_H

#include "ns3/compute-job.h"
#include "ns3/device-profile.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief How long inferences take on one ComputeNode, inference by inference, where that was
 * measured: takes the place of the mean that the profiles say.
 *
 * A time is that of a whole inference. A job that runs a part of the network takes the part of it
 * that the profiles say. What policies know of a node stays the profiles' mean.
 */
class ServiceTimes : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ServiceTimes();
    ~ServiceTimes() override;

    /**
     * @brief Tells what a job takes. Called once for each job that a node takes, in the order of
     * submission.
     * @param job the job; its seconds are those of the profiles
     * @param device what the node is; may be null
     * @return s at full speed
     */
    double GetSeconds(const ComputeJob& job, const Ptr<const DeviceProfile>& device);

    /**
     * @brief Fixes the random number streams.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    /**
     * @return the time of the next whole inference without @c Overhead, s, at least 0 and finite
     */
    virtual double DoGetNext() = 0;

  private:
    Time m_overhead; //!< added to each time
};

} // namespace ns3

#endif // SERVICE_TIMES_H
