// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_RECEPTIONS_H
#define WIFI_RECEPTIONS_H

#include "wifi-api.h"

#include "ns3/frame-exchange-manager.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/wifi-phy-state-helper.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-psdu.h"
#include "ns3/wifi-tx-vector.h"

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
 * @brief A PSDU of which the PHY received at least one MPDU, for this station or for any other. The
 * objects live as long as the call that hands it on.
 */
struct WifiReception
{
    const WifiPsdu& psdu;            //!< the frames
    const RxSignalInfo& signal;      //!< SINR (a ratio) and power (dBm)
    const WifiTxVector& txVector;    //!< how they were sent
    const std::vector<bool>& status; //!< which MPDUs are right

    /**
     * @return the header of the first MPDU that is right
     */
    const WifiMacHeader& GetHeader() const;

    /**
     * @return whether the frames tell who sent them: CTS and Ack do not
     */
    bool HasTransmitter() const;

    /**
     * @return SINR, dB
     */
    double GetSinrDb() const;

    /**
     * @param own association ID of the station that received a multi-user PPDU of its access point
     * @return who of the users of the PPDU sent the PSDU, or got it
     */
    uint16_t GetStaId(uint16_t own) const;
};

/**
 * @ingroup edge-inference
 * @brief Tells what the PHY of a Wi-Fi device receives, before its MAC gets it.
 *
 * The PHY's own trace sources for this (MonitorSnifferRx, PhyRxEnd) write every frame into a new
 * packet for each listener. This object stands between PHY and MAC instead: it is what the PHY
 * calls, hands on what the PHY has, and then calls the MAC. It is aggregated to the PHY, once
 * however many listen.
 */
class WifiReceptions : public Object
{
  public:
    /**
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param device a Wi-Fi device with PHY and MAC
     * @return what tells of the receptions of its PHY
     */
    static Ptr<WifiReceptions> Get(const WifiNetDevice& device);

    /**
     * @param reception what was received
     */
    typedef void (*ReceivedCallback)(const WifiReception& reception);

  private:
    /**
     * @brief The PHY hands up a PSDU.
     * @param psdu the frames
     * @param signal SINR and power
     * @param txVector how they were sent
     * @param status which MPDUs are right
     */
    void Receive(WifiPsduArgument psdu,
                 RxSignalInfo signal,
                 WifiTxVectorArgument txVector,
                 WifiStatusArgument status);

    FrameExchangeManager* m_mac{nullptr};            //!< takes the PHY's calls away when it goes
    TracedCallback<const WifiReception&> m_received; //!< fires before the MAC gets the frames
};

} // namespace ns3

#endif // WIFI_RECEPTIONS_H
