// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_RADIO_MEDIUM_H
#define LINK_RADIO_MEDIUM_H

#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/radio-access.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class LinkRateModel;
class LinkTransmitter;
struct LinkRadioSettings;

/**
 * @ingroup edge-inference
 * @brief Carries packets between UEs and cells: for each UE one link a direction, with a queue and
 * a rate of its own.
 *
 * The rate is share * W log2(1 + SINR) (LinkRateModel), or share * rate of a trace
 * (LinkBandwidthTrace). Path loss, shadowing and fading are constant within a block of the
 * coherence time; all UEs' blocks begin at the same instants. A change of a rate acts at once, also
 * on the packet that is being sent.
 *
 * A UE is served by one cell. It begins with the strongest one and changes as LinkHandover says;
 * then nothing is carried during the interruption, and after it the packet that was being sent
 * begins once more. Packets for the UE that reach the old cell meanwhile wait with the others.
 *
 * Devices are PointToPointNetDevices attached to LinkRadioPorts. Sizes on the air are those of IP
 * packets: the two bytes of the PPP header are not counted.
 */
class LinkRadioMedium : public Object
{
  public:
    /// Why a packet was dropped.
    enum DropReason
    {
        OVERFLOW_DROP, //!< the queue was full
        HANDOVER_DROP, //!< the packet waited when a handover began, and DropAtHandover is set
        UNKNOWN_DROP   //!< the packet was for none of the UEs
    };

    /// One direction of a UE's link, as it is now.
    struct DirectionState
    {
        double sinr{0};       //!< linear; meaningful when no trace gives the rate
        double bandRate{0};   //!< rate of the whole band, bit/s
        double share{0};      //!< of the spectrum, 0..1; 0 during a handover
        Time at;              //!< when sinr and bandRate were determined
        bool isTraced{false}; //!< a trace or a random variable gives the rate
    };

    /// A UE, as it is now.
    struct UeState
    {
        bool isServed{false};                     //!< false before the start
        uint32_t cell{0};                         //!< serving cell
        bool handingOver{false};                  //!< between start and end of a handover
        uint32_t handovers{0};                    //!< completed
        Time lastHandover;                        //!< when the last one was completed
        Time at;                                  //!< when the powers were determined
        std::vector<double> powers;               //!< by cell: mean downlink power, dBm
        std::array<DirectionState, 2> directions; //!< by direction
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinkRadioMedium();
    ~LinkRadioMedium() override;

    /**
     * @param settings what the links are like; before anything is added
     */
    void SetSettings(const LinkRadioSettings& settings);

    /**
     * @return what the links are like
     */
    const LinkRadioSettings& GetSettings() const;

    /**
     * @brief Adds a cell; all of them come before the UEs.
     * @param device its device, on a node with a mobility model that does not move
     * @return index of the cell
     */
    uint32_t AddCell(Ptr<PointToPointNetDevice> device);

    /**
     * @brief Adds a UE.
     * @param device its device, on a node with a mobility model
     * @param address address of the UE
     * @return index of the UE
     */
    uint32_t AddUe(Ptr<PointToPointNetDevice> device, Ipv4Address address);

    /**
     * @param route is called with UE and cell when a UE is served by a cell from now on
     */
    void SetRouting(std::function<void(uint32_t ue, uint32_t cell)> route);

    /// Begins the first block, at the present instant of the simulation.
    void Start();

    /**
     * @return the number of UEs
     */
    uint32_t GetNUes() const;

    /**
     * @return the number of cells
     */
    uint32_t GetNCells() const;

    /**
     * @param ue index of the UE
     * @return state of the UE's links
     */
    const UeState& GetState(uint32_t ue) const;

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @return queue of that direction
     */
    const LinkTransmitter& GetTransmitter(uint32_t ue, EdgeLinkDirection direction) const;

    /**
     * @param ue index of the UE
     * @return device of the UE
     */
    Ptr<PointToPointNetDevice> GetUeDevice(uint32_t ue) const;

    /**
     * @param cell index of the cell
     * @return device of the cell
     */
    Ptr<PointToPointNetDevice> GetCellDevice(uint32_t cell) const;

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @return delay of packets beside waiting and sending: the fixed part, and the means of what
     * was drawn so far
     */
    Time GetDelay(uint32_t ue, EdgeLinkDirection direction) const;

    /**
     * @return what turns distances into rates
     */
    const LinkRateModel& GetRateModel() const;

    /**
     * @brief Divides the spectrum, from now on; see RadioAccess::SetSpectrumShares().
     * @param direction uplink or downlink
     * @param shares by UE; empty: equal division among the UEs of a cell
     */
    void SetShares(EdgeLinkDirection direction, const std::vector<double>& shares);

    /**
     * @param ue index of the UE
     * @param stream first stream of random numbers of the UE
     * @return how many it uses
     */
    int64_t AssignStreams(uint32_t ue, int64_t stream);

    /**
     * @brief Takes a packet from a UE's device.
     * @param ue index of the UE
     * @param packet with PPP header
     * @return false when it was dropped
     */
    bool SendUp(uint32_t ue, Ptr<const Packet> packet);

    /**
     * @brief Takes a packet from a cell's device; its destination tells the UE.
     * @param packet with PPP header
     * @return false when it was dropped
     */
    bool SendDown(Ptr<const Packet> packet);

    /**
     * @brief Signature of PacketSent.
     *
     * @param [in] ue index of the UE
     * @param [in] direction uplink or downlink
     * @param [in] bytes of the IP packet
     * @param [in] delay since the packet came to the queue
     */
    typedef void (*SentTracedCallback)(uint32_t ue,
                                       EdgeLinkDirection direction,
                                       uint32_t bytes,
                                       Time delay);

    /**
     * @brief Signature of PacketDropped.
     *
     * @param [in] ue index of the UE; the number of UEs when it was for none of them
     * @param [in] direction uplink or downlink
     * @param [in] packet with PPP header
     * @param [in] reason why it was dropped
     */
    typedef void (*DroppedTracedCallback)(uint32_t ue,
                                          EdgeLinkDirection direction,
                                          Ptr<const Packet> packet,
                                          DropReason reason);

    /**
     * @brief Signature of LinkRate.
     *
     * @param [in] ue index of the UE
     * @param [in] direction uplink or downlink
     * @param [in] rate from now on, bit/s
     */
    typedef void (*RateTracedCallback)(uint32_t ue, EdgeLinkDirection direction, double rate);

    /**
     * @brief Signature of SpectrumShare.
     *
     * @param [in] ue index of the UE
     * @param [in] direction uplink or downlink
     * @param [in] before share until now, 0..1
     * @param [in] share from now on, 0..1
     */
    typedef void (*ShareTracedCallback)(uint32_t ue,
                                        EdgeLinkDirection direction,
                                        double before,
                                        double share);

    /**
     * @brief Signature of HandoverStart and HandoverEnd.
     *
     * @param [in] ue index of the UE
     * @param [in] from the old cell
     * @param [in] to the new cell
     */
    typedef void (*HandoverTracedCallback)(uint32_t ue, uint32_t from, uint32_t to);

  protected:
    void DoDispose() override;

  private:
    struct Cell;
    struct Ue;

    /// Begins what Start() asks for.
    void OnStart();

    /// Begins a block.
    void OnBlock();

    /**
     * @brief Determines the powers of a UE that has moved.
     * @param ue the UE
     */
    void UpdatePowers(Ue& ue);

    /**
     * @brief Determines SINRs and rates of the whole band.
     * @param ue the UE
     */
    void UpdateSinr(Ue& ue);

    /**
     * @brief Gives a UE's transmitters their rates.
     * @param ue the UE
     */
    void UpdateRates(Ue& ue);

    /**
     * @brief Divides the spectrum of a cell anew, and gives its UEs their rates.
     * @param cell index of the cell
     */
    void UpdateShares(uint32_t cell);

    /**
     * @param ue the UE
     * @param target its next cell
     */
    void BeginHandover(Ue& ue, uint32_t target);

    /**
     * @param ue index of the UE
     * @param target its next cell
     */
    void EndHandover(uint32_t ue, uint32_t target);

    /**
     * @brief A step of a trace.
     * @param ue index of the UE
     * @param direction uplink or downlink
     */
    void OnTrace(uint32_t ue, EdgeLinkDirection direction);

    /**
     * @param ue the UE
     * @param direction uplink or downlink
     * @param packet with PPP header
     * @return false when it was dropped
     */
    bool Send(Ue& ue, EdgeLinkDirection direction, Ptr<const Packet> packet);

    /**
     * @param ue the UE
     * @param direction uplink or downlink
     * @return when a packet that was sent now reaches the other end
     */
    Time GetArrival(Ue& ue, EdgeLinkDirection direction);

    /**
     * @brief A packet was sent.
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @param packet with PPP header
     * @param bytes on the air
     * @param at when it came
     */
    void OnSent(uint32_t ue,
                EdgeLinkDirection direction,
                Ptr<Packet> packet,
                uint32_t bytes,
                Time at);

    /**
     * @brief Hands a packet to its receiver.
     * @param ue index of the UE
     * @param cell index of the cell
     * @param direction uplink or downlink
     * @param packet with PPP header
     */
    void Deliver(uint32_t ue, uint32_t cell, EdgeLinkDirection direction, Ptr<Packet> packet);

    std::unique_ptr<LinkRadioSettings> m_settings;      //!< what the links are like
    std::unique_ptr<LinkRateModel> m_model;             //!< from distance to rate
    std::vector<std::unique_ptr<Cell>> m_cells;         //!< cells
    std::vector<std::unique_ptr<Ue>> m_ues;             //!< UEs
    std::unordered_map<uint32_t, uint32_t> m_byAddress; //!< UE by its address
    std::array<std::vector<double>, 2> m_shares;        //!< by direction: what was set, or nothing
    std::function<void(uint32_t, uint32_t)> m_route;    //!< is told of serving cells
    EventId m_block;                                    //!< the next one
    Time m_start;                                       //!< of the first block

    /// A packet was sent completely.
    TracedCallback<uint32_t, EdgeLinkDirection, uint32_t, Time> m_sent;
    /// A packet was dropped.
    TracedCallback<uint32_t, EdgeLinkDirection, Ptr<const Packet>, DropReason> m_dropped;
    /// A link has another rate.
    TracedCallback<uint32_t, EdgeLinkDirection, double> m_rate;
    /// A UE has another share of the spectrum.
    TracedCallback<uint32_t, EdgeLinkDirection, double, double> m_share;
    /// A handover begins.
    TracedCallback<uint32_t, uint32_t, uint32_t> m_handoverStart;
    /// A handover is complete.
    TracedCallback<uint32_t, uint32_t, uint32_t> m_handoverEnd;
};

} // namespace ns3

#endif // LINK_RADIO_MEDIUM_H
