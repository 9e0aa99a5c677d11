// SPDX-License-Identifier: GPL-2.0-only
#include "assignment-learner.h"

#include "checkpoint-fields.h"
#include "learning-checks.h"
#include "learning-error.h"
#include "learning-random.h"
#include "learning-runtime.h"
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
 * @brief Where the tensors of a layer stand in the flat parameters.
 */
struct Layer
{
    torch::Tensor weight; //!< inputs x outputs, a view of the block, with its gradient
    torch::Tensor bias;   //!< outputs

    torch::Tensor operator()(const torch::Tensor& x) const
    {
        return torch::matmul(x, weight) + bias;
    }
};

} // namespace

/**
 * @brief Everything behind AssignmentLearner; Logits() is the network, Train() the step.
 */
class AssignmentLearner::Learner
{
  public:
    explicit Learner(const AssignmentLearnerOptions& options)
        : o(Checked(options)),
          shapes(Shapes()),
          block(CountParameters()),
          count(o.candidates, o.adaptInterval),
          sampleRandom(o.seed, 2),
          noiseRandom(o.seed, 3)
    {
        ConfigureLibTorch();
        LearningRandom initRandom(o.seed, 0);
        for (const auto& shape : shapes)
        {
            AddLayer(shape.first, shape.second, initRandom);
        }
        const int64_t n = o.maxTasks;
        const int64_t m = o.maxOptions;
        const int64_t capacity = o.memoryCapacity;
        held.tasks = torch::zeros({capacity, n, o.taskFeatures});
        held.options = torch::zeros({capacity, m, o.optionFeatures});
        held.edges = torch::zeros({capacity, n, m, o.edgeFeatures});
        held.mask = torch::zeros({capacity, n, m});
        labels = torch::full({capacity, n}, -1, torch::kLong); // -1 = no task
    }

    /// @return inputs and outputs of every layer
    std::vector<std::pair<int64_t, int64_t>> Shapes() const
    {
        std::vector<std::pair<int64_t, int64_t>> all;
        if (o.actor == AssignmentActor::DENSE)
        {
            const int64_t edges = static_cast<int64_t>(o.maxTasks) * o.maxOptions;
            int64_t inputs = static_cast<int64_t>(o.maxTasks) * o.taskFeatures +
                             static_cast<int64_t>(o.maxOptions) * o.optionFeatures +
                             edges * (static_cast<int64_t>(o.edgeFeatures) + 1);
            for (uint32_t width : o.hidden)
            {
                all.emplace_back(inputs, width);
                inputs = width;
            }
            all.emplace_back(inputs, edges);
            return all;
        }
        const int64_t w = o.width;
        all = {{o.taskFeatures, w}, {o.optionFeatures, w}, {o.edgeFeatures, w}};
        for (uint32_t round = 0; round < o.rounds; ++round)
        {
            all.emplace_back(w, w);     // options to messages
            all.emplace_back(2 * w, w); // task and messages to task
            all.emplace_back(w, w);     // tasks to messages
            all.emplace_back(2 * w, w); // option and messages to option
        }
        all.emplace_back(3 * w, w); // task, option, edge
        all.emplace_back(w, 1);     // to the edge's logit
        return all;
    }

    std::size_t CountParameters() const
    {
        std::size_t parameters = 0;
        for (const auto& shape : shapes)
        {
            parameters += static_cast<std::size_t>((shape.first + 1) * shape.second);
        }
        return parameters;
    }

    void AddLayer(int64_t inputs, int64_t outputs, LearningRandom& random)
    {
        const std::string name = "layer " + std::to_string(layers.size() + 1);
        const double bound = inputs > 0 ? 1 / std::sqrt(static_cast<double>(inputs)) : 0;
        const auto reserve = [&](std::vector<int64_t> shape,
                                 int64_t size,
                                 const std::string& part) {
            const std::size_t offset = block.Reserve(static_cast<std::size_t>(size), name + part);
            for (int64_t i = 0; i < size; ++i)
            {
                block.Values()[offset + i] = static_cast<float>(bound * (2 * random.Uniform() - 1));
            }
            const auto start = static_cast<int64_t>(offset);
            torch::Tensor view = block.ValueTensor().narrow(0, start, size).view(shape).detach();
            view.set_requires_grad(true);
            // Autograd adds into a gradient that exists, so the flat gradient fills itself.
            view.mutable_grad() = block.GradientTensor().narrow(0, start, size).view(shape);
            return view;
        };
        Layer layer;
        layer.weight = reserve({inputs, outputs}, inputs * outputs, " weight");
        layer.bias = reserve({outputs}, outputs, " bias");
        layers.push_back(layer);
    }

    /// @return logits of the edges, B x N x M; without an edge -1e9
    torch::Tensor Logits(const Batch& x) const
    {
        const torch::Tensor logits =
            o.actor == AssignmentActor::GRAPH ? GraphLogits(x) : DenseLogits(x);
        return logits.masked_fill(x.mask == 0, -1e9);
    }

    static torch::Tensor Activate(const torch::Tensor& x)
    {
        return torch::leaky_relu(x, 0.1);
    }

    /**
     * @brief Graph convolution on the bipartite graph: every round each node takes the mean over
     * its edges of relu(W h of the other node + edge), joined to its own features.
     */
    torch::Tensor GraphLogits(const Batch& x) const
    {
        torch::Tensor task = Activate(layers[0](x.tasks));       // B N w
        torch::Tensor option = Activate(layers[1](x.options));   // B M w
        const torch::Tensor edge = layers[2](x.edges);           // B N M w
        const torch::Tensor mask = x.mask.unsqueeze(3);          // B N M 1
        const torch::Tensor ofTask = mask.sum(2).clamp_min(1);   // B N 1, edges of a task
        const torch::Tensor ofOption = mask.sum(1).clamp_min(1); // B M 1, edges of an option
        for (uint32_t round = 0; round < o.rounds; ++round)
        {
            const Layer* layer = &layers[3 + 4 * round];
            const torch::Tensor down = Activate(layer[0](option).unsqueeze(1) + edge) * mask;
            const torch::Tensor toTask = down.sum(2) / ofTask;
            const torch::Tensor nextTask = Activate(layer[1](torch::cat({task, toTask}, 2)));
            const torch::Tensor up = Activate(layer[2](nextTask).unsqueeze(2) + edge) * mask;
            const torch::Tensor toOption = up.sum(1) / ofOption;
            option = Activate(layer[3](torch::cat({option, toOption}, 2)));
            task = nextTask;
        }
        const std::vector<int64_t> shape = edge.sizes().vec();
        const torch::Tensor all =
            torch::cat({task.unsqueeze(2).expand(shape), option.unsqueeze(1).expand(shape), edge},
                       3);
        const std::size_t last = layers.size() - 1;
        return layers[last](Activate(layers[last - 1](all))).squeeze(3);
    }

    /// @brief DROO's network: all features in a row through hidden layers with ReLU.
    torch::Tensor DenseLogits(const Batch& x) const
    {
        torch::Tensor row = torch::cat(
            {x.tasks.flatten(1), x.options.flatten(1), x.edges.flatten(1), x.mask.flatten(1)},
            1);
        for (std::size_t l = 0; l + 1 < layers.size(); ++l)
        {
            row = torch::relu(layers[l](row));
        }
        return layers.back()(row).view(x.mask.sizes());
    }

    /// @brief Check a problem and make it a batch of one; DENSE and `padded` use the largest size.
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
        const Batch batch = Encode(problem, o.actor == AssignmentActor::DENSE);
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
            labels.data_ptr<int64_t>()[row * o.maxTasks + static_cast<int64_t>(i)] = assignment[i];
        }
        next = next + 1 == o.memoryCapacity ? 0 : next + 1;
        size = std::min<uint64_t>(size + 1, o.memoryCapacity);
    }

    /// @brief One cross-entropy step towards remembered decisions.
    void Train()
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
        ++statistics.updates;
        block.AdamStep(adam, "AssignmentLearner update " + std::to_string(statistics.updates));
        statistics.loss = loss.item<double>();
    }

    CheckpointFields List(bool full, uint64_t stored)
    {
        CheckpointFields fields;
        block.List(fields, "network", full);
        fields.Add("updates", &statistics.updates, 1);
        count.List(fields, "candidates"); // decisions depend on it, too
        if (full)
        {
            const auto rows = static_cast<int64_t>(stored);
            fields.Add("memory_tasks", held.tasks.narrow(0, 0, rows));
            fields.Add("memory_options", held.options.narrow(0, 0, rows));
            fields.Add("memory_edges", held.edges.narrow(0, 0, rows));
            fields.Add("memory_mask", held.mask.narrow(0, 0, rows));
            fields.Add("memory_labels", labels.narrow(0, 0, rows));
            fields.Add("memory_size", &size, 1);
            fields.Add("memory_next", &next, 1);
            fields.Add("sample_random", sampleRandom);
            fields.Add("noise_random", noiseRandom);
            fields.Add("slots", &statistics.slots, 1);
            fields.Add("loss", &statistics.loss, 1);
        }
        return fields;
    }

    const AssignmentLearnerOptions o;                      //!< hyperparameters
    const std::vector<std::pair<int64_t, int64_t>> shapes; //!< of the layers
    ParameterBlock block;                                  //!< parameters
    std::vector<Layer> layers;                             //!< views of the block
    CandidateCount count;                                  //!< number of candidates
    LearningRandom sampleRandom;                           //!< draws batches
    LearningRandom noiseRandom;                            //!< explores
    Batch held;                                            //!< remembered problems
    torch::Tensor labels;                                  //!< remembered decisions, -1 = no task
    uint64_t size{0};                                      //!< slots remembered
    uint64_t next{0};                                      //!< place of the next one
    AssignmentLearnerStatistics statistics;                //!< what was done last
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
        l.Train();
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
        stored = checkpoint.Integer("memory_size", l.o.memoryCapacity);
        checkpoint.Integer("memory_next", l.o.memoryCapacity - 1);
    }
    checkpoint.Integer("candidates_count", l.o.candidates);
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
