// SPDX-License-Identifier: GPL-2.0-only

#ifndef LAST_WORDS_H
#define LAST_WORDS_H

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What this process is doing, for those who ask why it ended. Private to the module.
 *
 * ns-3 ends a process by a signal when it is given what it cannot work with. Nothing can be thrown
 * then, so what was given last is noted before it is used. The note is diagnosis only: no result
 * depends on it.
 */
namespace LastWords
{

/**
 * @brief Replaces the note.
 * @param text the new note; long ones are cut
 */
void Note(const std::string& text);

/**
 * @return the note; "" before the first one
 */
std::string Get();

/**
 * @brief Ends this process with status 2 and an error in one line. May be called in a handler of a
 * signal: it allocates nothing.
 * @param line the error, without an end of line
 */
[[noreturn]] void EndWith(const char* line);

/// Memory for the note of a child, which its parent can read when the child has ended.
class Page
{
  public:
    Page();
    ~Page();
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    /**
     * @brief Makes this the place of the note. The child calls it.
     * @param pipe where EndWith() writes the line; it is standard error otherwise
     */
    void Use(int pipe) const;

    /**
     * @return the note of the child
     */
    std::string Read() const;

  private:
    char* m_text; //!< the memory; nullptr when there was none to be had
};

} // namespace LastWords

} // namespace ns3

#endif // LAST_WORDS_H
