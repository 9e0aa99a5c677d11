// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIXED_PLAN_POLICY_H
#define FIXED_PLAN_POLICY_H

#include "ns3/offloading-policy.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The same plan for every stream at every epoch, from its attributes.
 */
class FixedPlanPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param plan the plan
     */
    void SetPlan(const InferencePlan& plan);

  private:
    void SetExit(uint16_t exit);         //!< @param exit exit, from 0
    uint16_t GetExit() const;            //!< @return exit, from 0
    void SetCut(uint16_t cut);           //!< @param cut cut point
    uint16_t GetCut() const;             //!< @return cut point
    void SetBits(uint8_t bits);          //!< @param bits bits of an element
    uint8_t GetBits() const;             //!< @return bits of an element
    void SetServer(uint16_t server);     //!< @param server index of the server
    uint16_t GetServer() const;          //!< @return index of the server
    void SetTailCut(uint16_t cut);       //!< @param cut second cut
    uint16_t GetTailCut() const;         //!< @return second cut
    void SetTailBits(uint8_t bits);      //!< @param bits bits of an element behind it
    uint8_t GetTailBits() const;         //!< @return bits of an element behind it
    void SetTailServer(uint16_t server); //!< @param server index of the tail's server
    uint16_t GetTailServer() const;      //!< @return index of the tail's server
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    InferencePlan m_plan; //!< the plan
};

} // namespace ns3

#endif // FIXED_PLAN_POLICY_H
