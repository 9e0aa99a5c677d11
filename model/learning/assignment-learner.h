// SPDX-License-Identifier: GPL-2.0-only
#ifndef ASSIGNMENT_LEARNER_H
#define ASSIGNMENT_LEARNER_H

#include "module-maker.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Tasks that each take one option, as a bipartite graph with features.
 */
struct AssignmentProblem
{
    uint32_t tasks{0};                 //!< number of task nodes, at least 1
    uint32_t options{0};               //!< number of option nodes, at least 1
    std::vector<float> taskFeatures;   //!< tasks x features, best of order 1
    std::vector<float> optionFeatures; //!< options x features
    std::vector<float> edgeFeatures;   //!< tasks x options x features
    std::vector<uint8_t> mask;         //!< tasks x options, 0 = no edge; empty = all edges
};

/**
 * @brief The network that scores the edges.
 */
enum class AssignmentActor
{
    GRAPH, //!< graph convolution, for any number of tasks and options
    DENSE, //!< DROO's fully connected network on all features in a row, up to maxTasks and
           //!< maxOptions
};

/**
 * @brief Every hyperparameter of AssignmentLearner.
 */
struct AssignmentLearnerOptions
{
    AssignmentActor actor{AssignmentActor::GRAPH}; //!< kind of network
    ModuleMaker network; //!< makes the network instead, of a row for each task: its features, then
                         //!< those of edge and node of each option of maxOptions
    uint32_t taskFeatures{0};              //!< features of a task node
    uint32_t optionFeatures{0};            //!< features of an option node
    uint32_t edgeFeatures{0};              //!< features of an edge
    uint32_t maxTasks{16};                 //!< largest problem remembered (GRAPH: or met)
    uint32_t maxOptions{16};               //!< largest problem remembered (GRAPH: or met)
    uint32_t width{32};                    //!< GRAPH: features of a node inside the network
    uint32_t rounds{2};                    //!< GRAPH: rounds of convolution
    std::vector<uint32_t> hidden{120, 80}; //!< DENSE: widths of the hidden layers
    double learningRate{3e-3};             //!< Adam, > 0
    double gradientClip{5};                //!< largest norm of the gradient; 0 = no clipping
    uint32_t memoryCapacity{1024};         //!< slots remembered
    uint32_t batchSize{128};               //!< slots a gradient step
    uint32_t trainInterval{10};            //!< slots between gradient steps
    uint32_t candidates{8};                //!< candidates of a slot at the start, and at most
    uint32_t adaptInterval{32};            //!< slots between changes of their number; 0 = never
    /**
     * @brief Exploration while learning: as many candidates again, made from the scores' logarithms
     * plus Gaussian noise of this standard deviation (noisy order-preserving quantisation, Bi et
     * al. 2021, IEEE TWC 20(11)); 0 = DROO's rule alone, which some starts never escape.
     */
    double noise{0};
    uint64_t seed{1}; //!< decides every random number of the learner
};

/**
 * @brief What AssignmentLearner chose in a slot.
 */
struct AssignmentDecision
{
    std::vector<uint32_t> assignment; //!< one option a task
    uint32_t winner{0};               //!< index of the candidate
    uint32_t rank{0};                 //!< index among those of the same scores
    double value{0};                  //!< the critic's value
};

/**
 * @brief What AssignmentLearner did last.
 */
struct AssignmentLearnerStatistics
{
    double loss{0};          //!< mean cross-entropy of the last gradient step, nat a task
    double value{0};         //!< the critic's value of the last decision
    uint32_t winner{0};      //!< index of its candidate
    uint32_t candidates{0};  //!< number of candidates now
    uint64_t updates{0};     //!< gradient steps so far
    uint64_t slots{0};       //!< learning slots so far, histories not counted
    uint64_t history{0};     //!< slots of histories remembered so far
    uint64_t imitations{0};  //!< gradient steps of imitation so far
    double imitationLoss{0}; //!< mean cross-entropy of the last of these, nat a task
};

/**
 * @brief Learns assignments by imitating the best of the candidates around its own answer: the loop
 * of DROO (Huang, Bi and Zhang 2020) with its fully connected actor or with a graph convolution, as
 * GRLE (Li, Iosifidis and Zhang 2022, arXiv 2210.13464) does for offloading with early exits.
 *
 * Each slot: the actor scores the edges; order-preserving quantisation makes candidates; a critic
 * that the caller gives (a model of the system) values them; the best is the answer and is
 * remembered. Every trainInterval slots the actor takes one cross-entropy step on remembered slots.
 * The graph actor is permutation-equivariant and its size does not depend on the numbers of nodes.
 */
class AssignmentLearner
{
  public:
    /// In the place of an option: the task teaches nothing.
    static constexpr uint32_t NO_OPTION = UINT32_MAX;

    /// @brief Value of an assignment: one option a task; larger is better.
    using Critic = std::function<double(const std::vector<uint32_t>&)>;

    /**
     * @param options hyperparameters, copied
     * @throws LearningError when an option is out of range
     */
    explicit AssignmentLearner(const AssignmentLearnerOptions& options);
    ~AssignmentLearner();
    AssignmentLearner(const AssignmentLearner&) = delete;
    AssignmentLearner& operator=(const AssignmentLearner&) = delete;

    /**
     * @brief Score the edges.
     * @param problem any size (DENSE: up to the maxima)
     * @return tasks x options probabilities, each task's sum to 1, 0 without an edge
     * @throws LearningError when sizes do not fit or a task has no edge
     */
    std::vector<float> Scores(const AssignmentProblem& problem);

    /**
     * @brief Choose the best of the candidates.
     * @param problem as for Scores
     * @param critic values candidates
     * @param explore whether to add the candidates of noisy scores
     * @return the best one
     * @throws LearningError as Scores, or when the critic gives a NaN
     */
    AssignmentDecision Choose(const AssignmentProblem& problem, const Critic& critic, bool explore);

    /**
     * @brief Remember a slot, and train when it is time.
     * @param problem as for Scores
     * @param decision that Choose() made, perhaps of a copy of the learner
     * @throws LearningError when sizes do not fit or training diverges
     */
    void Learn(const AssignmentProblem& problem, const AssignmentDecision& decision);

    /**
     * @brief Remember a slot that someone else decided, for Imitate().
     * @param problem as for Scores
     * @param assignment one option a task; NO_OPTION: its decision has no option
     * @throws LearningError when sizes do not fit
     */
    void RememberHistory(const AssignmentProblem& problem, const std::vector<uint32_t>& assignment);

    /**
     * @brief Behaviour cloning: the gradient steps of Learn() on what is remembered. Means
     * something while that is history only.
     * @param steps how many; none when nothing is remembered
     */
    void Imitate(uint32_t steps);

    /**
     * @brief Begin the random numbers of exploration anew, for a copy of the learner that explores
     * beside others.
     * @param seed decides them
     */
    void SeedExploration(uint64_t seed);

    /**
     * @brief Decide a slot: Choose(), and Learn() if wanted.
     * @param problem as for Scores
     * @param critic values candidates
     * @param learn whether to explore and to learn
     * @return the best candidate, one option a task
     * @throws LearningError as Choose() and Learn()
     */
    std::vector<uint32_t> Decide(const AssignmentProblem& problem,
                                 const Critic& critic,
                                 bool learn);

    /// @return what was done last
    AssignmentLearnerStatistics GetStatistics() const;
    /// @return the options given to the constructor
    const AssignmentLearnerOptions& GetOptions() const;

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
     * @brief Read a checkpoint; the learner is unchanged when that fails.
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
    std::unique_ptr<Learner> m_learner; //!< network, optimiser, memory, generators
};

} // namespace learning
} // namespace ns3

#endif // ASSIGNMENT_LEARNER_H
