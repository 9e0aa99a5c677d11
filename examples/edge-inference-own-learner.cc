// SPDX-License-Identifier: GPL-2.0-only

/// @file
/// @ingroup edge-inference
/// A learner of one's own with LibTorch; doc/tutorial-own-learner.rst goes through it.

#include "ns3/core-module.h"
#include "ns3/experiment-summary.h"
#include "ns3/inference-actors.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/learning-policy.h"
#include "ns3/strict-command-line.h"

#include <iostream>
#include <torch/torch.h>

using namespace ns3;

/// The policy gradient of Williams (1992) for one choice a row, with the mean reward as baseline.
class ReinforceLearner : public Learner
{
  public:
    static TypeId GetTypeId() //!< @return the object TypeId
    {
        static TypeId tid = TypeId("ns3::ReinforceLearner")
                                .SetParent<Learner>()
                                .AddConstructor<ReinforceLearner>()
                                .AddAttribute("LearningRate",
                                              "Length of a gradient step.",
                                              DoubleValue(0.3),
                                              MakeDoubleAccessor(&ReinforceLearner::m_rate),
                                              MakeDoubleChecker<double>(1e-9));
        return tid;
    }

    std::string Describe() const override
    {
        return "one choice a row";
    }

    bool Fits(const Layout& layout) const override
    {
        return layout.heads.size() == 1 && layout.GetNNumbers() == 0;
    }

    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override
    {
        m_seed = seed;
        m_inputs = space->GetLayout().observationSize;
        m_choices = space->GetLayout().heads[0];
        torch::manual_seed(m_seed);
        m_actor = torch::nn::Sequential(torch::nn::Linear(m_inputs, 32),
                                        torch::nn::Tanh(),
                                        torch::nn::Linear(32, m_choices));
        m_optimiser = std::make_unique<torch::optim::SGD>(m_actor->parameters(), m_rate);
    }

    Actors GetActors() const override
    {
        return Actors::IN_STEP; // what older networks did says nothing of the present ones
    }

    void SeedExploration(uint64_t seed) override
    {
        m_seed = seed; // of a copy that acts in another process
    }

    void BeginEpisode(uint32_t) override
    {
        // Nothing is left open between episodes, so that a checkpoint has all there is.
        m_seen = Rows();
        m_taken.clear();
        m_rewards.clear();
        torch::manual_seed(m_seed + m_updates);
    }

    void Act(Rows& rows, bool greedy) override
    {
        const torch::NoGradGuard decidingOnly;
        const auto logits = GetLogits(rows, rows.GetN());
        const auto chosen =
            greedy ? logits.argmax(1) : torch::multinomial(logits.softmax(1), 1).flatten();
        for (std::size_t i = 0; i < rows.GetN(); ++i)
        {
            rows.choices[i] = chosen[i].item<int64_t>();
        }
    }

    void Remember(const Step& step) override
    {
        m_seen.observations.insert(m_seen.observations.end(),
                                   step.observation,
                                   step.observation + m_inputs);
        m_seen.masks.insert(m_seen.masks.end(), step.mask, step.mask + m_choices);
        m_taken.push_back(step.choices[0]);
        m_rewards.push_back(step.reward);
    }

    void Update() override
    {
        const auto n = static_cast<int64_t>(m_rewards.size());
        if (n < 32)
        {
            return;
        }
        const auto taken = torch::tensor(m_taken).view({n, 1});
        const auto rewards = torch::tensor(m_rewards);
        const auto likelihood = GetLogits(m_seen, n).log_softmax(1).gather(1, taken).flatten();
        m_optimiser->zero_grad();
        (-likelihood * (rewards - rewards.mean())).mean().backward();
        m_optimiser->step();
        ++m_updates;
        m_mean = rewards.mean().item<double>();
        m_seen = Rows();
        m_taken.clear();
        m_rewards.clear();
    }

    void Save(std::ostream& os, bool) const override
    {
        auto all = m_actor->parameters();
        all.push_back(
            torch::tensor({static_cast<int64_t>(m_seed), static_cast<int64_t>(m_updates)}));
        torch::save(all, os);
    }

    void Load(std::istream& is) override
    {
        std::vector<torch::Tensor> all;
        torch::load(all, is);
        m_seed = all.back()[0].item<int64_t>();
        m_updates = all.back()[1].item<int64_t>();
        const torch::NoGradGuard copyingOnly;
        for (std::size_t i = 0; i + 1 < all.size(); ++i)
        {
            m_actor->parameters().at(i).copy_(all[i]);
        }
    }

    uint64_t GetUpdates() const override
    {
        return m_updates;
    }

    Figures GetFigures() const override
    {
        return {{"meanReward", m_mean}, {"updates", static_cast<double>(m_updates)}};
    }

  private:
    /// @return a row of logits for each row, far below all others where a choice is not valid
    torch::Tensor GetLogits(Rows& rows, int64_t n)
    {
        const auto seen = torch::from_blob(rows.observations.data(), {n, m_inputs});
        const auto mask = torch::from_blob(rows.masks.data(), {n, m_choices}, torch::kByte);
        return m_actor->forward(seen).masked_fill(mask == 0, -1e9);
    }

    double m_rate{0};                               //!< length of a gradient step
    uint64_t m_seed{0};                             //!< decides every random number
    int64_t m_inputs{0};                            //!< numbers of an observation
    int64_t m_choices{0};                           //!< choices of a row
    torch::nn::Sequential m_actor{nullptr};         //!< the network
    std::unique_ptr<torch::optim::SGD> m_optimiser; //!< moves it
    Rows m_seen;                                    //!< steps not learnt from: what was seen,
    std::vector<int64_t> m_taken;                   //!< which choice was taken,
    std::vector<float> m_rewards;                   //!< and what it earned
    uint64_t m_updates{0};                          //!< gradient steps
    double m_mean{0};                               //!< reward of the last batch
};

NS_OBJECT_ENSURE_REGISTERED(ReinforceLearner);

int
main(int argc, char* argv[])
{
    InferenceScenario scenario("own-policy"); // scenarios/own-policy.json
    InferenceActors::Options many;
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("actors", "Episodes that run at one time, with the same network", many.actors);
    scenario.AddOptions(cmd);
    return RunWithInputErrors([&] {
        scenario.ParseCommandLine(cmd, argc, argv);
        at::set_num_threads(1); // the networks are small
        auto build = [&](Ptr<OffloadingPolicy> policy) { return scenario.Build(policy); };
        auto learning =
            CreateObject<LearningPolicy>(ObjectFactory("ns3::PlanSpace").Create<DecisionSpace>(),
                                         CreateObject<ReinforceLearner>());
        many.jobs = many.actors;
        InferenceActors(build, learning, many).Run(6, [](const InferenceActors::Episode& episode) {
            std::cout << "episode " << episode.number << ": reward "
                      << episode.result.values[EpisodeResult::REWARD] << " a task\n";
        });
        ExperimentSummary summary;
        for (const auto& [name, policy] :
             std::vector<std::pair<const char*, Ptr<OffloadingPolicy>>>{
                 {"reinforce", learning},
                 {"random", ObjectFactory("ns3::RandomPolicy").Create<OffloadingPolicy>()},
                 {"edgent", ObjectFactory("ns3::EdgentPolicy").Create<OffloadingPolicy>()}})
        {
            auto run = [&, who = policy](int n) {
                return InferenceEpisode(build).Run(who, n, false);
            };
            summary.AddPolicy({name, {run(101), run(102), run(103)}, {}});
        }
        summary.PrintTable(std::cout);
        std::cout << learning->GetGradientSteps() << " gradient steps\n";
        return 0;
    });
}
