// SPDX-License-Identifier: GPL-2.0-only

#include "../../../model/policy/learners/experience-recorder.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

/// Writes down what it is asked to do.
class ClerkLearner : public Learner
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

    void Act(Rows& rows, bool) override
    {
        rows.choices.assign(rows.choices.size(), 1);
    }

    void Remember(const Step& step) override
    {
        Note("remember", step);
    }

    void RememberHistory(const Step& step, bool expert) override
    {
        Note(expert ? "expert" : "history", step);
    }

    void RememberDecision(const Rows& rows) override
    {
        Note("decision", rows);
    }

    void RememberHistoryDecision(const Rows& rows) override
    {
        Note("taught", rows);
    }

    void Update() override
    {
        calls.emplace_back("update");
    }

    void Skip(uint32_t row) override
    {
        calls.push_back("skip " + std::to_string(row));
    }

    void BeginEpisode(uint32_t rows) override
    {
        calls.push_back("begin " + std::to_string(rows));
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
        return {};
    }

    std::vector<std::string> calls; //!< what it was asked to do

  private:
    /**
     * @tparam T a number
     * @param values numbers
     * @param n how many
     * @return their bits
     */
    template <typename T>
    static std::string ToText(const T* values, std::size_t n)
    {
        std::string text;
        const auto* bytes = reinterpret_cast<const unsigned char*>(values);
        for (std::size_t i = 0; i < n * sizeof(T); ++i)
        {
            text += std::to_string(bytes[i]) + ' ';
        }
        return text + "; ";
    }

    /**
     * @param what which call
     * @param step the step
     */
    void Note(const std::string& what, const Step& step)
    {
        calls.push_back(what + ' ' + std::to_string(step.row) + ' ' + ToText(step.observation, 3) +
                        ToText(step.mask, 5) + ToText(step.choices, 2) + ToText(step.numbers, 4) +
                        ToText(&step.note, 1) + ToText(&step.reward, 1) + ToText(step.next, 3) +
                        ToText(step.nextMask, 5));
    }

    /**
     * @param call its name
     * @param rows a decision
     */
    void Note(const std::string& call, const Rows& rows)
    {
        std::string text = call + ' ' + std::to_string(rows.epoch) + ' ' +
                           ToText(rows.observations.data(), rows.observations.size());
        text += ToText(rows.choices.data(), rows.choices.size()) +
                ToText(rows.jointNotes.data(), rows.jointNotes.size()) +
                ToText(rows.known.data(), rows.known.size());
        calls.push_back(text + ToText(rows.masks.data(), rows.masks.size()));
    }
};

/// @return sizes of a space: 3 numbers seen, choices of 2 and 3, 4 numbers
DecisionSpace::Layout
GetLayout()
{
    DecisionSpace::Layout layout;
    layout.rows = 3;
    layout.observationSize = 3;
    layout.heads = {2, 3};
    layout.nBounded = 4;
    return layout;
}

/**
 * @brief Makes every call, with steps that follow each other and some that do not.
 * @param learner takes them
 */
void
Call(Learner& learner)
{
    learner.BeginEpisode(3);
    std::vector<std::vector<float>> seen(3, {0, 1, 2});
    std::vector<uint8_t> mask{1, 0, 1, 1, 0};
    for (uint32_t i = 0; i < 40; ++i)
    {
        const uint32_t row = i % 3;
        std::vector<float> now = seen[row];
        if (i % 7 == 3)
        {
            now = {0.5F, -0.0F, static_cast<float>(i)};
        }
        const std::vector<float> next{now[0] + 1, i % 2 == 0 ? 0.0F : -0.0F, now[2]};
        const std::vector<uint32_t> choices{i % 2, i % 3};
        const std::vector<float> numbers{1.0F * i, 2, 3, 4};
        std::vector<uint8_t> nextMask = mask;
        nextMask[i % 5] ^= i % 11 == 0;
        const Learner::Step step{row,
                                 now.data(),
                                 mask.data(),
                                 choices.data(),
                                 numbers.data(),
                                 0.25F,
                                 1.0F / (i + 1),
                                 next.data(),
                                 nextMask.data()};
        if (i < 10)
        {
            learner.RememberHistory(step, i % 4 == 0);
        }
        else
        {
            learner.Remember(step);
        }
        seen[row] = next;
        mask = i % 3 == 2 ? nextMask : mask;
        if (i % 5 == 0)
        {
            learner.Skip(row);
        }
        learner.Update();
    }
    DecisionSpace::Rows rows;
    rows.Reset(GetLayout(), 2);
    rows.epoch = 9;
    rows.ids = {4, 5};
    rows.observations = {1, 2, 3, 4, 5, 6};
    rows.choices = {1, 2, 0, 1};
    rows.jointNotes = {0.1, 7};
    learner.RememberDecision(rows);
    rows.known[1] = 0;
    learner.RememberHistoryDecision(rows);
}

TEST(ExperienceRecorder, ReplayMakesTheSameCalls)
{
    const auto direct = CreateObject<ClerkLearner>();
    Call(*direct);

    const auto actor = CreateObject<ClerkLearner>();
    std::string bytes;
    std::size_t parts = 0;
    const auto recorder =
        CreateObject<ExperienceRecorder>(actor, GetLayout(), [&](const std::string& part) {
            bytes += part;
            ++parts;
        });
    Call(*recorder);
    // Nothing is learnt there but that an episode begins; and all is told soon.
    EXPECT_EQ(actor->calls, std::vector<std::string>{"begin 3"});
    EXPECT_GE(parts, 40U);

    const auto learner = CreateObject<ClerkLearner>();
    ExperienceRecorder::Replay(bytes, GetLayout(), *learner);
    ASSERT_EQ(learner->calls.size(), direct->calls.size());
    for (std::size_t i = 0; i < direct->calls.size(); ++i)
    {
        EXPECT_EQ(learner->calls[i], direct->calls[i]) << i;
    }

    DecisionSpace::Rows rows;
    rows.Reset(GetLayout(), 1);
    recorder->Act(rows, false);
    EXPECT_EQ(rows.choices, (std::vector<uint32_t>{1, 1})) << "the learner's own choices";
}

TEST(ExperienceRecorder, WritesWhatARowSawOnce)
{
    std::string bytes;
    const auto recorder =
        CreateObject<ExperienceRecorder>(CreateObject<ClerkLearner>(),
                                         GetLayout(),
                                         [&](const std::string& part) { bytes += part; });
    const std::vector<float> seen{1, 2, 3};
    const std::vector<uint8_t> mask(5, 1);
    const std::vector<uint32_t> choices{0, 0};
    const std::vector<float> numbers(4, 0);
    const Learner::Step step{0,
                             seen.data(),
                             mask.data(),
                             choices.data(),
                             numbers.data(),
                             0,
                             0,
                             seen.data(),
                             mask.data()};
    recorder->Remember(step);
    recorder->Update();
    const std::size_t first = bytes.size();
    recorder->Remember(step);
    recorder->Update();
    EXPECT_EQ(bytes.size() - first, first - 3 * sizeof(float) - 5);
}

TEST(ExperienceRecorder, RefusesOtherBytes)
{
    const auto learner = CreateObject<ClerkLearner>();
    EXPECT_THROW(ExperienceRecorder::Replay("R123", GetLayout(), *learner), std::runtime_error);
    EXPECT_THROW(ExperienceRecorder::Replay("x", GetLayout(), *learner), std::runtime_error);
    EXPECT_NO_THROW(ExperienceRecorder::Replay("", GetLayout(), *learner));
    const std::string row(4, '\xff');
    EXPECT_THROW(ExperienceRecorder::Replay("B" + row, GetLayout(), *learner), std::runtime_error);
    EXPECT_THROW(ExperienceRecorder::Replay("S" + row, GetLayout(), *learner), std::runtime_error);
    EXPECT_TRUE(learner->calls.empty());
}

} // namespace
} // namespace tests
} // namespace ns3
