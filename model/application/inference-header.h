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
 * @brief Header of every message to and from an InferenceServer.
 *
 * All fields in network byte order. Every message begins with 24 bytes:
 *
 * | offset | bytes | field |
 * |--------|-------|-------|
 * | 0      | 2     | magic, 0xE1F5 |
 * | 2      | 1     | VERSION |
 * | 3      | 1     | type, see InferenceHeader::Type |
 * | 4      | 4     | payload bytes that follow this header (in this datagram), lower 32 bits |
 * | 8      | 8     | task (or request), unique within its sender |
 * | 16     | 4     | payload bytes of the whole message, lower 32 bits |
 * | 20     | 2     | fragment, from 0 (TCP: 0) |
 * | 22     | 2     | fragments, at least 1 (TCP: 1) |
 *
 * Features go on with 25 bytes: hash of the DNN's name (4), UE (2), then the plan (11, an
 * InferencePlanWire with an exit of one byte); and the instant at which the result is due (8, ns).
 * The plan is the receiver's: a server that passes features on writes its tailCut, tailBits and
 * tailServer as cut, bits and server of a plan without a tail, and a task number of its own.
 *
 * A result goes on with 32 bytes: the instant at which the last byte of the features had come (8,
 * ns), then four durations of 6 bytes (ns): waiting for the model, in the queue, in service, and
 * from the first of these instants to the one at which the result was given to the socket. A result
 * that another server finished goes on with 30 bytes more, five durations: from the features given
 * to the backhaul to their last byte there; waiting for the model there, queue and service there;
 * and the way of the result back to this server.
 *
 * A drop goes on with 1 byte, the InferenceDropReason; a request for a model with the hash of the
 * DNN's name (4). A model goes on with that hash (4) and the upper 32 bits of both sizes (4), which
 * are 0 for all other types. The payload of a model is its weights.
 *
 * Instants are not negative. A duration is written as 0 when negative and as the greatest, 78 h,
 * when longer.
 */
class InferenceHeader : public Header
{
  public:
    /// What a message is.
    enum Type : uint8_t
    {
        FEATURES = 1,      //!< to a server: run a part of a DNN on these features
        RESULT = 2,        //!< from a server: the result
        DROPPED = 3,       //!< from a server: there will be no result, or no model
        TAIL_RESULT = 4,   //!< from a server: the result, which another server finished
        MODEL_REQUEST = 5, //!< to a server: send the weights of a DNN
        MODEL = 6          //!< from a server: the weights of a DNN
    };

    static constexpr uint8_t VERSION = 3;       //!< of the wire form that this class describes
    static constexpr uint32_t PREFIX_SIZE = 24; //!< bytes that all types share
    static constexpr uint32_t MAX_SIZE = 86;    //!< bytes of the longest header

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

    /**
     * @return true for RESULT and TAIL_RESULT
     */
    bool IsResult() const
    {
        return type == RESULT || type == TAIL_RESULT;
    }

    Type type{FEATURES};   //!< what the message is
    uint64_t payload{0};   //!< bytes that follow in this datagram
    uint64_t task{0};      //!< task, unique within its client
    uint64_t total{0};     //!< payload bytes of the whole message; below 2^32, but for MODEL
    uint16_t fragment{0};  //!< number of this fragment
    uint16_t fragments{1}; //!< number of fragments
    uint32_t dnn{0};       //!< FEATURES, MODEL_REQUEST, MODEL: hash of the DNN's name
    uint32_t ue{0};        //!< FEATURES: index of the UE, below 65536
    InferencePlan plan;    //!< FEATURES: what the receiver is to do; exit below 256
    Time due;              //!< FEATURES: when the result is due
    Time received;         //!< results: when the last byte of the features had come
    Time load;             //!< results: waiting for the model
    Time wait;             //!< results: in the server's queue
    Time compute;          //!< results: in service
    Time sent;             //!< results: when it was given to the server's socket
    Time backhaul;         //!< TAIL_RESULT: features ready to their last byte at the tail's server
    Time tailLoad;         //!< TAIL_RESULT: waiting for the model there
    Time tailWait;         //!< TAIL_RESULT: in the queue there
    Time tailCompute;      //!< TAIL_RESULT: in service there
    Time backhaulReturn;   //!< TAIL_RESULT: way of the result back from there
    InferenceDropReason reason{InferenceDropReason::NONE}; //!< DROPPED: why
};

} // namespace ns3

#endif // INFERENCE_HEADER_H
