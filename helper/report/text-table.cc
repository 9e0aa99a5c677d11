// SPDX-License-Identifier: GPL-2.0-only

#include "text-table.h"

#include <algorithm>
#include <sstream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ns3
{

namespace
{

constexpr std::size_t GAP = 2; ///< blanks between columns

using Rows = std::vector<std::vector<std::string>>;

/**
 * @param text any bytes of UTF-8
 * @return characters that a terminal shows
 */
std::size_t
GetLength(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

/**
 * @param text words
 * @param width characters of a line; a longer word has a line of its own
 * @return lines
 */
std::vector<std::string>
Wrap(const std::string& text, std::size_t width)
{
    std::vector<std::string> lines;
    std::istringstream words(text);
    for (std::string word; words >> word;)
    {
        if (lines.empty() || GetLength(lines.back()) + 1 + GetLength(word) > width)
        {
            lines.push_back(word);
        }
        else
        {
            lines.back() += " " + word;
        }
    }
    return lines;
}

/**
 * @param rows cells
 * @param begin the first row that counts
 * @return characters of each column
 */
std::vector<std::size_t>
GetWidths(const Rows& rows, std::size_t begin)
{
    std::vector<std::size_t> widths(rows.at(0).size(), 0);
    for (std::size_t row = begin; row < rows.size(); ++row)
    {
        for (std::size_t i = 0; i < rows[row].size(); ++i)
        {
            widths.at(i) = std::max(widths.at(i), GetLength(rows[row][i]));
        }
    }
    return widths;
}

/**
 * @param rows cells; the first row is the head
 * @return the same with the head on as many lines as let columns be as narrow as their cells
 */
Rows
WrapHead(const Rows& rows)
{
    const auto widths = GetWidths(rows, 1);
    std::vector<std::vector<std::string>> heads;
    std::size_t lines = 1;
    for (std::size_t i = 0; i < rows[0].size(); ++i)
    {
        heads.push_back(Wrap(rows[0][i], widths[i]));
        lines = std::max(lines, heads.back().size());
    }
    Rows wrapped;
    for (std::size_t line = 0; line < lines; ++line)
    {
        wrapped.emplace_back();
        for (const auto& head : heads)
        {
            // The last lines stand above the cells.
            const std::size_t missing = lines - head.size();
            wrapped.back().push_back(line < missing ? "" : head[line - missing]);
        }
    }
    wrapped.insert(wrapped.end(), rows.begin() + 1, rows.end());
    return wrapped;
}

/**
 * @param os stream that gets the table
 * @param rows cells
 * @param names number of columns that begin at the left
 * @param columns which ones, in order
 * @param widths of all columns
 */
void
PrintColumns(std::ostream& os,
             const Rows& rows,
             std::size_t names,
             const std::vector<std::size_t>& columns,
             const std::vector<std::size_t>& widths)
{
    for (const auto& row : rows)
    {
        std::string line;
        for (const std::size_t i : columns)
        {
            const std::string blanks(widths[i] - GetLength(row[i]), ' ');
            line += line.empty() && i == 0 ? "" : std::string(GAP, ' ');
            line += i < names ? row[i] + blanks : blanks + row[i];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        if (!line.empty()) // a line of the head that only other blocks need
        {
            os << line << '\n';
        }
    }
}

} // namespace

void
TextTable::Print(std::ostream& os, const Rows& rows, std::size_t names, std::size_t width)
{
    const auto getLine = [](const std::vector<std::size_t>& widths) {
        std::size_t line = 0;
        for (const std::size_t own : widths)
        {
            line += own + GAP;
        }
        return line - std::min(line, GAP);
    };
    auto widths = GetWidths(rows, 0);
    const bool isWide = width > 0 && getLine(widths) > width;
    const Rows shown = isWide ? WrapHead(rows) : rows;
    widths = GetWidths(shown, 0);
    std::vector<std::size_t> own(widths.begin(), widths.begin() + static_cast<long>(names));
    const std::size_t begin = own.empty() ? 0 : getLine(own) + GAP;
    for (std::size_t next = names; next < widths.size() || next == names;)
    {
        std::vector<std::size_t> columns;
        for (std::size_t i = 0; i < names; ++i)
        {
            columns.push_back(i);
        }
        std::size_t line = begin;
        while (next < widths.size() &&
               (columns.size() == names || width == 0 || line + widths[next] <= width))
        {
            line += widths[next] + GAP;
            columns.push_back(next++);
        }
        PrintColumns(os, shown, names, columns, widths);
        if (next >= widths.size())
        {
            break;
        }
        os << '\n';
    }
}

void
TextTable::PrintParagraph(std::ostream& os, const std::string& text, std::size_t width)
{
    if (width == 0)
    {
        os << text << '\n';
        return;
    }
    for (const auto& line : Wrap(text, width))
    {
        os << line << '\n';
    }
}

std::size_t
TextTable::GetTerminalWidth()
{
    winsize size{};
    return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
                                                                                      : 0;
}

} // namespace ns3
