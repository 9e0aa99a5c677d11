// SPDX-License-Identifier: GPL-2.0-only
// The networks that ship beside the perceptron, and problems that a perceptron does not solve.

#include "../../model/learning/assignment-learner.h"
#include "../../model/learning/dqn.h"
#include "../../model/learning/graph-row-net.h"
#include "../../model/learning/recurrent-net.h"
#include "../../model/learning/set-net.h"
#include "learning-test-util.h"

#include <algorithm>
#include <numeric>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const int64_t MEMBERS = 4;
const std::vector<int64_t> ORDER{2, 0, 3, 1}; //!< which member comes at each place

/// Three inputs of each member, two of none between them; two outputs of each and one of none.
SetColumns
MakeColumns()
{
    SetColumns columns;
    columns.nInputs = 3 * MEMBERS + 2;
    columns.nOutputs = 2 * MEMBERS + 1;
    for (int64_t i = 0; i < MEMBERS; ++i)
    {
        columns.inputs.push_back({i, MEMBERS + 1 + i, 2 * MEMBERS + 2 + i});
        columns.outputs.push_back({MEMBERS - 1 - i, MEMBERS + 1 + i});
    }
    return columns;
}

/// Columns of which those of the members have changed places.
torch::Tensor
Permute(const torch::Tensor& x, const std::vector<std::vector<int64_t>>& members)
{
    torch::Tensor permuted = x.clone();
    for (std::size_t i = 0; i < members.size(); ++i)
    {
        for (std::size_t k = 0; k < members[i].size(); ++k)
        {
            permuted.select(1, members[i][k]).copy_(x.select(1, members[ORDER[i]][k]));
        }
    }
    return permuted;
}

template <typename Net>
void
ExpectOrderDoesNotMatter(Net& net, const SetColumns& columns)
{
    const torch::NoGradGuard noGrad;
    net.to(torch::kDouble); // sums round less than anything else would change
    LearningRandom random(3);
    const auto x = RandomTensor(random, {6, columns.nInputs}).to(torch::kDouble);
    const torch::Tensor y = net.forward(x);
    ASSERT_EQ(y.sizes(), (std::vector<int64_t>{6, columns.nOutputs}));
    EXPECT_LT(Distance(net.forward(Permute(x, columns.inputs)), Permute(y, columns.outputs)),
              1e-12);
    // Every member's outputs depend on every member, and so do those of none.
    torch::Tensor other = x.clone();
    other.select(1, columns.inputs[1][0]).add_(1);
    EXPECT_GT((net.forward(other) - y).abs().amax(0).min().template item<double>(), 1e-9);
}

TEST(SetNet, OrderOfTheMembersDoesNotMatter)
{
    torch::manual_seed(1);
    SetNet net(MakeColumns(), 16, 2);
    ExpectOrderDoesNotMatter(net, MakeColumns());
}

TEST(GraphRowNet, OrderOfTheMembersDoesNotMatter)
{
    torch::manual_seed(1);
    GraphRowNet net(MakeColumns(), 16, 2);
    ExpectOrderDoesNotMatter(net, MakeColumns());
}

TEST(SetNet, CriticDoesNotDependOnTheOrder)
{
    torch::manual_seed(1);
    SetColumns columns = MakeColumns();
    columns.outputs.assign(MEMBERS, {});
    columns.nOutputs = 1;
    SetNet set(columns, 16, 1);
    ExpectOrderDoesNotMatter(set, columns);
    GraphRowNet graph(columns, 16, 1);
    ExpectOrderDoesNotMatter(graph, columns);
}

TEST(SetNet, SizeDoesNotDependOnTheNumberOfMembers)
{
    const auto count = [](int64_t members) {
        SetColumns columns;
        columns.nInputs = 2 * members;
        columns.nOutputs = members;
        for (int64_t i = 0; i < members; ++i)
        {
            columns.inputs.push_back({2 * i, 2 * i + 1});
            columns.outputs.push_back({i});
        }
        int64_t parameters = 0;
        for (const auto& parameter : SetNet(columns, 8, 1).parameters())
        {
            parameters += parameter.numel();
        }
        return parameters;
    };
    EXPECT_EQ(count(2), count(50));
}

TEST(SetNet, RefusesWhatIsNoSet)
{
    const auto expect = [](const std::function<void(SetColumns&)>& change, const char* part) {
        SetColumns columns = MakeColumns();
        change(columns);
        ExpectError([&] { SetSplit split(columns); }, part);
    };
    expect([](SetColumns& c) { c.inputs.clear(); }, "found no members");
    expect([](SetColumns& c) { c.inputs[2].pop_back(); }, "found members of 2 and 3 inputs");
    expect([](SetColumns& c) { c.inputs[2][0] = c.inputs[1][0]; }, "found column 1 of 14 inputs");
    expect([](SetColumns& c) { c.outputs[2][0] = 9; }, "found column 9 of 9 outputs");
}

TEST(RecurrentNet, IsLibTorchsUnitAndALayer)
{
    torch::manual_seed(1);
    RecurrentNet net(3 * 2 + 1, 4, 3, 2, 5); // 3 observations of 2 numbers, and an action
    LearningRandom random(3);
    const torch::Tensor x = RandomTensor(random, {6, 7});
    const torch::Tensor y = net.forward(x);
    ASSERT_EQ(y.sizes(), (std::vector<int64_t>{6, 4}));
    // All inputs matter.
    for (int64_t column = 0; column < 7; ++column)
    {
        torch::Tensor other = x.clone();
        other.select(1, column).add_(1);
        EXPECT_GT(Distance(net.forward(other), y), 1e-4) << column;
    }
    ExpectError([] { RecurrentNet(5, 4, 3, 2, 5); },
                "found 5 inputs, expected 3 observations of 2");
}

/**
 * @brief A cue that is shown in the first of four epochs has to be answered in the last.
 */
class Cue
{
  public:
    static const uint32_t EPOCHS = 4;
    static const uint32_t SIZE = 2;

    /**
     * @param epochs that the agent sees
     */
    explicit Cue(uint32_t epochs)
        : m_window(epochs * SIZE)
    {
    }

    void Begin(LearningRandom& random)
    {
        std::fill(m_window.begin(), m_window.end(), 0.0F);
        m_cue = static_cast<uint32_t>(random.Integer(2));
        m_epoch = 0;
        Show();
    }

    /// @return the reward of an action
    float Step(uint32_t action)
    {
        ++m_epoch;
        Show();
        return IsOver() && action == m_cue ? 1.0F : 0.0F;
    }

    bool IsOver() const
    {
        return m_epoch == EPOCHS;
    }

    const std::vector<float>& Window() const
    {
        return m_window;
    }

  private:
    void Show()
    {
        const auto rest = std::copy(m_window.begin() + SIZE, m_window.end(), m_window.begin());
        rest[0] = m_epoch == 0 ? (m_cue == 0 ? -1.0F : 1.0F) : 0.0F;
        rest[1] = m_epoch + 1 == EPOCHS ? 1.0F : 0.0F;
    }

    std::vector<float> m_window; //!< the last epochs
    uint32_t m_cue{0};           //!< what to answer
    uint32_t m_epoch{0};         //!< now
};

/// Right answers of 200 after a training.
int
LearnCue(const ModuleMaker& maker, uint32_t epochs)
{
    DqnOptions options;
    options.observationSize = epochs * Cue::SIZE;
    options.actionCount = 2;
    options.hidden = {16};
    options.network = maker;
    options.gamma = 0.9;
    options.learningRate = 3e-3;
    options.batchSize = 32;
    options.learningStarts = 100;
    options.updatesPerStep = 0.25;
    options.epsilonSteps = 1500;
    options.tau = 0.05;
    options.seed = 3;
    Dqn agent(options);
    LearningRandom random(11);
    Cue cue(epochs);
    const auto play = [&](bool greedy) {
        float reward = 0;
        for (cue.Begin(random); !cue.IsOver();)
        {
            const auto before = cue.Window();
            const uint32_t action = agent.Act(before.data(), nullptr, greedy);
            reward = cue.Step(action);
            if (!greedy)
            {
                agent.Remember(before.data(),
                               nullptr,
                               action,
                               reward,
                               cue.Window().data(),
                               nullptr,
                               cue.IsOver());
                agent.Update();
            }
        }
        return reward;
    };
    for (int episode = 0; episode < 600; ++episode)
    {
        play(false);
    }
    int right = 0;
    for (int episode = 0; episode < 200; ++episode)
    {
        right += play(true) > 0 ? 1 : 0;
    }
    return right;
}

TEST(RecurrentNet, RemembersWhatAPerceptronNeverSaw)
{
    const auto maker = [](int64_t inputs, int64_t outputs) {
        return torch::nn::AnyModule(RecurrentNet(inputs, outputs, Cue::EPOCHS, Cue::SIZE, 16));
    };
    EXPECT_EQ(LearnCue(maker, Cue::EPOCHS), 200);
    EXPECT_LT(LearnCue({}, 1), 130); // one of two answers
}

/// Tasks with an option each that is right: the one with the largest feature.
AssignmentProblem
DrawProblem(LearningRandom& random)
{
    AssignmentProblem problem;
    problem.tasks = 3;
    problem.options = MEMBERS;
    problem.taskFeatures.assign(problem.tasks, 1.0F);
    problem.optionFeatures.assign(problem.options, 0.5F);
    for (int64_t i = 0; i < problem.tasks * MEMBERS; ++i)
    {
        problem.edgeFeatures.push_back(static_cast<float>(random.Uniform()));
    }
    return problem;
}

TEST(AssignmentLearner, LearnsWithModulesOfRowsAndResumesExactly)
{
    AssignmentLearnerOptions options;
    options.taskFeatures = 1;
    options.optionFeatures = 1;
    options.edgeFeatures = 1;
    options.maxTasks = 3;
    options.maxOptions = MEMBERS;
    options.learningRate = 0.01;
    options.batchSize = 32;
    options.noise = 1;
    options.network = [](int64_t inputs, int64_t outputs) {
        SetColumns columns;
        columns.nInputs = inputs;
        columns.nOutputs = outputs;
        for (int64_t i = 0; i < MEMBERS; ++i)
        {
            columns.inputs.push_back({1 + 2 * i, 2 + 2 * i});
            columns.outputs.push_back({i});
        }
        return torch::nn::AnyModule(SetNet(columns, 16, 1));
    };
    AssignmentLearner learner(options);
    AssignmentLearner resumed(options);
    LearningRandom random(4);
    const auto slot = [](AssignmentLearner& agent, const AssignmentProblem& problem, bool learn) {
        return agent.Decide(
            problem,
            [&](const std::vector<uint32_t>& assignment) {
                double value = 0;
                for (uint32_t i = 0; i < problem.tasks; ++i)
                {
                    value += problem.edgeFeatures[i * MEMBERS + assignment[i]];
                }
                return value;
            },
            learn);
    };
    const auto bytes = [](const AssignmentLearner& agent) {
        std::ostringstream stream;
        agent.Save(stream, true);
        return stream.str();
    };
    for (int i = 0; i < 400; ++i)
    {
        if (i == 200)
        {
            std::istringstream stream(bytes(learner));
            resumed.Load(stream);
        }
        const auto problem = DrawProblem(random);
        slot(learner, problem, true);
        if (i >= 200)
        {
            slot(resumed, problem, true);
        }
    }
    EXPECT_EQ(bytes(learner), bytes(resumed));
    int right = 0;
    for (int i = 0; i < 50; ++i)
    {
        const auto problem = DrawProblem(random);
        const auto scores = learner.Scores(problem);
        for (uint32_t task = 0; task < problem.tasks; ++task)
        {
            const auto best = [&](const std::vector<float>& values) {
                const auto row = values.begin() + task * MEMBERS;
                return std::max_element(row, row + MEMBERS) - row;
            };
            right += best(scores) == best(problem.edgeFeatures);
        }
    }
    EXPECT_GE(right, 135); // of 150
}

} // namespace
