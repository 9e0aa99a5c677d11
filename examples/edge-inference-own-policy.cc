// SPDX-License-Identifier: GPL-2.0-only

/// @file
/// @ingroup edge-inference
/// A policy of one's own that learns; doc/tutorial-own-policy.rst goes through it.

#include "ns3/core-module.h"
#include "ns3/experiment-summary.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/trainable-policy.h"

#include <cmath>
#include <iostream>
#include <map>

using namespace ns3;

/// Learns by trial at which exit to stop and whether to offload, apart for busy and for idle UEs.
class BanditPolicy : public OffloadingPolicy, public TrainablePolicy
{
  public:
    static TypeId GetTypeId() //!< @return the object TypeId
    {
        static TypeId tid = TypeId("ns3::BanditPolicy")
                                .SetParent<OffloadingPolicy>()
                                .AddConstructor<BanditPolicy>()
                                .AddAttribute("Exploration",
                                              "Bonus of plans tried rarely, while training.",
                                              DoubleValue(0.3),
                                              MakeDoubleAccessor(&BanditPolicy::m_exploration),
                                              MakeDoubleChecker<double>(0));
        return tid;
    }

    void Learn(const EpochTransition& step) override
    {
        for (std::size_t i = 0; i < step.rewards.size(); ++i)
        {
            const auto& plan = step.decision.plans[i];
            auto& [tasks, reward] = GetArm(step.state, i, plan.exit, plan.cut > 0);
            tasks += step.rewards[i].tasks;
            reward += step.rewards[i].reward;
        }
    }

    void Save(std::ostream& os) const override
    {
        for (const auto& [arm, sums] : m_arms)
        {
            os << std::hexfloat << arm << ' ' << sums.first << ' ' << sums.second << '\n';
        }
    }

    void Load(std::istream& is) override
    {
        std::string tasks;
        std::string reward;
        for (int arm; is >> arm >> tasks >> reward;)
        {
            m_arms[arm] = {std::stod(tasks), std::stod(reward)};
        }
    }

  private:
    std::pair<double, double>& GetArm(const EpochState& state, std::size_t i, int exit, bool local)
    {
        const bool busy = state.ues[GetSystem().streams[i].ue].device.speed < 0.5;
        return m_arms[4 * exit + 2 * local + busy];
    }

    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        for (std::size_t i = 0; i < state.streams.size(); ++i)
        {
            const DnnProfile& dnn = *GetSystem().streams[i].dnn;
            double highest = -1e9;
            for (uint16_t option = 0; option < 2 * dnn.GetNExits(); ++option)
            {
                const uint16_t exit = option / 2;
                const auto [tasks, reward] = GetArm(state, i, exit, option % 2);
                const double bonus = IsTraining() ? m_exploration / std::sqrt(tasks + 1e-3) : 0;
                const double score = reward / (tasks + 1e-3) + bonus;
                if (score > highest)
                {
                    highest = score;
                    const auto& cuts = dnn.GetCutPoints(exit); // the last one: all on the device
                    const uint16_t cut = option % 2 ? cuts.back() : cuts.front();
                    decision.plans[i] = {exit, cut, 8, 0};
                }
            }
        }
    }

    double m_exploration{0};                         //!< weight of the bonus
    std::map<int, std::pair<double, double>> m_arms; //!< tasks that followed a plan, their rewards
};

NS_OBJECT_ENSURE_REGISTERED(BanditPolicy);

int
main(int argc, char* argv[])
{
    InferenceScenario scenario("own-policy"); // scenarios/own-policy.json
    CommandLine cmd(__FILE__);
    scenario.AddOptions(cmd);
    return RunWithInputErrors([&] {
        scenario.ParseCommandLine(cmd, argc, argv);
        auto build = [&](Ptr<OffloadingPolicy> policy) { return scenario.Build(policy); };
        auto bandit = CreateObject<BanditPolicy>();
        for (uint64_t run = 1; run <= 5; ++run)
        {
            InferenceEpisode(build).Run(bandit, run, true);
        }
        // Rules of the module are made by the names of their classes.
        auto makeRule = [](const char* type) {
            return ObjectFactory(type).Create<OffloadingPolicy>();
        };
        ExperimentSummary summary;
        for (const auto& entry : std::map<std::string, Ptr<OffloadingPolicy>>{
                 {"bandit", bandit},
                 {"device-only", makeRule("ns3::DeviceOnlyPolicy")},
                 {"server-only", makeRule("ns3::ServerOnlyPolicy")}})
        {
            auto run = [&](int n) { return InferenceEpisode(build).Run(entry.second, n, false); };
            summary.AddPolicy({entry.first, {run(101), run(102), run(103)}, {}});
        }
        summary.PrintTable(std::cout);
        return 0;
    });
}
