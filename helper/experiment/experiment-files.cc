// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-files.h"

#include "../report/experiment-report.h"
#include "../report/plan-table.h"
#include "../report/result-table.h"
#include "gzip-text.h"

#include <algorithm>
#include <filesystem>
#include <set>

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
    const auto writeLarge = [&](const std::string& name, const std::string& text) {
        folder.Write(name + (plan.gzip ? ".gz" : ""), plan.gzip ? GzipText::Compress(text) : text);
    };
    writeLarge("tasks.csv", tasks);
    writeLarge("epochs.csv", epochs);
    folder.Write("plans.csv", PlanTable(results.summary).GetCsv());
    folder.Write("training.csv", results.trainingCsv);
    if (!results.validationCsv.empty())
    {
        folder.Write("validation.csv", results.validationCsv);
    }
    if (plan.observations)
    {
        writeLarge("observations.csv", observations);
        folder.Write("observations.json", layout);
    }
    folder.Write("summary.json", results.summary.GetJson());
    const ResultTable table = results.summary.MakeTable();
    folder.Write("results.csv", table.GetCsv());
    folder.Write("results.tex", table.GetLatex());
    const ExperimentReport report(plan.title, plan.commandLine, plan.description);
    auto files = ListExperimentFiles(plan);
    files.erase(std::remove_if(files.begin(),
                               files.end(),
                               [](const std::string& file) {
                                   // A browser can show no events.
                                   return file == "report.html" ||
                                          file.find('/') != std::string::npos;
                               }),
                files.end());
    folder.Write("report.html", report.MakePage(results, files));
}

std::vector<std::string>
ListExperimentFiles(const ExperimentPlan& plan)
{
    const std::set<std::string> fixed{"tasks.csv",
                                      "tasks.csv.gz",
                                      "epochs.csv",
                                      "epochs.csv.gz",
                                      "plans.csv",
                                      "training.csv",
                                      "validation.csv",
                                      "observations.csv",
                                      "observations.csv.gz",
                                      "observations.json",
                                      "summary.json",
                                      "results.csv",
                                      "results.tex",
                                      "report.html"};
    const std::set<std::string> figures{"learning-curve",
                                        "latency",
                                        "accuracy-deadline",
                                        "endings",
                                        "stage-times"};
    const auto isRecording = [](const std::string& name, bool isOn, const std::string& begin) {
        return isOn && name.rfind(begin + "-", 0) == 0;
    };
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(plan.output, error))
    {
        const std::string name = entry.path().filename().string();
        const std::string end = entry.path().extension().string();
        const std::string stem = entry.path().stem().string();
        const bool isFigure = figures.count(stem.substr(0, stem.find("-wide"))) > 0 &&
                              (end == ".svg" || end == ".png" || end == ".pdf");
        const auto& recordings = plan.recordings;
        const bool isOurs =
            fixed.count(name) > 0 || isFigure ||
            (end == ".xml" && (isRecording(name, recordings.flowMonitor, "flows") ||
                               isRecording(name, recordings.netAnim, "netanim"))) ||
            (end == ".pcap" && isRecording(name, !recordings.pcap.empty(), recordings.pcap));
        if (isOurs && entry.is_regular_file(error))
        {
            files.push_back(name);
        }
    }
    const std::filesystem::path events(plan.output + "/tensorboard");
    for (std::filesystem::recursive_directory_iterator entry(events, error), end;
         plan.tensorboard && !error && entry != end;
         entry.increment(error))
    {
        if (entry->is_regular_file() &&
            entry->path().filename().string().find("tfevents") != std::string::npos)
        {
            files.push_back(entry->path().lexically_relative(plan.output).string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace ns3
