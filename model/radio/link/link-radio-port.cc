// SPDX-License-Identifier: GPL-2.0-only

#include "link-radio-port.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LinkRadioPort);

TypeId
LinkRadioPort::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LinkRadioPort")
                            .SetParent<PointToPointChannel>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<LinkRadioPort>();
    return tid;
}

void
LinkRadioPort::DoDispose()
{
    m_sender = nullptr;
    m_peer = nullptr;
    PointToPointChannel::DoDispose();
}

void
LinkRadioPort::SetSender(Sender sender)
{
    m_sender = std::move(sender);
}

void
LinkRadioPort::SetPeer(PointToPointNetDevice* peer)
{
    m_peer = peer;
}

bool
LinkRadioPort::TransmitStart(Ptr<const Packet> packet, Ptr<PointToPointNetDevice>, Time)
{
    return m_sender(packet);
}

std::size_t
LinkRadioPort::GetNDevices() const
{
    return 2;
}

Ptr<NetDevice>
LinkRadioPort::GetDevice(std::size_t i) const
{
    // before there is a peer the device is its own
    return i == 0 || !m_peer ? GetPointToPointDevice(0) : Ptr<PointToPointNetDevice>(m_peer);
}

} // namespace ns3
