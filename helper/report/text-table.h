// SPDX-License-Identifier: GPL-2.0-only

#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <cstddef>
#include <ostream>
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
 * @brief Tables on a terminal.
 */
struct TextTable
{
    /**
     * @brief Prints rows in columns that are as wide as they have to be.
     *
     * A table that is too wide has its head on several lines. What is too wide still goes into
     * blocks below each other, each with the columns of names.
     *
     * @param os stream that gets the table
     * @param rows cells; the first row is the head
     * @param names number of columns, from the left, that are names: they begin at the left, and
     * all others end at the right
     * @param width characters of a line; 0: no limit
     */
    static void Print(std::ostream& os,
                      const std::vector<std::vector<std::string>>& rows,
                      std::size_t names,
                      std::size_t width);

    /**
     * @brief Prints a text on lines that fit.
     * @param os stream that gets the text
     * @param text one paragraph
     * @param width characters of a line; 0: no limit
     */
    static void PrintParagraph(std::ostream& os, const std::string& text, std::size_t width);

    /**
     * @return characters of a line of the terminal that is standard output; 0 when that is none
     */
    static std::size_t GetTerminalWidth();
};

} // namespace ns3

#endif // TEXT_TABLE_H
