// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_HEADER_H
#define INFERENCE_HEADER_H

#include "ns3/header.h"
#include "ns3/inference-plan.h"
#include "ns3/nstime.h"
#include "ns3/task-outcome.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Header of every message between InferenceClient and InferenceServer, version 1.
 *
 * All fields in network byte order. Every message begins with 24 bytes:
 *
 * | offset | bytes | field |
 * |--------|-------|-------|
 * | 0      | 2     | magic, 0xE1F5 |
 * | 2      | 1     | version, 1 |
 * | 3      | 1     | type: 1 features, 2 result, 3 dropped |
 * | 4      | 4     | payload bytes that follow this header (in this datagram) |
 * | 8      | 8     | task, unique within its client |
 * | 16     | 4     | payload bytes of the whole message |
 * | 20     | 2     | fragment, from 0 (TCP: 0) |
 * | 22     | 2     | fragments, at least 1 (TCP: 1) |
 *
 * Features go on with 25 bytes: hash of the DNN's name (4), exit (2), cut (2), bits (1), instant at
 * which the result is due (8, ns), instant at which the features were ready (8, ns). A result goes
 * on with 32 bytes, ns each: instant at which the last byte of the features had come, wait, compute
 * time, instant at which the result was sent. A drop goes on with 1 byte, the DropReason. Times are
 * not negative.
 */
class InferenceHeader : public Header
{
  public:
    /// What a message is.
    enum Type : uint8_t
    {
        FEATURES = 1, //!< UE to server: run the rest of a DNN on these features
        RESULT = 2,   //!< server to UE: the result
        DROPPED = 3   //!< server to UE: there will be no result
    };

    static constexpr uint32_t PREFIX_SIZE = 24; //!< bytes that all types share
    static constexpr uint32_t MAX_SIZE = 56;    //!< bytes of the longest header

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;

    /**
     * @param bytes the beginning of a message
     * @param size how many bytes there are
     * @return size of the header that begins there; 0 when more bytes are needed to tell; -1 when
     * it is no header of this version
     */
    static int32_t GetSizeAt(const uint8_t* bytes, uint32_t size);

    /**
     * @param bytes the beginning of a message
     * @param size how many bytes there are
     * @return true when a whole valid header was read
     */
    bool Read(const uint8_t* bytes, uint32_t size);

    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    Type type{FEATURES};   //!< what the message is
    uint32_t payload{0};   //!< bytes that follow in this datagram
    uint64_t task{0};      //!< task, unique within its client
    uint32_t total{0};     //!< payload bytes of the whole message
    uint16_t fragment{0};  //!< number of this fragment
    uint16_t fragments{1}; //!< number of fragments
    uint32_t dnn{0};       //!< FEATURES: hash of the DNN's name
    InferencePlan plan;    //!< FEATURES: exit, cut and bits; server is not transmitted
    Time due;              //!< FEATURES: when the result is due
    Time ready;            //!< FEATURES: when the features were ready at the UE
    Time received;         //!< RESULT: when the last byte of the features had come
    Time wait;             //!< RESULT: time in the server's queue
    Time compute;          //!< RESULT: time in service
    Time sent;             //!< RESULT: when it was given to the server's socket
    DropReason reason{DropReason::NONE}; //!< DROPPED: why
};

} // namespace ns3

#endif // INFERENCE_HEADER_H
