// SPDX-License-Identifier: GPL-2.0-only
#include "dqn.h"

#include "action-heads.h"
#include "approximator-factory.h"
#include "checkpoint-fields.h"
#include "learning-checks.h"
#include "learning-error.h"
#include "learning-random.h"
#include "learning-runtime.h"
#include "linear-schedule.h"
#include "n-step-returns.h"
#include "parameter-block.h"
#include "priority-tree.h"
#include "replay-memory.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace learning
{

namespace
{

const char KIND[] = "dqn";

DqnOptions
Checked(const DqnOptions& o)
{
    RequireRange("Dqn observationSize", o.observationSize, 1, 1e6);
    RequireRange("Dqn actionCount", o.actionCount, 1, 1e6);
    RequireWidths("Dqn hidden", o.hidden);
    RequireRange("Dqn gamma", o.gamma, 0, 1);
    RequirePositive("Dqn learningRate", o.learningRate);
    RequirePositive("Dqn adamEpsilon", o.adamEpsilon);
    RequireRange("Dqn gradientClip", o.gradientClip, 0, 1e9);
    RequireRange("Dqn tau", o.tau, 1e-9, 1);
    RequireRange("Dqn batchSize", o.batchSize, 1, 1e6);
    RequireRange("Dqn replayCapacity", o.replayCapacity, 1, 2e9);
    RequireRange("Dqn updatesPerStep", o.updatesPerStep, 0, 1e6);
    RequireRange("Dqn epsilonStart", o.epsilonStart, 0, 1);
    RequireRange("Dqn epsilonEnd", o.epsilonEnd, 0, 1);
    RequireRange("Dqn epsilonSteps", o.epsilonSteps, 1, 4e9);
    RequireRange("Dqn nStep", o.nStep, 1, 1e6);
    RequireRange("Dqn priorityAlpha", o.priorityAlpha, 0, 1);
    RequirePositive("Dqn priorityEpsilon", o.priorityEpsilon);
    RequireRange("Dqn betaStart", o.betaStart, 0, 1);
    RequireRange("Dqn betaEnd", o.betaEnd, 0, 1);
    RequireRange("Dqn betaSteps", o.betaSteps, 1, 4e9);
    RequireRange("Dqn historyMargin", o.historyMargin, 0, 1e9);
    RequirePositive("Dqn imitationMargin", o.imitationMargin);
    return o;
}

} // namespace

/**
 * @brief Everything behind Dqn; Step() is the algorithm.
 */
class Dqn::Learner
{
  public:
    explicit Learner(const DqnOptions& options)
        : o(Checked(options)),
          heads("Dqn", {}, o.actionCount),
          outputs(o.actionCount + (o.duelling ? 1 : 0)),
          networks(o.network, o.hidden, Activation::RELU),
          block(networks.CountParameters(o.observationSize, outputs)),
          targetBlock(block.Size(), false),
          network(networks.Make("network", o.observationSize, outputs, block)),
          target(networks.Make("target", o.observationSize, outputs, targetBlock)),
          memory(o.replayCapacity, o.observationSize, o.actionCount, 0),
          returns(o.nStep, o.observationSize, o.actionCount, 0),
          priorities(o.prioritised ? o.replayCapacity : 1),
          epsilon{o.epsilonStart, o.epsilonEnd, static_cast<double>(o.epsilonSteps)},
          beta{o.betaStart, o.betaEnd, static_cast<double>(o.betaSteps)},
          actRandom(o.seed, 1),
          sampleRandom(o.seed, 2),
          places(o.batchSize),
          weights(o.batchSize),
          targetValues(o.batchSize),
          gradient(static_cast<std::size_t>(o.batchSize) * outputs)
    {
        ConfigureLibTorch();
        LearningRandom initRandom(o.seed, 0);
        network->InitialiseUniform(initRandom);
        targetBlock.Track(block, 1);
    }

    /**
     * @brief One gradient step.
     * @param imitate the margin of imitation holds for the whole batch
     */
    void Step(bool imitate = false)
    {
        const std::size_t rows = o.batchSize;
        uint64_t& steps = imitate ? statistics.imitations : statistics.updates;
        const std::string place =
            (imitate ? "Dqn imitation " : "Dqn update ") + std::to_string(steps + 1);
        Draw();
        memory.Gather(places.data(), rows, batch);

        // Targets: y = r + discount * Q'(s', argmax_a Q(s', a)); without doubleQ Q' chooses itself.
        const float* next = batch.nextObservations.data();
        const float* judged = target->Infer(next, rows, targetWorkspace);
        const float* choosing = o.doubleQ ? network->Infer(next, rows, workspace) : judged;
        for (std::size_t i = 0; i < rows; ++i)
        {
            // The value stream of a duelling network is the same for all actions: it cannot change
            // which is the best.
            const std::size_t best =
                ArgMax(choosing + i * outputs, &batch.nextMasks[i * o.actionCount], o.actionCount);
            targetValues[i] = batch.rewards[i];
            if (best < o.actionCount) // a terminal observation may have no valid action
            {
                targetValues[i] += batch.discounts[i] * Value(judged + i * outputs, best);
            }
        }

        // Loss: mean of w * huber(Q(s, a) - y).
        const float* now = batch.observations.data();
        const float* values = network->Forward(now, rows, workspace);
        double loss = 0;
        double marginLoss = 0;
        double meanQ = 0;
        std::fill(gradient.begin(), gradient.end(), 0.0F);
        for (std::size_t i = 0; i < rows; ++i)
        {
            const uint32_t action = batch.actions[i];
            const float value = Value(values + i * outputs, action);
            const float error = value - targetValues[i];
            const float size = std::fabs(error);
            if (!std::isfinite(size))
            {
                // Such a priority would draw nothing sensible any more.
                throw LearningError(place + ": found a temporal difference of " +
                                    std::to_string(error) + ", expected a number");
            }
            const bool linear = o.huberLoss && size > 1;
            const float half = o.huberLoss ? 0.5F : 1.0F;
            loss += weights[i] * (linear ? size - 0.5F : half * error * error) / rows;
            meanQ += value / rows;
            const float slope = linear ? std::copysign(1.0F, error) : 2 * half * error;
            Spread(weights[i] * slope / static_cast<float>(rows), action, &gradient[i * outputs]);
            if (o.prioritised)
            {
                priorities.Set(places[i], Weight(size));
            }
            const bool isExpert =
                places[i] < statistics.experts && memory.Size() < memory.Capacity();
            const double margin = imitate ? o.imitationMargin : isExpert ? o.historyMargin : 0;
            const double part = margin > 0 ? AddMargin(i, values + i * outputs, margin) : 0;
            loss += part;
            marginLoss += part;
        }
        network->Backward(now, rows, workspace, gradient.data());
        AdamOptions adam;
        adam.learningRate = o.learningRate;
        adam.epsilon = o.adamEpsilon;
        adam.gradientClip = o.gradientClip;
        ++steps;
        block.AdamStep(adam, place);
        if (o.targetPeriod == 0)
        {
            targetBlock.Track(block, o.tau);
        }
        else if (steps % o.targetPeriod == 0)
        {
            targetBlock.Track(block, 1);
        }
        statistics.imitationLoss = imitate ? marginLoss : statistics.imitationLoss;
        statistics.loss = loss;
        statistics.meanQ = meanQ;
    }

    /**
     * @brief Adds the margin's part to the gradient. What the value stream and the mean of a
     * duelling network add is the same for all actions.
     * @param i row of the batch
     * @param values the network's outputs for the row
     * @param by the margin
     * @return its part of the mean loss
     */
    double AddMargin(std::size_t i, const float* values, double by)
    {
        const auto margin = static_cast<float>(by);
        const uint32_t taken = batch.actions[i];
        uint32_t best = taken;
        float most = values[taken];
        for (uint32_t j = 0; j < o.actionCount; ++j)
        {
            if (j != taken && batch.masks[i * o.actionCount + j] && values[j] + margin > most)
            {
                best = j;
                most = values[j] + margin;
            }
        }
        if (best != taken)
        {
            const float share = 1 / static_cast<float>(o.batchSize);
            gradient[i * outputs + best] += share;
            gradient[i * outputs + taken] -= share;
        }
        return (most - values[taken]) / o.batchSize;
    }

    /// @brief Draw the batch's places and importance weights.
    void Draw()
    {
        const auto rows = static_cast<double>(o.batchSize);
        statistics.beta = o.prioritised ? beta.At(static_cast<double>(statistics.updates)) : 0;
        double largest = 0;
        for (std::size_t i = 0; i < o.batchSize; ++i)
        {
            if (!o.prioritised)
            {
                places[i] = static_cast<uint32_t>(sampleRandom.Integer(memory.Size()));
                weights[i] = 1;
                continue;
            }
            // One draw in each of `rows` equal parts of the whole weight.
            const double part = (static_cast<double>(i) + sampleRandom.Uniform()) / rows;
            places[i] = priorities.Find(part * priorities.Total());
            const double probability = priorities.Get(places[i]) / priorities.Total();
            weights[i] =
                static_cast<float>(std::pow(memory.Size() * probability, -statistics.beta));
            largest = std::max(largest, static_cast<double>(weights[i]));
        }
        for (std::size_t i = 0; o.prioritised && i < o.batchSize; ++i)
        {
            weights[i] = static_cast<float>(weights[i] / largest);
        }
    }

    /// @return Q of an action from a row of outputs: with duelling V + A(a) - mean A
    float Value(const float* row, std::size_t action) const
    {
        if (!o.duelling)
        {
            return row[action];
        }
        float sum = 0;
        for (uint32_t j = 0; j < o.actionCount; ++j)
        {
            sum += row[j];
        }
        return row[o.actionCount] + row[action] - sum / static_cast<float>(o.actionCount);
    }

    /// @brief Derivative of Value(row, action) times `slope` by the outputs.
    void Spread(float slope, uint32_t action, float* row) const
    {
        for (uint32_t j = 0; o.duelling && j < o.actionCount; ++j)
        {
            row[j] = -slope / static_cast<float>(o.actionCount);
        }
        if (o.duelling)
        {
            row[o.actionCount] = slope;
        }
        row[action] += slope;
    }

    /// @return weight in the tree of a transition whose error has this size
    double Weight(double error)
    {
        const double priority = error + o.priorityEpsilon;
        largestPriority = std::max(largestPriority, priority);
        return std::pow(priority, o.priorityAlpha);
    }

    void Remember(const float* obs,
                  const uint8_t* mask,
                  uint32_t action,
                  float reward,
                  const float* nextObs,
                  const uint8_t* nextMask,
                  bool terminal,
                  float discountExponent)
    {
        RequireFinite("Dqn observation", obs, o.observationSize);
        RequireFinite("Dqn next observation", nextObs, o.observationSize);
        RequireFinite("Dqn reward", &reward, 1);
        RequireRange("Dqn discountExponent", discountExponent, 0, 1e9);
        heads.RequireValid(action, mask);
        if (!terminal)
        {
            heads.RequireSome(nextMask);
        }
        TransitionView transition;
        transition.observation = obs;
        transition.mask = mask;
        transition.action = action;
        transition.reward = reward;
        transition.nextObservation = nextObs;
        transition.nextMask = nextMask;
        transition.discount =
            terminal ? 0.0F : static_cast<float>(std::pow(o.gamma, discountExponent));
        const uint32_t place = memory.NextPlace();
        Prioritise(place, returns.Add(transition, memory));
    }

    /// @brief New transitions get the largest priority seen, so that each is drawn soon.
    void Prioritise(uint32_t place, uint32_t count)
    {
        for (uint32_t i = 0; o.prioritised && i < count; ++i)
        {
            priorities.Set((place + i) % memory.Capacity(),
                           std::pow(largestPriority, o.priorityAlpha));
        }
    }

    CheckpointFields List(bool full, uint32_t stored)
    {
        CheckpointFields fields;
        block.List(fields, "network", full);
        fields.Add("updates", &statistics.updates, 1);
        fields.AddOptional("imitations", &statistics.imitations);
        fields.AddOptional("imitation_loss", &statistics.imitationLoss);
        if (full)
        {
            targetBlock.List(fields, "target", full);
            memory.List(fields, "replay", stored, o.actionCount);
            returns.List(fields, "returns", o.actionCount);
            priorities.List(fields, "priorities", o.prioritised ? stored : 0);
            fields.Add("largest_priority", &largestPriority, 1);
            fields.RequireBetween(std::numeric_limits<double>::min(),
                                  std::numeric_limits<float>::max());
            fields.Add("act_random", actRandom);
            fields.Add("sample_random", sampleRandom);
            fields.Add("due", &due, 1);
            fields.RequireBetween(0, MOST_DUE);
            fields.Add("steps", &statistics.steps, 1);
            fields.Add("history", &statistics.history, 1);
            fields.Add("experts", &statistics.experts, 1);
            fields.Add("loss", &statistics.loss, 1);
            fields.Add("mean_q", &statistics.meanQ, 1);
            fields.Add("beta", &statistics.beta, 1);
        }
        return fields;
    }

    const DqnOptions o;                    //!< hyperparameters
    const ActionHeads heads;               //!< masks and draws
    const uint32_t outputs;                //!< actions, and the value stream when duelling
    const ApproximatorFactory networks;    //!< makes both networks
    ParameterBlock block;                  //!< parameters of the network
    ParameterBlock targetBlock;            //!< parameters of the target
    std::unique_ptr<Approximator> network; //!< observation to values
    std::unique_ptr<Approximator> target;  //!< as network, slower
    ReplayMemory memory;                   //!< transitions
    NStepReturns returns;                  //!< makes n-step transitions
    PriorityTree priorities;               //!< weight of each place of the memory
    double largestPriority{1};             //!< seen so far
    const LinearSchedule epsilon;          //!< by remembered transitions
    const LinearSchedule beta;             //!< by gradient steps
    LearningRandom actRandom;              //!< draws actions
    LearningRandom sampleRandom;           //!< draws batches
    double due{0};                         //!< gradient steps due
    DqnStatistics statistics;              //!< of the last step
    TransitionBatch batch;                 //!< of the current step
    std::vector<uint32_t> places;          //!< of the batch in the memory
    std::vector<float> weights;            //!< importance weights
    std::vector<float> targetValues;       //!< y
    std::vector<float> gradient;           //!< by the network's outputs
    Workspace workspace;                   //!< of training
    Workspace targetWorkspace;             //!< of training
    Workspace actWorkspace;                //!< of decisions
};

Dqn::Dqn(const DqnOptions& options)
    : m_learner(new Learner(options))
{
}

Dqn::~Dqn() = default;

uint32_t
Dqn::Act(const float* observation, const uint8_t* mask, bool greedy)
{
    uint32_t action;
    Act(observation, mask, 1, greedy, &action);
    return action;
}

void
Dqn::Act(const float* observations,
         const uint8_t* masks,
         std::size_t n,
         bool greedy,
         uint32_t* actions)
{
    Learner& l = *m_learner;
    const double epsilon = greedy ? 0 : l.epsilon.At(static_cast<double>(l.statistics.steps));
    const float* values = l.network->Infer(observations, n, l.actWorkspace);
    for (std::size_t i = 0; i < n; ++i)
    {
        const uint8_t* mask = masks ? masks + i * l.o.actionCount : nullptr;
        const bool random = !greedy && l.actRandom.Uniform() < epsilon;
        actions[i] = random ? l.heads.Uniform(mask, l.actRandom)
                            : l.heads.Best(values + i * l.outputs, mask);
    }
}

void
Dqn::Values(const float* observation, float* values)
{
    Learner& l = *m_learner;
    const float* row = l.network->Infer(observation, 1, l.actWorkspace);
    for (uint32_t i = 0; i < l.o.actionCount; ++i)
    {
        values[i] = l.Value(row, i);
    }
}

void
Dqn::Remember(const float* obs,
              const uint8_t* mask,
              uint32_t action,
              float reward,
              const float* nextObs,
              const uint8_t* nextMask,
              bool terminal,
              float discountExponent)
{
    Learner& l = *m_learner;
    l.Remember(obs, mask, action, reward, nextObs, nextMask, terminal, discountExponent);
    ++l.statistics.steps;
    if (l.memory.Size() >= l.o.learningStarts)
    {
        l.due += l.o.updatesPerStep;
    }
}

void
Dqn::RememberHistory(const float* obs,
                     const uint8_t* mask,
                     uint32_t action,
                     float reward,
                     const float* nextObs,
                     const uint8_t* nextMask,
                     bool terminal,
                     float discountExponent,
                     bool expert)
{
    m_learner->Remember(obs, mask, action, reward, nextObs, nextMask, terminal, discountExponent);
    ++m_learner->statistics.history;
    if (expert && m_learner->statistics.experts + 1 == m_learner->statistics.history)
    {
        ++m_learner->statistics.experts;
    }
}

void
Dqn::EndEpisode()
{
    const uint32_t place = m_learner->memory.NextPlace();
    m_learner->Prioritise(place, m_learner->returns.EndEpisode(m_learner->memory));
}

void
Dqn::SeedExploration(uint64_t seed)
{
    m_learner->actRandom = LearningRandom(seed, 1);
}

bool
Dqn::Update()
{
    bool done = false;
    while (m_learner->due >= 1 && m_learner->memory.Size() > 0)
    {
        m_learner->Step();
        m_learner->due -= 1;
        done = true;
    }
    return done;
}

void
Dqn::Train(uint32_t steps)
{
    for (uint32_t i = 0; i < steps && m_learner->memory.Size() > 0; ++i)
    {
        m_learner->Step();
    }
}

void
Dqn::Imitate(uint32_t steps)
{
    for (uint32_t i = 0; i < steps && m_learner->memory.Size() > 0; ++i)
    {
        m_learner->Step(true);
    }
}

DqnStatistics
Dqn::GetStatistics() const
{
    DqnStatistics statistics = m_learner->statistics;
    statistics.epsilon = m_learner->epsilon.At(static_cast<double>(statistics.steps));
    return statistics;
}

const DqnOptions&
Dqn::GetOptions() const
{
    return m_learner->o;
}

void
Dqn::Save(std::ostream& stream, bool full) const
{
    WriteCheckpoint(stream, KIND, full, m_learner->List(full, m_learner->memory.Size()));
}

void
Dqn::Save(const std::string& path, bool full) const
{
    WriteCheckpointFile(path, [this, full](std::ostream& stream) { Save(stream, full); });
}

bool
Dqn::Load(std::istream& stream)
{
    Learner& l = *m_learner;
    const Checkpoint checkpoint(stream, KIND);
    const bool full = checkpoint.IsFull();
    uint32_t stored = 0;
    if (full)
    {
        stored = l.memory.StoredSize(checkpoint, "replay");
        l.returns.Check(checkpoint, "returns");
    }
    checkpoint.Restore(l.List(full, stored));
    if (full)
    {
        l.priorities.Rebuild();
    }
    else
    {
        l.targetBlock.Track(l.block, 1);
        l.block.ResetOptimiser();
    }
    return full;
}

bool
Dqn::Load(const std::string& path)
{
    return ReadCheckpointFile(path, [this](std::istream& stream) { return Load(stream); });
}

} // namespace learning
} // namespace ns3
