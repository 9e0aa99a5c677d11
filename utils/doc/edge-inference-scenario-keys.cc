// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Prints what is generated from the table of keys of scenario files, or checks it:
 *
 *     edge-inference-scenario-keys > doc/scenario-keys.rst
 *     edge-inference-scenario-keys --schema > scenarios/edge-inference.schema.json
 *     edge-inference-scenario-keys --check=SOURCE-FOLDER
 */

#include "../../helper/scenario/scenario-schema.h"

#include "ns3/core-module.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/strict-command-line.h"

#include <fstream>
#include <iostream>
#include <sstream>

using namespace ns3;

namespace
{

/**
 * @param path a file
 * @return what it holds
 */
std::string
ReadAll(const std::string& path)
{
    std::ifstream is(path, std::ios::binary);
    std::ostringstream text;
    text << is.rdbuf();
    if (!is)
    {
        throw InferenceInputError(path, "", "nothing", "a file that can be read");
    }
    return text.str();
}

/**
 * @param folder of the module
 * @return exit status
 */
int
Check(const std::string& folder)
{
    int status = 0;
    const std::string schema = folder + "/scenarios/edge-inference.schema.json";
    const std::string difference = ScenarioSchema::FindDifference(ReadAll(schema), schema);
    if (!difference.empty())
    {
        std::cerr << schema << ": differs from the code at " << difference
                  << "; to write it anew: edge-inference-scenario-keys --schema > " << schema
                  << '\n';
        status = 1;
    }
    const std::string keys = folder + "/doc/scenario-keys.rst";
    if (ReadAll(keys) != ScenarioSchema::GetDocumentation())
    {
        std::cerr << keys << ": differs from the code; to write it anew: "
                  << "edge-inference-scenario-keys > " << keys << '\n';
        status = 1;
    }
    return status;
}

} // namespace

int
main(int argc, char* argv[])
{
    bool isSchema = false;
    std::string folder;
    std::string complete;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("Prints doc/scenario-keys.rst from the table of keys of scenario files.");
    cmd.AddValue("schema", "Print the JSON Schema instead", isSchema);
    cmd.AddValue("check", "Folder of the module: compare its files instead", folder);
    cmd.AddValue("complete", "Scenario to print with all defaults instead", complete);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        if (!folder.empty())
        {
            return Check(folder);
        }
        if (!complete.empty())
        {
            std::cout << InferenceScenario::Read(complete).GetJson();
            return 0;
        }
        std::cout << (isSchema ? ScenarioSchema::GetJsonSchema()
                               : ScenarioSchema::GetDocumentation());
        return 0;
    });
}
