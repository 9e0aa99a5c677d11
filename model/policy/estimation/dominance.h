// SPDX-License-Identifier: GPL-2.0-only

#ifndef DOMINANCE_H
#define DOMINANCE_H

#include "ns3/epoch-state.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Leaves those elements of a list that are worth something: an element goes when an element
 * before it, which stays itself, dominates it.
 *
 * When the list is sorted so that no element dominates one before it, what stays is exactly what
 * nothing dominates.
 *
 * @tparam T the type of an element
 * @tparam Test a callable that takes two elements
 * @param [in,out] items the list, in an order in which no element dominates one before it; those
 * that stay keep their order
 * @param dominates tells whether its first element makes its second one superfluous
 */
template <typename T, typename Test>
void
KeepUndominated(std::vector<T>& items, Test dominates)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        // The nearest elements are the most alike, so that they decide soonest.
        bool isNeeded = true;
        for (std::size_t j = kept; isNeeded && j-- > 0;)
        {
            isNeeded = !dominates(items[j], items[i]);
        }
        if (isNeeded)
        {
            if (kept != i)
            {
                items[kept] = std::move(items[i]);
            }
            ++kept;
        }
    }
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
}

/**
 * @ingroup edge-inference
 * @brief What a plan gives and what it takes of the UE, the uplink and its server.
 */
struct PlanBill
{
    InferencePlan plan; //!< the plan, which has no tail
    double accuracy{0}; //!< expected top-1 share, 0..1
    double bytes{0};    //!< bytes that the UE sends
    double device{0};   //!< s of computing on the UE at full speed
    double server{0};   //!< s of computing on the plan's server at full speed

    /**
     * @param system who asks for what, and the machines
     * @param stream index of a stream
     * @param plan a plan of the stream, without tail
     * @return the bill of the plan
     */
    static PlanBill Make(const EdgeSystem& system, std::size_t stream, const InferencePlan& plan);

    /**
     * @brief Leaves the plans that can be of use: those for which no other plan is at least as
     * accurate, sends no more bytes, and takes no more computing time on the UE and on each server,
     * but for a slack. Of plans that are equal in all of it the first one stays.
     * @param bills the bills of some plans of one stream
     * @param slack s, at least 0
     * @return the bills that are left, in their order
     */
    static std::vector<PlanBill> LeaveUndominated(const std::vector<PlanBill>& bills, double slack);
};

} // namespace ns3

#endif // DOMINANCE_H
