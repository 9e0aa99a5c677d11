// SPDX-License-Identifier: GPL-2.0-only

#include "csv-text.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace ns3
{

std::string
CsvText::Field(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
    {
        return text;
    }
    std::string field = "\"";
    for (const char c : text)
    {
        field += c == '"' ? "\"\"" : std::string(1, c);
    }
    return field + "\"";
}

std::string
CsvText::Number(double value)
{
    std::array<char, 32> buffer{};
    if (std::isfinite(value))
    {
        std::snprintf(buffer.data(), buffer.size(), "%.9g", value);
    }
    return buffer.data();
}

std::vector<std::string>
CsvText::Split(const std::string& row)
{
    std::vector<std::string> cells(1);
    bool isQuoted = false;
    for (std::size_t i = 0; i < row.size(); ++i)
    {
        const bool isQuote = row[i] == '"';
        if (isQuote && isQuoted && i + 1 < row.size() && row[i + 1] == '"')
        {
            cells.back() += row[++i];
        }
        else if (isQuote)
        {
            isQuoted = !isQuoted;
        }
        else if (row[i] == ',' && !isQuoted)
        {
            cells.emplace_back();
        }
        else
        {
            cells.back() += row[i];
        }
    }
    return cells;
}

} // namespace ns3
