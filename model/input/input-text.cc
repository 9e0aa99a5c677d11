// SPDX-License-Identifier: GPL-2.0-only

#include "input-text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace ns3
{

namespace InputText
{

namespace
{

/// The characters of a decimal number.
constexpr const char* OF_NUMBERS = "0123456789+-.eE";

} // namespace

bool
ReadNumber(const std::string& text, double& number)
{
    if (text.empty() || text.find_first_not_of(OF_NUMBERS) != std::string::npos)
    {
        return false; // strtod() would also take blanks, "inf", "nan" and hexadecimal numbers
    }
    char* end = nullptr;
    number = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size() && std::isfinite(number);
}

bool
ReadQuantity(const std::string& text, double& number, std::string& unit)
{
    // strtod() finds where the number ends: the 'e' of 5exahertz belongs to its unit.
    const std::string head = text.substr(0, text.find_first_not_of(OF_NUMBERS));
    char* end = nullptr;
    number = std::strtod(head.c_str(), &end);
    const auto length = static_cast<std::size_t>(end - head.c_str());
    unit = text.substr(length);
    return length > 0 && std::isfinite(number);
}

std::vector<std::string>
Split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1)
    {
        end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end - begin));
    }
    return parts;
}

std::string
Trim(const std::string& text)
{
    const char* blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string
Join(const std::vector<std::string>& words)
{
    std::string joined;
    for (const std::string& word : words)
    {
        joined += (joined.empty() ? "" : ", ") + word;
    }
    return joined;
}

bool
IsUtf8(const std::string& text)
{
    return MakeUtf8(text) == text;
}

std::string
MakeUtf8(const std::string& text)
{
    using Json = nlohmann::json;
    // A text of JSON and back: the library replaces what is no UTF-8.
    return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace))
        .get<std::string>();
}

std::string
FindNearest(const std::string& word, const std::vector<std::string>& known)
{
    // Levenshtein's distance, one row at a time; a word of a megabyte has no neighbour.
    constexpr std::size_t LONGEST = 256;
    if (word.size() > LONGEST)
    {
        return "";
    }
    std::string nearest;
    std::size_t least = 0;
    for (const std::string& candidate : known)
    {
        std::vector<std::size_t> row(candidate.size() + 1);
        for (std::size_t j = 0; j < row.size(); j++)
        {
            row[j] = j;
        }
        for (std::size_t i = 1; i <= word.size(); i++)
        {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j < row.size(); j++)
            {
                const std::size_t change = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
            }
        }
        // Similar: at most half of the longer word differs.
        const std::size_t distance = row.back();
        if (2 * distance <= std::max(word.size(), candidate.size()) &&
            (nearest.empty() || distance < least))
        {
            nearest = candidate;
            least = distance;
        }
    }
    return nearest;
}

} // namespace InputText

} // namespace ns3
