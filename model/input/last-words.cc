// SPDX-License-Identifier: GPL-2.0-only

#include "last-words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

namespace ns3
{

namespace LastWords
{

namespace
{

/// Greatest size of a note in bytes, with the zero at its end.
constexpr std::size_t SIZE = 1024;

std::array<char, SIZE> g_own{}; //!< the note of a process that is nobody's child
char* g_place = g_own.data();   //!< where the note stands
int g_pipe = STDERR_FILENO;     //!< where the last line goes

/**
 * @brief Writes a text to where the last line goes.
 * @param text the text
 */
void
Write(const char* text)
{
    for (std::size_t left = std::strlen(text); left > 0;)
    {
        const ssize_t n = write(g_pipe, text, left);
        if (n <= 0)
        {
            return; // nobody listens
        }
        text += n;
        left -= static_cast<std::size_t>(n);
    }
}

} // namespace

void
Note(const std::string& text)
{
    const std::size_t size = std::min(text.size(), SIZE - 1);
    std::memcpy(g_place, text.data(), size);
    g_place[size] = '\0';
}

std::string
Get()
{
    return g_place;
}

void
EndWith(const char* line)
{
    if (g_pipe == STDERR_FILENO)
    {
        Write("error: ");
    }
    Write(line);
    if (g_pipe == STDERR_FILENO)
    {
        Write("\n");
    }
    _exit(2);
}

Page::Page()
{
    void* const memory =
        mmap(nullptr, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    m_text = memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

Page::~Page()
{
    if (m_text && m_text != g_place)
    {
        munmap(m_text, SIZE);
    }
}

void
Page::Use(int pipe) const
{
    g_pipe = pipe;
    if (m_text)
    {
        std::memcpy(m_text, g_place, SIZE);
        g_place = m_text;
    }
}

std::string
Page::Read() const
{
    return m_text ? std::string(m_text, strnlen(m_text, SIZE)) : std::string();
}

} // namespace LastWords

} // namespace ns3
