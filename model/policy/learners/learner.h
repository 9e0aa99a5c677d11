// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEARNER_H
#define LEARNER_H

#include "ns3/decision-space.h"
#include "ns3/object.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief How a decision is learnt: the half of a LearningPolicy that knows numbers only. The other
 * half is a DecisionSpace, which knows tasks, radios and servers.
 *
 * A learner of one's own overrides the pure virtual methods, and of the others those that apply;
 * doc/tutorial-own-learner.rst goes through one with LibTorch. Its hyperparameters are attributes.
 * Make() comes before all else, once, at the first episode: sizes follow from the scenario. What
 * cannot be gone on with throws std::runtime_error with one line that says what was found.
 */
class Learner : public Object
{
  public:
    /// Sizes, and the kind of action.
    using Layout = DecisionSpace::Layout;
    /// Observations and actions of one epoch.
    using Rows = DecisionSpace::Rows;
    /// Names and values, for training.csv.
    using Figures = std::vector<std::pair<std::string, double>>;

    /// How simulators of other processes serve.
    using Actors = TrainablePolicy::Actors;

    /// One step of one row. It is not terminal, for an episode ends by its time limit.
    struct Step
    {
        uint32_t row{0};                   //!< which row of the space
        const float* observation{nullptr}; //!< observation before
        const uint8_t* mask{nullptr};      //!< valid choices before
        const uint32_t* choices{nullptr};  //!< taken, one a head
        const float* numbers{nullptr};     //!< taken
        float note{0};                     //!< that Act() left of the action
        float reward{0};                   //!< reward of the step
        const float* next{nullptr};        //!< observation after
        const uint8_t* nextMask{nullptr};  //!< valid choices after
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @return in words which actions it learns, as "a choice, and no numbers"
     */
    virtual std::string Describe() const = 0;

    /**
     * @param layout what a space asks for
     * @return whether it learns such actions
     */
    virtual bool Fits(const Layout& layout) const = 0;

    /**
     * @brief Makes networks, optimisers and memories.
     * @param space asks for actions, and lives as long as the learner
     * @param seed decides every random number
     */
    virtual void Make(const Ptr<DecisionSpace>& space, uint64_t seed) = 0;

    /**
     * @brief Fills in the actions of an epoch.
     * @param [in,out] rows observations and masks; get choices and numbers, and notes
     * @param greedy without exploration
     */
    virtual void Act(Rows& rows, bool greedy) = 0;

    /**
     * @brief Takes a step of its own. Called only while training.
     * @param step the step
     */
    virtual void Remember(const Step& step) = 0;

    /// Does the gradient steps that are due. Called after the steps of each epoch.
    virtual void Update() = 0;

    /**
     * @param os binary stream
     * @param full true: all that resuming exactly needs; false: what deciding needs
     */
    virtual void Save(std::ostream& os, bool full) const = 0;

    /**
     * @param is binary stream with what Save() wrote
     */
    virtual void Load(std::istream& is) = 0;

    /**
     * @return how many gradient steps it has made; 0: it decides as it was made
     */
    virtual uint64_t GetUpdates() const = 0;

    /**
     * @return figures of the learning now, in a fixed order
     */
    virtual Figures GetFigures() const = 0;

    /**
     * @return how many epochs of a row the observations show that it is given, this one included,
     * oldest first; 1 unless overridden. It does not change after Make().
     */
    virtual uint32_t GetWindow() const;

    /**
     * @return whether a scenario with another number of rows fits, too; true unless overridden
     */
    virtual bool ServesAnyRows() const;

    /**
     * @return whether it learns from steps; false when it learns from decisions as they are made
     */
    virtual bool LearnsFromSteps() const;

    /**
     * @brief Takes a decision that Act() made. Called only while training, after Act(), and only
     * when LearnsFromSteps() says false; does nothing unless overridden.
     * @param rows observations and actions, with what Act() noted
     */
    virtual void RememberDecision(const Rows& rows);

    /**
     * @brief Whether copies of the learner may act in simulators of other processes: they explore
     * as SeedExploration() says, and what they would remember is remembered here.
     * @return not at all unless overridden
     */
    virtual Actors GetActors() const;

    /**
     * @brief Begins the random numbers of exploration anew. Called in a copy of the learner that
     * only acts, at the beginning of its episode, and only when GetActors() allows that.
     * @param seed decides them, another one for each episode
     */
    virtual void SeedExploration(uint64_t seed);

    /**
     * @brief A row's action had no consequence: the steps before and after it are no neighbours.
     * @param row which row
     */
    virtual void Skip(uint32_t row);

    /**
     * @brief An episode of training begins; what the one before left open ends.
     * @param rows how many rows it has at most
     */
    virtual void BeginEpisode(uint32_t rows);

    /**
     * @return whether it learns from the steps of other policies as from its own
     */
    virtual bool TakesHistory() const;

    /**
     * @brief Takes a step of another policy.
     * @param step the step
     * @param expert of a policy that knows what is best
     */
    virtual void RememberHistory(const Step& step, bool expert);

    /**
     * @brief Takes a decision of another policy, when LearnsFromSteps() says false.
     * @param rows observations and actions; known 0 where the decision has no action
     */
    virtual void RememberHistoryDecision(const Rows& rows);

    /**
     * @return how many steps (or decisions) of other policies it took
     */
    virtual uint64_t GetHistory() const;

    /**
     * @brief Does gradient steps on what it has of history. Called when TakesHistory() says true.
     * @param updates number of gradient steps
     */
    virtual void TrainOnHistory(uint32_t updates);

    /**
     * @return whether Imitate() makes it decide as other policies did; false unless overridden. It
     * takes their steps (or decisions) then, whatever TakesHistory() says.
     */
    virtual bool CanImitate() const;

    /**
     * @brief Does gradient steps of behaviour cloning, by its own loss, on what it has of history.
     * Called once, before it decides itself.
     * @param updates number of gradient steps
     */
    virtual void Imitate(uint32_t updates);

    /**
     * @return whether its critic compares choices, so that Follow() can be called; false unless
     * overridden
     */
    virtual bool CanFollow() const;

    /**
     * @brief Puts the leader's choices in the place of its own, but for those that its critic says
     * are worth more by a margin, and for those by which it explores. Before it has learnt anything
     * all but the latter are the leader's. Called after Act(), and only when CanFollow() says true.
     * @param leader the same rows with the choices of the leader; known 0 where it has none
     * @param margin in units of the reward
     * @param greedy as Act() got it
     * @param [in,out] rows with the choices of Act()
     */
    virtual void Follow(const Rows& leader, double margin, bool greedy, Rows& rows);

    /**
     * @brief Learns from now on together with the other processes that mpirun started.
     * @param [in,out] ranks the caller's; made when it is null and needed
     * @return whether it does; false unless overridden
     */
    virtual bool JoinRanks(std::shared_ptr<TrainingRanks>& ranks);

    /**
     * @brief Lets all ranks begin with the same networks.
     * @param seed that this process drew
     * @return the one to use; the same unless overridden
     */
    virtual uint64_t AgreeOnSeed(uint64_t seed);

    /// The last episode of a training has ended: others are not to wait for this process.
    virtual void FinishTraining();
};

} // namespace ns3

#endif // LEARNER_H
