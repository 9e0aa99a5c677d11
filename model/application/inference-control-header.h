// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CONTROL_HEADER_H
#define INFERENCE_CONTROL_HEADER_H

#include "ns3/epoch-state.h"
#include "ns3/header.h"
#include "ns3/inference-control-message.h"
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
 * @brief Header of the datagrams of in-band control: a UE's report, a server's report, or the part
 * of a decision that is for a UE, a cell or a server.
 *
 * All fields are in network byte order. The header begins with magic 0xE1C7 (2 bytes), VERSION (1),
 * type (1), UE (4), number of streams (2). A report goes on with the number of other cells that the
 * UE hears (2), its whole channel and compute state and the state of each stream: each measurement
 * is a value (8, IEEE 754) and the instant at which it was measured (8, ns). A decision goes on
 * with its number (8) and a plan for each stream (12 bytes, an InferencePlanWire with an exit of
 * two bytes). A server's report has the index of the server for that of the UE and the number of
 * models for that of streams, and goes on with its compute state, whether it works (1) and the
 * share of each model that is there (8 each).
 *
 * A decision on spectrum has the index of the cell, or of the UE that keeps to its share by itself,
 * and the number of UEs for that of streams. It goes on with its number (8) and for each UE its
 * index (4) and its shares of uplink and downlink (8 each; NaN: none). A decision for a server has
 * the index of the server and the number of weights for that of streams. It goes on with the number
 * of models (2), its number (8), what it says (1: bit 0 weights, bit 1 placement), the weights of
 * the UEs' jobs (8 each; none: all alike) and for each model whether the server is to hold it (1
 * each; none: as the server likes).
 */
class InferenceControlHeader : public Header
{
  public:
    /// What a message is.
    enum Type : uint8_t
    {
        REPORT = 1,               //!< UE to scheduler: what the UE knows
        DECISION = 2,             //!< scheduler to UE: the plans to use
        SERVER_REPORT = 3,        //!< server to scheduler: what the server knows
        SPECTRUM_DECISION = 4,    //!< scheduler to cell: shares of its spectrum
        UE_SPECTRUM_DECISION = 5, //!< scheduler to UE: its shares of the spectrum
        SERVER_DECISION = 6       //!< scheduler to server: weights of UEs, models to hold
    };

    /// The shares of a UE.
    struct SpectrumShare
    {
        uint32_t ue{0};     //!< index of the UE
        double uplink{0};   //!< its share of the uplink; NaN: none
        double downlink{0}; //!< its share of the downlink; NaN: none
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
     * proportion, a cell that is not there, or a time that has not come; and for a decision with a
     * share or weight that is negative or infinite
     */
    bool IsPlausible(Time now, uint32_t nCells) const;

    /**
     * @return whether it is a part of a decision
     */
    bool IsDecision() const;

    /**
     * @return what trace sources tell of a part of a decision
     */
    InferenceControlMessage Describe() const;

    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /**
     * @return the number that stands behind the index: of streams, or of models in a server's
     * report, UEs in a decision on spectrum, weights in a decision for a server
     */
    std::size_t CountEntries() const;

    Type type{REPORT};                    //!< what the message is
    uint32_t ue{0};                       //!< index of the UE, or of the server or cell
    EdgeUeState state;                    //!< REPORT: its channel and ComputeNode
    std::vector<EdgeStreamState> streams; //!< REPORT: its streams
    EdgeServerState server;               //!< SERVER_REPORT: the server's state
    uint64_t decision{0};                 //!< decisions: the number
    std::vector<InferencePlan> plans;     //!< DECISION: the plan of each of the UE's streams
    std::vector<SpectrumShare> spectrum;  //!< decisions on spectrum: the UEs' shares
    bool hasWeights{false};               //!< SERVER_DECISION: it says how to divide the machine
    std::vector<double> weights;          //!< SERVER_DECISION: of the jobs of each UE
    bool hasPlacement{false};             //!< SERVER_DECISION: it says which models to hold
    std::vector<uint8_t> placement;       //!< SERVER_DECISION: by DNN, 0 or 1

  private:
    /**
     * @param i where the fields behind the number of entries go
     */
    void SerializeReport(Buffer::Iterator i) const;

    /**
     * @param i where the fields behind the number of entries go
     */
    void SerializeDecision(Buffer::Iterator i) const;

    /**
     * @param i where the fields behind the number of entries stand
     * @param n number of streams
     */
    void DeserializeReport(Buffer::Iterator i, uint16_t n);

    /**
     * @param i where the fields behind the number of entries stand
     * @param n number of entries
     */
    void DeserializeDecision(Buffer::Iterator i, uint16_t n);
};

} // namespace ns3

#endif // INFERENCE_CONTROL_HEADER_H
