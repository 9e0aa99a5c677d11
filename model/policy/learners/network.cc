// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/network.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(Network);

TypeId
Network::GetTypeId()
{
    static TypeId tid = TypeId("ns3::Network").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

uint32_t
Network::GetWindow() const
{
    return 1;
}

} // namespace ns3
