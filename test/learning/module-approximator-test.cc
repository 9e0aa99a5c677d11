// SPDX-License-Identifier: GPL-2.0-only
// Every algorithm with modules of LibTorch in the place of its perceptrons.

#include "../../model/learning/ddpg.h"
#include "../../model/learning/discrete-sac.h"
#include "../../model/learning/dqn.h"
#include "../../model/learning/ppo.h"
#include "learning-test-util.h"

#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <memory>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const std::vector<uint32_t> HIDDEN{16, 12};
const uint32_t OBSERVATION = 5;
const uint32_t ACTIONS = 4;

/// A perceptron as a user would write it, with the parameters in the order of an Mlp.
struct UserNet : torch::nn::Module
{
    UserNet(int64_t inputs, int64_t outputs, bool useTanh)
        : tanh(useTanh)
    {
        std::vector<int64_t> sizes{inputs, HIDDEN[0], HIDDEN[1], outputs};
        for (std::size_t l = 0; l + 1 < sizes.size(); ++l)
        {
            const std::string number = std::to_string(l + 1);
            const double bound = 1 / std::sqrt(static_cast<double>(sizes[l]));
            const auto draw = [bound](std::vector<int64_t> shape) {
                return torch::empty(shape).uniform_(-bound, bound);
            };
            weights.push_back(
                register_parameter("weight" + number, draw({sizes[l], sizes[l + 1]})));
            biases.push_back(register_parameter("bias" + number, draw({sizes[l + 1]})));
        }
    }

    torch::Tensor forward(torch::Tensor x)
    {
        ++passes;
        for (std::size_t l = 0; l < weights.size(); ++l)
        {
            x = x.matmul(weights[l]) + biases[l];
            x = l + 1 == weights.size() ? x : tanh ? x.tanh() : x.relu();
        }
        return x;
    }

    bool tanh;                          //!< activation of the hidden layers, otherwise ReLU
    std::vector<torch::Tensor> weights; //!< (inputs, outputs) of each layer
    std::vector<torch::Tensor> biases;  //!< of each layer
    static int passes;                  //!< forward passes of all
};

int UserNet::passes = 0;

ModuleMaker
MakeUserNets(bool useTanh)
{
    return [useTanh](int64_t inputs, int64_t outputs) {
        return torch::nn::AnyModule(UserNet(inputs, outputs, useTanh));
    };
}

std::vector<float>
DrawRow(LearningRandom& random)
{
    std::vector<float> row(OBSERVATION);
    for (float& value : row)
    {
        value = static_cast<float>(random.Normal());
    }
    return row;
}

/// The options that all learners with a memory of transitions have.
template <typename Options>
Options
MakeReplayOptions(ModuleMaker maker, uint64_t seed)
{
    Options options;
    options.observationSize = OBSERVATION;
    options.hidden = HIDDEN;
    options.network = std::move(maker);
    options.batchSize = 8;
    options.replayCapacity = 64;
    options.learningStarts = 10;
    options.seed = seed;
    return options;
}

/// Random transitions for each algorithm, which learns as it is fed; here of one that chooses.
template <typename Learner>
struct ChoiceCase
{
    using Agent = Learner;
    static const bool TANH = false;

    static void Step(Agent& agent, const float* now, const float* next, float reward)
    {
        const uint32_t action = agent.Act(now, nullptr, false);
        agent.Remember(now, nullptr, action, reward, next, nullptr, false);
    }

    static void ActAll(Agent& agent, const float* rows, std::size_t n)
    {
        std::vector<uint32_t> actions(n);
        agent.Act(rows, nullptr, n, true, actions.data());
    }
};

struct DqnCase : ChoiceCase<Dqn>
{
    static std::unique_ptr<Agent> Make(ModuleMaker maker, uint64_t seed = 7)
    {
        auto options = MakeReplayOptions<DqnOptions>(std::move(maker), seed);
        options.actionCount = ACTIONS - 1;
        options.duelling = true;
        options.prioritised = true;
        return std::make_unique<Agent>(options);
    }
};

struct SacCase : ChoiceCase<DiscreteSac>
{
    static std::unique_ptr<Agent> Make(ModuleMaker maker, uint64_t seed = 7)
    {
        auto options = MakeReplayOptions<DiscreteSacOptions>(std::move(maker), seed);
        options.actionCount = ACTIONS;
        options.headSizes = {2, 2};
        options.learnAlpha = true;
        return std::make_unique<Agent>(options);
    }
};

struct DdpgCase
{
    using Agent = Ddpg;
    static const bool TANH = false;

    static std::unique_ptr<Agent> Make(ModuleMaker maker, uint64_t seed = 7)
    {
        auto options = MakeReplayOptions<DdpgOptions>(std::move(maker), seed);
        options.actionSize = ACTIONS;
        options.simplexes = {2};
        options.twinCritics = true;
        options.targetSmoothing = true;
        return std::make_unique<Agent>(options);
    }

    static void Step(Agent& agent, const float* now, const float* next, float reward)
    {
        float action[ACTIONS];
        agent.Act(now, nullptr, false, action);
        agent.Remember(now, nullptr, action, reward, next, nullptr, false);
    }

    static void ActAll(Agent& agent, const float* rows, std::size_t n)
    {
        std::vector<float> actions(n * ACTIONS);
        agent.Act(rows, nullptr, n, true, actions.data());
    }
};

struct PpoCase
{
    using Agent = Ppo;
    static const bool TANH = true;

    static std::unique_ptr<Agent> Make(ModuleMaker maker, uint64_t seed = 7)
    {
        PpoOptions options;
        options.observationSize = OBSERVATION;
        options.headSizes = {3};
        options.continuousSize = 1;
        options.hidden = HIDDEN;
        options.network = std::move(maker);
        options.rolloutSize = 10;
        options.minibatchSize = 5;
        options.seed = seed;
        return std::make_unique<Agent>(options);
    }

    static void Step(Agent& agent, const float* now, const float* next, float reward)
    {
        uint32_t choice;
        float number;
        float log;
        agent.Act(now, nullptr, 1, false, &choice, &number, &log);
        agent.Remember(0, now, nullptr, &choice, &number, log, reward, next, false);
    }

    static void ActAll(Agent& agent, const float* rows, std::size_t n)
    {
        std::vector<uint32_t> choices(n);
        std::vector<float> numbers(n);
        agent.Act(rows, nullptr, n, true, choices.data(), numbers.data(), nullptr);
    }
};

template <typename Agent>
std::string
Bytes(const Agent& agent, bool full = true)
{
    std::ostringstream stream;
    agent.Save(stream, full);
    return stream.str();
}

template <typename Agent>
void
Take(Agent& agent, const std::string& bytes)
{
    std::istringstream stream(bytes);
    agent.Load(stream);
}

template <typename Case>
class ModuleOf : public testing::Test
{
  protected:
    static ModuleMaker Nets()
    {
        return MakeUserNets(Case::TANH);
    }

    /// Feeds the same transitions at each call.
    static void Feed(typename Case::Agent& agent, int first, int last)
    {
        for (int i = first; i < last; ++i)
        {
            LearningRandom now(5, i);
            LearningRandom next(5, i + 1);
            const auto reward = static_cast<float>(LearningRandom(6, i).Normal());
            Case::Step(agent, DrawRow(now).data(), DrawRow(next).data(), reward);
            agent.Update();
        }
    }
};

using Cases = testing::Types<DqnCase, SacCase, DdpgCase, PpoCase>;
TYPED_TEST_SUITE(ModuleOf, Cases);

TYPED_TEST(ModuleOf, SamePerceptronLearnsTheSame)
{
    const auto fused = TypeParam::Make({});
    const auto module = TypeParam::Make(this->Nets());
    this->Feed(*fused, 0, 9);
    ASSERT_EQ(fused->GetStatistics().updates, 0U);
    Take(*module, Bytes(*fused));
    EXPECT_EQ(Bytes(*module, false), Bytes(*fused, false));
    this->Feed(*fused, 9, 10);
    this->Feed(*module, 9, 10);
    ASSERT_EQ(fused->GetStatistics().updates, 1U);
    const auto expected = Tensors([&](std::ostream& s) { fused->Save(s, true); });
    const auto found = Tensors([&](std::ostream& s) { module->Save(s, true); });
    ASSERT_EQ(found.size(), expected.size());
    for (const auto& [name, tensor] : expected)
    {
        const torch::Tensor difference = found.at(name).to(torch::kDouble) - tensor;
        EXPECT_TRUE((difference.abs() < 3e-5).all().item<bool>()) << name;
    }
}

TYPED_TEST(ModuleOf, SameSeedSameBytesAndResumeIsExact)
{
    const auto whole = TypeParam::Make(this->Nets());
    const auto second = TypeParam::Make(this->Nets());
    const auto other = TypeParam::Make(this->Nets(), 8);
    EXPECT_EQ(Bytes(*whole), Bytes(*second));
    EXPECT_NE(Bytes(*whole), Bytes(*other));
    this->Feed(*whole, 0, 15);
    Take(*other, Bytes(*whole));
    this->Feed(*whole, 15, 40);
    this->Feed(*other, 15, 40);
    this->Feed(*second, 0, 40);
    EXPECT_GT(whole->GetStatistics().updates, 2U);
    EXPECT_EQ(Bytes(*whole), Bytes(*second));
    EXPECT_EQ(Bytes(*whole), Bytes(*other));
}

TYPED_TEST(ModuleOf, AllRowsInOnePass)
{
    const auto agent = TypeParam::Make(this->Nets());
    this->Feed(*agent, 0, 12);
    std::vector<float> rows(7 * OBSERVATION, 0.5F);
    UserNet::passes = 0;
    TypeParam::ActAll(*agent, rows.data(), 7);
    EXPECT_EQ(UserNet::passes, 1);
}

TYPED_TEST(ModuleOf, LeavesTheGeneratorOfLibTorchAlone)
{
    const auto state = at::detail::getDefaultCPUGenerator().get_state();
    const auto agent = TypeParam::Make(this->Nets());
    this->Feed(*agent, 0, 12);
    // Counting parameters makes modules, too: what they draw is drawn nowhere else.
    EXPECT_TRUE(at::detail::getDefaultCPUGenerator().get_state().equal(state));
}

/// Its outputs are finite, its gradients are not: the root's slope at 0 is infinite.
struct NanNet : UserNet
{
    using UserNet::UserNet;

    torch::Tensor forward(torch::Tensor x)
    {
        const auto y = UserNet::forward(x);
        return y + (y - y.detach()).abs().sqrt();
    }
};

TYPED_TEST(ModuleOf, GradientThatIsNotFiniteNamesTheParameter)
{
    const auto agent = TypeParam::Make([](int64_t inputs, int64_t outputs) {
        return torch::nn::AnyModule(NanNet(inputs, outputs, TypeParam::TANH));
    });
    this->Feed(*agent, 0, 9);
    ExpectError([&] { this->Feed(*agent, 9, 10); }, "weight1[0] is");
}

/// What a test module does wrong.
enum class Fault
{
    BUFFER,
    DOUBLE,
    SIZE,
    THROWS,
};

struct FaultyNet : torch::nn::Module
{
    FaultyNet(int64_t inputs, int64_t outputs, Fault what)
        : fault(what),
          linear(
              register_module("linear",
                              torch::nn::Linear(inputs, outputs + (what == Fault::SIZE ? 1 : 0))))
    {
        if (fault == Fault::BUFFER)
        {
            register_buffer("mean", torch::zeros({2}));
        }
        if (fault == Fault::DOUBLE)
        {
            linear->to(torch::kDouble);
        }
    }

    torch::Tensor forward(torch::Tensor x)
    {
        return linear(fault == Fault::THROWS ? x.t() : x);
    }

    Fault fault;              //!< what it does wrong
    torch::nn::Linear linear; //!< the network
};

TEST(ModuleApproximator, RefusesWhatCannotBeTrained)
{
    const auto expect = [](Fault fault, const std::string& part) {
        ExpectError(
            [fault] {
                DqnCase::Make([fault](int64_t inputs, int64_t outputs) {
                    return torch::nn::AnyModule(FaultyNet(inputs, outputs, fault));
                });
            },
            part);
    };
    expect(Fault::BUFFER, "found the buffer 'mean', expected parameters only");
    expect(Fault::DOUBLE, "found the parameter 'linear.weight' of type Double, expected 32-bit");
    expect(Fault::SIZE, "network: forward() of [2, 5] gave Float[2, 5], expected Float[2, 4]");
    expect(Fault::THROWS, "network: LibTorch found: mat1 and mat2 shapes cannot be multiplied");
    ExpectError([] { DqnCase::Make([](int64_t, int64_t) { return torch::nn::AnyModule(); }); },
                "found an empty AnyModule");
}

/// Two layers, the first of which is not to be trained.
struct FrozenNet : torch::nn::Module
{
    FrozenNet(int64_t inputs, int64_t outputs)
        : fixed(register_module("fixed", torch::nn::Linear(inputs, 8))),
          last(register_module("last", torch::nn::Linear(8, outputs)))
    {
        fixed->weight.set_requires_grad(false);
    }

    torch::Tensor forward(torch::Tensor x)
    {
        return last(fixed(x).relu());
    }

    torch::nn::Linear fixed; //!< its weights stay
    torch::nn::Linear last;  //!< learns
};

TEST(ModuleApproximator, FrozenParametersStay)
{
    const auto agent = DqnCase::Make([](int64_t inputs, int64_t outputs) {
        return torch::nn::AnyModule(FrozenNet(inputs, outputs));
    });
    const auto read = [&] {
        return Tensors([&](std::ostream& s) { agent->Save(s, false); }).at("network").clone();
    };
    const torch::Tensor before = read();
    for (int i = 0; i < 20; ++i)
    {
        LearningRandom random(5, i);
        DqnCase::Step(*agent, DrawRow(random).data(), DrawRow(random).data(), 1);
        agent->Update();
    }
    const torch::Tensor change = (read() - before).abs();
    EXPECT_EQ(change.narrow(0, 0, 8 * OBSERVATION).max().item<float>(), 0);
    EXPECT_GT(change.narrow(0, 8 * OBSERVATION, 8).max().item<float>(), 0);
}

} // namespace
