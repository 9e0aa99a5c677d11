// SPDX-License-Identifier: GPL-2.0-only
#include "ddpg.h"

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

const char KIND[] = "ddpg";

DdpgOptions
Checked(DdpgOptions o)
{
    RequireRange("Ddpg observationSize", o.observationSize, 1, 1e6);
    RequireRange("Ddpg actionSize", o.actionSize, 1, 1e6);
    uint64_t shares = 0;
    for (uint32_t size : o.simplexes)
    {
        RequireRange("Ddpg simplexes", size, 1, 1e6);
        shares += size;
    }
    RequireRange("Ddpg sum of simplexes", static_cast<double>(shares), 0, o.actionSize);
    o.actionLow.resize(o.actionLow.empty() ? o.actionSize : o.actionLow.size(), -1.0F);
    o.actionHigh.resize(o.actionHigh.empty() ? o.actionSize : o.actionHigh.size(), 1.0F);
    RequireRange("Ddpg length of actionLow",
                 static_cast<double>(o.actionLow.size()),
                 o.actionSize,
                 o.actionSize);
    RequireRange("Ddpg length of actionHigh",
                 static_cast<double>(o.actionHigh.size()),
                 o.actionSize,
                 o.actionSize);
    for (uint32_t i = 0; i < o.actionSize - shares; ++i)
    {
        RequirePositive("Ddpg actionHigh - actionLow", o.actionHigh[i] - o.actionLow[i]);
    }
    RequireWidths("Ddpg hidden", o.hidden);
    RequireRange("Ddpg gamma", o.gamma, 0, 1);
    RequireRange("Ddpg tau", o.tau, 1e-9, 1);
    RequirePositive("Ddpg actorLearningRate", o.actorLearningRate);
    RequirePositive("Ddpg criticLearningRate", o.criticLearningRate);
    RequirePositive("Ddpg adamEpsilon", o.adamEpsilon);
    RequireRange("Ddpg gradientClip", o.gradientClip, 0, 1e9);
    RequireRange("Ddpg batchSize", o.batchSize, 1, 1e6);
    RequireRange("Ddpg replayCapacity", o.replayCapacity, 1, 2e9);
    RequireRange("Ddpg updatesPerStep", o.updatesPerStep, 0, 1e6);
    RequireRange("Ddpg noiseScale", o.noiseScale, 0, 1e3);
    RequireRange("Ddpg simplexNoiseScale", o.simplexNoiseScale, 0, 1e3);
    RequireRange("Ddpg ouTheta", o.ouTheta, 1e-9, 1);
    RequireRange("Ddpg targetNoise", o.targetNoise, 0, 1e3);
    RequireRange("Ddpg targetNoiseClip", o.targetNoiseClip, 0, 1e3);
    RequireRange("Ddpg policyDelay", o.policyDelay, 1, 1e6);
    RequireRange("Ddpg nStep", o.nStep, 1, 1e6);
    return o;
}

} // namespace

/**
 * @brief Everything behind Ddpg; Step() is the algorithm.
 *
 * Inside, actions are normalised: bounded entries in [-1, 1], shares as they are.
 */
class Ddpg::Learner
{
  public:
    explicit Learner(const DdpgOptions& options)
        : o(Checked(options)),
          bounded(o.actionSize),
          criticCount(o.twinCritics ? 2 : 1),
          networks(o.network, o.hidden, Activation::RELU),
          actorBlock(networks.CountParameters(o.observationSize, o.actionSize)),
          actorTargetBlock(actorBlock.Size(), false),
          criticBlock(criticCount * networks.CountParameters(o.observationSize + o.actionSize, 1)),
          criticTargetBlock(criticBlock.Size(), false),
          actor(networks.Make("actor", o.observationSize, o.actionSize, actorBlock)),
          actorTarget(
              networks.Make("target actor", o.observationSize, o.actionSize, actorTargetBlock)),
          memory(o.replayCapacity,
                 o.observationSize,
                 o.simplexes.empty() ? 0 : o.actionSize,
                 o.actionSize),
          returns(o.nStep, o.observationSize, o.simplexes.empty() ? 0 : o.actionSize, o.actionSize),
          actRandom(o.seed, 1),
          sampleRandom(o.seed, 2),
          noiseState(o.actionSize, 0.0),
          places(o.batchSize),
          targetValues(o.batchSize),
          actions(static_cast<std::size_t>(o.batchSize) * o.actionSize),
          criticInput(static_cast<std::size_t>(o.batchSize) * (o.observationSize + o.actionSize)),
          gradient(std::max<std::size_t>(o.batchSize, actions.size())),
          rowAction(o.actionSize),
          rowInput(o.observationSize + o.actionSize)
    {
        ConfigureLibTorch();
        for (uint32_t size : o.simplexes)
        {
            bounded -= size;
        }
        const uint32_t inputs = o.observationSize + o.actionSize;
        for (std::size_t c = 0; c < criticCount; ++c)
        {
            const std::string name = "critic " + std::to_string(c + 1);
            critics.push_back(networks.Make(name, inputs, 1, criticBlock));
            criticTargets.push_back(networks.Make("target " + name, inputs, 1, criticTargetBlock));
        }
        LearningRandom initRandom(o.seed, 0);
        actor->InitialiseUniform(initRandom);
        for (auto& critic : critics)
        {
            critic->InitialiseUniform(initRandom);
        }
        actorTargetBlock.Track(actorBlock, 1);
        criticTargetBlock.Track(criticBlock, 1);
    }

    /// @brief One gradient step on the critics and, every policyDelay steps, on the actor.
    void Step()
    {
        const std::size_t rows = o.batchSize;
        const std::string place = "Ddpg update " + std::to_string(statistics.updates + 1);
        memory.Sample(sampleRandom, places, batch);
        const uint8_t* masks = batch.masks.empty() ? nullptr : batch.masks.data();
        const uint8_t* nextMasks = batch.nextMasks.empty() ? nullptr : batch.nextMasks.data();

        // Targets: y = r + discount * Q'(s', mu'(s')), TD3: the smaller of two, the action with
        // noise.
        const float* next = batch.nextObservations.data();
        const float* raw = actorTarget->Infer(next, rows, actorWorkspace);
        std::copy_n(raw, actions.size(), actions.begin());
        if (o.targetSmoothing)
        {
            Smooth(rows);
        }
        Squash(actions.data(), nextMasks, rows);
        Join(next, actions.data(), rows);
        for (std::size_t c = 0; c < criticCount; ++c)
        {
            const float* q = criticTargets[c]->Infer(criticInput.data(), rows, criticWorkspace);
            for (std::size_t i = 0; i < rows; ++i)
            {
                targetValues[i] = c == 0 ? q[i] : std::min(targetValues[i], q[i]);
            }
        }
        for (std::size_t i = 0; i < rows; ++i)
        {
            targetValues[i] = batch.rewards[i] + batch.discounts[i] * targetValues[i];
        }

        // Critics: mean squared error.
        const float* now = batch.observations.data();
        Join(now, batch.actionValues.data(), rows);
        double criticLoss = 0;
        double meanQ = 0;
        for (auto& critic : critics)
        {
            const float* q = critic->Forward(criticInput.data(), rows, criticWorkspace);
            for (std::size_t i = 0; i < rows; ++i)
            {
                const float error = q[i] - targetValues[i];
                gradient[i] = 2.0F * error / static_cast<float>(rows);
                criticLoss += error * error / static_cast<double>(rows * criticCount);
                meanQ += q[i] / static_cast<double>(rows * criticCount);
            }
            critic->Backward(criticInput.data(), rows, criticWorkspace, gradient.data());
        }
        criticBlock.AdamStep(Adam(o.criticLearningRate), place);

        if ((statistics.updates + 1) % o.policyDelay == 0)
        {
            // Actor: -mean Q(s, mu(s)); the critic's parameters are held fixed.
            raw = actor->Forward(now, rows, actorWorkspace);
            std::copy_n(raw, actions.size(), actions.begin());
            Squash(actions.data(), masks, rows);
            Join(now, actions.data(), rows);
            const float* q = critics[0]->Forward(criticInput.data(), rows, criticWorkspace);
            double sum = 0;
            for (std::size_t i = 0; i < rows; ++i)
            {
                sum += q[i];
                gradient[i] = -1.0F / static_cast<float>(rows);
            }
            const float* byInput = critics[0]->Backward(criticInput.data(),
                                                        rows,
                                                        criticWorkspace,
                                                        gradient.data(),
                                                        false,
                                                        true);
            SquashBackward(byInput, rows);
            actor->Backward(now, rows, actorWorkspace, gradient.data());
            actorBlock.AdamStep(Adam(o.actorLearningRate), place);
            statistics.actorLoss = -sum / static_cast<double>(rows);
            actorTargetBlock.Track(actorBlock, o.tau);
            criticTargetBlock.Track(criticBlock, o.tau);
        }
        statistics.criticLoss = criticLoss;
        statistics.meanQ = meanQ;
        ++statistics.updates;
    }

    /**
     * @brief One gradient step on the actor: mean over the batch of the cross-entropy of shares,
     * and of bounded entries as places in their range, (1 + a) / 2. Its derivative by the outputs
     * is the difference of the actions, which does not vanish where tanh is at the wrong bound.
     */
    void Imitate()
    {
        const std::size_t rows = o.batchSize;
        memory.Sample(sampleRandom, places, batch);
        const float* now = batch.observations.data();
        const float* raw = actor->Forward(now, rows, actorWorkspace);
        std::copy_n(raw, actions.size(), actions.begin());
        Squash(actions.data(), batch.masks.empty() ? nullptr : batch.masks.data(), rows);
        double distance = 0;
        for (std::size_t j = 0; j < actions.size(); ++j)
        {
            const float error = actions[j] - batch.actionValues[j];
            distance += error * error / static_cast<double>(rows);
            gradient[j] = error / static_cast<float>(rows);
        }
        actor->Backward(now, rows, actorWorkspace, gradient.data());
        ++statistics.imitations;
        actorBlock.AdamStep(Adam(o.actorLearningRate),
                            "Ddpg imitation " + std::to_string(statistics.imitations));
        statistics.imitationLoss = distance;
    }

    /// @brief Turn the actor's outputs into normalised actions, in place.
    void Squash(float* values, const uint8_t* masks, std::size_t rows) const
    {
        for (std::size_t i = 0; i < rows; ++i)
        {
            float* row = values + i * o.actionSize;
            for (uint32_t j = 0; j < bounded; ++j)
            {
                row[j] = std::tanh(row[j]);
            }
            uint32_t first = bounded;
            for (uint32_t size : o.simplexes)
            {
                const uint8_t* mask = masks ? masks + i * o.actionSize + first : nullptr;
                Kernels().softmax(row + first, mask, 1, size, size, row + first, nullptr);
                first += size;
            }
        }
    }

    /// @brief Derivative by the actor's outputs, into `gradient`, from that by the critic's input.
    void SquashBackward(const float* byInput, std::size_t rows)
    {
        const std::size_t width = o.observationSize + o.actionSize;
        for (std::size_t i = 0; i < rows; ++i)
        {
            const float* d = byInput + i * width + o.observationSize;
            const float* a = actions.data() + i * o.actionSize;
            float* out = gradient.data() + i * o.actionSize;
            for (uint32_t j = 0; j < bounded; ++j)
            {
                // The loss falls against the gradient: d < 0 asks for a larger entry.
                const float room = (d[j] < 0 ? 1.0F - a[j] : 1.0F + a[j]) / 2;
                out[j] = d[j] * (o.invertingGradients ? room : 1.0F - a[j] * a[j]);
            }
            uint32_t first = bounded;
            for (uint32_t size : o.simplexes)
            {
                float mean = 0;
                for (uint32_t j = first; j < first + size; ++j)
                {
                    mean += a[j] * d[j];
                }
                for (uint32_t j = first; j < first + size; ++j)
                {
                    out[j] = a[j] * (d[j] - mean);
                }
                first += size;
            }
        }
    }

    /// @brief Rows of observation and normalised action, for the critics.
    void Join(const float* observations, const float* values, std::size_t rows)
    {
        float* out = criticInput.data();
        for (std::size_t i = 0; i < rows; ++i)
        {
            out = std::copy_n(observations + i * o.observationSize, o.observationSize, out);
            out = std::copy_n(values + i * o.actionSize, o.actionSize, out);
        }
    }

    /// @brief TD3's clipped noise on the target's action, before the heads are applied.
    void Smooth(std::size_t rows)
    {
        for (std::size_t i = 0; i < rows; ++i)
        {
            for (uint32_t j = 0; j < o.actionSize; ++j)
            {
                float& value = actions[i * o.actionSize + j];
                const double clip = o.targetNoiseClip;
                const double noise =
                    std::min(clip, std::max(-clip, o.targetNoise * sampleRandom.Normal()));
                value = static_cast<float>(j < bounded ? Unsquash(std::tanh(value) + noise)
                                                       : value + noise);
            }
        }
    }

    /// @return what tanh turns into a value that was clipped to [-1, 1]
    static double Unsquash(double value)
    {
        const double limit =
            1 - 1e-7; // tanh of a float reaches 1 near 9, atanh(1) would be infinite
        return std::atanh(std::min(limit, std::max(-limit, value)));
    }

    /// @return a step of the noise of one entry, with standard deviation `scale` in the long run
    double Noise(uint32_t entry, double scale)
    {
        if (o.noise == DdpgNoise::GAUSSIAN)
        {
            return scale * actRandom.Normal();
        }
        // Discrete Ornstein-Uhlenbeck: x += -theta x + sigma w has variance
        // sigma^2/(1-(1-theta)^2).
        const double keep = 1 - o.ouTheta;
        noiseState[entry] =
            keep * noiseState[entry] + std::sqrt(1 - keep * keep) * actRandom.Normal();
        return scale * noiseState[entry];
    }

    /**
     * @brief Choose a normalised action into rowAction.
     * @param raw the actor's outputs; nullptr: uniformly random
     */
    void Choose(const float* raw, const uint8_t* mask, bool greedy)
    {
        if (!raw)
        {
            // Uniform: bounded entries flat, shares by exponential logits (flat on the simplex).
            for (uint32_t j = 0; j < o.actionSize; ++j)
            {
                rowAction[j] = static_cast<float>(
                    j < bounded ? Unsquash(2 * actRandom.Uniform() - 1)
                                : std::log(-std::log(1 - actRandom.Uniform()) + 1e-30));
            }
            Squash(rowAction.data(), mask, 1);
            return;
        }
        RequireFinite("Ddpg action", raw, o.actionSize);
        std::copy_n(raw, o.actionSize, rowAction.begin());
        if (!greedy)
        {
            for (uint32_t j = bounded; j < o.actionSize; ++j)
            {
                rowAction[j] += static_cast<float>(Noise(j, o.simplexNoiseScale));
            }
        }
        Squash(rowAction.data(), mask, 1);
        for (uint32_t j = 0; !greedy && j < bounded; ++j)
        {
            const auto noisy = static_cast<float>(rowAction[j] + Noise(j, o.noiseScale));
            rowAction[j] = std::min(1.0F, std::max(-1.0F, noisy));
        }
    }

    /// @brief Demand that every simplex has a valid entry.
    void RequireSome(const uint8_t* mask) const
    {
        uint32_t first = bounded;
        for (uint32_t size : o.simplexes)
        {
            if (mask &&
                std::all_of(mask + first, mask + first + size, [](uint8_t m) { return !m; }))
            {
                throw LearningError(
                    "Ddpg: found a mask without any valid entry in the simplex at " +
                    std::to_string(first) + ", expected at least one");
            }
            first += size;
        }
    }

    /// @brief Normalise an action into rowAction, checking its bounds.
    void Normalise(const float* action)
    {
        RequireFinite("Ddpg action", action, o.actionSize);
        for (uint32_t j = 0; j < o.actionSize; ++j)
        {
            const bool share = j >= bounded;
            const double low = share ? 0 : o.actionLow[j];
            const double high = share ? 1 : o.actionHigh[j];
            const double tolerance = 1e-4 * (high - low); // rounding of the caller's own arithmetic
            if (action[j] < low - tolerance || action[j] > high + tolerance)
            {
                RequireRange("Ddpg action[" + std::to_string(j) + "]", action[j], low, high);
            }
            rowAction[j] =
                static_cast<float>(share ? action[j] : 2 * (action[j] - low) / (high - low) - 1);
        }
    }

    void Remember(const float* obs,
                  const uint8_t* mask,
                  const float* action,
                  float reward,
                  const float* nextObs,
                  const uint8_t* nextMask,
                  bool terminal,
                  float discountExponent)
    {
        RequireFinite("Ddpg observation", obs, o.observationSize);
        RequireFinite("Ddpg next observation", nextObs, o.observationSize);
        RequireFinite("Ddpg reward", &reward, 1);
        RequireRange("Ddpg discountExponent", discountExponent, 0, 1e9);
        RequireSome(mask);
        if (!terminal)
        {
            RequireSome(nextMask);
        }
        Normalise(action);
        TransitionView transition;
        transition.observation = obs;
        transition.mask = mask;
        transition.actionValues = rowAction.data();
        transition.reward = reward;
        transition.nextObservation = nextObs;
        transition.nextMask = nextMask;
        transition.discount =
            terminal ? 0.0F : static_cast<float>(std::pow(o.gamma, discountExponent));
        returns.Add(transition, memory);
    }

    AdamOptions Adam(double learningRate) const
    {
        AdamOptions adam;
        adam.learningRate = learningRate;
        adam.epsilon = o.adamEpsilon;
        adam.gradientClip = o.gradientClip;
        return adam;
    }

    CheckpointFields List(bool full, uint32_t stored)
    {
        CheckpointFields fields;
        actorBlock.List(fields, "actor", full);
        criticBlock.List(fields, "critics", full);
        fields.Add("updates", &statistics.updates, 1);
        fields.AddOptional("imitations", &statistics.imitations);
        fields.AddOptional("imitation_loss", &statistics.imitationLoss);
        if (full)
        {
            actorTargetBlock.List(fields, "target_actor", full);
            criticTargetBlock.List(fields, "target_critics", full);
            memory.List(fields, "replay", stored, 1);
            returns.List(fields, "returns", 1);
            fields.Add("noise", noiseState.data(), noiseState.size());
            fields.Add("act_random", actRandom);
            fields.Add("sample_random", sampleRandom);
            fields.Add("due", &due, 1);
            fields.RequireBetween(0, MOST_DUE);
            fields.Add("steps", &statistics.steps, 1);
            fields.AddOptional("history", &statistics.history);
            fields.Add("critic_loss", &statistics.criticLoss, 1);
            fields.Add("actor_loss", &statistics.actorLoss, 1);
            fields.Add("mean_q", &statistics.meanQ, 1);
        }
        return fields;
    }

    const DdpgOptions o;                                //!< hyperparameters
    uint32_t bounded;                                   //!< entries before the simplexes
    const std::size_t criticCount;                      //!< 1, or 2 for TD3
    const ApproximatorFactory networks;                 //!< makes all networks
    ParameterBlock actorBlock;                          //!< parameters of the actor
    ParameterBlock actorTargetBlock;                    //!< parameters of its target
    ParameterBlock criticBlock;                         //!< parameters of all critics
    ParameterBlock criticTargetBlock;                   //!< parameters of their targets
    std::unique_ptr<Approximator> actor;                //!< observation to action before the heads
    std::unique_ptr<Approximator> actorTarget;          //!< as actor, slower
    std::vector<std::unique_ptr<Approximator>> critics; //!< observation and action to value
    std::vector<std::unique_ptr<Approximator>> criticTargets; //!< as critics, slower
    ReplayMemory memory;                                      //!< transitions
    NStepReturns returns;                                     //!< makes n-step transitions
    LearningRandom actRandom;                                 //!< exploration
    LearningRandom sampleRandom;                              //!< batches and target noise
    std::vector<double> noiseState;  //!< Ornstein-Uhlenbeck, standard deviation 1
    double due{0};                   //!< gradient steps due
    DdpgStatistics statistics;       //!< of the last step
    TransitionBatch batch;           //!< of the current step
    std::vector<uint32_t> places;    //!< of the batch in the memory
    std::vector<float> targetValues; //!< y
    std::vector<float> actions;      //!< of the actor, normalised
    std::vector<float> criticInput;  //!< rows of observation and action
    std::vector<float> gradient;     //!< by a network's outputs
    Workspace actorWorkspace;        //!< of training
    Workspace criticWorkspace;       //!< of training
    Workspace actWorkspace;          //!< of decisions
    Workspace valueWorkspace;        //!< of Value
    std::vector<float> rowAction;    //!< one action, normalised
    std::vector<float> rowInput;     //!< one row for a critic
};

Ddpg::Ddpg(const DdpgOptions& options)
    : m_learner(new Learner(options))
{
}

Ddpg::~Ddpg() = default;

void
Ddpg::Act(const float* observation, const uint8_t* mask, bool greedy, float* action)
{
    Act(observation, mask, 1, greedy, action);
}

void
Ddpg::Act(const float* observations,
          const uint8_t* mask,
          std::size_t n,
          bool greedy,
          float* actions)
{
    Learner& l = *m_learner;
    const std::size_t width = l.o.actionSize;
    l.RequireSome(mask);
    const bool explore = !greedy && l.statistics.updates + l.statistics.imitations == 0;
    const float* raw = explore ? nullptr : l.actor->Infer(observations, n, l.actWorkspace);
    for (std::size_t i = 0; i < n; ++i)
    {
        l.Choose(raw ? raw + i * width : nullptr, mask, greedy);
        float* action = std::copy_n(l.rowAction.data(), width, actions + i * width) - width;
        for (uint32_t j = 0; j < l.bounded; ++j)
        {
            const float low = l.o.actionLow[j];
            const float high = l.o.actionHigh[j];
            action[j] =
                std::min(high, std::max(low, low + 0.5F * (action[j] + 1.0F) * (high - low)));
        }
    }
}

float
Ddpg::Value(const float* observation, const float* action)
{
    Learner& l = *m_learner;
    l.Normalise(action);
    float* end = std::copy_n(observation, l.o.observationSize, l.rowInput.data());
    std::copy_n(l.rowAction.data(), l.o.actionSize, end);
    return *l.critics[0]->Infer(l.rowInput.data(), 1, l.valueWorkspace);
}

void
Ddpg::Remember(const float* obs,
               const uint8_t* mask,
               const float* action,
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
Ddpg::RememberHistory(const float* obs,
                      const uint8_t* mask,
                      const float* action,
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
Ddpg::EndEpisode()
{
    m_learner->returns.EndEpisode(m_learner->memory);
    std::fill(m_learner->noiseState.begin(), m_learner->noiseState.end(), 0.0);
}

void
Ddpg::SeedExploration(uint64_t seed)
{
    m_learner->actRandom = LearningRandom(seed, 1);
}

bool
Ddpg::Update()
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
Ddpg::Train(uint32_t steps)
{
    for (uint32_t i = 0; i < steps && m_learner->memory.Size() > 0; ++i)
    {
        m_learner->Step();
    }
}

void
Ddpg::Imitate(uint32_t steps)
{
    Learner& l = *m_learner;
    for (uint32_t i = 0; i < steps && l.memory.Size() > 0; ++i)
    {
        l.Imitate();
    }
    l.actorTargetBlock.Track(l.actorBlock, 1);
}

DdpgStatistics
Ddpg::GetStatistics() const
{
    return m_learner->statistics;
}

const DdpgOptions&
Ddpg::GetOptions() const
{
    return m_learner->o;
}

void
Ddpg::Save(std::ostream& stream, bool full) const
{
    WriteCheckpoint(stream, KIND, full, m_learner->List(full, m_learner->memory.Size()));
}

void
Ddpg::Save(const std::string& path, bool full) const
{
    WriteCheckpointFile(path, [this, full](std::ostream& stream) { Save(stream, full); });
}

bool
Ddpg::Load(std::istream& stream)
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
        l.actorTargetBlock.Track(l.actorBlock, 1);
        l.criticTargetBlock.Track(l.criticBlock, 1);
        l.actorBlock.ResetOptimiser();
        l.criticBlock.ResetOptimiser();
    }
    return full;
}

bool
Ddpg::Load(const std::string& path)
{
    return ReadCheckpointFile(path, [this](std::istream& stream) { return Load(stream); });
}

} // namespace learning
} // namespace ns3
