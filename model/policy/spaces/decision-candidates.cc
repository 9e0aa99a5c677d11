// SPDX-License-Identifier: GPL-2.0-only

#include "decision-candidates.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ns3
{

void
DecisionCandidates::Begin(const Ptr<DecisionSpace>& space,
                          const EpochState& state,
                          const EpochDecision& decision)
{
    const auto& layout = space->GetLayout();
    m_space = space;
    m_isAround = space->CanRecognise() && space->RecognisesExactly();
    m_isChosen = false;
    space->Observe(state, layout.demonstrates, m_rows);
    const std::size_t n = m_rows.GetN();
    m_valid.assign(n * layout.heads.size(), {});
    const uint8_t* mask = m_rows.masks.data();
    for (std::size_t i = 0; i < m_valid.size(); ++i)
    {
        const std::size_t head = i % layout.heads.size();
        const std::size_t first =
            std::accumulate(layout.heads.begin(),
                            layout.heads.begin() + static_cast<std::ptrdiff_t>(head),
                            std::size_t{0});
        double best = 0;
        for (uint32_t choice = 0; choice < layout.heads[head]; ++choice)
        {
            if (!*mask++)
            {
                continue;
            }
            // Unless the space recognises, it is the choice that its rule prefers.
            const double preference =
                layout.preference.empty() ? 0 : layout.preference[first + choice];
            if (m_valid[i].empty() || preference > best)
            {
                best = preference;
                m_rows.choices[i] = choice;
            }
            m_valid[i].push_back(choice);
        }
    }
    if (m_isAround)
    {
        space->Recognise(decision, m_rows);
    }
    else
    {
        m_rows.known.assign(n, 0);
    }
    m_isKnown = m_rows.known;
    m_present = {std::vector<uint8_t>(n, m_isAround ? 0 : 1), m_rows.choices, m_rows.numbers};
}

DecisionCandidates::Action
DecisionCandidates::Change(std::size_t row) const
{
    Action action = m_present;
    action.isChanged[row] = 1;
    return action;
}

bool
DecisionCandidates::AddJoint(std::size_t most, std::vector<Action>& actions) const
{
    const std::size_t n = m_rows.GetN();
    const bool isKnown =
        std::all_of(m_isKnown.begin(), m_isKnown.end(), [](uint8_t known) { return known != 0; });
    const std::size_t limit = most + isKnown;
    std::size_t count = 1;
    for (const auto& choices : m_valid)
    {
        if (choices.empty() || count > limit / choices.size())
        {
            return false;
        }
        count *= choices.size();
    }
    if (n == 0 || m_space->GetLayout().GetNNumbers() > 0 || m_valid.empty())
    {
        return false;
    }
    Action action{std::vector<uint8_t>(n, 1), m_rows.choices, m_rows.numbers};
    for (std::size_t number = 0; number < count; ++number)
    {
        std::size_t rest = number;
        for (std::size_t i = m_valid.size(); i-- > 0;)
        {
            action.choices[i] = m_valid[i][rest % m_valid[i].size()];
            rest /= m_valid[i].size();
        }
        if (!isKnown || action.choices != m_present.choices)
        {
            actions.push_back(action);
        }
    }
    return true;
}

void
DecisionCandidates::AddChoices(std::size_t row, std::vector<Action>& actions) const
{
    const std::size_t heads = m_space->GetLayout().heads.size();
    for (std::size_t i = row * heads; i < (row + 1) * heads; ++i)
    {
        for (const uint32_t choice : m_valid[i])
        {
            if (choice != m_present.choices[i] || (m_isAround && !m_isKnown[row]))
            {
                actions.push_back(Change(row));
                actions.back().choices[i] = choice;
            }
        }
    }
}

void
DecisionCandidates::AddNumbers(std::size_t row, std::vector<Action>& actions) const
{
    const auto& layout = m_space->GetLayout();
    const auto& parts = layout.parts;
    const auto bound = static_cast<float>(layout.bound);
    const std::size_t first = row * layout.GetNNumbers();
    const auto set = [&](std::size_t number, float value) {
        value = std::max(-bound, std::min(bound, value));
        if (value != m_present.numbers[first + number])
        {
            actions.push_back(Change(row));
            actions.back().numbers[first + number] = value;
        }
    };
    if (parts.count == 0)
    {
        for (uint32_t i = 0; i < layout.nBounded; ++i)
        {
            set(i, -bound / 2);
            set(i, bound / 2);
        }
        return;
    }
    for (uint32_t part = 0; part < parts.count; ++part)
    {
        const std::size_t begin = std::size_t{part} * parts.size;
        const auto scores = m_present.numbers.begin() + static_cast<std::ptrdiff_t>(first + begin);
        const auto winner = std::max_element(scores, scores + parts.scores) - scores;
        for (uint32_t score = 0; score < parts.scores; ++score)
        {
            if (score == winner)
            {
                continue;
            }
            actions.push_back(Change(row));
            for (uint32_t i = 0; i < parts.scores; ++i)
            {
                actions.back().numbers[first + begin + i] = i == score ? bound : -bound;
            }
        }
        if (parts.step > 0)
        {
            const float present = m_present.numbers[first + begin + parts.scores];
            set(begin + parts.scores, present - parts.step);
            set(begin + parts.scores, present + parts.step);
        }
    }
}

std::vector<DecisionCandidates::Action>
DecisionCandidates::List(std::size_t most, const Ptr<UniformRandomVariable>& random) const
{
    std::vector<Action> actions;
    if (!AddJoint(most, actions))
    {
        if (!m_isAround && !m_isChosen && m_rows.GetN() > 0)
        {
            actions.push_back(m_present); // that of the space's own rule
        }
        for (std::size_t row = 0; row < m_rows.GetN(); ++row)
        {
            AddChoices(row, actions);
            AddNumbers(row, actions);
        }
    }
    // The first of those that are drawn stay in front, in their order.
    std::vector<std::size_t> order(actions.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = 0; order.size() > most && i < most; ++i)
    {
        std::swap(order[i], order[random->GetInteger(i, order.size() - 1)]);
    }
    order.resize(std::min(order.size(), most));
    std::sort(order.begin(), order.end());
    std::vector<Action> drawn;
    drawn.reserve(order.size());
    for (const std::size_t i : order)
    {
        drawn.push_back(std::move(actions[i]));
    }
    return drawn;
}

void
DecisionCandidates::Choose(const Action& action)
{
    m_present = action;
    m_isChosen = true;
    for (std::size_t row = 0; row < m_isKnown.size(); ++row)
    {
        m_isKnown[row] = m_isKnown[row] || action.isChanged[row];
    }
}

bool
DecisionCandidates::IsChosen() const
{
    return m_isChosen;
}

const DecisionCandidates::Action&
DecisionCandidates::GetChosen() const
{
    return m_present;
}

void
DecisionCandidates::CarryOut(const EpochState& state,
                             const Action& action,
                             EpochDecision& decision) const
{
    const auto& layout = m_space->GetLayout();
    const std::size_t heads = layout.heads.size();
    const std::size_t nNumbers = layout.GetNNumbers();
    std::vector<std::size_t> changed;
    for (std::size_t row = 0; row < m_rows.GetN(); ++row)
    {
        if (action.isChanged[row])
        {
            changed.push_back(row);
        }
    }
    DecisionSpace::Rows rows;
    rows.Reset(layout, changed.size());
    rows.epoch = state.epoch;
    for (std::size_t i = 0; i < changed.size(); ++i)
    {
        const std::size_t row = changed[i];
        rows.ids[i] = m_rows.ids[row];
        rows.groups[i] = m_rows.groups[row];
        for (std::size_t head = 0; head < heads; ++head)
        {
            rows.choices[i * heads + head] = action.choices[row * heads + head];
        }
        for (std::size_t number = 0; number < nNumbers; ++number)
        {
            rows.numbers[i * nNumbers + number] = action.numbers[row * nNumbers + number];
        }
    }
    m_space->CarryOut(state, rows, decision);
}

} // namespace ns3
