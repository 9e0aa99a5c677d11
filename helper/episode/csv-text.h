// SPDX-License-Identifier: GPL-2.0-only

#ifndef CSV_TEXT_H
#define CSV_TEXT_H

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
 * @brief Cells of CSV files (RFC 4180).
 */
struct CsvText
{
    /**
     * @param text a text
     * @return it as a cell: in quotes where it needs them
     */
    static std::string Field(const std::string& text);

    /**
     * @param value a number
     * @return it, with as many digits as it takes; an empty cell for what is no number
     */
    static std::string Number(double value);

    /**
     * @param row a row of cells that Field() and Number() made, none with an end of a line in it
     * @return the texts of its cells
     */
    static std::vector<std::string> Split(const std::string& row);
};

} // namespace ns3

#endif // CSV_TEXT_H
