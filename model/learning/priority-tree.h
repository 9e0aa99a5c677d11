// SPDX-License-Identifier: GPL-2.0-only
#ifndef PRIORITY_TREE_H
#define PRIORITY_TREE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

class CheckpointFields;

/**
 * @brief Draws places in proportion to their weights in logarithmic time (a sum tree).
 *
 * For prioritised replay (Schaul et al. 2016, arXiv 1511.05952) the weight of a place is p^alpha.
 * An inner node is always the sum of its two children computed anew, so nothing drifts.
 */
class PriorityTree
{
  public:
    /**
     * @param capacity number of places, at least 1
     */
    explicit PriorityTree(uint32_t capacity);

    /**
     * @brief Set the weight of a place; costs log2(capacity) additions.
     * @param place below the capacity
     * @param weight finite, >= 0; 0 = never drawn
     */
    void Set(uint32_t place, double weight);

    /// @return weight of a place
    double Get(uint32_t place) const;
    /// @return sum of the weights
    double Total() const;

    /**
     * @brief The place that a point of the cumulated weights falls into.
     * @param mass in [0, Total()), Total() > 0
     * @return a place with weight > 0
     */
    uint32_t Find(double mass) const;

    /**
     * @brief List the weights for a checkpoint; after loading Rebuild() must be called.
     * @param fields receives the parts
     * @param name prefix of their names
     * @param size number of places that have something
     */
    void List(CheckpointFields& fields, const std::string& name, uint32_t size);

    /// @brief Compute all sums from the weights.
    void Rebuild();

  private:
    uint32_t m_leaves;           //!< capacity rounded up to a power of two
    uint32_t m_capacity;         //!< number of places
    std::vector<double> m_nodes; //!< heap order: node i has the children 2i and 2i + 1; leaves last
};

} // namespace learning
} // namespace ns3

#endif // PRIORITY_TREE_H
