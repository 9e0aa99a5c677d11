// SPDX-License-Identifier: GPL-2.0-only

#include "field-report.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace ns3
{

namespace
{

/// Naive predictions that a row of a CSV file has room for.
constexpr std::size_t MOST_NAIVE = 3;

/**
 * @param format as of printf
 * @return the text
 */
__attribute__((format(printf, 1, 2))) std::string
Format(const char* format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

/**
 * @param number a number
 * @return it with one digit behind the point, or nothing when it is not known
 */
std::string
Show(double number)
{
    return std::isnan(number) ? "" : Format("%.1f", number);
}

/**
 * @param path of a file
 * @param text what to write
 */
void
WriteFile(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream out(path);
    out << text;
    out.close();
    if (!out)
    {
        throw InferenceInputError(path.string(), "", "a file that cannot be written", "a folder");
    }
}

} // namespace

void
FieldReport::Add(const FieldComparison& comparison)
{
    m_comparisons.push_back(comparison);
}

void
FieldReport::AddPoint(const FieldComparison& of,
                      const std::string& source,
                      double value,
                      double share)
{
    m_points += of.experiment + "," + of.quantity + "," + of.row + "," + source +
                Format(",%.2f,%g\n", value, share);
}

std::vector<FieldReport::Errors>
FieldReport::GetErrors() const
{
    std::vector<Errors> all;
    for (const auto& c : m_comparisons)
    {
        if (c.use != "predicted")
        {
            continue;
        }
        auto found = std::find_if(all.begin(), all.end(), [&](const Errors& e) {
            return e.experiment == c.experiment && e.quantity == c.quantity &&
                   e.quantile == c.quantile;
        });
        if (found == all.end())
        {
            all.push_back({c.experiment, c.quantity, c.quantile, 0, 0, 0, {}});
            found = all.end() - 1;
            for (const auto& [name, value] : c.naive)
            {
                found->naive.emplace_back(name, 0);
            }
        }
        ++found->rows;
        found->simulated += std::abs(c.GetError(c.simulated));
        found->noise += c.noise;
        for (std::size_t i = 0; i < found->naive.size(); ++i)
        {
            found->naive[i].second += std::abs(c.GetError(c.naive[i].second));
        }
    }
    return all;
}

void
FieldReport::Print(std::ostream& out) const
{
    out << "Times in ms. Errors in %: of the simulation, then of naive predictions.\n";
    for (const auto& c : m_comparisons)
    {
        out << Format("%-3s %-26s %-10s %-4s %-10s measured %7.1f simulated %7.1f error %+7.1f",
                      c.experiment.c_str(),
                      c.row.c_str(),
                      c.quantity.c_str(),
                      c.quantile.c_str(),
                      c.use.c_str(),
                      c.measured,
                      c.simulated,
                      c.GetError(c.simulated));
        for (const auto& [name, value] : c.naive)
        {
            out << "; " << name << Format(" %+.1f", c.GetError(value));
        }
        out << (std::isnan(c.noise) ? "" : Format("; noise %.1f", c.noise)) << "\n";
    }
    out << "\nMean size of the errors of what is predicted, %:\n";
    for (const auto& e : GetErrors())
    {
        out << Format("%-3s %-10s %-4s %2d rows: simulated %5.1f",
                      e.experiment.c_str(),
                      e.quantity.c_str(),
                      e.quantile.c_str(),
                      e.rows,
                      e.simulated / e.rows);
        for (const auto& [name, value] : e.naive)
        {
            out << "; " << name << Format(" %.1f", value / e.rows);
        }
        out << (std::isnan(e.noise) ? "" : Format("; noise %.1f", e.noise / e.rows)) << "\n";
    }
}

void
FieldReport::Write(const std::string& folder) const
{
    std::string rows = "experiment,row,quantity,quantile,use,measured,simulated,error,naive1,"
                       "naive2,naive3,noise\n";
    for (const auto& c : m_comparisons)
    {
        rows += c.experiment + "," + c.row + "," + c.quantity + "," + c.quantile + "," + c.use +
                Format(",%.1f,%.1f,%+.1f", c.measured, c.simulated, c.GetError(c.simulated));
        for (std::size_t i = 0; i < MOST_NAIVE; ++i)
        {
            rows += i < c.naive.size() ? Format(",%+.1f", c.GetError(c.naive[i].second)) : ",";
        }
        rows += "," + Show(c.noise) + "\n";
    }
    WriteFile(std::filesystem::path(folder) / "comparison.csv", rows);
    std::string errors = "experiment,quantity,quantile,rows,simulated,naive,noise\n";
    for (const auto& e : GetErrors())
    {
        errors += e.experiment + "," + e.quantity + "," + e.quantile +
                  Format(",%d,%.1f,", e.rows, e.simulated / e.rows);
        for (const auto& [name, value] : e.naive)
        {
            errors += (name == e.naive.front().first ? "" : "; ") + name +
                      Format(" %.1f", value / e.rows);
        }
        errors += "," + Show(e.noise / e.rows) + "\n";
    }
    WriteFile(std::filesystem::path(folder) / "errors.csv", errors);
    WriteFile(std::filesystem::path(folder) / "distributions.csv",
              "experiment,quantity,row,source,ms,share\n" + m_points);
}

} // namespace ns3
