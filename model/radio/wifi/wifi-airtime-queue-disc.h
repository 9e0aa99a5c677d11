// SPDX-License-Identifier: GPL-2.0-only

#ifndef WIFI_AIRTIME_QUEUE_DISC_H
#define WIFI_AIRTIME_QUEUE_DISC_H

#include "wifi-airtime-budget.h"

#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/nstime.h"
#include "ns3/queue-disc.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Holds the packets of a Wi-Fi device until the airtime budget of their receiver lets them
 * go; WifiSpectrumShares installs it.
 *
 * Each receiver that was added has a queue of its own, all others share one more. Queues that may
 * send are served one packet each in turn. A queue is ns-3's FqCoDelQueueDisc, as it is by default
 * on a Wi-Fi device.
 */
class WifiAirtimeQueueDisc : public QueueDisc
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WifiAirtimeQueueDisc();
    ~WifiAirtimeQueueDisc() override;

    /**
     * @param budget of all receivers that are not added; none: they are not limited
     */
    void SetBudget(std::shared_ptr<WifiAirtimeBudget> budget);

    /**
     * @brief Gives a receiver a queue and a budget of its own.
     * @param receiver its MAC address
     * @param budget airtime budget of the receiver
     */
    void AddReceiver(Mac48Address receiver, std::shared_ptr<WifiAirtimeBudget> budget);

    /// What waits in a queue.
    struct Waiting
    {
        uint32_t bytes{0}; //!< bytes of the packet
        Time since;        //!< when the oldest packet came; meaningful when there is one
    };

    /**
     * @param receiver a MAC address
     * @return what waits for it here, or for all that were not added when it is one of those
     */
    Waiting GetWaiting(Mac48Address receiver) const;

    /// A budget may have become greater: sends what may be sent, in an event of its own.
    void Wake();

  protected:
    void DoDispose() override;

  private:
    bool DoEnqueue(Ptr<QueueDiscItem> item) override;
    Ptr<QueueDiscItem> DoDequeue() override;
    bool CheckConfig() override;
    void InitializeParams() override;

    /**
     * @brief Adds a queue.
     * @param budget its budget, or none
     */
    void AddQueue(std::shared_ptr<WifiAirtimeBudget> budget);

    /**
     * @brief Sees to it that the queue is run at some time.
     * @param wait time until then
     */
    void RunAfter(Time wait);

    /// One queue, beside its class of the base.
    struct Queue
    {
        std::shared_ptr<WifiAirtimeBudget> budget; //!< none: no limit
        std::deque<Time> arrivals;                 //!< of the packets in it
    };

    /**
     * @param address a MAC address
     * @return index of the queue
     */
    std::size_t FindQueue(const Address& address) const;

    /**
     * @brief Forgets the arrivals of packets that left or were dropped, oldest first.
     * @param queue index of the queue
     */
    void TrimArrivals(std::size_t queue);

    std::vector<Queue> m_queues;                         //!< the first is for all others
    std::unordered_map<uint64_t, std::size_t> m_queueOf; //!< queue by MAC address
    std::size_t m_next{0};                               //!< queue whose turn it is
    EventId m_run;                                       //!< when the queues are run next
};

} // namespace ns3

#endif // WIFI_AIRTIME_QUEUE_DISC_H
