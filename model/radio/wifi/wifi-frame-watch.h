// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_FRAME_WATCH_H
#define WIFI_FRAME_WATCH_H

#include "wifi-api.h"

#include "ns3/channel-state.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/wifi-mac-queue.h"
#include "ns3/wifi-phy.h"
#include "ns3/wifi-tx-vector.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief The small parts WifiRadioAccess is made of.
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @param address a MAC address
 * @return the same as a number, to be used as a key
 */
uint64_t ToWifiKey(const Mac48Address& address);

/**
 * @ingroup edge-inference
 * @brief Modulation of the last data frame of one direction.
 */
struct WifiFrameRate
{
    EdgeMeasurement mcs;     //!< MCS index; unknown for 802.11a/b/g
    EdgeMeasurement phyRate; //!< bit/s
    uint64_t key{0};         //!< mode, streams and width that phyRate was computed for

    /**
     * @param txVector how the frame was sent
     * @param staId for or from whom, in a multi-user PPDU
     * @param now when it was received
     */
    void Update(const WifiTxVector& txVector, uint16_t staId, Time now);
};

/**
 * @ingroup edge-inference
 * @brief Power and SINR of the frames of one transmitter.
 */
struct WifiFrameSignal
{
    EdgeMeasurement powerDbm; //!< dBm
    EdgeMeasurement sinrDb;   //!< dB

    /**
     * @param power what the PHY measured, dBm
     * @param sinr what the PHY measured, dB
     * @param smoothing time constant of the average in dB, 0 for none
     * @param now when it was measured
     */
    void Update(double power, double sinr, Time smoothing, Time now);
};

/**
 * @ingroup edge-inference
 * @brief The frames that wait in one MAC queue, in the order in which they came: tells the age of
 * the oldest without touching the queue (WifiMacQueue::Peek would move expired frames).
 *
 * Its memory is bounded by the queue's size. Frames beyond that bound are not followed.
 */
class WifiQueueWatch
{
  public:
    /**
     * @param queue the queue to watch; frames that are in it already are not followed
     */
    explicit WifiQueueWatch(Ptr<WifiMacQueue> queue);

    /**
     * @param frames greatest number of frames to follow; for frames of several queues
     */
    explicit WifiQueueWatch(std::size_t frames);

    /**
     * @param mpdu was put in
     */
    void OnEnqueue(Ptr<const WifiMpdu> mpdu);

    /**
     * @param mpdu left: acknowledged or dropped
     */
    void OnDequeue(Ptr<const WifiMpdu> mpdu);

    /**
     * @return the queue
     */
    Ptr<WifiMacQueue> GetQueue() const;

    /**
     * @return bytes of all waiting frames
     */
    uint64_t GetBytes() const;

    /**
     * @return true when no frame is known to wait
     */
    bool IsEmpty() const;

    /**
     * @return when the oldest waiting frame was put in; meaningful when not empty
     */
    Time GetOldest() const;

    /**
     * @brief Frames of the queue are on the air.
     * @param [in,out] delay s, mean over the first frames after a pause from their coming to the
     * begin of the transmission; each new one has the weight 1/8 (as in RFC 6298)
     */
    void OnSent(EdgeMeasurement& delay);

  private:
    /// A waiting frame.
    struct Entry
    {
        const WifiMpdu* mpdu{nullptr}; //!< the frame, for comparison only; null when it has left
        Time at;                       //!< when it was put in
    };

    /**
     * @param i position counted from the oldest
     * @return the entry there
     */
    Entry& At(std::size_t i);

    /// Closes the holes left by frames that overtook an older one.
    void Compact();

    Ptr<WifiMacQueue> m_queue;    //!< the queue, if it is one
    std::vector<Entry> m_entries; //!< ring buffer
    std::size_t m_head{0};        //!< position of the oldest
    std::size_t m_count{0};       //!< entries in use, holes included
    uint64_t m_bytes{0};          //!< of all frames, followed or not
    bool m_isFirst{false};        //!< the first frame after a pause waits for its transmission
    Time m_firstAt;               //!< when it was put in
};

} // namespace ns3

#endif // WIFI_FRAME_WATCH_H
