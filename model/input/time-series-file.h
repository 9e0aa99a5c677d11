// SPDX-License-Identifier: GPL-2.0-only

#ifndef TIME_SERIES_FILE_H
#define TIME_SERIES_FILE_H

#include "ns3/nstime.h"

#include <limits>
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
 * @brief One row of a time series.
 */
struct TimeSeriesPoint
{
    Time time;    //!< instant, relative to the beginning of the series
    double value; //!< the value, NaN when the file has no such column
};

/**
 * @ingroup edge-inference
 * @brief What the second column of a time series must be.
 */
struct TimeSeriesColumn
{
    std::string name;                               //!< name in the header
    bool required{true};                            //!< false: the file may do without it
    double min{std::numeric_limits<double>::min()}; //!< least value; by default above 0
    double max{std::numeric_limits<double>::max()}; //!< greatest value
    std::string expected{"a number above 0"};       //!< the range in words, for errors
};

/**
 * @ingroup edge-inference
 * @brief One row of a time series with several columns.
 */
struct TimeSeriesRow
{
    Time time;                  //!< instant, relative to the beginning of the series
    std::vector<double> values; //!< by column, NaN where the file has no such column
};

/**
 * @ingroup edge-inference
 * @brief Reads a time series from a CSV file.
 *
 * The first line is the header: `time`, then the names of columns in the order in which they are
 * asked for; columns that are not required may be missing. Each further line is a row: the time in
 * s, at least 0, at most 1e9 and never falling, and the values, as decimal numbers. Blank lines,
 * lines that begin with `#`, blanks around a field, a carriage return at the end of a line and a
 * UTF-8 byte order mark are ignored. There must be a row.
 *
 * @param file path of the file
 * @param columns the columns after the first one
 * @return the rows in their order, times rounded to the time step
 * @throws InferenceInputError whose pointer is the line, such as "line 7"
 */
std::vector<TimeSeriesRow> ReadTimeSeriesRows(const std::string& file,
                                              const std::vector<TimeSeriesColumn>& columns);

/**
 * @ingroup edge-inference
 * @brief Reads a time series with one column, see ReadTimeSeriesRows().
 * @param file path of the file
 * @param column the second column
 * @return the rows in their order, times rounded to the time step
 * @throws InferenceInputError whose pointer is the line, such as "line 7"
 */
std::vector<TimeSeriesPoint> ReadTimeSeries(const std::string& file,
                                            const TimeSeriesColumn& column);

/**
 * @ingroup edge-inference
 * @brief Checks how long a series is that begins again after its end. A round of less than a
 * microsecond would keep a simulation busy for ever.
 * @param file path of the file
 * @param length time from the beginning of one round to that of the next
 * @throws InferenceInputError when the round is shorter than 1 us
 */
void CheckRound(const std::string& file, Time length);

} // namespace ns3

#endif // TIME_SERIES_FILE_H
