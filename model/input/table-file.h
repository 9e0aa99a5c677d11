// SPDX-License-Identifier: GPL-2.0-only

#ifndef TABLE_FILE_H
#define TABLE_FILE_H

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
 * The first line names the columns; each further line has as many fields. Blank lines, lines that
 * begin with `#`, blanks around a field, a carriage return at the end of a line and a UTF-8 byte
 * order mark are ignored. Fields have no quotes and no commas.
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
    /// A line.
    struct Row
    {
        std::size_t line{0};             //!< number of the line, from 1
        std::vector<std::string> fields; //!< what stands in the line
    };

    std::string m_path;      //!< path of the file
    Row m_header;            //!< names of the columns
    std::vector<Row> m_rows; //!< the lines after the header
};

} // namespace ns3

#endif // TABLE_FILE_H
