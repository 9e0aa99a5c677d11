// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_RADIO_PORT_H
#define LINK_RADIO_PORT_H

#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"

#include <cstddef>
#include <functional>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

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

    /// Takes a packet with its PPP header; returns false when the packet was dropped.
    using Sender = std::function<bool(Ptr<const Packet>)>;

    /**
     * @param sender takes what the device sends; released when the port is disposed of
     */
    void SetSender(Sender sender);

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
    Sender m_sender;                        //!< takes what the device sends
    PointToPointNetDevice* m_peer{nullptr}; //!< the device at the other end now
};

} // namespace ns3

#endif // LINK_RADIO_PORT_H
