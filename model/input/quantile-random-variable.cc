// SPDX-License-Identifier: GPL-2.0-only

#include "quantile-random-variable.h"

#include "input-text.h"

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/rng-stream.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(QuantileRandomVariable);

namespace
{

/// Greatest size of a value, so that it stays finite when it is scaled.
constexpr double MOST = 1e100;

/**
 * @param text a table of quantiles
 * @param [out] table shares and values
 * @return whether it is one
 */
bool
ReadTable(const std::string& text, std::vector<std::pair<double, double>>& table)
{
    for (const std::string& entry : InputText::Split(text, ','))
    {
        const auto parts = InputText::Split(entry, ':');
        double share = 0;
        double value = 0;
        const bool isPair = parts.size() == 2 &&
                            InputText::ReadNumber(InputText::Trim(parts[0]), share) &&
                            InputText::ReadNumber(InputText::Trim(parts[1]), value);
        if (!isPair || share < 0 || share > 1 || std::abs(value) > MOST ||
            (!table.empty() && (share <= table.back().first || value < table.back().second)))
        {
            return false;
        }
        table.emplace_back(share, value);
    }
    return true;
}

} // namespace

TypeId
QuantileRandomVariable::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::QuantileRandomVariable")
            .SetParent<RandomVariableStream>()
            .SetGroupName("EdgeInference")
            .AddConstructor<QuantileRandomVariable>()
            .AddAttribute("Quantiles",
                          "Shares of all draws and the values that they do not exceed, such as "
                          "0.05:12,0.5:20,0.95:40; linear between two of them, and never beyond "
                          "the first and the last.",
                          StringValue("0:0,1:1"),
                          MakeStringAccessor(&QuantileRandomVariable::SetQuantiles,
                                             &QuantileRandomVariable::GetQuantiles),
                          MakeStringChecker())
            .AddAttribute("Scale",
                          "Factor of all values, such as 0.001 for a table in ms.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&QuantileRandomVariable::m_scale),
                          MakeDoubleChecker<double>(1e-12, 1e12));
    return tid;
}

QuantileRandomVariable::QuantileRandomVariable()
    : m_text("0:0,1:1"),
      m_table{{0, 0}, {1, 1}}
{
}

QuantileRandomVariable::~QuantileRandomVariable() = default;

std::string
QuantileRandomVariable::FindError(const std::string& text)
{
    std::vector<std::pair<double, double>> table;
    return ReadTable(text, table) ? ""
                                  : "share:value with commas between them, such as 0.5:20,1:40; "
                                    "shares from 0 to 1 rise, values do not fall";
}

void
QuantileRandomVariable::SetQuantiles(const std::string& text)
{
    std::vector<std::pair<double, double>> table;
    if (!ReadTable(text, table))
    {
        throw InferenceInputError("ns3::QuantileRandomVariable",
                                  "Quantiles",
                                  text.empty() ? "nothing" : text,
                                  FindError(text));
    }
    m_table.swap(table);
    m_text = text;
}

std::string
QuantileRandomVariable::GetQuantiles() const
{
    return m_text;
}

double
QuantileRandomVariable::GetQuantile(double share) const
{
    const auto above = std::find_if(m_table.begin(), m_table.end(), [share](const auto& entry) {
        return entry.first > share;
    });
    if (above == m_table.begin())
    {
        return m_scale * above->second;
    }
    const auto& [before, value] = *(above - 1);
    if (above == m_table.end())
    {
        return m_scale * value;
    }
    const double part = (share - before) / (above->first - before);
    return m_scale * (value + part * (above->second - value));
}

double
QuantileRandomVariable::GetValue()
{
    const double share = Peek()->RandU01();
    return GetQuantile(IsAntithetic() ? 1 - share : share);
}

uint32_t
QuantileRandomVariable::GetInteger()
{
    constexpr double most = std::numeric_limits<uint32_t>::max();
    return static_cast<uint32_t>(std::min(std::max(GetValue(), 0.0), most));
}

} // namespace ns3
