// SPDX-License-Identifier: GPL-2.0-only
#include "priority-tree.h"

#include "checkpoint-fields.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace ns3
{
namespace learning
{

PriorityTree::PriorityTree(uint32_t capacity)
    : m_leaves(1),
      m_capacity(capacity)
{
    while (m_leaves < capacity)
    {
        m_leaves *= 2;
    }
    m_nodes.assign(2 * static_cast<std::size_t>(m_leaves), 0.0);
}

void
PriorityTree::Set(uint32_t place, double weight)
{
    assert(place < m_capacity && weight >= 0);
    std::size_t node = static_cast<std::size_t>(m_leaves) + place;
    m_nodes[node] = weight;
    for (node /= 2; node > 0; node /= 2)
    {
        m_nodes[node] = m_nodes[2 * node] + m_nodes[2 * node + 1];
    }
}

double
PriorityTree::Get(uint32_t place) const
{
    return m_nodes[static_cast<std::size_t>(m_leaves) + place];
}

double
PriorityTree::Total() const
{
    return m_nodes[1];
}

uint32_t
PriorityTree::Find(double mass) const
{
    assert(Total() > 0);
    std::size_t node = 1;
    while (node < m_leaves)
    {
        const double left = m_nodes[2 * node];
        // Rounding may push the mass past the end: a side without weight is never taken.
        if ((mass < left && left > 0) || m_nodes[2 * node + 1] == 0)
        {
            node = 2 * node;
        }
        else
        {
            mass -= left;
            node = 2 * node + 1;
        }
    }
    return static_cast<uint32_t>(node - m_leaves);
}

void
PriorityTree::List(CheckpointFields& fields, const std::string& name, uint32_t size)
{
    fields.Add(name, m_nodes.data() + m_leaves, m_capacity);
    fields.RequireBetween(0, std::numeric_limits<float>::max());
    fields.Require("weights of transitions only", [size](const at::Tensor& part) {
        const auto* weights = static_cast<const double*>(part.data_ptr());
        const auto isNone = [](double weight) { return weight == 0; };
        return std::all_of(weights + size, weights + part.numel(), isNone) &&
               (size == 0 || !std::all_of(weights, weights + size, isNone));
    });
}

void
PriorityTree::Rebuild()
{
    for (std::size_t node = m_leaves - 1; node > 0; --node)
    {
        m_nodes[node] = m_nodes[2 * node] + m_nodes[2 * node + 1];
    }
}

} // namespace learning
} // namespace ns3
