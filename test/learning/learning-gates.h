// SPDX-License-Identifier: GPL-2.0-only
#ifndef LEARNING_GATES_H
#define LEARNING_GATES_H

#include "../../model/learning/rank-group.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/**
 * @brief One score of a gate.
 */
struct GateMeasure
{
    std::string name;  //!< for the table
    std::string known; //!< the known score and where it is from
    double target;     //!< what must be reached ...
    bool atLeast;      //!< ... or, when false, not exceeded
    bool everySeed;    //!< by each seed instead of by the mean over the seeds
};

/**
 * @brief A training run on a problem whose best score is known. The tests run a few seeds of these,
 * the program edge-inference-learning-gates all.
 *
 * The CartPole gates evaluate greedily on 10 episodes every 5,000 steps, stop when all of them
 * reach 500 steps, and score 50 fresh episodes.
 */
struct LearningGate
{
    std::string name;                          //!< on the command line
    std::vector<GateMeasure> measures;         //!< what it scores
    std::vector<double> (*run)(uint64_t seed); //!< trains and returns the scores
};

/// @return all gates
const std::vector<LearningGate>& LearningGates();

/**
 * @brief The gate of that name.
 * @param name as in the table
 * @return the gate; the name must exist
 */
const LearningGate& FindLearningGate(const std::string& name);

/// @brief What a PPO run on CartPole gave.
struct CartPoleRun
{
    double score{0};   //!< mean return of 50 episodes
    uint64_t steps{0}; //!< transitions used, of all ranks
    double seconds{0}; //!< of training, evaluation not counted
    uint64_t hash{0};  //!< of the parameters
};

/**
 * @brief Train PPO on CartPole on a group of ranks, 8 environments divided among them.
 * @param seed decides everything
 * @param group the ranks
 * @param steps most transitions, of all ranks
 * @param stopWhenSolved as the gates do
 * @param stepCost seconds of processor time that every step of an environment takes in addition
 * @return score and cost
 */
CartPoleRun TrainPpoCartPole(uint64_t seed,
                             const std::shared_ptr<RankGroup>& group,
                             uint64_t steps,
                             bool stopWhenSolved,
                             double stepCost = 0);

} // namespace test
} // namespace learning
} // namespace ns3

#endif // LEARNING_GATES_H
