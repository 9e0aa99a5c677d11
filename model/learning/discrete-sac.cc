// SPDX-License-Identifier: GPL-2.0-only
#include "discrete-sac.h"

#include "action-heads.h"
#include "approximator-factory.h"
#include "checkpoint-fields.h"
#include "learning-checks.h"
#include "learning-error.h"
#include "learning-random.h"
#include "learning-runtime.h"
#include "n-step-returns.h"
#include "parameter-block.h"
#include "replay-memory.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace learning
{

namespace
{

const char KIND[] = "discrete-sac";

DiscreteSacOptions
Checked(const DiscreteSacOptions& o)
{
    RequireRange("DiscreteSac observationSize", o.observationSize, 1, 1e6);
    RequireRange("DiscreteSac actionCount", o.actionCount, 1, 1e6);
    RequireWidths("DiscreteSac hidden", o.hidden);
    RequireRange("DiscreteSac gamma", o.gamma, 0, 1);
    RequireRange("DiscreteSac tau", o.tau, 1e-9, 1);
    RequirePositive("DiscreteSac actorLearningRate", o.actorLearningRate);
    RequirePositive("DiscreteSac criticLearningRate", o.criticLearningRate);
    RequirePositive("DiscreteSac alphaLearningRate", o.alphaLearningRate);
    RequirePositive("DiscreteSac adamEpsilon", o.adamEpsilon);
    RequireRange("DiscreteSac batchSize", o.batchSize, 1, 1e6);
    RequireRange("DiscreteSac replayCapacity", o.replayCapacity, 1, 2e9);
    RequireRange("DiscreteSac learningStarts", o.learningStarts, 0, 4e9);
    RequireRange("DiscreteSac updatesPerStep", o.updatesPerStep, 0, 1e6);
    RequirePositive("DiscreteSac alpha", o.alpha);
    RequireRange("DiscreteSac targetEntropyRatio", o.targetEntropyRatio, 0, 1);
    RequirePositive("DiscreteSac alphaMin", o.alphaMin);
    RequireRange("DiscreteSac alphaMax", o.alphaMax, o.alphaMin, 1e9);
    RequireRange("DiscreteSac gradientClip", o.gradientClip, 0, 1e9);
    RequireRange("DiscreteSac nStep", o.nStep, 1, 1e6);
    return o;
}

} // namespace

/**
 * @brief Everything behind DiscreteSac; Step() is the algorithm.
 */
class DiscreteSac::Learner
{
  public:
    explicit Learner(const DiscreteSacOptions& options)
        : o(Checked(options)),
          heads("DiscreteSac", o.headSizes, o.actionCount),
          networks(o.network, o.hidden, Activation::RELU),
          actorBlock(networks.CountParameters(o.observationSize, o.actionCount)),
          criticBlock(2 * actorBlock.Size()),
          targetBlock(2 * actorBlock.Size(), false),
          actor(Make("actor", actorBlock)),
          critics{Make("critic 1", criticBlock), Make("critic 2", criticBlock)},
          targets{Make("target critic 1", targetBlock), Make("target critic 2", targetBlock)},
          memory(o.replayCapacity, o.observationSize, o.actionCount, 0),
          returns(o.nStep, o.observationSize, o.actionCount, 0),
          actRandom(o.seed, 1),
          sampleRandom(o.seed, 2),
          logAlpha(std::log(o.alpha)),
          places(o.batchSize),
          targetValues(o.batchSize),
          probabilities(static_cast<std::size_t>(o.batchSize) * o.actionCount),
          logProbabilities(probabilities.size()),
          gradient(probabilities.size() + DenseKernels::SLACK),
          rowProbabilities(o.actionCount)
    {
        ConfigureLibTorch();
        LearningRandom initRandom(o.seed, 0);
        actor->InitialiseUniform(initRandom);
        critics[0]->InitialiseUniform(initRandom);
        critics[1]->InitialiseUniform(initRandom);
        targetBlock.Track(criticBlock, 1);
    }

    /// @return a network of observations, with an output for each choice
    std::unique_ptr<Approximator> Make(const std::string& name, ParameterBlock& block) const
    {
        return networks.Make(name, o.observationSize, o.actionCount, block);
    }

    /// @brief One gradient step on critics, actor and temperature.
    void Step()
    {
        const std::size_t rows = o.batchSize;
        const std::size_t width = o.actionCount;
        const std::string place = "DiscreteSac update " + std::to_string(statistics.updates + 1);
        const auto alpha = static_cast<float>(Alpha());
        memory.Sample(sampleRandom, places, batch);

        // Targets: y = r + discount * sum_a pi(a|s') (min Q'(s', a) - alpha log pi(a|s')).
        const float* next = batch.nextObservations.data();
        heads.Softmax(actor->Infer(next, rows, actorWorkspace),
                      batch.nextMasks.data(),
                      rows,
                      probabilities.data(),
                      logProbabilities.data());
        const float* q[2] = {targets[0]->Infer(next, rows, criticWorkspaces[0]),
                             targets[1]->Infer(next, rows, criticWorkspaces[1])};
        for (std::size_t i = 0; i < rows; ++i)
        {
            float value = 0;
            for (std::size_t j = i * width; j < (i + 1) * width; ++j)
            {
                value += probabilities[j] * (Both(q[0][j], q[1][j]) - alpha * logProbabilities[j]);
            }
            targetValues[i] = batch.rewards[i] + batch.discounts[i] * value;
        }

        // Critics: mean squared error of Q(s, a), the sum over the heads of the taken choices.
        const float* now = batch.observations.data();
        double criticLoss = 0;
        double meanQ = 0;
        for (int c = 0; c < 2; ++c)
        {
            const float* values = critics[c]->Forward(now, rows, criticWorkspaces[c]);
            std::fill(gradient.begin(), gradient.end(), 0.0F);
            for (std::size_t i = 0; i < rows; ++i)
            {
                float taken = 0;
                for (std::size_t h = 0; h < heads.Count(); ++h)
                {
                    taken += values[i * width + heads.Entry(batch.actions[i], h)];
                }
                const float error = taken - targetValues[i];
                for (std::size_t h = 0; h < heads.Count(); ++h)
                {
                    gradient[i * width + heads.Entry(batch.actions[i], h)] =
                        2.0F * error / static_cast<float>(rows);
                }
                criticLoss += 0.5 * error * error / rows;
                meanQ += 0.5 * taken / rows;
            }
            critics[c]->Backward(now, rows, criticWorkspaces[c], gradient.data());
        }
        criticBlock.AdamStep(Adam(o.criticLearningRate), place);

        // Actor: mean over the batch of sum_a pi(a|s) (alpha log pi(a|s) - min Q(s, a)), Q held
        // fixed.
        heads.Softmax(actor->Forward(now, rows, actorWorkspace),
                      batch.masks.data(),
                      rows,
                      probabilities.data(),
                      logProbabilities.data());
        q[0] = critics[0]->Infer(now, rows, criticWorkspaces[0]);
        q[1] = critics[1]->Infer(now, rows, criticWorkspaces[1]);
        double actorLoss = 0;
        double entropy = 0;
        double targetEntropy = 0;
        for (std::size_t i = 0; i < rows; ++i)
        {
            for (std::size_t h = 0; h < heads.Count(); ++h)
            {
                // With f = alpha log pi - Q the derivative by logit a is pi(a) (f(a) - sum_b pi(b)
                // f(b)).
                const std::size_t first = i * width + heads.Offset(h);
                const std::size_t last = first + heads.Size(h);
                float mean = 0;
                uint32_t valid = 0;
                for (std::size_t j = first; j < last; ++j)
                {
                    const float f = alpha * logProbabilities[j] - Both(q[0][j], q[1][j]);
                    mean += probabilities[j] * f;
                    entropy -= probabilities[j] * logProbabilities[j];
                    valid += batch.masks[j] ? 1 : 0;
                    gradient[j] = f;
                }
                for (std::size_t j = first; j < last; ++j)
                {
                    gradient[j] =
                        probabilities[j] * (gradient[j] - mean) / static_cast<float>(rows);
                }
                actorLoss += mean;
                targetEntropy += o.targetEntropyRatio * std::log(static_cast<double>(valid));
            }
        }
        actor->Backward(now, rows, actorWorkspace, gradient.data());
        actorBlock.AdamStep(Adam(o.actorLearningRate), place);

        // Temperature: alpha (entropy - target), one Adam step on log alpha, then the clamp.
        entropy /= static_cast<double>(rows);
        targetEntropy /= static_cast<double>(rows);
        statistics.alphaLoss = 0;
        if (o.learnAlpha)
        {
            statistics.alphaLoss = Alpha() * (entropy - targetEntropy);
            const double steps = static_cast<double>(statistics.updates + 1);
            alphaMoments[0] += 0.1 * (statistics.alphaLoss - alphaMoments[0]);
            alphaMoments[1] +=
                0.001 * (statistics.alphaLoss * statistics.alphaLoss - alphaMoments[1]);
            const double first = alphaMoments[0] / (1 - std::pow(0.9, steps));
            const double second = alphaMoments[1] / (1 - std::pow(0.999, steps));
            logAlpha -= o.alphaLearningRate * first / (std::sqrt(second) + o.adamEpsilon);
            logAlpha = std::min(std::max(logAlpha, std::log(o.alphaMin)), std::log(o.alphaMax));
        }
        targetBlock.Track(criticBlock, o.tau);

        statistics.criticLoss = criticLoss;
        statistics.actorLoss = actorLoss / static_cast<double>(rows);
        statistics.entropy = entropy;
        statistics.meanQ = meanQ;
        ++statistics.updates;
    }

    /// @brief One gradient step on the actor: mean over the batch of -log pi(a|s).
    void Imitate()
    {
        const std::size_t rows = o.batchSize;
        const std::size_t width = o.actionCount;
        memory.Sample(sampleRandom, places, batch);
        const float* now = batch.observations.data();
        heads.Softmax(actor->Forward(now, rows, actorWorkspace),
                      batch.masks.data(),
                      rows,
                      probabilities.data(),
                      logProbabilities.data());
        double loss = 0;
        for (std::size_t i = 0; i < rows; ++i)
        {
            for (std::size_t j = i * width; j < (i + 1) * width; ++j)
            {
                gradient[j] = probabilities[j] / static_cast<float>(rows);
            }
            for (std::size_t h = 0; h < heads.Count(); ++h)
            {
                const std::size_t taken = i * width + heads.Entry(batch.actions[i], h);
                gradient[taken] -= 1.0F / static_cast<float>(rows);
                loss -= logProbabilities[taken] / static_cast<double>(rows);
            }
        }
        actor->Backward(now, rows, actorWorkspace, gradient.data());
        ++statistics.imitations;
        actorBlock.AdamStep(Adam(o.actorLearningRate),
                            "DiscreteSac imitation " + std::to_string(statistics.imitations));
        statistics.imitationLoss = loss;
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
        RequireFinite("DiscreteSac observation", obs, o.observationSize);
        RequireFinite("DiscreteSac next observation", nextObs, o.observationSize);
        RequireFinite("DiscreteSac reward", &reward, 1);
        RequireRange("DiscreteSac discountExponent", discountExponent, 0, 1e9);
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
        returns.Add(transition, memory);
    }

    /// @return the two critics' common opinion
    float Both(float first, float second) const
    {
        return o.averagedCritics ? 0.5F * (first + second) : std::min(first, second);
    }

    /// @return the temperature
    double Alpha() const
    {
        return std::exp(logAlpha);
    }

    /// @return settings of one of the optimisers
    AdamOptions Adam(double learningRate) const
    {
        AdamOptions adam;
        adam.learningRate = learningRate;
        adam.epsilon = o.adamEpsilon;
        adam.gradientClip = o.gradientClip;
        return adam;
    }

    /// @brief List the state, with `stored` transitions in the replay memory.
    CheckpointFields List(bool full, uint32_t stored)
    {
        CheckpointFields fields;
        actorBlock.List(fields, "actor", full);
        criticBlock.List(fields, "critics", full);
        fields.Add("log_alpha", &logAlpha, 1);
        fields.Add("updates", &statistics.updates, 1);
        fields.AddOptional("imitations", &statistics.imitations);
        fields.AddOptional("imitation_loss", &statistics.imitationLoss);
        if (full)
        {
            targetBlock.List(fields, "targets", full);
            memory.List(fields, "replay", stored, heads.Actions());
            returns.List(fields, "returns", heads.Actions());
            fields.Add("alpha_moments", alphaMoments, 2);
            fields.Add("act_random", actRandom);
            fields.Add("sample_random", sampleRandom);
            fields.Add("due", &due, 1);
            fields.RequireBetween(0, MOST_DUE);
            fields.Add("steps", &statistics.steps, 1);
            fields.AddOptional("history", &statistics.history);
            double* parts[] = {&statistics.criticLoss,
                               &statistics.actorLoss,
                               &statistics.alphaLoss,
                               &statistics.entropy,
                               &statistics.meanQ};
            const char* names[] = {"critic_loss", "actor_loss", "alpha_loss", "entropy", "mean_q"};
            for (int i = 0; i < 5; ++i)
            {
                fields.Add(names[i], parts[i], 1);
            }
        }
        return fields;
    }

    const DiscreteSacOptions o;               //!< hyperparameters
    const ActionHeads heads;                  //!< how actions are made up
    const ApproximatorFactory networks;       //!< makes all networks
    ParameterBlock actorBlock;                //!< parameters of the actor
    ParameterBlock criticBlock;               //!< parameters of both critics
    ParameterBlock targetBlock;               //!< parameters of both target critics
    std::unique_ptr<Approximator> actor;      //!< observation to logits
    std::unique_ptr<Approximator> critics[2]; //!< observation to a value for each choice
    std::unique_ptr<Approximator> targets[2]; //!< as critics
    ReplayMemory memory;                      //!< transitions
    NStepReturns returns;                     //!< makes n-step transitions
    LearningRandom actRandom;                 //!< draws actions
    LearningRandom sampleRandom;              //!< draws batches
    double logAlpha;                          //!< logarithm of the temperature
    double alphaMoments[2]{0, 0};             //!< Adam's moments of the temperature
    double due{0};                            //!< gradient steps due
    DiscreteSacStatistics statistics;         //!< of the last step
    TransitionBatch batch;                    //!< of the current step
    std::vector<uint32_t> places;             //!< of the batch in the memory
    std::vector<float> targetValues;          //!< y
    std::vector<float> probabilities;         //!< pi
    std::vector<float> logProbabilities;      //!< log pi
    std::vector<float> gradient;              //!< by a network's outputs
    Workspace actorWorkspace;                 //!< of training
    Workspace criticWorkspaces[2];            //!< of training
    Workspace actWorkspace;                   //!< of decisions
    Workspace valueWorkspaces[2];             //!< of Values
    std::vector<float> rowProbabilities;      //!< of decisions
};

DiscreteSac::DiscreteSac(const DiscreteSacOptions& options)
    : m_learner(new Learner(options))
{
}

DiscreteSac::~DiscreteSac() = default;

uint32_t
DiscreteSac::Act(const float* observation, const uint8_t* mask, bool greedy)
{
    uint32_t action;
    Act(observation, mask, 1, greedy, &action);
    return action;
}

void
DiscreteSac::Act(const float* observations,
                 const uint8_t* masks,
                 std::size_t n,
                 bool greedy,
                 uint32_t* actions)
{
    Learner& l = *m_learner;
    const std::size_t width = l.o.actionCount;
    const bool explore = !greedy && l.statistics.updates + l.statistics.imitations == 0;
    const float* logits = explore ? nullptr : l.actor->Infer(observations, n, l.actWorkspace);
    for (std::size_t i = 0; i < n; ++i)
    {
        const uint8_t* mask = masks ? masks + i * width : nullptr;
        if (explore)
        {
            actions[i] = l.heads.Uniform(mask, l.actRandom);
        }
        else if (greedy)
        {
            actions[i] = l.heads.Best(logits + i * width, mask);
        }
        else
        {
            actions[i] =
                l.heads.Sample(logits + i * width, mask, l.rowProbabilities.data(), l.actRandom);
        }
    }
}

void
DiscreteSac::Probabilities(const float* observation, const uint8_t* mask, float* probabilities)
{
    Learner& l = *m_learner;
    l.heads.Softmax(l.actor->Infer(observation, 1, l.actWorkspace),
                    mask,
                    1,
                    probabilities,
                    nullptr);
}

void
DiscreteSac::Values(const float* observation, float* values)
{
    Learner& l = *m_learner;
    const float* first = l.critics[0]->Infer(observation, 1, l.valueWorkspaces[0]);
    const float* second = l.critics[1]->Infer(observation, 1, l.valueWorkspaces[1]);
    for (uint32_t i = 0; i < l.o.actionCount; ++i)
    {
        values[i] = l.Both(first[i], second[i]);
    }
}

void
DiscreteSac::Remember(const float* obs,
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
    if (l.statistics.steps >= l.o.learningStarts)
    {
        l.due += l.o.updatesPerStep;
    }
}

void
DiscreteSac::RememberHistory(const float* obs,
                             const uint8_t* mask,
                             uint32_t action,
                             float reward,
                             const float* nextObs,
                             const uint8_t* nextMask,
                             bool terminal,
                             float discountExponent)
{
    m_learner->Remember(obs, mask, action, reward, nextObs, nextMask, terminal, discountExponent);
    ++m_learner->statistics.history;
}

void
DiscreteSac::EndEpisode()
{
    m_learner->returns.EndEpisode(m_learner->memory);
}

void
DiscreteSac::SeedExploration(uint64_t seed)
{
    m_learner->actRandom = LearningRandom(seed, 1);
}

bool
DiscreteSac::Update()
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
DiscreteSac::Train(uint32_t steps)
{
    for (uint32_t i = 0; i < steps && m_learner->memory.Size() > 0; ++i)
    {
        m_learner->Step();
    }
}

void
DiscreteSac::Imitate(uint32_t steps)
{
    for (uint32_t i = 0; i < steps && m_learner->memory.Size() > 0; ++i)
    {
        m_learner->Imitate();
    }
}

DiscreteSacStatistics
DiscreteSac::GetStatistics() const
{
    DiscreteSacStatistics statistics = m_learner->statistics;
    statistics.alpha = m_learner->Alpha();
    return statistics;
}

const DiscreteSacOptions&
DiscreteSac::GetOptions() const
{
    return m_learner->o;
}

void
DiscreteSac::Save(std::ostream& stream, bool full) const
{
    WriteCheckpoint(stream, KIND, full, m_learner->List(full, m_learner->memory.Size()));
}

void
DiscreteSac::Save(const std::string& path, bool full) const
{
    WriteCheckpointFile(path, [this, full](std::ostream& stream) { Save(stream, full); });
}

bool
DiscreteSac::Load(std::istream& stream)
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
    if (!full)
    {
        l.targetBlock.Track(l.criticBlock, 1);
        l.actorBlock.ResetOptimiser();
        l.criticBlock.ResetOptimiser();
        l.alphaMoments[0] = l.alphaMoments[1] = 0;
    }
    return full;
}

bool
DiscreteSac::Load(const std::string& path)
{
    return ReadCheckpointFile(path, [this](std::istream& stream) { return Load(stream); });
}

} // namespace learning
} // namespace ns3
