// SPDX-License-Identifier: GPL-2.0-only

#include "headroom.h"

#include "../../helper/episode/csv-text.h"
#include "../../helper/report/hierarchical-bootstrap.h"
#include "../../helper/report/text-table.h"
#include "../../model/input/input-text.h"

#include "ns3/experiment-subject.h"
#include "ns3/inference-input-error.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/trainable-policy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <utility>

namespace ns3
{

namespace
{

/// Rules that decide in any scenario.
const std::vector<std::string> GENERAL{"estimated-reward",
                                       "greedy-plan",
                                       "edgent",
                                       "device-only",
                                       "server-only"};

/// Spaces of the decisions of rules, by a class that they derive from. What is in none decides
/// plans.
const std::vector<std::pair<std::string, std::string>> SPACES{
    {"ns3::AllocationPolicy", "ns3::AllocationSpace[PerStream=true]"},
    {"ns3::AssignmentPolicy", "ns3::AssignmentSpace"},
    {"ns3::StaticDeploymentPolicy", "ns3::DeploymentSpace"},
    {"ns3::FollowNearestPolicy", "ns3::DeploymentSpace"},
    {"ns3::LeastLoadedPolicy", "ns3::DeploymentSpace"},
    {"ns3::LruGreedyPolicy", "ns3::DeploymentSpace"}};

/// Name of the bound.
constexpr const char* BOUND = "bound";

/// What there is not.
constexpr SeedStatistics NONE{std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::quiet_NaN()};

/// Reward, the metric of all rows.
constexpr auto REWARD = EpisodeResult::REWARD;

/**
 * @param policy a policy, or null (the search for a fixed plan)
 * @return whether it knows no more than it can, and does not learn
 */
bool
IsRule(const Ptr<OffloadingPolicy>& policy)
{
    return policy && !TrainablePolicy::Get(policy) && !policy->NeedsArrivals() &&
           policy->GetInstanceTypeId().GetName() != "ns3::ClairvoyantPolicy";
}

/**
 * @param options of the command line
 * @throws InferenceInputError when they have something that only learners need
 */
void
RefuseTraining(const ExperimentOptions& options)
{
    for (const auto& [name, isGiven] : {std::pair{"--episodes", options.episodes.isGiven},
                                        {"--trainings", options.trainings.isGiven},
                                        {"--actors", options.actors.isGiven},
                                        {"--untrained", options.untrained},
                                        {"--validate-every", options.validateEvery.isGiven},
                                        {"--tensorboard", options.tensorboard},
                                        {"--load", !options.load.empty()},
                                        {"--save", !options.save.empty()},
                                        {"--save-networks", !options.saveNetworks.empty()},
                                        {"--pretrained", options.pretrained}})
    {
        if (isGiven)
        {
            throw InferenceInputError("command line",
                                      name,
                                      "an option for learners",
                                      "none: rules and the bound around them are not trained");
        }
    }
}

/**
 * @brief With --validation-seeds the runs are those of validation.
 * @param options of the command line
 * @throws InferenceInputError when they ask for runs of evaluation, too
 */
void
ChooseSeeds(ExperimentOptions& options)
{
    if (!options.validationSeeds.isGiven)
    {
        return;
    }
    if (options.seeds.isGiven)
    {
        throw InferenceInputError("command line",
                                  "--seeds",
                                  "it beside --validation-seeds",
                                  "one of both: what is chosen by runs of evaluation looks better "
                                  "on them than it is");
    }
    options.seeds = options.validationSeeds;
    options.validationSeeds.isGiven = false;
    options.onValidation = true;
}

/**
 * @param statistics a mean and its interval
 * @param scale what they are multiplied by
 * @param digits digits after the point
 * @return both as text; "--" when there is none
 */
std::string
ToText(const SeedStatistics& statistics, double scale, int digits)
{
    if (!std::isfinite(statistics.mean))
    {
        return "--";
    }
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, scale * statistics.mean);
    std::string all = text.data();
    if (std::isfinite(statistics.ci95))
    {
        std::snprintf(text.data(), text.size(), " +- %.*f", digits, scale * statistics.ci95);
        all += text.data();
    }
    return all;
}

} // namespace

Headroom::Headroom(const InferenceExperiment& experiment, const InferenceScenario& scenario)
    : m_experiment(experiment),
      m_scenario(scenario)
{
    RefuseTraining(m_experiment.GetOptions());
    ChooseSeeds(m_experiment.GetOptions());
    const std::string& output = m_experiment.GetOptions().output;
    // As of any experiment, results in the usual place are replaced.
    m_experiment.GetOptions().force = m_experiment.GetOptions().force || output.empty();
    m_isValidation = m_experiment.GetOptions().onValidation;
    m_output = output.empty() ? "results/headroom-" + scenario.GetName() : output;
}

ExperimentPolicies::Own
Headroom::FindRules() const
{
    const auto own = ExperimentSubject::Of(m_scenario).policies;
    InferenceExperiment copy = m_experiment;
    const std::string wanted = copy.GetOptions().policies;
    ExperimentPolicies::Own rules;
    if (!wanted.empty())
    {
        for (const auto& entry : ExperimentPolicies::MakeList(wanted, false, own))
        {
            if (!IsRule(entry.policy))
            {
                throw InferenceInputError("command line",
                                          "--policy",
                                          entry.name,
                                          "rules: policies that neither learn nor know the future");
            }
            const auto mine = std::find_if(own.begin(), own.end(), [&](const auto& policy) {
                return policy.first == entry.name;
            });
            rules.emplace_back(
                entry.name,
                [make = mine == own.end() ? nullptr : mine->second, name = entry.name] {
                    return make ? make() : ExperimentPolicies::Make(name);
                });
        }
        return rules;
    }
    std::vector<std::string> known; // names and types
    for (const auto& [name, make] : own)
    {
        const auto policy = make();
        if (IsRule(policy))
        {
            rules.emplace_back(name, make);
            known.push_back(name);
            known.push_back(policy->GetInstanceTypeId().GetName());
        }
    }
    for (const auto& name : GENERAL)
    {
        const std::string type = ExperimentPolicies::Make(name)->GetInstanceTypeId().GetName();
        const auto isKnown = [&](const std::string& text) {
            return std::find(known.begin(), known.end(), text) != known.end();
        };
        if (!isKnown(name) && !isKnown(type))
        {
            rules.emplace_back(name, [name] { return ExperimentPolicies::Make(name); });
        }
    }
    return rules;
}

ExperimentSummary
Headroom::RunPart(const ExperimentPolicies::Own& policies, const std::string& part)
{
    ExperimentSubject subject = ExperimentSubject::Of(m_scenario);
    subject.policies = policies;
    subject.arguments["headroom"] = part + " of " + policies.front().first;
    subject.table = false;
    subject.figures = false; // the table is what was asked for
    m_experiment.GetOptions().policies.clear();
    m_experiment.GetOptions().output = m_output + "/" + part;
    return m_experiment.Run(subject);
}

Ptr<OffloadingPolicy>
Headroom::MakeBound(const std::function<Ptr<OffloadingPolicy>()>& make)
{
    const auto base = make();
    const auto bound = ObjectFactory("ns3::ClairvoyantPolicy").Create<OffloadingPolicy>();
    bound->SetAttribute("Base", PointerValue(base));
    PointerValue space;
    bound->GetAttribute("Space", space);
    for (const auto& [type, name] : SPACES)
    {
        TypeId id;
        const TypeId own = base->GetInstanceTypeId();
        if (!space.GetObject() && TypeId::LookupByNameFailSafe(type, &id) &&
            (own == id || own.IsChildOf(id)))
        {
            bound->SetAttribute("Space", StringValue(name));
        }
    }
    return bound;
}

Headroom::Row
Headroom::MakeRow(const std::string& name,
                  const std::vector<double>& values,
                  const std::vector<double>& bound)
{
    Row row{name, SeedStatistics::Of(values), NONE, NONE};
    std::vector<double> gaps(bound);
    for (std::size_t i = 0; i < gaps.size(); ++i)
    {
        gaps[i] -= values.at(i);
    }
    row.gap = SeedStatistics::Of(gaps);
    if (row.reward.mean > 0)
    {
        row.part = HierarchicalBootstrap::GetRatio({gaps}, {values});
    }
    return row;
}

void
Headroom::Run()
{
    const auto rules = FindRules();
    const ExperimentSummary ofRules = RunPart(rules, "rules");
    const auto& policies = ofRules.GetPolicies();
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < policies.size(); ++i)
    {
        const double mean = policies[i].GetStatistics(REWARD).mean;
        if (mean > best)
        {
            best = mean;
            m_best = i;
        }
    }
    const auto& [name, make] = rules.at(m_best);
    const ExperimentSummary ofBound =
        RunPart({{BOUND + (" around " + name), [make = make] { return MakeBound(make); }}},
                "bound");
    const auto& found = ofBound.GetPolicies().front();
    const auto bound = found.GetValues(REWARD);
    m_seeds = bound.size();
    for (const auto& policy : policies)
    {
        m_rows.push_back(MakeRow(policy.name, policy.GetValues(REWARD), bound));
    }
    m_rows.push_back({found.name, found.GetStatistics(REWARD), NONE, NONE});
}

void
Headroom::Print(std::ostream& os, std::size_t width) const
{
    std::vector<std::vector<std::string>> rows{{"Policy", "Reward", "Bound minus it", "in %"}};
    for (std::size_t i = 0; i < m_rows.size(); ++i)
    {
        const Row& row = m_rows[i];
        const bool isBound = i + 1 == m_rows.size();
        rows.push_back({row.name,
                        (i == m_best ? "*" : "") + ToText(row.reward, 1, 3),
                        isBound ? "" : ToText(row.gap, 1, 3),
                        isBound ? "" : ToText(row.part, 100, 1)});
    }
    TextTable::Print(os, rows, 1, width);
    TextTable::PrintParagraph(os,
                              "*: the best rule, around whose decisions the bound tries others",
                              width);
    TextTable::PrintParagraph(os,
                              "+-: half the width of the 95 % confidence interval over " +
                                  std::to_string(m_seeds) + (m_isValidation ? " validation" : "") +
                                  " seeds; differences are those of the same seed",
                              width);
}

void
Headroom::Write() const
{
    const std::string path = m_output + "/headroom.csv";
    std::ofstream file(path, std::ios::binary);
    file << "scenario,seeds,policy,isBest,reward,rewardCi95,gap,gapCi95,part,partCi95\n";
    for (std::size_t i = 0; i < m_rows.size(); ++i)
    {
        const Row& row = m_rows[i];
        file << CsvText::Field(m_scenario.GetName()) << ',' << m_seeds << ','
             << CsvText::Field(row.name) << ',' << (i == m_best);
        for (const auto& statistics : {row.reward, row.gap, row.part})
        {
            file << ',' << CsvText::Number(statistics.mean) << ','
                 << CsvText::Number(statistics.ci95);
        }
        file << '\n';
    }
    if (!file.flush())
    {
        throw InferenceInputError(path, "", "an error", "a file that can be written");
    }
}

} // namespace ns3
