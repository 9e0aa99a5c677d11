// SPDX-License-Identifier: GPL-2.0-only

#ifndef LEARNING_POLICY_H
#define LEARNING_POLICY_H

#include "ns3/decision-space.h"
#include "ns3/learner.h"
#include "ns3/offloading-policy.h"
#include "ns3/random-variable-stream.h"
#include "ns3/task-observer.h"
#include "ns3/trainable-policy.h"

#include <cstdint>
#include <deque>
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

class ObservationWindow;

/**
 * @ingroup edge-inference
 * @brief A policy that learns: a DecisionSpace, which says what is decided and how it is observed,
 * and a Learner, which fills in the decisions and learns from what came of them.
 *
 * Any space goes with any learner that fits; a pair that does not is refused at the first episode
 * with what the space asks for and what the learner gives. The learner is made then, because its
 * sizes follow from the scenario; its attributes do nothing after that. Names such as
 * ns3::SacDiscretePolicy are short forms of pairs, with the attributes of both.
 *
 * A training may begin with history: in its first episodes other policies decide (teachers), and
 * the learner learns from theirs before it decides itself. It learns from them as from its own
 * steps (HistoryUpdates), or to do as they did (ImitationUpdates), or both in this order.
 *
 * With Prior the leader of the space decides beside the learner, and its choices are carried out
 * unless the critic says that others are better by LeaderMargin.
 */
class LearningPolicy : public OffloadingPolicy, public TrainablePolicy, public TaskObserver
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LearningPolicy();

    /**
     * @param space what is decided
     * @param learner how that is learnt
     */
    LearningPolicy(const Ptr<DecisionSpace>& space, const Ptr<Learner>& learner);
    ~LearningPolicy() override;

    /**
     * @param space what is decided; null changes nothing
     */
    void SetSpace(Ptr<DecisionSpace> space);

    /**
     * @return what is decided
     */
    Ptr<DecisionSpace> GetSpace() const;

    /**
     * @param learner how that is learnt; null changes nothing
     */
    void SetLearner(Ptr<Learner> learner);

    /**
     * @return how that is learnt
     */
    Ptr<Learner> GetLearner() const;

    bool NeedsArrivals() const override;
    int64_t AssignStreams(int64_t stream) override;
    void BeginTasks(uint64_t open) override;
    void TaskCreated(const InferenceTask& task) override;
    void TaskEnded(const TaskOutcome& outcome, double reward) override;
    void Learn(const EpochTransition& transition) override;
    std::vector<Ptr<OffloadingPolicy>> MakeLeaders() override;
    Actors GetActors() const override;
    bool BeginRound() override;
    void Collect(uint64_t seed, const ExperienceSink& sink) override;
    void LearnFrom(const std::string& experience) override;
    Ranks JoinRanks(std::shared_ptr<TrainingRanks>& ranks) override;
    void FinishTraining() override;
    void Save(std::ostream& os) const override;
    void SaveNetworks(std::ostream& os) const override;
    void Load(std::istream& is) override;
    std::vector<std::pair<std::string, double>> GetTrainingFigures() const override;
    uint64_t GetGradientSteps() const override;

  protected:
    void DoDispose() override;

    std::vector<std::string> m_hiddenFigures; //!< names of figures that a short form leaves out

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /// Makes the learner, or checks that the one that was made fits this scenario.
    void MakeLearner();

    /**
     * @brief Draws the seed of the learner; the first call waits for those of all ranks.
     * @return the seed, the same on all ranks
     */
    uint64_t AgreeOnSeed();

    /**
     * @return true when history is missing, so that an episode of training is a teacher's
     */
    bool WantsHistory() const;

    /**
     * @throws InferenceInputError when what is said of history cannot be done with this space and
     * this learner
     */
    void CheckHistory() const;

    /**
     * @param attribute the attribute that has the text, for errors
     * @param text a policy that does not learn, as CLASS or CLASS[NAME=VALUE|NAME=VALUE]
     * @return the policy
     * @throws InferenceInputError when it is none
     */
    Ptr<OffloadingPolicy> MakeRule(const std::string& attribute, const std::string& text) const;

    /**
     * @return a new policy that leads: that of the attribute Leader or of the space; null: none
     * @throws InferenceInputError when the attribute is no such policy
     */
    Ptr<OffloadingPolicy> MakeLeader() const;

    /**
     * @return what HistoryPolicies lists; nothing without history
     */
    std::vector<std::string> GetTeacherNames() const;

    /**
     * @brief Makes the leader that is followed, once, when Prior says so.
     * @throws InferenceInputError when the space or the learner cannot
     */
    void MakePrior();

    /**
     * @brief Lets the leader decide, and the learner follow it.
     * @param state what is known
     * @param [in,out] rows have the choices of the learner
     */
    void FollowLeader(const EpochState& state, DecisionSpace::Rows& rows);

    /**
     * @brief Makes the teachers, once.
     * @throws InferenceInputError when one does not exist or learns itself, or when the space or
     * the learner takes no history
     */
    void MakeTeachers();

    /// Decides who decides in this episode, and learns from history when it is complete.
    void BeginHistory();

    /// Learns from history when it is complete and was not learnt from.
    void LearnHistory();

    /**
     * @brief A teacher's decision, and now and then another one: what nobody ever does cannot be
     * learnt to be worse.
     * @param state what is known
     * @param [in,out] rows observed; get the teacher's actions
     * @param [out] decision the teacher's
     */
    void DecideAsTeacher(const EpochState& state,
                         DecisionSpace::Rows& rows,
                         EpochDecision& decision);

    /**
     * @brief Writes what was learnt, or what was loaded and waits for the first episode.
     * @param os binary stream
     * @param full all that resuming needs
     */
    void Write(std::ostream& os, bool full) const;

    /// In HistoryPolicies: the leader of the space.
    static constexpr const char* LEADER = "Leader";

    std::string m_leaderText;      //!< the attribute Leader
    std::string m_historyPolicies; //!< whose history to begin with
    uint32_t m_historySteps{0};    //!< transitions of it
    uint32_t m_historyUpdates{0};  //!< gradient steps on it
    uint32_t m_imitations{0};      //!< gradient steps of behaviour cloning on it
    double m_historyNoise{0};      //!< probability of a random action in it

    bool m_follows{false};    //!< the attribute Prior
    double m_leaderMargin{0}; //!< by which others than the leader's choices must be better

    Ptr<DecisionSpace> m_space;                    //!< what is decided
    Ptr<Learner> m_learner;                        //!< how that is learnt
    bool m_isMade{false};                          //!< the learner has its sizes
    DecisionSpace::Layout m_layout;                //!< that it was made for, with its window
    uint32_t m_window{1};                          //!< epochs that the learner sees
    std::unique_ptr<ObservationWindow> m_windows;  //!< what it sees of them
    std::string m_checkpoint;                      //!< read before it was made
    Ptr<UniformRandomVariable> m_seed;             //!< gives the learner its seed
    uint64_t m_agreedSeed{0};                      //!< of all ranks; 0 before they agreed
    std::shared_ptr<TrainingRanks> m_ranks;        //!< that it trains with; null: alone
    std::vector<Ptr<OffloadingPolicy>> m_teachers; //!< whose history to begin with
    Ptr<OffloadingPolicy> m_teacher;    //!< who decides in this episode; null: the learner
    Ptr<OffloadingPolicy> m_leader;     //!< who is followed; null: nobody
    DecisionSpace::Rows m_led;          //!< choices of the leader
    EpochDecision m_ledDecision;        //!< all that the leader decided
    Ptr<UniformRandomVariable> m_noise; //!< when to leave a teacher, and for which action
    std::deque<std::unique_ptr<DecisionSpace::Rows>> m_pending; //!< not learnt from, oldest first
    std::unique_ptr<DecisionSpace::Rows> m_spare;               //!< for the next decision
    DecisionSpace::Rows m_noisy;                                //!< rows that left a teacher
    std::vector<DecisionSpace::Reward> m_rewards;               //!< by row
};

} // namespace ns3

#endif // LEARNING_POLICY_H
