// SPDX-License-Identifier: GPL-2.0-only

#ifndef BELIEVED_PROFILE_H
#define BELIEVED_PROFILE_H

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/ptr.h"

#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief By which factors what is believed of a DNN differs from the truth.
 */
struct ProfileBelief
{
    std::vector<std::pair<Ptr<const DeviceProfile>, double>>
        times; //!< each device once, and the factor of the time that it takes
    std::vector<double>
        exitTimes; //!< by exit: factor of the time from the exit before to this one, head included
    std::vector<double> accuracies; //!< by exit: factor of the accuracy
};

/**
 * @ingroup edge-inference
 * @brief Makes the profile of a DNN that is wrong in times and accuracies, and right in all else.
 * @param truth the true profile
 * @param belief the factors
 * @return the profile; the true one when all factors are 1
 */
Ptr<const DnnProfile> MakeBelievedProfile(Ptr<const DnnProfile> truth, const ProfileBelief& belief);

} // namespace ns3

#endif // BELIEVED_PROFILE_H
