// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_SCHEMA_H
#define SCENARIO_SCHEMA_H

#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What is generated from the table of keys of scenario files: the JSON Schema and the
 * documentation. Private to the module and its programs.
 */
class ScenarioSchema
{
  public:
    /**
     * @return a JSON Schema (draft 2020-12) of scenario files, with the attributes of the classes
     * that this build has
     */
    static std::string GetJsonSchema();

    /**
     * @return the table of keys in reStructuredText
     */
    static std::string GetDocumentation();

    /**
     * @param scenario a scenario in JSON, complete with the classes of its objects
     * @param pointer JSON pointer to a key or an attribute
     * @return what stands there, in one phrase, as the head of an axis: the beginning of the key's
     * or the attribute's help; empty for what is not known
     */
    static std::string DescribeKey(const std::string& scenario, const std::string& pointer);

    /**
     * @brief Compares a schema with the one of this build. What they say of classes that only one
     * of them has, such as those of an optional part, is passed over.
     * @param text a schema
     * @param file its name for errors
     * @return the JSON pointer of the first difference, "" when there is none
     * @throws InferenceInputError when it is not JSON
     */
    static std::string FindDifference(const std::string& text, const std::string& file);
};

} // namespace ns3

#endif // SCENARIO_SCHEMA_H
