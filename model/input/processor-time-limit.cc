// SPDX-License-Identifier: GPL-2.0-only

#include "processor-time-limit.h"

#include "last-words.h"

#include <cmath>

namespace ns3
{

ProcessorTimeLimit::ProcessorTimeLimit(double seconds, const std::string& line)
    : m_line(line)
{
    Start(seconds);
}

ProcessorTimeLimit::ProcessorTimeLimit(double seconds, Look look, void* watcher)
    : m_look(look),
      m_watcher(watcher)
{
    Start(seconds);
}

ProcessorTimeLimit::~ProcessorTimeLimit()
{
    if (m_isRunning)
    {
        timer_delete(m_timer);
        sigaction(SIGXCPU, &m_before, nullptr);
    }
}

void
ProcessorTimeLimit::Start(double seconds)
{
    struct sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGXCPU;
    event.sigev_value.sival_ptr = this;
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &m_timer) != 0)
    {
        return;
    }
    m_isRunning = true;
    struct sigaction action = {};
    action.sa_sigaction = &ProcessorTimeLimit::Handle;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGXCPU, &action, &m_before);
    itimerspec period{};
    period.it_value.tv_sec = static_cast<time_t>(seconds);
    period.it_value.tv_nsec = static_cast<long>((seconds - std::floor(seconds)) * 1e9);
    period.it_interval = period.it_value;
    timer_settime(m_timer, 0, &period, nullptr);
}

void
ProcessorTimeLimit::Handle(int signal, siginfo_t* info, void*)
{
    if (info->si_code != SI_TIMER)
    {
        // Not ours: the system's own limit on processor time.
        std::signal(signal, SIG_DFL);
        std::raise(signal);
        return;
    }
    const auto* limit = static_cast<const ProcessorTimeLimit*>(info->si_value.sival_ptr);
    const char* const line =
        limit->m_look ? limit->m_look(limit->m_watcher) : limit->m_line.c_str();
    if (line)
    {
        LastWords::EndWith(line);
    }
}

} // namespace ns3
