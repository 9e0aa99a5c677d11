// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_SPACE_H
#define PLAN_SPACE_H

#include "../estimation/plan-estimator.h"
#include "decision-space.h"
#include "numbered-plans.h"
#include "state-encoder.h"

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
 * @brief Exit, cut, bits and server of each stream: a row is a stream, its observation that of
 * StateEncoder, its action one choice among the NumberedPlans.
 *
 * Where arrivals trigger the epochs, only the stream whose task arrives is decided, and what comes
 * next is the next arrival at the same UE, of whichever stream: the streams of a UE share its
 * stages, so that one stream's decision is felt by the others. A discount is per decision: one by
 * elapsed time would add the noise of the arrivals to every value.
 *
 * A stream's reward is the mean of its tasks' rewards less Baseline; without a task there is none.
 */
class PlanSpace : public DecisionSpace
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PlanSpace();
    ~PlanSpace() override;

    std::vector<std::string> GetNames() const override;
    void Observe(const EpochState& state, bool demonstrate, Rows& rows) override;
    void CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision) override;
    bool CanRecognise() const override;
    void Recognise(const EpochDecision& decision, Rows& rows) const override;
    void Score(const EpochTransition& transition,
               const Rows& rows,
               std::vector<Reward>& rewards) const override;
    Ptr<OffloadingPolicy> MakeLeader() const override;
    bool FindNext(const EpochTransition& transition,
                  const Rows* after,
                  uint32_t id,
                  Next& next) override;

  private:
    void DoBeginEpisode(Layout& layout) override;

    /**
     * @param state what is known
     * @param stream index of a stream
     * @param [out] numbers its observation
     */
    void ObserveStream(const EpochState& state, std::size_t stream, float* numbers) const;

    /// Fills m_kept and m_masks.
    void MakeMasks();

    /**
     * @brief Takes the plans whose servers are down out of the masks, where others are left.
     * @param state what is known
     * @param [in,out] rows what is observed
     */
    void MaskDown(const EpochState& state, Rows& rows) const;

    /**
     * @param action number of a plan
     * @return its place in m_kept, or the size of that when it is not there
     */
    uint32_t FindKept(uint32_t action) const;

    double m_slack{-1};           //!< s, of GetUndominatedActions(); < 0: all
    double m_baseline{0};         //!< subtracted from rewards
    bool m_forecasts{false};      //!< observations have each plan's estimated latency
    PlanEstimator m_estimator;    //!< predicts latencies
    NumberedPlans m_plans;        //!< the plans
    std::vector<uint32_t> m_kept; //!< of m_plans: the choices, rising
    std::vector<uint8_t> m_masks; //!< one row a stream
    StateEncoder m_encoder;       //!< makes observations
    std::vector<float> m_next;    //!< an observation that no decision made
};

} // namespace ns3

#endif // PLAN_SPACE_H
