// SPDX-License-Identifier: GPL-2.0-only

#include "table-file.h"

#include "input-text.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cstdio>

namespace ns3
{

TableFile::TableFile(const std::string& path)
    : m_path(path)
{
    ReadCsvLines(path, "a CSV file whose first line names its columns", [&](const CsvLine& line) {
        if (m_header.fields.empty())
        {
            m_header = line;
            return;
        }
        if (line.fields.size() != m_header.fields.size())
        {
            throw InferenceInputError(path,
                                      "line " + std::to_string(line.number),
                                      std::to_string(line.fields.size()) + " fields",
                                      std::to_string(m_header.fields.size()) + " as in the header");
        }
        m_rows.push_back(line);
    });
    if (m_rows.empty())
    {
        throw InferenceInputError(path, "", "no row", "a header and at least one row");
    }
}

std::size_t
TableFile::GetNRows() const
{
    return m_rows.size();
}

std::size_t
TableFile::GetColumn(const std::string& column) const
{
    const auto& names = m_header.fields;
    const auto found = std::find(names.begin(), names.end(), column);
    if (found == names.end())
    {
        const std::string nearest = InputText::FindNearest(column, names);
        throw InferenceInputError(m_path,
                                  "line " + std::to_string(m_header.number),
                                  "no column \"" + column + "\"",
                                  "one of: " + InputText::Join(names),
                                  nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    }
    return static_cast<std::size_t>(found - names.begin());
}

const std::string&
TableFile::GetText(std::size_t row, const std::string& column) const
{
    return m_rows.at(row).fields[GetColumn(column)];
}

double
TableFile::GetNumber(std::size_t row, const std::string& column, double least) const
{
    const std::string& text = GetText(row, column);
    double number = 0;
    if (!InputText::ReadNumber(text, number) || number < least)
    {
        char bound[32];
        std::snprintf(bound, sizeof bound, "%g", least);
        throw InferenceInputError(m_path,
                                  "line " + std::to_string(m_rows[row].number),
                                  column + " = " + (text.empty() ? "nothing" : text),
                                  std::string("a number of at least ") + bound);
    }
    return number;
}

std::size_t
TableFile::Find(const std::vector<std::pair<std::string, std::string>>& fields) const
{
    for (std::size_t row = 0; row < m_rows.size(); ++row)
    {
        const bool isIt = std::all_of(fields.begin(), fields.end(), [&](const auto& field) {
            return GetText(row, field.first) == field.second;
        });
        if (isIt)
        {
            return row;
        }
    }
    std::string wanted;
    for (const auto& [column, text] : fields)
    {
        wanted += (wanted.empty() ? "" : ", ") + column + " = " + text;
    }
    throw InferenceInputError(m_path, "", "no row with " + wanted, "a row with these fields");
}

} // namespace ns3
