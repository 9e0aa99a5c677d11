// SPDX-License-Identifier: GPL-2.0-only
#include "assignment-learner.h"

#include "checkpoint-fields.h"
#include "graph-net.h"
#include "learning-checks.h"
#include "learning-error.h"
#include "learning-random.h"
#include "learning-runtime.h"
#include "module-parameters.h"
#include "order-preserving-quantisation.h"
#include "parameter-block.h"

#include <algorithm>
#include <cmath>
#include <torch/torch.h>

namespace ns3
{
namespace learning
{

namespace
{

const char KIND[] = "assignment-learner";

AssignmentLearnerOptions
Checked(const AssignmentLearnerOptions& o)
{
    RequireRange("AssignmentLearner taskFeatures", o.taskFeatures, 0, 1e5);
    RequireRange("AssignmentLearner optionFeatures", o.optionFeatures, 0, 1e5);
    RequireRange("AssignmentLearner edgeFeatures", o.edgeFeatures, 0, 1e5);
    RequireRange("AssignmentLearner sum of features",
                 static_cast<double>(o.taskFeatures) + o.optionFeatures + o.edgeFeatures,
                 1,
                 1e6);
    RequireRange("AssignmentLearner maxTasks", o.maxTasks, 1, 1e5);
    RequireRange("AssignmentLearner maxOptions", o.maxOptions, 1, 1e5);
    RequireRange("AssignmentLearner width", o.width, 1, 65536);
    RequireRange("AssignmentLearner rounds", o.rounds, 0, 100);
    RequireWidths("AssignmentLearner hidden", o.hidden);
    RequirePositive("AssignmentLearner learningRate", o.learningRate);
    RequireRange("AssignmentLearner gradientClip", o.gradientClip, 0, 1e9);
    RequireRange("AssignmentLearner memoryCapacity", o.memoryCapacity, 1, 1e9);
    RequireRange("AssignmentLearner batchSize", o.batchSize, 1, 1e6);
    RequireRange("AssignmentLearner trainInterval", o.trainInterval, 1, 1e9);
    RequireRange("AssignmentLearner candidates", o.candidates, 1, 1e6);
    RequireRange("AssignmentLearner noise", o.noise, 0, 1e3);
    return o;
}

/**
 * @brief Problems side by side, padded to one size.
 */
struct Batch
{
    torch::Tensor tasks;   //!< B x N x task features
    torch::Tensor options; //!< B x M x option features
    torch::Tensor edges;   //!< B x N x M x edge features
    torch::Tensor mask;    //!< B x N x M, 1 = edge
};

/**
 * @brief What scores the edges of a batch.
 */
struct Actor : torch::nn::Module
{
    /// @return logits of the edges, B x N x M
    virtual torch::Tensor Score(const Batch& x) = 0;
};

/**
 * @brief A graph convolution.
 */
struct GraphActor : Actor
{
    explicit GraphActor(const AssignmentLearnerOptions& o)
        : net(std::make_shared<GraphNet>(o.taskFeatures,
                                         o.optionFeatures,
                                         o.edgeFeatures,
                                         1,
                                         o.width,
                                         o.rounds))
    {
        register_module("graph", net);
    }

    torch::Tensor Score(const Batch& x) override
    {
        return net->forward(x.tasks, x.options, x.edges, x.mask).squeeze(3);
    }

    std::shared_ptr<GraphNet> net; //!< the network
};

/**
 * @brief DROO's network: all features in a row through hidden layers with ReLU.
 */
struct DenseActor : Actor
{
    explicit DenseActor(const AssignmentLearnerOptions& o)
    {
        const int64_t edges = static_cast<int64_t>(o.maxTasks) * o.maxOptions;
        int64_t inputs = static_cast<int64_t>(o.maxTasks) * o.taskFeatures +
                         static_cast<int64_t>(o.maxOptions) * o.optionFeatures +
                         edges * (static_cast<int64_t>(o.edgeFeatures) + 1);
        std::vector<int64_t> sizes(o.hidden.begin(), o.hidden.end());
        sizes.push_back(edges);
        for (const int64_t outputs : sizes)
        {
            const std::string name = "layer " + std::to_string(weights.size() + 1);
            weights.push_back(
                register_parameter(name + " weight", torch::zeros({inputs, outputs})));
            biases.push_back(register_parameter(name + " bias", torch::zeros({outputs})));
            inputs = outputs;
        }
    }

    torch::Tensor Score(const Batch& x) override
    {
        torch::Tensor row = torch::cat(
            {x.tasks.flatten(1), x.options.flatten(1), x.edges.flatten(1), x.mask.flatten(1)},
            1);
        for (std::size_t l = 0; l < weights.size(); ++l)
        {
            row = torch::matmul(row, weights[l]) + biases[l];
            row = l + 1 < weights.size() ? torch::relu(row) : row;
        }
        return row.view(x.mask.sizes());
    }

    std::vector<torch::Tensor> weights; //!< by layer, inputs x outputs
    std::vector<torch::Tensor> biases;  //!< by layer
};

/**
 * @brief Any module of rows: a task and all options make a row, the logits of its edges come out.
 */
struct RowActor : Actor
{
    RowActor(const AssignmentLearnerOptions& o, uint64_t seed)
        : outputs(o.maxOptions),
          net(MakeModule("network",
                         o.network,
                         o.taskFeatures + outputs * (o.edgeFeatures + o.optionFeatures),
                         outputs,
                         seed))
    {
        register_module("network", net.ptr());
    }

    torch::Tensor Score(const Batch& x) override
    {
        const auto shape = x.mask.sizes();
        const torch::Tensor options =
            x.options.unsqueeze(1).expand({shape[0], shape[1], shape[2], x.options.size(2)});
        const torch::Tensor choices = torch::cat({x.edges, options}, 3).flatten(2);
        const torch::Tensor rows = torch::cat({x.tasks, choices}, 2).flatten(0, 1);
        return RunModule("network", net, rows, outputs).view(shape);
    }

    uint32_t outputs;         //!< options
    torch::nn::AnyModule net; //!< the module
};

std::shared_ptr<Actor>
MakeActor(const AssignmentLearnerOptions& o, LearningRandom& random)
{
    if (o.network)
    {
        return std::make_shared<RowActor>(o, random.Bits());
    }
    if (o.actor == AssignmentActor::GRAPH)
    {
        return std::make_shared<GraphActor>(o);
    }
    return std::make_shared<DenseActor>(o);
}

} // namespace

/**
 * @brief Everything behind AssignmentLearner; Train() is the step.
 */
class AssignmentLearner::Learner
{
  public:
    explicit Learner(const AssignmentLearnerOptions& options)
        : o(Checked(options)),
          initRandom(o.seed, 0),
          isPadded(o.network || o.actor == AssignmentActor::DENSE),
          actor(MakeActor(o, initRandom)),
          block(CountParameters(*actor)),
          count(o.candidates, o.adaptInterval),
          sampleRandom(o.seed, 2),
          noiseRandom(o.seed, 3)
    {
        ConfigureLibTorch();
        Initialise();
        const int64_t n = o.maxTasks;
        const int64_t m = o.maxOptions;
        const int64_t capacity = o.memoryCapacity;
        held.tasks = torch::zeros({capacity, n, o.taskFeatures});
        held.options = torch::zeros({capacity, m, o.optionFeatures});
        held.edges = torch::zeros({capacity, n, m, o.edgeFeatures});
        held.mask = torch::zeros({capacity, n, m});
        labels = torch::full({capacity, n}, -1, torch::kLong); // -1 = no task
    }

    /// @brief Move the parameters into the block and let them begin.
    void Initialise()
    {
        const torch::NoGradGuard noGrad;
        const auto start = torch::nn::utils::parameters_to_vector(actor->parameters()).clone();
        const auto parameters = MoveParameters(*actor, "", block);
        block.ValueTensor().copy_(start);
        double bound = 0; // weights and biases of a layer: 1/sqrt(inputs)
        for (const torch::Tensor& parameter : parameters)
        {
            if (o.network)
            {
                return; // begins as it drew itself
            }
            const int64_t inputs = parameter.dim() == 2 ? parameter.size(0) : -1;
            bound = inputs < 0 ? bound : inputs == 0 ? 0 : 1 / std::sqrt(double(inputs));
            for (int64_t i = 0; i < parameter.numel(); ++i)
            {
                parameter.data_ptr<float>()[i] =
                    static_cast<float>(bound * (2 * initRandom.Uniform() - 1));
            }
        }
    }

    /// @return logits of the edges, B x N x M; without an edge -1e9
    torch::Tensor Logits(const Batch& x) const
    {
        return actor->Score(x).masked_fill(x.mask == 0, -1e9);
    }

    /// @brief Check a problem and make it a batch of one, if wanted of the largest size.
    Batch Encode(const AssignmentProblem& p, bool padded) const
    {
        const auto require = [](const char* what, std::size_t found, std::size_t expected) {
            if (found != expected)
            {
                throw LearningError(std::string("AssignmentProblem ") + what + ": found " +
                                    std::to_string(found) + " numbers, expected " +
                                    std::to_string(expected));
            }
        };
        const std::size_t pairs = static_cast<std::size_t>(p.tasks) * p.options;
        RequireRange("AssignmentProblem tasks", p.tasks, 1, padded ? o.maxTasks : 1e6);
        RequireRange("AssignmentProblem options", p.options, 1, padded ? o.maxOptions : 1e6);
        require("taskFeatures", p.taskFeatures.size(), p.tasks * o.taskFeatures);
        require("optionFeatures", p.optionFeatures.size(), p.options * o.optionFeatures);
        require("edgeFeatures", p.edgeFeatures.size(), pairs * o.edgeFeatures);
        require("mask", p.mask.size(), p.mask.empty() ? 0 : pairs);
        RequireFinite("AssignmentProblem taskFeatures",
                      p.taskFeatures.data(),
                      p.taskFeatures.size());
        RequireFinite("AssignmentProblem optionFeatures",
                      p.optionFeatures.data(),
                      p.optionFeatures.size());
        RequireFinite("AssignmentProblem edgeFeatures",
                      p.edgeFeatures.data(),
                      p.edgeFeatures.size());
        const auto view = [](const std::vector<float>& values, std::vector<int64_t> shape) {
            return torch::from_blob(const_cast<float*>(values.data()), shape);
        };
        const int64_t n = p.tasks;
        const int64_t m = p.options;
        const int64_t rows = padded ? o.maxTasks : n;
        const int64_t columns = padded ? o.maxOptions : m;
        Batch batch;
        batch.tasks = torch::zeros({1, rows, o.taskFeatures});
        batch.options = torch::zeros({1, columns, o.optionFeatures});
        batch.edges = torch::zeros({1, rows, columns, o.edgeFeatures});
        batch.mask = torch::zeros({1, rows, columns});
        batch.tasks[0].narrow(0, 0, n).copy_(view(p.taskFeatures, {n, o.taskFeatures}));
        batch.options[0].narrow(0, 0, m).copy_(view(p.optionFeatures, {m, o.optionFeatures}));
        batch.edges[0].narrow(0, 0, n).narrow(1, 0, m).copy_(
            view(p.edgeFeatures, {n, m, o.edgeFeatures}));
        for (int64_t i = 0; i < n; ++i)
        {
            bool some = false;
            for (int64_t j = 0; j < m; ++j)
            {
                const bool edge = p.mask.empty() || p.mask[i * m + j];
                batch.mask.data_ptr<float>()[i * columns + j] = edge ? 1 : 0;
                some = some || edge;
            }
            if (!some)
            {
                throw LearningError("AssignmentProblem mask: found task " + std::to_string(i) +
                                    " without an edge, expected at least one");
            }
        }
        return batch;
    }

    /// @return tasks x options probabilities of a problem
    std::vector<float> Scores(const AssignmentProblem& problem) const
    {
        torch::InferenceMode guard;
        const Batch batch = Encode(problem, isPadded);
        const torch::Tensor p = torch::softmax(Logits(batch), 2)[0]
                                    .narrow(0, 0, problem.tasks)
                                    .narrow(1, 0, problem.options)
                                    .contiguous();
        return std::vector<float>(p.data_ptr<float>(), p.data_ptr<float>() + p.numel());
    }

    /// @brief Put a slot into the memory; when full it takes the place of the oldest.
    void Remember(const AssignmentProblem& problem, const std::vector<uint32_t>& assignment)
    {
        const Batch batch = Encode(problem, true);
        const auto row = static_cast<int64_t>(next);
        held.tasks[row].copy_(batch.tasks[0]);
        held.options[row].copy_(batch.options[0]);
        held.edges[row].copy_(batch.edges[0]);
        held.mask[row].copy_(batch.mask[0]);
        labels[row].fill_(-1);
        for (std::size_t i = 0; i < assignment.size(); ++i)
        {
            labels.data_ptr<int64_t>()[row * o.maxTasks + static_cast<int64_t>(i)] =
                assignment[i] == NO_OPTION ? -1 : int64_t{assignment[i]};
        }
        next = next + 1 == o.memoryCapacity ? 0 : next + 1;
        size = std::min<uint64_t>(size + 1, o.memoryCapacity);
    }

    /**
     * @brief One cross-entropy step towards remembered decisions.
     * @param what it is called in errors
     * @param [in,out] steps counts them
     * @return the loss
     */
    double Train(const std::string& what, uint64_t& steps)
    {
        const int64_t rows = std::min<int64_t>(o.batchSize, static_cast<int64_t>(size));
        torch::Tensor places = torch::empty({rows}, torch::kLong);
        for (int64_t i = 0; i < rows; ++i)
        {
            places.data_ptr<int64_t>()[i] = static_cast<int64_t>(sampleRandom.Integer(size));
        }
        Batch batch;
        batch.tasks = held.tasks.index_select(0, places);
        batch.options = held.options.index_select(0, places);
        batch.edges = held.edges.index_select(0, places);
        batch.mask = held.mask.index_select(0, places);
        const torch::Tensor wanted = labels.index_select(0, places).flatten();
        const torch::Tensor loss = torch::nn::functional::cross_entropy(
            Logits(batch).flatten(0, 1),
            wanted,
            torch::nn::functional::CrossEntropyFuncOptions().ignore_index(-1));
        block.GradientTensor().zero_();
        loss.backward();
        AdamOptions adam;
        adam.learningRate = o.learningRate;
        adam.gradientClip = o.gradientClip;
        ++steps;
        block.AdamStep(adam, "AssignmentLearner " + what + ' ' + std::to_string(steps));
        return loss.item<double>();
    }

    CheckpointFields List(bool full, uint64_t stored)
    {
        CheckpointFields fields;
        block.List(fields, "network", full);
        fields.Add("updates", &statistics.updates, 1);
        fields.AddOptional("imitations", &statistics.imitations);
        fields.AddOptional("imitation_loss", &statistics.imitationLoss);
        count.List(fields, "candidates"); // decisions depend on it, too
        if (full)
        {
            const auto rows = static_cast<int64_t>(stored);
            fields.Add("memory_tasks", held.tasks.narrow(0, 0, rows));
            fields.Add("memory_options", held.options.narrow(0, 0, rows));
            fields.Add("memory_edges", held.edges.narrow(0, 0, rows));
            fields.Add("memory_mask", held.mask.narrow(0, 0, rows));
            fields.Add("memory_labels", labels.narrow(0, 0, rows));
            fields.Require(
                "options below " + std::to_string(o.maxOptions) + ", or -1",
                [options = int64_t{o.maxOptions}](const at::Tensor& part) {
                    const auto* values = part.data_ptr<int64_t>();
                    return std::all_of(values, values + part.numel(), [options](int64_t value) {
                        return value >= -1 && value < options;
                    });
                });
            fields.Add("memory_size", &size, 1);
            fields.Add("memory_next", &next, 1);
            fields.Add("sample_random", sampleRandom);
            fields.Add("noise_random", noiseRandom);
            fields.Add("slots", &statistics.slots, 1);
            fields.AddOptional("history", &statistics.history);
            fields.Add("loss", &statistics.loss, 1);
        }
        return fields;
    }

    const AssignmentLearnerOptions o;       //!< hyperparameters
    LearningRandom initRandom;              //!< draws the start
    const bool isPadded;                    //!< the actor takes problems of the largest size only
    std::shared_ptr<Actor> actor;           //!< scores the edges
    ParameterBlock block;                   //!< parameters of the actor
    CandidateCount count;                   //!< number of candidates
    LearningRandom sampleRandom;            //!< draws batches
    LearningRandom noiseRandom;             //!< explores
    Batch held;                             //!< remembered problems
    torch::Tensor labels;                   //!< remembered decisions, -1 = no task
    uint64_t size{0};                       //!< slots remembered
    uint64_t next{0};                       //!< place of the next one
    AssignmentLearnerStatistics statistics; //!< what was done last
};

AssignmentLearner::AssignmentLearner(const AssignmentLearnerOptions& options)
    : m_learner(new Learner(options))
{
}

AssignmentLearner::~AssignmentLearner() = default;

std::vector<float>
AssignmentLearner::Scores(const AssignmentProblem& problem)
{
    return m_learner->Scores(problem);
}

AssignmentDecision
AssignmentLearner::Choose(const AssignmentProblem& problem, const Critic& critic, bool explore)
{
    Learner& l = *m_learner;
    const std::vector<float> scores = l.Scores(problem);
    RequireFinite("AssignmentLearner score", scores.data(), scores.size());
    const auto quantise = [&problem, &l](const std::vector<float>& values) {
        return QuantiseAssignment(values.data(),
                                  problem.mask.empty() ? nullptr : problem.mask.data(),
                                  problem.tasks,
                                  problem.options,
                                  l.count.Get());
    };
    auto candidates = quantise(scores);
    const std::size_t own = candidates.size();
    if (explore && l.o.noise > 0)
    {
        std::vector<float> noisy = scores;
        for (float& value : noisy)
        {
            value =
                static_cast<float>(std::log(value + 1e-30F) + l.o.noise * l.noiseRandom.Normal());
        }
        const auto more = quantise(noisy);
        candidates.insert(candidates.end(), more.begin(), more.end());
    }
    std::size_t winner = 0;
    double best = 0;
    for (std::size_t k = 0; k < candidates.size(); ++k)
    {
        const double value = critic(candidates[k]);
        if (std::isnan(value))
        {
            throw LearningError("AssignmentLearner critic: found NaN, expected a number");
        }
        if (k == 0 || value > best)
        {
            winner = k;
            best = value;
        }
    }
    l.statistics.value = best;
    l.statistics.winner = static_cast<uint32_t>(winner);
    return {std::move(candidates[winner]),
            static_cast<uint32_t>(winner),
            static_cast<uint32_t>(winner % own),
            best};
}

void
AssignmentLearner::Learn(const AssignmentProblem& problem, const AssignmentDecision& decision)
{
    Learner& l = *m_learner;
    l.statistics.value = decision.value;
    l.statistics.winner = decision.winner;
    l.Remember(problem, decision.assignment);
    l.count.Record(decision.rank);
    ++l.statistics.slots;
    if (l.statistics.slots % l.o.trainInterval == 0)
    {
        l.statistics.loss = l.Train("update", l.statistics.updates);
    }
}

void
AssignmentLearner::RememberHistory(const AssignmentProblem& problem,
                                   const std::vector<uint32_t>& assignment)
{
    m_learner->Remember(problem, assignment);
    ++m_learner->statistics.history;
}

void
AssignmentLearner::Imitate(uint32_t steps)
{
    Learner& l = *m_learner;
    for (uint32_t i = 0; i < steps && l.size > 0; ++i)
    {
        l.statistics.imitationLoss = l.Train("imitation", l.statistics.imitations);
    }
}

void
AssignmentLearner::SeedExploration(uint64_t seed)
{
    m_learner->noiseRandom = LearningRandom(seed, 3);
}

std::vector<uint32_t>
AssignmentLearner::Decide(const AssignmentProblem& problem, const Critic& critic, bool learn)
{
    AssignmentDecision decision = Choose(problem, critic, learn);
    if (learn)
    {
        Learn(problem, decision);
    }
    return std::move(decision.assignment);
}

AssignmentLearnerStatistics
AssignmentLearner::GetStatistics() const
{
    AssignmentLearnerStatistics statistics = m_learner->statistics;
    statistics.candidates = m_learner->count.Get();
    return statistics;
}

const AssignmentLearnerOptions&
AssignmentLearner::GetOptions() const
{
    return m_learner->o;
}

void
AssignmentLearner::Save(std::ostream& stream, bool full) const
{
    WriteCheckpoint(stream, KIND, full, m_learner->List(full, m_learner->size));
}

void
AssignmentLearner::Save(const std::string& path, bool full) const
{
    WriteCheckpointFile(path, [this, full](std::ostream& stream) { Save(stream, full); });
}

bool
AssignmentLearner::Load(std::istream& stream)
{
    Learner& l = *m_learner;
    const Checkpoint checkpoint(stream, KIND);
    const bool full = checkpoint.IsFull();
    uint64_t stored = 0;
    if (full)
    {
        stored = checkpoint.Ring("memory", l.o.memoryCapacity);
    }
    checkpoint.Restore(l.List(full, stored));
    if (!full)
    {
        l.block.ResetOptimiser();
    }
    return full;
}

bool
AssignmentLearner::Load(const std::string& path)
{
    return ReadCheckpointFile(path, [this](std::istream& stream) { return Load(stream); });
}

} // namespace learning
} // namespace ns3
