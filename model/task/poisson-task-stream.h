// SPDX-License-Identifier: GPL-2.0-only

#ifndef POISSON_TASK_STREAM_H
#define POISSON_TASK_STREAM_H

#include "ns3/task-stream.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A Poisson process of arrivals: MLPerf's "server" scenario.
 */
class PoissonTaskStream : public TaskStream
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PoissonTaskStream();
    ~PoissonTaskStream() override;

    double GetMeanRate() const override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    bool CanForesee() const override;
    bool DoGetNext(Time& delay, Time& deadline) override;

  private:
    double m_rate;                              //!< arrivals in 1/s
    Ptr<ExponentialRandomVariable> m_intervals; //!< times between arrivals
};

} // namespace ns3

#endif // POISSON_TASK_STREAM_H
