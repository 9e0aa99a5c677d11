// SPDX-License-Identifier: GPL-2.0-only

#ifndef TABLE_FILE_H
#define TABLE_FILE_H

#include "csv-lines.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A table from a CSV file whose columns are found by their names. Private to the module.
 *
 * The first line names the columns; each further line has as many fields. ReadCsvLines() tells what
 * is ignored.
 */
class TableFile
{
  public:
    /**
     * @param path path of the file
     * @throws InferenceInputError whose pointer is the line, such as "line 7"
     */
    explicit TableFile(const std::string& path);

    /**
     * @return the number of rows
     */
    std::size_t GetNRows() const;

    /**
     * @param column name of a column
     * @return the number of the column, from 0
     * @throws InferenceInputError when the header has none of that name
     */
    std::size_t GetColumn(const std::string& column) const;

    /**
     * @param row number of a row, from 0
     * @param column name of a column
     * @return the field
     */
    const std::string& GetText(std::size_t row, const std::string& column) const;

    /**
     * @param row number of a row, from 0
     * @param column name of a column
     * @param least least number that makes sense
     * @return the field as a number
     * @throws InferenceInputError when it is none, or less
     */
    double GetNumber(std::size_t row, const std::string& column, double least) const;

    /**
     * @param fields names of columns and what stands in them
     * @return number of the first row that has these fields
     * @throws InferenceInputError when there is none
     */
    std::size_t Find(const std::vector<std::pair<std::string, std::string>>& fields) const;

  private:
    std::string m_path;          //!< path of the file
    CsvLine m_header;            //!< names of the columns
    std::vector<CsvLine> m_rows; //!< the lines after the header
};

} // namespace ns3

#endif // TABLE_FILE_H
