// SPDX-License-Identifier: GPL-2.0-only

#ifndef OFFLOADING_POLICY_H
#define OFFLOADING_POLICY_H

#include "ns3/epoch-state.h"
#include "ns3/object.h"

#include <iosfwd>
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
 * @brief Who decides: answers an EpochDecision to each EpochState and may learn from what came of
 * it.
 *
 * One policy object lives through all episodes of a training; what belongs to one episode is reset
 * in DoBeginEpisode(). A policy of one's own overrides DoDecide() and, when it learns, Learn().
 */
class OffloadingPolicy : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Called by the InferenceScheduler before the first epoch of each episode.
     * @param system who asks for what, and the machines; unchanged until the next call
     */
    void BeginEpisode(const EdgeSystem& system);

    /**
     * @brief Decides for every stream at once.
     * @param state what is known
     * @param [out] decision one plan a stream; its vectors are reused from epoch to epoch
     */
    void Decide(const EpochState& state, EpochDecision& decision);

    /**
     * @brief Takes a complete step of experience. Called only while training, in the order of
     * epochs.
     * @param transition the step
     */
    virtual void Learn(const EpochTransition& transition);

    /**
     * @brief Asked before BeginEpisode().
     * @return true when EdgeSystem::Stream::arrivals is to be filled: with hindsight
     */
    virtual bool NeedsArrivals() const;

    /**
     * @return true when training changes this policy
     */
    virtual bool IsLearner() const;

    /// Processes that train one policy together.
    struct Ranks
    {
        uint32_t rank{0}; //!< number of this process among them, from 0
        uint32_t size{1}; //!< how many there are
    };

    /**
     * @brief Trains from now on together with the other processes that mpirun started, if the
     * policy can. All of them make the same calls; each has episodes of its own.
     * @return the processes; one unless overridden
     * @throws InferenceInputError when there are several and this build cannot join them
     */
    virtual Ranks JoinRanks();

    /// The last episode of a training has ended: others are not to wait for this process.
    virtual void FinishTraining();

    /**
     * @brief Writes all that resuming the training exactly needs. A policy that learns nothing
     * writes nothing.
     * @param os binary stream
     */
    virtual void Save(std::ostream& os) const;

    /**
     * @brief Writes what deciding needs and no more: of a learner its networks, without replay and
     * optimisers. Unless overridden the same as Save().
     * @param os binary stream
     */
    virtual void SaveNetworks(std::ostream& os) const;

    /**
     * @brief Reads what Save() or SaveNetworks() wrote.
     * @param is binary stream
     * @throws std::runtime_error when it does not fit, with what was found and expected
     */
    virtual void Load(std::istream& is);

    /**
     * @brief Figures of the learning since the previous call (losses, temperature, ...), in a fixed
     * order.
     * @return pairs of name and value, for training.csv
     */
    virtual std::vector<std::pair<std::string, double>> GetTrainingFigures();

    /**
     * @brief Assigns fixed random stream numbers.
     * @param stream first stream number to use
     * @return how many were used
     */
    virtual int64_t AssignStreams(int64_t stream);

    /**
     * @param training true: explore, and take transitions; false: act as well as is known
     */
    void SetTraining(bool training);

    /**
     * @return true while training
     */
    bool IsTraining() const;

    /**
     * @return who asks for what, and the machines
     */
    const EdgeSystem& GetSystem() const;

  private:
    /// Prepares for an episode; GetSystem() is already up to date.
    virtual void DoBeginEpisode();

    /**
     * @brief Decides for every stream.
     * @param state what is known
     * @param [out] decision its @c plans already has one entry a stream
     */
    virtual void DoDecide(const EpochState& state, EpochDecision& decision) = 0;

    EdgeSystem m_system;    //!< who asks for what, and the machines
    bool m_training{false}; //!< whether it explores and learns
};

} // namespace ns3

#endif // OFFLOADING_POLICY_H
