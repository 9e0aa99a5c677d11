// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-svg.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <limits>

namespace ns3
{

namespace
{

constexpr double WIDTH = 340;  ///< of a drawing
constexpr double HEIGHT = 230; ///< of a drawing with two axes
constexpr double LEFT = 48;    ///< margin with the y axis' numbers
constexpr double RIGHT = 10;   ///< margin
constexpr double TOP = 22;     ///< margin with the y axis' label
constexpr double BOTTOM = 40;  ///< margin with the x axis' numbers and label
constexpr uint32_t STYLES = 8; ///< colours

/// Dashes of the lines beyond the first STYLES.
constexpr std::array<const char*, 4> DASHES{"", "6 3", "2 3", "8 3 2 3"};

/**
 * @param [in,out] text gets formatted text appended
 * @param format as of printf
 */
__attribute__((format(printf, 2, 3))) void
Append(std::string& text, const char* format, ...)
{
    std::array<char, 512> buffer;
    va_list arguments;
    va_start(arguments, format);
    const int size = std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
    va_end(arguments);
    text.append(buffer.data(), std::min<std::size_t>(size, buffer.size() - 1));
}

/**
 * @param style number of a style
 * @return number of its colour, from 1
 */
uint32_t
GetColour(uint32_t style)
{
    return style % STYLES + 1;
}

/**
 * @param [in,out] svg gets the marker of a style
 * @param style its number
 * @param x position
 * @param y position
 */
void
DrawMarker(std::string& svg, uint32_t style, double x, double y)
{
    switch (style % 4)
    {
    case 0:
        Append(svg, "<circle class=\"m\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x, y);
        break;
    case 1:
        Append(svg,
               "<rect class=\"m\" x=\"%.1f\" y=\"%.1f\" width=\"5.4\" height=\"5.4\"/>",
               x - 2.7,
               y - 2.7);
        break;
    case 2:
        Append(svg, "<path class=\"m\" d=\"M%.1f %.1fl3.6 6.2h-7.2z\"/>", x, y - 3.9);
        break;
    default:
        Append(svg, "<path class=\"m\" d=\"M%.1f %.1fl3.8 3.8l-3.8 3.8l-3.8 -3.8z\"/>", x, y - 3.8);
    }
}

/**
 * @param text a text
 * @param most characters that have room
 * @return the text, cut at a character's border when it is longer
 */
std::string
Shorten(const std::string& text, std::size_t most)
{
    std::size_t bytes = 0;
    std::size_t characters = 0;
    while (bytes < text.size())
    {
        if (characters == most - 1 && text.size() - bytes > 1)
        {
            return text.substr(0, bytes) + "\xE2\x80\xA6";
        }
        do
        {
            ++bytes;
        } while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80);
        ++characters;
    }
    return text;
}

} // namespace

std::string
ExperimentSvg::Escape(const std::string& text)
{
    std::string safe;
    // Line breaks and tabs are text; whatever else does not print becomes visible.
    std::size_t begin = 0;
    while (begin <= text.size())
    {
        const std::size_t end = std::min(text.find_first_of("\n\t", begin), text.size());
        for (const char c : InferenceInputError::MakePrintable(text.substr(begin, end - begin)))
        {
            switch (c)
            {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
            }
        }
        if (end < text.size())
        {
            safe += text[end];
        }
        begin = end + 1;
    }
    return safe;
}

ExperimentSvg::ExperimentSvg(const std::string& xLabel, const std::string& yLabel)
    : m_xLabel(xLabel),
      m_yLabel(yLabel)
{
}

void
ExperimentSvg::SetDescription(const std::string& description)
{
    m_description = description;
}

void
ExperimentSvg::SetLogX()
{
    m_logX = true;
}

void
ExperimentSvg::SetYRange(double low, double high)
{
    m_hasRange = true;
    m_low = low;
    m_high = high;
}

void
ExperimentSvg::SetCategories(const std::vector<std::string>& names)
{
    m_categories = names;
}

void
ExperimentSvg::Add(Series series)
{
    m_series.push_back(std::move(series));
}

double
ExperimentSvg::Axis::At(double value) const
{
    const double share =
        log ? (std::log10(value) - std::log10(low)) / (std::log10(high) - std::log10(low))
            : (value - low) / (high - low);
    return from + std::max(-0.05, std::min(1.05, share)) * (to - from);
}

void
ExperimentSvg::Axis::SetTicks()
{
    ticks.clear();
    if (log)
    {
        // 1, 2, 5 of each decade while there is room, otherwise the decades.
        const double decades = std::log10(high / low);
        const int every = std::max(1, static_cast<int>(std::ceil(decades / 6)));
        for (int decade = static_cast<int>(std::floor(std::log10(low))) - 1;
             decade <= static_cast<int>(std::ceil(std::log10(high)));
             ++decade)
        {
            for (const double digit : {1.0, 2.0, 5.0})
            {
                const double value = digit * std::pow(10.0, decade);
                const bool wanted = digit == 1 ? decade % every == 0 : decades < 2.2;
                if (wanted && value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                {
                    ticks.push_back(value);
                }
            }
        }
        return;
    }
    const double rough = (high - low) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double digit : {5.0, 2.0, 1.0})
    {
        step = digit * power >= rough * (1 - 1e-9) ? digit * power : step;
    }
    for (double index = std::ceil(low / step - 1e-6); index * step <= high + 1e-6 * step; ++index)
    {
        ticks.push_back(index * step);
    }
}

std::string
ExperimentSvg::Axis::GetText(double value) const
{
    std::string text;
    const double size = std::max(std::abs(low), std::abs(high));
    if (!log && std::abs(value) < 1e-9 * size)
    {
        return "0";
    }
    if (std::abs(value) >= 1e4 || std::abs(value) < 1e-3)
    {
        Append(text, "%.4g", value);
        return text;
    }
    // As many digits as tell the ticks apart, the same for all.
    int digits = 0;
    if (log)
    {
        digits = std::max(0, static_cast<int>(-std::floor(std::log10(value) + 1e-9)));
    }
    else if (ticks.size() > 1)
    {
        digits = std::max(0, static_cast<int>(-std::floor(std::log10(ticks[1] - ticks[0]) + 1e-9)));
    }
    Append(text, "%.*f", std::min(digits, 6), value);
    return text;
}

void
ExperimentSvg::Fit(Axis& axis, const std::vector<std::pair<double, double>>& values)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    double least = low;
    for (const auto& [from, to] : values)
    {
        if (!axis.log || from > 0)
        {
            low = std::min(low, from);
        }
        if (!axis.log || to > 0)
        {
            high = std::max(high, to);
        }
        least = std::min(least, from);
    }
    if (!(low <= high))
    {
        low = axis.log ? 1 : 0;
        high = axis.log ? 10 : 1;
    }
    if (axis.log)
    {
        const double margin = low == high ? 2 : std::pow(high / low, 0.04);
        axis.low = low / margin;
        axis.high = high * margin;
    }
    else
    {
        double margin = 0.06 * (high - low);
        if (margin < 1e-9 * std::max(std::abs(low), std::abs(high)) || margin == 0)
        {
            margin = std::max(0.1 * std::abs(low), 1e-9);
        }
        axis.low = least >= 0 && low - margin < 0.25 * high ? 0 : low - margin;
        axis.high = high + margin;
    }
    axis.SetTicks();
}

std::string
ExperimentSvg::DrawInside(double height) const
{
    Axis x;
    Axis y;
    x.log = m_logX && m_categories.empty();
    x.from = LEFT;
    x.to = WIDTH - RIGHT;
    y.from = height - BOTTOM;
    y.to = TOP;
    const auto half = [](double error) { return std::isfinite(error) ? std::abs(error) : 0; };
    const auto drawn = [&](const Point& p) {
        return std::isfinite(p.x) && std::isfinite(p.y) && (!x.log || p.x > 0);
    };
    std::vector<std::pair<double, double>> xs;
    std::vector<std::pair<double, double>> ys;
    for (const auto& series : m_series)
    {
        for (const auto& p : series.points)
        {
            if (drawn(p))
            {
                xs.emplace_back(p.x - half(p.xError), p.x + half(p.xError));
                ys.emplace_back(p.y - half(p.yError), p.y + half(p.yError));
            }
        }
    }
    Fit(x, xs);
    Fit(y, ys);
    if (!m_categories.empty())
    {
        x.low = -0.5;
        x.high = static_cast<double>(m_categories.size()) - 0.5;
    }
    if (m_hasRange)
    {
        y.low = m_low;
        y.high = m_high;
        y.SetTicks();
    }
    std::string svg;
    for (const double tick : y.ticks)
    {
        const double at = y.At(tick);
        Append(svg,
               "<path class=\"g\" d=\"M%.1f %.1fH%.1f\"/><text class=\"e\" x=\"%.1f\" "
               "y=\"%.1f\">%s</text>\n",
               x.from,
               at,
               x.to,
               x.from - 6,
               at + 3.8,
               y.GetText(tick).c_str());
    }
    if (m_categories.empty())
    {
        for (const double tick : x.ticks)
        {
            const double at = x.At(tick);
            Append(svg,
                   "<path class=\"g\" d=\"M%.1f %.1fV%.1f\"/><text class=\"c\" x=\"%.1f\" "
                   "y=\"%.1f\">%s</text>\n",
                   at,
                   y.from,
                   y.to,
                   at,
                   y.from + 15,
                   x.GetText(tick).c_str());
        }
    }
    else
    {
        const double room = (x.to - x.from) / static_cast<double>(m_categories.size());
        const auto most = static_cast<std::size_t>(std::max(2.0, room / 6));
        for (std::size_t i = 0; i < m_categories.size(); ++i)
        {
            Append(svg,
                   "<text class=\"c\" x=\"%.1f\" y=\"%.1f\">",
                   x.At(static_cast<double>(i)),
                   y.from + 15);
            svg += Escape(Shorten(m_categories[i], most)) + "</text>\n";
        }
    }
    Append(svg, "<path class=\"a\" d=\"M%.1f %.1fH%.1f\"/>", x.from, y.from, x.to);
    Append(svg, "<text class=\"c l\" x=\"%.1f\" y=\"%.1f\">", (x.from + x.to) / 2, height - 6);
    svg += Escape(Shorten(m_xLabel, 52)) + "</text>";
    svg += "<text class=\"l\" x=\"0\" y=\"11\">" + Escape(Shorten(m_yLabel, 56)) + "</text>\n";
    for (const auto& series : m_series)
    {
        Append(svg, "<g class=\"s%u%s\">", GetColour(series.style), series.faint ? " f" : "");
        svg += "<title>" + Escape(series.name) + "</title>";
        if (series.line)
        {
            std::string path;
            bool down = false;
            for (const auto& p : series.points)
            {
                if (drawn(p))
                {
                    Append(path, "%s%.1f %.1f", down ? "L" : "M", x.At(p.x), y.At(p.y));
                }
                down = drawn(p);
            }
            Append(svg, "<path class=\"p\"");
            const char* dash = DASHES[series.style / STYLES % DASHES.size()];
            if (*dash)
            {
                Append(svg, " stroke-dasharray=\"%s\"", dash);
            }
            svg += " d=\"" + path + "\"/>";
        }
        for (const auto& p : series.points)
        {
            if (!drawn(p))
            {
                continue;
            }
            if (half(p.yError) > 0)
            {
                Append(svg,
                       "<path class=\"b\" d=\"M%.1f %.1fV%.1f\"/>",
                       x.At(p.x),
                       y.At(p.y - p.yError),
                       y.At(p.y + p.yError));
            }
            if (half(p.xError) > 0)
            {
                Append(svg,
                       "<path class=\"b\" d=\"M%.1f %.1fH%.1f\"/>",
                       x.At(p.x - p.xError),
                       y.At(p.y),
                       x.At(p.x + p.xError));
            }
            if (series.markers && series.faint)
            {
                Append(svg,
                       "<circle class=\"m\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\"/>",
                       x.At(p.x),
                       y.At(p.y));
            }
            else if (series.markers)
            {
                DrawMarker(svg, series.style, x.At(p.x), y.At(p.y));
            }
        }
        svg += "</g>\n";
    }
    return svg;
}

std::string
ExperimentSvg::Draw() const
{
    std::string svg;
    Append(svg, "<svg class=\"plot\" viewBox=\"0 0 %.0f %.0f\" role=\"img\"", WIDTH, HEIGHT);
    svg += " aria-label=\"" + Escape(m_description) + "\">\n";
    return svg + DrawInside(HEIGHT) + "</svg>\n";
}

std::string
ExperimentSvg::DrawFile(const std::string& title) const
{
    std::string svg;
    constexpr double head = 24;
    constexpr double row = 18;
    constexpr double columns = 2;
    const double legend = row * std::ceil(static_cast<double>(m_series.size()) / columns) + 6;
    const double height = head + HEIGHT + legend;
    Append(svg,
           "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"-10 0 %.0f %.0f\" "
           "width=\"%.0f\" height=\"%.0f\">\n",
           WIDTH + 20,
           height,
           2 * (WIDTH + 20),
           2 * height);
    svg += "<style>svg{" + GetColours(false) + "background:#fff;font-family:sans-serif}\n" +
           GetStyle() + "</style>\n";
    svg += "<text class=\"t\" x=\"0\" y=\"16\">" + Escape(Shorten(title, 54)) + "</text>\n";
    Append(svg, "<g transform=\"translate(0 %.0f)\">\n", head);
    svg += DrawInside(HEIGHT) + "</g>\n";
    for (std::size_t i = 0; i < m_series.size(); ++i)
    {
        const double x = 8 + (i % 2) * WIDTH / columns;
        const double y = head + HEIGHT + 10 + row * static_cast<double>(i / 2);
        Append(svg,
               "<g class=\"s%u\"><path class=\"p\" d=\"M%.1f %.1fh22\"/>",
               GetColour(m_series[i].style),
               x,
               y);
        DrawMarker(svg, m_series[i].style, x + 11, y);
        Append(svg, "</g><text x=\"%.1f\" y=\"%.1f\">", x + 28, y + 4);
        svg += Escape(Shorten(m_series[i].name, 22)) + "</text>\n";
    }
    return svg + "</svg>\n";
}

std::string
ExperimentSvg::DrawRows(const std::string& label, const std::vector<Series>& rows)
{
    constexpr double row = 24;
    constexpr double names = 104;
    const double bottom = 8 + row * static_cast<double>(rows.size());
    const double height = bottom + BOTTOM;
    Axis x;
    x.from = names;
    x.to = WIDTH - RIGHT;
    std::vector<std::pair<double, double>> xs;
    for (const auto& series : rows)
    {
        for (const auto& p : series.points)
        {
            if (std::isfinite(p.x))
            {
                const double error = std::isfinite(p.xError) ? p.xError : 0;
                xs.emplace_back(p.x - error, p.x + error);
            }
        }
    }
    Fit(x, xs);
    std::string svg;
    Append(svg, "<svg class=\"plot\" viewBox=\"0 0 %.0f %.0f\" role=\"img\"", WIDTH, height);
    svg += " aria-label=\"" + Escape(label) + " by policy\">\n";
    for (const double tick : x.ticks)
    {
        Append(svg,
               "<path class=\"g\" d=\"M%.1f %.1fV4\"/><text class=\"c\" x=\"%.1f\" "
               "y=\"%.1f\">%s</text>\n",
               x.At(tick),
               bottom,
               x.At(tick),
               bottom + 15,
               x.GetText(tick).c_str());
    }
    Append(svg, "<path class=\"a\" d=\"M%.1f %.1fH%.1f\"/>", x.from, bottom, x.to);
    Append(svg, "<text class=\"c l\" x=\"%.1f\" y=\"%.1f\">", (x.from + x.to) / 2, height - 6);
    svg += Escape(label) + "</text>\n";
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        const double y = 8 + row * (static_cast<double>(i) + 0.5);
        Append(svg, "<text x=\"0\" y=\"%.1f\">", y + 4);
        svg += Escape(Shorten(rows[i].name, 16)) + "</text>";
        Append(svg, "<g class=\"s%u\">", GetColour(rows[i].style));
        for (const auto& p : rows[i].points)
        {
            if (!std::isfinite(p.x))
            {
                continue;
            }
            if (std::isfinite(p.xError) && p.xError > 0)
            {
                Append(svg,
                       "<path class=\"b\" d=\"M%.1f %.1fH%.1f\"/>",
                       x.At(p.x - p.xError),
                       y,
                       x.At(p.x + p.xError));
            }
            DrawMarker(svg, rows[i].style, x.At(p.x), y);
        }
        svg += "</g>\n";
    }
    return svg + "</svg>\n";
}

std::string
ExperimentSvg::DrawKey(uint32_t style)
{
    std::string svg;
    Append(svg,
           "<svg class=\"key\" viewBox=\"0 0 24 12\" width=\"24\" height=\"12\" "
           "aria-hidden=\"true\"><g class=\"s%u\"><path class=\"p\"",
           GetColour(style));
    const char* dash = DASHES[style / STYLES % DASHES.size()];
    if (*dash)
    {
        Append(svg, " stroke-dasharray=\"%s\"", dash);
    }
    svg += " d=\"M1 6H23\"/>";
    DrawMarker(svg, style, 12, 6);
    return svg + "</g></svg>";
}

std::string
ExperimentSvg::GetStyle()
{
    std::string style = ".plot{overflow:visible}\n"
                        ".plot text{font-size:11px;fill:var(--muted);"
                        "font-variant-numeric:tabular-nums}\n"
                        ".plot .l{fill:var(--ink)}\n"
                        ".plot .t{fill:var(--ink);font-size:13px;font-weight:600}\n"
                        ".plot .e{text-anchor:end}\n.plot .c{text-anchor:middle}\n"
                        ".plot .g{stroke:var(--grid);stroke-width:1;fill:none}\n"
                        ".plot .a{stroke:var(--muted);stroke-width:1;fill:none}\n"
                        ".p{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}\n"
                        ".b{fill:none;stroke:var(--c);stroke-width:1.4;stroke-opacity:.75}\n"
                        ".m{fill:var(--c);stroke:var(--paper);stroke-width:.8}\n"
                        ".f .m{stroke:none;fill-opacity:.4}\n.f .p{stroke-opacity:.4}\n";
    for (uint32_t colour = 1; colour <= STYLES; ++colour)
    {
        Append(style, ".s%u{--c:var(--s%u)}\n", colour, colour);
    }
    return style;
}

std::string
ExperimentSvg::GetColours(bool dark)
{
    // After Okabe and Ito, who chose colours that stay apart for most kinds of colour vision; the
    // yellows and light blues darker on white, the blues and black lighter on black.
    return dark ? "--ink:#e8eaed;--muted:#a3abb5;--grid:#2c323a;--paper:#171b20;--s1:#ff8a3d;"
                  "--s2:#5eb1ef;--s3:#3dd6a0;--s4:#f2c14e;--s5:#e79ac6;--s6:#8ed1f5;--s7:#d5d9de;"
                  "--s8:#9d8cff;"
                : "--ink:#1b1f24;--muted:#59636e;--grid:#e3e7ec;--paper:#ffffff;--s1:#d55e00;"
                  "--s2:#0072b2;--s3:#00875f;--s4:#b97a00;--s5:#b8578f;--s6:#2f96c8;--s7:#3a3f45;"
                  "--s8:#6a4fc4;";
}

} // namespace ns3
