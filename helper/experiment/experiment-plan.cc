// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-plan.h"

#include "../../model/policy/rules/untrained-policy.h"
#include "experiment-clock.h"
#include "experiment-inputs.h"
#include "experiment-seeds.h"

#include "ns3/edge-inference-versions.h"
#include "ns3/inference-actors.h"
#include "ns3/inference-input-error.h"
#include "ns3/trainable-policy.h"
#include "ns3/training-ranks.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Makes policies anew, in their order.
using PolicyMaker = std::function<std::vector<ExperimentPolicies::Entry>()>;

/**
 * @param options of the command line
 * @param subject what the experiment is about
 * @return makes the policies that were asked for
 */
PolicyMaker
MakePolicyMaker(const ExperimentOptions& options, const ExperimentSubject& subject)
{
    const bool hasSearch = bool(subject.dnn);
    if (!options.policies.empty() || subject.policies.empty())
    {
        const std::string names = options.policies.empty() ? "all" : options.policies;
        return [names, hasSearch, own = subject.policies] {
            return ExperimentPolicies::MakeList(names, hasSearch, own);
        };
    }
    return [hasSearch, own = subject.policies] {
        std::vector<ExperimentPolicies::Entry> entries;
        for (const auto& [name, make] : own)
        {
            const auto policy = make();
            if (policy || hasSearch)
            {
                entries.push_back({name, policy});
            }
        }
        return entries;
    };
}

/**
 * @param make makes the policies that were asked for
 * @return makes them and, behind each learner, the same one as a rule: as it was made
 */
PolicyMaker
AddUntrained(const PolicyMaker& make)
{
    return [make] {
        std::vector<ExperimentPolicies::Entry> entries;
        const auto others = make(); // objects of their own
        std::size_t i = 0;
        for (const auto& entry : make())
        {
            entries.push_back(entry);
            if (TrainablePolicy::Get(entry.policy))
            {
                const auto untrained = CreateObject<UntrainedPolicy>();
                untrained->SetPolicy(others[i].policy);
                entries.push_back({entry.name + "-untrained", untrained});
            }
            ++i;
        }
        return entries;
    };
}

/**
 * @param options of the command line
 * @param subject what the experiment is about
 * @throws InferenceInputError when a number is out of range or options contradict each other
 */
void
CheckNumbers(const ExperimentOptions& options, const ExperimentSubject& subject)
{
    ExperimentOptions all = options;
    all.episodes.value = subject.episodes;
    all.seeds.value = subject.seeds;
    all.trainings.value = subject.trainings;
    all.actors.value = subject.actors;
    all.validateEvery.value = subject.validateEvery;
    all.validationSeeds.value = subject.validationSeeds;
    all.Check();
}

/**
 * @param subject what the experiment is about
 * @param entries the policies
 * @throws InferenceInputError when one that learns cannot do so in simulators of their own
 */
void
CheckActors(const ExperimentSubject& subject, const std::vector<ExperimentPolicies::Entry>& entries)
{
    for (const auto& entry : entries)
    {
        if (TrainablePolicy::Get(entry.policy) && (subject.actors > 1 || subject.overlap))
        {
            InferenceActors::Options options;
            options.actors = subject.actors;
            options.overlap = subject.overlap;
            InferenceActors::Check(entry.policy, options, subject.title, entry.name);
        }
    }
}

/**
 * @param options of the command line
 * @param entries the policies
 * @throws InferenceInputError when there are too many searches, or a checkpoint is not one policy's
 */
void
CheckPolicies(const ExperimentOptions& options,
              const std::vector<ExperimentPolicies::Entry>& entries)
{
    const auto searches = std::count_if(entries.begin(), entries.end(), [](const auto& entry) {
        return !entry.policy;
    });
    if (searches > 1)
    {
        throw InferenceInputError("command line",
                                  "--policy",
                                  std::to_string(searches) + " searches for the best fixed plan",
                                  "at most 1");
    }
    const auto learners = std::count_if(entries.begin(), entries.end(), [](const auto& entry) {
        return TrainablePolicy::Get(entry.policy) != nullptr;
    });
    if (options.untrained && learners == 0)
    {
        throw InferenceInputError("command line",
                                  "--untrained",
                                  "no learning policy in --policy",
                                  "at least 1");
    }
    if ((!options.load.empty() || !options.save.empty()) && learners != 1)
    {
        throw InferenceInputError("command line",
                                  options.load.empty() ? "--save" : "--load",
                                  std::to_string(learners) + " learning policies in --policy",
                                  "exactly 1");
    }
}

} // namespace

ExperimentPlan
ExperimentPlan::Make(const ExperimentOptions& options,
                     const ExperimentCommandLine& commandLine,
                     const ExperimentSubject& subject,
                     Role role)
{
    ExperimentPlan plan;
    plan.makePolicies = MakePolicyMaker(options, subject);
    if (options.untrained)
    {
        plan.makePolicies = AddUntrained(plan.makePolicies);
    }
    const auto entries = plan.makePolicies();
    CheckNumbers(options, subject);
    CheckPolicies(options, entries);
    if (!options.pretrained)
    {
        CheckActors(subject, entries);
    }
    plan.SetOptions(options);
    plan.SetSubject(subject, options);
    plan.output = options.output.empty() ? subject.output : options.output;
    // The folder that nobody chose holds what was done last.
    plan.isOutputKept = plan.output != "results/" + subject.title && !options.force;
    plan.recordings.folder = plan.output;
    plan.networks =
        options.networks.empty() ? subject.networks : std::vector<std::string>{options.networks};
    // The sweep prints and draws what its runs came to.
    const bool isAlone = role == Role::ALONE;
    plan.figures = subject.figures && isAlone;
    plan.table = subject.table && isAlone;
    plan.hasRanks = isAlone && !options.pretrained;
    plan.FindRanks(entries);
    plan.quiet = options.quiet || plan.rank > 0;
    plan.clock = std::make_shared<ExperimentClock>();
    plan.commandLine = commandLine.GetText();
    plan.arguments = commandLine.attributes;
    plan.SetArguments(options, subject, entries);
    plan.key = MakeKey(plan.arguments, options, plan.json);
    return plan;
}

void
ExperimentPlan::SetOptions(const ExperimentOptions& options)
{
    recordings = {options.flowMonitor, options.netAnim, options.pcap, ""};
    observations = options.observations;
    gzip = options.gzip;
    tensorboard = options.tensorboard;
    pretrained = options.pretrained;
    saveNetworks = options.saveNetworks;
    load = options.load;
    save = options.save;
    checkpoint = static_cast<uint32_t>(options.checkpoint.value);
    jobs = static_cast<uint32_t>(options.jobs.value);
}

void
ExperimentPlan::SetSubject(const ExperimentSubject& subject, const ExperimentOptions& options)
{
    evaluation = subject.evaluation;
    training = subject.training ? subject.training : subject.evaluation;
    dnn = subject.dnn;
    radio = subject.radio;
    title = subject.title;
    description = subject.description;
    json = subject.json;
    rngSeed = subject.rngSeed;
    rngRun = subject.rngRun;
    // Networks from a file are evaluated as they are.
    episodes = pretrained ? 0 : subject.episodes;
    trainings = pretrained ? 1 : subject.trainings;
    actors = pretrained ? 1 : subject.actors;
    overlap = !pretrained && subject.overlap;
    seeds = options.onValidation ? ExperimentSeeds::ListValidation(rngRun, subject.seeds)
                                 : ExperimentSeeds::ListEvaluation(rngRun, subject.seeds);
    validateEvery = pretrained ? 0 : subject.validateEvery;
    validation = ExperimentSeeds::ListValidation(rngRun, subject.validationSeeds);
}

void
ExperimentPlan::FindRanks(const std::vector<ExperimentPolicies::Entry>& entries)
{
    for (const auto& entry : entries)
    {
        TrainablePolicy* const learner = TrainablePolicy::Get(entry.policy);
        if (hasRanks && learner)
        {
            const auto own = learner->JoinRanks(rankGroup);
            rank = std::max(rank, own.rank);
            ranks = std::max(ranks, own.size);
        }
    }
}

void
ExperimentPlan::SetArguments(const ExperimentOptions& options,
                             const ExperimentSubject& subject,
                             const std::vector<ExperimentPolicies::Entry>& entries)
{
    for (const auto& [name, value] : subject.arguments)
    {
        arguments[name] = value;
    }
    arguments["episodes"] = std::to_string(episodes);
    arguments[options.onValidation ? "validationSeeds" : "seeds"] = std::to_string(seeds.size());
    arguments["trainings"] = std::to_string(trainings);
    if (actors > 1)
    {
        arguments["actors"] = std::to_string(actors);
    }
    if (overlap)
    {
        arguments["overlap"] = "1";
    }
    if (options.untrained)
    {
        arguments["untrained"] = "1";
    }
    if (validateEvery > 0)
    {
        arguments["validateEvery"] = std::to_string(validateEvery);
        arguments["validationSeeds"] = std::to_string(validation.size());
    }
    if (ranks > 1)
    {
        arguments["ranks"] = std::to_string(ranks);
    }
    if (pretrained)
    {
        arguments["pretrained"] = options.networks.empty() ? "1" : options.networks;
    }
    std::string names = options.policies;
    if (names.empty() && subject.policies.empty())
    {
        names = "all";
    }
    else if (names.empty())
    {
        for (const auto& entry : entries)
        {
            names += (names.empty() ? "" : ",") + entry.name;
        }
    }
    arguments["policy"] = names;
    arguments["RngSeed"] = std::to_string(rngSeed);
    arguments["RngRun"] = std::to_string(rngRun);
}

std::string
ExperimentPlan::MakeKey(const std::map<std::string, std::string>& arguments,
                        const ExperimentOptions& options,
                        const std::string& json)
{
    std::string key = "edge-inference " + GetEdgeInferenceVersion() + " ns-3 " + GetNs3Version() +
                      " libtorch " + GetLibTorchVersion() + "\n";
    for (const auto& [name, value] : arguments)
    {
        key += name + '=' + value + '\n';
    }
    ExperimentInputs inputs;
    for (const auto& [name, value] : arguments)
    {
        inputs.AddText(value);
    }
    for (const auto& text : {options.policies, options.load})
    {
        inputs.AddText(text);
    }
    if (options.pretrained)
    {
        inputs.AddFolder(options.networks);
    }
    inputs.AddJson(json);
    return key + "inputs=" + inputs.GetHash() + "\npolicy=" + options.policies +
           "\nload=" + options.load + "\nsave=" + options.save +
           "\nsaveNetworks=" + options.saveNetworks +
           (options.pretrained ? "\npretrained=" + options.networks : "") + "\n" +
           options.GetRecordings() + "\n" + json;
}

std::string
ExperimentPlan::GetNetworks(const std::string& folder, const std::string& policy) const
{
    return folder + "/" + EpisodeRecordings::MakeFileName(policy) +
           (radio.empty() ? "" : "-" + radio) + ".bin";
}

} // namespace ns3
