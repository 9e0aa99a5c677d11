// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/mlp.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

TEST(Mlp, ForwardAndBackwardEqualAutograd)
{
    LearningRandom random(1);
    for (const std::vector<uint32_t>& sizes :
         {std::vector<uint32_t>{3, 2}, {7, 16, 5}, {32, 64, 64, 8}, {5, 33, 17, 40, 1}})
    {
        for (Activation activation : {Activation::RELU, Activation::TANH})
        {
            ParameterBlock block(Mlp::CountParameters(sizes));
            Mlp mlp("net", sizes, activation, block);
            mlp.InitialiseUniform(random);
            const ReferenceMlp reference(block.ValueTensor(),
                                         sizes,
                                         activation == Activation::TANH);
            Workspace workspace;
            for (int64_t rows : {1, 2, 13, 64})
            {
                torch::Tensor x = RandomTensor(random, {rows, sizes.front()});
                const torch::Tensor d = RandomTensor(random, {rows, sizes.back()});
                const float* out = mlp.Forward(x.data_ptr<float>(), rows, workspace);
                const torch::Tensor y =
                    torch::from_blob(const_cast<float*>(out), {rows, sizes.back()}).clone();
                const float* dx = mlp.Backward(x.data_ptr<float>(),
                                               rows,
                                               workspace,
                                               d.data_ptr<float>(),
                                               true,
                                               true);
                const torch::Tensor byInput =
                    torch::from_blob(const_cast<float*>(dx), {rows, sizes.front()}).clone();
                x.set_requires_grad(true);
                for (const torch::Tensor& parameter : reference.parameters)
                {
                    parameter.mutable_grad() = torch::Tensor();
                }
                const torch::Tensor expected = reference.Forward(x);
                (expected * d).sum().backward();
                EXPECT_LT(Distance(y, expected.detach()), 1e-5);
                EXPECT_LT(Distance(byInput, x.grad()), 2e-5);
                const torch::Tensor gradient = reference.FlatGradient();
                EXPECT_LT(Distance(block.GradientTensor(), gradient),
                          1e-5 * (1 + gradient.abs().max().item<double>()));
            }
        }
    }
}

TEST(Mlp, OrthogonalStartIsOrthogonal)
{
    const std::vector<uint32_t> sizes{6, 20, 9};
    ParameterBlock block(Mlp::CountParameters(sizes));
    Mlp mlp("net", sizes, Activation::TANH, block);
    LearningRandom random(4);
    mlp.InitialiseOrthogonal(random, std::sqrt(2.0), 0.01);
    const auto weight = [&](int l) {
        return torch::from_blob(const_cast<float*>(mlp.Weight(l)), {sizes[l], sizes[l + 1]});
    };
    EXPECT_LT(Distance(weight(0).mm(weight(0).t()), 2 * torch::eye(6)), 1e-5);
    EXPECT_LT(Distance(weight(1).t().mm(weight(1)), 1e-4 * torch::eye(9)), 1e-9);
    EXPECT_EQ(*mlp.Bias(1), 0.0F);
}

TEST(Mlp, UniformStartHasTheBoundOfLinear)
{
    const std::vector<uint32_t> sizes{16, 400};
    ParameterBlock block(Mlp::CountParameters(sizes));
    Mlp mlp("net", sizes, Activation::RELU, block);
    LearningRandom random(4);
    mlp.InitialiseUniform(random);
    const torch::Tensor values = block.ValueTensor();
    EXPECT_LE(values.abs().max().item<double>(), 0.25);
    EXPECT_GT(values.abs().max().item<double>(), 0.2499);
    EXPECT_NEAR(values.mean().item<double>(), 0, 0.01);
}

TEST(ParameterBlock, AdamEqualsTorchAdamAndClips)
{
    LearningRandom random(2);
    for (double clip : {0.0, 0.5})
    {
        ParameterBlock block(37);
        block.Reserve(37, "all");
        block.ValueTensor().copy_(RandomTensor(random, {37}));
        torch::Tensor reference = block.ValueTensor().clone().set_requires_grad(true);
        torch::optim::Adam adam({reference}, torch::optim::AdamOptions(0.01).eps(1e-6));
        AdamOptions options;
        options.learningRate = 0.01;
        options.epsilon = 1e-6;
        options.gradientClip = clip;
        for (int step = 0; step < 50; ++step)
        {
            const torch::Tensor gradient = RandomTensor(random, {37});
            block.GradientTensor().copy_(gradient);
            const double norm = block.AdamStep(options, "test");
            EXPECT_NEAR(norm, gradient.norm().item<double>(), 1e-5);
            reference.mutable_grad() = clip > 0 ? gradient * std::min(1.0, clip / norm) : gradient;
            adam.step();
            EXPECT_LT(Distance(block.ValueTensor(), reference.detach()), 1e-5);
        }
    }
}

TEST(ParameterBlock, NamesThePartWithANaN)
{
    ParameterBlock block(10);
    block.Reserve(4, "first");
    block.Reserve(6, "second");
    block.Gradients()[7] = std::nanf("");
    ExpectError([&block] { block.AdamStep(AdamOptions(), "step 12"); },
                "step 12: gradient of second[3] is");
    block.Gradients()[7] = 3e38F;
    block.Gradients()[8] = 3e38F;
    ExpectError([&block] { block.AdamStep(AdamOptions(), "step 13"); }, "norm of the gradient");
    EXPECT_EQ(block.Steps(), 0U);
}

TEST(ParameterBlock, TracksExactly)
{
    LearningRandom random(2);
    ParameterBlock source(20);
    ParameterBlock target(20, false);
    source.ValueTensor().copy_(RandomTensor(random, {20}));
    target.Track(source, 0.25);
    EXPECT_LT(Distance(target.ValueTensor(), 0.25 * source.ValueTensor()), 1e-7);
    target.Track(source, 1);
    EXPECT_EQ(Distance(target.ValueTensor(), source.ValueTensor()), 0);
}

} // namespace
