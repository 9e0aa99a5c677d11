// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_SPECTRUM_SHARES_H
#define WIFI_SPECTRUM_SHARES_H

#include "wifi-airtime-budget.h"
#include "wifi-airtime-queue-disc.h"

#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/radio-access.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Divides the airtime of Wi-Fi cells among their UEs, for WifiRadioAccess: packets of a UE
 * that spends more than its share wait above the MAC, in its own device (uplink) or in that of its
 * access point (downlink).
 *
 * A share is a part of all time. Both directions have the same medium: where the shares of those
 * UEs that have something to send sum, over both directions, to more than the medium carries, all
 * are scaled down alike, every Interval.
 *
 * The queue discs of the devices are replaced when shares are set for the first time; packets that
 * wait in them are taken along. A device on a node without TrafficControlLayer is not limited.
 */
class WifiSpectrumShares
{
  public:
    /**
     * @param burst most airtime that a UE saves up, s
     */
    explicit WifiSpectrumShares(double burst);
    ~WifiSpectrumShares();

    WifiSpectrumShares(const WifiSpectrumShares&) = delete;
    WifiSpectrumShares& operator=(const WifiSpectrumShares&) = delete;

    /**
     * @param device of an access point
     */
    void AddCell(Ptr<NetDevice> device);

    /**
     * @param device of a UE
     * @param cell its cell, or a number that is none
     * @param waitingUp bytes in its MAC
     * @param waitingDown bytes for it in the MACs of access points
     */
    void AddUe(Ptr<NetDevice> device, uint32_t cell, uint64_t waitingUp, uint64_t waitingDown);

    /**
     * @param direction uplink or downlink
     * @param shares by UE, or nothing for no limit
     */
    void Set(EdgeLinkDirection direction, const std::vector<double>& shares);

    /**
     * @param ue index of the UE
     * @param cell its cell from now on
     */
    void SetCell(uint32_t ue, uint32_t cell);

    /**
     * @brief Charges airtime.
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @param seconds airtime, s
     */
    void Spend(uint32_t ue, EdgeLinkDirection direction, double seconds);

    /**
     * @brief Tells of a packet that entered a MAC's queue.
     * @param ue index of the UE that sends the frame or is to receive it
     * @param direction uplink or downlink
     * @param bytes size of the frame
     */
    void Enter(uint32_t ue, EdgeLinkDirection direction, uint32_t bytes);

    /**
     * @brief Tells of a packet that left a MAC's queue.
     * @param ue index of the UE that sends the frame or is to receive it
     * @param direction uplink or downlink
     * @param bytes size of the frame
     */
    void Leave(uint32_t ue, EdgeLinkDirection direction, uint32_t bytes);

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @return what waits above the MAC
     */
    WifiAirtimeQueueDisc::Waiting GetWaiting(uint32_t ue, EdgeLinkDirection direction) const;

  private:
    static constexpr std::size_t N_DIRECTIONS = 2; //!< up and down

    /// A UE.
    struct Ue
    {
        Ptr<NetDevice> device; //!< device of the UE
        Mac48Address address;  //!< address of the UE
        uint32_t cell{0};      //!< index of the UE's cell
        std::array<std::shared_ptr<WifiAirtimeBudget>, N_DIRECTIONS> budgets; //!< by direction
        std::array<double, N_DIRECTIONS> activity{};                          //!< 0 idle, 1 busy
        Ptr<WifiAirtimeQueueDisc> disc;                                       //!< of its device
    };

    /// An access point.
    struct Cell
    {
        Ptr<NetDevice> device;          //!< device of the cell
        Ptr<WifiAirtimeQueueDisc> disc; //!< of its device
    };

    /// Installs the queue discs.
    void InstallDiscs();

    /**
     * @brief Replaces the queue disc of a device.
     * @param device the device
     * @param disc the new one
     * @return the new one, or null when the node has no TrafficControlLayer
     */
    static Ptr<WifiAirtimeQueueDisc> InstallDisc(Ptr<NetDevice> device,
                                                 Ptr<WifiAirtimeQueueDisc> disc);

    /// Sets the rates of the budgets and comes again.
    void Tick();

    /**
     * @brief Sets the rates of the budgets.
     */
    void SetRates();

    /**
     * @param ue index of the UE
     * @param direction uplink or downlink
     * @return the queue disc in which it waits, or null
     */
    Ptr<WifiAirtimeQueueDisc> FindDisc(const Ue& ue, std::size_t direction) const;

    double m_burst;                                         //!< s
    std::vector<Cell> m_cells;                              //!< access points
    std::vector<Ue> m_ues;                                  //!< UEs
    std::array<std::vector<double>, N_DIRECTIONS> m_shares; //!< by direction, by UE; empty: none
    EventId m_install;                                      //!< installation of the queue discs
    EventId m_tick;                                         //!< next Tick()
};

} // namespace ns3

#endif // WIFI_SPECTRUM_SHARES_H
