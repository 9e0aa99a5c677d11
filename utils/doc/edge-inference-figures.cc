// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Draws the figures of studies, whose tables and plots are made by utils/study:
 *
 *     edge-inference-figures < figures.json
 *
 * The input is a list of objects: "file" to write, "description", "comment", "legend", "sharedY"
 * and "panels", each with "title", the axes "x" and "y" ("label", "log", "names": pairs of value
 * and text, "least" and "most" that values can be, "low" and "high" where the axis ends) and
 * "series"
 * ("name", "style", "line", "markers", "band", "points": lists of x, y and their half intervals).
 */

#include "../../helper/report/experiment-figure.h"

#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

using namespace ns3;

namespace
{

using Json = nlohmann::json;

/**
 * @param json a number or null
 * @return the number, or NaN
 */
double
ToNumber(const Json& json)
{
    return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

/**
 * @param json an axis
 * @return the axis
 */
ExperimentAxis
ToAxis(const Json& json)
{
    ExperimentAxis axis;
    axis.label = json.value("label", "");
    axis.log = json.value("log", false);
    axis.least = json.value("least", axis.least);
    axis.most = json.value("most", axis.most);
    axis.low = json.value("low", axis.low);
    axis.high = json.value("high", axis.high);
    if (json.contains("names"))
    {
        json.at("names").get_to(axis.names);
    }
    return axis;
}

/**
 * @param json a figure
 * @return the figure
 */
ExperimentFigure
ToFigure(const Json& json)
{
    ExperimentFigure figure;
    figure.description = json.value("description", "");
    figure.comment = json.value("comment", "");
    figure.hasLegend = json.value("legend", true);
    figure.isYShared = json.value("sharedY", false);
    for (const auto& item : json.at("panels"))
    {
        ExperimentFigure::Panel panel;
        panel.title = item.value("title", "");
        panel.x = ToAxis(item.at("x"));
        panel.y = ToAxis(item.at("y"));
        for (const auto& entry : item.at("series"))
        {
            ExperimentFigure::Series series;
            series.name = entry.at("name").get<std::string>();
            series.style = entry.at("style").get<uint32_t>();
            series.line = entry.value("line", true);
            series.markers = entry.value("markers", true);
            series.band = entry.value("band", false);
            for (const auto& point : entry.at("points"))
            {
                series.points.push_back({ToNumber(point.at(0)),
                                         ToNumber(point.at(1)),
                                         ToNumber(point.at(2)),
                                         ToNumber(point.at(3))});
            }
            panel.series.push_back(std::move(series));
        }
        figure.panels.push_back(std::move(panel));
    }
    return figure;
}

/**
 * @param path of a file, which is replaced when all was written
 * @param text what it gets
 */
void
WriteWhole(const std::string& path, const std::string& text)
{
    const std::string part = path + ".part";
    std::ofstream file(part, std::ios::binary);
    file << text;
    file.close();
    if (!file || std::rename(part.c_str(), path.c_str()) != 0)
    {
        throw InferenceInputError(path, "", std::strerror(errno), "a file that can be written");
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunWithInputErrors([&] {
        StrictCommandLine cmd(__FILE__);
        cmd.Usage("Draws the figures that standard input describes.");
        cmd.Parse(argc, argv);
        try
        {
            for (const auto& json : Json::parse(std::cin))
            {
                WriteWhole(json.at("file").get<std::string>(), ToFigure(json).DrawFile(""));
            }
        }
        catch (const nlohmann::json::exception& error)
        {
            throw InferenceInputError("standard input", "", error.what(), "a list of figures");
        }
        return 0;
    });
}
