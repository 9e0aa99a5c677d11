// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_STREAM_READER_H
#define INFERENCE_STREAM_READER_H

#include "ns3/callback.h"
#include "ns3/inference-header.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <functional>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Finds the messages in a TCP byte stream. Payload bytes are counted, not copied.
 */
class InferenceStreamReader
{
  public:
    /// Called when the last byte of a message has come. May destroy nothing and must not call
    /// Receive(), but may call Reset(): the rest of the bytes belongs to nobody then.
    using MessageCallback = Callback<void, const InferenceHeader&>;

    /// Asked when the header of a message has come; false when no such message is waited for.
    using HeaderCheck = std::function<bool(const InferenceHeader&)>;

    /**
     * @brief Has headers judged before their payload comes, which may be said to be of any size.
     * @param check asked for each header
     */
    void SetCheck(const HeaderCheck& check);

    /**
     * @param packet the next bytes of the stream; consumed
     * @param onMessage called once for each message that is complete with them
     * @return false when the stream is no stream of this protocol; it cannot be read on then
     */
    bool Receive(Ptr<Packet> packet, const MessageCallback& onMessage);

    /// Begins anew, for a new connection.
    void Reset();

  private:
    std::array<uint8_t, InferenceHeader::MAX_SIZE> m_bytes{}; //!< the header so far
    uint32_t m_have{0};                                       //!< bytes in m_bytes
    uint64_t m_payloadLeft{0};                                //!< payload bytes to come
    uint64_t m_stream{0};                                     //!< streams begun so far
    InferenceHeader m_header; //!< the header of the message whose payload is coming
    HeaderCheck m_check;      //!< judges headers; empty: all are waited for
};

} // namespace ns3

#endif // INFERENCE_STREAM_READER_H
