// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-progress.h"

#include <cmath>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace ns3
{

ExperimentProgress::ExperimentProgress(bool quiet, std::shared_ptr<const ExperimentClock> clock)
    : m_quiet(quiet),
      m_clock(std::move(clock)),
      m_terminal(isatty(STDERR_FILENO) != 0)
{
}

void
ExperimentProgress::Begin(const std::string& what, uint64_t steps)
{
    m_what = what;
    m_steps = steps;
    m_begin = std::chrono::steady_clock::now();
}

void
ExperimentProgress::Step(uint64_t step, const std::string& remark)
{
    if (m_quiet)
    {
        return;
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_begin;
    const double own =
        spent.count() / static_cast<double>(step) * static_cast<double>(m_steps - step);
    const double left = m_clock ? m_clock->GetLeft() : own;
    const std::string estimate = std::isfinite(left)
                                     ? "  " + ExperimentClock::Describe(left) + " left" +
                                           (m_clock ? " of the whole run" : "")
                                     : "";
    std::fprintf(stderr,
                 "%s%s %llu/%llu  %s%s%s",
                 m_terminal ? "\r\x1b[K" : "",
                 m_what.c_str(),
                 static_cast<unsigned long long>(step),
                 static_cast<unsigned long long>(m_steps),
                 remark.c_str(),
                 estimate.c_str(),
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
