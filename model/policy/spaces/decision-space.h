// SPDX-License-Identifier: GPL-2.0-only

#ifndef DECISION_SPACE_H
#define DECISION_SPACE_H

#include "ns3/epoch-state.h"
#include "ns3/object.h"
#include "ns3/offloading-policy.h"

#include <cstddef>
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
 * @brief What can be decided, and how it is observed: the half of a LearningPolicy that knows
 * tasks, radios and servers. The other half is a Learner, which knows numbers only.
 *
 * A decision is made of rows: one for all streams together, or one for each stream. A row is an
 * observation (numbers about -1 to 1, listed by GetNames()) and an action (choices and numbers, as
 * GetLayout() says). At every epoch the space writes the observations, the learner fills in the
 * actions, and the space turns them into an EpochDecision. Later the space says what each row has
 * earned, and what it saw next.
 */
class DecisionSpace : public Object
{
  public:
    /**
     * @brief Numbers of a row by the streams that they decide for. In each part the highest of some
     * scores wins, and a number after them steps through choices in order. A learner whose critic
     * compares neighbours of an action needs to know.
     */
    struct Parts
    {
        uint32_t count{0};  //!< streams that a row decides for
        uint32_t size{0};   //!< numbers of each
        uint32_t scores{0}; //!< scores at its beginning
        float step{0}; //!< from one choice of the number after them to the next; 0: there is none
    };

    /**
     * @brief How an observation describes every choice of its row: first numbers of the row itself,
     * then for each choice numbers of the pair of row and choice, and numbers of the choice alone.
     * All 0: it does not.
     */
    struct ChoiceFeatures
    {
        uint32_t own{0};    //!< numbers of the row itself
        uint32_t pair{0};   //!< numbers of the pair, for each choice
        uint32_t choice{0}; //!< numbers of the choice, for each choice; the same in all rows
    };

    /// One of several things of a kind whose order has no meaning: a UE, a server, an option. The
    /// parts of all members are as long and in the same order.
    struct Member
    {
        std::vector<uint32_t> observation; //!< which numbers of an observation tell of it
        std::vector<uint32_t> choices;     //!< which choices of all heads are its own
        std::vector<uint32_t> numbers;     //!< which numbers of an action are its own
    };

    /// Sizes that follow from a scenario, and what kind of action the space takes.
    struct Layout
    {
        uint32_t rows{1};                //!< most rows of an epoch
        bool isByStream{false};          //!< a row is a stream; one network serves all of them
        uint32_t observationSize{0};     //!< numbers of a row's observation
        std::vector<uint32_t> heads;     //!< choices of each discrete head of a row
        uint32_t nBounded{0};            //!< real numbers of a row, each between -bound and bound
        double bound{1};                 //!< of these; what is beyond counts as the bound
        std::vector<uint32_t> simplexes; //!< lengths of the simplexes that follow: shares, sum 1
        std::vector<uint8_t> numberMask; //!< by number, 0: a share that must be 0; empty: none
        std::vector<double> preference;  //!< by choice of all heads: log-odds by which the rule
                                         //!< that leads prefers it, over a factor; empty: unknown
        Parts parts;                     //!< of the numbers
        ChoiceFeatures choiceFeatures;   //!< of the observation
        std::vector<Member> members;     //!< of which the observation tells; empty: unknown
        bool demonstrates{false};        //!< Observe() can write the actions of a rule
        bool hasModel{false};            //!< Evaluate() tells what choices are worth

        /// @return numbers of a row's action: bounded ones, then those of the simplexes
        uint32_t GetNNumbers() const;

        /// @return the length of a row's mask: the sum of the heads
        uint32_t GetMaskSize() const;

        /// @return in words what a row asks of a learner, as "2 numbers of -1 to 1"
        std::string Describe() const;

        /**
         * @param other the layout of another episode
         * @return whether networks of one serve the other; the number of rows does not matter
         */
        bool Fits(const Layout& other) const;
    };

    /// The rows of one epoch: what was seen and what was done.
    struct Rows
    {
        uint64_t epoch{0};               //!< number of the epoch
        std::vector<uint32_t> ids;       //!< which rows these are: streams, or 0
        std::vector<float> observations; //!< row after row
        std::vector<uint8_t> masks;      //!< row after row, 0 where a choice must not be taken
        std::vector<uint32_t> choices;   //!< row after row, one a head
        std::vector<float> numbers;      //!< row after row
        std::vector<float> notes;        //!< by row: what the learner wants to know of its action
        std::vector<uint8_t> known;      //!< by row, 0: the action has no words in this space
        std::vector<uint32_t> groups;    //!< by row: what the space wants to know of it
        std::vector<double> jointNotes;  //!< what the learner wants to know of all actions together

        /**
         * @brief Gives all lists the right lengths. Actions are zeros and known.
         * @param layout sizes
         * @param n number of rows
         */
        void Reset(const Layout& layout, std::size_t n);

        /// @return number of rows
        std::size_t GetN() const;
    };

    /// What a row has earned.
    struct Reward
    {
        bool counts{false}; //!< false: its action had no consequence, nothing is to be learnt
        double value{0};    //!< the reward
    };

    /// What a row saw next.
    struct Next
    {
        const float* observation{nullptr}; //!< observation of the row
        const uint8_t* mask{nullptr};      //!< valid choices of the row
        bool isWide{false};                //!< it has what the row saw before, as the learner wants
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Prepares for an episode.
     * @param system who asks for what, and the machines; decides the layout
     */
    void BeginEpisode(const EdgeSystem& system);

    /**
     * @return sizes of the present episode
     */
    const Layout& GetLayout() const;

    /**
     * @return what each number of an observation is, in order; of the present episode
     */
    virtual std::vector<std::string> GetNames() const = 0;

    /**
     * @brief Writes ids, observations and masks of an epoch.
     * @param state what is known
     * @param demonstrate write the actions of the rule that leads, too; only with
     * Layout::demonstrates
     * @param [out] rows all that is to be decided now
     */
    virtual void Observe(const EpochState& state, bool demonstrate, Rows& rows) = 0;

    /**
     * @brief Carries actions out.
     * @param state what Observe() got last
     * @param rows actions of some rows or all of what Observe() wrote; its observations may have
     * been widened
     * @param [in,out] decision gets what the rows decide
     */
    virtual void CarryOut(const EpochState& state, const Rows& rows, EpochDecision& decision) = 0;

    /**
     * @return whether Recognise() can put another policy's decisions into actions
     */
    virtual bool CanRecognise() const;

    /**
     * @brief Puts a decision of another policy into actions.
     * @param decision the decision
     * @param [in,out] rows observed; gets actions, and known 0 where there is none
     */
    virtual void Recognise(const EpochDecision& decision, Rows& rows) const;

    /**
     * @return whether CarryOut() makes the decision again of the actions that Recognise() puts it
     * into; true unless overridden. Where it makes one that is near, what the actions say is what
     * is to be done.
     */
    virtual bool RecognisesExactly() const;

    /**
     * @return a rule of the module that decides the same and knows as much as Observe() does, made
     * anew with the attributes of the space (others may do better here); null unless overridden
     */
    virtual Ptr<OffloadingPolicy> MakeLeader() const;

    /**
     * @brief What the rows have earned.
     * @param transition a step
     * @param rows what was done
     * @param [out] rewards one a row
     */
    virtual void Score(const EpochTransition& transition,
                       const Rows& rows,
                       std::vector<Reward>& rewards) const = 0;

    /**
     * @brief What a row saw next: unless overridden the same row at the next decision.
     * @param transition a step
     * @param after rows of the next decision; null when it has not come
     * @param id which row
     * @param [out] next valid until the next call
     * @return false when that is not known
     */
    virtual bool FindNext(const EpochTransition& transition,
                          const Rows* after,
                          uint32_t id,
                          Next& next);

    /**
     * @brief What joint choices of all rows are worth by a model; only with Layout::hasModel.
     * @param choices one a row
     * @return value of the choices
     */
    virtual double Evaluate(const std::vector<uint32_t>& choices) const;

  protected:
    /**
     * @param after rows of a decision, or null
     * @param id which row
     * @param [out] next what that row saw
     * @return whether it is there
     */
    bool FindRow(const Rows* after, uint32_t id, Next& next) const;

    /**
     * @return who asks for what, and the machines
     */
    const EdgeSystem& GetSystem() const;

  private:
    /**
     * @brief Prepares for an episode; GetSystem() is up to date.
     * @param [out] layout the sizes
     */
    virtual void DoBeginEpisode(Layout& layout) = 0;

    EdgeSystem m_system; //!< who asks for what, and the machines
    Layout m_layout;     //!< sizes
};

} // namespace ns3

#endif // DECISION_SPACE_H
