// SPDX-License-Identifier: GPL-2.0-only

#include "task-row.h"

#include "../../model/input/input-text.h"
#include "../episode/csv-text.h"

#include "ns3/abort.h"
#include "ns3/inference-episode.h"

namespace ns3
{

TaskRow::TaskRow()
{
    std::string names = InferenceEpisode::GetTasksHeader();
    names.pop_back(); // the end of the line
    std::size_t i = 0;
    for (const auto& name : CsvText::Split(names))
    {
        m_columns[name] = i++;
    }
}

void
TaskRow::Read(const std::string& line)
{
    m_cells = CsvText::Split(line);
    NS_ABORT_MSG_UNLESS(m_cells.size() == m_columns.size(), "a row of tasks.csv: " << line);
}

const std::string&
TaskRow::operator[](const std::string& column) const
{
    return m_cells[m_columns.at(column)];
}

double
TaskRow::GetNumber(const std::string& column) const
{
    double number = 0;
    return InputText::ReadNumber((*this)[column], number) ? number : 0;
}

} // namespace ns3
