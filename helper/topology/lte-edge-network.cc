// SPDX-License-Identifier: GPL-2.0-only

#include "lte-edge-network.h"

#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LteEdgeNetwork");

NS_OBJECT_ENSURE_REGISTERED(LteEdgeNetwork);

TypeId
LteEdgeNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LteEdgeNetwork")
                            .SetParent<Object>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<LteEdgeNetwork>();
    return tid;
}

LteEdgeNetwork::LteEdgeNetwork()
{
    NS_LOG_FUNCTION(this);
}

LteEdgeNetwork::~LteEdgeNetwork()
{
    NS_LOG_FUNCTION(this);
}

void
LteEdgeNetwork::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_lte = nullptr;
    m_epc = nullptr;
    Object::DoDispose();
}

void
LteEdgeNetwork::Keep(Ptr<LteHelper> lte, Ptr<PointToPointEpcHelper> epc)
{
    m_lte = lte;
    m_epc = epc;
}

Ptr<LteHelper>
LteEdgeNetwork::GetLteHelper() const
{
    return m_lte;
}

Ptr<PointToPointEpcHelper>
LteEdgeNetwork::GetEpcHelper() const
{
    return m_epc;
}

void
LteEdgeNetwork::AttachOneByOne(const NetDeviceContainer& ues,
                               const NetDeviceContainer& cells,
                               Time interval)
{
    for (uint32_t i = 0; i < ues.GetN(); ++i)
    {
        const Ptr<LteHelper> lte = m_lte;
        const Ptr<NetDevice> ue = ues.Get(i);
        Simulator::ScheduleWithContext(ue->GetNode()->GetId(), i * interval, [lte, ue, cells]() {
            lte->AttachToClosestEnb(ue, cells);
        });
    }
}

} // namespace ns3
