// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIENCE_RECORDER_H
#define EXPERIENCE_RECORDER_H

#include "learner.h"

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
 * @brief Stands in for a learner in a simulator of its own: it acts as that learner does, and
 * instead of learning writes down what is to be learnt. Replay() lets the learner itself do all of
 * that in another process, in the same order.
 *
 * What is written is for a process of the same program on the same machine. An observation that was
 * already written as what its row saw last is not written again.
 */
class ExperienceRecorder : public Learner
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param learner acts; made already
     * @param layout of its space
     * @param sink takes what is written
     */
    ExperienceRecorder(const Ptr<Learner>& learner,
                       const Layout& layout,
                       const TrainablePolicy::ExperienceSink& sink);
    ~ExperienceRecorder() override;

    /**
     * @brief Does what the recorder wrote down.
     * @param experience all that its sink took
     * @param layout as of the recorder
     * @param learner learns
     * @throws std::runtime_error when the bytes are not those of a recorder of this layout
     */
    static void Replay(const std::string& experience, const Layout& layout, Learner& learner);

    std::string Describe() const override;
    bool Fits(const Layout& layout) const override;
    void Make(const Ptr<DecisionSpace>& space, uint64_t seed) override;
    void Act(Rows& rows, bool greedy) override;
    void Remember(const Step& step) override;
    void RememberDecision(const Rows& rows) override;
    void Update() override;
    void Save(std::ostream& os, bool full) const override;
    void Load(std::istream& is) override;
    uint64_t GetUpdates() const override;
    Figures GetFigures() const override;
    bool ServesAnyRows() const override;
    bool LearnsFromSteps() const override;
    void Skip(uint32_t row) override;
    void BeginEpisode(uint32_t rows) override;
    bool TakesHistory() const override;
    void RememberHistory(const Step& step, bool expert) override;
    void RememberHistoryDecision(const Rows& rows) override;
    uint64_t GetHistory() const override;
    void TrainOnHistory(uint32_t updates) override;
    bool CanFollow() const override;
    void Follow(const Rows& leader, double margin, bool greedy, Rows& rows) override;
    bool CanImitate() const override;
    void Imitate(uint32_t updates) override;

  protected:
    void DoDispose() override;

  private:
    /// What a row saw last.
    struct Last
    {
        std::vector<float> observation; //!< empty: nothing yet
        std::vector<uint8_t> mask;      //!< valid choices then
    };

    /**
     * @brief Writes a step.
     * @param mark which call it is
     * @param step the step
     */
    void Write(char mark, const Step& step);

    /**
     * @brief Writes a decision.
     * @param mark which call it is
     * @param rows the decision
     */
    void Write(char mark, const Rows& rows);

    /// Hands over what was written.
    void Flush();

    Ptr<Learner> m_learner;                 //!< acts
    Layout m_layout;                        //!< of its space
    TrainablePolicy::ExperienceSink m_sink; //!< takes what is written
    std::string m_bytes;                    //!< written, and not handed over
    std::vector<Last> m_last;               //!< by row
};

} // namespace ns3

#endif // EXPERIENCE_RECORDER_H
