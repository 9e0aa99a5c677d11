// SPDX-License-Identifier: GPL-2.0-only

#ifndef NUMBERED_PLANS_H
#define NUMBERED_PLANS_H

#include "ns3/dnn-profile.h"
#include "ns3/epoch-state.h"
#include "ns3/inference-plan.h"

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
 * @brief The plans that a learner may choose from, as numbered actions with a mask for each DNN.
 *
 * Actions are the full product exit x cut x bits x server, of the sizes of the largest DNN, so that
 * one actor serves streams of different DNNs. With tails each of these numbers is followed, in a
 * block of its own, by the product tailCut x tailBits x tailServer: the actions without a tail keep
 * their numbers. The mask of a DNN leaves out what it cannot do and
 * what is the same as another plan: a cut that is not legal for the exit; any width but the first,
 * and any server but the first, when nothing is transmitted; a width above the input's own when the
 * input is sent (unless it is the narrowest that holds the input). Of tails it leaves in those that
 * the first server computes for (cut < tailCut; passing on what it got is a longer way to the other
 * server), and not from a cloud node back to an edge server.
 */
class NumberedPlans
{
  public:
    /// An empty space.
    NumberedPlans() = default;

    /**
     * @brief Plans without tails.
     * @param dnns the DNNs of all streams; repeated ones are taken once
     * @param nServers number of servers
     */
    NumberedPlans(const std::vector<Ptr<const DnnProfile>>& dnns, uint32_t nServers);

    /**
     * @brief Plans with and without tails. Their number grows with the square of nearly everything:
     * for exhaustive search and heuristics; learners do better with a list of their own.
     * @param dnns the DNNs of all streams; repeated ones are taken once
     * @param tiers where each server stands
     */
    NumberedPlans(const std::vector<Ptr<const DnnProfile>>& dnns,
                  const std::vector<EdgeServerTier>& tiers);

    /**
     * @return the number of actions, valid or not
     */
    uint32_t GetNActions() const;

    /**
     * @param action number of an action
     * @param dnn the DNN it is meant for; gives the meaning of the width's index
     * @return the plan
     */
    InferencePlan GetPlan(uint32_t action, const DnnProfile& dnn) const;

    /**
     * @param plan a plan that can be run for the DNN
     * @param dnn one of the DNNs of the constructor
     * @return the number of its action, or of the equal one that the mask leaves in
     */
    uint32_t GetAction(InferencePlan plan, const DnnProfile& dnn) const;

    /**
     * @param dnn one of the DNNs of the constructor
     * @return one byte an action, 1 where the action is valid for the DNN
     */
    const std::vector<uint8_t>& GetMask(const Ptr<const DnnProfile>& dnn) const;

    /**
     * @param dnn one of the DNNs of the constructor
     * @return the numbers of the valid actions, rising
     */
    const std::vector<uint32_t>& GetValidActions(const Ptr<const DnnProfile>& dnn) const;

  private:
    /**
     * @brief Fills m_entries.
     * @param dnns the DNNs of all streams
     */
    void Build(const std::vector<Ptr<const DnnProfile>>& dnns);

    /**
     * @param action number of an action
     * @param dnn a DNN
     * @return whether the mask leaves it in
     */
    bool IsValid(uint32_t action, const DnnProfile& dnn) const;

    /**
     * @return the number of actions without a tail
     */
    uint32_t GetNHeads() const;

    /**
     * @return the number of tails; 0 without tails
     */
    uint32_t GetNTails() const;

    /// The actions of one DNN.
    struct Entry
    {
        Ptr<const DnnProfile> dnn;   //!< the DNN
        std::vector<uint8_t> mask;   //!< 1 where valid
        std::vector<uint32_t> valid; //!< the valid ones
    };

    /**
     * @param dnn one of the DNNs of the constructor
     * @return entry of the DNN
     */
    const Entry& Find(const Ptr<const DnnProfile>& dnn) const;

    uint32_t m_nExits{0};                //!< of the DNN with most
    uint32_t m_nCuts{0};                 //!< of the DNN with most, 0 included
    uint32_t m_nBits{0};                 //!< of the DNN with most
    uint32_t m_nServers{1};              //!< servers
    std::vector<EdgeServerTier> m_tiers; //!< where each stands; empty: no tails
    std::vector<Entry> m_entries;        //!< by DNN
};

} // namespace ns3

#endif // NUMBERED_PLANS_H
