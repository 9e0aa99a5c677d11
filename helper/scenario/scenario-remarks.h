// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_REMARKS_H
#define SCENARIO_REMARKS_H

#include <nlohmann/json.hpp>
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
 * @brief What is right in a scenario and yet hardly meant. Private to the module.
 */
struct ScenarioRemarks
{
    /// JSON with keys in the order of their insertion.
    using Json = nlohmann::ordered_json;

    /**
     * @param scenario as ScenarioReader::Read() returns it
     * @return one line for each key that nothing reads, stream that makes no task, and latency
     * table of a device that is not there
     */
    static std::vector<std::string> Find(const Json& scenario);

    /**
     * @brief Names of files in a scenario mean files beside the scenario's own, where there are
     * such.
     * @param [in,out] scenario as ScenarioReader::Read() returns it
     * @param file of the scenario
     */
    static void LookBeside(Json& scenario, const std::string& file);
};

} // namespace ns3

#endif // SCENARIO_REMARKS_H
