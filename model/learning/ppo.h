// SPDX-License-Identifier: GPL-2.0-only
#ifndef PPO_H
#define PPO_H

#include "module-maker.h"
#include "rank-group.h"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Every hyperparameter of Ppo. Sizes of rollout and minibatch are those of one rank.
 */
struct PpoOptions
{
    uint32_t observationSize{0};          //!< number of floats of an observation, at least 1
    std::vector<uint32_t> headSizes;      //!< choices of each discrete head; may be empty
    uint32_t continuousSize{0};           //!< continuous (Gaussian) entries; may be 0
    std::vector<uint32_t> hidden{64, 64}; //!< widths of the hidden layers (tanh) of both networks
    ModuleMaker network; //!< makes the networks; empty: perceptrons with these hidden layers
    double gamma{0.99};  //!< discount per unit of discountExponent, in [0, 1]
    double lambda{0.95}; //!< of the advantage estimation, in [0, 1]
    double clip{0.2};    //!< largest change of the probability ratio, > 0
    double valueClip{0}; //!< largest change of a value; 0 = no clipping
    double entropyCoefficient{0};   //!< weight of the entropy bonus, >= 0
    double valueCoefficient{0.5};   //!< weight of the value loss, > 0
    double learningRate{2.5e-4};    //!< Adam, > 0
    uint64_t annealSteps{0};        //!< learning rate falls to 0 over so many transitions of this
                                    //!< rank; 0 = constant
    double adamEpsilon{1e-5};       //!< of Adam
    double gradientClip{0.5};       //!< largest norm of the whole gradient; 0 = no clipping
    uint32_t rolloutSize{512};      //!< transitions an update
    uint32_t minibatchSize{128};    //!< transitions a gradient step, at most rolloutSize
    uint32_t epochs{4};             //!< passes over a rollout
    bool normaliseAdvantages{true}; //!< per minibatch, over all ranks
    double targetKl{0};             //!< stop an update's epochs above this divergence; 0 = never
    bool normaliseObservations{false}; //!< by the running mean and deviation
    double initialLogStd{0};           //!< start of log(standard deviation), continuous entries
    std::vector<double> initialLogits; //!< start of the log-odds of all heads' choices, one after
                                       //!< the other, on average over observations; empty = equal
    uint64_t seed{1};                  //!< decides every random number of the agent
};

/**
 * @brief What the last update of Ppo saw.
 */
struct PpoStatistics
{
    double policyLoss{0};    //!< mean of the clipped objective's negative, last epoch
    double valueLoss{0};     //!< mean of half the squared error, last epoch
    double entropy{0};       //!< mean entropy of the policy, nat, last epoch
    double divergence{0};    //!< mean of (ratio - 1) - log ratio, last epoch
    double clipFraction{0};  //!< share of ratios outside the clip, last epoch
    double learningRate{0};  //!< of the last update
    uint64_t updates{0};     //!< rollouts learnt from
    uint64_t minibatches{0}; //!< gradient steps so far
    uint64_t steps{0};       //!< transitions of this rank so far, histories not counted
    uint64_t history{0};     //!< transitions of histories remembered so far
    uint64_t imitations{0};  //!< gradient steps of imitation so far
    double imitationLoss{0}; //!< mean of -log pi of the actions taken in the last of these, nat
};

/**
 * @brief Proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347) with mixed discrete
 * and continuous heads, masks, and any number of ranks that average their gradients.
 *
 * Each gradient step sums one flat gradient over the ranks, divides by their number, clips, and
 * takes the same Adam step on every rank; a hash of the parameters is compared after every step.
 * With one rank it is the plain algorithm, bit for bit.
 */
class Ppo
{
  public:
    /**
     * @param options hyperparameters, copied; the same on all ranks
     * @param group the ranks; nullptr = alone
     * @throws LearningError when an option is out of range
     */
    explicit Ppo(const PpoOptions& options, std::shared_ptr<RankGroup> group = nullptr);
    ~Ppo();
    Ppo(const Ppo&) = delete;
    Ppo& operator=(const Ppo&) = delete;

    /**
     * @brief Choose actions, one a row. Allocates only when n grows.
     * @param observations n rows of observationSize floats
     * @param masks n rows of one byte for each choice of each head, 0 = invalid; nullptr = all
     * valid
     * @param n number of rows
     * @param greedy true: most probable choices and means; false: drawn
     * @param choices receives n rows of one choice a head; may be nullptr without heads
     * @param continuous receives n rows of continuousSize floats, unbounded; nullptr without
     * @param logProbabilities receives n floats for Remember; may be nullptr
     * @throws LearningError when a head has no valid choice or an output is not finite
     */
    void Act(const float* observations,
             const uint8_t* masks,
             std::size_t n,
             bool greedy,
             uint32_t* choices,
             float* continuous,
             float* logProbabilities);

    /**
     * @param observation observationSize floats
     * @return the critic's value
     */
    float Value(const float* observation);

    /**
     * @brief Add a transition to the rollout.
     * @param stream environment it belongs to; within one, transitions come in order of time
     * @param obs observation before the action
     * @param mask as given to Act; nullptr = all valid
     * @param choices one choice a head, as drawn
     * @param continuous continuousSize floats as drawn, not clipped to any bounds
     * @param logProbability as Act gave it
     * @param reward finite
     * @param nextObs observation afterwards (any finite values when terminal)
     * @param terminal true only when no future exists; a time limit is not terminal
     * @param discountExponent time from obs to nextObs in units of gamma, >= 0
     * @throws LearningError on a value that is not finite or a choice that is not valid
     */
    void Remember(uint32_t stream,
                  const float* obs,
                  const uint8_t* mask,
                  const uint32_t* choices,
                  const float* continuous,
                  float logProbability,
                  float reward,
                  const float* nextObs,
                  bool terminal,
                  float discountExponent = 1);

    /**
     * @brief Add a transition of someone else's history to the rollout, for Imitate(): as Remember,
     * but what acted has no probability.
     */
    void RememberHistory(uint32_t stream,
                         const float* obs,
                         const uint8_t* mask,
                         const uint32_t* choices,
                         const float* continuous,
                         float reward,
                         const float* nextObs,
                         bool terminal,
                         float discountExponent = 1);

    /**
     * @brief Behaviour cloning: gradient steps that make the rollout, which must be history, more
     * probable (the standard deviations stay), and that bring the critic to its returns. Then the
     * rollout is empty. Only without other ranks.
     * @param steps how many, each with a minibatch
     */
    void Imitate(uint32_t steps);

    /**
     * @brief The stream's episode was cut off after its last transition.
     * @param stream the environment
     */
    void EndEpisode(uint32_t stream);

    /**
     * @brief Begins the random numbers of exploration anew, for a copy of the agent that explores
     * beside others.
     * @param seed decides them
     */
    void SeedExploration(uint64_t seed);

    /**
     * @brief Learn from the rollout when it has rolloutSize transitions. With several ranks all
     * must call it with a full rollout at the same time.
     * @return whether it learnt
     * @throws LearningError naming step and tensor when a gradient is not finite, or when the
     * ranks' parameters differ
     */
    bool Update();

    /// @return what the last update saw
    PpoStatistics GetStatistics() const;
    /// @return the options given to the constructor
    const PpoOptions& GetOptions() const;
    /// @return a hash of all parameters
    uint64_t ParameterHash() const;

    /**
     * @brief Loss and gradient of a whole rollout as one minibatch, without a step; for the tests.
     * @param parameters flat parameters: actor, log standard deviations, critic; empty = as they
     * are
     * @param gradient receives the flat gradient
     * @return the loss
     */
    double LossAndGradient(const std::vector<float>& parameters, std::vector<float>& gradient);

    /// @return the flat parameters: actor, log standard deviations, critic
    std::vector<float> Parameters() const;

    /**
     * @brief Write a checkpoint.
     * @param stream a binary stream
     * @param full true: everything, a resumed run is bit-exact; false: networks and normaliser only
     */
    void Save(std::ostream& stream, bool full) const;

    /**
     * @brief Write a checkpoint file; an existing file is replaced only when all was written.
     * @param path file name
     * @param full true: all that resuming needs; false: what acting needs
     */
    void Save(const std::string& path, bool full) const;

    /**
     * @brief Read a checkpoint; the agent is unchanged when that fails.
     * @param stream a binary stream
     * @return true when the checkpoint was a full one
     * @throws LearningError naming what was found and expected
     */
    bool Load(std::istream& stream);

    /**
     * @brief Read a checkpoint file.
     * @param path file name
     * @return true when the checkpoint was a full one
     * @throws LearningError naming the file, what was found and expected
     */
    bool Load(const std::string& path);

  private:
    class Learner;
    std::unique_ptr<Learner> m_learner; //!< networks, optimiser, rollout, generators
};

} // namespace learning
} // namespace ns3

#endif // PPO_H
