// SPDX-License-Identifier: GPL-2.0-only

#include "time-series-file.h"

#include "input-file.h"
#include "input-text.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cstddef>
#include <sstream>

namespace ns3
{

namespace
{

/// Greatest time of a row in s: within 64 bits of ns, with room to add.
constexpr double MAX_TIME = 1e9;

/**
 * @param line a line
 * @return the fields of the line, without blanks around them
 */
std::vector<std::string>
SplitRow(const std::string& line)
{
    std::vector<std::string> fields = InputText::Split(line, ',');
    std::transform(fields.begin(), fields.end(), fields.begin(), InputText::Trim);
    return fields;
}

/**
 * @param line the first line of a series
 * @param column what the second column must be
 * @return how many columns the line names; 0 when it is no header of such a series
 */
std::size_t
CountColumns(const std::string& line, const TimeSeriesColumn& column)
{
    const auto fields = SplitRow(line);
    const bool isBoth = fields.size() == 2 && fields[0] == "time" && fields[1] == column.name;
    const bool isTime = fields.size() == 1 && fields[0] == "time";
    return isBoth || (!column.required && isTime) ? fields.size() : 0;
}

} // namespace

std::vector<TimeSeriesPoint>
ReadTimeSeries(const std::string& file, const TimeSeriesColumn& column)
{
    const std::string both = "the header time," + column.name;
    const std::string header = column.required ? both : both + " or time";
    std::istringstream in(InputFile::Read(file, "a CSV file with " + header));
    std::vector<TimeSeriesPoint> points;
    std::size_t columns = 0; // 0 until the header was read
    double last = 0;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number)
    {
        if (number == 1 && line.compare(0, 3, "\xEF\xBB\xBF") == 0)
        {
            line.erase(0, 3);
        }
        line = InputText::Trim(line);
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        const auto refuse = [&](const std::string& found, const std::string& expected) {
            throw InferenceInputError(file, "line " + std::to_string(number), found, expected);
        };
        if (columns == 0)
        {
            columns = CountColumns(line, column);
            if (columns == 0)
            {
                refuse(line, header);
            }
            continue;
        }
        const auto fields = SplitRow(line);
        if (fields.size() != columns)
        {
            refuse(std::to_string(fields.size()) + " fields",
                   std::to_string(columns) + " as in the header");
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
        double value = std::numeric_limits<double>::quiet_NaN();
        if (columns == 2 &&
            (!InputText::ReadNumber(fields[1], value) || value < column.min || value > column.max))
        {
            refuse(fields[1], column.expected);
        }
        points.push_back({Seconds(time), value});
    }
    if (columns == 0)
    {
        throw InferenceInputError(file, "", "an empty file", header);
    }
    if (points.empty())
    {
        throw InferenceInputError(file, "", "no row", "at least one row");
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
