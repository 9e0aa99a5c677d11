// SPDX-License-Identifier: GPL-2.0-only

#include "csv-text.h"

#include "svg-text.h"

#include <cmath>

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
    return std::isfinite(value) ? SvgText::Format("%.9g", value) : "";
}

} // namespace ns3
