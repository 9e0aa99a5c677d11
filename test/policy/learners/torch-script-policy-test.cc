// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/learners/torch-script-policy.h"
#include "../../../model/policy/spaces/numbered-plans.h"
#include "../../../model/policy/spaces/state-encoder.h"
#include "../policy-test-states.h"

#include "ns3/enum.h"
#include "ns3/experiment-policies.h"
#include "ns3/inference-input-error.h"
#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/trainable-policy.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <torch/script.h>
#include <unistd.h>

namespace ns3
{
namespace tests
{
namespace
{

/// A folder with networks, and a scenario with two streams of two DNNs and two servers.
class TorchScriptPolicyTest : public testing::Test
{
  protected:
    TorchScriptPolicyTest()
        : m_folder(testing::TempDir() + "torch-script-policy-" + std::to_string(getpid())),
          m_dnns{GetTestDnn(), DnnProfile::Read("alexnet-cifar10")},
          m_system(MakeSystem(m_dnns, 2, 0.1)),
          m_space(m_dnns, 2),
          m_encoder(2),
          m_features(m_encoder.GetSize()),
          m_actions(m_space.GetNActions())
    {
        std::filesystem::create_directories(m_folder);
    }

    ~TorchScriptPolicyTest() override
    {
        std::filesystem::remove_all(m_folder);
    }

    /**
     * @param features rows of the weights
     * @param actions columns of the weights
     * @param forward body of forward()
     * @return path of a network whose weights w are random
     */
    std::string MakeFile(int64_t features, int64_t actions, const std::string& forward)
    {
        torch::manual_seed(7);
        torch::jit::Module module("network");
        m_weights = torch::randn({features, actions});
        module.register_parameter("w", m_weights, false);
        module.define("def forward(self, x):\n  " + forward + "\n");
        const std::string path = m_folder + "/" + std::to_string(++m_files) + ".pt";
        module.save(path);
        return path;
    }

    /**
     * @param file of the network
     * @param layout of its tensors
     * @return the policy
     */
    static Ptr<OffloadingPolicy> MakePolicy(const std::string& file,
                                            TorchScriptPolicy::Layout layout)
    {
        auto policy = ExperimentPolicies::Make("torchscript:" + file);
        policy->SetAttribute("Layout", EnumValue(layout));
        return policy;
    }

    /**
     * @param file of the network
     * @param words that the error has
     */
    void ExpectError(const std::string& file, const std::vector<std::string>& words)
    {
        auto policy = MakePolicy(file, TorchScriptPolicy::PER_STREAM);
        try
        {
            policy->BeginEpisode(m_system);
            FAIL() << "no error";
        }
        catch (const InferenceInputError& error)
        {
            const std::string text = error.what();
            EXPECT_EQ(text.find('\n'), std::string::npos) << text;
            for (const auto& word : words)
            {
                EXPECT_NE(text.find(word), std::string::npos) << word << " is not in " << text;
            }
        }
    }

    std::string m_folder;                      //!< of the networks
    std::vector<Ptr<const DnnProfile>> m_dnns; //!< of the streams
    EdgeSystem m_system;                       //!< two streams
    NumberedPlans m_space;                     //!< its actions
    StateEncoder m_encoder;                    //!< its features
    int64_t m_features;                        //!< how many
    int64_t m_actions;                         //!< how many
    at::Tensor m_weights;                      //!< of the last network
    int m_files{0};                            //!< networks made
};

TEST_F(TorchScriptPolicyTest, DrawsDependOnTheStreamAlone)
{
    const std::string file = MakeFile(m_features, m_actions, "return torch.rand_like(x @ self.w)");
    const auto decide = [&](int64_t stream, uint64_t before) {
        torch::manual_seed(before); // what others drew
        auto policy = MakePolicy(file, TorchScriptPolicy::PER_STREAM);
        EXPECT_EQ(policy->AssignStreams(stream), 1);
        std::mt19937_64 random(3);
        std::vector<InferencePlan> plans;
        for (int episode = 0; episode < 2; ++episode)
        {
            policy->BeginEpisode(m_system);
            EpochDecision decision;
            for (int i = 0; i < 5; ++i)
            {
                policy->Decide(MakeState(m_system, random), decision);
                plans.insert(plans.end(), decision.plans.begin(), decision.plans.end());
            }
        }
        return plans;
    };
    const auto plans = decide(12, 1);
    EXPECT_EQ(plans, decide(12, 2));
    EXPECT_NE(plans, decide(13, 1));
}

TEST_F(TorchScriptPolicyTest, RefusesAnswersThatAreOtherTensors)
{
    const auto refuse = [this](const std::string& answer, const std::string& found) {
        ExpectError(MakeFile(m_features, m_actions, "y = x @ self.w\n  return " + answer),
                    {"forward()", found});
    };
    // Views of any size take no memory, and must not be copied.
    refuse("torch.zeros([1]).expand([4611686018427387904, 1])", "4611686018427387904");
    refuse("torch.zeros([1, 1]).expand([2147483648, 2147483648])", "[2147483648, 2147483648]");
    refuse("y.to_sparse()", "Sparse");
    refuse("y.to(7)", "double");
    refuse("y.t()", "float");
    refuse("torch.empty([0])", "[0]");
    refuse("(y, y)", "no tensor (Tuple)");
    refuse("'text'", "no tensor (String)");
    refuse("None", "no tensor (None)");
    refuse("torch.full_like(y, float('nan'))", "NaN");
}

TEST_F(TorchScriptPolicyTest, ReadsSignsThatAreTurnedLater)
{
    const auto decide = [this](const std::string& answer) {
        auto policy = MakePolicy(MakeFile(m_features, m_actions, "return " + answer),
                                 TorchScriptPolicy::PER_STREAM);
        policy->BeginEpisode(m_system);
        std::mt19937_64 random(3);
        EpochDecision decision;
        policy->Decide(MakeState(m_system, random), decision);
        return decision.plans;
    };
    const auto negative = decide("-(x @ self.w)");
    EXPECT_NE(negative, decide("x @ self.w"));
    EXPECT_EQ(negative, decide("torch._neg_view(x @ self.w)"));
    EXPECT_EQ(negative, decide("(-(x @ self.w)).requires_grad_()"));
    EXPECT_EQ(negative, decide("(-(x @ self.w)).t().contiguous().t()"));
}

TEST_F(TorchScriptPolicyTest, EpisodesBeginWithTheNetworkOfTheFile)
{
    torch::jit::Module module("network");
    module.register_buffer("n", torch::zeros({1}));
    module.define("def forward(self, x):\n"
                  "  self.n.add_(1)\n"
                  "  y = torch.arange(" +
                  std::to_string(m_actions) +
                  ").to(6).expand([x.size(0), -1])\n"
                  "  return y * (-1 if int(self.n) % 2 == 0 else 1)\n");
    const std::string path = m_folder + "/counts.pt";
    module.save(path);
    auto policy = MakePolicy(path, TorchScriptPolicy::PER_STREAM);
    std::vector<std::vector<InferencePlan>> episodes;
    for (int episode = 0; episode < 2; ++episode)
    {
        policy->BeginEpisode(m_system);
        std::mt19937_64 random(3);
        EpochDecision decision;
        episodes.emplace_back();
        for (int i = 0; i < 4; ++i)
        {
            policy->Decide(MakeState(m_system, random), decision);
            episodes.back().push_back(decision.plans[1]);
        }
    }
    EXPECT_EQ(episodes[0], episodes[1]);
    EXPECT_NE(episodes[0][0], episodes[0][1]) << "the network does not count";
}

TEST_F(TorchScriptPolicyTest, PrintsNothingAmongResults)
{
    const std::string file = MakeFile(m_features, m_actions, "print('here')\n  return x @ self.w");
    auto policy = MakePolicy(file, TorchScriptPolicy::PER_STREAM);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    policy->BeginEpisode(m_system);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_NE(testing::internal::GetCapturedStderr().find("here"), std::string::npos);
}

TEST_F(TorchScriptPolicyTest, ACallThatDoesNotEndEndsTheProgramWithALine)
{
    const std::string file =
        MakeFile(m_features,
                 m_actions,
                 "i = 0\n  while i >= 0:\n    i = (i + 1) % 1000\n  return x @ self.w");
    auto policy = MakePolicy(file, TorchScriptPolicy::PER_STREAM);
    policy->SetAttribute("CallLimit", TimeValue(MilliSeconds(50)));
    EXPECT_EXIT(policy->BeginEpisode(m_system),
                testing::ExitedWithCode(2),
                "^error: .*forward\\(\\): found a call that took more than 0.05.*\n$");
}

TEST_F(TorchScriptPolicyTest, AFileThatIsNoneIsRefused)
{
    ExpectError("/dev/zero", {"/dev/zero", "not a regular file"});
    ExpectError(m_folder, {"a directory"});
}

TEST_F(TorchScriptPolicyTest, TakesTheGreatestValidAction)
{
    std::mt19937_64 random(3);
    auto policy = MakePolicy(MakeFile(m_features, m_actions, "return torch.tanh(x @ self.w)"),
                             TorchScriptPolicy::PER_STREAM);
    EXPECT_EQ(TrainablePolicy::Get(policy), nullptr);
    policy->BeginEpisode(m_system);
    EpochDecision decision;
    std::set<uint32_t> taken;
    for (int i = 0; i < 200; ++i)
    {
        const EpochState state = MakeState(m_system, random);
        policy->Decide(state, decision);
        for (std::size_t stream = 0; stream < 2; ++stream)
        {
            auto x = torch::zeros({1, m_features});
            m_encoder.Encode(m_system, state, stream, x.data_ptr<float>());
            auto values = torch::tanh(torch::matmul(x, m_weights))[0];
            const auto& mask = m_space.GetMask(m_dnns[stream]);
            for (int64_t a = 0; a < m_actions; ++a)
            {
                if (!mask[a])
                {
                    values[a] = -INFINITY;
                }
            }
            const auto action = values.argmax().item<int64_t>();
            taken.insert(action);
            EXPECT_EQ(m_space.GetAction(decision.plans[stream], *m_dnns[stream]), action);
            EXPECT_TRUE(IsRunnable(decision.plans[stream], *m_dnns[stream], 2));
        }
    }
    EXPECT_GT(taken.size(), 5U) << "the network hardly looks at its input";
}

TEST_F(TorchScriptPolicyTest, JointSeesAllStreamsAtOnce)
{
    // The second stream's first valid action wins when the first stream's first feature is set.
    const auto second = m_space.GetValidActions(m_dnns[1]);
    const std::string file = MakeFile(
        2 * m_features,
        2 * m_actions,
        "y = torch.zeros([1, self.w.size(1)])\n  y[0, " + std::to_string(m_actions + second[0]) +
            "] = x[0, 0]\n  y[0, " + std::to_string(m_actions + second[1]) + "] = 0.5\n  return y");
    auto policy = MakePolicy(file, TorchScriptPolicy::JOINT);
    policy->BeginEpisode(m_system);
    std::mt19937_64 random(3);
    EpochState state = MakeState(m_system, random);
    EpochDecision decision;
    for (const bool connected : {false, true, false})
    {
        state.ues[0].channel.connected = connected; // feature 0
        policy->Decide(state, decision);
        EXPECT_EQ(m_space.GetAction(decision.plans[1], *m_dnns[1]), second[connected ? 0 : 1]);
    }
}

TEST_F(TorchScriptPolicyTest, BadFilesAreErrors)
{
    const std::string shape = "float32 [2, " + std::to_string(m_actions) + "] for float32 [2, " +
                              std::to_string(m_features) + "]";
    ExpectError("", {"File", "found nothing"});
    ExpectError(m_folder + "/none.pt", {"none.pt", "no such file"});
    ExpectError(m_folder, {"TorchScript"});
    const std::string text = m_folder + "/text.pt";
    std::ofstream(text) << "not a network";
    ExpectError(text, {"a file of another kind", "torch.jit.save"});
    std::ofstream(m_folder + "/empty.pt").close();
    ExpectError(m_folder + "/empty.pt", {"empty.pt", "torch.jit.save"});
    const std::string good = MakeFile(m_features, m_actions, "return x @ self.w");
    const auto size = std::filesystem::file_size(good);
    for (const double share : {0.1, 0.5, 0.9, 0.999})
    {
        const std::string cut = m_folder + "/cut.pt";
        std::filesystem::copy_file(good, cut, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(cut, static_cast<uintmax_t>(share * size));
        ExpectError(cut, {"a file of another kind"});
    }
    ExpectError(MakeFile(m_features + 1, m_actions, "return x @ self.w"),
                {"an error when called on zeros", shape, "RuntimeError"});
    ExpectError(MakeFile(m_features, m_actions + 1, "return x @ self.w"),
                {"float [2, " + std::to_string(m_actions + 1) + "]", shape});
    ExpectError(MakeFile(m_features, m_actions, "return (x @ self.w).flatten()"), {shape});
    ExpectError(MakeFile(m_features, m_actions, "return (x @ self.w).double()"), {"double", shape});
    ExpectError(MakeFile(m_features, m_actions, "return 1.0"), {"no tensor"});
    ExpectError(MakeFile(m_features, m_actions, "return torch.log(x @ self.w - 1e9)"),
                {"NaN when called on zeros"});
    // What a network does with later inputs is checked as well.
    auto policy = MakePolicy(MakeFile(m_features,
                                      m_actions,
                                      "return torch.sqrt(1.0 - 0.0 * x @ self.w - "
                                      "2.0 * (x[:, 0:1] == 1.0).float())"),
                             TorchScriptPolicy::PER_STREAM);
    policy->BeginEpisode(m_system);
    std::mt19937_64 random(3);
    EpochState state = MakeState(m_system, random);
    EpochDecision decision;
    state.ues[0].channel.connected = false;
    state.ues[1].channel.connected = false;
    EXPECT_NO_THROW(policy->Decide(state, decision));
    state.ues[0].channel.connected = true;
    EXPECT_THROW(policy->Decide(state, decision), InferenceInputError);
}

TEST_F(TorchScriptPolicyTest, RunsWhatPythonExported)
{
    const std::string file = m_folder + "/python.pt";
    std::ofstream(m_folder + "/export.py")
        << "import sys, torch\n"
           "torch.manual_seed(1)\n"
           "net = torch.nn.Sequential(torch.nn.Linear(int(sys.argv[1]), 16), torch.nn.ReLU(),\n"
           "                          torch.nn.Linear(16, int(sys.argv[2])))\n"
           "torch.jit.save(torch.jit.script(net), sys.argv[3])\n";
    const std::string command = "/usr/bin/python3 '" + m_folder + "/export.py' " +
                                std::to_string(m_features) + " " + std::to_string(m_actions) +
                                " '" + file + "' 2> /dev/null";
    if (std::system("/usr/bin/python3 -c 'import torch' 2> /dev/null") != 0)
    {
        GTEST_SKIP() << "/usr/bin/python3 has no torch";
    }
    ASSERT_EQ(std::system(command.c_str()), 0);
    auto policy = MakePolicy(file, TorchScriptPolicy::PER_STREAM);
    policy->BeginEpisode(m_system);
    std::mt19937_64 random(3);
    EpochDecision decision;
    policy->Decide(MakeState(m_system, random), decision);
    EXPECT_TRUE(IsRunnable(decision.plans[0], *m_dnns[0], 2));
}

} // namespace
} // namespace tests
} // namespace ns3
