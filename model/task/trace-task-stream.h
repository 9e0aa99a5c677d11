// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRACE_TASK_STREAM_H
#define TRACE_TASK_STREAM_H

#include "../input/time-series-file.h"

#include "ns3/task-stream.h"

#include <cstddef>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Arrivals from a file: CSV with the header `time,deadline,bytes`, of which `deadline` and
 * `bytes` may be missing, see ReadTimeSeriesRows().
 *
 * Each row is one arrival: `time` in s since time 0 of the process, never falling; `deadline` in s,
 * above 0, relative to the arrival, else the attribute @c Deadline holds; `bytes` of the input of
 * its tasks, such as a frame of a video, else the attribute @c InputBytes holds. The file is read
 * when @c FileName is set.
 */
class TraceTaskStream : public TaskStream
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TraceTaskStream();
    ~TraceTaskStream() override;

    /**
     * @brief Reads a file; an empty name leaves the stream without arrivals.
     * @param fileName path of a CSV file
     * @throws InferenceInputError when it cannot be read or is not valid
     */
    void SetFileName(const std::string& fileName);

    /**
     * @return path of the CSV file
     */
    std::string GetFileName() const;

    /**
     * @return the number of tasks of one pass over the length of a pass, which is the time of the
     * last row or @c LoopPeriod if longer, in 1/s; NaN when that is 0, 0 without rows
     */
    double GetMeanRate() const override;

  protected:
    /**
     * @throws InferenceInputError when a pass of no length should be looped
     */
    void DoCheck() const override;
    void DoStart() override;
    bool CanForesee() const override;
    bool DoGetNext(Time& delay, Time& deadline) override;
    double DoGetInputBytes() override;

  private:
    /**
     * @return from the beginning of a pass to the beginning of the next
     */
    Time GetPassLength() const;

    std::string m_fileName;            //!< path of the CSV file
    bool m_loop;                       //!< begin again after the last row
    Time m_loopPeriod;                 //!< least time from one pass to the next
    std::vector<TimeSeriesRow> m_rows; //!< the rows of the file: deadlines and bytes
    std::size_t m_next{0};             //!< row of the next arrival
    double m_bytes{0};                 //!< of the arrival before that, NaN when not told
    Time m_passStart;                  //!< instant at which the current pass began
};

} // namespace ns3

#endif // TRACE_TASK_STREAM_H
