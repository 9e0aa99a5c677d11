// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Prints doc/attributes.rst, or checks it, from what ns-3's TypeId registry knows of this module:
 *
 *     edge-inference-attributes > doc/attributes.rst
 *     edge-inference-attributes --check=doc/attributes.rst
 *     edge-inference-attributes --state
 *
 * The last one prints the names of the numbers that StateEncoder makes, for a check of the table
 * in doc/policies.rst.
 */

#include "../../model/policy/spaces/state-encoder.h"

#include "ns3/core-module.h"
#include "ns3/edge-inference-versions.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

using namespace ns3;

namespace
{

const std::string GROUP = "EdgeInference"; //!< group of this module's TypeIds

/**
 * @param text a text
 * @return it, with what reStructuredText would take for markup escaped
 */
std::string
Escape(const std::string& text)
{
    std::string escaped;
    for (const char c : text)
    {
        if (c == '*' || c == '`' || c == '|' || c == '_' || c == '\\')
        {
            escaped += '\\';
        }
        escaped += c;
    }
    return escaped;
}

/**
 * @param text a value as ns-3 prints it
 * @param type name of its AttributeValue
 * @return it in words that do not depend on ns-3's version
 */
std::string
PrintValue(const std::string& text, const std::string& type)
{
    if (type == "Time")
    {
        const Time time(text);
        const int64_t ns = time.GetNanoSeconds();
        for (const auto& [unit, name] :
             {std::pair<int64_t, const char*>{1000000000, " s"}, {1000000, " ms"}, {1000, " us"}})
        {
            if (ns % unit == 0)
            {
                return std::to_string(ns / unit) + name;
            }
        }
        return std::to_string(ns) + " ns";
    }
    if (type == "Pointer" && text == "0")
    {
        return "none";
    }
    return text.empty() ? "(empty)" : text;
}

/**
 * @param type name of an AttributeValue
 * @param underlying the checker's words, such as "double 0:1" or "Ideal|InBand"
 * @return what values are possible, empty when any is
 */
std::string
PrintRange(const std::string& type, const std::string& underlying)
{
    if (type == "Enum")
    {
        std::string names = underlying;
        for (auto at = names.find('|'); at != std::string::npos; at = names.find('|', at + 3))
        {
            names.replace(at, 1, " or ");
        }
        return names;
    }
    const auto space = underlying.find(' ');
    const auto colon = underlying.find(':', space == std::string::npos ? 0 : space);
    if ((type != "Double" && type != "Uinteger") || space == std::string::npos ||
        colon == std::string::npos)
    {
        return "";
    }
    const std::string least = underlying.substr(space + 1, colon - space - 1);
    const std::string most = underlying.substr(colon + 1);
    if (type == "Uinteger")
    {
        const bool isGreatest = most == "255" || most == "65535" || most == "4294967295" ||
                                most == "18446744073709551615";
        return isGreatest ? (least == "0" ? "" : "at least " + least) : least + " to " + most;
    }
    const bool below = std::abs(std::stod(least)) > 1e308;
    const bool above = std::abs(std::stod(most)) > 1e308;
    if (below || above)
    {
        return below ? (above ? "" : "at most " + most) : "at least " + least;
    }
    return least + " to " + most;
}

/**
 * @param name a qualified name
 * @return it without ns3::
 */
std::string
WithoutNamespace(const std::string& name)
{
    return name.rfind("ns3::", 0) == 0 ? name.substr(5) : name;
}

/**
 * @param name a class of ns-3
 * @return its name in all releases: newer ones have some classes in namespaces within ns3
 */
std::string
GetPlainName(const std::string& name)
{
    const auto colons = name.rfind("::");
    return colons == std::string::npos ? name : "ns3::" + name.substr(colons + 2);
}

/**
 * @param type a class
 * @return its section
 */
std::string
Describe(TypeId type)
{
    std::ostringstream os;
    const std::string name = type.GetName();
    os << name << '\n' << std::string(name.size(), '*') << "\n\n";
    os << "Derives from ``" << GetPlainName(type.GetParent().GetName()) << "``"
       << (type.HasConstructor() ? "" : ". It cannot be created by name") << ".\n\n";
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        const auto attribute = type.GetAttribute(i);
        std::string kind = WithoutNamespace(attribute.checker->GetValueTypeName());
        const auto suffix = kind.rfind("Value");
        kind = suffix == std::string::npos ? kind : kind.substr(0, suffix);
        os << "Attribute ``" << attribute.name << "``\n   " << kind << ", default ``"
           << PrintValue(attribute.originalInitialValue->SerializeToString(attribute.checker), kind)
           << "``";
        const std::string range = PrintRange(kind,
                                             attribute.checker->HasUnderlyingTypeInformation()
                                                 ? attribute.checker->GetUnderlyingTypeInformation()
                                                 : "");
        os << (range.empty() ? "" : ", " + range) << ". " << Escape(attribute.help) << "\n\n";
    }
    for (std::size_t i = 0; i < type.GetTraceSourceN(); ++i)
    {
        const auto source = type.GetTraceSource(i);
        os << "Trace source ``" << source.name << "``\n   " << Escape(source.help)
           << " Callback: ``" << source.callback << "``.\n\n";
    }
    return os.str();
}

/**
 * @return the sections of all classes with something to tell, by name
 */
std::map<std::string, std::string>
DescribeAll()
{
    std::map<std::string, std::string> sections;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (type.GetGroupName() == GROUP && type.GetAttributeN() + type.GetTraceSourceN() > 0)
        {
            sections[type.GetName()] = Describe(type);
        }
    }
    return sections;
}

/// @return what stands above the sections
std::string
GetIntroduction()
{
    return ".. SPDX-License-Identifier: GPL-2.0-only\n\n"
           ".. Printed by utils/doc/edge-inference-attributes.cc; do not edit.\n\n"
           "Attributes and trace sources\n----------------------------\n\n"
           "Every class of the group ``EdgeInference`` that has attributes or trace sources of its "
           "own; what it\ninherits stands with its parent. An attribute can be set by\n"
           "``Config::SetDefault(\"ns3::CLASS::NAME\", VALUE)`` and on the command line by\n"
           "``--ns3::CLASS::NAME=VALUE``. Times are given with a unit there, as in ``100ms``.\n\n";
}

/**
 * @brief Compares a file with the registry. Sections of classes that this build does not have are
 * passed over: without LibTorch there are no learning policies, without nr no radio of that name.
 * @param path the file
 * @return exit status
 */
int
Check(const std::string& path)
{
    std::ifstream is(path);
    if (!is)
    {
        std::cerr << path << ": cannot be read\n";
        return 2;
    }
    std::map<std::string, std::string> found;
    std::string section;
    std::string text;
    std::string line;
    std::string next;
    bool more = static_cast<bool>(std::getline(is, line));
    while (more)
    {
        more = static_cast<bool>(std::getline(is, next));
        if (more && line.rfind("ns3::", 0) == 0 && next == std::string(line.size(), '*'))
        {
            found[section] = text;
            section = line;
            text.clear();
        }
        text += line + '\n';
        line = next;
    }
    found[section] = text;
    std::map<std::string, std::string> expected = DescribeAll();
    expected[""] = GetIntroduction();
    int status = 0;
    for (const auto& [name, words] : expected)
    {
        if (found[name] != words)
        {
            std::cerr << path << ": " << (name.empty() ? "the introduction" : name)
                      << " differs from the code, which says\n"
                      << words;
            status = 1;
        }
        found.erase(name);
    }
    TypeId nr;
    const bool hasNr = TypeId::LookupByNameFailSafe("ns3::NrRadioAccess", &nr);
    for (const auto& [name, words] : found)
    {
        const bool isNr = name.rfind("ns3::Nr", 0) == 0;
        if (isNr ? hasNr : !GetLibTorchVersion().empty())
        {
            std::cerr << path << ": there is no class " << name << '\n';
            status = 1;
        }
    }
    if (status != 0)
    {
        std::cerr << "to write it anew: edge-inference-attributes > doc/attributes.rst\n";
    }
    return status;
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string file;
    bool state = false;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("Prints doc/attributes.rst from the TypeIds of this module.");
    cmd.AddValue("check", "File to compare with instead of printing", file);
    cmd.AddValue("state", "Print the names of StateEncoder's numbers instead", state);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        if (state)
        {
            for (const auto& name : StateEncoder(1).GetNames())
            {
                std::cout << name.substr(0, name.find_last_not_of('0') + 1) << '\n';
            }
            return 0;
        }
        if (!file.empty())
        {
            return Check(file);
        }
        std::cout << GetIntroduction();
        for (const auto& [name, words] : DescribeAll())
        {
            std::cout << words;
        }
        return 0;
    });
}
