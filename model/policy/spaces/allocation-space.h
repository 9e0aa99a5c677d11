// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_SPACE_H
#define ALLOCATION_SPACE_H

#include "allocation-rule.h"
#include "decision-space.h"
#include "state-encoder.h"
#include "system-encoder.h"

#include "ns3/accuracy-constraints.h"

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
 * @brief Assignment, exits, spectrum and compute shares of all UEs as real numbers
 * (AllocationVector), after Zhang et al., GLOBECOM 2020.
 *
 * One row for all: it sees SystemEncoder's numbers and decides all numbers of the AllocationVector.
 * Its reward is the mean of all tasks' rewards. Options, off by default:
 * - PerStream: a row for each stream instead. It sees its stream (StateEncoder) and what all ask
 * for together, and acts for its stream: scores, exit, and a number w in -1..1 for each resource
 * that is shared, which is divided in proportion to demand times e^(2 w). Its reward is its own by
 *   OwnReward, else that of all.
 * - Prior GREEDY: the action is added to the greedy choice (residual learning, Silver et al. 2018,
 *   Johannink et al. 2019), which the observation tells, too: scores are added to plus or minus one
 *   half, exits to that of the choice, shares multiply its shares (with PerStream: demand). An
 *   action of zeros and of equal shares is the greedy choice.
 *
 * - Targets: long-term accuracy targets of the services (AccuracyConstraints). An observation ends
 *   with their virtual queues Z, with PerStream that of the row's service, and the reward is that
 *   of the tasks plus the sum of Z (A - target), where A is the mean accuracy of a service's plans.
 *   With tasks whose rewards are minus V times their latency, that is minus what
 *   DriftPlusPenaltyPolicy minimises, of what happened instead of the estimate. A row's own reward
 *   has its own part of this sum.
 *
 * The greedy choice is also the rule that leads: without Prior it is what is demonstrated.
 */
class AllocationSpace : public DecisionSpace
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AllocationSpace();
    ~AllocationSpace() override;

    /// What the action is added to.
    enum PriorKind
    {
        NONE,  //!< nothing
        GREEDY //!< the greedy choice
    };

    std::vector<std::string> GetNames() const override;
    void Observe(const EpochState& state, bool demonstrate, Rows& rows) override;
    void CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision) override;
    void Score(const EpochTransition& transition,
               const Rows& rows,
               std::vector<Reward>& rewards) const override;
    bool CanRecognise() const override;
    void Recognise(const EpochDecision& decision, Rows& rows) const override;
    bool RecognisesExactly() const override;
    Ptr<OffloadingPolicy> MakeLeader() const override;

  protected:
    void DoDispose() override;

  private:
    void DoBeginEpisode(Layout& layout) override;

    /**
     * @return bounded numbers of a stream
     */
    uint32_t GetStreamSize() const;

    /**
     * @brief Tells which numbers belong to which UE, when each has one stream.
     * @param [in,out] layout its other sizes are there
     */
    void AddMembers(Layout& layout) const;

    /**
     * @brief A row's numbers for one stream, from an action of the whole vector.
     * @param action numbers of the vector
     * @param stream index of a stream
     * @param [out] row its scores, exit and weights
     */
    void TakeRow(const std::vector<float>& action, std::size_t stream, float* row) const;

    /**
     * @brief Observes with PerStream.
     * @param state what is known
     * @param demonstrate write the greedy choice as actions
     * @param [out] rows get observations
     */
    void ObserveStreams(const EpochState& state, bool demonstrate, Rows& rows) const;

    /**
     * @brief Writes the virtual queues at the ends of the observations.
     * @param rows the rows
     */
    void ObserveQueues(Rows& rows) const;

    /**
     * @brief Adds to rewards what the accuracy targets say of a decision.
     * @param transition the step
     * @param rows its rows, which tell the queues as they were
     * @param [in,out] rewards by row
     */
    void AddDrift(const EpochTransition& transition,
                  const Rows& rows,
                  std::vector<Reward>& rewards) const;

    bool m_perStream{false};             //!< the attribute PerStream
    double m_ownReward{0};               //!< the attribute OwnReward
    PriorKind m_prior{NONE};             //!< the attribute Prior
    double m_priorMargin{0};             //!< the attribute PriorMargin
    std::string m_targets;               //!< the attribute Targets
    AccuracyConstraints m_constraints;   //!< the targets and their queues
    Ptr<AllocationRule> m_rule;          //!< estimates, and the greedy choice
    SystemEncoder m_systemEncoder;       //!< observes all at once
    StateEncoder m_streamEncoder;        //!< observes one stream
    EpochDecision m_priorDecision;       //!< the greedy choice
    std::vector<float> m_priorAction;    //!< the same as numbers
    std::vector<float> m_action;         //!< numbers of the vector
    std::vector<double> m_weights;       //!< by resource, by UE
    std::vector<double> m_streamDemands; //!< by resource, by stream
};

} // namespace ns3

#endif // ALLOCATION_SPACE_H
