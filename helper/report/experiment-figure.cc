// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-figure.h"

#include "svg-text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace ns3
{

namespace
{

constexpr double HEIGHT = 230;    ///< of a panel whose y axis has numbers
constexpr double LEFT = 48;       ///< margin with the numbers of the y axis
constexpr double RIGHT = 10;      ///< margin
constexpr double TOP = 22;        ///< margin with the label of the y axis
constexpr double BOTTOM = 40;     ///< margin with the numbers and the label of the x axis
constexpr double HEAD = 20;       ///< of a title
constexpr double ROW = 24;        ///< of a name of the y axis
constexpr double LEGEND_ROW = 18; ///< of the legend
constexpr double BAR = 15;        ///< height of a bar
constexpr double LETTER = 6.2;    ///< width of a character, about
constexpr std::size_t STYLES = 8; ///< colours

/// Colours of a page; after Okabe and Ito, who chose colours that stay apart for most kinds of
/// colour vision: the yellows and light blues darker on white, the blues and black lighter on
/// black.
struct Colours
{
    const char* ink;                        //!< of text that matters
    const char* muted;                      //!< of other text and of axes
    const char* grid;                       //!< of lines behind
    const char* paper;                      //!< of the ground
    std::array<const char*, STYLES> series; //!< of series
};

constexpr Colours LIGHT{
    "#1b1f24",
    "#59636e",
    "#e3e7ec",
    "#ffffff",
    {"#d55e00", "#0072b2", "#00875f", "#b97a00", "#b8578f", "#2f96c8", "#3a3f45", "#6a4fc4"}};
constexpr Colours DARK{
    "#e8eaed",
    "#a3abb5",
    "#2c323a",
    "#171b20",
    {"#ff8a3d", "#5eb1ef", "#3dd6a0", "#f2c14e", "#e79ac6", "#8ed1f5", "#d5d9de", "#9d8cff"}};

/// Dashes of lines.
constexpr std::array<const char*, 4> DASHES{"", "6 3", "2 3", "8 3 2 3"};

/**
 * @param error half the width of an interval
 * @return what can be drawn of it
 */
double
GetHalf(double error)
{
    return std::isfinite(error) ? std::abs(error) : 0;
}

/**
 * @param style number of a style
 * @return the beginning of a group in its colour
 */
std::string
BeginGroup(uint32_t style)
{
    const char* colour = LIGHT.series[style % STYLES];
    return SvgText::Format("<g class=\"s%u\" stroke=\"%s\" fill=\"%s\">",
                           static_cast<unsigned>(style % STYLES + 1),
                           colour,
                           colour);
}

/**
 * @param style number of a style
 * @param hasMarkers whether markers tell it apart as well
 * @return attributes of its lines
 */
std::string
GetLine(uint32_t style, bool hasMarkers)
{
    const auto dash = (hasMarkers ? style / STYLES : style) % DASHES.size();
    std::string line = "fill=\"none\" stroke-width=\"1.8\" stroke-linejoin=\"round\"";
    return *DASHES[dash] ? line + " stroke-dasharray=\"" + DASHES[dash] + "\"" : line;
}

/**
 * @param style number of a style
 * @param x position
 * @param y position
 * @return its marker: of four shapes, filled or hollow
 */
std::string
DrawMarker(uint32_t style, double x, double y)
{
    const bool isHollow = style / 4 % 2 == 1;
    const std::string paint =
        isHollow ? std::string("class=\"m h\" stroke-width=\"1.4\" fill=\"") + LIGHT.paper + "\"/>"
                 : std::string("class=\"m\" stroke-width=\".8\" stroke=\"") + LIGHT.paper + "\"/>";
    switch (style % 4)
    {
    case 0:
        return SvgText::Format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" ", x, y) + paint;
    case 1:
        return SvgText::Format("<rect x=\"%.1f\" y=\"%.1f\" width=\"5.4\" height=\"5.4\" ",
                               x - 2.7,
                               y - 2.7) +
               paint;
    case 2:
        return SvgText::Format("<path d=\"M%.1f %.1fl3.6 6.2h-7.2z\" ", x, y - 3.9) + paint;
    default:
        return SvgText::Format("<path d=\"M%.1f %.1fl3.8 3.8l-3.8 3.8l-3.8 -3.8z\" ", x, y - 3.8) +
               paint;
    }
}

/**
 * @param style number of a style
 * @param from position
 * @param to position
 * @param y position of its middle
 * @return a bar; in grey each second style is lighter, so that neighbours can be told apart
 */
std::string
DrawBar(uint32_t style, double from, double to, double y)
{
    return SvgText::Format("<rect stroke=\"none\" fill-opacity=\"%s\" x=\"%.1f\" y=\"%.1f\" "
                           "width=\"%.1f\" height=\"%.0f\"/>",
                           style % 2 == 0 ? ".9" : ".5",
                           from,
                           y - BAR / 2,
                           std::max(0.0, to - from),
                           BAR);
}

/**
 * @param panel with positions
 * @param x position of a value that is a lower bound
 * @param y position of that value
 * @return an arrow to greater values: along the axis that has numbers
 */
std::string
DrawArrow(const ExperimentFigure::Panel& panel, double x, double y)
{
    return panel.y.names.empty() ? SvgText::Format("M%.1f %.1fv-11m-3 3l3 -3l3 3", x, y - 5)
                                 : SvgText::Format("M%.1f %.1fh11m-3 -3l3 3l-3 3", x + 5, y);
}

/**
 * @param x position
 * @param y position
 * @param kind class: l or t for text that matters, otherwise empty
 * @param anchor start, middle or end
 * @param text any text
 * @return the text at that position
 */
std::string
DrawText(double x,
         double y,
         const std::string& kind,
         const std::string& anchor,
         const std::string& text)
{
    std::string svg = "<text";
    svg += kind.empty() ? "" : " class=\"" + kind + "\" fill=\"" + LIGHT.ink + "\"";
    svg += kind == "t" ? " font-size=\"13\" font-weight=\"600\"" : "";
    svg += anchor == "start" ? "" : " text-anchor=\"" + anchor + "\"";
    return svg + SvgText::Format(" x=\"%.1f\" y=\"%.1f\">", x, y) + SvgText::Escape(text) +
           "</text>";
}

/**
 * @param panel with the ends of its axes
 * @param point a point
 * @return whether it is drawn
 */
bool
IsShown(const ExperimentFigure::Panel& panel, const ExperimentFigure::Point& point)
{
    return panel.x.Shows(point.x) && panel.y.Shows(point.y);
}

/**
 * @param panel with positions
 * @param series one of its series
 * @return its line, and the band around it
 */
std::string
DrawLine(const ExperimentFigure::Panel& panel, const ExperimentFigure::Series& series)
{
    std::string path;
    std::string above;
    std::string below;
    bool isDown = false;
    for (const auto& p : series.points)
    {
        const bool isShown = IsShown(panel, p);
        if (isShown)
        {
            const double x = panel.x.At(p.x);
            path += SvgText::Format("%s%.1f %.1f", isDown ? "L" : "M", x, panel.y.At(p.y));
            const double half = GetHalf(p.yError);
            above += SvgText::Format("%s%.1f %.1f",
                                     above.empty() ? "M" : "L",
                                     x,
                                     panel.y.At(p.y + half));
            below = SvgText::Format("L%.1f %.1f", x, panel.y.At(p.y - half)) + below;
        }
        isDown = isShown;
    }
    std::string svg;
    if (series.band && !above.empty())
    {
        svg += "<path stroke=\"none\" fill-opacity=\".18\" d=\"" + above + below + "z\"/>";
    }
    return svg + "<path " + GetLine(series.style, series.markers) + " d=\"" + path + "\"/>";
}

/**
 * @param panel with positions
 * @param series one of its series
 * @param p one of its points
 * @return intervals and marker
 */
std::string
DrawPoint(const ExperimentFigure::Panel& panel,
          const ExperimentFigure::Series& series,
          const ExperimentFigure::Point& p)
{
    const double x = panel.x.At(p.x);
    const double y = panel.y.At(p.y);
    if (series.bars)
    {
        return DrawBar(series.style, panel.x.At(p.from), x, y);
    }
    std::string bars;
    if (GetHalf(p.yError) > 0 && !series.band)
    {
        bars += SvgText::Format("M%.1f %.1fV%.1f",
                                x,
                                panel.y.At(p.y - p.yError),
                                panel.y.At(p.y + p.yError));
    }
    if (GetHalf(p.xError) > 0)
    {
        bars += SvgText::Format("M%.1f %.1fH%.1f",
                                panel.x.At(p.x - p.xError),
                                y,
                                panel.x.At(p.x + p.xError));
    }
    bars += p.bound ? DrawArrow(panel, x, y) : "";
    std::string svg;
    if (!bars.empty())
    {
        svg +=
            "<path fill=\"none\" stroke-width=\"1.4\" stroke-opacity=\".75\" d=\"" + bars + "\"/>";
    }
    if (series.markers && series.faint)
    {
        svg += SvgText::Format(
            "<circle class=\"m\" stroke=\"none\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\"/>",
            x,
            y);
    }
    else if (series.markers)
    {
        svg += DrawMarker(series.style, x, y);
    }
    return svg;
}

/**
 * @param panel with positions
 * @param left where it begins
 * @param right where its axes end
 * @param top where its axes begin
 * @param bottom where its axes end
 * @return grid, marks and labels
 */
std::string
DrawAxes(const ExperimentFigure::Panel& panel, double left, double right, double top, double bottom)
{
    const double begin = panel.x.At(panel.x.low);
    std::string grid;
    std::string svg;
    for (const auto& [y, text] : panel.y.GetMarks())
    {
        const bool isName = !panel.y.names.empty();
        grid += isName ? "" : SvgText::Format("M%.1f %.1fH%.1f", begin, y, right);
        svg += isName ? DrawText(left, y + 4, "l", "start", SvgText::Shorten(text, 16))
                      : DrawText(begin - 6, y + 3.8, "", "end", text);
    }
    const auto marks = panel.x.GetMarks();
    const double room = (right - begin) / std::max<double>(1, static_cast<double>(marks.size()));
    const auto most = static_cast<std::size_t>(std::max(2.0, room / 6));
    for (const auto& [x, text] : marks)
    {
        const bool isName = !panel.x.names.empty();
        grid += isName ? "" : SvgText::Format("M%.1f %.1fV%.1f", x, bottom, top);
        svg += DrawText(x, bottom + 15, "", "middle", isName ? SvgText::Shorten(text, most) : text);
    }
    svg += DrawText((begin + right) / 2,
                    bottom + 34,
                    "l",
                    "middle",
                    SvgText::Shorten(panel.x.label, 52));
    if (!panel.y.label.empty())
    {
        svg += DrawText(left, top - 11, "l", "start", SvgText::Shorten(panel.y.label, 56));
    }
    return "<path class=\"g\" fill=\"none\" stroke=\"" + std::string(LIGHT.grid) + "\" d=\"" +
           grid + "\"/>\n<path class=\"a\" fill=\"none\" stroke=\"" + LIGHT.muted +
           SvgText::Format("\" d=\"M%.1f %.1fH%.1f\"/>\n", begin, bottom, right) + svg + "\n";
}

/**
 * @param panel with the ends of its axes
 * @param left where it begins
 * @param width how wide it is
 * @param top where it begins
 * @return the panel without its title
 */
std::string
DrawPanel(ExperimentFigure::Panel panel, double left, double width, double top)
{
    const bool hasNames = !panel.y.names.empty();
    std::size_t longest = 0;
    for (const auto& [value, name] : panel.y.names)
    {
        longest = std::max(longest, std::min<std::size_t>(16, name.size()));
    }
    const double begin = left + (hasNames ? 8 + LETTER * static_cast<double>(longest) : LEFT);
    const double right = left + width - RIGHT;
    const double bottom = top + panel.GetHeight() - BOTTOM;
    const double summit = top + (panel.y.label.empty() ? 4 : TOP);
    panel.x.SetPositions(begin, right);
    panel.y.SetPositions(bottom, summit);
    std::string svg = DrawAxes(panel, left, right, summit, bottom);
    for (const auto& series : panel.series)
    {
        svg += BeginGroup(series.style) + (series.faint ? "<g opacity=\".4\">" : "") + "<title>" +
               SvgText::Escape(series.name) + "</title>";
        svg += series.line && !series.bars ? DrawLine(panel, series) : "";
        for (const auto& point : series.points)
        {
            svg += IsShown(panel, point) ? DrawPoint(panel, series, point) : "";
        }
        svg += series.faint ? "</g></g>\n" : "</g>\n";
    }
    return svg;
}

/**
 * @param points of a panel
 * @param isAcross of the x axis
 * @return what has to fit on an axis
 */
std::vector<std::pair<double, double>>
GetExtents(const ExperimentFigure::Panel& panel, bool isAcross)
{
    std::vector<std::pair<double, double>> extents;
    for (const auto& series : panel.series)
    {
        for (const auto& p : series.points)
        {
            if (std::isfinite(p.x) && std::isfinite(p.y) && (!panel.x.log || p.x > 0) &&
                (!panel.y.log || p.y > 0))
            {
                const double value = isAcross ? p.x : p.y;
                const double half = GetHalf(isAcross ? p.xError : p.yError);
                extents.emplace_back(value - half, value + half);
                if (series.bars && isAcross)
                {
                    extents.emplace_back(p.from, p.from);
                }
            }
        }
    }
    return extents;
}

} // namespace

double
ExperimentFigure::Panel::GetHeight() const
{
    return y.names.empty() ? HEIGHT : 8 + ROW * static_cast<double>(y.names.size()) + BOTTOM;
}

std::vector<ExperimentFigure::Panel>
ExperimentFigure::GetFitted() const
{
    auto fitted = panels;
    std::vector<std::pair<double, double>> all;
    for (const auto& panel : panels)
    {
        const auto own = GetExtents(panel, false);
        all.insert(all.end(), own.begin(), own.end());
    }
    for (auto& panel : fitted)
    {
        panel.x.Fit(GetExtents(panel, true));
        panel.y.Fit(isYShared ? all : GetExtents(panel, false));
    }
    return fitted;
}

std::size_t
ExperimentFigure::GetColumns() const
{
    return panels.size() == 4 ? 2 : std::clamp<std::size_t>(panels.size(), 1, 3);
}

double
ExperimentFigure::DrawPanels(std::string& svg, double top) const
{
    const auto fitted = GetFitted();
    const std::size_t columns = GetColumns();
    for (std::size_t begin = 0; begin < fitted.size(); begin += columns)
    {
        const std::size_t end = std::min(fitted.size(), begin + columns);
        double height = 0;
        double head = 0;
        for (std::size_t i = begin; i < end; ++i)
        {
            height = std::max(height, fitted[i].GetHeight());
            head = fitted[i].title.empty() ? head : HEAD;
        }
        for (std::size_t i = begin; i < end; ++i)
        {
            const double left = (width + 2 * RIGHT) * static_cast<double>(i - begin);
            if (!fitted[i].title.empty())
            {
                svg +=
                    DrawText(left, top + 12, "t", "start", SvgText::Shorten(fitted[i].title, 46)) +
                    "\n";
            }
            svg += DrawPanel(fitted[i], left, width, top + head);
        }
        top += head + height;
    }
    return top;
}

double
ExperimentFigure::DrawLegend(std::string& svg, double top) const
{
    std::vector<const Series*> entries;
    for (const auto& panel : panels)
    {
        for (const auto& series : panel.series)
        {
            const bool isThere =
                std::any_of(entries.begin(), entries.end(), [&](const auto* other) {
                    return other->name == series.name;
                });
            if (!isThere)
            {
                entries.push_back(&series);
            }
        }
    }
    const double all = (width + 2 * RIGHT) * static_cast<double>(GetColumns());
    std::size_t longest = 0;
    for (const auto* entry : entries)
    {
        longest = std::max(longest, entry->name.size());
    }
    constexpr double SAMPLE = 28 + 8; // of the line, with its margins
    const double wanted =
        std::max(NARROW / 2 + RIGHT, SAMPLE + LETTER * static_cast<double>(longest));
    const auto columns = std::max<std::size_t>(1, static_cast<std::size_t>(all / wanted));
    const auto most =
        static_cast<std::size_t>((all / static_cast<double>(columns) - SAMPLE) / LETTER);
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        const Series& series = *entries[i];
        const double x = 8 + all / static_cast<double>(columns) * static_cast<double>(i % columns);
        const double y = top + 10 + LEGEND_ROW * static_cast<double>(i / columns);
        svg += BeginGroup(series.style) + (series.faint ? "<g opacity=\".4\">" : "<g>");
        if (series.line && !series.bars)
        {
            svg += "<path " + GetLine(series.style, series.markers) +
                   SvgText::Format(" d=\"M%.1f %.1fh22\"/>", x, y);
        }
        svg += series.bars      ? DrawBar(series.style, x, x + 22, y)
               : series.markers ? DrawMarker(series.style, x + 11, y)
                                : "";
        svg += "</g></g>" +
               DrawText(x + 28, y + 4, "", "start", SvgText::Shorten(series.name, most)) + "\n";
    }
    const auto rows = (entries.size() + columns - 1) / columns;
    return top + LEGEND_ROW * static_cast<double>(rows) + 6;
}

std::string
ExperimentFigure::Draw(bool isExplained) const
{
    std::string inside;
    double height = DrawPanels(inside, 0);
    height = isExplained ? DrawLegend(inside, height) : height;
    const double all = (width + 2 * RIGHT) * static_cast<double>(GetColumns()) - 2 * RIGHT;
    return SvgText::Format(
               "<svg class=\"plot\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" font-size=\"11\"",
               all,
               height) +
           " fill=\"" + LIGHT.muted + "\" aria-label=\"" + SvgText::Escape(description) + "\">\n" +
           inside + "</svg>\n";
}

std::string
ExperimentFigure::DrawFile(const std::string& title) const
{
    std::string inside;
    double height = 6;
    const double all = (width + 2 * RIGHT) * static_cast<double>(GetColumns());
    if (!title.empty())
    {
        const auto most = static_cast<std::size_t>(all / 6.6);
        inside += DrawText(0, height + 12, "t", "start", SvgText::Shorten(title, most)) + "\n";
        height += HEAD + 4;
    }
    height = DrawPanels(inside, height);
    height = hasLegend ? DrawLegend(inside, height) : height;
    std::string svg =
        SvgText::Format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%.0f 0 %.0f "
                        "%.0f\" width=\"%.0f\" height=\"%.0f\" font-size=\"11\" "
                        "font-family=\"sans-serif\"",
                        -RIGHT,
                        all,
                        height,
                        2 * all,
                        2 * height);
    svg += " fill=\"" + std::string(LIGHT.muted) + "\">\n";
    svg += comment.empty() ? "" : "<!-- " + SvgText::Escape(comment) + " -->\n";
    svg += "<title>" + SvgText::Escape(description) + "</title>\n";
    svg += SvgText::Format("<rect x=\"%.0f\" width=\"%.0f\" height=\"%.0f\" fill=\"%s\"/>\n",
                           -RIGHT,
                           all,
                           height,
                           LIGHT.paper);
    return svg + inside + "</svg>\n";
}

std::string
ExperimentFigure::DrawKey(uint32_t style)
{
    return "<svg class=\"key\" viewBox=\"0 0 24 12\" width=\"24\" height=\"12\" "
           "aria-hidden=\"true\">" +
           BeginGroup(style) + "<path " + GetLine(style, true) + " d=\"M1 6H23\"/>" +
           DrawMarker(style, 12, 6) + "</g></svg>";
}

std::string
ExperimentFigure::GetStyle()
{
    std::string style = ".plot{overflow:visible;fill:var(--muted)}\n"
                        ".plot text{font-variant-numeric:tabular-nums}\n"
                        ".plot .l,.plot .t{fill:var(--ink)}\n"
                        ".plot .g{stroke:var(--grid)}\n.plot .a{stroke:var(--muted)}\n";
    for (std::size_t colour = 1; colour <= STYLES; ++colour)
    {
        const std::string name = std::to_string(colour);
        style += ".s" + name + "{stroke:var(--s" + name + ");fill:var(--s" + name + ")}\n";
    }
    return style + ".m:not(.h){stroke:var(--paper)}\n.h{fill:var(--paper)}\n";
}

std::string
ExperimentFigure::GetColours(bool isDark)
{
    const Colours& colours = isDark ? DARK : LIGHT;
    std::string style = std::string("--ink:") + colours.ink + ";--muted:" + colours.muted +
                        ";--grid:" + colours.grid + ";--paper:" + colours.paper + ";";
    for (std::size_t i = 0; i < STYLES; ++i)
    {
        style += "--s" + std::to_string(i + 1) + ":" + colours.series[i] + ";";
    }
    return style;
}

} // namespace ns3
