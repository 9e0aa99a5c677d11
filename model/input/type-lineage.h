// SPDX-License-Identifier: GPL-2.0-only

#ifndef TYPE_LINEAGE_H
#define TYPE_LINEAGE_H

#include "ns3/type-id.h"

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A class and those that it inherits attributes from.
 * @param type a class
 * @return the class, its parent, and so on to the root, which is ns3::ObjectBase, not ns3::Object:
 * a Pointer may lead to objects of classes that are no ns3::Object
 */
inline std::vector<TypeId>
ListLineage(TypeId type)
{
    std::vector<TypeId> lineage{type};
    // The root is its own parent.
    while (type.HasParent() && type.GetParent() != type)
    {
        type = type.GetParent();
        lineage.push_back(type);
    }
    return lineage;
}

} // namespace ns3

#endif // TYPE_LINEAGE_H
