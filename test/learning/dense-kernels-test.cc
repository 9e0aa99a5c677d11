// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/learning/dense-kernels.h"
#include "learning-test-util.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

std::vector<const DenseKernels*>
AllKernels()
{
    std::vector<const DenseKernels*> all;
    for (const char* name : {"generic", "avx2", "avx512"})
    {
        if (const DenseKernels* kernels = FindKernels(name))
        {
            all.push_back(kernels);
        }
    }
    return all;
}

/// A copy with the floats behind it that the kernels may read, set to NaN to show any use of them.
std::vector<float>
WithSlack(const torch::Tensor& tensor)
{
    const torch::Tensor flat = tensor.contiguous();
    std::vector<float> values(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    values.resize(values.size() + DenseKernels::SLACK, std::nanf(""));
    return values;
}

TEST(DenseKernels, MultiplyEqualsLibTorchForAllShapes)
{
    LearningRandom random(1);
    for (const DenseKernels* kernels : AllKernels())
    {
        for (int64_t m : {1, 2, 3, 8, 13})
        {
            for (int64_t n : {1, 5, 16, 33, 70, 128})
            {
                for (int64_t k : {1, 4, 31})
                {
                    const torch::Tensor a = RandomTensor(random, {m, k});
                    const torch::Tensor b = RandomTensor(random, {k, n});
                    const torch::Tensor bias = RandomTensor(random, {n});
                    const std::vector<float> bValues = WithSlack(b);
                    const std::vector<float> biasValues = WithSlack(bias);
                    const torch::Tensor transposed = a.t().contiguous();
                    torch::Tensor c = torch::empty({m, n});
                    const auto run = [&](bool t, bool withBias, Activation activation) {
                        kernels->multiply(t ? transposed.data_ptr<float>() : a.data_ptr<float>(),
                                          t ? 1 : k,
                                          t ? m : 1,
                                          bValues.data(),
                                          n,
                                          withBias ? biasValues.data() : nullptr,
                                          activation,
                                          c.data_ptr<float>(),
                                          m,
                                          n,
                                          k);
                    };
                    run(false, false, Activation::LINEAR);
                    EXPECT_LT(Distance(c, a.mm(b)), 1e-5) << kernels->name;
                    run(true, true, Activation::LINEAR);
                    EXPECT_LT(Distance(c, a.mm(b) + bias), 1e-5) << kernels->name;
                    run(false, true, Activation::RELU);
                    EXPECT_LT(Distance(c, torch::relu(a.mm(b) + bias)), 1e-5) << kernels->name;
                    run(false, true, Activation::TANH);
                    EXPECT_LT(Distance(c, torch::tanh(a.mm(b) + bias)), 1e-5) << kernels->name;
                }
            }
        }
    }
}

TEST(DenseKernels, ARowDoesNotDependOnTheOtherRows)
{
    LearningRandom random(2);
    for (const DenseKernels* kernels : AllKernels())
    {
        for (int64_t n : {5, 16, 64, 100})
        {
            const torch::Tensor a = RandomTensor(random, {37, 29});
            const std::vector<float> b = WithSlack(RandomTensor(random, {29, n}));
            torch::Tensor all = torch::empty({37, n});
            torch::Tensor one = torch::empty({n});
            for (Activation activation : {Activation::RELU, Activation::TANH})
            {
                const auto run = [&](const float* rows, float* out, std::size_t m) {
                    kernels->multiply(rows, 29, 1, b.data(), n, nullptr, activation, out, m, n, 29);
                };
                run(a.data_ptr<float>(), all.data_ptr<float>(), 37);
                for (int64_t i = 0; i < 37; ++i)
                {
                    run(a[i].data_ptr<float>(), one.data_ptr<float>(), 1);
                    EXPECT_EQ(Distance(one, all[i]), 0) << kernels->name;
                }
            }
            torch::Tensor allLogs = torch::empty({37, n});
            torch::Tensor oneLogs = torch::empty({n});
            const torch::Tensor logits = RandomTensor(random, {37, n});
            const auto run = [&](const torch::Tensor& rows,
                                 torch::Tensor& p,
                                 torch::Tensor& logP,
                                 std::size_t m) {
                kernels->softmax(rows.data_ptr<float>(),
                                 nullptr,
                                 m,
                                 n,
                                 n,
                                 p.data_ptr<float>(),
                                 logP.data_ptr<float>());
            };
            run(logits, all, allLogs, 37);
            for (int64_t i = 0; i < 37; ++i)
            {
                run(logits[i], one, oneLogs, 1);
                EXPECT_EQ(Distance(one, all[i]), 0) << kernels->name;
                EXPECT_EQ(Distance(oneLogs, allLogs[i]), 0) << kernels->name;
            }
        }
    }
}

TEST(DenseKernels, NaNGoesThrough)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const DenseKernels* kernels : AllKernels())
    {
        const std::vector<float> one(1 + DenseKernels::SLACK, 1.0F);
        for (Activation activation : {Activation::LINEAR, Activation::RELU, Activation::TANH})
        {
            float out = 0;
            kernels->multiply(&nan, 1, 1, one.data(), 1, nullptr, activation, &out, 1, 1, 1);
            EXPECT_TRUE(std::isnan(out)) << kernels->name;
        }
        const std::vector<float> logits{1, nan, 2};
        float p[3];
        float logP[3];
        kernels->softmax(logits.data(), nullptr, 1, 3, 3, p, logP);
        EXPECT_TRUE(std::isnan(p[1]) || std::isnan(logP[1])) << kernels->name;
        std::vector<float> many(100, 1.0F);
        many[77] = nan;
        EXPECT_TRUE(std::isnan(kernels->squaredNorm(many.data(), many.size())));
    }
}

TEST(DenseKernels, SoftmaxEqualsLibTorchAndMasksExactly)
{
    LearningRandom random(3);
    for (const DenseKernels* kernels : AllKernels())
    {
        const torch::Tensor logits = 20 * RandomTensor(random, {50, 9});
        torch::Tensor mask = torch::ones({50, 9}, torch::kByte);
        for (int64_t i = 0; i < 50; ++i)
        {
            mask[i][i % 9] = 0;
            mask[i][i * 5 % 7] = 0;
        }
        mask[49].zero_();
        torch::Tensor p = torch::empty({50, 9});
        torch::Tensor logP = torch::empty({50, 9});
        kernels->softmax(logits.data_ptr<float>(),
                         mask.data_ptr<uint8_t>(),
                         50,
                         9,
                         9,
                         p.data_ptr<float>(),
                         logP.data_ptr<float>());
        const torch::Tensor filled =
            logits.masked_fill(mask == 0, -std::numeric_limits<float>::infinity());
        const torch::Tensor expected = torch::log_softmax(filled, 1).masked_fill(mask == 0, 0.0);
        EXPECT_LT(Distance(p.narrow(0, 0, 49), torch::softmax(filled, 1).narrow(0, 0, 49)), 1e-6);
        EXPECT_LT(Distance(logP.narrow(0, 0, 49), expected.narrow(0, 0, 49)), 2e-5);
        EXPECT_EQ((p * (mask == 0)).abs().max().item<float>(), 0.0F);
        EXPECT_EQ(p[49].abs().max().item<float>(), 0.0F);
    }
}

TEST(DenseKernels, SmallOperationsEqualLibTorch)
{
    LearningRandom random(4);
    for (const DenseKernels* kernels : AllKernels())
    {
        const torch::Tensor a = RandomTensor(random, {37, 29});
        torch::Tensor t = torch::empty({29, 37});
        kernels->transpose(a.data_ptr<float>(), 37, 29, t.data_ptr<float>());
        EXPECT_EQ(Distance(t, a.t()), 0);
        torch::Tensor sums = torch::empty({29});
        kernels->columnSums(a.data_ptr<float>(), 37, 29, sums.data_ptr<float>());
        EXPECT_LT(Distance(sums, a.sum(0)), 1e-5);
        EXPECT_NEAR(kernels->squaredNorm(a.data_ptr<float>(), a.numel()),
                    a.pow(2).sum().item<double>(),
                    1e-2);
        torch::Tensor target = RandomTensor(random, {101});
        const torch::Tensor source = RandomTensor(random, {101});
        const torch::Tensor expected = target + 0.3 * (source - target);
        kernels->polyak(target.data_ptr<float>(), source.data_ptr<float>(), 101, 0.3F);
        EXPECT_LT(Distance(target, expected), 1e-6);
    }
}

/// Adam's step on one parameter, with the two comparisons that a vector of parameters cannot have.
void
PlainAdam(float& p, float g, float& m, float& v, const AdamCoefficients& k)
{
    float gradient = g * k.gradientScale;
    gradient = gradient < 1e-16F && gradient > -1e-16F ? 0.0F : gradient;
    float first = m + (1.0F - k.beta1) * (gradient - m);
    first = first < 1e-30F && first > -1e-30F ? 0.0F : first;
    float second = k.beta2 * v + (1.0F - k.beta2) * gradient * gradient;
    second = second < 1e-30F ? 0.0F : second;
    m = first;
    v = second;
    p -= k.step * first / (std::sqrt(second) * k.inverseRootBias2 + k.epsilon);
}

TEST(DenseKernels, AdamOnManyParametersEqualsAdamOnEach)
{
    const std::size_t n = 77; // whole registers and a rest
    const AdamCoefficients k{0.9F, 0.999F, 1e-3F, 1.5F, 1e-8F, 0.7F};
    for (const DenseKernels* kernels : AllKernels())
    {
        LearningRandom random(5);
        std::vector<float> p(n);
        std::vector<float> m(n);
        std::vector<float> v(n);
        std::vector<float> g(n);
        for (int step = 0; step < 50; ++step)
        {
            for (std::size_t i = 0; i < n; ++i)
            {
                // Ordinary, around both limits below which a number counts as 0, and signed zeros.
                const float scale = i % 4 == 0   ? 1.0F
                                    : i % 4 == 1 ? 1e-16F
                                    : i % 4 == 2 ? 0.0F
                                                 : 1e-3F;
                g[i] = scale * static_cast<float>(random.Normal());
                m[i] =
                    step == 25 && i % 7 == 0 ? 1e-30F * static_cast<float>(random.Normal()) : m[i];
            }
            std::vector<float> p1 = p;
            std::vector<float> m1 = m;
            std::vector<float> v1 = v;
            kernels->adam(p.data(), g.data(), m.data(), v.data(), n, k);
            for (std::size_t i = 0; i < n; ++i)
            {
                PlainAdam(p1[i], g[i], m1[i], v1[i], k);
                // Fused multiplication and addition rounds once; the loops of "generic" have none
                // where the test has none.
#ifdef __x86_64__
                if (std::string(kernels->name) == "generic")
                {
                    EXPECT_EQ(std::memcmp(&p[i], &p1[i], sizeof(float)), 0) << i;
                    EXPECT_EQ(std::memcmp(&m[i], &m1[i], sizeof(float)), 0) << i;
                    EXPECT_EQ(std::memcmp(&v[i], &v1[i], sizeof(float)), 0) << i;
                }
#endif
                EXPECT_NEAR(p[i], p1[i], 1e-6) << kernels->name << ' ' << i;
                EXPECT_NEAR(m[i], m1[i], 1e-6 * std::fabs(m1[i]) + 1e-7 * std::fabs(g[i]))
                    << kernels->name << ' ' << i;
                EXPECT_NEAR(v[i], v1[i], 1e-6 * v1[i]) << kernels->name << ' ' << i;
            }
        }
    }
}

TEST(DenseKernels, MomentsDoNotBecomeDenormal)
{
    for (const DenseKernels* kernels : AllKernels())
    {
        std::vector<float> p(8, 1.0F);
        std::vector<float> g(8, 1e-3F);
        std::vector<float> m(8, 0.0F);
        std::vector<float> v(8, 0.0F);
        const AdamCoefficients k{0.9F, 0.999F, 1e-3F, 1.0F, 1e-8F, 1.0F};
        for (int step = 0; step < 200000; ++step)
        {
            kernels->adam(p.data(), g.data(), m.data(), v.data(), 8, k);
            std::fill(g.begin(), g.end(), 0.0F);
            ASSERT_TRUE(m[0] == 0.0F || std::isnormal(m[0]));
            ASSERT_TRUE(v[0] == 0.0F || std::isnormal(v[0]));
        }
        EXPECT_EQ(m[0], 0.0F);
        EXPECT_EQ(v[0], 0.0F);
    }
}

} // namespace
