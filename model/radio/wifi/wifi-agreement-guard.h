// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_AGREEMENT_GUARD_H
#define WIFI_AGREEMENT_GUARD_H

#include "ns3/net-device-container.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Keeps ns-3's Wi-Fi devices from states that stop a flow or the program: in their
 * agreements of block acknowledgement, after frames that they sent in vain, and while they decode.
 */
class WifiAgreementGuard
{
  public:
    /**
     * @brief Does what the ns-3 release needs.
     * @param devices all Wi-Fi devices of a topology, on 5 GHz, with their final addresses
     */
    static void Install(const NetDeviceContainer& devices);

  private:
    /**
     * @brief Makes originators wait for the response to an ADDBA request for as long as it may wait
     * in the recipient's queue (MaxDelay, 500 ms).
     *
     * With ns-3's timeout of 1 ms, on a busy medium, frames are sent before a late response
     * arrives. The block acknowledgement agreement, which then comes into force, begins at the
     * sequence number that was requested; the recipient passes nothing up until that number,
     * already received, comes again. The flow stands still for good (seen in ns-3.37).
     *
     * @param devices Wi-Fi devices
     */
    static void LengthenTimeouts(const NetDeviceContainer& devices);

    /**
     * @brief Sees that agreements hold on both sides (ns-3.37; later releases do so).
     *
     * In ns-3.37 an agreement is in force for the originator when the ADDBA response comes, and for
     * the recipient when its acknowledgement does. When that is lost, as on weak links and among
     * hidden stations, the recipient answers each MPDU of the next A-MPDU while the rest still
     * comes in: assertions fail or, without them, memory is corrupted
     * (HtFrameExchangeManager::EndReceiveAmpdu). The acknowledgement ends at most 61 us after the
     * response (SIFS 16 us, 14 bytes at 6 Mbit/s 44 us), the next frame comes at least 78 us after
     * it (28 us at 24 Mbit/s, AIFS 34 us): what has not come into force between is ended, and the
     * originator asks again.
     *
     * @param devices all Wi-Fi devices of the topology
     */
    static void Watch(const NetDeviceContainer& devices);

    /**
     * @brief Makes stations notice, when they have sent, the frame of another that began meanwhile.
     *
     * Two stations begin in the same slot, one with a short request for a block acknowledgement and
     * the other with a long A-MPDU. The first takes the medium for idle when it has sent, unless
     * the other is stronger than CcaEdThreshold (-62 dBm): it sends its request again and again
     * into the long frame, doubles its contention window each time, and is silent for some 0.3 s
     * then. Up to 3.46 this is rare, because a station often synchronises with the other's preamble
     * still; from 3.47 on it is the rule. With the threshold set to CcaSensitivity (-82 dBm), which
     * holds for a frame whose preamble is heard, the first waits.
     *
     * @param devices Wi-Fi devices
     */
    static void SenseAfterSending(const NetDeviceContainer& devices);

    /**
     * @brief Keeps the medium busy for a station that decodes the header of a frame (from ns-3.47
     * on; earlier releases do so).
     *
     * When another frame comes in meanwhile, the PHY asks anew whether the medium is busy. The
     * answer is no when all powers together are below the thresholds of carrier sensing, although a
     * weaker frame is being decoded. The PHY is idle then, and the next frame fails an assertion
     * (PhyEntity::StartReceivePreamble) or, without assertions, takes the place of the first.
     *
     * @param devices Wi-Fi devices
     */
    static void SenseWhileDecoding(const NetDeviceContainer& devices);
};

} // namespace ns3

#endif // WIFI_AGREEMENT_GUARD_H
