// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-sweep.h"

#include "../../model/input/input-text.h"
#include "../../model/process/process-pool.h"
#include "../report/experiment-sweep-results.h"
#include "../report/text-table.h"
#include "../scenario/scenario-schema.h"
#include "experiment-folder.h"
#include "experiment-progress.h"
#include "experiment-runner.h"
#include "finished-result.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <map>
#include <stdexcept>

namespace ns3
{

namespace
{

/// Most runs of a sweep: more are a slip of the pen.
constexpr std::size_t MOST_RUNS = 100000;

/**
 * @param option text of --sweep
 * @return the error that shows how it is written
 */
InferenceInputError
MakeError(const std::string& option)
{
    return {"command line",
            "--sweep",
            '"' + option + '"',
            "a JSON pointer and values, as in /streams/0/Rate=5,10,20"};
}

} // namespace

ExperimentSweep::Key
ExperimentSweep::ReadKey(const std::string& option)
{
    Key key;
    const auto equals = option.find('=');
    if (option.empty() || option.front() != '/' || equals == std::string::npos)
    {
        throw MakeError(option);
    }
    key.pointer = option.substr(0, equals);
    key.label = key.pointer.substr(key.pointer.rfind('/') + 1);
    int depth = 0;
    bool quoted = false;
    std::string value;
    for (std::size_t i = equals + 1; i <= option.size(); ++i)
    {
        const char c = i < option.size() ? option[i] : ',';
        if (i == option.size() || (c == ',' && depth == 0 && !quoted))
        {
            const bool twice =
                std::find(key.values.begin(), key.values.end(), value) != key.values.end();
            if (value.empty() || twice)
            {
                throw MakeError(option);
            }
            key.values.push_back(value);
            value.clear();
            continue;
        }
        quoted = c == '"' && (i == 0 || option[i - 1] != '\\') ? !quoted : quoted;
        depth += quoted ? 0 : (c == '[' || c == '{') - (c == ']' || c == '}');
        value += c;
    }
    return key;
}

ExperimentSweep::Part
ExperimentSweep::Part::Find(const std::function<const char*(const char*)>& get)
{
    const auto read = [&](const std::string& name, uint64_t fallback) {
        const char* text = get(name.c_str());
        uint64_t number = fallback;
        if (text && !InputText::ReadInteger(std::string(text), number))
        {
            throw InferenceInputError("environment",
                                      name,
                                      '"' + std::string(text) + '"',
                                      "a number");
        }
        return number;
    };
    Part part;
    if (get("SLURM_ARRAY_TASK_ID"))
    {
        const uint64_t task = read("SLURM_ARRAY_TASK_ID", 0);
        const uint64_t first = read("SLURM_ARRAY_TASK_MIN", 0);
        const uint64_t step = std::max<uint64_t>(1, read("SLURM_ARRAY_TASK_STEP", 1));
        part.count = read("SLURM_ARRAY_TASK_COUNT", 1);
        part.index = task >= first ? (task - first) / step : part.count;
    }
    for (const auto& [rank, size] : {std::pair{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                     std::pair{"PMI_RANK", "PMI_SIZE"}})
    {
        if (get(rank) && get(size))
        {
            const uint64_t ranks = read(size, 1);
            part.index = part.index * ranks + read(rank, 0);
            part.count *= ranks;
            break;
        }
    }
    if (part.index >= part.count)
    {
        throw InferenceInputError("environment",
                                  "SLURM_ARRAY_TASK_ID or the rank",
                                  "part " + std::to_string(part.index) + " of " +
                                      std::to_string(part.count),
                                  "array indices without gaps, ranks below the size");
    }
    return part;
}

ExperimentSweep::ExperimentSweep(const ExperimentOptions& options,
                                 const ExperimentCommandLine& commandLine,
                                 const InferenceScenario& scenario)
    : m_options(options),
      m_commandLine(commandLine),
      m_scenario(scenario),
      m_output(options.output.empty() ? scenario.GetOutputFolder() : options.output)
{
    const std::size_t total = ReadKeys();
    if (!options.load.empty() || !options.save.empty())
    {
        throw InferenceInputError("command line",
                                  options.load.empty() ? "--save" : "--load",
                                  "a checkpoint together with --sweep",
                                  "one or the other");
    }
    for (std::size_t number = 0; number < total; ++number)
    {
        m_runs.push_back(MakeRun(number, total));
    }
}

std::size_t
ExperimentSweep::ReadKeys()
{
    std::size_t total = 1;
    std::map<std::string, int> labels;
    for (const auto& option : m_options.sweep)
    {
        Key key = ReadKey(option);
        const bool twice = std::any_of(m_keys.begin(), m_keys.end(), [&](const Key& other) {
            return other.pointer == key.pointer;
        });
        if (twice)
        {
            throw MakeError(option);
        }
        ++labels[key.label];
        total *= key.values.size();
        m_keys.push_back(std::move(key));
        if (total > MOST_RUNS)
        {
            throw InferenceInputError("command line",
                                      "--sweep",
                                      std::to_string(total) + " runs or more",
                                      "at most " + std::to_string(MOST_RUNS));
        }
    }
    for (auto& key : m_keys)
    {
        key.label = labels[key.label] > 1 ? key.pointer.substr(1) : key.label;
    }
    return total;
}

ExperimentSweep::Run
ExperimentSweep::MakeRun(std::size_t number, std::size_t total) const
{
    Run run;
    run.scenario = m_scenario;
    std::size_t rest = number;
    std::size_t block = total;
    std::string name;
    for (const auto& key : m_keys)
    {
        block /= key.values.size();
        const std::string& value = key.values[rest / block];
        rest %= block;
        run.values.push_back(value);
        name += EpisodeRecordings::MakeFileName(key.label).substr(0, 32) + "=" +
                EpisodeRecordings::MakeFileName(value).substr(0, 32) + "_";
    }
    // All at once: one value may make sense only with another.
    run.scenario.SetAll(GetSettings(run));
    run.folder =
        name.substr(0, 160) +
        ExperimentFolder::Hash(
            ExperimentPlan::MakeKey(m_commandLine.attributes, m_options, run.scenario.GetJson()));
    return run;
}

const std::vector<ExperimentSweep::Run>&
ExperimentSweep::GetRuns() const
{
    return m_runs;
}

const std::vector<ExperimentSweep::Key>&
ExperimentSweep::GetKeys() const
{
    return m_keys;
}

std::vector<std::string>
ExperimentSweep::GetSettings(const Run& run) const
{
    std::vector<std::string> settings;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
    {
        settings.push_back(m_keys[i].pointer + "=" + run.values[i]);
    }
    return settings;
}

std::string
ExperimentSweep::GetPath(const Run& run) const
{
    return m_output + "/" + run.folder;
}

ExperimentPlan
ExperimentSweep::MakePlan(const Run& run, uint32_t jobs) const
{
    ExperimentOptions options = m_options;
    options.output = GetPath(run) + ".part";
    options.quiet = true;
    options.jobs.value = jobs;
    return ExperimentPlan::Make(options,
                                m_commandLine.ForRun(GetSettings(run)),
                                ExperimentSubject::Of(run.scenario),
                                ExperimentPlan::Role::OF_SWEEP);
}

std::string
ExperimentSweep::MakeKey() const
{
    std::string key =
        ExperimentPlan::MakeKey(m_commandLine.attributes, m_options, m_scenario.GetJson());
    for (const auto& option : m_options.sweep)
    {
        key += "\nsweep=" + option;
    }
    return key;
}

void
ExperimentSweep::DoRun(const Run& run, uint32_t jobs) const
{
    const ExperimentPlan plan = MakePlan(run, jobs);
    RunExperiment(plan);
    if (std::rename(plan.output.c_str(), GetPath(run).c_str()) != 0)
    {
        const int error = errno;
        if (!std::filesystem::exists(GetPath(run)))
        {
            throw InferenceInputError(GetPath(run),
                                      "",
                                      std::strerror(error),
                                      "a folder that can be made");
        }
        // Another process was faster, with the same bytes.
        std::filesystem::remove_all(plan.output);
    }
}

bool
ExperimentSweep::IsThere(const Run& run) const
{
    return std::filesystem::exists(GetPath(run));
}

void
ExperimentSweep::Do(const Part& part)
{
    std::error_code error;
    std::filesystem::create_directories(m_output, error);
    if (!std::filesystem::is_directory(m_output))
    {
        throw InferenceInputError(m_output, "", error.message(), "a folder that can be made");
    }
    // The runs stay, whose folders are named after all that decides them.
    FinishedResult(m_output).Replace(MakeKey(), !m_options.output.empty() && !m_options.force);
    std::vector<const Run*> missing;
    std::size_t mine = 0;
    for (std::size_t i = part.index; i < m_runs.size(); i += part.count)
    {
        ++mine;
        if (!IsThere(m_runs[i]))
        {
            missing.push_back(&m_runs[i]);
        }
    }
    ExperimentProgress progress(m_options.quiet);
    progress.Say(std::to_string(mine - missing.size()) + " of " + std::to_string(mine) +
                 " runs are there already");
    const auto failures = DoRuns(missing);
    if (!failures.empty())
    {
        throw std::runtime_error(std::to_string(failures.size()) + " of " + std::to_string(mine) +
                                 " runs failed, the first being " + failures.front());
    }
    const auto left =
        std::count_if(m_runs.begin(), m_runs.end(), [&](const Run& run) { return !IsThere(run); });
    if (left > 0)
    {
        progress.Say(std::to_string(left) + " runs of other processes are missing; who does the "
                                            "last one puts the results together");
        return;
    }
    Collect();
    progress.Say("results are in " + m_output);
}

std::vector<std::string>
ExperimentSweep::DoRuns(const std::vector<const Run*>& runs) const
{
    ExperimentProgress progress(m_options.quiet);
    progress.Begin("sweep", runs.size());
    const auto jobs = static_cast<uint32_t>(m_options.jobs.value);
    const uint32_t each =
        std::max<uint32_t>(1, jobs / std::max<uint32_t>(1, static_cast<uint32_t>(runs.size())));
    ProcessPool pool(jobs);
    std::vector<std::size_t> numbers;
    std::size_t told = 0;
    const auto tell = [&] {
        const auto ended = static_cast<std::size_t>(
            std::count_if(numbers.begin(), numbers.end(), [&](std::size_t number) {
                return pool.HasEnded(number);
            }));
        if (ended > told)
        {
            told = ended;
            progress.Step(ended, "runs");
        }
    };
    for (const Run* run : runs)
    {
        numbers.push_back(pool.Start([&, run] {
            DoRun(*run, each);
            return std::string();
        }));
        tell();
    }
    std::vector<std::string> failures;
    for (std::size_t i = 0; i < numbers.size(); ++i)
    {
        try
        {
            pool.Wait(numbers[i]);
            tell();
        }
        catch (const std::exception& failure)
        {
            failures.push_back(runs[i]->folder + ": " + failure.what());
        }
    }
    progress.End();
    return failures;
}

void
ExperimentSweep::Collect() const
{
    ExperimentSweepResults results(m_scenario.GetName(),
                                   m_scenario.GetTitle(),
                                   m_commandLine.GetText(),
                                   m_scenario.GetJson());
    for (const auto& key : m_keys)
    {
        results.AddKey(key.pointer,
                       key.label,
                       ScenarioSchema::DescribeKey(m_scenario.GetJson(), key.pointer),
                       key.values);
    }
    for (const auto& run : m_runs)
    {
        results.AddRun(run.folder, run.values, GetPath(run) + "/summary.json");
    }
    std::vector<std::string> files;
    const auto write = [&](const std::string& file, const std::string& text) {
        ExperimentFolder::WriteWhole(m_output + "/" + file, text);
        files.push_back(file);
    };
    write("sweep.csv", results.GetCsv());
    write("results.tex", results.GetLatex());
    const FigureFiles figures = results.WriteFigures(m_output);
    if (!figures.IsComplete())
    {
        ExperimentProgress(m_options.quiet).Say(FigureFiles::ABOUT_CONVERTER);
    }
    files.insert(files.end(), figures.GetFiles().begin(), figures.GetFiles().end());
    write("sweep.json", results.GetJson());
    write("report.html", results.GetPage(files));
    FinishedResult(m_output).Keep(MakeKey(), m_commandLine.GetText(), files);
    results.PrintTable(std::cout, TextTable::GetTerminalWidth());
    std::cout.flush();
}

} // namespace ns3
