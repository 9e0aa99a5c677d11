// SPDX-License-Identifier: GPL-2.0-only
#ifndef DDPG_H
#define DDPG_H

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
 * @brief Exploration noise of Ddpg.
 */
enum class DdpgNoise
{
    GAUSSIAN,           //!< independent from step to step
    ORNSTEIN_UHLENBECK, //!< correlated in time (Lillicrap et al. 2016)
};

/**
 * @brief Every hyperparameter of Ddpg.
 */
struct DdpgOptions
{
    uint32_t observationSize{0};   //!< number of floats of an observation, at least 1
    uint32_t actionSize{0};        //!< number of floats of an action, at least 1
    std::vector<float> actionLow;  //!< lower bounds; empty = all -1; unused in a simplex
    std::vector<float> actionHigh; //!< upper bounds; empty = all 1; unused in a simplex
    /**
     * @brief Lengths of the simplexes at the end of the action: shares >= 0 that sum to 1 in each.
     *
     * The entries before them are bounded by actionLow and actionHigh (a tanh head); each simplex
     * is a softmax head whose masked entries are exactly 0.
     */
    std::vector<uint32_t> simplexes;
    std::vector<uint32_t> hidden{64, 64}; //!< widths of the hidden layers (ReLU)
    ModuleMaker network; //!< makes the networks; empty: perceptrons with these hidden layers
    double gamma{0.99};  //!< discount per unit of discountExponent, in [0, 1]
    double tau{0.005};   //!< step of the target networks, in (0, 1]
    double actorLearningRate{1e-3};       //!< Adam, > 0
    double criticLearningRate{1e-3};      //!< Adam, > 0
    double adamEpsilon{1e-8};             //!< of Adam
    double gradientClip{0};               //!< largest norm of a network's gradient; 0 = no clipping
    uint32_t batchSize{64};               //!< transitions a gradient step
    uint32_t replayCapacity{100000};      //!< transitions kept
    uint32_t learningStarts{1000};        //!< transitions with random actions and no gradient step
    double updatesPerStep{1};             //!< gradient steps due per remembered transition
    DdpgNoise noise{DdpgNoise::GAUSSIAN}; //!< kind of exploration
    double noiseScale{0.1};               //!< standard deviation, in halves of the action's range
    double simplexNoiseScale{0.5};        //!< standard deviation at the logits of a simplex
    double ouTheta{0.15};                 //!< pull of the Ornstein-Uhlenbeck noise to 0, in (0, 1]
    bool twinCritics{false};              //!< TD3: smaller of two critics in the target
    bool targetSmoothing{false};          //!< TD3: noise on the target's action
    double targetNoise{0.2};              //!< its standard deviation (as noiseScale)
    double targetNoiseClip{0.5};          //!< its largest size
    uint32_t policyDelay{1};              //!< TD3: critic steps per actor and target step (TD3: 2)
    bool invertingGradients{false};       //!< bounded entries leave their bounds (see Ddpg)
    uint32_t nStep{1};                    //!< length of the returns, needs transitions in order
    uint64_t seed{1};                     //!< decides every random number of the agent
};

/**
 * @brief What the last gradient step of Ddpg saw.
 */
struct DdpgStatistics
{
    double criticLoss{0};    //!< mean squared error, mean over the critics
    double actorLoss{0};     //!< -mean Q of the actor's actions, of the last actor step
    double meanQ{0};         //!< mean value of the remembered actions
    uint64_t updates{0};     //!< gradient steps so far
    uint64_t steps{0};       //!< transitions remembered so far, histories not counted
    uint64_t history{0};     //!< transitions of histories remembered so far
    uint64_t imitations{0};  //!< gradient steps of imitation so far
    double imitationLoss{0}; //!< mean squared distance to the actions taken in the last of these
};

/**
 * @brief Deep deterministic policy gradient (Lillicrap et al. 2016, arXiv 1509.02971), with the
 * three fixes of TD3 (Fujimoto et al. 2018, arXiv 1802.09477) as options.
 *
 * With invertingGradients the actor's gradient at a bounded entry is scaled by the room that is
 * left in its direction, (1 - a) / 2 upwards and (1 + a) / 2 downwards (Hausknecht and Stone 2016,
 * arXiv 1511.04143), in the place of tanh's derivative 1 - a^2, which vanishes at either bound
 * whatever the direction.
 *
 * Single-threaded; every random number comes from generators of the object, seeded by the options.
 */
class Ddpg
{
  public:
    /**
     * @param options hyperparameters, copied
     * @throws LearningError when an option is out of range
     */
    explicit Ddpg(const DdpgOptions& options);
    ~Ddpg();
    Ddpg(const Ddpg&) = delete;
    Ddpg& operator=(const Ddpg&) = delete;

    /**
     * @brief Choose an action. Allocates nothing.
     * @param observation observationSize floats
     * @param mask actionSize bytes, 0 = a share that must be 0 (read in simplexes only); nullptr =
     * all
     * @param greedy true: without noise; false: with noise (uniformly random before learningStarts)
     * @param action receives actionSize floats, within bounds
     * @throws LearningError when a simplex has no valid entry or an output is not finite
     */
    void Act(const float* observation, const uint8_t* mask, bool greedy, float* action);

    /**
     * @brief Choose an action a row; the same actions as row by row.
     * @param observations n rows of observationSize floats
     * @param mask actionSize bytes, as above; the same for all rows
     * @param n number of rows
     * @param greedy true: without noise; false: with noise
     * @param actions receives n rows of actionSize floats
     */
    void Act(const float* observations,
             const uint8_t* mask,
             std::size_t n,
             bool greedy,
             float* actions);

    /**
     * @brief The (first) critic's value of an action.
     * @param observation observationSize floats
     * @param action actionSize floats
     * @return Q
     */
    float Value(const float* observation, const float* action);

    /**
     * @brief Put a transition into the replay memory.
     * @param obs observation before the action
     * @param action the action taken, actionSize floats within bounds
     * @param reward finite
     * @param nextObs observation afterwards (any finite values when terminal)
     * @param mask mask at obs; nullptr = all
     * @param nextMask mask at nextObs; nullptr = all
     * @param terminal true only when no future exists; a time limit is not terminal
     * @param discountExponent time from obs to nextObs in units of gamma, >= 0
     * @throws LearningError on a value that is not finite or an action outside its bounds
     */
    void Remember(const float* obs,
                  const uint8_t* mask,
                  const float* action,
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
                         const float* action,
                         float reward,
                         const float* nextObs,
                         const uint8_t* nextMask,
                         bool terminal,
                         float discountExponent = 1);

    /**
     * @brief The episode ended or was cut off: Ornstein-Uhlenbeck noise starts at 0 again and, with
     * nStep > 1, the returns under way are ended by bootstrapping.
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
     * @brief Behaviour cloning: gradient steps of the actor alone towards the actions that are
     * remembered, by their cross-entropy; its target follows at the end. Means something while the
     * memory holds nothing but history.
     * @param steps how many; none when the memory is empty
     */
    void Imitate(uint32_t steps);

    /// @return what the last gradient step saw
    DdpgStatistics GetStatistics() const;
    /// @return the options given to the constructor
    const DdpgOptions& GetOptions() const;

    /**
     * @brief Write a checkpoint.
     * @param stream a binary stream
     * @param full true: everything, a resumed run is bit-exact; false: the networks only
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
    std::unique_ptr<Learner> m_learner; //!< networks, optimisers, replay, noise
};

} // namespace learning
} // namespace ns3

#endif // DDPG_H
