// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/report/experiment-report.h"
#include "../../../helper/report/experiment-svg.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <regex>
#include <set>
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
ExperimentSummary
MakeSummary(int policies, int seeds, const std::string& name)
{
    ExperimentSummary summary;
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
    return summary;
}

TEST(ExperimentReport, IsOneFileThatNeedsNothing)
{
    const auto page = ExperimentReport("title", "program --x=1")
                          .MakePage(MakeSummary(3, 4, "policy"), {{1, 0.1}, {2, NONE}, {3, 0.3}});
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
}

TEST(ExperimentReport, EscapesWhateverUsersWrite)
{
    const std::string evil = "<script>alert('x')</script>&\"\xff\x01";
    const auto page = ExperimentReport(evil, evil).MakePage(MakeSummary(2, 1, evil), {{1, 0.1}});
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
        const auto page = ExperimentReport("t", "c").MakePage(MakeSummary(policies, 1, "p"), {});
        EXPECT_EQ(FindUnbalanced(page), "") << policies;
        EXPECT_EQ(page.find("Learning curve"), std::string::npos);
    }
}

TEST(ExperimentSvg, DrawsWhatIsThere)
{
    for (const double scale : {1e-12, 1e-3, 1.0, 1e6, 1e15})
    {
        for (const bool log : {false, true})
        {
            ExperimentSvg svg("x", "y");
            if (log)
            {
                svg.SetLogX();
            }
            svg.Add(
                {"a", 0, true, true, false, {{scale, scale, 0, scale}, {2 * scale, NONE, 0, 0}}});
            svg.Add({"b", 9, true, true, false, {{-scale, 0, 0, 0}, {scale, -scale, NONE, 0}}});
            svg.Add({"c", 2, true, true, false, {}});
            for (const auto& text : {svg.Draw(), svg.DrawFile("title")})
            {
                EXPECT_EQ(FindUnbalanced(text), "");
                EXPECT_EQ(text.find("nan"), std::string::npos) << text;
                EXPECT_EQ(text.find("inf"), std::string::npos) << text;
                // Two points and two, without the NaN and, on a logarithmic axis, the negative one.
                const std::string marker = "class=\"m\"";
                std::size_t markers = 0;
                for (auto at = text.find(marker); at != std::string::npos;
                     at = text.find(marker, at + 1))
                {
                    ++markers;
                }
                const std::size_t drawn = log ? 2 : 3;
                const bool hasLegend = text.find("xmlns") != std::string::npos;
                EXPECT_EQ(markers, hasLegend ? drawn + 3 : drawn);
            }
        }
    }
}

TEST(ExperimentSvg, TicksAreRoundNumbers)
{
    ExperimentSvg svg("x", "y");
    svg.SetYRange(0, 1);
    svg.Add({"a", 0, true, true, false, {{5, 0.5, 0, 0}, {40, 0.5, 0, 0}}});
    const std::string text = svg.Draw();
    for (const auto* tick :
         {">0<", ">0.2<", ">0.4<", ">0.6<", ">0.8<", ">1.0<", ">10<", ">20<", ">40<"})
    {
        EXPECT_NE(text.find(tick), std::string::npos) << tick << " is not in " << text;
    }
}

} // namespace
} // namespace tests
} // namespace ns3
