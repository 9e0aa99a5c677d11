// SPDX-License-Identifier: GPL-2.0-only

#include "event-limit.h"

#include "../../model/input/last-words.h"

#include "ns3/inference-input-error.h"
#include "ns3/nstime.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <sstream>

namespace ns3
{

namespace
{

/// What the handler of the signal knows; it has no other way to know.
struct Watched
{
    const volatile uint64_t* events{nullptr}; //!< how many events there were
    const volatile uint64_t* now{nullptr};    //!< time of the last one
    uint64_t last{0};                         //!< how many there were at the last look
    std::array<char, 512> before{};           //!< the line before the simulated time
    std::array<char, 1024> after{};           //!< the line behind it
};

Watched g_watched; ///< of this process

/**
 * @brief Keeps a text where a handler finds it.
 * @param text the text
 * @param [out] place takes it, or its first part
 */
template <std::size_t N>
void
Keep(const std::string& text, std::array<char, N>& place)
{
    place.fill('\0');
    std::copy_n(text.begin(), std::min(text.size(), N - 1), place.begin());
}

/**
 * @brief Ends the program when no event has ended since the last look.
 * @param signal SIGXCPU
 * @param info who sent it
 */
void
Look(int signal, siginfo_t* info, void* /* context */)
{
    if (info->si_code != SI_TIMER)
    {
        // Not ours: the system's own limit on processor time.
        std::signal(signal, SIG_DFL);
        std::raise(signal);
        return;
    }
    const uint64_t events = *g_watched.events;
    if (events != g_watched.last)
    {
        g_watched.last = events;
        return;
    }
    const int64_t us = TimeStep(*g_watched.now).GetMicroSeconds();
    std::array<char, 2048> line;
    std::snprintf(line.data(),
                  line.size(),
                  "%s%lld.%06lld%s",
                  g_watched.before.data(),
                  static_cast<long long>(us / 1000000),
                  static_cast<long long>(us % 1000000),
                  g_watched.after.data());
    LastWords::EndWith(line.data());
}

} // namespace

EventLimit::EventLimit(const uint64_t& events, const uint64_t& now, double limit)
{
    std::ostringstream found;
    found << "one event that took more than " << limit << " s of processor time";
    const std::string words = LastWords::Get();
    const InferenceInputError error("simulation",
                                    "at @ s",
                                    found.str(),
                                    "events that end",
                                    words.empty() ? "does a model or a policy go round for ever?"
                                                  : words);
    const std::string line = error.what();
    const std::size_t at = line.find('@');
    g_watched.events = &events;
    g_watched.now = &now;
    g_watched.last = events;
    Keep(line.substr(0, at), g_watched.before);
    Keep(line.substr(at + 1), g_watched.after);

    struct sigaction action = {};
    action.sa_sigaction = &Look;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGXCPU, &action, nullptr);
    struct sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGXCPU;
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &m_timer) != 0)
    {
        return; // a limit that cannot be had stops nobody
    }
    m_isRunning = true;
    itimerspec period{};
    period.it_value.tv_sec = static_cast<time_t>(limit);
    period.it_value.tv_nsec = static_cast<long>((limit - std::floor(limit)) * 1e9);
    period.it_interval = period.it_value;
    timer_settime(m_timer, 0, &period, nullptr);
}

EventLimit::~EventLimit()
{
    if (m_isRunning)
    {
        timer_delete(m_timer);
    }
    std::signal(SIGXCPU, SIG_DFL);
}

} // namespace ns3
