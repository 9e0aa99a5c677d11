// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-files.h"

#include "../report/experiment-report.h"

namespace ns3
{

void
WriteExperimentFiles(const ExperimentPlan& plan,
                     const ExperimentResults& results,
                     const ExperimentFolder& folder)
{
    std::string tasks = InferenceEpisode::GetTasksHeader();
    std::string epochs = InferenceEpisode::GetEpochsHeader();
    std::string observations;
    std::string layout;
    for (const auto& policy : results.summary.GetPolicies())
    {
        for (const auto& episode : policy.episodes)
        {
            tasks += episode.tasksCsv;
            epochs += episode.epochsCsv;
            const std::string& rows = episode.observationsCsv;
            // Every episode has the same header.
            observations += observations.empty() ? rows : rows.substr(rows.find('\n') + 1);
            layout = episode.observationsLayout.empty() ? layout : episode.observationsLayout;
        }
    }
    folder.Write("tasks.csv", tasks);
    folder.Write("epochs.csv", epochs);
    folder.Write("training.csv", results.trainingCsv);
    if (plan.observations)
    {
        folder.Write("observations.csv", observations);
        folder.Write("observations.json", layout);
    }
    folder.Write("summary.json", results.summary.GetJson());
    const ExperimentReport report(plan.title, plan.commandLine, plan.description);
    folder.Write("report.html", report.MakePage(results));
}

} // namespace ns3
