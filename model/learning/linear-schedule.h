// SPDX-License-Identifier: GPL-2.0-only
#ifndef LINEAR_SCHEDULE_H
#define LINEAR_SCHEDULE_H

#include <algorithm>

namespace ns3
{
namespace learning
{

/**
 * @brief A value that goes from start to end in a straight line and then stays.
 */
struct LinearSchedule
{
    double start{1}; //!< value at step 0
    double end{1};   //!< value from step `steps` on
    double steps{1}; //!< length, > 0

    /**
     * @param step how far
     * @return value there
     */
    double At(double step) const
    {
        const double part = std::min(1.0, std::max(0.0, step / steps));
        return start + part * (end - start);
    }
};

} // namespace learning
} // namespace ns3

#endif // LINEAR_SCHEDULE_H
