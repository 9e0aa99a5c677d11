// SPDX-License-Identifier: GPL-2.0-only
// Speed of the learning room beside LibTorch itself and beside the same algorithms in plain Python
// (utils/bench/learning_speed.py, which is started in turn with the measurements here).

#include "../../model/learning/ddpg.h"
#include "../../model/learning/dense-kernels.h"
#include "../../model/learning/discrete-sac.h"
#include "../../model/learning/dqn.h"
#include "../../model/learning/learning-error.h"
#include "../../model/learning/learning-random.h"
#include "../../model/learning/learning-runtime.h"
#include "../../model/learning/ppo.h"
#include "../../test/learning/gate-problems.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <torch/torch.h>
#include <vector>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

const uint32_t OBSERVATION = 32;
const uint32_t ACTIONS = 16;
const uint32_t CONTINUOUS = 4;

double
Seconds(const std::function<void()>& action)
{
    const auto start = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double
Median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

/// Fill an agent's memory with 20,000 random transitions.
void
FillMemory(
    const std::function<void(const float*, const float*, uint32_t, const float*, float)>& remember)
{
    LearningRandom random(1);
    std::vector<float> now(OBSERVATION);
    std::vector<float> next(OBSERVATION);
    std::vector<float> action(CONTINUOUS);
    for (int i = 0; i < 20000; ++i)
    {
        for (uint32_t j = 0; j < OBSERVATION; ++j)
        {
            now[j] = static_cast<float>(random.Normal());
            next[j] = static_cast<float>(random.Normal());
        }
        for (float& value : action)
        {
            value = static_cast<float>(2 * random.Uniform() - 1);
        }
        remember(now.data(),
                 next.data(),
                 static_cast<uint32_t>(random.Integer(ACTIONS)),
                 action.data(),
                 static_cast<float>(random.Normal()));
    }
}

/// Gradient steps a second of an agent whose memory is full; `step` remembers one more and updates.
double
Rate(const std::function<void()>& step, double seconds)
{
    int steps = 0;
    double spent = 0;
    while (spent < seconds)
    {
        spent += Seconds([&] {
            for (int i = 0; i < 20; ++i)
            {
                step();
            }
        });
        steps += 20;
    }
    return steps / spent;
}

/// The perceptron of two hidden layers as a module of LibTorch.
struct Perceptron : torch::nn::Module
{
    Perceptron(int64_t inputs, int64_t width, int64_t outputs)
        : layers(torch::nn::Linear(inputs, width),
                 torch::nn::ReLU(),
                 torch::nn::Linear(width, width),
                 torch::nn::ReLU(),
                 torch::nn::Linear(width, outputs))
    {
        register_module("layers", layers);
    }

    torch::Tensor forward(torch::Tensor x)
    {
        return layers->forward(x);
    }

    torch::nn::Sequential layers; //!< the layers
};

/// Makes such perceptrons.
ModuleMaker
MakePerceptrons(int64_t width)
{
    return [width](int64_t inputs, int64_t outputs) {
        return torch::nn::AnyModule(Perceptron(inputs, width, outputs));
    };
}

/// The measurements by name, each in gradient (PPO: environment) steps a second.
class Measurements
{
  public:
    /// @param areModules networks are modules of LibTorch
    explicit Measurements(bool areModules)
    {
        for (uint32_t width : {64U, 256U})
        {
            const std::vector<uint32_t> hidden{width, width};
            const std::string suffix = " " + std::to_string(width);
            DiscreteSacOptions sac;
            sac.observationSize = OBSERVATION;
            sac.actionCount = ACTIONS;
            sac.hidden = hidden;
            const ModuleMaker maker = areModules ? MakePerceptrons(width) : ModuleMaker();
            sac.network = maker;
            sac.batchSize = width;
            sac.learnAlpha = true;
            sac.learningStarts = 20001;
            auto sacAgent = std::make_shared<DiscreteSac>(sac);
            DdpgOptions ddpg;
            ddpg.observationSize = OBSERVATION;
            ddpg.actionSize = CONTINUOUS;
            ddpg.hidden = hidden;
            ddpg.network = maker;
            ddpg.batchSize = width;
            ddpg.learningStarts = 20001;
            auto ddpgAgent = std::make_shared<Ddpg>(ddpg);
            DqnOptions dqn;
            dqn.observationSize = OBSERVATION;
            dqn.actionCount = ACTIONS;
            dqn.hidden = hidden;
            dqn.network = maker;
            dqn.batchSize = width;
            dqn.learningStarts = 20001;
            auto dqnAgent = std::make_shared<Dqn>(dqn);
            FillMemory([&](const float* o, const float* n, uint32_t a, const float* c, float r) {
                sacAgent->Remember(o, nullptr, a, r, n, nullptr, false);
                ddpgAgent->Remember(o, nullptr, c, r, n, nullptr, false);
                dqnAgent->RememberHistory(o, nullptr, a, r, n, nullptr, false);
            });
            std::vector<float> row(OBSERVATION, 0.1F);
            std::vector<float> action(CONTINUOUS, 0.1F);
            m_steps["sac" + suffix] = [=] {
                sacAgent->Remember(row.data(), nullptr, 0, 0, row.data(), nullptr, false);
                sacAgent->Update();
            };
            m_steps["ddpg" + suffix] = [=] {
                ddpgAgent
                    ->Remember(row.data(), nullptr, action.data(), 0, row.data(), nullptr, false);
                ddpgAgent->Update();
            };
            m_steps["dqn" + suffix] = [=] { dqnAgent->Train(1); };
        }
    }

    double Measure(const std::string& name, double seconds)
    {
        if (name == "ppo 64")
        {
            return Ppo64(seconds);
        }
        return Rate(m_steps.at(name), seconds);
    }

  private:
    /// CleanRL's defaults: 4 environments x 128 steps, 4 epochs of 4 minibatches, 64-64 tanh.
    static double Ppo64(double seconds)
    {
        PpoOptions options;
        options.observationSize = 4;
        options.headSizes = {2};
        options.entropyCoefficient = 0.01;
        options.valueClip = 0.2;
        Ppo agent(options);
        LearningRandom random(1);
        std::vector<CartPole> all(4, CartPole(random));
        std::vector<float> before(16);
        std::vector<uint32_t> choices(4);
        std::vector<float> logs(4);
        int steps = 0;
        double spent = 0;
        while (spent < seconds)
        {
            spent += Seconds([&] {
                do
                {
                    for (uint32_t e = 0; e < 4; ++e)
                    {
                        std::copy_n(all[e].Observation(), 4, &before[e * 4]);
                    }
                    agent.Act(before.data(),
                              nullptr,
                              4,
                              false,
                              choices.data(),
                              nullptr,
                              logs.data());
                    for (uint32_t e = 0; e < 4; ++e)
                    {
                        const bool over = all[e].Step(choices[e]);
                        agent.Remember(e,
                                       &before[e * 4],
                                       nullptr,
                                       &choices[e],
                                       nullptr,
                                       logs[e],
                                       1,
                                       all[e].Observation(),
                                       all[e].Fell());
                        if (over)
                        {
                            agent.EndEpisode(e);
                            all[e].Reset();
                        }
                    }
                    steps += 4;
                } while (!agent.Update());
            });
        }
        return steps / spent;
    }

    std::map<std::string, std::function<void()>> m_steps; //!< one gradient step each
};

/// Microseconds of a decision: ours alone, ours a row of 32, the same with a module, LibTorch's
/// Sequential alone.
void
PrintDecisions(bool isModule)
{
    DiscreteSacOptions options;
    options.observationSize = OBSERVATION;
    options.actionCount = 8;
    options.network = isModule ? MakePerceptrons(64) : ModuleMaker();
    DiscreteSac agent(options);
    torch::nn::Sequential bare(torch::nn::Linear(OBSERVATION, 64),
                               torch::nn::ReLU(),
                               torch::nn::Linear(64, 64),
                               torch::nn::ReLU(),
                               torch::nn::Linear(64, 8));
    torch::InferenceMode guard;
    LearningRandom random(1);
    std::vector<float> rows(32 * OBSERVATION);
    for (float& value : rows)
    {
        value = static_cast<float>(random.Normal());
    }
    std::vector<uint32_t> actions(32);
    const std::vector<uint8_t> masks(32 * 8, 1);
    const torch::Tensor input = torch::from_blob(rows.data(), {1, OBSERVATION});
    std::vector<double> times[3];
    const int repetitions = 5000;
    for (int round = 0; round < 15; ++round)
    {
        times[0].push_back(Seconds([&] {
            for (int i = 0; i < repetitions; ++i)
            {
                actions[0] = agent.Act(rows.data(), masks.data(), true);
            }
        }));
        times[1].push_back(Seconds([&] {
            for (int i = 0; i < repetitions / 32; ++i)
            {
                agent.Act(rows.data(), masks.data(), 32, true, actions.data());
            }
        }));
        times[2].push_back(Seconds([&] {
            for (int i = 0; i < repetitions; ++i)
            {
                bare->forward(input);
            }
        }));
    }
    const double perCall = 1e6 / repetitions;
    std::printf(
        "decision of a 32-64-64-8 actor%s, us (median, least of 15): alone %.2f %.2f, a row in a "
        "batch of 32 %.3f %.3f, bare Sequential forward %.2f %.2f\n",
        isModule ? ", a module" : "",
        Median(times[0]) * perCall,
        *std::min_element(times[0].begin(), times[0].end()) * perCall,
        Median(times[1]) * 1e6 / (repetitions / 32 * 32),
        *std::min_element(times[1].begin(), times[1].end()) * 1e6 / (repetitions / 32 * 32),
        Median(times[2]) * perCall,
        *std::min_element(times[2].begin(), times[2].end()) * perCall);
}

/// Adam's step, one parameter after the other; conditions joined by && keep GCC from vectorising
/// it.
void
PlainAdam(float* p, const float* g, float* m, float* v, std::size_t n, const AdamCoefficients& k)
{
    for (std::size_t i = 0; i < n; ++i)
    {
        float gradient = g[i] * k.gradientScale;
        gradient = gradient < 1e-16F && gradient > -1e-16F ? 0.0F : gradient;
        float first = m[i] + (1.0F - k.beta1) * (gradient - m[i]);
        first = first < 1e-30F && first > -1e-30F ? 0.0F : first;
        float second = k.beta2 * v[i] + (1.0F - k.beta2) * gradient * gradient;
        second = second < 1e-30F ? 0.0F : second;
        m[i] = first;
        v[i] = second;
        p[i] -= k.step * first / (__builtin_sqrtf(second) * k.inverseRootBias2 + k.epsilon);
    }
}

/// Microseconds of Adam's step on 40,000 parameters, by a plain loop and by the kernel in turns.
void
PrintAdam()
{
    const std::size_t n = 40000;
    LearningRandom random(1);
    std::vector<float> gradient(n);
    for (float& value : gradient)
    {
        value = static_cast<float>(random.Normal());
    }
    const AdamCoefficients coefficients{0.9F, 0.999F, 1e-3F, 1.0F, 1e-8F, 1.0F};
    std::vector<double> times[2];
    std::vector<float> states[2][3];
    for (auto& state : states)
    {
        std::fill_n(state, 3, std::vector<float>(n, 0.0F));
    }
    for (int round = 0; round < 15; ++round)
    {
        for (int which = 0; which < 2; ++which)
        {
            const auto adam = which == 0 ? PlainAdam : Kernels().adam;
            auto& [p, m, v] = states[which];
            times[which].push_back(
                Seconds([&, pData = p.data(), mData = m.data(), vData = v.data()] {
                    for (int i = 0; i < 20; ++i)
                    {
                        adam(pData, gradient.data(), mData, vData, n, coefficients);
                    }
                }));
        }
    }
    std::printf(
        "Adam's step on 40,000 parameters, us (medians of 15): a plain loop %.0f, here %.0f, "
        "ratio %.2f\n",
        Median(times[0]) * 1e6 / 20,
        Median(times[1]) * 1e6 / 20,
        Median(times[0]) / Median(times[1]));
}

/// The matrix products of one step at width and batch 256, by LibTorch's BLAS: the roof of each.
double
Roof(const std::string& name)
{
    struct Product
    {
        int64_t inputs;
        int64_t outputs;
        int forward; // passes through this layer, forward only and backward (two products) ...
        int weights; // ... gradients of the weights
        int inner;   // ... gradients of the input
    };

    const int64_t w = 256;
    using Products = std::vector<Product>;
    // SAC: forward actor twice, two critics twice, two targets once; backward actor and both
    // critics.
    const Products products =
        name == "sac 256"
            ? Products{{OBSERVATION, w, 8, 3, 0}, {w, w, 8, 3, 3}, {w, ACTIONS, 8, 3, 3}}
        : name == "ddpg 256"
            ? Products{{OBSERVATION, w, 2, 1, 0},
                       {w, w, 5, 2, 3},
                       {w, CONTINUOUS, 2, 1, 1},
                       {OBSERVATION + CONTINUOUS, w, 3, 1, 1},
                       {w, 1, 3, 1, 2}}
            : Products{{OBSERVATION, w, 3, 1, 0}, {w, w, 3, 1, 1}, {w, ACTIONS, 3, 1, 1}};
    torch::InferenceMode guard;
    double seconds = 0;
    for (const Product& p : products)
    {
        const torch::Tensor x = torch::rand({w, p.inputs});
        const torch::Tensor d = torch::rand({w, p.outputs});
        const torch::Tensor weight = torch::rand({p.inputs, p.outputs});
        torch::Tensor y = torch::empty({w, p.outputs});
        torch::Tensor dw = torch::empty({p.inputs, p.outputs});
        torch::Tensor dx = torch::empty({w, p.inputs});
        seconds += Seconds([&] {
            for (int i = 0; i < p.forward; ++i)
            {
                at::mm_out(y, x, weight);
            }
            for (int i = 0; i < p.weights; ++i)
            {
                at::mm_out(dw, x.t(), d);
            }
            for (int i = 0; i < p.inner; ++i)
            {
                at::mm_out(dx, d, weight.t());
            }
        });
    }
    return 1 / seconds;
}

/// Steps a second of the Python script for one measurement.
double
Python(const std::string& python,
       const std::string& script,
       const std::string& name,
       double seconds)
{
    const std::string command =
        python + " '" + script + "' '" + name + "' " + std::to_string(seconds);
    FILE* pipe = popen(command.c_str(), "r");
    double rate = 0;
    const bool read = pipe && std::fscanf(pipe, "%lf", &rate) == 1;
    const int status = pipe ? pclose(pipe) : -1;
    if (!read || status != 0)
    {
        throw LearningError("'" + command +
                            "' failed, expected one number; it needs python3-torch");
    }
    return rate;
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string python = "/usr/bin/python3";
    std::string script;
    double seconds = 2;
    int rounds = 5;
    for (int i = 1; i < argc; ++i)
    {
        const std::string text = argv[i];
        if (text == "--help")
        {
            std::cout
                << "edge-inference-learning-speed [--script=FILE] [--python=FILE] [--rounds=N] "
                   "[--seconds=S]\n"
                   "Gradient steps a second, as ratios in one run against the same algorithms with "
                   "modules of LibTorch, against BLAS alone and, with "
                   "--script=utils/bench/learning_speed.py, against plain Python.\n";
            return 0;
        }
        if (text.compare(0, 9, "--script=") == 0)
        {
            script = text.substr(9);
        }
        else if (text.compare(0, 9, "--python=") == 0)
        {
            python = text.substr(9);
        }
        else if (text.compare(0, 9, "--rounds=") == 0 && std::atoi(text.c_str() + 9) > 0)
        {
            rounds = std::atoi(text.c_str() + 9);
        }
        else if (text.compare(0, 10, "--seconds=") == 0 && std::atof(text.c_str() + 10) > 0)
        {
            seconds = std::atof(text.c_str() + 10);
        }
        else
        {
            std::cerr << "edge-inference-learning-speed: found argument '" << text
                      << "', expected one that --help lists\n";
            return 2;
        }
    }
    try
    {
        ConfigureLibTorch();
        std::printf("kernels %s, OpenBLAS kernels %s\n", Kernels().name, GetOpenBlasCore().c_str());
        PrintDecisions(false);
        PrintDecisions(true);
        PrintAdam();
        Measurements measurements(false);
        Measurements modules(true);
        std::printf("%-10s %12s %12s %8s %12s %8s %12s %8s   (medians of %d rounds, steps/s)\n",
                    "what",
                    "here",
                    "modules",
                    "ratio",
                    "Python",
                    "ratio",
                    "BLAS roof",
                    "of roof",
                    rounds);
        for (const char* name :
             {"sac 64", "ddpg 64", "dqn 64", "sac 256", "ddpg 256", "dqn 256", "ppo 64"})
        {
            const bool large = std::string(name).find("256") != std::string::npos;
            const bool hasModules = std::string(name) != "ppo 64";
            std::vector<double> own;
            std::vector<double> module;
            std::vector<double> gain;
            std::vector<double> other;
            std::vector<double> ratio;
            std::vector<double> roof;
            std::vector<double> share;
            for (int round = 0; round < rounds; ++round)
            {
                own.push_back(measurements.Measure(name, seconds));
                if (hasModules)
                {
                    module.push_back(modules.Measure(name, seconds));
                    gain.push_back(own.back() / module.back());
                }
                if (!script.empty())
                {
                    other.push_back(Python(python, script, name, seconds));
                    ratio.push_back(own.back() / other.back());
                }
                if (large)
                {
                    std::vector<double> rates;
                    for (int i = 0; i < 20; ++i)
                    {
                        rates.push_back(Roof(name));
                    }
                    roof.push_back(Median(rates));
                    share.push_back(own.back() / roof.back());
                }
            }
            std::printf("%-10s %12.0f", name, Median(own));
            if (hasModules)
            {
                std::printf(" %12.0f %8.2f", Median(module), Median(gain));
            }
            else
            {
                std::printf(" %12s %8s", "-", "-");
            }
            if (other.empty())
            {
                std::printf(" %12s %8s", "-", "-");
            }
            else
            {
                std::printf(" %12.0f %8.2f", Median(other), Median(ratio));
            }
            if (large)
            {
                std::printf(" %12.0f %8.2f", Median(roof), Median(share));
            }
            std::printf("\n");
            std::fflush(stdout);
        }
    }
    catch (const LearningError& error)
    {
        std::cerr << "edge-inference-learning-speed: " << error.what() << "\n";
        return 2;
    }
    return 0;
}
