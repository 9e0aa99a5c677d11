// SPDX-License-Identifier: GPL-2.0-only

#include "time-series-file.h"

#include "csv-lines.h"
#include "input-text.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{

namespace
{

/// Greatest time of a row in s: within 64 bits of ns, with room to add.
constexpr double MAX_TIME = 1e9;

/// Value of a column that a file has not.
constexpr double UNKNOWN = std::numeric_limits<double>::quiet_NaN();

/**
 * @param field a field
 * @param column what it must be
 * @param [out] value the number that it is
 * @return whether it is one of the column's range
 */
bool
ReadValue(const std::string& field, const TimeSeriesColumn& column, double& value)
{
    return InputText::ReadNumber(field, value) && value >= column.min && value <= column.max;
}

/**
 * @param fields the first line of a series
 * @param columns the columns that it may have besides time
 * @param [out] places by column: its place in a row; 0 where the line does not name it
 * @return whether the line is a header of such a series
 */
bool
ReadHeader(const std::vector<std::string>& fields,
           const std::vector<TimeSeriesColumn>& columns,
           std::vector<std::size_t>& places)
{
    places.assign(columns.size(), 0);
    std::size_t next = 1;
    for (std::size_t i = 0; i < columns.size(); ++i)
    {
        if (next < fields.size() && fields[next] == columns[i].name)
        {
            places[i] = next++;
        }
        else if (columns[i].required)
        {
            return false;
        }
    }
    return fields[0] == "time" && next == fields.size();
}

/**
 * @param columns the columns that a series may have besides time
 * @return its headers in words, the longest one first
 */
std::string
DescribeHeader(const std::vector<TimeSeriesColumn>& columns)
{
    std::string whole = "the header time";
    std::string least = "time";
    for (const auto& column : columns)
    {
        whole += "," + column.name;
        least += column.required ? "," + column.name : "";
    }
    const bool hasOthers = std::any_of(columns.begin(), columns.end(), [](const auto& column) {
        return !column.required;
    });
    return !hasOthers            ? whole
           : columns.size() == 1 ? whole + " or " + least
                                 : whole + ", or some of it, at least " + least;
}

} // namespace

std::vector<TimeSeriesRow>
ReadTimeSeriesRows(const std::string& file, const std::vector<TimeSeriesColumn>& columns)
{
    const std::string header = DescribeHeader(columns);
    std::vector<TimeSeriesRow> rows;
    std::vector<std::size_t> places;
    std::size_t nFields = 0; // 0 until the header was read
    double last = 0;
    ReadCsvLines(file, "a CSV file with " + header, [&](const CsvLine& line) {
        const auto& fields = line.fields;
        const auto refuse = [&](const std::string& found, const std::string& expected) {
            throw InferenceInputError(file, "line " + std::to_string(line.number), found, expected);
        };
        if (nFields == 0)
        {
            nFields = fields.size();
            if (!ReadHeader(fields, columns, places))
            {
                refuse(line.text, header);
            }
            return;
        }
        if (fields.size() != nFields)
        {
            refuse(std::to_string(fields.size()) + " fields",
                   std::to_string(nFields) + " as in the header");
        }
        double time = 0;
        if (!InputText::ReadNumber(fields[0], time) || time < 0 || time > MAX_TIME)
        {
            refuse(fields[0], "a time in s from 0 to 1e9");
        }
        if (time < last)
        {
            refuse(fields[0], "a time not before that of the row above");
        }
        last = time;
        rows.push_back({Seconds(time), {}});
        for (std::size_t i = 0; i < columns.size(); ++i)
        {
            rows.back().values.push_back(UNKNOWN);
            if (places[i] > 0 && !ReadValue(fields[places[i]], columns[i], rows.back().values[i]))
            {
                refuse(fields[places[i]], columns[i].expected);
            }
        }
    });
    if (nFields == 0)
    {
        throw InferenceInputError(file, "", "an empty file", header);
    }
    if (rows.empty())
    {
        throw InferenceInputError(file, "", "no row", "at least one row");
    }
    return rows;
}

std::vector<TimeSeriesPoint>
ReadTimeSeries(const std::string& file, const TimeSeriesColumn& column)
{
    std::vector<TimeSeriesPoint> points;
    for (const auto& row : ReadTimeSeriesRows(file, {column}))
    {
        points.push_back({row.time, row.values.front()});
    }
    return points;
}

void
CheckRound(const std::string& file, Time length)
{
    if (length < MicroSeconds(1))
    {
        throw InferenceInputError(file,
                                  "",
                                  length.IsZero()
                                      ? "no row after time 0"
                                      : "rows that repeat every " +
                                            std::to_string(length.GetNanoSeconds()) + " ns",
                                  "a round of at least 1 us: a later last row, or a LoopPeriod");
    }
}

} // namespace ns3
