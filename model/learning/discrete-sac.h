// SPDX-License-Identifier: GPL-2.0-only
#ifndef DISCRETE_SAC_H
#define DISCRETE_SAC_H

#include "module-maker.h"

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
 * @brief Every hyperparameter of DiscreteSac.
 */
struct DiscreteSacOptions
{
    uint32_t observationSize{0}; //!< number of floats of an observation, at least 1
    uint32_t actionCount{0};     //!< number of actions = length of a mask; sum of the heads' sizes
    /**
     * @brief Sizes of independent action heads; empty means one head of actionCount actions.
     *
     * With heads n_0, n_1, ... an action is the mixed-radix number (a_0 n_1 + a_1) n_2 + ..., a
     * mask is the heads' masks one after another, the policy is the product of the heads' policies
     * and Q(s, a) is the sum of one value a head, so every expectation over actions stays exact.
     */
    std::vector<uint32_t> headSizes;
    std::vector<uint32_t> hidden{64, 64}; //!< widths of the hidden layers (ReLU)
    ModuleMaker network; //!< makes the networks; empty: perceptrons with these hidden layers
    double gamma{0.99};  //!< discount per unit of discountExponent, in [0, 1]
    double tau{0.005};   //!< step of the target critics per gradient step, in (0, 1]
    double actorLearningRate{3e-4};  //!< Adam, > 0
    double criticLearningRate{3e-4}; //!< Adam, > 0
    double alphaLearningRate{3e-4};  //!< Adam on log(alpha), > 0
    double adamEpsilon{1e-8};        //!< of Adam (1e-4 is steadier on noisy rewards)
    uint32_t batchSize{64};          //!< transitions a gradient step
    uint32_t replayCapacity{100000}; //!< transitions kept, the oldest are overwritten
    uint32_t learningStarts{1000};   //!< transitions before the first gradient step
    double updatesPerStep{1.0};      //!< gradient steps due per remembered transition, >= 0
    double alpha{0.05};              //!< temperature, or its start when learnt
    bool learnAlpha{false};          //!< learn the temperature towards the target entropy
    double targetEntropyRatio{0.5};  //!< target entropy / log(number of valid actions)
    double alphaMin{1e-4};           //!< lower clamp of a learnt temperature
    double alphaMax{10.0};           //!< upper clamp of a learnt temperature
    double gradientClip{0.0};        //!< largest norm of a network's gradient; 0 = no clipping
    bool averagedCritics{false};     //!< mean instead of minimum of the two critics
    uint32_t nStep{1};               //!< length of the returns, needs transitions in order
    uint64_t seed{1};                //!< decides every random number of the agent
};

/**
 * @brief What the last gradient step of DiscreteSac saw.
 */
struct DiscreteSacStatistics
{
    double criticLoss{0};    //!< mean of the two critics' mean squared errors
    double actorLoss{0};     //!< mean over the batch of sum_a pi (alpha log pi - Q)
    double alphaLoss{0};     //!< alpha (entropy - target entropy); 0 unless learnt
    double alpha{0};         //!< temperature now
    double entropy{0};       //!< mean entropy of the policy, nat
    double meanQ{0};         //!< mean of the critics' value of the taken actions
    uint64_t updates{0};     //!< gradient steps so far
    uint64_t steps{0};       //!< transitions remembered so far, histories not counted
    uint64_t history{0};     //!< transitions of histories remembered so far
    uint64_t imitations{0};  //!< gradient steps of imitation so far
    double imitationLoss{0}; //!< mean of -log pi of the actions taken in the last of these, nat
};

/**
 * @brief Soft actor-critic for discrete, masked actions (Christodoulou 2019, arXiv 1910.07207).
 *
 * Twin critics with target networks, exact expectation over the actions, temperature fixed or
 * learnt. Actions whose mask entry is 0 have probability exactly 0. The parameters are LibTorch
 * tensors; forward, backward and Adam are written by hand on them (the tests hold them against
 * autograd). Single-threaded; every random number comes from generators of the object, seeded by
 * the options.
 */
class DiscreteSac
{
  public:
    /**
     * @param options hyperparameters, copied
     * @throws LearningError when an option is out of range
     */
    explicit DiscreteSac(const DiscreteSacOptions& options);
    ~DiscreteSac();
    DiscreteSac(const DiscreteSac&) = delete;
    DiscreteSac& operator=(const DiscreteSac&) = delete;

    /**
     * @brief Choose one action. Allocates nothing.
     * @param observation observationSize floats
     * @param mask actionCount bytes, 0 = invalid; nullptr = all valid
     * @param greedy true: the most probable action; false: drawn from the policy (uniform among the
     *        valid ones until the first gradient step or load)
     * @return the action (mixed-radix number with several heads)
     * @throws LearningError when a head has no valid action or a logit is not finite
     */
    uint32_t Act(const float* observation, const uint8_t* mask, bool greedy);

    /**
     * @brief Choose one action a row; the same actions as row by row. Allocates only when n grows.
     * @param observations n rows of observationSize floats
     * @param masks n rows of actionCount bytes; nullptr = all valid
     * @param n number of rows
     * @param greedy true: the most probable action; false: drawn from the policy
     * @param actions receives n actions
     */
    void Act(const float* observations,
             const uint8_t* masks,
             std::size_t n,
             bool greedy,
             uint32_t* actions);

    /**
     * @brief The policy's probabilities for one observation.
     * @param observation observationSize floats
     * @param mask actionCount bytes; nullptr = all valid
     * @param probabilities receives actionCount floats; each head's sum to 1
     */
    void Probabilities(const float* observation, const uint8_t* mask, float* probabilities);

    /**
     * @brief The critics' values for one observation (minimum, or mean with averagedCritics).
     * @param observation observationSize floats
     * @param values receives actionCount floats
     */
    void Values(const float* observation, float* values);

    /**
     * @brief Put a transition into the replay memory.
     * @param obs observation before the action
     * @param mask valid actions at obs; nullptr = all
     * @param action the action taken
     * @param reward finite
     * @param nextObs observation afterwards (any finite values when terminal)
     * @param nextMask valid actions at nextObs; nullptr = all
     * @param terminal true only when no future exists; a time limit is not terminal
     * @param discountExponent time from obs to nextObs in units of gamma, >= 0
     * @throws LearningError on a value that is not finite or an action that is not valid
     */
    void Remember(const float* obs,
                  const uint8_t* mask,
                  uint32_t action,
                  float reward,
                  const float* nextObs,
                  const uint8_t* nextMask,
                  bool terminal,
                  float discountExponent = 1);

    /**
     * @brief Put a transition of someone else's history into the replay memory (pre-filling): as
     * Remember, but it moves no gradient steps that are due.
     */
    void RememberHistory(const float* obs,
                         const uint8_t* mask,
                         uint32_t action,
                         float reward,
                         const float* nextObs,
                         const uint8_t* nextMask,
                         bool terminal,
                         float discountExponent = 1);

    /**
     * @brief The episode was cut off: with nStep > 1, ends the returns under way by bootstrapping.
     */
    void EndEpisode();

    /**
     * @brief Begins the random numbers of exploration anew, for a copy of the agent that explores
     * beside others.
     * @param seed decides them
     */
    void SeedExploration(uint64_t seed);

    /**
     * @brief Do the gradient steps that are due.
     * @return true when at least one was done
     * @throws LearningError naming step and tensor when a gradient is not finite
     */
    bool Update();

    /**
     * @brief Do gradient steps whether due or not, for instance on a pre-filled memory.
     * @param steps how many; none when the memory is empty
     */
    void Train(uint32_t steps);

    /**
     * @brief Behaviour cloning: gradient steps of the actor alone that make what is remembered more
     * probable. Means something while the memory holds nothing but history.
     * @param steps how many; none when the memory is empty
     */
    void Imitate(uint32_t steps);

    /**
     * @return what the last gradient step saw
     */
    DiscreteSacStatistics GetStatistics() const;

    /**
     * @return the options given to the constructor
     */
    const DiscreteSacOptions& GetOptions() const;

    /**
     * @brief Write a checkpoint.
     * @param stream a binary stream
     * @param full true: everything, a resumed run is bit-exact; false: networks and temperature
     * only
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
    std::unique_ptr<Learner> m_learner; //!< networks, optimisers, replay, generators
};

} // namespace learning
} // namespace ns3

#endif // DISCRETE_SAC_H
