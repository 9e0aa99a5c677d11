// SPDX-License-Identifier: GPL-2.0-only

#ifndef INPUT_TEXT_H
#define INPUT_TEXT_H

#include <charconv>
#include <string>
#include <system_error>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The one reader of numbers and lists that users write in files, attributes, the environment
 * and on the command line. Private to the module.
 *
 * Reading is strict: the whole text must be the number, and it must be a finite decimal number. The
 * readers of the C and C++ libraries also take blanks, hexadecimal numbers, infinities and NaN.
 */
namespace InputText
{

/**
 * @param text a text
 * @param [out] number the number that the text is; undefined when it is none
 * @return whether the whole text is one finite decimal number, such as -2.5 or 1e6
 */
bool ReadNumber(const std::string& text, double& number);

/**
 * @tparam T an integer type
 * @param text a text
 * @param [out] number the number that the text is; unchanged when it is none
 * @return whether the whole text is one integer in decimal digits, with a sign or without, that the
 * type can hold
 */
template <typename T>
bool
ReadInteger(const std::string& text, T& number)
{
    // from_chars() takes '-' but no '+'.
    const bool hasPlus = text.compare(0, 1, "+") == 0 && text.compare(0, 2, "+-") != 0;
    const char* begin = text.data() + (hasPlus ? 1 : 0);
    const char* end = text.data() + text.size();
    T found{};
    const auto [last, error] = std::from_chars(begin, end, found, 10);
    const bool isInteger = error == std::errc() && last == end;
    number = isInteger ? found : number;
    return isInteger;
}

/**
 * @brief Reads a number and the unit that follows it, as in 5ms.
 * @param text a text
 * @param [out] number the finite decimal number that the text begins with; undefined when there is
 * none
 * @param [out] unit the rest of the text, "" for a number alone
 * @return whether the text begins with a number
 */
bool ReadQuantity(const std::string& text, double& number, std::string& unit);

/**
 * @param text a text
 * @param separator the character that stands between two parts
 * @return the parts, of which some may be empty; one part when there is no separator
 */
std::vector<std::string> Split(const std::string& text, char separator);

/**
 * @param text a text
 * @return the text without blanks, tabs and carriage returns at its ends
 */
std::string Trim(const std::string& text);

/**
 * @param words some words
 * @return the words with a comma and a blank between two of them
 */
std::string Join(const std::vector<std::string>& words);

/**
 * @param text a text
 * @return whether its bytes are UTF-8
 */
bool IsUtf8(const std::string& text);

/**
 * @param text a text
 * @return the text with the replacement character U+FFFD in place of what is no UTF-8
 */
std::string MakeUtf8(const std::string& text);

/**
 * @param word a misspelt word
 * @param known words that would have been right
 * @return the known word that differs from it in the fewest characters; "" when none is similar
 */
std::string FindNearest(const std::string& word, const std::vector<std::string>& known);

} // namespace InputText

} // namespace ns3

#endif // INPUT_TEXT_H
