// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-page.h"

#include "experiment-figure.h"
#include "svg-text.h"

#include <cctype>
#include <cstring>

namespace ns3
{

namespace
{

/// The style sheet, but for colours and drawings.
constexpr const char* STYLE = R"(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;color-scheme:light dark}
body{margin:0;background:var(--back);color:var(--ink);
 font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 clamp(16px,4vw,40px)}
header{padding-top:clamp(28px,6vw,64px)}
.eyebrow{margin:0;color:var(--muted);font-size:.8125rem;letter-spacing:.06em;text-transform:uppercase}
h1{margin:.2em 0 .35em;font-size:clamp(1.7rem,4.4vw,2.5rem);line-height:1.15;letter-spacing:-.02em;
 overflow-wrap:anywhere}
h2{margin:0 0 .5em;font-size:1.25rem;line-height:1.3;letter-spacing:-.01em}
.lead{margin:0;max-width:46em;font-size:1.0625rem;color:var(--muted);overflow-wrap:anywhere}
section{margin-top:clamp(32px,5vw,56px)}
section>p{margin:-.3em 0 18px;max-width:46em;color:var(--muted)}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9375rem}
.table{background:var(--paper);border:1px solid var(--grid);border-radius:12px;overflow-x:auto}
th,td{padding:9px 10px;text-align:right;white-space:nowrap;vertical-align:top}
th:first-child,td:first-child{text-align:left;padding-left:18px}
th:last-child,td:last-child{padding-right:18px}
thead th{color:var(--muted);font-size:.8125rem;font-weight:500;line-height:1.35;white-space:normal;
 vertical-align:bottom;border-bottom:1px solid var(--grid)}
tbody tr+tr td{border-top:1px solid var(--grid)}
tbody td:first-child{font-weight:600}
td small{display:block;white-space:nowrap;color:var(--muted);font-size:.8125rem;line-height:1.3}
td b::before{content:"";display:inline-block;width:6px;height:6px;margin:0 5px 2px 0;
 border-radius:50%;background:var(--s3)}
td .key{margin-right:8px}
.key{vertical-align:-1px;flex:none}
.legend{display:flex;flex-wrap:wrap;gap:6px 20px;margin:0 0 14px;padding:0;list-style:none;
 font-size:.875rem}
.legend li{display:flex;align-items:center;gap:7px;min-width:0;overflow-wrap:anywhere}
.files{columns:auto 15em;margin:0 0 18px;padding:0;list-style:none;font-size:.875rem}
.files li{padding:2px 0;overflow-wrap:anywhere;break-inside:avoid}
a{color:var(--s2)}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,310px),1fr));gap:16px;
 margin-bottom:20px}
figure{margin:0;padding:16px 16px 12px;background:var(--paper);border:1px solid var(--grid);
 border-radius:12px;min-width:0}
figure h3{margin:0 0 8px;font-size:.9375rem;font-weight:600;line-height:1.35}
figcaption{margin-top:8px;color:var(--muted);font-size:.8125rem;line-height:1.45}
.plot{display:block;width:100%;height:auto;max-width:460px;margin:0 auto}
dl{display:grid;grid-template-columns:minmax(9em,max-content) minmax(0,1fr);gap:0;margin:0 0 18px;
 padding:4px 18px;background:var(--paper);border:1px solid var(--grid);border-radius:12px;
 font-size:.9375rem}
dt,dd{margin:0;padding:7px 0;border-top:1px solid var(--grid);overflow-wrap:anywhere}
dt{padding-right:20px;color:var(--muted)}
dt:first-of-type,dd:first-of-type{border-top:0}
dd{font-variant-numeric:tabular-nums}
pre{margin:0 0 18px;padding:14px 18px;background:var(--paper);border:1px solid var(--grid);
 border-radius:12px;font:.8125rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",
 monospace;white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:0 0 18px}
summary{cursor:pointer;padding:8px 0;font-weight:600}
summary:focus-visible{outline:2px solid var(--s2);outline-offset:3px;border-radius:4px}
details pre{margin-top:6px}
footer{margin-top:clamp(36px,5vw,64px);padding-bottom:48px;color:var(--muted);font-size:.8125rem}
@media (max-width:760px){
 .table{background:none;border:0;overflow:visible}
 thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 table,tbody,tr,td{display:block}
 tbody tr{background:var(--paper);border:1px solid var(--grid);border-radius:12px;padding:8px 16px;
  margin-bottom:12px}
 tbody td,tbody td:first-child,tbody td:last-child{display:flex;justify-content:space-between;gap:16px;
  padding:6px 0;text-align:right;white-space:normal}
 tbody td::before{content:attr(data-label);color:var(--muted);font-weight:400;text-align:left}
 tbody tr td{border-top:1px solid var(--grid)}
 tbody tr td:first-child{border-top:0;justify-content:flex-start;align-items:center;gap:0;
  font-size:1.0625rem;overflow-wrap:anywhere;text-align:left}
 tbody td:first-child::before{content:none}
 td small{display:inline;margin-left:.4em}
 dl{grid-template-columns:1fr;padding:8px 16px}
 dt{padding:8px 0 0;font-size:.8125rem}
 dd{padding:0 0 8px;border-top:0}
 .plot{max-width:none}
}
@media print{body{background:#fff}figure,tr{break-inside:avoid}}
)";

} // namespace

ExperimentPage::ExperimentPage(const std::string& name,
                               const std::string& title,
                               const std::string& summary)
    : m_name(name),
      m_title(title.empty() ? name : title),
      m_summary(summary)
{
}

void
ExperimentPage::EndSection()
{
    m_body += m_inSection ? "</section>\n" : "";
    m_inSection = false;
}

void
ExperimentPage::AddSection(const std::string& title, const std::string& text)
{
    EndSection();
    m_inSection = true;
    m_body += "<section>\n<h2>" + SvgText::Escape(title) + "</h2>\n";
    if (!text.empty())
    {
        m_body += "<p>" + SvgText::Escape(text) + "</p>\n";
    }
}

void
ExperimentPage::AddTable(const std::vector<std::string>& head,
                         const std::vector<std::vector<Cell>>& rows)
{
    // A table whose rows are blocks is no table to assistive technology unless it is said to be.
    m_body += "<div class=\"table\"><table role=\"table\">\n<thead role=\"rowgroup\"><tr "
              "role=\"row\">";
    for (const auto& name : head)
    {
        m_body += "<th role=\"columnheader\" scope=\"col\">" + SvgText::Escape(name) + "</th>";
    }
    m_body += "</tr></thead>\n<tbody role=\"rowgroup\">\n";
    for (const auto& row : rows)
    {
        m_body += "<tr role=\"row\">";
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            const Cell& cell = row[i];
            m_body += "<td role=\"cell\" data-label=\"" +
                      SvgText::Escape(i < head.size() ? head[i] : "") + "\">";
            m_body += cell.style < 0 ? "" : ExperimentFigure::DrawKey(cell.style);
            const std::string text = SvgText::Escape(cell.text);
            m_body += "<span>" + (cell.best ? "<b>" + text + "</b>" : text);
            if (!cell.detail.empty())
            {
                m_body += "<small>" + SvgText::Escape(cell.detail) + "</small>";
            }
            m_body += "</span></td>";
        }
        m_body += "</tr>\n";
    }
    m_body += "</tbody></table></div>\n";
}

void
ExperimentPage::AddPairs(const std::vector<std::pair<std::string, std::string>>& pairs)
{
    m_body += "<dl>\n";
    for (const auto& [name, text] : pairs)
    {
        m_body += "<dt>" + SvgText::Escape(name) + "</dt><dd>" + SvgText::Escape(text) + "</dd>\n";
    }
    m_body += "</dl>\n";
}

void
ExperimentPage::AddLegend(const std::vector<std::pair<uint32_t, std::string>>& entries)
{
    m_body += "<ul class=\"legend\">";
    for (const auto& [style, name] : entries)
    {
        m_body += "<li>" + ExperimentFigure::DrawKey(style) + SvgText::Escape(name) + "</li>";
    }
    m_body += "</ul>\n";
}

void
ExperimentPage::BeginFigures()
{
    m_body += "<div class=\"figures\">\n";
}

void
ExperimentPage::AddFigure(const std::string& title, const std::string& svg, const std::string& note)
{
    m_body += "<figure><h3>" + SvgText::Escape(title) + "</h3>\n" + svg;
    if (!note.empty())
    {
        m_body += "<figcaption>" + SvgText::Escape(note) + "</figcaption>";
    }
    m_body += "</figure>\n";
}

void
ExperimentPage::EndFigures()
{
    m_body += "</div>\n";
}

void
ExperimentPage::AddCode(const std::string& text)
{
    m_body += "<pre>" + SvgText::Escape(text) + "</pre>\n";
}

void
ExperimentPage::AddFiles(const std::vector<std::string>& names)
{
    if (names.empty())
    {
        return;
    }
    AddSection("Files", "In the folder of this page.");
    m_body += "<ul class=\"files\">";
    for (const auto& name : names)
    {
        // A blank or a percent sign would mean something else in a link.
        std::string target;
        for (const char c : name)
        {
            const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) ||
                                 std::strchr("-._~/=,+", c) != nullptr;
            target += isPlain ? std::string(1, c)
                              : SvgText::Format("%%%02X", static_cast<unsigned char>(c));
        }
        m_body += "<li><a href=\"./" + target + "\">" + SvgText::Escape(name) + "</a></li>";
    }
    m_body += "</ul>\n";
}

void
ExperimentPage::AddDetails(const std::string& title, const std::string& text)
{
    BeginFold(title, false);
    AddCode(text);
    EndFold();
}

void
ExperimentPage::BeginFold(const std::string& title, bool open)
{
    m_body += open ? "<details open>" : "<details>";
    m_body += "<summary>" + SvgText::Escape(title) + "</summary>\n";
}

void
ExperimentPage::EndFold()
{
    m_body += "</details>\n";
}

std::string
ExperimentPage::GetHtml() const
{
    std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n<title>";
    html += SvgText::Escape(m_title) + "</title>\n<style>\n:root{--back:#f6f7f9;" +
            ExperimentFigure::GetColours(false) +
            "}\n@media (prefers-color-scheme:dark){:root{--back:#0f1216;" +
            ExperimentFigure::GetColours(true) + "}}" + STYLE + ExperimentFigure::GetStyle() +
            "</style>\n</head>\n<body>\n<header>\n<p class=\"eyebrow\">edge-inference: " +
            SvgText::Escape(m_name) + "</p>\n<h1>" + SvgText::Escape(m_title) +
            "</h1>\n<p class=\"lead\">" + SvgText::Escape(m_summary) + "</p>\n</header>\n<main>\n" +
            m_body;
    html += m_inSection ? "</section>\n" : "";
    return html + "</main>\n<footer>Intervals are 95 % confidence intervals of the mean over "
                  "evaluation seeds (Student). Average accuracy counts a late or dropped task as "
                  "0.</footer>\n</body>\n</html>\n";
}

} // namespace ns3
