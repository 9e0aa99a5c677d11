// SPDX-License-Identifier: GPL-2.0-only
#include "gate-problems.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace learning
{
namespace test
{

namespace
{
const double PI = 3.14159265358979323846;
}

// Constants of both: Gymnasium's classic_control/cartpole.py and pendulum.py.

CartPole::CartPole(LearningRandom& random)
    : m_random(random)
{
    Reset();
}

void
CartPole::Reset()
{
    for (int i = 0; i < 4; ++i)
    {
        m_state[i] = -0.05 + 0.1 * m_random.Uniform();
        m_observation[i] = static_cast<float>(m_state[i]);
    }
    m_steps = 0;
    m_fell = false;
}

bool
CartPole::Step(uint32_t action)
{
    const double gravity = 9.8;
    const double poleMass = 0.1;
    const double totalMass = 1.0 + poleMass;
    const double halfLength = 0.5;
    const double tau = 0.02; // s
    const double force = action == 1 ? 10.0 : -10.0;
    const double cosine = std::cos(m_state[2]);
    const double sine = std::sin(m_state[2]);
    const double push =
        (force + poleMass * halfLength * m_state[3] * m_state[3] * sine) / totalMass;
    const double angular = (gravity * sine - cosine * push) /
                           (halfLength * (4.0 / 3.0 - poleMass * cosine * cosine / totalMass));
    const double linear = push - poleMass * halfLength * angular * cosine / totalMass;
    m_state[0] += tau * m_state[1];
    m_state[1] += tau * linear;
    m_state[2] += tau * m_state[3];
    m_state[3] += tau * angular;
    for (int i = 0; i < 4; ++i)
    {
        m_observation[i] = static_cast<float>(m_state[i]);
    }
    ++m_steps;
    m_fell = std::fabs(m_state[0]) > 2.4 || std::fabs(m_state[2]) > 12 * 2 * PI / 360;
    return m_fell || m_steps >= 500;
}

bool
CartPole::Fell() const
{
    return m_fell;
}

int
CartPole::Steps() const
{
    return m_steps;
}

const float*
CartPole::Observation() const
{
    return m_observation;
}

Pendulum::Pendulum(LearningRandom& random)
    : m_random(random)
{
    Reset();
}

void
Pendulum::Reset()
{
    m_angle = PI * (2 * m_random.Uniform() - 1);
    m_speed = 2 * m_random.Uniform() - 1;
    m_steps = 0;
    Observe();
}

double
Pendulum::Step(double torque)
{
    const double u = std::min(2.0, std::max(-2.0, torque));
    const double wrapped = m_angle - 2 * PI * std::floor((m_angle + PI) / (2 * PI));
    const double cost = wrapped * wrapped + 0.1 * m_speed * m_speed + 0.001 * u * u;
    const double dt = 0.05; // s; mass and length are 1, gravity 10
    m_speed += (3 * 10.0 / 2 * std::sin(m_angle) + 3.0 * u) * dt;
    m_speed = std::min(8.0, std::max(-8.0, m_speed));
    m_angle += m_speed * dt;
    ++m_steps;
    Observe();
    return -cost;
}

bool
Pendulum::Over() const
{
    return m_steps >= 200;
}

const float*
Pendulum::Observation() const
{
    return m_observation;
}

void
Pendulum::Observe()
{
    m_observation[0] = static_cast<float>(std::cos(m_angle));
    m_observation[1] = static_cast<float>(std::sin(m_angle));
    m_observation[2] = static_cast<float>(m_speed);
}

TabularMdp
TabularMdp::Chain()
{
    TabularMdp mdp;
    mdp.states = 5;
    mdp.actions = 2;
    for (uint32_t s = 0; s < 5; ++s)
    {
        const uint32_t forward = std::min(s + 1, 4U);
        for (uint32_t a = 0; a < 2; ++a)
        {
            // Action 0 = forward, 1 = back; the other move two times in eight.
            std::vector<uint32_t> next(8, a == 0 ? forward : 0U);
            next[0] = next[1] = a == 0 ? 0U : forward;
            mdp.nextOf8.push_back(next);
            const double forwardPay = s == 4 ? 1 : 0;
            mdp.rewards.push_back(a == 0 ? 0.75 * forwardPay + 0.25 * 0.1
                                         : 0.75 * 0.1 + 0.25 * forwardPay);
        }
    }
    return mdp;
}

TabularMdp
TabularMdp::Random(uint64_t seed)
{
    LearningRandom random(seed, 77);
    TabularMdp mdp;
    mdp.states = 6;
    mdp.actions = 3;
    do
    {
        mdp.nextOf8.clear();
        mdp.rewards.clear();
        for (uint32_t i = 0; i < mdp.states * mdp.actions; ++i)
        {
            std::vector<uint32_t> next(8);
            for (uint32_t& state : next)
            {
                state = static_cast<uint32_t>(random.Integer(mdp.states));
            }
            mdp.nextOf8.push_back(next);
            mdp.rewards.push_back(random.Uniform());
        }
    } while (mdp.SmallestGap() < 0.05);
    return mdp;
}

double
TabularMdp::SmallestGap() const
{
    const std::vector<double> q = Solve(0);
    double gap = 1e9;
    for (uint32_t s = 0; s < states; ++s)
    {
        std::vector<double> row(q.begin() + s * actions, q.begin() + (s + 1) * actions);
        std::sort(row.begin(), row.end());
        gap = std::min(gap, row[actions - 1] - row[actions - 2]);
    }
    return gap;
}

std::vector<double>
TabularMdp::Solve(double alpha) const
{
    std::vector<double> q(rewards.size(), 0.0);
    double change = 1;
    while (change > 1e-11)
    {
        std::vector<double> values(states);
        for (uint32_t s = 0; s < states; ++s)
        {
            values[s] = Value(q, s, alpha);
        }
        change = 0;
        for (std::size_t i = 0; i < q.size(); ++i)
        {
            double next = rewards[i];
            for (uint32_t state : nextOf8[i])
            {
                next += gamma * values[state] / 8;
            }
            change = std::max(change, std::fabs(next - q[i]));
            q[i] = next;
        }
    }
    return q;
}

double
TabularMdp::Value(const std::vector<double>& q, uint32_t state, double alpha) const
{
    const auto first = q.begin() + state * actions;
    const double best = *std::max_element(first, first + actions);
    if (alpha == 0)
    {
        return best;
    }
    double sum = 0;
    for (uint32_t a = 0; a < actions; ++a)
    {
        sum += std::exp((first[a] - best) / alpha);
    }
    return best + alpha * std::log(sum);
}

SharedServers::SharedServers(LearningRandom& random, uint32_t tasks, uint32_t options)
{
    m_problem.tasks = tasks;
    m_problem.options = options;
    for (uint32_t i = 0; i < tasks; ++i)
    {
        m_problem.taskFeatures.push_back(static_cast<float>(0.5 + random.Uniform()));
    }
    for (uint32_t j = 0; j < options; ++j)
    {
        m_problem.optionFeatures.push_back(static_cast<float>(2 + 6 * random.Uniform()));
    }
    for (uint32_t i = 0; i < tasks * options; ++i)
    {
        m_problem.edgeFeatures.push_back(static_cast<float>(1 + random.Uniform()));
    }
}

const AssignmentProblem&
SharedServers::Problem() const
{
    return m_problem;
}

double
SharedServers::Gain(uint32_t task, uint32_t option, double load) const
{
    const double size = m_problem.taskFeatures[task];
    const double capacity = m_problem.optionFeatures[option];
    return m_problem.edgeFeatures[task * m_problem.options + option] -
           (load * size + 0.5 * size * size) / capacity;
}

double
SharedServers::Value(const std::vector<uint32_t>& assignment) const
{
    std::vector<double> loads(m_problem.options, 0.0);
    double value = 0;
    for (uint32_t i = 0; i < m_problem.tasks; ++i)
    {
        value += m_problem.edgeFeatures[i * m_problem.options + assignment[i]];
        loads[assignment[i]] += m_problem.taskFeatures[i];
    }
    for (uint32_t j = 0; j < m_problem.options; ++j)
    {
        value -= loads[j] * loads[j] / (2 * m_problem.optionFeatures[j]);
    }
    return value;
}

double
SharedServers::Optimum() const
{
    std::vector<double> loads(m_problem.options, 0.0);
    double best = -1e300;
    Search(0, 0, loads, best);
    return best;
}

void
SharedServers::Search(uint32_t task, double value, std::vector<double>& loads, double& best) const
{
    if (task == m_problem.tasks)
    {
        best = std::max(best, value);
        return;
    }
    for (uint32_t j = 0; j < m_problem.options; ++j)
    {
        const double gain = Gain(task, j, loads[j]);
        loads[j] += m_problem.taskFeatures[task];
        Search(task + 1, value + gain, loads, best);
        loads[j] -= m_problem.taskFeatures[task];
    }
}

double
SharedServers::Greedy() const
{
    std::vector<double> loads(m_problem.options, 0.0);
    std::vector<uint32_t> assignment;
    for (uint32_t i = 0; i < m_problem.tasks; ++i)
    {
        uint32_t best = 0;
        for (uint32_t j = 1; j < m_problem.options; ++j)
        {
            best = Gain(i, j, loads[j]) > Gain(i, best, loads[best]) ? j : best;
        }
        assignment.push_back(best);
        loads[best] += m_problem.taskFeatures[i];
    }
    return Value(assignment);
}

} // namespace test
} // namespace learning
} // namespace ns3
