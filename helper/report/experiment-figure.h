// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_FIGURE_H
#define EXPERIMENT_FIGURE_H

#include "experiment-axis.h"

#include <cstddef>
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
 * @brief A figure of one or several panels, drawn as SVG: the one plotter of experiments, sweeps
 * and studies, for report.html and for files of their own.
 *
 * A panel is sized for a column of a page (340 units wide, text of 11 units), so that it can be
 * read on a phone and side by side with others on a desktop; a wide one spans two columns of a
 * paper with text of the same size. Colours are plain attributes, as
 * programs that convert SVG want them; a page's style sheet (GetStyle()) replaces them by colours
 * for light and dark. Series differ in their markers and dashes as well, so that they can be told
 * apart in grey. The same content gives the same bytes.
 */
class ExperimentFigure
{
  public:
    static constexpr double NARROW = 340; //!< width of a panel for one column
    static constexpr double WIDE = 720;   //!< width of a panel for two columns

    /// A point with the half widths of its intervals.
    struct Point
    {
        double x{0};       //!< across
        double y{0};       //!< up
        double xError{0};  //!< half width; 0 or NaN: not drawn
        double yError{0};  //!< half width; 0 or NaN: not drawn
        bool bound{false}; //!< the value is a lower bound: an arrow points to greater ones
        double from{0};    //!< of a bar: where it begins, across
    };

    /// What is drawn in one style.
    struct Series
    {
        std::string name;   //!< for the legend and for readers of the page's text
        uint32_t style{0};  //!< number of its colour, marker and dashes
        bool line{true};    //!< join the points
        bool markers{true}; //!< mark the points
        bool faint{false};  //!< in the background
        bool band{false};   //!< intervals of y are a band along the line
        bool bars{false};   //!< points are level bars that end at x
        std::vector<Point>
            points{}; //!< in order; what cannot be shown is left out and breaks the line
    };

    /// A pair of axes.
    struct Panel
    {
        std::string title;            //!< above it; may be empty
        ExperimentAxis x;             //!< across
        ExperimentAxis y;             //!< up
        std::vector<Series> series{}; //!< what to draw, in this order

        /**
         * @return height of its drawing without the title: it grows with the names of the y axis
         */
        double GetHeight() const;
    };

    std::string description;   //!< one sentence, for those who do not see the figure
    std::vector<Panel> panels; //!< in rows of at most three
    double width{NARROW};      //!< of a panel
    bool hasLegend{true};      //!< of a file: names the series below the panels
    bool isYShared{false};     //!< all panels have the same y axis
    std::string comment;       //!< of a file: for those who read its text; may be empty

    /**
     * @param isExplained with a legend; otherwise the page has one
     * @return an svg element for a page that has GetStyle()
     */
    std::string Draw(bool isExplained = false) const;

    /**
     * @param title above the panels; may be empty
     * @return a file of its own
     */
    std::string DrawFile(const std::string& title) const;

    /**
     * @param style number of a style
     * @return a small svg element with its line and marker, for a legend
     */
    static std::string DrawKey(uint32_t style);

    /**
     * @return a style sheet's rules for svg elements in a page, which use GetColours()
     */
    static std::string GetStyle();

    /**
     * @param isDark for a dark page
     * @return the custom properties (--ink, --grid, --s1, ...) of the rules
     */
    static std::string GetColours(bool isDark);

  private:
    /**
     * @return the panels with the ends of their axes
     */
    std::vector<Panel> GetFitted() const;

    /**
     * @return number of panels in a row
     */
    std::size_t GetColumns() const;

    /**
     * @param [in,out] svg gets the panels appended
     * @param top where they begin
     * @return where they end
     */
    double DrawPanels(std::string& svg, double top) const;

    /**
     * @param [in,out] svg gets the legend appended
     * @param top where it begins
     * @return where it ends
     */
    double DrawLegend(std::string& svg, double top) const;
};

} // namespace ns3

#endif // EXPERIMENT_FIGURE_H
