// SPDX-License-Identifier: GPL-2.0-only

#include "inference-datagram-writer.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/// How often room is looked for. A radio that sends a default burst (500 kB) faster than this, at
/// 800 Mbit/s, waits for the writer.
const int64_t LOOK_US = 5000;

/// Headers of IPv4 and UDP, which the radio counts, too.
constexpr double IP_BYTES = 28;

} // namespace

InferenceDatagrams::InferenceDatagrams(const InferenceHeader& header, uint32_t fragmentSize)
    : m_header(header),
      m_left(header.total)
{
    constexpr uint32_t mostFragments = 65535;
    const uint32_t overhead = header.GetSerializedSize();
    const uint64_t payload = std::max(fragmentSize, overhead + 1) - overhead;
    m_payload = std::max(payload, header.total / mostFragments + 1);
    m_header.fragments = std::max<uint64_t>(1, (header.total + m_payload - 1) / m_payload);
}

const InferenceHeader&
InferenceDatagrams::GetHeader() const
{
    return m_header;
}

uint64_t
InferenceDatagrams::GetBytes() const
{
    return m_header.total + uint64_t{m_header.fragments} * m_header.GetSerializedSize();
}

bool
InferenceDatagrams::IsWhole() const
{
    return m_made == 0;
}

bool
InferenceDatagrams::IsDone() const
{
    return m_made == m_header.fragments;
}

Ptr<Packet>
InferenceDatagrams::MakeNext()
{
    m_header.fragment = m_made++;
    m_header.payload = std::min(m_left, m_payload);
    m_left -= m_header.payload;
    Ptr<Packet> packet = Create<Packet>(m_header.payload);
    packet->AddHeader(m_header);
    return packet;
}

void
InferenceDatagramWriter::Start(Ptr<Socket> socket,
                               const Settings& settings,
                               std::function<double()> backlog)
{
    m_socket = socket;
    m_settings = settings;
    m_backlog = std::move(backlog);
}

void
InferenceDatagramWriter::Stop()
{
    m_next.Cancel();
    m_socket = nullptr;
    m_queue.clear();
}

uint64_t
InferenceDatagramWriter::Push(const InferenceHeader& header)
{
    m_queue.emplace_back(header, m_settings.fragmentSize);
    const uint64_t bytes = m_queue.back().GetBytes();
    if (m_next.IsExpired()) // else the messages before it wait for room
    {
        Pump();
    }
    return bytes;
}

bool
InferenceDatagramWriter::IsWaiting(uint64_t task) const
{
    return std::any_of(m_queue.begin(), m_queue.end(), [task](const auto& message) {
        return message.GetHeader().task == task && message.IsWhole();
    });
}

bool
InferenceDatagramWriter::Withdraw(uint64_t task)
{
    const auto it = std::find_if(m_queue.begin(), m_queue.end(), [task](const auto& message) {
        return message.GetHeader().task == task;
    });
    if (it == m_queue.end())
    {
        return false;
    }
    const bool isWhole = it->IsWhole();
    m_queue.erase(it);
    return isWhole;
}

bool
InferenceDatagramWriter::HasRoom(double waiting) const
{
    const bool isFree = !m_backlog || waiting < m_settings.burst;
    return isFree || (m_settings.whole && (!m_queue.front().IsWhole() || waiting <= m_last));
}

void
InferenceDatagramWriter::Pump()
{
    // What was given to the socket at this instant may not have come to the radio yet: it counts.
    const Time now = Simulator::Now();
    double waiting = std::max(m_backlog ? m_backlog() : 0, now == m_given ? m_waiting : 0);
    while (m_socket && !m_queue.empty() && HasRoom(waiting))
    {
        InferenceDatagrams& message = m_queue.front();
        m_last = message.GetBytes() + IP_BYTES * message.GetHeader().fragments;
        const Ptr<Packet> packet = message.MakeNext();
        waiting += packet->GetSize();
        if (message.IsDone())
        {
            m_queue.pop_front();
        }
        // A datagram that the socket refuses is lost, as any other may be.
        m_socket->Send(packet);
    }
    m_given = now;
    m_waiting = waiting;
    if (m_socket && !m_queue.empty())
    {
        m_next = Simulator::Schedule(MicroSeconds(LOOK_US), &InferenceDatagramWriter::Pump, this);
    }
}

void
SendAsDatagrams(const Ptr<Socket>& socket,
                const InferenceHeader& header,
                uint32_t fragmentSize,
                const Address& to)
{
    InferenceDatagrams message(header, fragmentSize);
    while (!message.IsDone())
    {
        // A datagram that the socket refuses is lost, as any other may be.
        socket->SendTo(message.MakeNext(), 0, to);
    }
}

} // namespace ns3
