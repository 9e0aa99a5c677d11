// SPDX-License-Identifier: GPL-2.0-only

#include "inference-stream-writer.h"

#include "ns3/packet.h"

#include <algorithm>

namespace ns3
{

void
InferenceStreamWriter::SetSocket(Ptr<Socket> socket)
{
    m_socket = socket;
    m_begun = nullptr;
    m_payloadLeft = 0;
    if (m_socket)
    {
        Pump();
    }
}

void
InferenceStreamWriter::Push(const InferenceHeader& header)
{
    m_queue.push_back(header);
    Pump();
}

bool
InferenceStreamWriter::Withdraw(uint64_t task)
{
    const auto it = std::find_if(m_queue.begin(), m_queue.end(), [task](const auto& header) {
        return header.task == task;
    });
    if (it == m_queue.end())
    {
        return false;
    }
    m_queue.erase(it);
    return true;
}

void
InferenceStreamWriter::Pump()
{
    while (m_socket && (m_begun || m_payloadLeft > 0 || !m_queue.empty()))
    {
        const uint32_t room = m_socket->GetTxAvailable();
        if (!m_begun && m_payloadLeft == 0)
        {
            const InferenceHeader& header = m_queue.front();
            if (room < header.GetSerializedSize())
            {
                return;
            }
            m_begun =
                Create<Packet>(std::min<uint64_t>(room - header.GetSerializedSize(), header.total));
            m_payloadLeft = header.total - m_begun->GetSize();
            m_begun->AddHeader(header);
            m_queue.pop_front();
        }
        else if (!m_begun)
        {
            if (room == 0)
            {
                return;
            }
            m_begun = Create<Packet>(std::min<uint64_t>(room, m_payloadLeft));
            m_payloadLeft -= m_begun->GetSize();
        }
        if (m_socket->Send(m_begun) < 0)
        {
            // Room was asked for above, so the connection is going down: its callbacks follow.
            return;
        }
        m_begun = nullptr;
    }
}

bool
InferenceStreamWriter::IsWaiting(uint64_t task) const
{
    return std::any_of(m_queue.begin(), m_queue.end(), [task](const auto& header) {
        return header.task == task;
    });
}

void
InferenceStreamWriter::Clear()
{
    m_queue.clear();
    m_begun = nullptr;
    m_payloadLeft = 0;
}

} // namespace ns3
