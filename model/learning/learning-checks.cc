// SPDX-License-Identifier: GPL-2.0-only
#include "learning-checks.h"

#include "learning-error.h"

#include <cmath>
#include <sstream>

namespace ns3
{
namespace learning
{

void
RequireRange(const std::string& name, double value, double low, double high)
{
    if (!(value >= low && value <= high))
    {
        std::ostringstream text;
        text << name << ": found " << value << ", expected " << low << " to " << high;
        throw LearningError(text.str());
    }
}

void
RequirePositive(const std::string& name, double value)
{
    if (!(value > 0) || !std::isfinite(value))
    {
        std::ostringstream text;
        text << name << ": found " << value << ", expected a finite number above 0";
        throw LearningError(text.str());
    }
}

void
RequireWidths(const std::string& name, const std::vector<uint32_t>& hidden)
{
    for (std::size_t i = 0; i < hidden.size(); ++i)
    {
        RequireRange(name + "[" + std::to_string(i) + "]", hidden[i], 1, 65536);
    }
}

void
RequireFinite(const char* name, const float* values, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
    {
        if (!std::isfinite(values[i]))
        {
            throw LearningError(std::string(name) + "[" + std::to_string(i) + "]: found " +
                                std::to_string(values[i]) + ", expected a finite number");
        }
    }
}

std::size_t
ArgMax(const float* values, const uint8_t* mask, std::size_t count)
{
    std::size_t best = count;
    for (std::size_t i = 0; i < count; ++i)
    {
        if ((!mask || mask[i]) && (best == count || values[i] > values[best]))
        {
            best = i;
        }
    }
    return best;
}

} // namespace learning
} // namespace ns3
