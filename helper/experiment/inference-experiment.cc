// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-experiment.h"

#include "experiment-plan.h"
#include "experiment-runner.h"
#include "experiment-sweep.h"

#include "ns3/inference-scenario.h"

#include <cstdlib>
#include <string>

namespace ns3
{

void
InferenceExperiment::AddOptions(CommandLine& cmd, bool sweep)
{
    m_options.AddTo(cmd);
    if (sweep)
    {
        m_options.AddSweepTo(cmd);
    }
}

void
InferenceExperiment::SetCommandLine(int argc, char* argv[])
{
    m_commandLine = ExperimentCommandLine::Read(argc, argv);
}

ExperimentOptions&
InferenceExperiment::GetOptions()
{
    return m_options;
}

ExperimentSummary
InferenceExperiment::Run(const ExperimentSubject& subject) const
{
    ExperimentSubject own = subject;
    for (const auto& [given, number] : {std::pair{m_options.episodes, &own.episodes},
                                        std::pair{m_options.seeds, &own.seeds},
                                        std::pair{m_options.trainings, &own.trainings},
                                        std::pair{m_options.actors, &own.actors},
                                        std::pair{m_options.validateEvery, &own.validateEvery},
                                        std::pair{m_options.validationSeeds, &own.validationSeeds}})
    {
        if (given.isGiven)
        {
            m_options.Check();
            *number = static_cast<uint32_t>(given.value);
        }
    }
    return RunExperiment(ExperimentPlan::Make(m_options, m_commandLine, own));
}

InferenceScenario
InferenceExperiment::SetKeys(const InferenceScenario& scenario) const
{
    InferenceScenario own = scenario;
    // What the command line says is part of the scenario that is run, reported and hashed.
    for (const auto& [given, key] :
         {std::pair{m_options.episodes, "/training/episodes="},
          std::pair{m_options.seeds, "/evaluation/seeds="},
          std::pair{m_options.trainings, "/training/trainings="},
          std::pair{m_options.actors, "/training/actors="},
          std::pair{m_options.validateEvery, "/training/validateEvery="},
          std::pair{m_options.validationSeeds, "/training/validationSeeds="}})
    {
        if (given.isGiven)
        {
            m_options.Check();
            own.Set(key + std::to_string(given.value));
        }
    }
    return own;
}

ExperimentSummary
InferenceExperiment::Run(const InferenceScenario& scenario) const
{
    const InferenceScenario own = SetKeys(scenario);
    if (m_options.sweep.empty())
    {
        return RunExperiment(
            ExperimentPlan::Make(m_options, m_commandLine, ExperimentSubject::Of(own)));
    }
    m_options.Check();
    ExperimentSweep(m_options, m_commandLine, own)
        .Do(ExperimentSweep::Part::Find(
            [](const char* name) -> const char* { return std::getenv(name); }));
    return {};
}

} // namespace ns3
