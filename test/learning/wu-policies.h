// SPDX-License-Identifier: GPL-2.0-only
#ifndef WU_POLICIES_H
#define WU_POLICIES_H

#include "wu-system.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/// Decides a slot: one choice a device.
using WuPolicy = std::function<std::vector<WuChoice>(const WuSystem&)>;

/**
 * @param system the system in its present state
 * @return the static configuration: all offload, service 0 at 50 %, service 1 at 75 %
 */
std::vector<WuChoice> ChooseStatic(const WuSystem& system);

/**
 * @brief Every device by itself takes what is best for the objective of the slot if all others
 * keep to the static configuration.
 * @param system the system in its present state
 * @param penaltyWeight V of the devices (the published curve is met with 0.006)
 * @return the choices
 */
std::vector<WuChoice> ChooseMyopic(const WuSystem& system, double penaltyWeight = 0.006);

/**
 * @brief The exact minimiser of drift plus penalty: of V D + sum Z_m (target - A_m) over all joint
 * choices of the slot, overflows left out.
 *
 * The devices of a service are joined one by one. For each number of offloaders only those partial
 * choices are kept that no other one beats in both offloaded bits and in the cost that does not
 * depend on the bits (a Pareto front). At the end bits become cycles at the edge, and the fronts of
 * the two services are combined with the term that they share, 2 V sqrt(Lambda_1 Lambda_2) / f_b.
 *
 * @param system the system in its present state
 * @return the choices
 */
std::vector<WuChoice> ChooseExact(const WuSystem& system);

/**
 * @brief The same by going through all joint choices: for tests with few devices.
 * @param system the system in its present state
 * @return the choices
 */
std::vector<WuChoice> ChooseByEnumeration(const WuSystem& system);

/// Means over episodes.
struct WuResult
{
    double delay{0};                                        //!< of a device and slot, s
    std::array<double, WuParameters::SERVICES> accuracy{};  //!< of the services
    std::array<double, WuParameters::SERVICES> least{1, 1}; //!< accuracy of the worst episode
    double localShare{0};                                   //!< of the tasks
    double overflows{0};                                    //!< a slot
};

/**
 * @brief Runs a policy.
 * @param parameters the system
 * @param policy decides
 * @param seed of the episodes
 * @param episodes number of them
 * @param slots of each
 * @return means
 */
WuResult EvaluateWu(const WuParameters& parameters,
                    const WuPolicy& policy,
                    uint64_t seed,
                    uint32_t episodes,
                    uint32_t slots = 200);

} // namespace test
} // namespace learning
} // namespace ns3

#endif // WU_POLICIES_H
