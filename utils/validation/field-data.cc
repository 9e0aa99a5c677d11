// SPDX-License-Identifier: GPL-2.0-only

#include "field-data.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace ns3
{

namespace
{

/// Columns of a table and their shares.
const std::vector<std::pair<const char*, double>> COLUMNS{{"p1", 0.01},
                                                          {"p5", 0.05},
                                                          {"p10", 0.1},
                                                          {"p25", 0.25},
                                                          {"p50", 0.5},
                                                          {"p75", 0.75},
                                                          {"p90", 0.9},
                                                          {"p95", 0.95},
                                                          {"p99", 0.99},
                                                          {"p99.9", 0.999}};

/**
 * @param table a table
 * @param row number of a row
 * @param prefix of the names of the columns
 * @return the quantiles that stand there
 */
FieldQuantiles
ReadQuantiles(const TableFile& table, std::size_t row, const std::string& prefix)
{
    std::vector<FieldQuantiles::Entry> entries;
    for (const auto& [column, share] : COLUMNS)
    {
        entries.emplace_back(share, table.GetNumber(row, prefix + column, 0));
    }
    return FieldQuantiles(entries);
}

} // namespace

const std::vector<int> FieldData::SIZES{5, 10, 20, 50, 100, 200};

FieldQuantiles::FieldQuantiles(std::vector<Entry> entries)
    : m_entries(std::move(entries))
{
}

const std::vector<FieldQuantiles::Entry>&
FieldQuantiles::GetEntries() const
{
    return m_entries;
}

double
FieldQuantiles::Get(double share) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [share](const Entry& e) {
        return e.first == share;
    });
    NS_ABORT_MSG_IF(found == m_entries.end(), "no quantile of " << share);
    return found->second;
}

std::string
FieldQuantiles::GetVariable(double shift) const
{
    std::string text;
    for (const auto& [share, value] : m_entries)
    {
        char entry[64];
        std::snprintf(entry, sizeof entry, "%g:%.9g", share, std::max(value + shift, 0.0));
        text += (text.empty() ? "" : ",") + std::string(entry);
    }
    return "ns3::QuantileRandomVariable[Scale=0.001|Quantiles=" + text + "]";
}

FieldData::FieldData(const std::string& folder)
    : m_folder(folder),
      m_frames(GetPath("smec-end-to-end.csv")),
      m_bursts(GetPath("smec-burst.csv"))
{
}

std::string
FieldData::GetPath(const std::string& name) const
{
    return (std::filesystem::path(m_folder) / name).string();
}

FieldQuantiles
FieldData::GetFrames(const std::string& app,
                     const std::string& city,
                     const std::string& condition,
                     const std::string& quantity) const
{
    const auto row = m_frames.Find({{"app", app}, {"city", city}, {"condition", condition}});
    return ReadQuantiles(m_frames, row, quantity + "_");
}

double
FieldData::GetNoise(const std::string& app,
                    const std::string& city,
                    const std::string& condition,
                    const std::string& quantile) const
{
    const auto row = m_frames.Find({{"app", app}, {"city", city}, {"condition", condition}});
    return m_frames.GetNumber(row, "spread_" + quantile + "_pct", 0);
}

FieldQuantiles
FieldData::GetBursts(const std::string& city, const std::string& direction, int kB) const
{
    const auto row =
        m_bursts.Find({{"city", city}, {"direction", direction}, {"size_kB", std::to_string(kB)}});
    return ReadQuantiles(m_bursts, row, "");
}

double
FieldData::InterpolateBurst(const std::string& city, const std::string& direction, double kB) const
{
    std::size_t above = 1;
    while (above + 1 < SIZES.size() && SIZES[above] < kB)
    {
        ++above;
    }
    const double low = GetBursts(city, direction, SIZES[above - 1]).Get(0.5);
    const double high = GetBursts(city, direction, SIZES[above]).Get(0.5);
    return low + (high - low) * (kB - SIZES[above - 1]) / (SIZES[above] - SIZES[above - 1]);
}

} // namespace ns3
