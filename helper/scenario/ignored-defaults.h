// SPDX-License-Identifier: GPL-2.0-only

#ifndef IGNORED_DEFAULTS_H
#define IGNORED_DEFAULTS_H

#include "ns3/edge-inference-helper.h"
#include "ns3/offloading-policy.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Defaults of attributes that a user gave and that no object would have, because a program
 * sets the attribute of every object that it makes: a topology helper, a short form of a policy, an
 * application. Private to the module.
 *
 * What is set where is not written down but looked at: a network is built, and its objects are
 * asked for their values.
 */
class IgnoredDefaults
{
  public:
    /// Values of attributes by their full names, as in ns3::CLASS::ATTRIBUTE.
    using Values = std::map<std::string, std::string>;

    /// Values of one attribute, one for each object that has it, sorted.
    using Census = std::map<std::string, std::vector<std::string>>;

    /// Builds a network with the defaults that hold, and returns what was installed on it.
    using Build = std::function<EdgeInferenceHelper()>;

    /// A policy of the experiment.
    struct Policy
    {
        std::string type;               //!< TypeId name
        std::vector<std::string> parts; //!< TypeId names of its space and its learner
    };

    /**
     * @param given what the user gave
     * @param radio name of the radio
     */
    IgnoredDefaults(const Values& given, const std::string& radio);

    /**
     * @brief Refuses a default of a class whose attribute a short form of a policy sets.
     * @param policies those that would run
     * @throws InferenceInputError that names what to set instead
     */
    void CheckPolicies(const std::vector<Policy>& policies) const;

    /**
     * @brief Refuses a default that no object of a network has.
     * @param build builds it; called once, and a second time when something is suspicious
     * @throws InferenceInputError that names what to set instead
     */
    void CheckNetwork(const Build& build) const;

    /**
     * @brief Asks all objects of a network that can be reached from its nodes.
     * @param build builds the network; it is destroyed at the end
     * @param wanted tells whether the values of an attribute are asked for
     * @return the values of each attribute that was asked for
     */
    static Census Count(const Build& build,
                        const std::function<bool(const std::string& name)>& wanted);

    /**
     * @param build builds the network
     * @return defaults that no object of the network has, with the value that one has instead (""
     * where that is not known)
     */
    std::map<std::string, std::string> FindIgnored(const Build& build) const;

    /**
     * @param name full name of an attribute
     * @param radio name of the radio
     * @return JSON pointers of the keys that set the attribute; none when there is no such key
     */
    static std::vector<std::string> FindKeys(const std::string& name, const std::string& radio);

  private:
    /**
     * @return what the user gave, as objects tell the same values
     */
    std::map<std::string, std::string> GetTexts() const;

    Values m_given;      //!< what the user gave
    std::string m_radio; //!< name of the radio
};

} // namespace ns3

#endif // IGNORED_DEFAULTS_H
