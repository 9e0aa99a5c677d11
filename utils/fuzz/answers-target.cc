// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/policy/learners/torch-script-policy.h"
#include "../../test/policy/policy-test-states.h"
#include "fuzz-tools.h"
#include "learning-targets.h"

#include "ns3/enum.h"

#include <array>
#include <sstream>
#include <torch/script.h>
#include <vector>

namespace ns3
{

namespace
{

/// Two streams and two servers.
const EdgeSystem&
GetSystem()
{
    static const EdgeSystem system =
        tests::MakeSystem({tests::GetTestDnn(), tests::GetTestDnn()}, 2, 0.1);
    return system;
}

/**
 * @param recipe chooses
 * @param rows of a right answer
 * @param columns of a right answer
 * @return a size, or what stands for one
 */
std::string
ChooseSize(Recipe& recipe, uint32_t rows, uint32_t columns)
{
    const std::array<std::string, 12> sizes{std::to_string(rows),
                                            std::to_string(columns),
                                            "1",
                                            "0",
                                            "-1",
                                            std::to_string(rows * columns),
                                            "3",
                                            std::to_string(columns + 1),
                                            "2147483648",
                                            "4294967297",
                                            "4611686018427387904",
                                            "9223372036854775807"};
    return sizes[recipe.Choose(sizes.size())];
}

/**
 * @brief What a network does with its answer y. A # is a size, a % a number.
 */
const std::array<std::string, 36> STEPS{"y = torch.full_like(y, %)",
                                        "y[0, 0] = %",
                                        "y = y * %",
                                        "y = y / %",
                                        "y = -y",
                                        "y = y.to(7)",  // float64
                                        "y = y.to(5)",  // float16
                                        "y = y.to(4)",  // int64
                                        "y = y.to(11)", // bool
                                        "y = torch.complex(y, y)",
                                        "y = torch.quantize_per_tensor(y, 0.1, 0, 13)",
                                        // LibTorch 1.13 negates a quantised one for ever
                                        "y = y if y.is_quantized else torch._neg_view(y)",
                                        "y = y.t()",
                                        "y = y.t().contiguous().t()",
                                        "y = y.flatten()",
                                        "y = y.unsqueeze(0)",
                                        "y = y.squeeze()",
                                        "y = y[0]",
                                        "y = y[:, 1:]",
                                        "y = y[1:, :]",
                                        "y = torch.cat([y, y], 1)",
                                        "y = torch.cat([y, y], 0)",
                                        "y = torch.empty([0])",
                                        "y = torch.zeros([0, 3])",
                                        "y = y.requires_grad_()",
                                        "y = y.detach()",
                                        "y = torch.rand_like(y)",
                                        "y = y.sum()",
                                        "y = x",
                                        "x.fill_(%)",
                                        "self.n.add_(1)",
                                        "y = y + self.n * torch.arange(y.numel()).reshape(y.shape)",
                                        "self.n.fill_(%)",
                                        "y = torch.roll(y, 1, -1)",
                                        "assert bool(y.sum() < 0), 'two\\nlines'",
                                        "raise Exception('two\\nlines')"};

/**
 * @brief What a network answers. No step follows: a huge view takes no memory as it is.
 */
const std::array<std::string, 17> ANSWERS{"y",
                                          "(y, y)",
                                          "[y]",
                                          "'text'",
                                          "None",
                                          "3",
                                          "1.5",
                                          "True",
                                          "{'a': y}",
                                          "torch.zeros([1]).expand([#, #])",
                                          "torch.zeros([1]).expand([#, #, #])",
                                          "torch.zeros([8]).as_strided([#, #], [#, #])",
                                          "y.to_sparse()",
                                          "torch.zeros([1, 1]).to_sparse().expand([#, #])",
                                          "torch.zeros([#, #], device=torch.device('meta'))",
                                          "y.reshape([#, #])",
                                          "y.narrow(1, #, #)"};

/**
 * @param text of a step or an answer
 * @param recipe chooses
 * @param rows of a right answer
 * @param columns of a right answer
 * @return the text with sizes and numbers
 */
std::string
Fill(const std::string& text, Recipe& recipe, uint32_t rows, uint32_t columns)
{
    static const std::array<std::string, 8> NUMBERS{"float('nan')",
                                                    "float('inf')",
                                                    "float('-inf')",
                                                    "0.0",
                                                    "-1.0",
                                                    "1e38",
                                                    "1e-45",
                                                    "2.0"};
    std::string filled;
    for (const char c : text)
    {
        filled += c == '#'   ? ChooseSize(recipe, rows, columns)
                  : c == '%' ? NUMBERS[recipe.Choose(NUMBERS.size())]
                             : std::string(1, c);
    }
    return filled;
}

/**
 * @param forward body of a network
 * @return its file; empty when it is no program
 */
std::string
Compile(const std::string& forward)
{
    torch::jit::Module module("network");
    module.register_buffer("n", torch::zeros({1}));
    try
    {
        module.define("def forward(self, x):\n" + forward);
    }
    catch (const std::exception&)
    {
        return "";
    }
    std::ostringstream file;
    module.save(file);
    return file.str();
}

/**
 * @brief Some episodes of a policy.
 * @param file of its network
 * @param layout of its tensors
 * @param episodes how many
 * @return decisions of the last one
 */
std::vector<InferencePlan>
Decide(const std::string& file, TorchScriptPolicy::Layout layout, int episodes)
{
    const auto policy = CreateObject<TorchScriptPolicy>();
    policy->SetAttribute("File", StringValue(file));
    policy->SetAttribute("Layout", EnumValue(layout));
    std::vector<InferencePlan> plans;
    for (int episode = 0; episode < episodes; ++episode)
    {
        plans.clear();
        policy->BeginEpisode(GetSystem());
        std::mt19937_64 random(3);
        EpochDecision decision;
        for (int epoch = 0; epoch < 2; ++epoch)
        {
            policy->Decide(tests::MakeState(GetSystem(), random), decision);
            plans.insert(plans.end(), decision.plans.begin(), decision.plans.end());
        }
    }
    policy->Dispose();
    return plans;
}

/**
 * @brief Lets a network decide.
 * @param bytes an input: a layout, steps, an answer
 */
void
ReadAnswers(const std::string& bytes)
{
    Recipe recipe(bytes);
    const auto layout =
        recipe.Choose(2) == 0 ? TorchScriptPolicy::PER_STREAM : TorchScriptPolicy::JOINT;
    const EdgeSystem& system = GetSystem();
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
    }
    const uint32_t actions = NumberedPlans(dnns, system.servers.size()).GetNActions();
    const bool isJoint = layout == TorchScriptPolicy::JOINT;
    const uint32_t rows = isJoint ? 1 : dnns.size();
    const uint32_t columns = isJoint ? dnns.size() * actions : actions;
    const std::string& answer = ANSWERS[recipe.Choose(ANSWERS.size())];
    const std::string size = std::to_string(rows * columns);
    std::string forward = "  y = torch.linspace(-1.0, 1.0, " + size + ").reshape([" +
                          std::to_string(rows) + ", " + std::to_string(columns) + "]) + x.sum()\n";
    const std::string result = Fill(answer, recipe, rows, columns);
    for (int steps = 0; steps < 6 && !recipe.IsAtEnd(); ++steps)
    {
        forward += "  " + Fill(STEPS[recipe.Choose(STEPS.size())], recipe, rows, columns) + "\n";
    }
    const std::string network = Compile(forward + "  return " + result + "\n");
    if (network.empty())
    {
        return;
    }
    const MemoryFile file(network);
    Refusing([&] {
        const auto plans = Decide(file.GetPath(), layout, 1);
        for (const auto& plan : plans)
        {
            if (!IsRunnable(plan, *system.streams[0].dnn, system.servers.size()))
            {
                Find("a plan that cannot be, of\n" + forward);
            }
        }
        // An episode does not depend on those before; what it draws does.
        if (forward.find("rand_like") == std::string::npos &&
            Decide(file.GetPath(), layout, 2) != plans)
        {
            Find("another decision in a second episode, of\n" + forward);
        }
    });
}

} // namespace

FuzzTarget
MakeAnswersTarget()
{
    std::vector<std::string> seeds;
    for (std::size_t answer = 0; answer < ANSWERS.size(); ++answer)
    {
        const char layout = answer % 2 == 0 ? 0 : 1;
        seeds.push_back({layout, static_cast<char>(answer), 8, 8, 2, 2, 0});
    }
    for (std::size_t step = 0; step < STEPS.size(); ++step)
    {
        seeds.push_back({0, 0, static_cast<char>(step), static_cast<char>(step % 3)});
    }
    seeds.push_back({0, 0, 30, 31}); // counts its calls, and answers by the count
    return {"answers", ReadAnswers, seeds};
}

} // namespace ns3
