// SPDX-License-Identifier: GPL-2.0-only

#include "inference-stream-reader.h"

#include <algorithm>

namespace ns3
{

void
InferenceStreamReader::SetCheck(const HeaderCheck& check)
{
    m_check = check;
}

bool
InferenceStreamReader::Receive(Ptr<Packet> packet, const MessageCallback& onMessage)
{
    uint32_t left = packet->GetSize();
    const uint64_t stream = m_stream;
    while (left > 0 && m_stream == stream)
    {
        if (m_payloadLeft > 0)
        {
            const uint32_t taken = std::min<uint64_t>(left, m_payloadLeft);
            m_payloadLeft -= taken;
            left -= taken;
            if (left > 0)
            {
                packet->RemoveAtStart(taken);
            }
        }
        else
        {
            int32_t size = InferenceHeader::GetSizeAt(m_bytes.data(), m_have);
            const uint32_t wanted = size > 0 ? size : 4;
            const uint32_t taken = std::min(left, wanted - m_have);
            packet->CopyData(m_bytes.data() + m_have, taken);
            packet->RemoveAtStart(taken);
            m_have += taken;
            left -= taken;
            size = InferenceHeader::GetSizeAt(m_bytes.data(), m_have);
            if (size < 0)
            {
                return false;
            }
            if (size == 0 || m_have < static_cast<uint32_t>(size))
            {
                continue;
            }
            // On a stream a message is one fragment.
            if (!m_header.Read(m_bytes.data(), m_have) || m_header.payload != m_header.total ||
                (m_check && !m_check(m_header)))
            {
                return false;
            }
            m_have = 0;
            m_payloadLeft = m_header.payload;
        }
        if (m_payloadLeft == 0 && m_have == 0)
        {
            onMessage(m_header);
        }
    }
    return true;
}

void
InferenceStreamReader::Reset()
{
    m_have = 0;
    m_payloadLeft = 0;
    ++m_stream;
}

} // namespace ns3
