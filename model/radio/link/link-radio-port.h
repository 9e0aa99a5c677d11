// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_RADIO_PORT_H
#define LINK_RADIO_PORT_H

#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"

#include <cstddef>
#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class LinkRadioMedium;

/**
 * @ingroup edge-inference
 * @brief The channel that one PointToPointNetDevice of a LinkRadioMedium is attached to: hands what
 * the device sends to the medium, which keeps the queue and the rate.
 *
 * The device's own DataRate should be so high that it passes packets on at once.
 */
class LinkRadioPort : public PointToPointChannel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinkRadioPort() = default;
    ~LinkRadioPort() override = default;

    /**
     * @param medium where packets go
     * @param isCell true for the device of a cell, false for that of a UE
     * @param index index of the cell or UE
     */
    void SetMedium(Ptr<LinkRadioMedium> medium, bool isCell, uint32_t index);

    /**
     * @param peer device at the other end now; kept by the medium
     */
    void SetPeer(PointToPointNetDevice* peer);

    bool TransmitStart(Ptr<const Packet> packet,
                       Ptr<PointToPointNetDevice> source,
                       Time txTime) override;

    /**
     * @return 2: the attached device and its peer
     */
    std::size_t GetNDevices() const override;

    /**
     * @param i 0: the attached device, 1: its peer
     * @return the device
     */
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

  protected:
    void DoDispose() override;

  private:
    Ptr<LinkRadioMedium> m_medium;          //!< where packets go
    bool m_isCell{false};                   //!< of a cell
    uint32_t m_index{0};                    //!< index of the cell or UE
    PointToPointNetDevice* m_peer{nullptr}; //!< at the other end now
};

} // namespace ns3

#endif // LINK_RADIO_PORT_H
