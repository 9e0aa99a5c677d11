// SPDX-License-Identifier: GPL-2.0-only

#include "ns2-mobility-trace.h"

#include "../../model/input/input-file.h"
#include "../../model/input/input-text.h"

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/inference-input-error.h"
#include "ns3/node.h"
#include "ns3/ns2-mobility-helper.h"

#include <sstream>
#include <vector>

namespace ns3
{

namespace
{

/// Greatest time, m and m/s in a file: whatever is made of them stays within 64 bits of ns.
constexpr double MOST = 1e9;

/// Greatest number of a node.
constexpr double MOST_NODES = 1e6;

const char* const FORMS = "'$node_(I) set X_ M' or '$ns_ at S \"$node_(I) setdest X Y SPEED\"'";

/**
 * @param text a word
 * @param least least value
 * @param [out] value the number
 * @return true when the whole word is a number between @p least and MOST
 */
bool
ParseNumber(const std::string& text, double least, double& value)
{
    return InputText::ReadNumber(text, value) && value >= least && value <= MOST;
}

/**
 * @param text a word, such as $node_(3)
 * @param [out] node its number
 * @return true when it is one
 */
bool
ParseNode(const std::string& text, uint32_t& node)
{
    const std::string head = "$node_(";
    if (text.compare(0, head.size(), head) != 0 || text.back() != ')')
    {
        return false;
    }
    const std::string number = text.substr(head.size(), text.size() - head.size() - 1);
    double value = 0;
    if (number.find_first_not_of("0123456789") != std::string::npos ||
        !ParseNumber(number, 0, value) || value > MOST_NODES)
    {
        return false;
    }
    node = static_cast<uint32_t>(value);
    return true;
}

/**
 * @param line a line
 * @return its words; quotation marks count as blanks
 */
std::vector<std::string>
SplitWords(std::string line)
{
    for (char& c : line)
    {
        c = c == '"' || c == '\r' || c == '\t' ? ' ' : c;
    }
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
    {
        words.push_back(word);
    }
    return words;
}

/**
 * @param words words of a line
 * @param [out] coordinate X_, Y_ or Z_
 * @return true when they say "NODE set COORDINATE NUMBER" and no more
 */
bool
IsSet(const std::vector<std::string>& words, std::string& coordinate)
{
    double value = 0;
    if (words.size() != 4 || words[1] != "set")
    {
        return false;
    }
    coordinate = words[2];
    return (coordinate == "X_" || coordinate == "Y_" || coordinate == "Z_") &&
           ParseNumber(words[3], -MOST, value);
}

/**
 * @param words words of a line
 * @return true when they say "NAME at TIME NODE setdest X Y SPEED"
 */
bool
IsScheduled(const std::vector<std::string>& words)
{
    uint32_t node = 0;
    double value = 0;
    return words.size() == 8 && words[0][0] == '$' && words[1] == "at" &&
           ParseNumber(words[2], 0, value) && ParseNode(words[3], node) && words[4] == "setdest" &&
           ParseNumber(words[5], -MOST, value) && ParseNumber(words[6], -MOST, value) &&
           ParseNumber(words[7], 0, value);
}

} // namespace

Ns2MobilityTrace::Ns2MobilityTrace(const std::string& file)
    : m_file(file)
{
    std::istringstream in(InputFile::Read(file, "an ns-2 movement file"));
    std::set<uint32_t> hasX;
    std::set<uint32_t> hasY;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number)
    {
        const auto words = SplitWords(line);
        if (words.empty() || words[0][0] == '#' || words[0] == "$god_")
        {
            continue;
        }
        uint32_t node = 0;
        std::string coordinate;
        if (ParseNode(words[0], node) && IsSet(words, coordinate))
        {
            (coordinate == "X_" ? hasX : coordinate == "Y_" ? hasY : m_placedInHeight).insert(node);
        }
        else if (!IsScheduled(words))
        {
            throw InferenceInputError(file, "line " + std::to_string(number), line, FORMS);
        }
    }
    for (uint32_t node : hasX)
    {
        if (hasY.count(node) > 0)
        {
            m_placed.insert(node);
        }
    }
}

void
Ns2MobilityTrace::Install(const NodeContainer& nodes, double height) const
{
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        if (m_placed.count(i) == 0)
        {
            throw InferenceInputError(m_file,
                                      "",
                                      "no X_ and Y_ of $node_(" + std::to_string(i) + ")",
                                      "a position of each of the " + std::to_string(nodes.GetN()) +
                                          " UEs");
        }
    }
    Ns2MobilityHelper(m_file).Install(nodes.Begin(), nodes.End());
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        if (m_placedInHeight.count(i) == 0)
        {
            auto model = nodes.Get(i)->GetObject<MobilityModel>();
            Vector position = model->GetPosition();
            position.z = height;
            model->SetPosition(position);
        }
    }
}

} // namespace ns3
