// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/strict-command-line.h"

#include "attribute-text.h"
#include "input-text.h"
#include "type-lineage.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-versions.h"
#include "ns3/global-value.h"
#include "ns3/inference-input-error.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>

namespace ns3
{

namespace
{

constexpr const char* SOURCE = "command line"; //!< name for errors

/// One word of the command line, taken apart.
struct Word
{
    bool isOption{false}; //!< begins with one or two dashes
    bool hasValue{false}; //!< has a '='
    std::string name{};   //!< of the option, without dashes
    std::string value{};  //!< after the '='
    std::string dashes{}; //!< as the user wrote them, and the name
};

/**
 * @param text a word of the command line
 * @return its parts, as CommandLine sees them
 */
Word
TakeApart(const std::string& text)
{
    const std::size_t begin = text.rfind("--", 0) == 0 ? 2 : text.rfind('-', 0) == 0 ? 1 : 0;
    const std::size_t equal = text.find('=');
    Word word;
    word.isOption = begin > 0;
    word.hasValue = equal != std::string::npos;
    word.dashes = text.substr(0, equal);
    word.name = word.dashes.substr(std::min(begin, word.dashes.size()));
    word.value = word.hasValue ? text.substr(equal + 1) : "";
    return word;
}

/**
 * @param text a word of the command line
 * @throws InferenceInputError when it is no UTF-8: results and messages could not hold it
 */
void
CheckEncoding(const std::string& text)
{
    if (!InputText::IsUtf8(text))
    {
        throw InferenceInputError(SOURCE,
                                  InputText::MakeUtf8(text),
                                  "bytes that are no UTF-8",
                                  "text in UTF-8");
    }
}

/**
 * @param words some words
 * @param word a word
 * @return whether it is one of them
 */
bool
Has(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The options of a command line, as its help has them: CommandLine tells them nowhere else.
struct Options
{
    std::vector<std::string> names{}; //!< without dashes
    bool hasWords{false};             //!< words that are no option have a meaning
};

/**
 * @param line of the help
 * @return name of the option that it tells about; "" when there is none
 */
std::string
FindOption(const std::string& line)
{
    const std::string indent = "    --";
    return line.rfind(indent, 0) == 0
               ? line.substr(indent.size(), line.find_first_of(":=", indent.size()) - indent.size())
               : "";
}

/**
 * @param cmd a command line
 * @return the options that it knows
 */
Options
ListOptions(const CommandLine& cmd)
{
    std::stringstream help;
    cmd.PrintHelp(help);
    Options options;
    for (std::string line; std::getline(help, line);)
    {
        const std::string name = FindOption(line);
        if (!name.empty())
        {
            options.names.push_back(name);
        }
        options.hasWords = options.hasWords || line == "Program Arguments:";
    }
    options.names.insert(options.names.end(), {"help", "version"});
    for (auto value = GlobalValue::Begin(); value != GlobalValue::End(); ++value)
    {
        options.names.push_back((*value)->GetName());
    }
    return options;
}

/**
 * @param nearest a known name, or nothing
 * @param before what stands before it
 * @return the hint that names it
 */
std::string
MakeHint(const std::string& nearest, const std::string& before)
{
    return nearest.empty() ? "" : "did you mean " + before + nearest + "?";
}

/**
 * @param name of an attribute, as in ns3::CLASS::NAME
 * @param source where it stands
 * @param place the option
 * @throws InferenceInputError when there is no such attribute, or CommandLine does not find it
 */
void
CheckAttributeName(const std::string& name, const std::string& source, const std::string& place)
{
    const std::size_t colons = name.rfind("::");
    const std::string className = name.substr(0, colons);
    const std::string attribute = name.substr(colons + 2);
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(className, &type))
    {
        std::vector<std::string> classes;
        for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
        {
            classes.push_back(TypeId::GetRegistered(i).GetName());
        }
        throw InferenceInputError(source,
                                  place,
                                  "no class " + className,
                                  "--ns3::CLASS::ATTRIBUTE=VALUE",
                                  MakeHint(InputText::FindNearest(className, classes), ""));
    }
    std::vector<std::string> known;
    for (const TypeId& at : ListLineage(type))
    {
        for (std::size_t i = 0; i < at.GetAttributeN(); ++i)
        {
            known.push_back(at.GetAttribute(i).name);
            if (known.back() == attribute && at == type)
            {
                return;
            }
            if (known.back() == attribute)
            {
                throw InferenceInputError(source,
                                          place,
                                          "an attribute that " + className + " inherits",
                                          "--" + at.GetName() + "::" + attribute +
                                              ", the class that has it");
            }
        }
    }
    throw InferenceInputError(
        source,
        place,
        "no attribute " + attribute,
        "an attribute of " + className,
        MakeHint(InputText::FindNearest(attribute, known), "--" + className + "::"));
}

/**
 * @param word an option
 * @param options the options that there are
 * @throws InferenceInputError when there is no such option
 */
void
CheckName(const Word& word, const Options& options)
{
    if (word.name.find("::") != std::string::npos)
    {
        CheckAttributeName(word.name, SOURCE, word.dashes);
    }
    else if (!Has(options.names, word.name))
    {
        throw InferenceInputError(SOURCE,
                                  word.dashes,
                                  "no such option",
                                  "one that --help lists",
                                  MakeHint(InputText::FindNearest(word.name, options.names), "--"));
    }
}

/**
 * @param word --PrintAttributes or --PrintGroup, on which CommandLine ends by a signal or prints
 * nothing
 * @param what the value has to name
 * @param known what it may name
 * @throws InferenceInputError when it names none of them
 */
void
CheckListed(const Word& word, const std::string& what, const std::vector<std::string>& known)
{
    if (!Has(known, word.value))
    {
        throw InferenceInputError(SOURCE,
                                  word.dashes,
                                  '"' + word.value + '"',
                                  what,
                                  MakeHint(InputText::FindNearest(word.value, known), ""));
    }
}

/**
 * @param word an option
 * @throws InferenceInputError when it is one of ns-3's own that names what is not there
 */
void
CheckGeneralArgument(const Word& word)
{
    if (word.name != "PrintAttributes" && word.name != "PrintGroup")
    {
        return;
    }
    std::vector<std::string> types;
    std::vector<std::string> groups;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        types.push_back(TypeId::GetRegistered(i).GetName());
        groups.push_back(TypeId::GetRegistered(i).GetGroupName());
    }
    if (word.name == "PrintAttributes")
    {
        CheckListed(word, "a class, as --PrintTypeIds lists them", types);
    }
    else
    {
        CheckListed(word, "a group, as --PrintGroups lists them", groups);
    }
}

/**
 * @param text a word that is no option
 * @param last the word before it
 * @param options the options that there are
 * @return the error that tells how it may be meant
 */
InferenceInputError
MakeWordError(const std::string& text, const Word& last, const Options& options)
{
    const Word word = TakeApart("--" + text);
    std::string meant;
    if (last.isOption && !last.hasValue && Has(options.names, last.name))
    {
        meant = last.dashes + "=" + text;
    }
    else if (Has(options.names, word.name))
    {
        meant = "--" + text;
    }
    return {SOURCE, text.empty() ? "\"\"" : text, "no option", "--NAME=VALUE", MakeHint(meant, "")};
}

/**
 * @param variable of the environment
 * @param check throws when a name cannot be used
 * @return its entries, as options
 */
std::vector<std::string>
ReadVariable(const std::string& variable, const std::function<void(const std::string&)>& check)
{
    std::vector<std::string> options;
    const char* text = std::getenv(variable.c_str());
    for (const auto& entry : InputText::Split(text ? text : "", ';'))
    {
        if (entry.empty())
        {
            continue;
        }
        const Word word = TakeApart("--" + entry);
        if (!word.hasValue)
        {
            throw InferenceInputError("environment", variable, '"' + entry + '"', "NAME=VALUE");
        }
        check(word.name);
        try
        {
            AttributeText::CheckArguments({"--" + entry});
        }
        catch (const InferenceInputError& error)
        {
            throw InferenceInputError("environment",
                                      variable,
                                      '"' + entry + '"',
                                      error.GetExpected(),
                                      error.GetHint());
        }
        options.push_back("--" + entry);
    }
    return options;
}

/**
 * @brief Adds a word, or leaves it out when it was there already.
 * @param text the word
 * @param repeated options that may come several times with different values
 * @param [in,out] arguments gets the word
 * @throws InferenceInputError when the option has another value already
 */
void
AddWord(const std::string& text,
        const std::vector<std::string>& repeated,
        StrictCommandLine::Arguments& arguments)
{
    const Word word = TakeApart(text);
    const auto [at, isNew] = arguments.values.insert({word.name, word.value});
    if (!isNew && !Has(repeated, word.name))
    {
        if (at->second != word.value)
        {
            throw InferenceInputError(SOURCE,
                                      word.dashes,
                                      '"' + at->second + "\" and \"" + word.value + '"',
                                      "the option once");
        }
        return;
    }
    at->second = word.value;
    arguments.words.push_back(text);
}

/**
 * @param cmd the command line
 * @param name of the option
 * @param help what it means
 * @param value takes the number
 */
template <typename T>
void
AddNumber(CommandLine& cmd, const std::string& name, const std::string& help, T& value)
{
    std::ostringstream fallback;
    fallback << value;
    cmd.AddValue(name,
                 help,
                 MakeLambdaCallback([name, &value](OptionText text) {
                     bool isNumber = false;
                     if constexpr (std::is_integral_v<T>)
                     {
                         isNumber = InputText::ReadInteger(text, value);
                     }
                     else
                     {
                         isNumber = InputText::ReadNumber(text, value);
                     }
                     if (!isNumber)
                     {
                         throw InferenceInputError(SOURCE,
                                                   "--" + name,
                                                   '"' + text + '"',
                                                   std::is_integral_v<T> ? "an integer"
                                                                         : "a number");
                     }
                     return true;
                 }),
                 fallback.str());
}

} // namespace

StrictCommandLine::StrictCommandLine(const std::string& filename)
    : CommandLine(filename)
{
}

void
StrictCommandLine::AddText(CommandLine& cmd,
                           const std::string& name,
                           const std::string& help,
                           std::string& value)
{
    cmd.AddValue(name,
                 help,
                 MakeLambdaCallback([&value](OptionText text) {
                     value = text;
                     return true;
                 }),
                 value);
}

void
StrictCommandLine::AddFlag(CommandLine& cmd,
                           const std::string& name,
                           const std::string& help,
                           bool& value)
{
    cmd.AddValue(
        name,
        help,
        MakeLambdaCallback([name, &value](OptionText text) {
            const bool isTrue = text.empty() || text == "1" || text == "true";
            if (!isTrue && text != "0" && text != "false")
            {
                throw InferenceInputError(SOURCE, "--" + name, '"' + text + '"', "true or false");
            }
            value = isTrue;
            return true;
        }),
        value ? "true" : "false");
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, std::string& value)
{
    AddText(*this, name, help, value);
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, bool& value)
{
    AddFlag(*this, name, help, value);
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, int32_t& value)
{
    AddNumber(*this, name, help, value);
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, uint32_t& value)
{
    AddNumber(*this, name, help, value);
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, int64_t& value)
{
    AddNumber(*this, name, help, value);
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, uint64_t& value)
{
    AddNumber(*this, name, help, value);
}

void
StrictCommandLine::AddValue(const std::string& name, const std::string& help, double& value)
{
    AddNumber(*this, name, help, value);
}

std::vector<std::string>
StrictCommandLine::ReadEnvironment()
{
    const std::string globals = "NS_GLOBAL_VALUE";
    auto options = ReadVariable(globals, [&](const std::string& name) {
        std::vector<std::string> known;
        for (auto value = GlobalValue::Begin(); value != GlobalValue::End(); ++value)
        {
            known.push_back((*value)->GetName());
        }
        if (!Has(known, name))
        {
            throw InferenceInputError("environment",
                                      globals,
                                      '"' + name + '"',
                                      "a global value of ns-3, as --PrintGlobals lists them",
                                      MakeHint(InputText::FindNearest(name, known), ""));
        }
    });
    const std::string defaults = "NS_ATTRIBUTE_DEFAULT";
    const auto attributes = ReadVariable(defaults, [&](const std::string& name) {
        if (name.find("::") == std::string::npos)
        {
            throw InferenceInputError("environment",
                                      defaults,
                                      '"' + name + '"',
                                      "ns3::CLASS::ATTRIBUTE=VALUE");
        }
        CheckAttributeName(name, "environment", defaults);
    });
    options.insert(options.end(), attributes.begin(), attributes.end());
    return options;
}

StrictCommandLine::Arguments
StrictCommandLine::Check(const CommandLine& cmd,
                         int argc,
                         char* argv[],
                         const std::vector<std::string>& spaced,
                         const std::vector<std::string>& repeated)
{
    const Options options = ListOptions(cmd);
    Arguments arguments;
    bool isVersion = false;
    Word last;
    std::vector<std::string> given{argc > 0 ? argv[0] : ""};
    for (int i = 1; i < argc; ++i)
    {
        std::string text = argv[i];
        CheckEncoding(text);
        Word word = TakeApart(text);
        if (word.isOption && !word.hasValue && Has(spaced, word.name) && i + 1 < argc)
        {
            text += std::string("=") + argv[++i];
            CheckEncoding(text);
            word = TakeApart(text);
        }
        const bool isHelp =
            word.isOption && (word.name == "h" || word.name == "help" || word.name == "PrintHelp");
        arguments.isHelp = arguments.isHelp || isHelp;
        isVersion = isVersion || (word.isOption && word.name == "version");
        if (word.isOption && !isHelp)
        {
            CheckName(word, options);
            CheckGeneralArgument(word);
            AddWord(text, repeated, arguments);
        }
        else if (!word.isOption && !options.hasWords)
        {
            throw MakeWordError(text, last, options);
        }
        else if (!word.isOption)
        {
            arguments.words.push_back(text);
        }
        last = word;
    }
    for (const auto& text : ReadEnvironment())
    {
        if (arguments.values.insert({TakeApart(text).name, TakeApart(text).value}).second)
        {
            given.push_back(text);
        }
    }
    given.insert(given.end(), arguments.words.begin(), arguments.words.end());
    arguments.words = std::move(given);
    AttributeText::CheckArguments({arguments.words.begin() + 1, arguments.words.end()});
    if (isVersion)
    {
        std::cout << DescribeVersions() << std::endl;
        std::exit(0);
    }
    return arguments;
}

void
StrictCommandLine::Parse(int argc, char* argv[])
{
    const Arguments arguments = Check(*this, argc, argv);
    if (arguments.isHelp)
    {
        PrintHelpWith(*this, {});
        std::exit(0);
    }
    CommandLine::Parse(arguments.words);
}

void
StrictCommandLine::PrintHelpWith(const CommandLine& cmd,
                                 const std::map<std::string, std::string>& ends)
{
    std::stringstream help;
    cmd.PrintHelp(help);
    for (std::string line; std::getline(help, line);)
    {
        const auto end = ends.find(FindOption(line));
        if (end != ends.end())
        {
            const std::size_t bracket = line.back() == ']' ? line.rfind(" [") : std::string::npos;
            line = line.substr(0, bracket) + " " + end->second;
        }
        if (line.rfind("    --PrintVersion", 0) == 0)
        {
            std::cout << "    --version:                   Print the versions of this module, ns-3 "
                         "and LibTorch.\n";
        }
        std::cout << line << '\n';
    }
    std::cout.flush();
}

} // namespace ns3
