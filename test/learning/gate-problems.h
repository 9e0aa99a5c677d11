// SPDX-License-Identifier: GPL-2.0-only
#ifndef GATE_PROBLEMS_H
#define GATE_PROBLEMS_H

#include "../../model/learning/assignment-learner.h"
#include "../../model/learning/learning-random.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/**
 * @brief Gymnasium's CartPole-v1: balance a pole on a cart, reward 1 a step, 500 steps at most.
 */
class CartPole
{
  public:
    /// @param random draws the starting states
    explicit CartPole(LearningRandom& random);

    /// @brief Start an episode.
    void Reset();

    /**
     * @param action 0 = push left, 1 = push right
     * @return whether the episode is over: the pole fell (Fell()) or 500 steps are done
     */
    bool Step(uint32_t action);

    /// @return whether the pole fell or the cart left the track (terminal)
    bool Fell() const;
    /// @return steps of this episode so far, its return
    int Steps() const;
    /// @return position, velocity, angle, angular velocity
    const float* Observation() const;

  private:
    LearningRandom& m_random; //!< starting states
    double m_state[4]{};      //!< position, velocity, angle, angular velocity
    float m_observation[4]{}; //!< the same as floats
    int m_steps{0};           //!< of this episode
    bool m_fell{false};       //!< terminal
};

/**
 * @brief Gymnasium's Pendulum-v1: swing a pendulum up, 200 steps, never terminal.
 */
class Pendulum
{
  public:
    /// @param random draws the starting states
    explicit Pendulum(LearningRandom& random);

    /// @brief Start an episode.
    void Reset();

    /**
     * @param torque limited to +-2
     * @return the reward
     */
    double Step(double torque);

    /// @return whether 200 steps are done (a time limit)
    bool Over() const;
    /// @return cosine, sine, angular velocity
    const float* Observation() const;

  private:
    void Observe();

    LearningRandom& m_random; //!< starting states
    double m_angle{0};        //!< 0 = up
    double m_speed{0};        //!< rad/s
    float m_observation[3]{}; //!< cosine, sine, speed
    int m_steps{0};           //!< of this episode
};

/**
 * @brief A small Markov decision process whose probabilities are multiples of 1/8.
 */
struct TabularMdp
{
    uint32_t states{0};  //!< number of states
    uint32_t actions{0}; //!< number of actions
    double gamma{0.9};   //!< discount
    std::vector<std::vector<uint32_t>>
        nextOf8;                 //!< [state * actions + action]: eight equally likely
    std::vector<double> rewards; //!< [state * actions + action]

    /**
     * @brief Five states in a row; forward moves on and pays 10 at the end, back returns to the
     * start and pays 2; one time in four the move is the other one (Strens 2000, after Dearden et
     * al. 1998).
     */
    static TabularMdp Chain();

    /**
     * @param seed decides everything
     * @return six states, three actions, random moves and rewards in [0, 1); drawn again until the
     * best action of every state is at least 0.05 better than the next
     */
    static TabularMdp Random(uint64_t seed);

    /// @return smallest difference between the best two actions of a state
    double SmallestGap() const;

    /**
     * @param alpha temperature; 0 = plain value iteration
     * @return Q[state * actions + action], exact to 1e-10
     */
    std::vector<double> Solve(double alpha) const;

    /**
     * @brief Soft value of a state: alpha log sum exp(Q / alpha), or the maximum for alpha = 0.
     * @param q as from Solve
     * @param state which
     * @param alpha temperature
     * @return V
     */
    double Value(const std::vector<double>& q, uint32_t state, double alpha) const;
};

/**
 * @brief Tasks that share servers: every task takes one of several options, the servers' load hurts
 * all.
 *
 * Value of an assignment = sum over the tasks of utility(task, option) - sum over the options of
 * load^2 / (2 capacity), the load of an option being the sum of its tasks' sizes. Each instance
 * draws sizes, utilities and capacities anew.
 */
class SharedServers
{
  public:
    /**
     * @param random draws the instance
     * @param tasks number of tasks
     * @param options number of options
     */
    SharedServers(LearningRandom& random, uint32_t tasks, uint32_t options);

    /// @return sizes as task, capacities as option and utilities as edge features
    const AssignmentProblem& Problem() const;

    /**
     * @param assignment one option a task
     * @return its value
     */
    double Value(const std::vector<uint32_t>& assignment) const;

    /// @return the largest value, by going through all assignments
    double Optimum() const;

    /// @return value of giving the tasks in turn what is best at that moment
    double Greedy() const;

  private:
    void Search(uint32_t task, double value, std::vector<double>& loads, double& best) const;
    double Gain(uint32_t task, uint32_t option, double load) const;

    AssignmentProblem m_problem; //!< the features are the parameters of the value
};

} // namespace test
} // namespace learning
} // namespace ns3

#endif // GATE_PROBLEMS_H
