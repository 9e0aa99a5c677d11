// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/time-series-file.h"

#include "ns3/inference-input-error.h"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <fstream>

namespace ns3
{

namespace
{

/// Greatest time of a row in s: within 64 bits of ns, with room to add.
constexpr double MAX_TIME = 1e9;

/**
 * @param text any text
 * @return the text without blanks, tabs and carriage returns at its ends
 */
std::string
Trim(const std::string& text)
{
    const char* blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string::npos)
    {
        return "";
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/**
 * @param line a line
 * @return its fields, trimmed
 */
std::vector<std::string>
Split(const std::string& line)
{
    std::vector<std::string> fields;
    std::size_t begin = 0;
    for (auto comma = line.find(','); comma != std::string::npos; comma = line.find(',', begin))
    {
        fields.push_back(Trim(line.substr(begin, comma - begin)));
        begin = comma + 1;
    }
    fields.push_back(Trim(line.substr(begin)));
    return fields;
}

/**
 * @param text a field
 * @param [out] value the number
 * @return true when the whole field is a finite decimal number
 */
bool
ParseNumber(const std::string& text, double& value)
{
    // strtod also takes hexadecimal numbers, infinities and NaN
    if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string::npos)
    {
        return false;
    }
    char* end = nullptr;
    value = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size() && std::isfinite(value);
}

} // namespace

std::vector<TimeSeriesPoint>
ReadTimeSeries(const std::string& file, const TimeSeriesColumn& column)
{
    const std::string both = "the header time," + column.name;
    const std::string header = column.required ? both : both + " or time";

    std::ifstream in(file, std::ios::binary);
    if (!in)
    {
        throw InferenceInputError(file, "", "no readable file", "a CSV file with " + header);
    }

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
        line = Trim(line);
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        const std::string pointer = "line " + std::to_string(number);
        const auto fields = Split(line);
        if (columns == 0)
        {
            const bool isBoth =
                fields.size() == 2 && fields[0] == "time" && fields[1] == column.name;
            const bool isTime = fields.size() == 1 && fields[0] == "time";
            if (!isBoth && (column.required || !isTime))
            {
                throw InferenceInputError(file, pointer, line, header);
            }
            columns = fields.size();
            continue;
        }
        if (fields.size() != columns)
        {
            throw InferenceInputError(file,
                                      pointer,
                                      std::to_string(fields.size()) + " fields",
                                      std::to_string(columns) + " as in the header");
        }
        double time = 0;
        if (!ParseNumber(fields[0], time) || time < 0 || time > MAX_TIME)
        {
            throw InferenceInputError(file, pointer, fields[0], "a time in s from 0 to 1e9");
        }
        if (time < last)
        {
            throw InferenceInputError(file,
                                      pointer,
                                      fields[0],
                                      "a time not before that of the row above");
        }
        last = time;
        double value = std::numeric_limits<double>::quiet_NaN();
        if (columns == 2 &&
            (!ParseNumber(fields[1], value) || value < column.min || value > column.max))
        {
            throw InferenceInputError(file, pointer, fields[1], column.expected);
        }
        points.push_back({Seconds(time), value});
    }
    if (in.bad()) // a directory, a broken disk
    {
        throw InferenceInputError(file, "", "no readable file", "a CSV file with " + header);
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

} // namespace ns3
