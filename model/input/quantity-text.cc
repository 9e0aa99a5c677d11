// SPDX-License-Identifier: GPL-2.0-only

#include "quantity-text.h"

#include "input-text.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ns3
{

namespace QuantityText
{

namespace
{

/// Units and their factors; the unit "" is that of a number without one.
using Units = std::vector<std::pair<std::string, double>>;

/// Greatest time, s: far below where 64 bits of ns end (9.2e9 s), so that sums of two fit, too.
constexpr double GREATEST_TIME = 1e9;

/// Greatest rate, bit/s: far below where 64 bits end.
constexpr double GREATEST_RATE = 1e18;

/**
 * @param text a text
 * @param units the units that it may have
 * @param [out] value the number times the factor of its unit
 * @return whether the text is a number and one of the units
 */
bool
ReadValue(const std::string& text, const Units& units, double& value)
{
    std::string unit;
    if (!InputText::ReadQuantity(text, value, unit))
    {
        return false;
    }
    const auto found = std::find_if(units.begin(), units.end(), [&](const auto& entry) {
        return entry.first == unit;
    });
    if (found == units.end())
    {
        return false;
    }
    value *= found->second;
    return true;
}

/**
 * @return the units of data rates that ns-3 reads
 */
Units
MakeRateUnits()
{
    Units all{{"", 1}};
    const Units prefixes{{"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}};
    for (const auto& [prefix, factor] : prefixes)
    {
        all.emplace_back(prefix + "bps", factor);
        all.emplace_back(prefix + "b/s", factor);
        all.emplace_back(prefix + "Bps", 8 * factor);
        all.emplace_back(prefix + "B/s", 8 * factor);
    }
    double factor = 1;
    for (const char* prefix : {"Ki", "Mi", "Gi"})
    {
        factor *= 1024;
        all.emplace_back(prefix + std::string("b/s"), factor);
        all.emplace_back(prefix + std::string("B/s"), 8 * factor);
    }
    return all;
}

} // namespace

bool
IsTime(const std::string& text)
{
    static const Units units{{"", 1},
                             {"s", 1},
                             {"ms", 1e-3},
                             {"us", 1e-6},
                             {"ns", 1e-9},
                             {"ps", 1e-12},
                             {"fs", 1e-15},
                             {"min", 60},
                             {"h", 3600},
                             {"d", 86400},
                             {"y", 365 * 86400}};
    double seconds = 0;
    return ReadValue(text, units, seconds) && std::abs(seconds) <= GREATEST_TIME;
}

bool
IsDataRate(const std::string& text)
{
    static const Units units = MakeRateUnits();
    double rate = 0;
    // ns-3 takes neither a sign nor an exponent in the number of a rate.
    return text.find_first_of("+-eE") == std::string::npos && ReadValue(text, units, rate) &&
           rate <= GREATEST_RATE;
}

bool
IsNumbers(const std::string& text, char separator, std::size_t n)
{
    const auto parts = InputText::Split(text, separator);
    double number = 0;
    return parts.size() == n && std::all_of(parts.begin(), parts.end(), [&](const auto& part) {
               return InputText::ReadNumber(part, number);
           });
}

bool
IsArea(const std::string& text, std::size_t n)
{
    if (!IsNumbers(text, '|', n))
    {
        return false;
    }
    std::vector<double> numbers(n);
    const auto parts = InputText::Split(text, '|');
    for (std::size_t i = 0; i < n; ++i)
    {
        InputText::ReadNumber(parts[i], numbers[i]);
    }
    // Ours: whoever walks in a smaller area turns round all the time.
    constexpr double LEAST_SIDE = 1e-3;
    constexpr double FARTHEST = 1e9;
    const bool isNear = std::all_of(numbers.begin(), numbers.end(), [](double number) {
        return std::abs(number) <= FARTHEST;
    });
    const bool isFlat =
        numbers[1] - numbers[0] >= LEAST_SIDE && numbers[3] - numbers[2] >= LEAST_SIDE;
    return isNear && isFlat && (n == 4 || numbers[5] >= numbers[4]);
}

} // namespace QuantityText

} // namespace ns3
