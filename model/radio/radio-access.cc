// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/radio-access.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RadioAccess);

TypeId
RadioAccess::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RadioAccess").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

} // namespace ns3
