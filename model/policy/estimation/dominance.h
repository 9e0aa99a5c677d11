// SPDX-License-Identifier: GPL-2.0-only

#ifndef DOMINANCE_H
#define DOMINANCE_H

#include <cstddef>
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

} // namespace ns3

#endif // DOMINANCE_H
