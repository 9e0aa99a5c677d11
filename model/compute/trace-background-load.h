// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRACE_BACKGROUND_LOAD_H
#define TRACE_BACKGROUND_LOAD_H

#include "../input/time-series-file.h"

#include "ns3/background-load.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"

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
 * @brief A load from a file: CSV with the header `time,load`, see ReadTimeSeries().
 *
 * Each row sets the load from its time on: `time` in s since Start(), never falling (of equal times
 * the last row holds), `load` from 0 to 1. Before the first row's time the load of the first row
 * holds. The file is read when @c FileName is set.
 */
class TraceBackgroundLoad : public BackgroundLoad
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TraceBackgroundLoad();
    ~TraceBackgroundLoad() override;

    /**
     * @brief Reads a file; an empty name leaves the load at 0.
     * @param fileName path of a CSV file
     * @throws InferenceInputError when it cannot be read or is not valid
     */
    void SetFileName(const std::string& fileName);

    /**
     * @return path of the CSV file
     */
    std::string GetFileName() const;

  protected:
    /**
     * @throws InferenceInputError when a pass of no length should be looped
     */
    void DoStart() override;
    void DoStop() override;

  private:
    /// Schedules the row m_next, in the next pass when there is none left.
    void ScheduleNext();

    /// Sets the load of the row m_next.
    void Apply();

    std::string m_fileName;              //!< path of the CSV file
    bool m_loop;                         //!< begin again after the last row
    Time m_loopPeriod;                   //!< least time from one pass to the next
    std::vector<TimeSeriesPoint> m_rows; //!< the rows of the file
    std::size_t m_next{0};               //!< row of the next change
    Time m_passStart;                    //!< instant at which the current pass began
    EventId m_change;                    //!< the next change
};

} // namespace ns3

#endif // TRACE_BACKGROUND_LOAD_H
