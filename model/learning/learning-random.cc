// SPDX-License-Identifier: GPL-2.0-only
#include "learning-random.h"

#include <cmath>

namespace ns3
{
namespace learning
{

namespace
{

uint64_t
Rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

} // namespace

LearningRandom::LearningRandom(uint64_t seed, uint64_t stream)
{
    uint64_t x = seed + stream * 0xD1342543DE82EF95ULL; // an odd constant keeps the streams apart
    for (uint64_t& word : m_state)
    {
        x += 0x9E3779B97F4A7C15ULL; // splitmix64
        uint64_t z = x;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        word = z ^ (z >> 31);
    }
}

uint64_t
LearningRandom::Bits()
{
    const uint64_t result = Rotate(m_state[0] + m_state[3], 23) + m_state[0];
    const uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = Rotate(m_state[3], 45);
    return result;
}

double
LearningRandom::Uniform()
{
    return static_cast<double>(Bits() >> 11) * 0x1.0p-53;
}

uint64_t
LearningRandom::Integer(uint64_t n)
{
    const uint64_t rejected = (0 - n) % n; // 2^64 mod n: these would favour small numbers
    uint64_t bits = Bits();
    while (bits < rejected)
    {
        bits = Bits();
    }
    return bits % n;
}

double
LearningRandom::Normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - Uniform()));
    return radius * std::cos(2.0 * 3.14159265358979323846 * Uniform());
}

std::array<uint64_t, 4>&
LearningRandom::State()
{
    return m_state;
}

} // namespace learning
} // namespace ns3
