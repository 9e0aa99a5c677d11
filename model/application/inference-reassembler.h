// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_REASSEMBLER_H
#define INFERENCE_REASSEMBLER_H

#include "ns3/address.h"
#include "ns3/inference-header.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Puts messages together that came in datagrams, in any order, with losses and duplicates.
 *
 * A message is remembered for a fixed time after its first fragment, complete or not: a duplicate
 * of a complete message is told as such, and what never becomes complete is forgotten. So is the
 * oldest message when all of them take too much memory: a datagram of 49 bytes can announce 65535
 * fragments.
 */
class InferenceReassembler
{
  public:
    /// Memory that messages may take, in bytes. Ours: far above what 10000 tasks/s take.
    static constexpr std::size_t MOST_BYTES = std::size_t{256} << 20;

    /// What a fragment did.
    enum Result
    {
        INCOMPLETE, //!< fragments of the message are missing still
        COMPLETE,   //!< the fragment was the last one missing
        DUPLICATE,  //!< the fragment had come before
        MISMATCH    //!< the fragment contradicts the others of its message
    };

    /**
     * @param memory how long a message is remembered after its first fragment
     */
    explicit InferenceReassembler(Time memory);

    /**
     * @param from address of the sender
     * @param header header of the datagram
     * @param now the time, not before that of the previous call
     * @return what the fragment did
     */
    Result Add(const Address& from, const InferenceHeader& header, Time now);

    /**
     * @return messages remembered now
     */
    std::size_t GetSize() const;

    /// Forgets everything.
    void Clear();

  private:
    using Key = std::pair<Address, uint64_t>; //!< sender, task

    /// One message.
    struct Message
    {
        InferenceHeader::Type type;  //!< type of the message
        uint64_t total;              //!< payload bytes of the whole
        uint64_t bytes;              //!< payload bytes that came
        uint32_t missing;            //!< fragments that did not come yet
        std::vector<bool> fragments; //!< by number: the fragment has come
    };

    /**
     * @param message a message
     * @return memory that it takes, in bytes, roughly
     */
    static std::size_t GetBytes(const Message& message);

    /// Forgets the message that is remembered longest.
    void ForgetOldest();

    Time m_memory;                            //!< how long a message is remembered
    std::map<Key, Message> m_messages;        //!< by sender and task
    std::deque<std::pair<Time, Key>> m_order; //!< by the time to forget them
    std::size_t m_bytes{0};                   //!< memory that messages take
};

/**
 * @ingroup edge-inference
 * @brief Tells whether a datagram came from a peer: ns-3's connected UDP sockets take datagrams of
 * anybody.
 * @param from sender of a datagram
 * @param peer the peer's socket address
 * @return true when address and port are equal (a type of service that stands in either is not
 * compared)
 */
bool IsSameEndpoint(const Address& from, const Address& peer);

} // namespace ns3

#endif // INFERENCE_REASSEMBLER_H
