// SPDX-License-Identifier: GPL-2.0-only

#ifndef DECISION_CANDIDATES_H
#define DECISION_CANDIDATES_H

#include "ns3/decision-space.h"
#include "ns3/random-variable-stream.h"

#include <cstddef>
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
 * @brief Lists decisions that could be taken instead of one, from any decision space.
 *
 * Where all joint choices of the rows are few enough they are all listed. Otherwise the decisions
 * differ from the present one in one row: in one of its choices or, where a row has numbers, in the
 * tier or the step of one stream (DecisionSpace::Layout::parts), or in one number. If these are too
 * many, some are drawn at random.
 *
 * A space that recognises decisions changes a row of the present one and leaves the others as they
 * are. Another space decides all rows at once: the first decision in its list is then that of the
 * rule that it stands on (as it demonstrates or prefers), and the others differ from this one.
 */
class DecisionCandidates
{
  public:
    /// A decision as actions of rows.
    struct Action
    {
        std::vector<uint8_t> isChanged; //!< by row: whether the space decides it
        std::vector<uint32_t> choices;  //!< row after row, one a head
        std::vector<float> numbers;     //!< row after row
    };

    /**
     * @brief Begins an epoch.
     * @param space what is decided; its episode has begun
     * @param state what is known
     * @param decision the present decision
     */
    void Begin(const Ptr<DecisionSpace>& space,
               const EpochState& state,
               const EpochDecision& decision);

    /**
     * @param most number of decisions at most
     * @param random draws some where there are more
     * @return decisions other than the present one
     */
    std::vector<Action> List(std::size_t most, const Ptr<UniformRandomVariable>& random) const;

    /**
     * @brief Makes another decision the present one.
     * @param action the decision
     */
    void Choose(const Action& action);

    /**
     * @return whether Choose() was called in this epoch
     */
    bool IsChosen() const;

    /**
     * @return the decision that was chosen
     */
    const Action& GetChosen() const;

    /**
     * @param state what Begin() got
     * @param action the decision
     * @param [in,out] decision the decision that Begin() got; it becomes the other one
     */
    void CarryOut(const EpochState& state, const Action& action, EpochDecision& decision) const;

  private:
    /**
     * @brief Appends all joint choices but the present one.
     * @param most number of decisions at most
     * @param [in,out] actions the list
     * @return false when there are too many, or rows have numbers
     */
    bool AddJoint(std::size_t most, std::vector<Action>& actions) const;

    /**
     * @brief Appends what differs in a choice of one row.
     * @param row index of the row
     * @param [in,out] actions the list
     */
    void AddChoices(std::size_t row, std::vector<Action>& actions) const;

    /**
     * @brief Appends what differs in the numbers of one row.
     * @param row index of the row
     * @param [in,out] actions the list
     */
    void AddNumbers(std::size_t row, std::vector<Action>& actions) const;

    /**
     * @param row index of a row
     * @return the present decision, of which the space decides this row, too
     */
    Action Change(std::size_t row) const;

    Ptr<DecisionSpace> m_space;                 //!< what is decided
    DecisionSpace::Rows m_rows;                 //!< of the epoch
    std::vector<std::vector<uint32_t>> m_valid; //!< choices by row, by head
    Action m_present;                           //!< the present decision
    std::vector<uint8_t> m_isKnown;             //!< by row: whether m_present has its action
    bool m_isAround{false};                     //!< the space changes rows of a decision
    bool m_isChosen{false};                     //!< Choose() was called
};

} // namespace ns3

#endif // DECISION_CANDIDATES_H
