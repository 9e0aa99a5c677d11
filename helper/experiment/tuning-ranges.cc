// SPDX-License-Identifier: GPL-2.0-only

#include "tuning-ranges.h"

#include "../../model/input/json-cursor.h"

#include "ns3/inference-input-error.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace
{

constexpr const char* FIRST_POLICY = "/policies/0/"; //!< in the scenario
constexpr int64_t STREAM = 3000000;                  //!< of random numbers; no episode has it
constexpr std::size_t MOST_VALUES = 1000;            //!< to choose from
constexpr double GREATEST = 1e15;                    //!< of a number

/**
 * @param value a number
 * @param whole round it
 * @return it as JSON
 */
std::string
ToText(double value, bool whole)
{
    char text[32];
    std::snprintf(text, sizeof(text), whole ? "%.0f" : "%.6g", whole ? std::round(value) : value);
    return text;
}

/**
 * @param place a range in the file
 * @param name of the attribute
 * @return the range
 */
TuningRanges::Range
ReadRange(const JsonCursor& place, const std::string& name)
{
    place.CheckObject({"from", "to", "log", "whole", "values"});
    TuningRanges::Range range;
    range.name = name;
    if (place.Has("values"))
    {
        place.CheckObject({"values"});
        const auto values = place.Get("values");
        for (std::size_t i = 0; i < values.GetSize(1, MOST_VALUES); ++i)
        {
            range.values.push_back(values.At(i).GetValue().dump());
        }
        return range;
    }
    range.log = place.Has("log") && place.Get("log").GetBool();
    range.whole = place.Has("whole") && place.Get("whole").GetBool();
    const auto from = place.Get("from");
    const auto to = place.Get("to");
    range.from = from.GetNumber(-GREATEST, GREATEST);
    range.to = to.GetNumber(-GREATEST, GREATEST);
    if (range.log && range.from <= 0)
    {
        from.Fail("a number above 0, because of \"log\"");
    }
    if (range.to < range.from)
    {
        to.Fail("at least \"from\"");
    }
    return range;
}

} // namespace

TuningRanges::TuningRanges(const std::string& path, const InferenceScenario& scenario)
    : m_path(path)
{
    const auto root = JsonCursor::ReadFile(path);
    for (const auto& name : root.GetKeys())
    {
        m_ranges.push_back(ReadRange(root.Get(name), name));
    }
    if (m_ranges.empty())
    {
        throw InferenceInputError(path, "", "no range", "attributes of a learner and their ranges");
    }
    for (const auto& range : m_ranges)
    {
        Check(scenario, range);
    }
}

void
TuningRanges::Check(const InferenceScenario& scenario, const Range& range) const
{
    std::vector<std::pair<std::string, std::string>> tries;
    for (std::size_t i = 0; i < range.values.size(); ++i)
    {
        tries.emplace_back("/values/" + std::to_string(i), range.values[i]);
    }
    if (range.values.empty())
    {
        tries = {{"/from", ToText(range.from, range.whole)},
                 {"/to", ToText(range.to, range.whole)}};
    }
    for (const auto& [place, value] : tries)
    {
        try
        {
            InferenceScenario own = scenario;
            own.Set(FIRST_POLICY + range.name + "=" + value);
        }
        catch (const InferenceInputError& error)
        {
            throw InferenceInputError(m_path,
                                      "/" + range.name + place,
                                      error.GetFound(),
                                      error.GetExpected(),
                                      error.GetHint());
        }
    }
}

const std::vector<TuningRanges::Range>&
TuningRanges::GetRanges() const
{
    return m_ranges;
}

std::vector<TuningRanges::Values>
TuningRanges::Draw(uint32_t count, uint32_t rngSeed, uint64_t rngRun) const
{
    RngSeedManager::SetSeed(rngSeed);
    RngSeedManager::SetRun(rngRun);
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(STREAM);
    std::vector<Values> all(count);
    for (auto& values : all)
    {
        for (const auto& range : m_ranges)
        {
            const double u = random->GetValue(0, 1);
            if (!range.values.empty())
            {
                const auto n = range.values.size();
                values.push_back(
                    range.values[std::min(n - 1,
                                          static_cast<std::size_t>(u * static_cast<double>(n)))]);
                continue;
            }
            // Each whole number has the same room, the ends as well.
            const double half = range.whole && !range.log ? 0.5 : 0;
            const double value = range.log
                                     ? range.from * std::pow(range.to / range.from, u)
                                     : range.from - half + u * (range.to - range.from + 2 * half);
            values.push_back(ToText(std::clamp(value, range.from, range.to), range.whole));
        }
    }
    return all;
}

std::vector<std::string>
TuningRanges::GetSettings(const Values& values) const
{
    std::vector<std::string> settings;
    for (std::size_t i = 0; i < m_ranges.size(); ++i)
    {
        settings.push_back(FIRST_POLICY + m_ranges[i].name + "=" + values.at(i));
    }
    return settings;
}

InferenceScenario
TuningRanges::Apply(const InferenceScenario& scenario, const Values& values) const
{
    InferenceScenario own = scenario;
    try
    {
        own.SetAll(GetSettings(values));
    }
    catch (const InferenceInputError& error)
    {
        // The same place in the file of the ranges.
        const std::string pointer = error.GetPointer();
        const std::string policy = FIRST_POLICY;
        const bool isInside = pointer.rfind(policy, 0) == 0;
        throw InferenceInputError(m_path,
                                  isInside ? pointer.substr(policy.size() - 1) : pointer,
                                  error.GetFound(),
                                  error.GetExpected(),
                                  error.GetHint());
    }
    return own;
}

} // namespace ns3
