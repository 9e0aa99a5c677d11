// SPDX-License-Identifier: GPL-2.0-only

#ifndef PERIODIC_TASK_STREAM_H
#define PERIODIC_TASK_STREAM_H

#include "ns3/task-stream.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Arrivals at equal distances, such as the frames of a camera, each with a random delay if
 * wanted.
 *
 * Arrival k = 0, 1, ... comes at k @c Period + jitter, exact to the time step: the jitter of one
 * arrival does not move the following ones. Arrivals keep their order: one whose jitter would put
 * it before its predecessor comes with it.
 */
class PeriodicTaskStream : public TaskStream
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PeriodicTaskStream();
    ~PeriodicTaskStream() override;

    double GetMeanRate() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    void DoStart() override;
    bool CanForesee() const override;
    bool DoGetNext(Time& delay, Time& deadline) override;

  private:
    Time m_period;                      //!< from one nominal arrival to the next
    Ptr<RandomVariableStream> m_jitter; //!< s, from the nominal to the actual arrival
    Time m_next;                        //!< instant of the next nominal arrival
};

} // namespace ns3

#endif // PERIODIC_TASK_STREAM_H
