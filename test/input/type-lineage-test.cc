// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/type-lineage.h"

#include "ns3/object-base.h"
#include "ns3/object.h"

#include <gtest/gtest.h>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief ListLineage.
 */

namespace ns3
{
namespace tests
{
namespace
{

TEST(TypeLineage, GoesFromAClassToTheRootAndEndsThere)
{
    const auto lineage = ListLineage(TypeId::LookupByName("ns3::PoissonTaskStream"));
    ASSERT_EQ(lineage.size(), 4U);
    EXPECT_EQ(lineage[0].GetName(), "ns3::PoissonTaskStream");
    EXPECT_EQ(lineage[1].GetName(), "ns3::TaskStream");
    EXPECT_EQ(lineage[2], Object::GetTypeId());
    EXPECT_EQ(lineage[3], ObjectBase::GetTypeId());
}

TEST(TypeLineage, EveryRegisteredClassHasOne)
{
    // Some classes derive from ns3::ObjectBase past ns3::Object: who waits for ns3::Object waits
    // for ever.
    uint32_t others = 0;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const auto lineage = ListLineage(TypeId::GetRegistered(i));
        others += lineage.size() < 2 || *(lineage.end() - 2) != Object::GetTypeId();
    }
    EXPECT_GT(others, 0U);
}

} // namespace
} // namespace tests
} // namespace ns3
