// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRAINABLE_POLICY_H
#define TRAINABLE_POLICY_H

#include "ns3/epoch-state.h"
#include "ns3/offloading-policy.h"

#include <cstdint>
#include <functional>
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

class TrainingRanks;

/**
 * @ingroup edge-inference
 * @brief What a policy that learns has beside OffloadingPolicy.
 *
 * A policy that training changes derives from OffloadingPolicy and from this class; an experiment
 * trains every policy for which Get() finds it. LearningPolicy is one for all decision spaces and
 * learners of the module.
 */
class TrainablePolicy
{
  public:
    virtual ~TrainablePolicy();

    /**
     * @param policy any policy, or null
     * @return what it has beside OffloadingPolicy when it learns; null otherwise
     */
    static TrainablePolicy* Get(const Ptr<OffloadingPolicy>& policy);

    /**
     * @param training true: explore, and take transitions; false: act as well as is known
     */
    void SetTraining(bool training);

    /**
     * @return true while training
     */
    bool IsTraining() const;

    /**
     * @brief Takes a complete step of experience. Called only while training, in the order of
     * epochs, and after the decision of the next epoch.
     * @param transition the step
     */
    virtual void Learn(const EpochTransition& transition) = 0;

    /**
     * @brief Writes all that resuming the training exactly needs.
     * @param os binary stream
     */
    virtual void Save(std::ostream& os) const = 0;

    /**
     * @brief Writes what deciding needs and no more: the networks, without replay and optimisers.
     * Unless overridden the same as Save().
     * @param os binary stream
     */
    virtual void SaveNetworks(std::ostream& os) const;

    /**
     * @brief Reads what Save() or SaveNetworks() wrote.
     * @param is binary stream
     * @throws std::runtime_error when it does not fit, with what was found and expected
     */
    virtual void Load(std::istream& is) = 0;

    /**
     * @return figures of the learning now (losses, temperature, ...) in a fixed order, as pairs of
     * name and value, for training.csv; none unless overridden
     */
    virtual std::vector<std::pair<std::string, double>> GetTrainingFigures() const;

    /**
     * @return how many gradient steps (or other changes by learning) it has made; 0 means that it
     * decides as it was made. Unless overridden the figure "updates".
     */
    virtual uint64_t GetGradientSteps() const;

    /**
     * @return rules that know as much as this policy and decide the same, made anew: what is learnt
     * should be better than each of them; none unless overridden
     */
    virtual std::vector<Ptr<OffloadingPolicy>> MakeLeaders();

    /// How simulators in other processes can serve the training.
    enum class Actors
    {
        NONE,       //!< not at all: episodes run in this process
        IN_STEP,    //!< what they collected is learnt before the next of them begin
        OVERLAPPING //!< it may also be learnt while the next of them run
    };

    /// Takes experience, piece by piece.
    using ExperienceSink = std::function<void(const std::string&)>;

    /**
     * @return how simulators in other processes can serve the training; not at all unless
     * overridden
     */
    virtual Actors GetActors() const;

    /**
     * @brief Does what is due before simulators are forked from this process.
     * @return false when only one of them may run, and what it collected has to be learnt before
     * the next one begins
     */
    virtual bool BeginRound();

    /**
     * @brief From now on and for good, collects experience instead of learning from it. Called in a
     * process that was forked from the learner's, and only when GetActors() allows that.
     * @param seed decides how it explores
     * @param sink takes what LearnFrom() reads, soon after each epoch
     */
    virtual void Collect(uint64_t seed, const ExperienceSink& sink);

    /**
     * @brief Learns from what another process collected over an episode.
     * @param experience all that its sink took
     */
    virtual void LearnFrom(const std::string& experience);

    /// Which of the processes that train one policy together this one is.
    struct Ranks
    {
        uint32_t rank{0}; //!< number of this process among them, from 0
        uint32_t size{1}; //!< number of ranks
    };

    /**
     * @brief Trains from now on together with the other processes that mpirun started, if the
     * policy can. All of them make the same calls; each has episodes of its own. Comes before the
     * first episode.
     * @param [in,out] ranks the caller's: made by the first policy that needs it, then handed to
     * the others
     * @return which of them this process is; alone unless overridden
     * @throws InferenceInputError when there are several and this build cannot join them
     */
    virtual Ranks JoinRanks(std::shared_ptr<TrainingRanks>& ranks);

    /// The last episode of a training has ended: others are not to wait for this process.
    virtual void FinishTraining();

  private:
    bool m_training{false}; //!< whether it explores and learns
};

} // namespace ns3

#endif // TRAINABLE_POLICY_H
