// SPDX-License-Identifier: GPL-2.0-only

#ifndef ASSIGNMENT_POLICY_H
#define ASSIGNMENT_POLICY_H

#include "../estimation/arrival-rate-estimator.h"
#include "../estimation/assignment-critic.h"

#include "ns3/offloading-policy.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What policies share that assign every stream to a server and an exit, all of them
 * together, by the value that AssignmentCritic gives a joint assignment.
 *
 * The tasks of a slot come after its decision, so their number is expected: arrivals of the past
 * that count less the older they are.
 */
class AssignmentPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AssignmentPolicy();
    ~AssignmentPolicy() override;

  protected:
    /**
     * @brief Makes options and forgets arrivals. A subclass that overrides it calls it first.
     */
    void DoBeginEpisode() override;

    /**
     * @return the critic, which knows the state of the slot
     */
    const AssignmentCritic& GetCritic() const;

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) final;

    /**
     * @brief Chooses.
     * @param state what is known; the critic has it
     * @param [out] assignment by stream: a valid option
     */
    virtual void Assign(const EpochState& state, std::vector<uint32_t>& assignment) = 0;

    bool m_earlyExit;                   //!< all exits, or the last only
    bool m_localExits;                  //!< options on the UE
    uint32_t m_bits;                    //!< of a transmitted element
    Time m_overhead;                    //!< least round trip
    Time m_rateMemory;                  //!< after which an arrival counts 1/e
    AssignmentCritic m_critic;          //!< values assignments
    ArrivalRateEstimator m_arrivals;    //!< expects tasks from those of the past
    std::vector<double> m_rates;        //!< tasks/s, by stream
    std::vector<uint32_t> m_assignment; //!< by stream
};

} // namespace ns3

#endif // ASSIGNMENT_POLICY_H
