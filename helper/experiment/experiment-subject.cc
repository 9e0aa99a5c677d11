// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/experiment-subject.h"

#include "ns3/inference-scenario.h"
#include "ns3/rng-seed-manager.h"

namespace ns3
{

ExperimentSubject::ExperimentSubject(const std::string& name)
    : title(name),
      output("results/" + name),
      rngSeed(RngSeedManager::GetSeed()),
      rngRun(RngSeedManager::GetRun())
{
}

ExperimentSubject
ExperimentSubject::Of(const InferenceScenario& scenario)
{
    ExperimentSubject subject(scenario.GetName());
    subject.description = scenario.GetTitle();
    subject.json = scenario.GetJson();
    subject.output = scenario.GetOutputFolder();
    subject.evaluation = [scenario](Ptr<OffloadingPolicy> policy) {
        return scenario.Build(policy);
    };
    subject.training = [training = scenario.GetTrainingScenario()](Ptr<OffloadingPolicy> policy) {
        return training.Build(policy);
    };
    for (const auto& policy : scenario.GetPolicies())
    {
        subject.policies.emplace_back(policy.name, [policy]() -> Ptr<OffloadingPolicy> {
            return policy.type == ExperimentPolicies::BEST_FIXED
                       ? nullptr
                       : InferenceScenario::MakePolicy(policy);
        });
    }
    subject.dnn = scenario.GetDnn();
    subject.episodes = scenario.GetEpisodes();
    subject.seeds = scenario.GetEvaluationSeeds();
    subject.trainings = scenario.GetTrainings();
    subject.actors = scenario.GetActors();
    subject.overlap = scenario.HasOverlap();
    subject.validateEvery = scenario.GetValidateEvery();
    subject.validationSeeds = scenario.GetValidationSeeds();
    subject.rngSeed = scenario.GetRngSeed();
    subject.rngRun = scenario.GetRngRun();
    subject.radio = scenario.GetRadio();
    subject.networks = scenario.GetCheckpointFolders();
    subject.arguments["scenario"] = scenario.GetName();
    return subject;
}

} // namespace ns3
