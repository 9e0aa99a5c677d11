// SPDX-License-Identifier: GPL-2.0-only

#ifndef INPUT_FILE_H
#define INPUT_FILE_H

#include <cstddef>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Reads files that users name. Private to the module.
 *
 * Only regular files are read, so that no device and no pipe can keep a program waiting, and only
 * files up to a size, so that none can fill the memory.
 */
namespace InputFile
{

/// Greatest size of a text file such as a trace, in bytes.
constexpr std::size_t GREATEST_TEXT = 64 * 1024 * 1024;

/**
 * @param path the path of a file
 * @param expected what the file should be, for errors, such as "a readable JSON file"
 * @param greatest greatest size in bytes
 * @return all bytes of the file
 * @throws InferenceInputError when there is no such file, when it is no regular file, when it is
 * larger, or when it cannot be read
 */
std::string Read(const std::string& path,
                 const std::string& expected,
                 std::size_t greatest = GREATEST_TEXT);

/**
 * @brief Checks all that Read() would refuse without reading.
 * @param path the path of a file that another library is to read
 * @param expected what the file should be, for errors
 * @param greatest greatest size in bytes
 * @return the size of the file in bytes
 * @throws InferenceInputError as Read() does
 */
std::size_t Check(const std::string& path,
                  const std::string& expected,
                  std::size_t greatest = GREATEST_TEXT);

} // namespace InputFile

} // namespace ns3

#endif // INPUT_FILE_H
