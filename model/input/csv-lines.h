// SPDX-License-Identifier: GPL-2.0-only

#ifndef CSV_LINES_H
#define CSV_LINES_H

#include <cstddef>
#include <functional>
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
 * @brief A line of a CSV file that is neither blank nor a comment. Private to the module.
 */
struct CsvLine
{
    std::size_t number{0};           //!< number of the line, from 1
    std::string text;                //!< the line, without blanks around it
    std::vector<std::string> fields; //!< what stands between its commas, without blanks around it
};

/**
 * @ingroup edge-inference
 * @brief Reads a CSV file line by line.
 *
 * Blank lines, lines that begin with `#`, blanks around a field, a carriage return at the end of a
 * line and a UTF-8 byte order mark are ignored. Fields have no quotes and no commas.
 *
 * @param path path of the file
 * @param expected what the file should be, for errors
 * @param visit called for each line, in order
 * @throws InferenceInputError when the file cannot be read
 */
void ReadCsvLines(const std::string& path,
                  const std::string& expected,
                  const std::function<void(const CsvLine& line)>& visit);

} // namespace ns3

#endif // CSV_LINES_H
