// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_POLICY_H
#define ALLOCATION_POLICY_H

#include "../estimation/allocation-estimator.h"
#include "allocation-vector.h"

#include "ns3/offloading-policy.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What policies share that decide assignment, exits, spectrum and compute shares together:
 * the same space of decisions (AllocationVector), set by attributes, and the same estimate of what
 * a decision comes to.
 */
class AllocationPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// How shares are divided among those that use a resource.
    enum ShareRule
    {
        EQUAL,  //!< all alike
        DEMAND, //!< in proportion to what they ask of it: tasks/s times its time for one of them
        ROOT,   //!< in proportion to the root of that: the sum of the tasks' delays is least
        SERVICE //!< servers by DNN (DivideByService()), spectrum as with ROOT
    };

  protected:
    /**
     * @return whether exits are decided, too; otherwise every task goes to the last one
     */
    bool DecidesExits() const;

    /**
     * @brief What streams ask of the resources that are shared.
     * @param state what is known
     * @param decision its plans are there
     * @param [out] demands for each of AllocationVector::GetShared() one number a stream: share of
     * the whole resource that it would keep busy, at most 1000
     */
    void GetDemands(const EpochState& state,
                    const EpochDecision& decision,
                    std::vector<double>& demands) const;

    /**
     * @brief Chooses the shares of a decision by a rule.
     * @param state what is known
     * @param rule the rule
     * @param [in,out] decision its plans are there, its shares are written
     */
    void DivideByRule(const EpochState& state, ShareRule rule, EpochDecision& decision) const;

    /**
     * @brief Estimates every stream's latency, in deadlines.
     * @param state what is known
     * @param decision plans and shares
     * @return by stream: mean latency over deadline
     */
    const std::vector<double>& EstimateLateness(const EpochState& state,
                                                const EpochDecision& decision) const;

    /**
     * @brief Lowers exits, one at a time, until nobody is late by the estimate or all are at their
     * first: always that of the stream that is latest among those that can be lowered.
     * @param state what is known
     * @param rule of the shares
     * @param margin share of the deadline that a latency may take
     * @param [in,out] decision its plans are there (without cuts); exits and shares are written
     */
    void LowerExits(const EpochState& state,
                    ShareRule rule,
                    double margin,
                    EpochDecision& decision) const;

    /**
     * @brief Chooses tiers and exits greedily: one stream after the other, those that ask for most
     * first, takes the tier and exit with which the accuracy of all that have chosen, in time by
     * the estimate, is greatest; of equals what is estimated to be faster. Shares are in proportion
     * to demand.
     * @param state what is known
     * @param margin share of the deadline that a latency may take
     * @param [in,out] decision plans and shares are written
     */
    void ChooseGreedily(const EpochState& state, double margin, EpochDecision& decision) const;

    /**
     * @brief Reads long-term accuracy targets.
     * @param text a number from 0 to 1 for each DNN, separated by commas, or one for all
     * @return by EdgeSystem::dnns
     * @throws InferenceInputError when it is not that; it names the attribute Targets
     */
    std::vector<double> ReadTargets(const std::string& text) const;

    /**
     * @brief Finds the edge server that is nearest to a stream (FindNearestServer()); UEs to which
     * several servers are equally near take turns.
     * @param state what is known
     * @param stream index of a stream
     * @return the tier of the server, as AllocationVector::MakePlan() counts tiers; 0 when no edge
     * server is up
     */
    uint32_t GetNearestTier(const EpochState& state, std::size_t stream) const;

    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    AllocationVector m_space;        //!< what is decided
    AllocationEstimator m_estimator; //!< what it would come to

  private:
    /**
     * @brief Decides; the estimator knows the state already.
     * @param state what is known
     * @param [in,out] decision plans and shares are to be written
     */
    virtual void DoAllocate(const EpochState& state, EpochDecision& decision) = 0;

    /**
     * @brief Divides a server among DNNs whose tasks are served one after the other (QueueBy Dnn of
     * WeightedSharingComputeNode), so that the sum of the tasks' delays there is least when those
     * of all UEs come together (Wu et al., IEEE TII 2021, Theorem 1): a DNN's share is in
     * proportion to the root of
     * @f[ \Lambda_m = \sum_{i \in m} \left( w_i + \frac{1}{2} \sum_{j \in m, j \ne i} w_j \right)
     * @f] where w is what a stream asks of the server. UEs have their parts of it in proportion to
     * what they ask.
     * @param demands w by stream
     * @param [out] weights by UE
     */
    void DivideByService(const double* demands, double* weights) const;

    bool m_exits{true};                      //!< the attribute Exits
    bool m_divideUplink{true};               //!< the attribute DivideUplink
    bool m_divideDownlink{false};            //!< the attribute DivideDownlink
    bool m_divideEdge{true};                 //!< the attribute DivideEdge
    bool m_divideCloud{false};               //!< the attribute DivideCloud
    bool m_usersOnly{true};                  //!< the attribute UsersOnly
    double m_minShare{0.01};                 //!< the attribute MinShare
    std::vector<double> m_uplinkShares;      //!< those of the previous decision
    mutable std::vector<double> m_latencies; //!< scratch
    mutable std::vector<double> m_weights;   //!< scratch
    mutable std::vector<double> m_demands;   //!< scratch
};

} // namespace ns3

#endif // ALLOCATION_POLICY_H
