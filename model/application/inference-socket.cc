// SPDX-License-Identifier: GPL-2.0-only

#include "inference-socket.h"

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"

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

namespace
{

/**
 * @param socket a socket; nothing calls its application back from now on
 */
void
Silence(const Ptr<Socket>& socket)
{
    const auto nobody = MakeNullCallback<void, Ptr<Socket>>();
    socket->SetConnectCallback(nobody, nobody);
    socket->SetCloseCallbacks(nobody, nobody);
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeNullCallback<void, Ptr<Socket>, const Address&>());
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetRecvCallback(MakeCallback(&DiscardReceived));
}

} // namespace

void
AbortSocket(const Ptr<Socket>& socket)
{
    Silence(socket);
    // ns-3 has no call for this, but a socket that nobody holds ends with its timers. Not at once:
    // it may be at work.
    Simulator::ScheduleNow([held = DynamicCast<TcpSocketBase>(socket)]() {
        if (held)
        {
            held->GetNode()->GetObject<TcpL4Protocol>()->RemoveSocket(held);
        }
    });
}

void
ReleaseSocket(const Ptr<Socket>& socket)
{
    Silence(socket);
    socket->Close();
}

} // namespace ns3
