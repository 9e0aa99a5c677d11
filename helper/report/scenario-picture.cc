// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-picture.h"

#include "../../model/input/input-text.h"
#include "experiment-figure.h"
#include "svg-text.h"

#include "ns3/data-rate.h"

#include <algorithm>
#include <set>

namespace ns3
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr double WIDTH = ExperimentFigure::NARROW; //!< of the picture
constexpr double LINE = 16;                        //!< from one line of text to the next
constexpr double WIRE = 34;                        //!< height of a wire between boxes
constexpr std::size_t MOST_SYMBOLS = 10;           //!< symbols of machines in a box
constexpr std::size_t MOST_LETTERS = 54;           //!< of a line
constexpr std::size_t MOST_STREAMS = 4;            //!< that are told one by one

/// Colours where no style sheet is, by style.
constexpr const char* COLOURS[] = {"#59636e", "#d55e00", "#0072b2", "#00875f", "#b97a00"};

/**
 * @param value of a key
 * @return it as a reader writes it
 */
std::string
ToText(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/**
 * @param object an object with a type, or null
 * @param ending of the names of such classes
 * @return name of its class without ns3:: and the ending; "" for null
 */
std::string
GetKind(const Json& object, const std::string& ending)
{
    if (!object.is_object())
    {
        return "";
    }
    std::string name = ToText(object.at("type"));
    name.erase(0, name.rfind(':') + 1);
    const std::size_t end = name.size() - std::min(ending.size(), name.size());
    return name.compare(end, ending.size(), ending) == 0 ? name.substr(0, end) : name;
}

/**
 * @param lines any texts
 * @return them, the long ones broken at blanks
 */
std::vector<std::string>
Wrap(const std::vector<std::string>& lines)
{
    std::vector<std::string> wrapped;
    for (std::string rest : lines)
    {
        while (rest.size() > MOST_LETTERS && rest.rfind(' ', MOST_LETTERS) != std::string::npos)
        {
            const std::size_t blank = rest.rfind(' ', MOST_LETTERS);
            wrapped.push_back(rest.substr(0, blank));
            rest.erase(0, blank + 1);
        }
        wrapped.push_back(rest);
    }
    return wrapped;
}

/**
 * @param n a number
 * @param one name of one
 * @return both, with an s for any other number
 */
std::string
Count(std::size_t n, const std::string& one)
{
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

/**
 * @param text a rate as ns-3 writes it
 * @return it with the largest unit that leaves a number of 1 or more
 */
std::string
ShowRate(const std::string& text)
{
    auto rate = static_cast<double>(DataRate(text).GetBitRate());
    const char* const units[] = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};
    std::size_t unit = 0;
    for (; rate >= 1000 && unit < 3; ++unit)
    {
        rate /= 1000;
    }
    return SvgText::Format("%.4g %s", rate, units[unit]);
}

/**
 * @param section of the scenario
 * @param keys names of keys, those that are not there are passed over
 * @return NAME VALUE of each, separated by commas
 */
std::string
ShowKeys(const Json& section, const std::vector<std::string>& keys)
{
    std::vector<std::string> texts;
    for (const auto& key : keys)
    {
        if (section.contains(key) && section.at(key) != "" && section.at(key) != 0)
        {
            texts.push_back(key + " " + ToText(section.at(key)));
        }
    }
    return InputText::Join(texts);
}

/**
 * @param tier of the scenario
 * @return names of the devices that its machines have
 */
std::string
ShowDevices(const Json& tier)
{
    const auto count = tier.at("count").get<std::size_t>();
    std::vector<std::string> names;
    std::set<std::string> known;
    const auto add = [&](const std::string& name) {
        if (known.insert(name).second)
        {
            names.push_back(name);
        }
    };
    const Json& own = tier.at("devices");
    for (std::size_t i = 0; i < own.size() && i < count; ++i)
    {
        add(ToText(own[i]));
    }
    if (own.size() < count)
    {
        add(ToText(tier.at("device")));
    }
    return InputText::Join(names);
}

/**
 * @param tier of the scenario
 * @return how its machines work, and what disturbs them
 */
std::string
ShowCompute(const Json& tier)
{
    std::string text = GetKind(tier.at("compute"), "ComputeNode");
    const auto workers = tier.at("compute").value("Workers", 1);
    text += workers > 1 ? ", " + std::to_string(workers) + " workers" : "";
    for (const auto& [key, ending, words] : {std::tuple{"load", "BackgroundLoad", " load"},
                                             {"hiddenLoad", "BackgroundLoad", " hidden load"},
                                             {"service", "ServiceTimes", " service times"},
                                             {"failures", "Process", "s"},
                                             {"cache", "", ""}})
    {
        const std::string kind = tier.contains(key) ? GetKind(tier.at(key), ending) : "";
        text += kind.empty() ? "" : ", " + kind + words;
    }
    return text;
}

} // namespace

bool
ScenarioPicture::CanDraw(const std::string& scenario)
{
    const Json json = Json::parse(scenario, nullptr, false);
    return json.is_object() && json.contains("format") &&
           ToText(json.at("format")).rfind("edge-inference-scenario/", 0) == 0;
}

ScenarioPicture::ScenarioPicture(const std::string& scenario)
    : m_scenario(Json::parse(scenario))
{
}

ScenarioPicture::Box
ScenarioPicture::MakeUes() const
{
    const Json& ues = m_scenario.at("ues");
    const auto count = ues.at("count").get<std::size_t>();
    Box box{Count(count, "UE") + ": " + ShowDevices(ues), count, 1, {ShowCompute(ues)}, ""};
    box.lines.push_back("movement: " + GetKind(ues.at("mobility"), "MobilityModel"));
    if (ues.at("battery").at("energy") > 0)
    {
        box.lines.back() += ", battery " + ToText(ues.at("battery").at("energy")) + " J";
    }
    const Json& streams = m_scenario.at("streams");
    for (std::size_t i = 0; i < streams.size() && i < MOST_STREAMS; ++i)
    {
        const Json& stream = streams[i];
        std::string text = ToText(stream.at("dnn")) + ": " + GetKind(stream, "TaskStream");
        for (const auto& [key, words] :
             {std::pair{"Rate", " a second"}, {"Period", " apart"}, {"Deadline", " deadline"}})
        {
            text += stream.contains(key) ? ", " + ToText(stream.at(key)) + words : "";
        }
        text += stream.at("ues").empty() ? "" : ", of " + Count(stream.at("ues").size(), "UE");
        box.lines.push_back(text);
    }
    if (streams.size() > MOST_STREAMS)
    {
        box.lines.push_back("and " + Count(streams.size() - MOST_STREAMS, "stream") + " more");
    }
    return box;
}

ScenarioPicture::Box
ScenarioPicture::MakeRadio() const
{
    const Json& topology = m_scenario.at("topology");
    const std::string radio = ToText(m_scenario.at("radio").at("type"));
    const Json& own = m_scenario.at("radio").at(radio);
    const auto cells = topology.at("Cells").get<std::size_t>();
    Box box{Count(cells, "cell") + ", radio " + radio, cells, 2, {}, ""};
    const std::string keys = ShowKeys(own,
                                      {"Standard",
                                       "ChannelWidth",
                                       "Bandwidth",
                                       "Numerology",
                                       "UplinkTrace",
                                       "UplinkBandwidth",
                                       "DownlinkBandwidth",
                                       "BackgroundStations",
                                       "Scheduler"});
    if (!keys.empty())
    {
        box.lines.push_back(keys);
    }
    box.lines.push_back(
        ShowKeys(topology, {"Radius", "MobilityTrace"}) +
        (cells > 1 ? ", " + ShowKeys(topology, {"CellLayout", "CellSpacing"}) : ""));
    const auto clouds = m_scenario.at("clouds").at("count").get<std::size_t>();
    const bool isShared = topology.at("ServerPlacement") == "Shared";
    if (m_scenario.at("servers").at("count") > 0)
    {
        box.wire = isShared ? "backhaul " + ShowRate(ToText(topology.at("BackhaulRate"))) + ", " +
                                  ToText(topology.at("BackhaulDelay"))
                            : "local " + ShowRate(ToText(topology.at("LocalRate"))) + ", " +
                                  ToText(topology.at("LocalDelay")) + "; others " +
                                  ShowRate(ToText(topology.at("BackhaulRate"))) + ", " +
                                  ToText(topology.at("BackhaulDelay"));
    }
    else if (clouds > 0)
    {
        box.wire = "no edge server";
    }
    return box;
}

ScenarioPicture::Box
ScenarioPicture::MakeMachines(const std::string& tier, const std::string& name) const
{
    const Json& own = m_scenario.at(tier);
    const auto count = own.at("count").get<std::size_t>();
    return {Count(count, name) + ": " + ShowDevices(own), count, 3, {ShowCompute(own)}, ""};
}

std::vector<ScenarioPicture::Box>
ScenarioPicture::MakeBoxes() const
{
    std::vector<Box> boxes{MakeUes(), MakeRadio()};
    boxes[0].wire = m_scenario.at("control").value("Control", "") == "InBand"
                        ? "features and results, and decisions in packets"
                        : "features and results, as packets";
    if (m_scenario.at("servers").at("count") > 0)
    {
        boxes.push_back(MakeMachines("servers", "edge server"));
    }
    if (m_scenario.at("clouds").at("count") > 0)
    {
        const Json& topology = m_scenario.at("topology");
        boxes.back().wire = "to the cloud " + ShowRate(ToText(topology.at("CloudRate"))) + ", " +
                            ToText(topology.at("CloudDelay"));
        boxes.push_back(MakeMachines("clouds", "cloud node"));
        boxes.back().style = 4;
    }
    return boxes;
}

std::string
ScenarioPicture::Describe() const
{
    std::string text;
    for (const auto& box : MakeBoxes())
    {
        text += (text.empty() ? "" : "; ") + box.title;
    }
    return text + ".";
}

std::string
ScenarioPicture::Draw() const
{
    std::string svg;
    double top = 2;
    const auto addText = [&](double x, double y, const std::string& rest, const std::string& text) {
        svg += SvgText::Format("<text x=\"%g\" y=\"%g\" %s>", x, y, rest.c_str()) +
               SvgText::Escape(SvgText::Shorten(text, MOST_LETTERS)) + "</text>\n";
    };
    for (const auto& box : MakeBoxes())
    {
        const auto lines = Wrap(box.lines);
        const double height = 40 + 2 + LINE * static_cast<double>(lines.size());
        const std::string colour = SvgText::Format("class=\"s%zu\" fill=\"%s\" stroke=\"%s\"",
                                                   box.style,
                                                   COLOURS[box.style],
                                                   COLOURS[box.style]);
        svg += SvgText::Format("<rect x=\"2\" y=\"%g\" width=\"%g\" height=\"%g\" rx=\"8\" %s "
                               "fill-opacity=\"0.1\" stroke-width=\"1.4\"/>\n",
                               top,
                               WIDTH - 4,
                               height,
                               colour.c_str());
        addText(12, top + 18, "class=\"l\" fill=\"#1b1f24\" font-weight=\"600\"", box.title);
        for (std::size_t i = 0; i < std::min(box.count, MOST_SYMBOLS); ++i)
        {
            svg += SvgText::Format(
                "<rect x=\"%g\" y=\"%g\" width=\"9\" height=\"9\" rx=\"%d\" "
                "stroke=\"none\" %s/>\n",
                12 + 14 * static_cast<double>(i),
                top + 25,
                box.style == 1 ? 4 : 1,
                SvgText::Format("class=\"s%zu\" fill=\"%s\"", box.style, COLOURS[box.style])
                    .c_str());
        }
        if (box.count > MOST_SYMBOLS)
        {
            addText(12 + 14 * static_cast<double>(MOST_SYMBOLS), top + 33, "class=\"l\"", "...");
        }
        double y = top + 40 + 10;
        for (const auto& line : lines)
        {
            addText(12, y, "class=\"l\" fill=\"#1b1f24\"", line);
            y += LINE;
        }
        top += height;
        if (!box.wire.empty())
        {
            svg += SvgText::Format("<path class=\"a\" d=\"M24 %gV%gM20 %gl4 -5l4 5M20 %gl4 5l4 "
                                   "-5\" fill=\"none\" stroke=\"#59636e\" "
                                   "stroke-width=\"1.4\"/>\n",
                                   top + 3,
                                   top + WIRE - 3,
                                   top + 8,
                                   top + WIRE - 8);
            addText(38, top + WIRE / 2 + 4, "class=\"w\"", box.wire);
            top += WIRE;
        }
    }
    return SvgText::Format("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 %g %g\" "
                           "font-family=\"sans-serif\" font-size=\"11\" fill=\"#59636e\">\n<title>",
                           WIDTH,
                           top + 2) +
           SvgText::Escape(Describe()) + "</title>\n" + svg + "</svg>\n";
}

} // namespace ns3
