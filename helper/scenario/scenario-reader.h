// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_READER_H
#define SCENARIO_READER_H

#include "../../model/input/json-cursor.h"
#include "scenario-key.h"

#include "ns3/type-id.h"

#include <nlohmann/json.hpp>
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
 * @brief Checks a scenario against the table of keys and puts it in order. Private to the module.
 *
 * The result has every key of the table, in its order, with defaults where the file has none.
 * Attributes are those that the file gives, checked (AttributeText) and sorted.
 */
class ScenarioReader
{
  public:
    /// JSON with keys in the order of their insertion.
    using Json = nlohmann::ordered_json;

    /**
     * @param root the file's root
     * @return the scenario, complete but for defaults of attributes
     * @throws InferenceInputError when something cannot stand where it stands
     */
    static Json Read(const JsonCursor& root);

    /**
     * @param scenario what Read() returned
     * @return it with the defaults of the attributes of this module's classes, as they are now
     */
    static Json Complete(const Json& scenario);

    /**
     * @param value an attribute in JSON, checked
     * @return it as ns-3 reads it
     */
    static std::string GetText(const nlohmann::json& value);

    /**
     * @param object a checked object of kind ATTRIBUTES or TYPED
     * @param key its entry in the table
     * @return names and texts of its attributes
     */
    static std::vector<std::pair<std::string, std::string>> GetAttributes(const Json& object,
                                                                          const ScenarioKey& key);

    /**
     * @param scenario what Read() returned
     * @param path keys and indices; a key that differs from a known one only in case is corrected
     * @return the entry of the table at that place; null below attributes and for unknown keys
     */
    static const ScenarioKey* Resolve(const Json& scenario, std::vector<std::string>& path);

    /**
     * @param type a class
     * @param key the entry of the table that takes its attributes
     * @return the attributes that can be set there, sorted
     */
    static std::vector<std::string> GetAttributeNames(TypeId type, const ScenarioKey& key);

    /**
     * @param value a checked value of kind TIME
     * @return it in s
     */
    static double GetSeconds(const nlohmann::json& value);

    /**
     * @param type name of a policy, or of its class
     * @return name of the class
     */
    static std::string GetPolicyType(const std::string& type);

  private:
    /**
     * @param place where it stands
     * @param key its entry in the table
     * @return the value in order
     */
    static Json ReadValue(const JsonCursor& place, const ScenarioKey& key);

    /**
     * @param place an object
     * @param key its entry in the table
     * @return the object in order
     */
    static Json ReadObject(const JsonCursor& place, const ScenarioKey& key);

    /**
     * @param place an object, or null where the table allows it
     * @param key its entry in the table
     * @return the object in order
     */
    static Json ReadTyped(const JsonCursor& place, const ScenarioKey& key);

    /**
     * @param place an object of attributes
     * @param key its entry in the table
     * @return the object in order
     */
    static Json ReadAttributes(const JsonCursor& place, const ScenarioKey& key);

    /**
     * @param place the list of policies
     * @param key its entry in the table
     * @return the list in order
     */
    static Json ReadPolicies(const JsonCursor& place, const ScenarioKey& key);

    /**
     * @param place an object of defaults of any class
     * @return the object in order
     */
    static Json ReadDefaults(const JsonCursor& place);

    /**
     * @param place where it stands
     * @param type the class
     * @param attribute name of its attribute
     * @return the value in order
     */
    static Json ReadAttribute(const JsonCursor& place, TypeId type, const std::string& attribute);

    /**
     * @brief Adds the defaults of attributes.
     * @param [in,out] value a value in order
     * @param key its entry in the table
     */
    static void CompleteValue(Json& value, const ScenarioKey& key);
};

} // namespace ns3

#endif // SCENARIO_READER_H
