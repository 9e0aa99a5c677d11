// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_CONTROL_H
#define EPOCH_CONTROL_H

#include "epoch-participants.h"
#include "epoch-reports.h"

#include "ns3/address.h"
#include "ns3/inference-control-message.h"
#include "ns3/observation-model.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class InferenceControlHeader;

/**
 * @ingroup edge-inference
 * @brief How an InferenceScheduler and the UEs reach each other: brings what UEs know to the
 * scheduler and its decisions to the UEs.
 */
class EpochControl
{
  public:
    /**
     * @param participants UEs, servers and radio; must outlive this object
     */
    explicit EpochControl(const EpochParticipants& participants);
    virtual ~EpochControl() = default;

    EpochControl(const EpochControl&) = delete;
    EpochControl& operator=(const EpochControl&) = delete;

    /**
     * @brief From now on the state is only as well known as a model says. What it adds in age and
     * loss comes on top of what packets take.
     * @param model how well the state is known
     */
    void SetObservation(Ptr<ObservationModel> model);

    /**
     * @brief Brings what is known of UEs, their streams and servers.
     * @param arriving number of the stream whose task is about to be created, or NO_STREAM
     * @param [in,out] state the parts @c ues, @c streams and @c servers are written; what is not
     * known anew stays
     */
    void Collect(std::size_t arriving, EpochState& state);

    /**
     * @brief Carries out a decision: its shares and placements, then its plans.
     * @param decision the decision
     * @param number number of the decision
     * @param arriving number of the only stream that gets a new plan; NO_STREAM: all get one
     */
    void CarryOut(const EpochDecision& decision, uint64_t number, std::size_t arriving);

  protected:
    /**
     * @brief Brings what is known now of UEs, their streams and servers.
     * @param [in,out] state the parts @c ues, @c streams and @c servers are written; what is not
     * known anew stays
     */
    virtual void DoCollect(EpochState& state) = 0;

    /**
     * @brief Brings the shares and placements to cells and servers.
     * @param decision the decision
     * @param number number of the decision
     */
    virtual void CarryShares(const EpochDecision& decision, uint64_t number) = 0;

    /**
     * @brief Brings the plans to the UEs.
     * @param decision the decision
     * @param number number of the decision
     * @param arriving number of the only stream that gets a new plan; NO_STREAM: all get one
     */
    virtual void CarryPlans(const EpochDecision& decision,
                            uint64_t number,
                            std::size_t arriving) = 0;

    /**
     * @return UEs, servers and radio
     */
    const EpochParticipants& GetParticipants() const;

    /**
     * @brief Divides the spectrum of all cells at once.
     * @param decision the decision
     */
    void DivideSpectrum(const EpochDecision& decision) const;

  private:
    const EpochParticipants& m_participants; //!< UEs, servers and radio
    std::unique_ptr<EpochReports> m_reports; //!< on their way; null: the state is known at once
};

/**
 * @ingroup edge-inference
 * @brief State and decisions travel in no time and are never lost.
 */
class IdealEpochControl : public EpochControl
{
  public:
    using EpochControl::EpochControl;

  private:
    void DoCollect(EpochState& state) override;
    void CarryShares(const EpochDecision& decision, uint64_t number) override;
    void CarryPlans(const EpochDecision& decision, uint64_t number, std::size_t arriving) override;
};

/**
 * @ingroup edge-inference
 * @brief State and decisions travel in UDP datagrams (InferenceControlHeader), which may come late
 * or not at all. The state is what UEs last reported, and a UE is sent decisions once its first
 * report has told its address. Of a server the state is what it last reported, too, once it has
 * done so (InferenceServerAgent); until then it is known at once.
 *
 * Shares of the spectrum go to cells (InferenceCellAgent) and to UEs that keep to them by
 * themselves; weights and placements go to servers. What arrives late acts late, and what is lost
 * changes nothing. A server without an address stands beside the scheduler and is told at once, as
 * cells are when they have no addresses.
 */
class InBandEpochControl : public EpochControl
{
  public:
    /// Whom to tell of datagrams, and which of them are lost.
    struct Events
    {
        std::function<void(Ptr<const Packet>)> ignored; //!< a report is malformed or foreign
        std::function<void(const InferenceControlMessage&)> sent; //!< a part of a decision is sent
        std::function<bool(const InferenceControlMessage&)> lose; //!< tells whether it is lost
    };

    /**
     * @brief Opens the socket.
     * @param participants UEs, servers and radio; must outlive this object
     * @param node the scheduler's node
     * @param port UDP port on which reports arrive; a port that is taken ends the program
     * @param events whom to tell of datagrams
     */
    InBandEpochControl(const EpochParticipants& participants,
                       Ptr<Node> node,
                       uint16_t port,
                       Events events);

    /// Closes the socket.
    ~InBandEpochControl() override;

  private:
    void DoCollect(EpochState& state) override;
    void CarryShares(const EpochDecision& decision, uint64_t number) override;
    void CarryPlans(const EpochDecision& decision, uint64_t number, std::size_t arriving) override;

    /**
     * @brief Sends the shares of the spectrum to cells and UEs, once there have been any.
     * @param decision the decision
     * @param number number of the decision
     */
    void SendSpectrum(const EpochDecision& decision, uint64_t number);

    /**
     * @brief Sends a server what a decision says of it, if it says anything.
     * @param server index of the server
     * @param decision the decision
     * @param number number of the decision
     */
    void SendServer(uint32_t server, const EpochDecision& decision, uint64_t number);

    /**
     * @param header a part of a decision
     * @param to where it goes
     */
    void Send(const InferenceControlHeader& header, const Address& to);

    /**
     * @param message a report that can be
     * @param from who sent it
     * @param [in,out] state gets what it says, unless a newer one has come
     * @return whether it is about a UE or server that is there
     */
    bool TakeReport(const InferenceControlHeader& message, const Address& from, EpochState& state);

    Ptr<Socket> m_socket;             //!< takes reports and sends decisions
    std::vector<Address> m_addresses; //!< by UE; invalid before its first report
    std::vector<uint8_t> m_doReport;  //!< by server: its state comes in packets, the first of which
                                      //!< has come
    Events m_events;                  //!< whom to tell of datagrams
    bool m_hasShares{false};          //!< some decision has had shares of the spectrum
};

} // namespace ns3

#endif // EPOCH_CONTROL_H
