// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CONTROL_HEADER_H
#define INFERENCE_CONTROL_HEADER_H

#include "ns3/epoch-state.h"
#include "ns3/header.h"
#include "ns3/inference-plan.h"
#include "ns3/packet.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Header of the datagrams of in-band control: a UE's report, a decision for a UE, or a
 * server's report.
 *
 * All fields are in network byte order. The header begins with magic 0xE1C7 (2 bytes), VERSION (1),
 * type (1), UE (4), number of streams (2). A report goes on with the number of other cells that the
 * UE hears (2), its whole channel and compute state and the state of each stream: each measurement
 * is a value (8, IEEE 754) and the instant at which it was measured (8, ns). A decision goes on
 * with its number (8) and a plan for each stream (12 bytes, an InferencePlanWire with an exit of
 * two bytes). A server's report has the index of the server for that of the UE and the number of
 * models for that of streams, and goes on with its compute state, whether it works (1) and the
 * share of each model that is there (8 each).
 */
class InferenceControlHeader : public Header
{
  public:
    /// What a message is.
    enum Type : uint8_t
    {
        REPORT = 1,       //!< UE to scheduler: what the UE knows
        DECISION = 2,     //!< scheduler to UE: the plans to use
        SERVER_REPORT = 3 //!< server to scheduler: what the server knows
    };

    static constexpr uint8_t VERSION = 4; //!< of the wire form that this class describes

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;

    /**
     * @param packet a datagram; it keeps its bytes
     * @return true when it is exactly one message of this version, which is read then
     */
    bool Read(const Ptr<const Packet>& packet);

    /**
     * @param now the time
     * @param nCells number of cells
     * @return false for a report of what cannot be: a number that is not finite, or is out of all
     * proportion, a cell that is not there, or a time that has not come
     */
    bool IsPlausible(Time now, uint32_t nCells) const;

    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /**
     * @return the number that stands behind the index: of streams or, in a server's report, models
     */
    std::size_t CountEntries() const;

    Type type{REPORT};                    //!< what the message is
    uint32_t ue{0};                       //!< index of the UE; SERVER_REPORT: of the server
    EdgeUeState state;                    //!< REPORT: its channel and ComputeNode
    std::vector<EdgeStreamState> streams; //!< REPORT: its streams
    EdgeServerState server;               //!< SERVER_REPORT: the server's state
    uint64_t decision{0};                 //!< DECISION: its number
    std::vector<InferencePlan> plans;     //!< DECISION: the plan of each of the UE's streams
};

} // namespace ns3

#endif // INFERENCE_CONTROL_HEADER_H
