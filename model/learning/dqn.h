// SPDX-License-Identifier: GPL-2.0-only
#ifndef DQN_H
#define DQN_H

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
 * @brief Every hyperparameter of Dqn.
 */
struct DqnOptions
{
    uint32_t observationSize{0};          //!< number of floats of an observation, at least 1
    uint32_t actionCount{0};              //!< number of actions = length of a mask
    std::vector<uint32_t> hidden{64, 64}; //!< widths of the hidden layers (ReLU)
    ModuleMaker network;       //!< makes the networks; empty: perceptrons with these hidden layers
    double gamma{0.99};        //!< discount per unit of discountExponent, in [0, 1]
    double learningRate{5e-4}; //!< Adam, > 0
    double adamEpsilon{1e-8};  //!< of Adam
    double gradientClip{10};   //!< largest norm of the gradient; 0 = no clipping
    bool huberLoss{true};      //!< Huber loss with threshold 1 instead of the squared error
    double tau{0.005};         //!< step of the target network per gradient step, in (0, 1]
    uint32_t targetPeriod{0};  //!< copy the network every so many steps instead; 0 = tau
    uint32_t batchSize{64};    //!< transitions a gradient step
    uint32_t replayCapacity{100000}; //!< transitions kept
    uint32_t learningStarts{1000};   //!< transitions before the first gradient step
    double updatesPerStep{1};        //!< gradient steps due per remembered transition
    double epsilonStart{1};          //!< probability of a random action at the start
    double epsilonEnd{0.05};         //!< and after epsilonSteps
    uint32_t epsilonSteps{10000};    //!< remembered transitions from start to end
    bool doubleQ{true};              //!< van Hasselt et al. 2016, arXiv 1509.06461
    bool duelling{false};            //!< Wang et al. 2016, arXiv 1511.06581, linear streams
    uint32_t nStep{1};               //!< length of the returns, needs transitions in order
    bool prioritised{false};         //!< Schaul et al. 2016, arXiv 1511.05952
    double priorityAlpha{0.6};       //!< exponent of the priorities, in [0, 1]
    double priorityEpsilon{0.01};    //!< added to |error| to make a priority
    double betaStart{0.4};           //!< exponent of the importance weights at the start
    double betaEnd{1};               //!< and after betaSteps
    uint32_t betaSteps{100000};      //!< gradient steps from start to end
    double historyMargin{0};         //!< by how much an action of an expert must be better than
                                     //!< others (Hester et al. 2018, arXiv 1704.03732), >= 0
    double imitationMargin{0.8};     //!< the same in steps of imitation, for whatever is remembered
                                     //!< (0.8: Hester et al. 2018), > 0
    uint64_t seed{1};                //!< decides every random number of the agent
};

/**
 * @brief What the last gradient step of Dqn saw.
 */
struct DqnStatistics
{
    double loss{0};          //!< mean weighted loss
    double meanQ{0};         //!< mean value of the taken actions
    double epsilon{1};       //!< probability of a random action now
    double beta{0};          //!< exponent of the importance weights; 0 without priorities
    uint64_t updates{0};     //!< gradient steps so far
    uint64_t steps{0};       //!< transitions remembered so far, histories not counted
    uint64_t history{0};     //!< transitions of histories remembered so far
    uint64_t experts{0};     //!< of these, of experts
    uint64_t imitations{0};  //!< gradient steps of imitation so far, which are not among updates
    double imitationLoss{0}; //!< mean of the margin's part of the loss in the last of these
};

/**
 * @brief Deep Q-learning (Mnih et al. 2015) with masks; double, duelling, n-step, prioritised.
 *
 * Single-threaded; every random number comes from generators of the object, seeded by the options.
 */
class Dqn
{
  public:
    /**
     * @param options hyperparameters, copied
     * @throws LearningError when an option is out of range
     */
    explicit Dqn(const DqnOptions& options);
    ~Dqn();
    Dqn(const Dqn&) = delete;
    Dqn& operator=(const Dqn&) = delete;

    /**
     * @brief Choose one action. Allocates nothing.
     * @param observation observationSize floats
     * @param mask actionCount bytes, 0 = invalid; nullptr = all valid
     * @param greedy true: the best valid action; false: a random one with probability epsilon
     * @return the action
     * @throws LearningError when no action is valid or a value is not finite
     */
    uint32_t Act(const float* observation, const uint8_t* mask, bool greedy);

    /**
     * @brief Choose one action a row; the same actions as row by row.
     * @param observations n rows of observationSize floats
     * @param masks n rows of actionCount bytes; nullptr = all valid
     * @param n number of rows
     * @param greedy true: the best valid action; false: sometimes a random one
     * @param actions receives n actions
     */
    void Act(const float* observations,
             const uint8_t* masks,
             std::size_t n,
             bool greedy,
             uint32_t* actions);

    /**
     * @brief The network's values for one observation.
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
     * Remember, but it moves neither epsilon nor the gradient steps that are due.
     *
     * With a historyMargin, max_a (Q(s, a) + margin [a is not the one taken]) - Q(s, taken) is
     * added to the loss of an expert's transitions, as long as none was overwritten: actions that
     * an expert never takes are not believed to be better. Experts come before all others.
     */
    void RememberHistory(const float* obs,
                         const uint8_t* mask,
                         uint32_t action,
                         float reward,
                         const float* nextObs,
                         const uint8_t* nextMask,
                         bool terminal,
                         float discountExponent = 1,
                         bool expert = false);

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
     * @brief Behaviour cloning: gradient steps as Train() does, but imitationMargin holds for all
     * that is remembered (see RememberHistory). Means something while that is history only.
     * @param steps how many; none when the memory is empty
     */
    void Imitate(uint32_t steps);

    /// @return what the last gradient step saw
    DqnStatistics GetStatistics() const;
    /// @return the options given to the constructor
    const DqnOptions& GetOptions() const;

    /**
     * @brief Write a checkpoint.
     * @param stream a binary stream
     * @param full true: everything, a resumed run is bit-exact; false: the network only
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
    std::unique_ptr<Learner> m_learner; //!< network, optimiser, replay, generators
};

} // namespace learning
} // namespace ns3

#endif // DQN_H
