// SPDX-License-Identifier: GPL-2.0-only

#ifndef OFFLOADING_POLICY_H
#define OFFLOADING_POLICY_H

#include "ns3/epoch-state.h"
#include "ns3/object.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Who decides: answers an EpochDecision to each EpochState.
 *
 * One policy object lives through any number of episodes; what belongs to one episode is reset in
 * DoBeginEpisode(). A policy of one's own overrides DoDecide(); when it learns, it also derives
 * from TrainablePolicy.
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
     * @brief Asked before BeginEpisode().
     * @return true when EdgeSystem::Stream::arrivals is to be filled: with hindsight
     */
    virtual bool NeedsArrivals() const;

    /**
     * @brief Assigns fixed random stream numbers.
     * @param stream first stream number to use
     * @return how many were used
     */
    virtual int64_t AssignStreams(int64_t stream);

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

    EdgeSystem m_system; //!< who asks for what, and the machines
};

} // namespace ns3

#endif // OFFLOADING_POLICY_H
