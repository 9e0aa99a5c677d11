// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SVG_H
#define EXPERIMENT_SVG_H

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
 * @brief Draws a small plot as SVG, for report.html and for files of its own.
 *
 * The drawing is sized for a column of a page (340 units wide, text of 11 units), so that it can be
 * read on a phone and side by side with others on a desktop. Colours are classes (s1 to s8), which
 * the page's style sheet sets for light and dark; lines differ in their markers and dashes as well.
 * The same content gives the same bytes.
 */
class ExperimentSvg
{
  public:
    /// A point with the half widths of its intervals.
    struct Point
    {
        double x{0};      //!< across
        double y{0};      //!< up
        double xError{0}; //!< half width; 0 or NaN: not drawn
        double yError{0}; //!< half width; 0 or NaN: not drawn
    };

    /// What is drawn in one colour.
    struct Series
    {
        std::string name;          //!< for the legend and for readers of the page's text
        uint32_t style{0};         //!< number of its colour, marker and dashes
        bool line{true};           //!< join the points
        bool markers{true};        //!< mark the points
        bool faint{false};         //!< in the background
        std::vector<Point> points; //!< in order; NaN points are left out and break the line
    };

    /**
     * @param xLabel what goes across, with its unit
     * @param yLabel what goes up, with its unit
     */
    ExperimentSvg(const std::string& xLabel, const std::string& yLabel);

    /**
     * @param description one sentence, for those who do not see the drawing
     */
    void SetDescription(const std::string& description);

    /**
     * @brief Makes the x axis logarithmic; values up to 0 are left out.
     */
    void SetLogX();

    /**
     * @param low lower end of the y axis
     * @param high upper end
     */
    void SetYRange(double low, double high);

    /**
     * @brief Makes x the index of a name.
     * @param names from index 0
     */
    void SetCategories(const std::vector<std::string>& names);

    /**
     * @param series what to draw
     */
    void Add(Series series);

    /**
     * @return an svg element whose colours come from the page
     */
    std::string Draw() const;

    /**
     * @return the same as a file of its own, in light colours, with a title and a legend
     * @param title above the drawing
     */
    std::string DrawFile(const std::string& title) const;

    /**
     * @brief Draws a mean with its interval in each row: policies down, values across.
     * @param label what goes across, with its unit
     * @param rows series with one point each, whose x counts
     * @return an svg element
     */
    static std::string DrawRows(const std::string& label, const std::vector<Series>& rows);

    /**
     * @param style number of a style
     * @return a small svg element with its line and marker, for a legend
     */
    static std::string DrawKey(uint32_t style);

    /**
     * @return the style sheet's rules for drawings, without the colours
     */
    static std::string GetStyle();

    /**
     * @param dark for a dark page
     * @return the custom properties (--ink, --grid, --s1, ...) that drawings use
     */
    static std::string GetColours(bool dark);

    /**
     * @param text any bytes
     * @return it, safe as text or attribute of HTML and XML
     */
    static std::string Escape(const std::string& text);

  private:
    /// From values to positions along one axis.
    struct Axis
    {
        double low{0};             //!< value at @c from
        double high{1};            //!< value at @c to
        bool log{false};           //!< logarithmic
        double from{0};            //!< position of low
        double to{1};              //!< position of high
        std::vector<double> ticks; //!< values with a line

        /**
         * @param value a value
         * @return its position
         */
        double At(double value) const;

        /// Chooses the ticks for low and high.
        void SetTicks();

        /**
         * @param value a tick
         * @return its text
         */
        std::string GetText(double value) const;
    };

    /**
     * @brief Chooses the range of an axis.
     * @param axis it
     * @param values what has to fit: pairs of least and greatest
     */
    static void Fit(Axis& axis, const std::vector<std::pair<double, double>>& values);

    /**
     * @param height of the drawing
     * @return what is inside of the svg element
     */
    std::string DrawInside(double height) const;

    std::string m_xLabel;                  //!< across
    std::string m_yLabel;                  //!< up
    std::string m_description;             //!< one sentence
    bool m_logX{false};                    //!< logarithmic x
    bool m_hasRange{false};                //!< m_low and m_high hold
    double m_low{0};                       //!< of y
    double m_high{1};                      //!< of y
    std::vector<std::string> m_categories; //!< names of x; empty: numbers
    std::vector<Series> m_series;          //!< what to draw
};

} // namespace ns3

#endif // EXPERIMENT_SVG_H
