// SPDX-License-Identifier: GPL-2.0-only

#ifndef SAC_DISCRETE_POLICY_H
#define SAC_DISCRETE_POLICY_H

#include "ns3/offloading-policy.h"
#include "ns3/plan-space.h"
#include "ns3/random-variable-stream.h"
#include "ns3/state-encoder.h"

#include <cstdint>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief SAC-d: exit, cut and bits of each stream chosen by a discrete soft actor-critic that
 * learns inside the simulator's process.
 *
 * After Niu, Teng, Han, Zou, WCNC 2022, arXiv 2201.02968 (formulation ours, see the documentation);
 * the algorithm is Christodoulou, arXiv 1910.07207, in masked form. One agent serves all streams:
 * each is an observation (StateEncoder) of its own, all are decided in one forward pass, and each
 * stream's reward trains the shared networks.
 *
 * The agent is made at the first episode, because its sizes follow from the scenario; attributes do
 * nothing after that.
 */
class SacDiscretePolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SacDiscretePolicy();
    ~SacDiscretePolicy() override;

    void Learn(const EpochTransition& transition) override;
    bool IsLearner() const override;
    void Save(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() override;
    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /// Makes the agent for the sizes of the scenario, and reads a checkpoint that waits.
    void MakeAgent();

    double m_gamma;              //!< discount per epoch
    double m_tau;                //!< step of the target networks
    double m_actorLearningRate;  //!< Adam
    double m_criticLearningRate; //!< Adam
    double m_alphaLearningRate;  //!< Adam
    uint32_t m_hiddenUnits;      //!< width of a hidden layer
    uint32_t m_hiddenLayers;     //!< hidden layers
    uint32_t m_batchSize;        //!< transitions a gradient step
    uint32_t m_replayCapacity;   //!< transitions kept
    uint32_t m_learningStarts;   //!< transitions before the first gradient step
    double m_updatesPerStep;     //!< gradient steps a transition
    double m_alpha;              //!< temperature
    bool m_learnAlpha;           //!< learn it
    double m_targetEntropyRatio; //!< target entropy over log |A|
    double m_alphaMin;           //!< clamp
    double m_alphaMax;           //!< clamp
    double m_gradientClip;       //!< norm
    bool m_averagedCritics;      //!< mean instead of minimum

    class Agent;                          //!< the learner, with LibTorch behind it
    std::unique_ptr<Agent> m_agent;       //!< the learner
    std::string m_checkpoint;             //!< read before the agent was made
    Ptr<UniformRandomVariable> m_seed;    //!< gives the agent its seed
    PlanSpace m_space;                    //!< the actions
    StateEncoder m_encoder;               //!< makes observations
    std::vector<float> m_observations;    //!< one row a stream
    std::vector<float> m_nextObservation; //!< one row
    std::vector<uint8_t> m_masks;         //!< one row a stream
    std::vector<uint32_t> m_actions;      //!< one a stream
};

} // namespace ns3

#endif // SAC_DISCRETE_POLICY_H
