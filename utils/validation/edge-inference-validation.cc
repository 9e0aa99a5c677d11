// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/input/input-text.h"
#include "field-experiments.h"

#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Simulates published field measurements of edge inference over 5G, and compares: see
 * doc/validation-field.rst.
 */

using namespace ns3;

namespace
{

/// Names of the experiments.
const std::vector<std::string> EXPERIMENTS{"E1", "E2", "E3", "E4", "E5", "E6"};

/**
 * @param list names with commas between them
 * @return the names
 */
std::vector<std::string>
ReadExperiments(const std::string& list)
{
    const auto names = InputText::Split(list, ',');
    for (const auto& name : names)
    {
        if (std::find(EXPERIMENTS.begin(), EXPERIMENTS.end(), name) == EXPERIMENTS.end())
        {
            throw InferenceInputError("--experiments",
                                      "",
                                      name.empty() ? "nothing" : name,
                                      "some of " + InputText::Join(EXPERIMENTS));
        }
    }
    return names;
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string experiments = "E1,E2,E3,E4,E5";
    std::string data = EDGE_INFERENCE_VALIDATION_DATA;
    std::string output;
    FieldExperiments::Options options;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("Simulates published field measurements of edge inference over 5G, and compares.");
    cmd.AddValue("experiments", "Which, with commas between them", experiments);
    cmd.AddValue("radio", "Radio of E2 and E3: link, lte or nr (where built)", options.radio);
    cmd.AddValue("data", "Folder with scenarios and measurements", data);
    cmd.AddValue("output", "Folder for CSV files; it exists", output);
    cmd.AddValue("runs", "Runs of each scenario", options.runs);
    cmd.AddValue("short", "Few rows, one run each", options.isShort);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        if (options.runs < 1 || options.runs > 1000)
        {
            throw InferenceInputError("--runs", "", std::to_string(options.runs), "1 to 1000");
        }
        if (options.radio != "link" && options.radio != "lte" && options.radio != "nr")
        {
            throw InferenceInputError("--radio", "", options.radio, "link, lte or nr");
        }
        const auto names = ReadExperiments(experiments);
        const auto has = [&](const char* name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        const FieldData measured(data);
        FieldReport report;
        FieldExperiments run(measured, options, report);
        if (has("E1"))
        {
            run.RunLoadedAr();
        }
        if (has("E2"))
        {
            run.RunBursts();
        }
        if (has("E3") || has("E4"))
        {
            run.RunFrames();
        }
        if (has("E5"))
        {
            run.RunBaseDelay();
        }
        if (has("E6"))
        {
            run.RunLoadedArOverBursts();
        }
        report.Print(std::cout);
        if (!output.empty())
        {
            report.Write(output);
        }
        return 0;
    });
}
