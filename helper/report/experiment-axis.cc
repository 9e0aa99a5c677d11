// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-axis.h"

#include "svg-text.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

void
ExperimentAxis::Fit(const std::vector<std::pair<double, double>>& values)
{
    double first = std::numeric_limits<double>::infinity();
    double last = -first;
    bool isPositive = true;
    for (const auto& [from, to] : values)
    {
        first = !log || from > 0 ? std::min(first, from) : first;
        last = !log || to > 0 ? std::max(last, to) : last;
        isPositive = isPositive && from >= 0;
    }
    if (!(first <= last))
    {
        first = log ? 1 : 0;
        last = log ? 10 : 1;
    }
    double begin = 0;
    double end = 0;
    if (!names.empty())
    {
        begin = names.front().first - 0.5;
        end = names.back().first + 0.5;
    }
    else if (log)
    {
        const double margin = first == last ? 2 : std::pow(last / first, 0.04);
        begin = first / margin;
        end = last * margin;
    }
    else
    {
        double margin = 0.06 * (last - first);
        if (margin < 1e-9 * std::max(std::abs(first), std::abs(last)) || margin == 0)
        {
            margin = first == 0 ? 1 : 0.1 * std::abs(first);
        }
        begin = isPositive && first - margin < 0.25 * last ? 0 : first - margin;
        end = last + margin;
    }
    const bool isFree = std::isnan(low) || (log && low <= 0);
    low = !isFree ? low : log ? begin : std::max(begin, least);
    high = std::isnan(high) ? std::min(end, most) : high;
    if (!(low < high))
    {
        // There is nothing between what was asked for and what values can be.
        high = low + (log ? 9 * low : std::max(1.0, std::abs(low)));
    }
}

void
ExperimentAxis::SetPositions(double begin, double end)
{
    m_begin = begin;
    m_end = end;
}

double
ExperimentAxis::At(double value) const
{
    const double share = !log        ? (value - low) / (high - low)
                         : value > 0 ? std::log10(value / low) / std::log10(high / low)
                                     : 0;
    return m_begin + std::clamp(share, 0.0, 1.0) * (m_end - m_begin);
}

bool
ExperimentAxis::Shows(double value) const
{
    const double slack = 1e-9 * (high - low);
    return std::isfinite(value) && (!log || value > 0) && value >= low - slack &&
           value <= high + slack;
}

std::vector<double>
ExperimentAxis::GetLogTicks() const
{
    std::vector<double> ticks;
    const double decades = std::log10(high / low);
    const int every = std::max(1, static_cast<int>(std::ceil(decades / 6)));
    for (int decade = static_cast<int>(std::floor(std::log10(low))) - 1;
         decade <= static_cast<int>(std::ceil(std::log10(high)));
         ++decade)
    {
        for (const double digit : {1.0, 2.0, 5.0})
        {
            const double value = digit * std::pow(10.0, decade);
            const bool isWanted = digit == 1 ? decade % every == 0 : decades < 2.2;
            if (isWanted && value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
            {
                ticks.push_back(value);
            }
        }
    }
    return ticks;
}

std::vector<double>
ExperimentAxis::GetTicks() const
{
    if (log)
    {
        return GetLogTicks();
    }
    const double rough = (high - low) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double digit : {5.0, 2.0, 1.0})
    {
        step = digit * power >= rough * (1 - 1e-9) ? digit * power : step;
    }
    std::vector<double> ticks;
    for (double index = std::ceil(low / step - 1e-6); index * step <= high + 1e-6 * step; ++index)
    {
        ticks.push_back(index * step);
    }
    return ticks;
}

std::string
ExperimentAxis::GetText(double value, double step) const
{
    const double size = std::max(std::abs(low), std::abs(high));
    if (!log && std::abs(value) < 1e-9 * size)
    {
        return "0";
    }
    if (std::abs(value) >= 1e4 || std::abs(value) < 1e-3)
    {
        return SvgText::Format("%.4g", value);
    }
    const double unit = log ? value : step;
    const int digits = std::max(0, static_cast<int>(-std::floor(std::log10(unit) + 1e-9)));
    return SvgText::Format("%.*f", std::min(digits, 6), value);
}

std::vector<std::pair<double, std::string>>
ExperimentAxis::GetMarks() const
{
    std::vector<std::pair<double, std::string>> marks;
    for (const auto& [value, name] : names)
    {
        marks.emplace_back(At(value), name);
    }
    if (names.empty())
    {
        const auto ticks = GetTicks();
        const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
        for (const double tick : ticks)
        {
            marks.emplace_back(At(tick), GetText(tick, step));
        }
    }
    return marks;
}

} // namespace ns3
