// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAN_LEARNING_POLICY_H
#define PLAN_LEARNING_POLICY_H

#include "ns3/numbered-plans.h"
#include "ns3/offloading-policy.h"
#include "ns3/plan-estimator.h"
#include "ns3/random-variable-stream.h"
#include "ns3/state-encoder.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What learners of discrete plans share: each stream is an observation (StateEncoder) of its
 * own, its plan is an action (NumberedPlans), all streams are decided in one forward pass, and the
 * mean reward of a decision's tasks trains one agent for all streams.
 *
 * A subclass makes the agent. It is made at the first episode, because its sizes follow from the
 * scenario; the subclass's attributes do nothing after that.
 *
 * Where arrivals trigger the epochs, only the stream whose task arrives is decided, and what comes
 * next is the next arrival at the same UE, of whichever stream: the streams of a UE share its
 * stages, so that one stream's decision is felt by the others. A discount is per decision: one by
 * elapsed time would add the noise of the arrivals to every value.
 *
 * A subclass may begin with history: in the first episodes of its training other policies decide
 * (teachers), and it learns from theirs before it decides itself.
 */
class PlanLearningPolicy : public OffloadingPolicy, public TrainablePolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PlanLearningPolicy();
    ~PlanLearningPolicy() override;

    void Learn(const EpochTransition& transition) override;
    void Save(std::ostream& os) const override;
    void SaveNetworks(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() const override;
    int64_t AssignStreams(int64_t stream) override;
    bool NeedsArrivals() const override;

  protected:
    /// Whose history to begin with.
    struct History
    {
        std::string policies; //!< TypeId names, separated by commas; empty: none
        uint32_t steps{0};    //!< transitions, in equal parts by the policies
        uint32_t updates{0};  //!< gradient steps on them before the first decision
        double noise{0};      //!< probability that a random plan takes the place of theirs
    };

    /// The learner behind the policy. Its methods throw std::runtime_error as those of learning/.
    class Agent
    {
      public:
        virtual ~Agent() = default;

        /**
         * @param observations n rows
         * @param masks n rows, 0 where an action is not valid
         * @param n number of rows
         * @param greedy without exploration
         * @param [out] actions n actions
         */
        virtual void Act(const float* observations,
                         const uint8_t* masks,
                         std::size_t n,
                         bool greedy,
                         uint32_t* actions) = 0;

        /// One step of one stream; not terminal, for an episode ends by its time limit.
        struct Step
        {
            const float* observation; //!< before
            const uint8_t* mask;      //!< valid actions before
            uint32_t action;          //!< taken
            float reward;             //!< of it
            const float* next;        //!< observation after
            const uint8_t* nextMask;  //!< valid actions after
        };

        /**
         * @brief Takes a step of its own.
         * @param step it
         */
        virtual void Remember(const Step& step) = 0;

        /**
         * @brief Takes a step of another policy.
         * @param step it
         * @param expert of a policy that knows what is best
         */
        virtual void RememberHistory(const Step& step, bool expert);

        /**
         * @brief Does gradient steps on what it has of history.
         * @param updates how many
         */
        virtual void Train(uint32_t updates);

        /**
         * @return how many steps of other policies it took
         */
        virtual uint64_t GetHistory() const;

        /**
         * @return how many gradient steps it did
         */
        virtual uint64_t GetUpdates() const;

        /// Does the gradient steps that are due.
        virtual void Update() = 0;

        /**
         * @param os binary stream for all that resuming needs
         */
        virtual void Save(std::ostream& os) const = 0;

        /**
         * @param os binary stream for what acting needs
         */
        virtual void SaveNetworks(std::ostream& os) const = 0;

        /**
         * @param is binary stream with what Save() or SaveNetworks() wrote
         */
        virtual void Load(std::istream& is) = 0;

        /**
         * @return figures for training.csv
         */
        virtual std::vector<std::pair<std::string, double>> GetFigures() const = 0;
    };

    void DoDispose() override;

  private:
    /**
     * @param observationSize numbers of an observation
     * @param actionCount number of actions
     * @param seed decides every random number of the agent
     * @return the agent
     */
    virtual std::unique_ptr<Agent> MakeAgent(uint32_t observationSize,
                                             uint32_t actionCount,
                                             uint64_t seed) const = 0;

    /**
     * @return whose history to begin with; none unless overridden
     */
    virtual History GetHistory() const;

    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /**
     * @return true when history is missing, so that an episode of training is a teacher's
     */
    bool WantsHistory() const;

    /**
     * @brief Makes the teachers, once.
     * @throws InferenceInputError when one does not exist or learns itself
     */
    void MakeTeachers();

    /**
     * @brief A teacher's decision, and now and then another one: what nobody ever does cannot be
     * learnt to be worse.
     * @param state what is known
     * @param [in,out] decision gets the plans
     */
    void DecideAsTeacher(const EpochState& state, EpochDecision& decision);

    /// Decides who decides in this episode, and learns from history when it is complete.
    void BeginHistory();

    /**
     * @param transition a complete step
     * @param stream index of a stream
     * @return the stream whose observation comes next: that of the UE's next arrival, or itself
     */
    std::size_t GetNextStream(const EpochTransition& transition, std::size_t stream) const;

    /**
     * @param state what is known
     * @param stream index of a stream
     * @param [out] numbers its observation
     */
    void Observe(const EpochState& state, std::size_t stream, float* numbers) const;

    /// Fills m_kept and m_masks.
    void MakeMasks();

    /**
     * @param action number of an action of m_space
     * @return its place in m_kept, or the size of that when it is not there
     */
    uint32_t FindKept(uint32_t action) const;

    double m_baseline;         //!< subtracted from rewards
    double m_slack;            //!< s, of GetUndominatedActions(); < 0: all
    bool m_forecasts;          //!< observations have each plan's estimated latency
    PlanEstimator m_estimator; //!< predicts latencies
    std::vector<Ptr<OffloadingPolicy>> m_teachers; //!< whose history to begin with
    Ptr<OffloadingPolicy> m_teacher;               //!< who decides in this episode; null: the agent
    std::unique_ptr<Agent> m_agent;                //!< the learner
    uint32_t m_observationSize{0};                 //!< that it was made for
    uint32_t m_actionCount{0};                     //!< that it was made for
    std::string m_checkpoint;                      //!< read before the agent was made
    Ptr<UniformRandomVariable> m_noise;            //!< when to leave a teacher, and for which plan
    Ptr<UniformRandomVariable> m_seed;             //!< gives the agent its seed
    NumberedPlans m_space;                         //!< the plans
    std::vector<uint32_t> m_kept;                  //!< of m_space: the agent's actions, rising
    StateEncoder m_encoder;                        //!< makes observations
    std::vector<float> m_observations;             //!< one row a stream
    std::vector<float> m_nextObservation;          //!< one row
    std::vector<uint8_t> m_masks;                  //!< one row a stream
    std::vector<uint32_t> m_actions;               //!< one a stream
};

} // namespace ns3

#endif // PLAN_LEARNING_POLICY_H
