// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_PAGE_H
#define EXPERIMENT_PAGE_H

#include <cstdint>
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
 * @brief One HTML file that needs nothing else: no network, no script; for phone and desktop, light
 * and dark, and paper. Whatever is handed in as text is escaped.
 */
class ExperimentPage
{
  public:
    /// A cell of a table.
    struct Cell
    {
        std::string text;   //!< text of the cell
        std::string detail; //!< smaller, behind it: an interval
        bool best{false};   //!< stands out
        int style{-1};      //!< the key of this style before the text; -1: none
    };

    /**
     * @param name of what it is about
     * @param title the page's head; empty: the name
     * @param summary one or two sentences below
     */
    ExperimentPage(const std::string& name, const std::string& title, const std::string& summary);

    /**
     * @brief Begins a section.
     * @param title head of the section
     * @param text a sentence below; may be empty
     */
    void AddSection(const std::string& title, const std::string& text);

    /**
     * @brief A table; on a phone each row becomes a card.
     * @param head names of the columns; the first names rows
     * @param rows cells
     */
    void AddTable(const std::vector<std::string>& head, const std::vector<std::vector<Cell>>& rows);

    /**
     * @brief A list of names and texts.
     * @param pairs names and texts
     */
    void AddPairs(const std::vector<std::pair<std::string, std::string>>& pairs);

    /**
     * @brief A legend for the figures that follow.
     * @param entries style and name
     */
    void AddLegend(const std::vector<std::pair<uint32_t, std::string>>& entries);

    /// Figures follow, side by side where there is room.
    void BeginFigures();

    /**
     * @param title text above the figure
     * @param svg an svg element of ExperimentFigure
     * @param note below it; may be empty
     */
    void AddFigure(const std::string& title, const std::string& svg, const std::string& note = "");

    /// No more figures.
    void EndFigures();

    /**
     * @brief Adds a section of links to files.
     * @param names of files, relative to the page; none: there is no section
     */
    void AddFiles(const std::vector<std::string>& names);

    /**
     * @param text a program's text, as it is
     */
    void AddCode(const std::string& text);

    /**
     * @brief Text that is hidden until asked for.
     * @param title name of what is hidden
     * @param text a program's text, as it is
     */
    void AddDetails(const std::string& title, const std::string& text);

    /**
     * @brief A part of the page that can be folded.
     * @param title name of the part
     * @param open whether it is unfolded at first
     */
    void BeginFold(const std::string& title, bool open);

    /// Ends a part that can be folded.
    void EndFold();

    /**
     * @return the whole file
     */
    std::string GetHtml() const;

  private:
    /// Ends the section that is open.
    void EndSection();

    std::string m_name;      //!< of what it is about
    std::string m_title;     //!< the page's head
    std::string m_summary;   //!< text below the head
    std::string m_body;      //!< what was added
    bool m_inSection{false}; //!< a section is open
};

} // namespace ns3

#endif // EXPERIMENT_PAGE_H
