// SPDX-License-Identifier: GPL-2.0-only

#ifndef TASK_ROW_H
#define TASK_ROW_H

#include <cstddef>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A row of tasks.csv, read by the names of its columns.
 */
class TaskRow
{
  public:
    TaskRow();

    /**
     * @param line of the file, with as many cells as its header has
     */
    void Read(const std::string& line);

    /**
     * @param column a name of the header
     * @return the cell
     */
    const std::string& operator[](const std::string& column) const;

    /**
     * @param column a name of the header
     * @return the number there; 0 for an empty cell
     */
    double GetNumber(const std::string& column) const;

  private:
    std::map<std::string, std::size_t> m_columns; //!< index by name
    std::vector<std::string> m_cells;             //!< of the line
};

} // namespace ns3

#endif // TASK_ROW_H
