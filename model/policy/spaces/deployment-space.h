// SPDX-License-Identifier: GPL-2.0-only

#ifndef DEPLOYMENT_SPACE_H
#define DEPLOYMENT_SPACE_H

#include "decision-space.h"

#include "ns3/ptr.h"

#include <array>
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
 * @brief What a learner sees and decides who deploys inference under mobility: which server
 * computes each stream's tasks and how much of the deadline a plan may take, which servers hold its
 * model, and its parts of spectrum and computing. After the abstract of He et al., "Dynamic
 * Deployment of DNN Inference Tasks Based on Distributed Proximal Policy Optimization", CCIS 2060,
 * 2024; the form is ours.
 *
 * A row is a stream; one network decides for all rows, so that it serves any number of UEs, cells
 * and servers. Servers are named by what they are to the stream (Target), not by their numbers.
 * GetNames() lists the observation; doc/system-dppo.rst explains it. A row chooses a Target, one of
 * LIMITS and a Hold; unless both kinds of shares are left to the stack and the servers, two numbers
 * of -2 to 2 follow: the logarithms of its weights in its cell's uplink and at a server.
 *
 * Each stream asks for its model where it is computed and, as it decides, at the server of its
 * cell, of the next cell, or nowhere. What was asked for last fills a memory, what is there already
 * before what is not; what a stream wants first comes before all else. A stream whose server does
 * not keep its model gets the best plan of the others.
 *
 * A stream's reward is the mean of its tasks' rewards, mixed with the mean over the streams in its
 * cell, with which it shares a server's memory and the spectrum; without a task 0. The rule that
 * leads is LruGreedyPolicy: the best plan of all, its model at the nearest server.
 */
class DeploymentSpace : public DecisionSpace
{
  public:
    /// Who computes.
    enum Target : uint32_t
    {
        DEVICE,  //!< the UE alone
        NEAREST, //!< the server of the serving cell
        NEXT,    //!< the server of the strongest neighbour cell
        HOLDER,  //!< of the other edge servers that hold the model the one of the fastest plan
        CLOUD,   //!< the first cloud node
        BEST,    //!< whichever PlacementPolicy::Choose() takes of all
        TARGETS  //!< number of targets
    };

    /// Where the stream's model is to be held.
    enum Hold : uint32_t
    {
        HOLD_NEAREST, //!< at the server of the serving cell
        HOLD_BOTH,    //!< there and at the server of the strongest neighbour cell
        HOLD_NONE,    //!< nowhere
        HOLD_FIRST,   //!< at the server of the serving cell, before models of others
        HOLDS         //!< number of choices
    };

    /// Limits of plans, in shares of the deadline over the attribute Margin.
    static constexpr std::array<double, 4> LIMITS{1.25, 1, 0.75, 0.5};

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DeploymentSpace();
    ~DeploymentSpace() override;

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
    class Rule; // a PlacementPolicy, for what it knows

    void DoBeginEpisode(Layout& layout) override;

    uint64_t m_askWindow{0};     //!< epochs for which a request counts as new
    bool m_shareUplink{true};    //!< decide shares of the uplink
    bool m_shareCompute{true};   //!< decide shares of edge servers
    double m_sharedReward{0};    //!< part of a reward that is the mean over the cell
    Ptr<Rule> m_rule;            //!< knows where UEs are, which plans there are and what was asked
    EpochDecision m_observation; //!< that the rule makes of an observation; of no use
};

} // namespace ns3

#endif // DEPLOYMENT_SPACE_H
