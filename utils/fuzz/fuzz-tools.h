// SPDX-License-Identifier: GPL-2.0-only

#ifndef FUZZ_TOOLS_H
#define FUZZ_TOOLS_H

#include <functional>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @brief Ends the program with a finding.
 * @param what was found
 */
[[noreturn]] void Find(const std::string& what);

/**
 * @brief Runs a reader that may refuse.
 * @param read the reader
 */
void Refusing(const std::function<void()>& read);

/// A file in memory with a path.
class MemoryFile
{
  public:
    /**
     * @param bytes what the file holds
     */
    explicit MemoryFile(const std::string& bytes);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    /**
     * @return the path of the file
     */
    std::string GetPath() const;

  private:
    int m_file; //!< descriptor
};

} // namespace ns3

#endif // FUZZ_TOOLS_H
