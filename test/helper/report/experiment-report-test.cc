// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/report/experiment-figures.h"
#include "../../../helper/report/experiment-report.h"

#include "ns3/inference-input-error.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

constexpr double NONE = std::numeric_limits<double>::quiet_NaN();

/**
 * @param html a page or a drawing
 * @return what is wrong with its elements; empty when each is closed by its own end
 */
std::string
FindUnbalanced(const std::string& html)
{
    static const std::set<std::string> empty{"meta"};
    std::vector<std::string> open;
    const std::regex tag("<(/?)([a-z0-9]+)((?:[^<>\"]|\"[^\"<>]*\")*?)(/?)>");
    const std::string body = std::regex_replace(html, std::regex("<style>[^<]*</style>"), "");
    for (std::sregex_iterator i(body.begin(), body.end(), tag), end; i != end; ++i)
    {
        const std::string name = (*i)[2];
        if ((*i)[1].length() > 0)
        {
            if (open.empty() || open.back() != name)
            {
                return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back());
            }
            open.pop_back();
        }
        else if ((*i)[4].length() == 0 && !empty.count(name))
        {
            open.push_back(name);
        }
    }
    return open.empty() ? "" : open.back() + " is open";
}

/**
 * @param policies how many
 * @param seeds how many
 * @param name of each policy, with its number behind
 * @return results
 */
ExperimentResults
MakeResults(int policies, int seeds, const std::string& name)
{
    ExperimentResults results;
    ExperimentSummary& summary = results.summary;
    summary.AddArgument("policy", name);
    summary.SetScenario("{\"title\": \"a<b>&\\\"c'\"}");
    std::vector<uint64_t> runs;
    for (int seed = 1; seed <= seeds; ++seed)
    {
        runs.push_back(1500000 + seed);
    }
    summary.SetSeeds(runs);
    for (int p = 0; p < policies; ++p)
    {
        ExperimentSummary::Policy policy;
        policy.name = name + std::to_string(p);
        policy.remarks = {{"remark" + name, name}};
        policy.gradientSteps = p == 0 ? std::optional<uint64_t>(7) : std::nullopt;
        for (int seed = 1; seed <= seeds; ++seed)
        {
            EpisodeResult result;
            result.values.fill(p + 0.1 * seed);
            result.tasks = 3;
            result.latencies = {0.01, 0.02 * (p + 1), 0.5};
            policy.episodes.push_back(result);
        }
        summary.AddPolicy(policy);
    }
    return results;
}

TEST(ExperimentReport, IsOneFileThatNeedsNothing)
{
    auto results = MakeResults(3, 4, "policy");
    results.curve = {{1, 0.1}, {2, NONE}, {3, 0.3}};
    const auto page = ExperimentReport("title", "program --x=1").MakePage(results);
    EXPECT_EQ(FindUnbalanced(page), "");
    for (const auto* word :
         {"http:", "https:", "<script", "<link", "<img", "src=", "@import", "url("})
    {
        EXPECT_EQ(page.find(word), std::string::npos) << word;
    }
    EXPECT_EQ(page.find("nan"), std::string::npos);
    EXPECT_EQ(page.find("inf\""), std::string::npos);
    EXPECT_NE(page.find("width=device-width"), std::string::npos);
    EXPECT_NE(page.find("prefers-color-scheme:dark"), std::string::npos);
    // Means 0.25, 1.25 and 2.25 of four seeds; the interval is that of Student with 3 degrees of
    // freedom: 3.1824 x 0.129099 / 2.
    EXPECT_NE(page.find("1.250<small>\xC2\xB1 0.205</small>"), std::string::npos);
    EXPECT_NE(page.find("<b>2.250</b>"), std::string::npos);
    EXPECT_NE(page.find("1500001, 1500002, 1500003, 1500004"), std::string::npos);
    EXPECT_NE(page.find("program --x=1"), std::string::npos);
    EXPECT_EQ(page.find("ntrained"), std::string::npos) << "seven gradient steps";
}

TEST(ExperimentReport, TellsWhoMadeNoGradientStep)
{
    auto results = MakeResults(2, 2, "policy");
    auto policies = results.summary.GetPolicies();
    policies[0].gradientSteps = 0;
    ExperimentResults other;
    other.summary.AddPolicy(policies[0]);
    other.summary.AddPolicy(policies[1]);
    const auto page = ExperimentReport("t", "c").MakePage(other);
    EXPECT_NE(page.find("(untrained) policy0: the learner made no gradient step"),
              std::string::npos);
    EXPECT_NE(page.find("policy0<small>untrained</small>"), std::string::npos);
    EXPECT_EQ(page.find("policy1<small>"), std::string::npos);
}

TEST(ExperimentReport, EscapesWhateverUsersWrite)
{
    const std::string evil = "<script>alert('x')</script>&\"\xff\x01";
    auto results = MakeResults(2, 1, evil);
    results.curve = {{1, 0.1}};
    const auto page = ExperimentReport(evil, evil).MakePage(results);
    EXPECT_EQ(FindUnbalanced(page), "");
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find('\xff'), std::string::npos);
    EXPECT_EQ(page.find('\x01'), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(page.find("a&lt;b&gt;&amp;"), std::string::npos);
}

TEST(ExperimentReport, EverySizeIsAPage)
{
    for (const int policies : {1, 2, 9, 40})
    {
        const auto page = ExperimentReport("t", "c").MakePage(MakeResults(policies, 1, "p"));
        EXPECT_EQ(FindUnbalanced(page), "") << policies;
        EXPECT_EQ(page.find("Learning curve"), std::string::npos);
    }
}

/**
 * @param text an SVG
 * @param word what is looked for
 * @return how often it is there
 */
std::size_t
CountWord(const std::string& text, const std::string& word)
{
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    {
        ++count;
    }
    return count;
}

TEST(ExperimentFigure, DrawsWhatIsThere)
{
    for (const double scale : {1e-12, 1e-3, 1.0, 1e6, 1e15})
    {
        for (const bool log : {false, true})
        {
            ExperimentFigure figure;
            figure.panels.resize(1);
            auto& panel = figure.panels[0];
            panel.x.log = log;
            panel.x.label = "x";
            panel.y.label = "y";
            panel.series = {{"a", 0, true, true}, {"b", 9, true, true}, {"c", 2, true, true}};
            panel.series[0].points = {{scale, scale, 0, scale}, {2 * scale, NONE, 0, 0}};
            panel.series[1].points = {{-scale, 0, 0, 0}, {scale, -scale, NONE, 0}};
            for (const auto& text : {figure.Draw(), figure.DrawFile("title")})
            {
                EXPECT_EQ(FindUnbalanced(text), "");
                EXPECT_EQ(text.find("nan"), std::string::npos) << text;
                EXPECT_EQ(text.find("inf"), std::string::npos) << text;
                // Two points and two, without the NaN and, on a logarithmic axis, the negative one.
                const std::size_t drawn = log ? 2 : 3;
                const bool hasLegend = text.find("xmlns") != std::string::npos;
                EXPECT_EQ(CountWord(text, "class=\"m"), hasLegend ? drawn + 3 : drawn);
            }
        }
    }
}

TEST(ExperimentFigure, NamesInTheLegendAreWhole)
{
    ExperimentFigure figure;
    figure.panels.resize(1);
    figure.panels[0].y.high = 1;
    const std::string name = "greedy-plan, validation seeds";
    for (const auto& other : {name, std::string("sac-d"), name + " and 20 more letters"})
    {
        figure.panels[0].series.emplace_back();
        figure.panels[0].series.back().name = other;
        figure.panels[0].series.back().points = {{0, 0.5, 0, 0}, {1, 0.5, 0, 0}};
        for (const double width : {ExperimentFigure::NARROW, ExperimentFigure::WIDE})
        {
            figure.width = width;
            const std::string text = figure.DrawFile("");
            for (const auto& series : figure.panels[0].series)
            {
                EXPECT_NE(text.find('>' + series.name + "</text>"), std::string::npos)
                    << series.name << ", " << width;
            }
        }
    }
}

TEST(ExperimentFigure, TicksAreRoundNumbers)
{
    ExperimentFigure figure;
    figure.panels.resize(1);
    figure.panels[0].y.low = 0;
    figure.panels[0].y.high = 1;
    figure.panels[0].series = {{"a"}};
    figure.panels[0].series[0].points = {{5, 0.5, 0, 0}, {40, 0.5, 0, 0}};
    const std::string text = figure.Draw();
    for (const auto* tick :
         {">0<", ">0.2<", ">0.4<", ">0.6<", ">0.8<", ">1.0<", ">10<", ">20<", ">40<"})
    {
        EXPECT_NE(text.find(tick), std::string::npos) << tick << " is not in " << text;
    }
}

TEST(ExperimentFigure, AFileHasPlainColours)
{
    // What converters know: no style sheet, no custom property, a colour in every group.
    ExperimentFigure figure;
    figure.panels.resize(2);
    figure.isYShared = true;
    for (auto& panel : figure.panels)
    {
        for (uint32_t style = 0; style < 12; ++style)
        {
            panel.series.push_back({"series " + std::to_string(style), style});
            panel.series.back().points = {{1.0 * style, 1, 0, 0}, {1 + 1.0 * style, 2, 0, 0}};
        }
    }
    const std::string text = figure.DrawFile("title");
    EXPECT_EQ(text.find("var("), std::string::npos);
    EXPECT_EQ(text.find("<style"), std::string::npos);
    EXPECT_EQ(CountWord(text, "<g class=\"s"), 24U + 12U) << "two panels and one legend";
    EXPECT_EQ(CountWord(text, "stroke=\"#d55e00\" fill=\"#d55e00\""), 6U);
    // A value that may be greater has an arrow, along the axis that has numbers.
    figure.panels[0].series[0].points[0].bound = true;
    EXPECT_NE(figure.DrawFile("").find("v-11m"), std::string::npos);
    figure.panels[0].y.names = {{1, "one"}, {2, "two"}};
    EXPECT_NE(figure.DrawFile("").find("h11m"), std::string::npos);
    // Styles differ in grey: marker, filling or dashes.
    std::set<std::string> keys;
    for (uint32_t style = 0; style < 32; ++style)
    {
        keys.insert(std::regex_replace(ExperimentFigure::DrawKey(style),
                                       std::regex("#[0-9a-f]{6}|class=\"s[0-9]\""),
                                       ""));
    }
    EXPECT_EQ(keys.size(), 32U);
}

TEST(ExperimentAxis, StaysWithinWhatValuesCanBe)
{
    const auto& inTime = EpisodeMetric::Get(EpisodeMetrics::DEADLINE_SATISFACTION);
    auto axis = ExperimentFigures::MakeAxis(inTime, MetricNames());
    EXPECT_EQ(axis.label, "In time (%)");
    axis.Fit({{80, 120}, {90, 99}});
    EXPECT_EQ(axis.high, 100);
    EXPECT_LT(axis.low, 80);
    axis = ExperimentFigures::MakeAxis(inTime, MetricNames());
    axis.Fit({{0, 0}, {-3, 3}});
    EXPECT_EQ(axis.low, 0) << "no share is negative";
    axis = ExperimentFigures::MakeAxis(EpisodeMetric::Get(EpisodeMetrics::REWARD), MetricNames());
    axis.Fit({{-3, 3}});
    EXPECT_LT(axis.low, -3);
    EXPECT_GT(axis.high, 3);
    axis.SetPositions(0, 10);
    EXPECT_EQ(axis.At(1e9), 10) << "the end stands for all that is beyond it";
    EXPECT_FALSE(axis.Shows(1e9));
    // All at one value.
    for (const double value : {0.0, 1.0, 100.0})
    {
        axis = ExperimentFigures::MakeAxis(inTime, MetricNames());
        axis.Fit({{value, value}});
        EXPECT_LT(axis.low, axis.high);
        EXPECT_TRUE(axis.Shows(value));
        EXPECT_GE(axis.GetMarks().size(), 2U);
    }
}

/**
 * @param path of a file
 * @return its bytes; nothing when it is not there
 */
std::string
ReadFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/**
 * @param path of a PDF. Its objects may be compressed, as cairo writes them from 1.18 on.
 * @return width of its first page in whole points; nothing when the file is not there
 */
std::string
FindPageWidth(const std::filesystem::path& path)
{
    static const std::string script = R"py(
import re, sys, zlib
text = open(sys.argv[1], "rb").read()
for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", text, re.S):
    try:
        text += zlib.decompressobj().decompress(stream)
    except zlib.error:
        pass
sys.stdout.write(re.search(rb"/MediaBox *\[ *0 +0 +([0-9]+)", text).group(1).decode())
)py";
    if (!std::filesystem::exists(path))
    {
        return "";
    }
    const std::string command = "python3 -c '" + script + "' '" + path.string() + "'";
    FILE* output = popen(command.c_str(), "r");
    std::array<char, 64> line{};
    const bool hasLine = output && std::fgets(line.data(), line.size(), output);
    const int status = output ? pclose(output) : -1;
    return hasLine && status == 0 ? line.data() : "no page in " + path.string();
}

TEST(ExperimentFigures, WritesSvgPngAndPdf)
{
    const auto folder = std::filesystem::temp_directory_path() /
                        ("edge-inference figures-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    auto results = MakeResults(3, 4, "policy");
    for (uint32_t episode = 1; episode <= 30; ++episode)
    {
        results.curve.push_back({episode, 1 - 1.0 / episode});
    }
    const auto files = ExperimentFigures::Write(results, folder.string());
    const bool isComplete = files.IsComplete();
    const bool hasConverter = std::system("rsvg-convert --version > /dev/null 2>&1") == 0;
    EXPECT_EQ(isComplete, hasConverter);
    for (const auto* name : {"learning-curve", "latency", "accuracy-deadline"})
    {
        std::ifstream svg(folder / (std::string(name) + ".svg"));
        const std::string text(std::istreambuf_iterator<char>(svg), {});
        EXPECT_EQ(FindUnbalanced(text), "") << name;
        EXPECT_NE(text.find("</svg>"), std::string::npos) << name;
        std::ifstream png(folder / (std::string(name) + ".png"), std::ios::binary);
        std::string magic(8, '\0');
        png.read(magic.data(), 8);
        EXPECT_EQ(magic == "\x89PNG\r\n\x1a\n", hasConverter) << name;
        // Inches of 72 points: one column, and two.
        for (const auto& [end, width] : {std::pair{".pdf", "252"}, {"-wide.pdf", "515"}})
        {
            const auto path = folder / (name + std::string(end));
            EXPECT_EQ(ReadFile(path).substr(0, 5) == "%PDF-", hasConverter) << name << end;
            EXPECT_EQ(FindPageWidth(path), hasConverter ? width : "") << name << end;
        }
    }
    // The same figures have the same bytes, and every file is told.
    std::map<std::string, std::string> bytes;
    for (const auto& file : files.GetFiles())
    {
        bytes[file] = ReadFile(folder / file);
        std::filesystem::remove(folder / file);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    ExperimentFigures::Write(results, folder.string());
    for (const auto& [file, before] : bytes)
    {
        EXPECT_EQ(ReadFile(folder / file), before) << file;
    }
    EXPECT_THROW(ExperimentFigures::Write(results, (folder / "none").string()),
                 InferenceInputError);
    std::filesystem::remove_all(folder);
}

TEST(ExperimentFigures, TellsWhenADiskIsFull)
{
    // A converter that writes a part of a picture, as on a full disk, and says that all is well.
    namespace fs = std::filesystem;
    const fs::path folder =
        fs::temp_directory_path() / ("edge-inference-full-" + std::to_string(getpid()));
    fs::create_directories(folder / "bin");
    const fs::path converter = folder / "bin" / "rsvg-convert";
    std::ofstream(converter) << "#!/bin/sh\nprintf 'half a picture' > \"$2\"\n";
    fs::permissions(converter, fs::perms::owner_all);
    const char* old = std::getenv("PATH");
    const std::string path = old ? old : "";
    setenv("PATH", ((folder / "bin").string() + ":" + path).c_str(), 1);
    std::string error;
    try
    {
        ExperimentFigures::Write(MakeResults(2, 4, "policy"), folder.string());
    }
    catch (const InferenceInputError& refused)
    {
        error = refused.what();
    }
    setenv("PATH", path.c_str(), 1);
    EXPECT_NE(error.find(".pdf"), std::string::npos) << error;
    for (const auto& entry : fs::directory_iterator(folder))
    {
        EXPECT_NE(entry.path().extension(), ".pdf") << "no half picture is left";
        EXPECT_NE(entry.path().extension(), ".png") << "no half picture is left";
    }
    fs::remove_all(folder);
}

} // namespace
} // namespace tests
} // namespace ns3
