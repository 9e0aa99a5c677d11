// SPDX-License-Identifier: GPL-2.0-only

#include "inference-socket.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

namespace ns3
{

void
DiscardReceived(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            break; // the end of a TCP stream
        }
    }
}

void
ReleaseSocket(const Ptr<Socket>& socket)
{
    const auto nobody = MakeNullCallback<void, Ptr<Socket>>();
    socket->SetConnectCallback(nobody, nobody);
    socket->SetCloseCallbacks(nobody, nobody);
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeNullCallback<void, Ptr<Socket>, const Address&>());
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetRecvCallback(MakeCallback(&DiscardReceived));
    if (!Simulator::IsFinished())
    {
        socket->Close();
    }
}

} // namespace ns3
