// SPDX-License-Identifier: GPL-2.0-only
#include "wu-system.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace learning
{
namespace test
{

namespace
{

/// Probabilities of the next state of a channel (good, normal, bad), by its state.
const double MOVES[WuParameters::CHANNELS][WuParameters::CHANNELS] = {
    {0.3, 0.7, 0},
    {0.25, 0.5, 0.25},
    {0, 0.7, 0.3},
};

uint32_t
DrawIndex(LearningRandom& random, const double* shares, uint32_t count)
{
    double left = random.Uniform();
    uint32_t i = 0;
    while (i + 1 < count && left >= shares[i])
    {
        left -= shares[i];
        ++i;
    }
    return i;
}

/// Mean of the square root of the sum of n numbers, each uniform in mean +- spread (Irwin-Hall).
double
MeanRoot(uint32_t n, double mean, double spread)
{
    const auto density = [n](double x) {
        double sum = 0;
        double binomial = 1;
        for (uint32_t k = 0; k <= n && k < x; ++k)
        {
            sum += (k % 2 ? -1 : 1) * binomial * std::pow(x - k, n - 1);
            binomial *= static_cast<double>(n - k) / (k + 1);
        }
        return sum / std::tgamma(n);
    };
    const int steps = 2000; // Simpson's rule
    const double width = static_cast<double>(n) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; ++i)
    {
        const double x = i * width;
        const double weight = i == 0 || i == steps ? 1 : i % 2 ? 4 : 2;
        sum += weight * density(x) * std::sqrt(n * (mean - spread) + 2 * spread * x);
    }
    return sum * width / 3;
}

} // namespace

WuSystem::WuSystem(const WuParameters& parameters)
    : m_parameters(parameters),
      m_requests(Devices()),
      m_channels(Devices()),
      m_deviceBits(Devices())
{
    const WuParameters& p = m_parameters;
    const double band = p.bandwidth / Devices();
    for (uint32_t channel = 0; channel < WuParameters::CHANNELS; ++channel)
    {
        m_rates[channel] =
            band * std::log2(1 + p.power * p.gain[channel] / (p.noiseFigure * p.noise * band));
    }
}

void
WuSystem::Reset(LearningRandom& random)
{
    m_random = &random;
    for (uint32_t& channel : m_channels)
    {
        channel = DrawIndex(random, ChannelShares().data(), WuParameters::CHANNELS);
    }
    std::fill(m_deviceBits.begin(), m_deviceBits.end(), 0.0);
    m_edgeBits = {};
    m_deficits = {};
    Draw();
}

void
WuSystem::Draw()
{
    for (double& requests : m_requests)
    {
        requests = m_parameters.load + m_parameters.spread * (2 * m_random->Uniform() - 1);
    }
}

WuSlot
WuSystem::Evaluate(const std::vector<WuChoice>& choices) const
{
    const WuParameters& p = m_parameters;
    WuSlot slot;
    slot.deviceBits.resize(Devices());
    std::array<double, WuParameters::SERVICES> bits{};
    std::array<uint32_t, WuParameters::SERVICES> offloaders{};
    for (uint32_t n = 0; n < Devices(); ++n)
    {
        const uint32_t m = Service(n);
        const bool local = IsLocal(choices[n]);
        const double own = Bits(n, choices[n]);
        slot.delay += OwnDelay(n, choices[n]);
        slot.accuracy[m] += Accuracy(choices[n]) / p.devicesPerService;
        bits[m] += local ? 0 : own;
        offloaders[m] += local ? 0 : 1;
        const double left =
            m_deviceBits[n] + (local ? own : 0) - p.deviceSpeed * p.slot / p.deviceCycles[m];
        slot.overflows += left > p.deviceBuffer ? 1 : 0;
        slot.deviceBits[n] = std::min(std::max(left, 0.0), p.deviceBuffer);
    }
    std::array<double, WuParameters::SERVICES> cycles{};
    for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
    {
        cycles[m] = EdgeCycles(m, bits[m], offloaders[m]);
        slot.offloaded += offloaders[m];
    }
    slot.shares = Shares(cycles);
    for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
    {
        const double speed = slot.shares[m] * p.edgeSpeed;
        slot.delay += cycles[m] > 0 ? cycles[m] / speed : 0;
        const double left = m_edgeBits[m] + bits[m] - speed * p.slot / p.edgeCycles[m];
        slot.overflows += left > p.edgeBuffer ? 1 : 0;
        slot.edgeBits[m] = std::min(std::max(left, 0.0), p.edgeBuffer);
        slot.objective += m_deficits[m] * (p.target[m] - slot.accuracy[m]);
    }
    slot.delay += p.overflowPenalty * slot.overflows;
    slot.objective += p.penaltyWeight * slot.delay;
    return slot;
}

WuSlot
WuSystem::Step(const std::vector<WuChoice>& choices)
{
    const WuSlot slot = Evaluate(choices);
    m_deviceBits = slot.deviceBits;
    m_edgeBits = slot.edgeBits;
    for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
    {
        m_deficits[m] = std::max(0.0, m_deficits[m] + m_parameters.target[m] - slot.accuracy[m]);
    }
    for (uint32_t& channel : m_channels)
    {
        channel = DrawIndex(*m_random, MOVES[channel], WuParameters::CHANNELS);
    }
    Draw();
    return slot;
}

const WuParameters&
WuSystem::Parameters() const
{
    return m_parameters;
}

uint32_t
WuSystem::Devices() const
{
    return WuParameters::SERVICES * m_parameters.devicesPerService;
}

uint32_t
WuSystem::Service(uint32_t device) const
{
    return device / m_parameters.devicesPerService;
}

double
WuSystem::Requests(uint32_t device) const
{
    return m_requests[device];
}

uint32_t
WuSystem::Channel(uint32_t device) const
{
    return m_channels[device];
}

double
WuSystem::Rate(uint32_t channel) const
{
    return m_rates[channel];
}

double
WuSystem::DeviceBits(uint32_t device) const
{
    return m_deviceBits[device];
}

double
WuSystem::EdgeBits(uint32_t service) const
{
    return m_edgeBits[service];
}

double
WuSystem::Deficit(uint32_t service) const
{
    return m_deficits[service];
}

double
WuSystem::Bits(uint32_t device, WuChoice choice) const
{
    return m_requests[device] * m_parameters.rawBits[Service(device)] *
           (choice % WuParameters::RATES + 1) / WuParameters::RATES;
}

double
WuSystem::OwnDelay(uint32_t device, WuChoice choice) const
{
    const double bits = Bits(device, choice);
    if (!IsLocal(choice))
    {
        return bits / m_rates[m_channels[device]];
    }
    return m_parameters.deviceCycles[Service(device)] * (m_deviceBits[device] + bits) /
           m_parameters.deviceSpeed;
}

double
WuSystem::Accuracy(WuChoice choice) const
{
    return m_parameters.accuracy[choice % WuParameters::RATES] *
           (IsLocal(choice) ? m_parameters.deviceFactor : m_parameters.edgeFactor);
}

double
WuSystem::EdgeCycles(uint32_t service, double bits, uint32_t offloaders) const
{
    // Sum over those who wait of: own bits, the queue, and half of the others' bits.
    const uint32_t waiting = m_parameters.allWait ? m_parameters.devicesPerService : offloaders;
    return m_parameters.edgeCycles[service] *
           (bits + waiting * m_edgeBits[service] + (waiting * bits - bits) / 2);
}

std::array<double, WuParameters::SERVICES>
WuSystem::Shares(const std::array<double, WuParameters::SERVICES>& cycles) const
{
    if (m_parameters.shares[0] > 0)
    {
        return m_parameters.shares;
    }
    const double first = std::sqrt(cycles[0]);
    const double second = std::sqrt(cycles[1]);
    const double share = first + second > 0 ? first / (first + second) : 0.5;
    return {share, 1 - share};
}

bool
WuSystem::IsLocal(WuChoice choice)
{
    return choice >= WuParameters::RATES;
}

const std::array<double, WuParameters::CHANNELS>&
WuSystem::ChannelShares()
{
    static const std::array<double, WuParameters::CHANNELS> shares{5.0 / 24, 14.0 / 24, 5.0 / 24};
    return shares;
}

double
WuSystem::StaticDelay(const WuParameters& parameters)
{
    const WuSystem system(parameters);
    const double factors[] = {0.5, 0.75};
    const uint32_t n = parameters.devicesPerService;
    double perBit = 0;
    for (uint32_t channel = 0; channel < WuParameters::CHANNELS; ++channel)
    {
        perBit += ChannelShares()[channel] / system.Rate(channel);
    }
    double sum = 0;
    double cross = 2 / parameters.edgeSpeed;
    const double root = MeanRoot(n, parameters.load, parameters.spread);
    for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
    {
        const double bits = factors[m] * parameters.rawBits[m];
        const double cycles = system.EdgeCycles(m, bits, n);
        sum += n * parameters.load * (bits * perBit + cycles / parameters.edgeSpeed);
        cross *= std::sqrt(cycles) * root;
    }
    return (sum + cross) / system.Devices();
}

} // namespace test
} // namespace learning
} // namespace ns3
