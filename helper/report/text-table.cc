// SPDX-License-Identifier: GPL-2.0-only

#include "text-table.h"

#include "svg-text.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

std::string
TextTable::Format(const SeedStatistics& statistics, const EpisodeMetric& metric)
{
    const std::string mean = SvgText::Format("%.*f", metric.digits, statistics.mean * metric.scale);
    return std::isnan(statistics.ci95)
               ? mean
               : mean + SvgText::Format(" +- %.*f", metric.digits, statistics.ci95 * metric.scale);
}

void
TextTable::Print(std::ostream& os,
                 const std::vector<std::vector<std::string>>& rows,
                 std::size_t names)
{
    std::vector<std::size_t> widths(rows.at(0).size(), 0);
    for (const auto& row : rows)
    {
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            widths.at(i) = std::max(widths.at(i), row[i].size());
        }
    }
    for (const auto& row : rows)
    {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            const std::string blanks(widths[i] - row[i].size(), ' ');
            line += (i == 0 ? "" : "  ") + (i < names ? row[i] + blanks : blanks + row[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        os << line << '\n';
    }
}

} // namespace ns3
