// SPDX-License-Identifier: GPL-2.0-only

/// @file
/// @ingroup edge-inference
/// A network of one's own with LibTorch; doc/tutorial-own-network.rst goes through it.

#include "ns3/core-module.h"
#include "ns3/experiment-summary.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/network.h"
#include "ns3/offloading-policy.h"
#include "ns3/strict-command-line.h"
#include "ns3/trainable-policy.h"

#include <iostream>
#include <torch/torch.h>

using namespace ns3;

/// A residual network (He et al. 2016): each hidden layer adds to what it gets.
struct ResidualModule : torch::nn::Module
{
    ResidualModule(int64_t inputs, int64_t width, int64_t outputs)
        : first(register_module("first", torch::nn::Linear(inputs, width))),
          hidden(register_module("hidden", torch::nn::Linear(width, width))),
          last(register_module("last", torch::nn::Linear(width, outputs)))
    {
    }

    torch::Tensor forward(torch::Tensor x)
    {
        x = first(x).relu();
        x = x + hidden(x).relu();
        return last(x);
    }

    torch::nn::Linear first;  //!< observation to features
    torch::nn::Linear hidden; //!< adds to the features
    torch::nn::Linear last;   //!< features to outputs
};

/// The same as an object of ns-3, with an attribute.
class ResidualNetwork : public Network
{
  public:
    static TypeId GetTypeId() //!< @return the object TypeId
    {
        static TypeId tid = TypeId("ns3::ResidualNetwork")
                                .SetParent<Network>()
                                .AddConstructor<ResidualNetwork>()
                                .AddAttribute("Width",
                                              "Features inside of the network.",
                                              UintegerValue(32),
                                              MakeUintegerAccessor(&ResidualNetwork::m_width),
                                              MakeUintegerChecker<uint32_t>(1));
        return tid;
    }

    torch::nn::AnyModule Make(const Shape& shape) const override
    {
        return torch::nn::AnyModule(ResidualModule(shape.inputs, m_width, shape.outputs));
    }

  private:
    uint32_t m_width{0}; //!< features
};

NS_OBJECT_ENSURE_REGISTERED(ResidualNetwork);

int
main(int argc, char* argv[])
{
    InferenceScenario scenario("own-policy"); // scenarios/own-policy.json
    std::string network = "ns3::ResidualNetwork[Width=32]";
    uint32_t episodes = 4;
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("network", "The network that learns, as TYPE[ATTRIBUTE=VALUE|...]", network);
    cmd.AddValue("episodes", "Episodes of training", episodes);
    scenario.AddOptions(cmd);
    return RunWithInputErrors([&] {
        scenario.ParseCommandLine(cmd, argc, argv);
        const auto build = [&](Ptr<OffloadingPolicy> who) { return scenario.Build(who); };
        ObjectFactory factory("ns3::DqnPolicy");
        factory.Set("LearningStarts", UintegerValue(100));
        factory.Set("EpsilonSteps", UintegerValue(500));
        ExperimentSummary summary;
        for (const bool isOwn : {false, true})
        {
            if (isOwn)
            {
                factory.Set("Network", StringValue(network));
            }
            const auto policy = factory.Create<OffloadingPolicy>();
            for (uint32_t n = 1; n <= episodes; ++n)
            {
                InferenceEpisode(build).Run(policy, n, true);
            }
            std::cout << (isOwn ? "own network: " : "perceptron: ")
                      << TrainablePolicy::Get(policy)->GetGradientSteps() << " gradient steps\n";
            const auto run = [&](int n) { return InferenceEpisode(build).Run(policy, n, false); };
            summary.AddPolicy({isOwn ? "own" : "perceptron", {run(101), run(102), run(103)}, {}});
        }
        summary.PrintTable(std::cout);
        return 0;
    });
}
