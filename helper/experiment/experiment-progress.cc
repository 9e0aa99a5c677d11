// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-progress.h"

#include <array>
#include <cstdio>
#include <unistd.h>

namespace ns3
{

ExperimentProgress::ExperimentProgress(bool quiet)
    : m_quiet(quiet),
      m_terminal(isatty(STDERR_FILENO) != 0)
{
}

void
ExperimentProgress::Begin(const std::string& what, uint32_t steps)
{
    m_what = what;
    m_steps = steps;
    m_first = 0;
    m_begin = std::chrono::steady_clock::now();
}

void
ExperimentProgress::Step(uint32_t step, const std::string& remark)
{
    if (m_quiet)
    {
        return;
    }
    if (m_first == 0)
    {
        m_first = step;
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    const double left = seconds / (step - m_first + 1) * (m_steps - step);
    std::fprintf(stderr,
                 "%s%s %u/%u  %s  %.0f s left%s",
                 m_terminal ? "\r\x1b[K" : "",
                 m_what.c_str(),
                 step,
                 m_steps,
                 remark.c_str(),
                 left,
                 m_terminal ? "" : "\n");
    std::fflush(stderr);
}

void
ExperimentProgress::End()
{
    if (!m_quiet && m_terminal)
    {
        std::fputs("\n", stderr);
    }
}

void
ExperimentProgress::Say(const std::string& text)
{
    if (!m_quiet)
    {
        std::fprintf(stderr, "%s\n", text.c_str());
    }
}

} // namespace ns3
