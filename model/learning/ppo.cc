// SPDX-License-Identifier: GPL-2.0-only
#include "ppo.h"

#include "action-heads.h"
#include "advantage-estimation.h"
#include "approximator-factory.h"
#include "checkpoint-fields.h"
#include "learning-checks.h"
#include "learning-error.h"
#include "learning-random.h"
#include "learning-runtime.h"
#include "parameter-block.h"
#include "running-normaliser.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ns3
{
namespace learning
{

namespace
{

const char KIND[] = "ppo";
const double HALF_LOG_TWO_PI = 0.91893853320467274178; // of a Gaussian's log density

PpoOptions
Checked(const PpoOptions& o)
{
    RequireRange("Ppo observationSize", o.observationSize, 1, 1e6);
    RequireRange("Ppo continuousSize", o.continuousSize, o.headSizes.empty() ? 1 : 0, 1e6);
    RequireWidths("Ppo hidden", o.hidden);
    RequireRange("Ppo gamma", o.gamma, 0, 1);
    RequireRange("Ppo lambda", o.lambda, 0, 1);
    RequirePositive("Ppo clip", o.clip);
    RequireRange("Ppo valueClip", o.valueClip, 0, 1e9);
    RequireRange("Ppo entropyCoefficient", o.entropyCoefficient, 0, 1e9);
    RequirePositive("Ppo valueCoefficient", o.valueCoefficient);
    RequirePositive("Ppo learningRate", o.learningRate);
    RequirePositive("Ppo adamEpsilon", o.adamEpsilon);
    RequireRange("Ppo gradientClip", o.gradientClip, 0, 1e9);
    RequireRange("Ppo rolloutSize", o.rolloutSize, 1, 1e8);
    RequireRange("Ppo minibatchSize", o.minibatchSize, 1, o.rolloutSize);
    RequireRange("Ppo epochs", o.epochs, 1, 1e6);
    RequireRange("Ppo targetKl", o.targetKl, 0, 1e9);
    RequireRange("Ppo initialLogStd", o.initialLogStd, -20, 20);
    for (const double logit : o.initialLogits)
    {
        RequireRange("Ppo initialLogits", logit, -20, 20);
    }
    return o;
}

/**
 * @brief Transitions since the last update.
 */
struct Rollout
{
    std::vector<float> observations;     //!< n x observation size
    std::vector<float> nextObservations; //!< n x observation size
    std::vector<uint8_t> masks;          //!< n x choices of all heads
    std::vector<uint32_t> choices;       //!< n x heads
    std::vector<float> continuous;       //!< n x continuous size
    std::vector<float> logProbabilities; //!< n, when acting
    std::vector<float> rewards;          //!< n
    std::vector<float> discounts;        //!< n, 0 = terminal
    std::vector<uint32_t> streams;       //!< n
    std::vector<uint8_t> cut;            //!< n, the episode was cut off afterwards

    /// @brief Make room for n transitions of the sizes of another rollout's options.
    void Resize(std::size_t n, const PpoOptions& o, std::size_t width)
    {
        observations.resize(n * o.observationSize);
        nextObservations.resize(n * o.observationSize);
        masks.resize(n * width);
        choices.resize(n * o.headSizes.size());
        continuous.resize(n * o.continuousSize);
        logProbabilities.resize(n);
        rewards.resize(n);
        discounts.resize(n);
        streams.resize(n);
        cut.resize(n);
    }

    /// @brief List the state for a checkpoint.
    void List(CheckpointFields& fields, const std::vector<uint32_t>& heads)
    {
        fields.Add("rollout_observations", observations.data(), observations.size());
        fields.Add("rollout_next_observations", nextObservations.data(), nextObservations.size());
        fields.Add("rollout_masks", masks.data(), masks.size());
        fields.Add("rollout_choices", choices.data(), choices.size());
        fields.Require("choices that the heads have", [heads](const at::Tensor& part) {
            const auto* values = static_cast<const uint32_t*>(part.data_ptr());
            for (int64_t i = 0; i < part.numel(); ++i)
            {
                if (values[i] >= heads[static_cast<std::size_t>(i) % heads.size()])
                {
                    return false;
                }
            }
            return true;
        });
        fields.Add("rollout_continuous", continuous.data(), continuous.size());
        fields.Add("rollout_log_probabilities", logProbabilities.data(), logProbabilities.size());
        fields.Add("rollout_rewards", rewards.data(), rewards.size());
        fields.Add("rollout_discounts", discounts.data(), discounts.size());
        fields.Add("rollout_streams", streams.data(), streams.size());
        fields.RequireBetween(0, MOST_ROWS - 1.0);
        fields.Add("rollout_cut", cut.data(), cut.size());
    }
};

} // namespace

/**
 * @brief Everything behind Ppo; Learn() and Minibatch() are the algorithm.
 */
class Ppo::Learner
{
  public:
    Learner(const PpoOptions& options, std::shared_ptr<RankGroup> ranks)
        : o(Checked(options)),
          group(ranks ? ranks : std::make_shared<RankGroup>()),
          heads("Ppo", o.headSizes),
          width(heads.Width()),
          actorOutputs(width + o.continuousSize),
          networks(o.network, o.hidden, Activation::TANH),
          block(networks.CountParameters(o.observationSize, actorOutputs) + o.continuousSize +
                networks.CountParameters(o.observationSize, 1)),
          actor(networks.Make("actor", o.observationSize, actorOutputs, block)),
          logStdOffset(block.Reserve(o.continuousSize, "log standard deviation")),
          critic(networks.Make("critic", o.observationSize, 1, block)),
          normaliser(o.observationSize, 10),
          actRandom(o.seed, 1 + 2 * group->Rank()),
          shuffleRandom(o.seed, 2 + 2 * group->Rank()),
          rowProbabilities(width)
    {
        ConfigureLibTorch();
        LearningRandom initRandom(o.seed, 0); // the same on all ranks
        actor->InitialiseOrthogonal(initRandom, std::sqrt(2.0), 0.01);
        actor->SetOutputBiases(o.initialLogits);
        std::fill_n(LogStd(), o.continuousSize, static_cast<float>(o.initialLogStd));
        critic->InitialiseOrthogonal(initRandom, std::sqrt(2.0), 1);
        rollout.Resize(o.rolloutSize, o, width);
    }

    /// @brief Learn from the rollout of `count` transitions.
    void Learn()
    {
        Prepare();
        statistics.learningRate = o.learningRate;
        if (o.annealSteps > 0)
        {
            const double part =
                static_cast<double>(statistics.steps - count) / static_cast<double>(o.annealSteps);
            statistics.learningRate *= std::max(0.0, 1 - part);
        }
        ListOrder();
        // The number of minibatches must be the same on all ranks, whatever each one's count.
        const std::size_t parts = std::max<std::size_t>(1, o.rolloutSize / o.minibatchSize);
        for (uint32_t epoch = 0; epoch < o.epochs; ++epoch)
        {
            Shuffle();
            std::fill_n(sums, 5, 0.0);
            for (std::size_t part = 0; part < parts; ++part)
            {
                const std::size_t first = count * part / parts;
                const std::size_t last = count * (part + 1) / parts;
                Minibatch(&order[first], last - first);
                Step();
            }
            group->Sum(sums, 5);
            const double total = static_cast<double>(parts) * group->Size();
            statistics.policyLoss = sums[0] / total;
            statistics.valueLoss = sums[1] / total;
            statistics.entropy = sums[2] / total;
            statistics.divergence = sums[3] / total;
            statistics.clipFraction = sums[4] / total;
            if (o.targetKl > 0 && statistics.divergence > o.targetKl)
            {
                break;
            }
        }
        if (o.normaliseObservations)
        {
            normaliser.Update(rollout.observations.data(), count, *group);
        }
        count = 0;
        ++statistics.updates;
    }

    /**
     * @brief Gradient steps of imitation.
     * @param steps number of minibatches
     */
    void Imitate(uint32_t steps)
    {
        if (o.normaliseObservations)
        {
            normaliser.Update(rollout.observations.data(), count, *group);
        }
        statistics.learningRate = o.learningRate;
        ListOrder();
        const std::size_t parts = std::max<std::size_t>(1, count / o.minibatchSize);
        for (uint32_t step = 0; step < steps; ++step)
        {
            const std::size_t part = step % parts;
            if (part == 0)
            {
                Prepare(); // returns bootstrap from a critic that becomes better
                Shuffle();
            }
            const std::size_t first = count * part / parts;
            const std::size_t last = count * (part + 1) / parts;
            statistics.imitationLoss = ImitationGradient(&order[first], last - first);
            ++statistics.imitations;
            Step();
        }
    }

    /// @brief The rollout in the order of its transitions.
    void ListOrder()
    {
        order.resize(count);
        for (std::size_t i = 0; i < count; ++i)
        {
            order[i] = static_cast<uint32_t>(i);
        }
    }

    /// @brief The rollout in another order.
    void Shuffle()
    {
        for (std::size_t i = count; i > 1; --i)
        {
            std::swap(order[i - 1], order[shuffleRandom.Integer(i)]);
        }
    }

    /// @brief Advantages and returns of the rollout.
    void Prepare()
    {
        const std::size_t size = count * o.observationSize;
        observations.resize(size);
        nextObservations.resize(size);
        Normalise(rollout.observations.data(), count, observations.data());
        Normalise(rollout.nextObservations.data(), count, nextObservations.data());
        values.resize(count);
        std::copy_n(critic->Infer(observations.data(), count, criticWorkspace),
                    count,
                    values.begin());
        const float* nextValues = critic->Infer(nextObservations.data(), count, criticWorkspace);
        advantages.resize(count);
        EstimateAdvantages(rollout.streams.data(),
                           rollout.rewards.data(),
                           rollout.discounts.data(),
                           rollout.cut.data(),
                           values.data(),
                           nextValues,
                           static_cast<float>(o.lambda),
                           count,
                           advantages.data());
        returns.resize(count);
        for (std::size_t i = 0; i < count; ++i)
        {
            returns[i] = advantages[i] + values[i];
        }
    }

    /**
     * @brief Loss and gradient of some transitions of the prepared rollout.
     *
     * Loss = mean of max(-A r, -A clamp(r, 1 - clip, 1 + clip)) - entropyCoefficient * H
     * + valueCoefficient * mean of half the squared value error, with the ratio r = pi(a|s) /
     * pi_old(a|s).
     *
     * @return the loss
     */
    double Minibatch(const uint32_t* members, std::size_t rows)
    {
        const std::size_t entries = o.continuousSize;
        Gather(members, rows);
        double mean = 0;
        double deviation = 1;
        if (o.normaliseAdvantages)
        {
            AdvantageMoments(members, rows, mean, deviation);
        }

        const float* out = actor->Forward(input.data(), rows, actorWorkspace);
        heads.Softmax(Logits(out, rows), maskRows.data(), rows, probabilities.data(), logs.data());
        std::fill_n(block.Gradients() + logStdOffset, entries, 0.0F);
        double policyLoss = 0;
        double entropySum = 0;
        double divergence = 0;
        double clipped = 0;
        for (std::size_t i = 0; i < rows; ++i)
        {
            const std::size_t member = members[i];
            const float* p = probabilities.data() + i * width;
            const float* logP = logs.data() + i * width;
            const float* means = out + i * actorOutputs + width;
            const uint32_t* choices = rollout.choices.data() + member * heads.Count();
            const float* drawn = rollout.continuous.data() + member * entries;
            const double logRatio =
                LogProbability(logP, means, choices, drawn) - rollout.logProbabilities[member];
            const double ratio = std::exp(logRatio);
            const double advantage = (advantages[member] - mean) / deviation;
            const double limited = std::min(1 + o.clip, std::max(1 - o.clip, ratio));
            const bool open =
                -advantage * ratio >= -advantage * limited; // the unclipped term counts
            policyLoss += std::max(-advantage * ratio, -advantage * limited) / rows;
            divergence += ((ratio - 1) - logRatio) / rows;
            clipped += std::fabs(ratio - 1) > o.clip ? 1.0 / rows : 0.0;

            // By log pi: -A r where the unclipped term counts, 0 elsewhere.
            const double byLog = open ? -advantage * ratio / rows : 0;
            float* gradient = outputGradient.data() + i * actorOutputs;
            for (std::size_t h = 0; h < heads.Count(); ++h)
            {
                const std::size_t first = heads.Offset(h);
                double entropy = 0;
                for (std::size_t j = first; j < first + heads.Size(h); ++j)
                {
                    entropy -= p[j] * logP[j];
                }
                entropySum += entropy / rows;
                for (std::size_t j = first; j < first + heads.Size(h); ++j)
                {
                    const double taken = j == first + choices[h] ? 1 : 0;
                    const double byEntropy = -p[j] * (logP[j] + entropy) / rows;
                    gradient[j] = static_cast<float>(byLog * (taken - p[j]) -
                                                     o.entropyCoefficient * byEntropy);
                }
            }
            for (std::size_t j = 0; j < entries; ++j)
            {
                const double logStd = LogStd()[j];
                const double scaled = (drawn[j] - means[j]) * std::exp(-logStd);
                entropySum += (logStd + HALF_LOG_TWO_PI + 0.5) / rows;
                gradient[width + j] = static_cast<float>(byLog * scaled * std::exp(-logStd));
                block.Gradients()[logStdOffset + j] +=
                    static_cast<float>(byLog * (scaled * scaled - 1) - o.entropyCoefficient / rows);
            }
        }
        actor->Backward(input.data(), rows, actorWorkspace, outputGradient.data());
        const double valueLoss = CriticGradient(members, rows);
        sums[0] += policyLoss;
        sums[1] += valueLoss;
        sums[2] += entropySum;
        sums[3] += divergence;
        sums[4] += clipped;
        return policyLoss - o.entropyCoefficient * entropySum + o.valueCoefficient * valueLoss;
    }

    /**
     * @brief Gradient of the mean of -log pi(a|s), with the standard deviations as they are, and of
     * the value loss.
     * @return the mean of -log pi
     */
    double ImitationGradient(const uint32_t* members, std::size_t rows)
    {
        const std::size_t entries = o.continuousSize;
        Gather(members, rows);
        const float* out = actor->Forward(input.data(), rows, actorWorkspace);
        heads.Softmax(Logits(out, rows), maskRows.data(), rows, probabilities.data(), logs.data());
        std::fill_n(block.Gradients() + logStdOffset, entries, 0.0F);
        double loss = 0;
        for (std::size_t i = 0; i < rows; ++i)
        {
            const float* means = out + i * actorOutputs + width;
            const uint32_t* choices = rollout.choices.data() + members[i] * heads.Count();
            const float* drawn = rollout.continuous.data() + members[i] * entries;
            loss -= LogProbability(logs.data() + i * width, means, choices, drawn) / rows;
            float* gradient = outputGradient.data() + i * actorOutputs;
            for (std::size_t j = 0; j < width; ++j)
            {
                gradient[j] = probabilities[i * width + j] / static_cast<float>(rows);
            }
            for (std::size_t h = 0; h < heads.Count(); ++h)
            {
                gradient[heads.Offset(h) + choices[h]] -= 1.0F / static_cast<float>(rows);
            }
            for (std::size_t j = 0; j < entries; ++j)
            {
                const double scaled = (means[j] - drawn[j]) * std::exp(-2.0 * LogStd()[j]);
                gradient[width + j] = static_cast<float>(scaled / rows);
            }
        }
        actor->Backward(input.data(), rows, actorWorkspace, outputGradient.data());
        CriticGradient(members, rows);
        return loss;
    }

    /// @return half the mean squared value error (clipped like the ratio when valueClip > 0)
    double CriticGradient(const uint32_t* members, std::size_t rows)
    {
        const float* value = critic->Forward(input.data(), rows, criticWorkspace);
        double loss = 0;
        for (std::size_t i = 0; i < rows; ++i)
        {
            const double target = returns[members[i]];
            const double old = values[members[i]];
            const double error = value[i] - target;
            double used = error;
            bool moving = true;
            if (o.valueClip > 0)
            {
                const double change = std::min(o.valueClip, std::max(-o.valueClip, value[i] - old));
                const double limited = old + change - target;
                if (limited * limited > error * error)
                {
                    used = limited;
                    moving = std::fabs(value[i] - old) <= o.valueClip;
                }
            }
            loss += 0.5 * used * used / rows;
            valueGradient[i] = moving ? static_cast<float>(o.valueCoefficient * used / rows) : 0.0F;
        }
        critic->Backward(input.data(), rows, criticWorkspace, valueGradient.data());
        return loss;
    }

    /// @brief Average the gradient over the ranks and take one Adam step.
    void Step()
    {
        ++statistics.minibatches;
        const std::string place = "Ppo minibatch " + std::to_string(statistics.minibatches);
        if (group->Size() > 1)
        {
            group->Sum(block.Gradients(), block.Size());
            const float scale = 1.0F / static_cast<float>(group->Size());
            for (std::size_t i = 0; i < block.Size(); ++i)
            {
                block.Gradients()[i] *= scale;
            }
        }
        AdamOptions adam;
        adam.learningRate = statistics.learningRate;
        adam.epsilon = o.adamEpsilon;
        adam.gradientClip = o.gradientClip;
        block.AdamStep(adam, place);
        if (group->Size() > 1 && !group->AllEqual(Hash()))
        {
            throw LearningError(place + ": the ranks' parameters differ, expected the same bits");
        }
    }

    /// @brief Mean and standard deviation of the advantages of a minibatch over all ranks.
    void AdvantageMoments(const uint32_t* members,
                          std::size_t rows,
                          double& mean,
                          double& deviation)
    {
        // One exchange for both moments; double precision leaves room for the cancellation.
        double sum[3] = {0, 0, static_cast<double>(rows)};
        for (std::size_t i = 0; i < rows; ++i)
        {
            const double advantage = advantages[members[i]];
            sum[0] += advantage;
            sum[1] += advantage * advantage;
        }
        group->Sum(sum, 3);
        mean = sum[0] / sum[2];
        const double square = std::max(0.0, sum[1] - sum[0] * mean);
        deviation = std::sqrt(square / std::max(1.0, sum[2] - 1)) + 1e-8;
    }

    /// @brief Copy the observations and masks of some transitions into rows.
    void Gather(const uint32_t* members, std::size_t rows)
    {
        input.resize(rows * o.observationSize);
        maskRows.resize(rows * width);
        probabilities.resize(rows * width);
        logs.resize(rows * width);
        outputGradient.resize(rows * actorOutputs);
        valueGradient.resize(rows);
        for (std::size_t i = 0; i < rows; ++i)
        {
            std::copy_n(&observations[members[i] * o.observationSize],
                        o.observationSize,
                        &input[i * o.observationSize]);
            std::copy_n(rollout.masks.data() + members[i] * width,
                        width,
                        maskRows.data() + i * width);
        }
    }

    /// @return the discrete part of the actor's outputs, contiguous
    const float* Logits(const float* out, std::size_t rows)
    {
        if (o.continuousSize == 0)
        {
            return out;
        }
        logits.resize(std::max(logits.size(), rows * width));
        for (std::size_t i = 0; i < rows; ++i)
        {
            std::copy_n(out + i * actorOutputs, width, logits.data() + i * width);
        }
        return logits.data();
    }

    /// @return log of the joint probability (density) of choices and drawn numbers
    double LogProbability(const float* logP,
                          const float* means,
                          const uint32_t* choices,
                          const float* drawn) const
    {
        double sum = 0;
        for (std::size_t h = 0; h < heads.Count(); ++h)
        {
            sum += logP[heads.Offset(h) + choices[h]];
        }
        for (std::size_t j = 0; j < o.continuousSize; ++j)
        {
            const double logStd = LogStd()[j];
            const double scaled = (drawn[j] - means[j]) * std::exp(-logStd);
            sum -= 0.5 * scaled * scaled + logStd + HALF_LOG_TWO_PI;
        }
        return sum;
    }

    void Normalise(const float* rows, std::size_t n, float* out) const
    {
        if (o.normaliseObservations)
        {
            normaliser.Normalise(rows, n, out);
        }
        else
        {
            std::copy_n(rows, n * o.observationSize, out);
        }
    }

    float* LogStd()
    {
        return block.Values() + logStdOffset;
    }

    const float* LogStd() const
    {
        return block.Values() + logStdOffset;
    }

    /// @return FNV-1a over the parameters' bits
    uint64_t Hash() const
    {
        uint64_t hash = 14695981039346656037ULL;
        for (std::size_t i = 0; i < block.Size(); ++i)
        {
            uint32_t bits;
            std::memcpy(&bits, block.Values() + i, sizeof(bits));
            hash = (hash ^ bits) * 1099511628211ULL;
        }
        return hash;
    }

    CheckpointFields List(bool full, Rollout& held, uint64_t& heldCount)
    {
        CheckpointFields fields;
        block.List(fields, "parameters", full);
        normaliser.List(fields, "normaliser");
        fields.AddOptional("imitations", &statistics.imitations);
        fields.AddOptional("imitation_loss", &statistics.imitationLoss);
        if (full)
        {
            fields.AddOptional("history", &statistics.history);
            held.List(fields, o.headSizes);
            fields.Add("rollout_count", &heldCount, 1);
            fields.Add("act_random", actRandom);
            fields.Add("shuffle_random", shuffleRandom);
            uint64_t* counters[] = {&statistics.updates,
                                    &statistics.minibatches,
                                    &statistics.steps};
            const char* counterNames[] = {"updates", "minibatches", "steps"};
            for (int i = 0; i < 3; ++i)
            {
                fields.Add(counterNames[i], counters[i], 1);
            }
            double* parts[] = {&statistics.policyLoss,
                               &statistics.valueLoss,
                               &statistics.entropy,
                               &statistics.divergence,
                               &statistics.clipFraction,
                               &statistics.learningRate};
            const char* names[] = {"policy_loss",
                                   "value_loss",
                                   "entropy",
                                   "divergence",
                                   "clip_fraction",
                                   "learning_rate"};
            for (int i = 0; i < 6; ++i)
            {
                fields.Add(names[i], parts[i], 1);
            }
        }
        return fields;
    }

    const PpoOptions o;                     //!< hyperparameters
    const std::shared_ptr<RankGroup> group; //!< the ranks
    const ActionHeads heads;                //!< discrete part of the action
    const std::size_t width;                //!< choices of all heads
    const uint32_t actorOutputs;            //!< logits, then means
    const ApproximatorFactory networks;     //!< makes both networks
    ParameterBlock block;                   //!< actor, log standard deviations, critic
    std::unique_ptr<Approximator> actor;    //!< observation to logits and means
    const std::size_t logStdOffset;         //!< of the log standard deviations in the block
    std::unique_ptr<Approximator> critic;   //!< observation to value
    RunningNormaliser normaliser;           //!< of the observations
    LearningRandom actRandom;               //!< draws actions
    LearningRandom shuffleRandom;           //!< orders minibatches
    Rollout rollout;                        //!< transitions since the last update
    uint64_t count{0};                      //!< number of transitions since the last update
    PpoStatistics statistics;               //!< of the last update
    double sums[5]{};                       //!< of an epoch's losses
    std::vector<float> observations;        //!< of the rollout, normalised
    std::vector<float> nextObservations;    //!< of the rollout, normalised
    std::vector<float> values;              //!< of the rollout, before the update
    std::vector<float> advantages;          //!< of the rollout
    std::vector<float> returns;             //!< of the rollout
    std::vector<uint32_t> order;            //!< of the rollout, shuffled
    std::vector<float> input;               //!< rows of a minibatch
    std::vector<uint8_t> maskRows;          //!< rows of a minibatch
    std::vector<float> logits;              //!< rows of a minibatch
    std::vector<float> probabilities;       //!< rows of a minibatch
    std::vector<float> logs;                //!< rows of a minibatch
    std::vector<float> outputGradient;      //!< rows of a minibatch, by the actor's outputs
    std::vector<float> valueGradient;       //!< rows of a minibatch, by the critic's outputs
    Workspace actorWorkspace;               //!< of training
    Workspace criticWorkspace;              //!< of training
    Workspace actWorkspace;                 //!< of decisions
    Workspace valueWorkspace;               //!< of Value
    std::vector<float> actInput;            //!< rows of a decision, normalised
    std::vector<float> rowProbabilities;    //!< of a decision
    std::vector<float> rowLogs;             //!< of a decision
};

Ppo::Ppo(const PpoOptions& options, std::shared_ptr<RankGroup> group)
    : m_learner(new Learner(options, std::move(group)))
{
}

Ppo::~Ppo() = default;

void
Ppo::Act(const float* observations,
         const uint8_t* masks,
         std::size_t n,
         bool greedy,
         uint32_t* choices,
         float* continuous,
         float* logProbabilities)
{
    Learner& l = *m_learner;
    l.actInput.resize(std::max(l.actInput.size(), n * l.o.observationSize));
    l.rowLogs.resize(l.width);
    l.Normalise(observations, n, l.actInput.data());
    const float* out = l.actor->Infer(l.actInput.data(), n, l.actWorkspace);
    for (std::size_t i = 0; i < n; ++i)
    {
        const float* row = out + i * l.actorOutputs;
        const uint8_t* mask = masks ? masks + i * l.width : nullptr;
        uint32_t* chosen = choices + i * l.heads.Count();
        float* drawn = continuous + i * l.o.continuousSize;
        if (greedy)
        {
            l.heads.Best(row, mask, chosen);
        }
        else
        {
            l.heads.Sample(row, mask, l.rowProbabilities.data(), l.actRandom, chosen);
        }
        RequireFinite("Ppo means", row + l.width, l.o.continuousSize);
        for (uint32_t j = 0; j < l.o.continuousSize; ++j)
        {
            const double noise = greedy ? 0 : std::exp(l.LogStd()[j]) * l.actRandom.Normal();
            drawn[j] = static_cast<float>(row[l.width + j] + noise);
        }
        if (logProbabilities)
        {
            l.heads.Softmax(row, mask, 1, l.rowProbabilities.data(), l.rowLogs.data());
            logProbabilities[i] = static_cast<float>(
                l.LogProbability(l.rowLogs.data(), row + l.width, chosen, drawn));
        }
    }
}

float
Ppo::Value(const float* observation)
{
    Learner& l = *m_learner;
    l.actInput.resize(std::max<std::size_t>(l.actInput.size(), l.o.observationSize));
    l.Normalise(observation, 1, l.actInput.data());
    return *l.critic->Infer(l.actInput.data(), 1, l.valueWorkspace);
}

void
Ppo::Remember(uint32_t stream,
              const float* obs,
              const uint8_t* mask,
              const uint32_t* choices,
              const float* continuous,
              float logProbability,
              float reward,
              const float* nextObs,
              bool terminal,
              float discountExponent)
{
    Learner& l = *m_learner;
    Rollout& r = l.rollout;
    const std::size_t size = l.o.observationSize;
    const std::size_t i = l.count;
    RequireRange("Ppo stream", stream, 0, 1e6);
    RequireFinite("Ppo observation", obs, size);
    RequireFinite("Ppo next observation", nextObs, size);
    RequireFinite("Ppo action", continuous, l.o.continuousSize);
    RequireFinite("Ppo log probability", &logProbability, 1);
    RequireFinite("Ppo reward", &reward, 1);
    RequireRange("Ppo discountExponent", discountExponent, 0, 1e9);
    l.heads.RequireValid(choices, mask);
    if (i >= r.rewards.size())
    {
        r.Resize(2 * i, l.o, l.width);
    }
    std::copy_n(obs, size, r.observations.data() + i * size);
    std::copy_n(nextObs, size, r.nextObservations.data() + i * size);
    if (mask)
    {
        std::copy_n(mask, l.width, r.masks.data() + i * l.width);
    }
    else
    {
        std::fill_n(r.masks.data() + i * l.width, l.width, uint8_t{1});
    }
    std::copy_n(choices, l.heads.Count(), r.choices.data() + i * l.heads.Count());
    std::copy_n(continuous, l.o.continuousSize, r.continuous.data() + i * l.o.continuousSize);
    r.logProbabilities[i] = logProbability;
    r.rewards[i] = reward;
    r.discounts[i] = terminal ? 0.0F : static_cast<float>(std::pow(l.o.gamma, discountExponent));
    r.streams[i] = stream;
    r.cut[i] = 0;
    ++l.count;
    ++l.statistics.steps;
}

void
Ppo::RememberHistory(uint32_t stream,
                     const float* obs,
                     const uint8_t* mask,
                     const uint32_t* choices,
                     const float* continuous,
                     float reward,
                     const float* nextObs,
                     bool terminal,
                     float discountExponent)
{
    Remember(stream,
             obs,
             mask,
             choices,
             continuous,
             0,
             reward,
             nextObs,
             terminal,
             discountExponent);
    --m_learner->statistics.steps;
    ++m_learner->statistics.history;
}

void
Ppo::Imitate(uint32_t steps)
{
    if (m_learner->count > 0)
    {
        m_learner->Imitate(steps);
    }
    m_learner->count = 0;
}

void
Ppo::EndEpisode(uint32_t stream)
{
    Learner& l = *m_learner;
    for (std::size_t i = l.count; i-- > 0;)
    {
        if (l.rollout.streams[i] == stream)
        {
            l.rollout.cut[i] = 1;
            return;
        }
    }
}

void
Ppo::SeedExploration(uint64_t seed)
{
    m_learner->actRandom = LearningRandom(seed, 1);
}

bool
Ppo::Update()
{
    if (m_learner->count < m_learner->o.rolloutSize)
    {
        return false;
    }
    m_learner->Learn();
    return true;
}

PpoStatistics
Ppo::GetStatistics() const
{
    return m_learner->statistics;
}

const PpoOptions&
Ppo::GetOptions() const
{
    return m_learner->o;
}

uint64_t
Ppo::ParameterHash() const
{
    return m_learner->Hash();
}

double
Ppo::LossAndGradient(const std::vector<float>& parameters, std::vector<float>& gradient)
{
    Learner& l = *m_learner;
    const std::vector<float> before = Parameters();
    l.Prepare(); // advantages and returns are those of the parameters that acted
    if (!parameters.empty())
    {
        std::copy(parameters.begin(), parameters.end(), l.block.Values());
    }
    std::vector<uint32_t> all(l.count);
    for (std::size_t i = 0; i < all.size(); ++i)
    {
        all[i] = static_cast<uint32_t>(i);
    }
    const double loss = l.Minibatch(all.data(), all.size());
    gradient.assign(l.block.Gradients(), l.block.Gradients() + l.block.Size());
    std::copy(before.begin(), before.end(), l.block.Values());
    return loss;
}

std::vector<float>
Ppo::Parameters() const
{
    const float* values = m_learner->block.Values();
    return std::vector<float>(values, values + m_learner->block.Size());
}

void
Ppo::Save(std::ostream& stream, bool full) const
{
    Learner& l = *m_learner;
    Rollout held = l.rollout;
    held.Resize(l.count, l.o, l.width);
    WriteCheckpoint(stream, KIND, full, l.List(full, held, l.count));
}

void
Ppo::Save(const std::string& path, bool full) const
{
    WriteCheckpointFile(path, [this, full](std::ostream& stream) { Save(stream, full); });
}

bool
Ppo::Load(std::istream& stream)
{
    Learner& l = *m_learner;
    const Checkpoint checkpoint(stream, KIND);
    const bool full = checkpoint.IsFull();
    Rollout held;
    uint64_t count = 0;
    if (full)
    {
        count = checkpoint.Integer("rollout_count", checkpoint.Rows("rollout_rewards"));
        held.Resize(count, l.o, l.width);
    }
    checkpoint.Restore(l.List(full, held, count));
    l.count = 0;
    if (full)
    {
        held.Resize(std::max<std::size_t>(count, l.o.rolloutSize), l.o, l.width);
        l.rollout = std::move(held);
        l.count = count;
    }
    else
    {
        l.block.ResetOptimiser();
    }
    return full;
}

bool
Ppo::Load(const std::string& path)
{
    return ReadCheckpointFile(path, [this](std::istream& stream) { return Load(stream); });
}

} // namespace learning
} // namespace ns3
