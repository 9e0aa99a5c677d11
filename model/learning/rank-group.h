// SPDX-License-Identifier: GPL-2.0-only
#ifndef RANK_GROUP_H
#define RANK_GROUP_H

#include <cstddef>
#include <cstdint>
#include <memory>

namespace ns3
{
namespace learning
{

/**
 * @brief Processes that train one policy together; each has its own environments.
 *
 * This class is the group of one. Every member must make the same calls in the same order.
 */
class RankGroup
{
  public:
    virtual ~RankGroup() = default;

    /// @return number of this member, from 0
    virtual uint32_t Rank() const
    {
        return 0;
    }

    /// @return number of members
    virtual uint32_t Size() const
    {
        return 1;
    }

    /**
     * @brief Replace the floats of every member by their sum over the members.
     * @param values the floats
     * @param count how many, the same for all members
     */
    virtual void Sum(float* values, std::size_t count)
    {
        (void)values;
        (void)count;
    }

    /**
     * @brief As above, in double precision.
     * @param values the numbers
     * @param count how many, the same for all members
     */
    virtual void Sum(double* values, std::size_t count)
    {
        (void)values;
        (void)count;
    }

    /**
     * @param value a number
     * @return whether all members gave the same number
     */
    virtual bool AllEqual(uint64_t value)
    {
        (void)value;
        return true;
    }
};

/**
 * @brief The group of all processes that mpirun started (Boost.MPI).
 *
 * Initialises MPI unless the program has; compiled without MPI, or started without mpirun, it is
 * the group of one.
 *
 * @return the group
 */
std::shared_ptr<RankGroup> MakeMpiRankGroup();

/**
 * @return whether this build has MPI
 */
bool HasMpi();

} // namespace learning
} // namespace ns3

#endif // RANK_GROUP_H
