// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_RADIO_SETTINGS_H
#define LINK_RADIO_SETTINGS_H

#include "link-bandwidth-trace.h"
#include "link-rate-model.h"
#include "link-timetable.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

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
 * @brief What the links of a LinkRadioMedium are like. The defaults are explained at the attributes
 * of LinkEdgeTopologyHelper.
 */
struct LinkRadioSettings
{
    LinkRateModel::Settings rate;          //!< from distance to rate
    double shadowingDeviation{4};          //!< dB, 0 for none
    double shadowingDistance{10};          //!< m, positive
    double nakagamiM{1};                   //!< shape of the fading, 0 for none
    Time coherenceTime{MilliSeconds(20)};  //!< length of a block, positive
    double hysteresis{3};                  //!< dB
    Time timeToTrigger{MilliSeconds(256)}; //!< of a handover
    Time interruption{MilliSeconds(50)};   //!< of a handover
    bool dropAtHandover{false};            //!< packets that wait are dropped, not kept
    Time delay;                            //!< of every packet after it was sent
    /// By direction: further delay of packets after they were sent, s; null: none.
    std::array<Ptr<RandomVariableStream>, 2> delays;
    Time delayHold;          //!< a draw of it holds until nothing was sent for so long
    bool delayInOrder{true}; //!< packets do not overtake each other
    /// By direction: how long a packet that finds the queue empty waits for a grant, s; null: not.
    std::array<Ptr<RandomVariableStream>, 2> grants;
    /// By direction: rate of the whole band in a block, bit/s; null: by SINR or trace.
    std::array<Ptr<RandomVariableStream>, 2> rates;
    std::array<LinkTimetable, 2> timetables; //!< by direction: when it may send
    uint32_t maxPackets{1000};               //!< in each queue
    /// By direction; UE i has trace i, counted again from the first one behind the last; or
    /// nothing.
    std::array<std::vector<std::shared_ptr<const LinkBandwidthTrace>>, 2> traces;
    bool tracePerUe{true}; //!< each UE has the trace's rate for itself
    double traceOffset{0}; //!< s: each UE begins between 0 and this
};

} // namespace ns3

#endif // LINK_RADIO_SETTINGS_H
