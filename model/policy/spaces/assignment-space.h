// SPDX-License-Identifier: GPL-2.0-only

#ifndef ASSIGNMENT_SPACE_H
#define ASSIGNMENT_SPACE_H

#include "decision-space.h"

#include "ns3/ptr.h"

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
 * @brief Server and exit of each stream, all of them together: a row is a stream, its action one of
 * AssignmentCritic's options, and the critic is a model that values joint assignments.
 *
 * Features. Of a stream: tasks expected in the slot, way to the first server, deadline over the
 * slot's length, rank of its slack among the streams (which tells apart streams that are alike). Of
 * a stream's option: latency and service over the deadline, the load of the stream alone, accuracy,
 * accuracy if the estimated latency is within the deadline. Of an option: accuracy, service and
 * wait over the mean deadline, the load if every stream took it, whether it is on the UE.
 *
 * For learners that do not use the model a stream's reward is the mean of its tasks' rewards.
 */
class AssignmentSpace : public DecisionSpace
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    AssignmentSpace();
    ~AssignmentSpace() override;

    std::vector<std::string> GetNames() const override;
    void Observe(const EpochState& state, bool demonstrate, Rows& rows) override;
    void CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision) override;
    void Score(const EpochTransition& transition,
               const Rows& rows,
               std::vector<Reward>& rewards) const override;
    bool CanRecognise() const override;
    void Recognise(const EpochDecision& decision, Rows& rows) const override;
    Ptr<OffloadingPolicy> MakeLeader() const override;
    double Evaluate(const std::vector<uint32_t>& choices) const override;

  protected:
    void DoDispose() override;

  private:
    class Rule; // an AssignmentPolicy, for its critic

    void DoBeginEpisode(Layout& layout) override;

    /**
     * @brief Writes the features of streams and of their options.
     * @param [out] rows get observations
     */
    void DescribeStreams(Rows& rows) const;

    Ptr<Rule> m_rule;                      //!< the critic, and expected arrivals
    EpochDecision m_decision;              //!< of no use
    mutable std::vector<uint32_t> m_order; //!< streams by slack; reused
};

} // namespace ns3

#endif // ASSIGNMENT_SPACE_H
