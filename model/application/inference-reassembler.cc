// SPDX-License-Identifier: GPL-2.0-only

#include "inference-reassembler.h"

#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"

#include <algorithm>

namespace ns3
{

InferenceReassembler::InferenceReassembler(Time memory)
    : m_memory(memory)
{
}

InferenceReassembler::Result
InferenceReassembler::Add(const Address& from, const InferenceHeader& header, Time now)
{
    while (!m_order.empty() && m_order.front().first <= now)
    {
        ForgetOldest();
    }
    const Key key{from, header.task};
    auto [it, isNew] = m_messages.try_emplace(key);
    Message& message = it->second;
    if (isNew)
    {
        message.type = header.type;
        message.total = header.total;
        message.bytes = 0;
        message.missing = header.fragments;
        message.fragments.assign(header.fragments, false);
        m_order.emplace_back(now + m_memory, key);
        m_bytes += GetBytes(message);
        while (m_bytes > MOST_BYTES && m_order.size() > 1)
        {
            ForgetOldest();
        }
    }
    if (message.type != header.type || message.total != header.total ||
        message.fragments.size() != header.fragments)
    {
        return MISMATCH;
    }
    if (message.fragments[header.fragment])
    {
        return DUPLICATE;
    }
    if (message.bytes + header.payload > message.total ||
        (message.missing == 1 && message.bytes + header.payload != message.total))
    {
        return MISMATCH;
    }
    message.fragments[header.fragment] = true;
    message.bytes += header.payload;
    return --message.missing == 0 ? COMPLETE : INCOMPLETE;
}

std::size_t
InferenceReassembler::GetBytes(const Message& message)
{
    constexpr std::size_t REST = 256; // the message itself, its key twice, and what holds them
    return REST + message.fragments.size() / 8;
}

void
InferenceReassembler::ForgetOldest()
{
    const auto oldest = m_messages.find(m_order.front().second);
    m_bytes -= GetBytes(oldest->second);
    m_messages.erase(oldest);
    m_order.pop_front();
}

std::size_t
InferenceReassembler::GetSize() const
{
    return m_messages.size();
}

void
InferenceReassembler::Clear()
{
    m_messages.clear();
    m_order.clear();
    m_bytes = 0;
}

bool
IsSameEndpoint(const Address& from, const Address& peer)
{
    if (!InetSocketAddress::IsMatchingType(from) || !InetSocketAddress::IsMatchingType(peer))
    {
        return from == peer;
    }
    const InetSocketAddress a = InetSocketAddress::ConvertFrom(from);
    const InetSocketAddress b = InetSocketAddress::ConvertFrom(peer);
    return a.GetIpv4() == b.GetIpv4() && a.GetPort() == b.GetPort();
}

} // namespace ns3
