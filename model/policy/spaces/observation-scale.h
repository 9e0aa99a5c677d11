// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBSERVATION_SCALE_H
#define OBSERVATION_SCALE_H

#include "ns3/epoch-state.h"

#include <algorithm>
#include <cmath>

/**
 * @file
 * @ingroup edge-inference
 * @brief How observations bring what is measured to about -1..1: the one table of scales.
 */

namespace ns3
{
namespace observation
{

/**
 * @brief What an observation calls 1, where observations differ. Networks that were trained with
 * one scale do not understand another one, so each space keeps its own.
 */
struct Scales
{
    double sinr;          //!< dB
    double backlog;       //!< of the natural logarithm of 1 + packets of 1500 bytes
    double distance;      //!< m
    double distanceLimit; //!< greatest number of such distances
    double pending;       //!< tasks of a stream
};

/// Of StateEncoder and SystemEncoder.
inline constexpr Scales STATE{40, 3, 50, 4, 5};

/// Of DeploymentSpace.
inline constexpr Scales DEPLOYMENT{30, 4, 100, 3, 3};

// What all observations call 1.
inline constexpr double MCS = 11;            //!< highest index of a modulation and coding scheme
inline constexpr double ARRIVALS = 5;        //!< tasks of a stream since its last report
inline constexpr double DEVICE_QUEUE = 5;    //!< jobs on a UE
inline constexpr double SERVER_QUEUE = 10;   //!< jobs on a server
inline constexpr double OTHERS_PENDING = 20; //!< tasks of all other streams
inline constexpr double LOG_MACS = 10;       //!< decimal logarithm of a DNN's multiplications
inline constexpr double PER_LINK_DELAY = 10; //!< 1/s: 1 is a tenth of a second
inline constexpr double DEMAND = 20;         //!< tasks/s of a stream
inline constexpr double GAP = 15;            //!< dB from the serving to the next cell
inline constexpr double GAP_CHANGE = 5;      //!< dB by which that changes in an epoch
inline constexpr double SINCE_HANDOVER = 5;  //!< s
inline constexpr double POSITION = 100;      //!< m, of each coordinate
inline constexpr double VELOCITY = 20;       //!< m/s, of each coordinate
inline constexpr double UES_IN_CELL = 5;     //!< UEs
inline constexpr double SERVER_STREAMS = 5;  //!< streams that a server computes for
inline constexpr double SAME_MODEL = 3;      //!< other streams nearby with the same model

/**
 * @param value a value
 * @param limit its greatest magnitude
 * @return the value brought into -limit..limit
 */
inline double
Clip(double value, double limit)
{
    return std::max(-limit, std::min(limit, value));
}

/**
 * @param value a value
 * @param limit its greatest magnitude
 * @return the value brought into -limit..limit; 0 when it is no number
 */
inline double
ClipNumber(double value, double limit)
{
    return std::isnan(value) ? 0 : Clip(value, limit);
}

/**
 * @param rate bit/s
 * @return 0 at 100 kbit/s and below, 1 at 100 Mbit/s
 */
inline double
RateScale(double rate)
{
    return std::log10(std::max(rate, 1e5) / 1e5) / 3;
}

/**
 * @param power dBm
 * @return 0 at -70 dBm, 1 at -40 dBm, between -2 and 2
 */
inline double
PowerScale(double power)
{
    return Clip((power + 70) / 30, 2);
}

/**
 * @param seconds a time at full speed, s
 * @param speed share of the speed that is there, 0..1
 * @param deadline s
 * @return the time in deadlines, at most 2
 */
inline double
TimeScale(double seconds, double speed, double deadline)
{
    return Clip(seconds / std::max(speed, 1e-3) / deadline, 2);
}

/**
 * @param bytes that wait to be sent
 * @param scale Scales::backlog
 * @return 0 for nothing, with a scale of 3 about 1 for 20 packets of 1500 bytes, at most 2
 */
inline double
BacklogScale(double bytes, double scale)
{
    return Clip(std::log1p(bytes / 1500) / scale, 2);
}

/**
 * @param dnn a DNN
 * @return decimal logarithm of its multiplications, over LOG_MACS, at most 2
 */
inline double
MacsScale(const DnnProfile& dnn)
{
    return Clip(std::log10(std::max(1.0, static_cast<double>(dnn.GetTotalMacs()))) / LOG_MACS, 2);
}

/**
 * @param system who asks for what
 * @param server state of a server
 * @param dnn a model
 * @return share of it that is there, 0..1
 */
inline double
GetModelShare(const EdgeSystem& system,
              const EdgeServerState& server,
              const Ptr<const DnnProfile>& dnn)
{
    const auto it = std::find(system.dnns.begin(), system.dnns.end(), dnn);
    const std::size_t index = it - system.dnns.begin();
    return index < server.models.size() ? server.models[index] : 1;
}

} // namespace observation
} // namespace ns3

#endif // OBSERVATION_SCALE_H
