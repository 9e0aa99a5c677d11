// SPDX-License-Identifier: GPL-2.0-only

#include "experience.h"

#include "ns3/inference-actors.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-scenario.h"
#include "ns3/learning-policy.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <vector>

using namespace ns3;
using nlohmann::ordered_json;

namespace
{

/// @return processor time of this process, s
double
GetCpu()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// @return processor time of the processes that this one has waited for, s
double
GetCpuOfChildren()
{
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// Adds the processor time of its life to a sum.
class Meter
{
  public:
    /**
     * @param [in,out] sum s
     */
    explicit Meter(double& sum)
        : m_sum(sum),
          m_begin(GetCpu())
    {
    }

    ~Meter()
    {
        m_sum += GetCpu() - m_begin;
    }

    Meter(const Meter&) = delete;
    Meter& operator=(const Meter&) = delete;

  private:
    double& m_sum;  //!< s
    double m_begin; //!< s
};

/// Stands before a learner and measures what it costs.
class MeteredLearner : public Learner
{
  public:
    /**
     * @param learner does the work
     */
    explicit MeteredLearner(const Ptr<Learner>& learner)
        : m_learner(learner)
    {
    }

    std::string Describe() const override
    {
        return m_learner->Describe();
    }

    bool Fits(const Layout& layout) const override
    {
        return m_learner->Fits(layout);
    }

    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override
    {
        m_learner->Make(space, seed);
    }

    void Act(Rows& rows, bool greedy) override
    {
        const Meter meter(agent);
        m_learner->Act(rows, greedy);
    }

    void Remember(const Step& step) override
    {
        const Meter meter(gradient);
        m_learner->Remember(step);
        ++transitions;
    }

    void RememberDecision(const Rows& rows) override
    {
        const Meter meter(gradient);
        m_learner->RememberDecision(rows);
        ++transitions;
    }

    void RememberHistory(const Step& step, bool expert) override
    {
        const Meter meter(gradient);
        m_learner->RememberHistory(step, expert);
        ++transitions;
    }

    void RememberHistoryDecision(const Rows& rows) override
    {
        const Meter meter(gradient);
        m_learner->RememberHistoryDecision(rows);
        ++transitions;
    }

    void TrainOnHistory(uint32_t updates) override
    {
        const Meter meter(gradient);
        m_learner->TrainOnHistory(updates);
    }

    bool CanFollow() const override
    {
        return m_learner->CanFollow();
    }

    void Follow(const Rows& leader, double margin, bool greedy, Rows& rows) override
    {
        const Meter meter(agent);
        m_learner->Follow(leader, margin, greedy, rows);
    }

    bool CanImitate() const override
    {
        return m_learner->CanImitate();
    }

    void Imitate(uint32_t updates) override
    {
        const Meter meter(gradient);
        m_learner->Imitate(updates);
    }

    void Update() override
    {
        const Meter meter(gradient);
        m_learner->Update();
    }

    void Skip(uint32_t row) override
    {
        m_learner->Skip(row);
    }

    void BeginEpisode(uint32_t rows) override
    {
        m_learner->BeginEpisode(rows);
    }

    void Save(std::ostream& os, bool full) const override
    {
        m_learner->Save(os, full);
    }

    void Load(std::istream& is) override
    {
        m_learner->Load(is);
    }

    uint64_t GetUpdates() const override
    {
        return m_learner->GetUpdates();
    }

    Figures GetFigures() const override
    {
        return m_learner->GetFigures();
    }

    bool ServesAnyRows() const override
    {
        return m_learner->ServesAnyRows();
    }

    bool LearnsFromSteps() const override
    {
        return m_learner->LearnsFromSteps();
    }

    bool TakesHistory() const override
    {
        return m_learner->TakesHistory();
    }

    uint64_t GetHistory() const override
    {
        return m_learner->GetHistory();
    }

    Actors GetActors() const override
    {
        return m_learner->GetActors();
    }

    void SeedExploration(uint64_t seed) override
    {
        m_learner->SeedExploration(seed);
    }

    double agent{0};         //!< s: decisions of the networks
    double gradient{0};      //!< s: memory and gradient steps
    uint64_t transitions{0}; //!< that were learnt from

  private:
    Ptr<Learner> m_learner; //!< does the work
};

/**
 * @param text items separated by commas
 * @return the items
 */
std::vector<std::string>
Split(const std::string& text)
{
    std::vector<std::string> items;
    std::istringstream stream(text);
    for (std::string item; std::getline(stream, item, ',');)
    {
        items.push_back(item);
    }
    return items;
}

/// A system on a radio, and its first policy that learns.
struct System
{
    /**
     * @param name of the scenario
     * @param radio its radio
     * @param length s of tasks
     * @param settings of the scenario, beside these
     */
    System(const std::string& name,
           const std::string& radio,
           double length,
           const std::vector<std::string>& settings = {})
        : scenario(InferenceScenario::Read(name))
    {
        scenario.SetAll(settings);
        scenario.Set("/radio/type=" + radio);
        scenario.Set("/training/radio=same");
        scenario.Set("/period/length=" + std::to_string(length) + "s");
        for (const auto& entry : scenario.GetPolicies())
        {
            policy = DynamicCast<LearningPolicy>(InferenceScenario::MakePolicy(entry));
            if (policy)
            {
                break;
            }
        }
        if (!policy)
        {
            throw std::runtime_error(name + ": nothing learns");
        }
        meter = CreateObject<MeteredLearner>(policy->GetLearner());
        policy->SetLearner(meter);
    }

    InferenceScenario scenario; //!< of the episodes
    Ptr<LearningPolicy> policy; //!< learns
    Ptr<MeteredLearner> meter;  //!< what its learner costs
};

/**
 * @brief Trains in this process.
 * @param options what is measured
 * @param system the system
 * @return transitions a second, and shares of the time
 */
ordered_json
MeasureAlone(const ExperienceOptions& options, System& system)
{
    double build = 0;
    double all = 0;
    const auto make = [&](Ptr<OffloadingPolicy> who) {
        const Meter meter(build);
        return system.scenario.Build(who);
    };
    const MeteredLearner& meter = *system.meter;
    ordered_json simulator = ordered_json::array();
    ordered_json gradient = ordered_json::array();
    for (uint32_t run = 1; run <= options.episodes; ++run)
    {
        const double before = all;
        const double learnt = meter.gradient;
        {
            const Meter whole(all);
            InferenceEpisode(make).Run(system.policy, run, true);
        }
        gradient.push_back(meter.gradient - learnt);
        simulator.push_back(all - before - (meter.gradient - learnt));
    }
    ordered_json report;
    report["transitions"] = meter.transitions;
    report["transitionsPerCpuSecond"] = static_cast<double>(meter.transitions) / all;
    report["cpuSeconds"] = all;
    report["buildShare"] = build / all;
    report["agentShare"] = meter.agent / all;
    report["gradientShare"] = meter.gradient / all;
    report["simulatorShare"] = (all - build - meter.agent - meter.gradient) / all;
    report["simulatorSecondsByEpisode"] = simulator;
    report["gradientSecondsByEpisode"] = gradient;
    return report;
}

/**
 * @brief Trains with two actors, two at one time.
 * @param options what is measured
 * @param system the system
 * @return transitions a second, and seconds of simulators and learner
 */
ordered_json
MeasureTwo(const ExperienceOptions& options, System& system)
{
    InferenceActors::Options two;
    two.actors = 2;
    two.jobs = 2;
    two.overlap = system.policy->GetActors() == TrainablePolicy::Actors::OVERLAPPING;
    const auto make = [&](Ptr<OffloadingPolicy> who) { return system.scenario.Build(who); };
    InferenceActors actors(make, system.policy, two);
    const double cpu = GetCpu();
    const double children = GetCpuOfChildren();
    const auto begin = std::chrono::steady_clock::now();
    actors.Run(options.episodes, nullptr);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const double learner = GetCpu() - cpu;
    const double simulators = GetCpuOfChildren() - children;
    const MeteredLearner& meter = *system.meter;
    ordered_json report;
    report["overlap"] = two.overlap;
    report["transitions"] = meter.transitions;
    report["wallSeconds"] = wall.count();
    report["simulatorCpuSeconds"] = simulators;
    report["learnerCpuSeconds"] = learner;
    report["gradientCpuSeconds"] = meter.gradient;
    // What the learner's process does beside learning: building once, forking, taking bytes.
    report["transportCpuSeconds"] = learner - meter.gradient;
    return report;
}

/**
 * @param values some
 * @return their median
 */
double
GetMedian(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

} // namespace

ordered_json
MeasureExperience(const ExperienceOptions& options)
{
    ordered_json report;
    for (const auto& name : Split(options.systems))
    {
        for (const auto& radio : Split(options.radios))
        {
            System alone(name, radio, options.length);
            ordered_json entry;
            entry["alone"] = MeasureAlone(options, alone);
            System two(name, radio, options.length);
            entry["twoActors"] = MeasureTwo(options, two);
            report[name + " " + radio] = entry;
        }
    }
    return report;
}

ordered_json
MeasureTransports(const ExperienceOptions& options)
{
    ordered_json report;
    for (const auto& name : Split(options.systems))
    {
        std::map<std::string, std::vector<double>> rates;
        std::map<std::string, std::vector<double>> simulators;
        ordered_json& entry = report[name];
        for (uint32_t i = 0; i < options.repetitions; ++i)
        {
            for (const std::string transport : {"Packets", "Messages"})
            {
                System system(name, "link", options.length, {"/radio/link/Transport=" + transport});
                const ordered_json run = MeasureAlone(options, system);
                const double cpu = run["cpuSeconds"];
                const double learner =
                    run["agentShare"].get<double>() + run["gradientShare"].get<double>();
                rates[transport].push_back(run["transitionsPerCpuSecond"]);
                simulators[transport].push_back(1e3 * cpu * (1 - learner) /
                                                run["transitions"].get<double>());
            }
        }
        for (const std::string transport : {"Packets", "Messages"})
        {
            entry[transport]["transitionsPerCpuSecond"] = GetMedian(rates[transport]);
            entry[transport]["simulatorMillisecondsPerTransition"] =
                GetMedian(simulators[transport]);
        }
        entry["transitionsRatio"] = GetMedian(rates["Messages"]) / GetMedian(rates["Packets"]);
        entry["simulatorRatio"] =
            GetMedian(simulators["Packets"]) / GetMedian(simulators["Messages"]);
    }
    return report;
}
