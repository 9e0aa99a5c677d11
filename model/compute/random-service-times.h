// SPDX-License-Identifier: GPL-2.0-only

#ifndef RANDOM_SERVICE_TIMES_H
#define RANDOM_SERVICE_TIMES_H

#include "ns3/random-variable-stream.h"
#include "ns3/service-times.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Service times that are drawn independently of each other.
 */
class RandomServiceTimes : public ServiceTimes
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RandomServiceTimes();
    ~RandomServiceTimes() override;

    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    double DoGetNext() override;

  private:
    Ptr<RandomVariableStream> m_seconds; //!< draws the times
};

} // namespace ns3

#endif // RANDOM_SERVICE_TIMES_H
