// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-clock.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <new>
#include <stdexcept>
#include <sys/mman.h>

namespace ns3
{

/// What processes share. Each number is right by itself; together they are an estimate.
struct ExperimentClock::Page
{
    /// Of a kind of episodes.
    struct Counters
    {
        std::atomic<uint64_t> all{0};          //!< expected
        std::atomic<uint64_t> done{0};         //!< ended
        std::atomic<uint64_t> run{0};          //!< ended, and took time
        std::atomic<uint64_t> microseconds{0}; //!< that these took
    };

    std::array<Counters, KINDS> kinds{}; //!< by Kind
    /// When the clock was made.
    std::chrono::steady_clock::time_point begin{std::chrono::steady_clock::now()};
};

ExperimentClock::ExperimentClock()
{
    void* const memory =
        mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
    {
        throw std::runtime_error(std::string("no memory for a clock: ") + std::strerror(errno));
    }
    m_page = new (memory) Page;
}

ExperimentClock::~ExperimentClock()
{
    munmap(m_page, sizeof(Page));
}

void
ExperimentClock::Expect(Kind kind, uint64_t episodes)
{
    m_page->kinds[kind].all += episodes;
}

void
ExperimentClock::Finish(Kind kind, double seconds)
{
    auto& counters = m_page->kinds[kind];
    ++counters.done;
    if (seconds > 0)
    {
        ++counters.run;
        counters.microseconds += static_cast<uint64_t>(std::ceil(1e6 * seconds));
    }
}

ExperimentClock::Count
ExperimentClock::GetCount(Kind kind) const
{
    return {m_page->kinds[kind].done, m_page->kinds[kind].all};
}

double
ExperimentClock::GetLeft() const
{
    double busy = 0;
    double run = 0;
    for (const auto& counters : m_page->kinds)
    {
        busy += 1e-6 * static_cast<double>(counters.microseconds);
        run += static_cast<double>(counters.run);
    }
    double work = 0;
    for (const auto& counters : m_page->kinds)
    {
        const auto own = static_cast<double>(counters.run);
        const double each =
            own > 0 ? 1e-6 * static_cast<double>(counters.microseconds) / own : busy / run;
        const uint64_t all = counters.all;
        const uint64_t done = counters.done;
        work += all > done ? each * static_cast<double>(all - done) : 0;
    }
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_page->begin;
    return run > 0 ? work * elapsed.count() / busy : NAN;
}

std::string
ExperimentClock::Describe(double seconds)
{
    const auto whole = std::llround(seconds);
    if (whole < 120)
    {
        return std::to_string(whole) + " s";
    }
    if (whole < 7200)
    {
        return std::to_string((whole + 30) / 60) + " min";
    }
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

} // namespace ns3
