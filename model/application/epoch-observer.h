// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_OBSERVER_H
#define EPOCH_OBSERVER_H

#include "epoch-participants.h"

#include <cstddef>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Gathers the state: asks radios, machines and clients what they know at this instant.
 */
class EpochObserver
{
  public:
    /**
     * @brief Puts together what is known of one UE now.
     * @param client the application of the UE
     * @param radio the radio that observes the UE's channel; may be null
     * @param [out] state channel and ComputeNode of the UE
     */
    static void ObserveUe(const Ptr<InferenceClient>& client,
                          const Ptr<RadioAccess>& radio,
                          EdgeUeState& state);

    /**
     * @brief Puts together what is known of all UEs and their streams now. A stream that is
     * observed begins its next period of counting.
     * @param participants UEs, servers and radio
     * @param [out] state the parts @c ues and @c streams are written
     */
    static void ObserveUes(const EpochParticipants& participants, EpochState& state);

    /**
     * @brief Puts together what is known of one server now.
     * @param server the server
     * @param dnns the DNNs whose models are of interest
     * @param [out] state of the server
     */
    static void ObserveServer(const EpochParticipants::Server& server,
                              const std::vector<Ptr<const DnnProfile>>& dnns,
                              EdgeServerState& state);

    /**
     * @brief Puts together what is known of all servers now.
     * @param participants UEs, servers and radio
     * @param [out] state the part @c servers is written
     */
    static void ObserveServers(const EpochParticipants& participants, EpochState& state);
};

} // namespace ns3

#endif // EPOCH_OBSERVER_H
