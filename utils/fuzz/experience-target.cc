// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/policy/learners/experience-recorder.h"
#include "fuzz-tools.h"
#include "learning-targets.h"

#include <stdexcept>
#include <vector>

namespace ns3
{

namespace
{

/// Sizes of the space that the experience is of: two heads, a number, two rows.
DecisionSpace::Layout
MakeLayout()
{
    DecisionSpace::Layout layout;
    layout.rows = 2;
    layout.observationSize = 2;
    layout.heads = {2, 3};
    layout.nBounded = 1;
    return layout;
}

/// Looks at all that it is told, as a learner would that counts on the layout.
class LookingLearner : public Learner
{
  public:
    std::string Describe() const override
    {
        return "all";
    }

    bool Fits(const Layout&) const override
    {
        return true;
    }

    void Make(const Ptr<DecisionSpace>&, uint64_t) override
    {
    }

    void Act(Rows&, bool) override
    {
    }

    void Remember(const Step& step) override
    {
        Look(step.row, step.observation, step.mask, step.choices, step.numbers);
        Look(step.row, step.next, step.nextMask, step.choices, step.numbers);
    }

    void RememberHistory(const Step& step, bool) override
    {
        Remember(step);
    }

    void RememberDecision(const Rows& rows) override
    {
        for (std::size_t i = 0; i < rows.GetN(); ++i)
        {
            Look(0,
                 rows.observations.data() + i * m_layout.observationSize,
                 rows.masks.data() + i * m_layout.GetMaskSize(),
                 rows.choices.data() + i * m_layout.heads.size(),
                 rows.numbers.data() + i * m_layout.GetNNumbers());
            m_sum += rows.notes[i] + rows.known[i] + rows.groups[i];
        }
    }

    void RememberHistoryDecision(const Rows& rows) override
    {
        RememberDecision(rows);
    }

    void Update() override
    {
    }

    void Skip(uint32_t row) override
    {
        Look(row);
    }

    void BeginEpisode(uint32_t rows) override
    {
        Look(rows);
    }

    void Save(std::ostream&, bool) const override
    {
    }

    void Load(std::istream&) override
    {
    }

    uint64_t GetUpdates() const override
    {
        return 0;
    }

    Figures GetFigures() const override
    {
        return {{"sum", m_sum}};
    }

  private:
    /**
     * @param row number of a row
     */
    void Look(uint32_t row)
    {
        if (row > 1000000)
        {
            Find("row " + std::to_string(row));
        }
    }

    /**
     * @param row number of a row
     * @param observation of the row
     * @param mask of the row
     * @param choices of the row
     * @param numbers of the row
     */
    void Look(uint32_t row,
              const float* observation,
              const uint8_t* mask,
              const uint32_t* choices,
              const float* numbers)
    {
        Look(row);
        for (std::size_t i = 0; i < m_layout.observationSize; ++i)
        {
            m_sum += observation[i];
        }
        for (std::size_t i = 0; i < m_layout.heads.size(); ++i)
        {
            if (choices[i] >= m_layout.heads[i])
            {
                Find("choice " + std::to_string(choices[i]));
            }
            m_sum += mask[i + choices[i]];
        }
        m_sum += numbers[0];
    }

    const Layout m_layout = MakeLayout(); //!< what it counts on
    double m_sum{0};                      //!< of what was seen
};

/**
 * @brief Takes up experience.
 * @param bytes an input
 */
void
ReadExperience(const std::string& bytes)
{
    const auto learner = CreateObject<LookingLearner>();
    try
    {
        ExperienceRecorder::Replay(bytes, MakeLayout(), *learner);
    }
    catch (const std::runtime_error&)
    {
        // refused
    }
    learner->Dispose();
}

/**
 * @return experience of a recorder: all that it can write
 */
std::string
MakeExperience()
{
    std::string bytes;
    const auto layout = MakeLayout();
    const auto recorder =
        CreateObject<ExperienceRecorder>(CreateObject<LookingLearner>(),
                                         layout,
                                         [&](const auto& more) { bytes += more; });
    recorder->BeginEpisode(layout.rows);
    const std::vector<float> seen{0.5F, -1, 0.25F, 2};
    const std::vector<uint8_t> mask(layout.GetMaskSize(), 1);
    const std::vector<uint32_t> choices{1, 2};
    const float number = 0.5F;
    for (uint32_t row = 0; row < layout.rows; ++row)
    {
        const Learner::Step step{row,
                                 seen.data(),
                                 mask.data(),
                                 choices.data(),
                                 &number,
                                 0,
                                 1,
                                 seen.data() + 2,
                                 mask.data()};
        recorder->Remember(step);
        recorder->RememberHistory(step, row == 1);
    }
    DecisionSpace::Rows rows;
    rows.Reset(layout, layout.rows);
    rows.jointNotes = {1, 2, 3};
    recorder->RememberDecision(rows);
    recorder->RememberHistoryDecision(rows);
    recorder->Skip(1);
    recorder->Update();
    recorder->Dispose();
    return bytes;
}

} // namespace

FuzzTarget
MakeExperienceTarget()
{
    return {"experience", ReadExperience, {MakeExperience()}};
}

} // namespace ns3
