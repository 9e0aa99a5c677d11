// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_POLICIES_H
#define EXPERIMENT_POLICIES_H

#include "ns3/offloading-policy.h"

#include <functional>
#include <string>
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
 * @brief Which policies there are by name: the short names of --policy, the TypeId name of any
 * OffloadingPolicy that the program registers, and torchscript:FILE.
 *
 * The short name of a policy is made from the name of its class: device-only for
 * ns3::DeviceOnlyPolicy. sac-d and fixed are shorter.
 */
class ExperimentPolicies
{
  public:
    /// The search of the best fixed plan in hindsight, which is no policy.
    static constexpr const char* BEST_FIXED = "best-fixed";

    /// A policy that was asked for.
    struct Entry
    {
        std::string name;             //!< its name in results
        Ptr<OffloadingPolicy> policy; //!< it; null for best-fixed
    };

    /// Policies that a scenario describes: names, and what makes them anew (null: best-fixed).
    using Own = std::vector<std::pair<std::string, std::function<Ptr<OffloadingPolicy>()>>>;

    /**
     * @return those that "all" stands for, as pairs of name and TypeId name; best-fixed has no
     * TypeId
     */
    static const std::vector<std::pair<std::string, std::string>>& GetNames();

    /**
     * @return short names of all policies that this build has
     */
    static std::vector<std::string> GetAllNames();

    /**
     * @param type the class of a policy
     * @return its short name: that of the class in small letters, without "Policy" and with a
     * hyphen before each further word, such as device-only for ns3::DeviceOnlyPolicy
     */
    static std::string GetShortName(TypeId type);

    /**
     * @param name a short name, a TypeId name or torchscript:FILE
     * @return it, made anew
     * @throws InferenceInputError when there is no such policy
     */
    static Ptr<OffloadingPolicy> Make(const std::string& name);

    /**
     * @param list names separated by commas, or all; a name that comes twice counts once, and
     * blanks beside a comma do not matter
     * @param hasSearch whether best-fixed can be searched for; otherwise it is left out
     * @param own policies whose names come before the short names, for their attributes
     * @return them, made anew
     * @throws InferenceInputError when there is no such policy, or none is left
     */
    static std::vector<Entry> MakeList(const std::string& list,
                                       bool hasSearch,
                                       const Own& own = {});
};

} // namespace ns3

#endif // EXPERIMENT_POLICIES_H
