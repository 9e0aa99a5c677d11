// SPDX-License-Identifier: GPL-2.0-only
#ifndef LEARNING_RANDOM_H
#define LEARNING_RANDOM_H

#include <array>
#include <cstdint>

namespace ns3
{
namespace learning
{

/**
 * @brief Random numbers whose sequence depends on the seed and the stream number alone.
 *
 * The generator is xoshiro256++ (Blackman and Vigna 2021, https://prng.di.unimi.it), its state
 * filled by splitmix64. The distributions are written here because those of the standard library
 * differ between its versions and LibTorch's global generator is shared with whoever else uses it.
 */
class LearningRandom
{
  public:
    /**
     * @param seed any number
     * @param stream separates generators of one seed
     */
    explicit LearningRandom(uint64_t seed, uint64_t stream = 0);

    /// @return 64 random bits
    uint64_t Bits();

    /// @return uniform in [0, 1), 53 bits
    double Uniform();

    /**
     * @param n at least 1
     * @return uniform in 0 .. n - 1, without bias
     */
    uint64_t Integer(uint64_t n);

    /// @return standard normal (Box-Muller, two uniform numbers each)
    double Normal();

    /// @return the state, for checkpoints
    std::array<uint64_t, 4>& State();

  private:
    std::array<uint64_t, 4> m_state; //!< never all zero
};

} // namespace learning
} // namespace ns3

#endif // LEARNING_RANDOM_H
