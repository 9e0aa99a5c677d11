// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/experiment/experiment-seeds.h"

#include "ns3/experiment-options.h"
#include "ns3/inference-input-error.h"

#include <gtest/gtest.h>
#include <set>

namespace ns3
{
namespace tests
{
namespace
{

using Part = ExperimentSeeds::Part;

/**
 * @param runs of one part
 * @param part that they are for
 * @param [in,out] all gets them
 */
void
Add(const std::vector<uint64_t>& runs, Part part, std::set<uint64_t>& all)
{
    const std::size_t before = all.size();
    for (const uint64_t run : runs)
    {
        ASSERT_EQ(ExperimentSeeds::FindPart(run), part) << run;
        all.insert(run);
    }
    EXPECT_EQ(all.size(), before + runs.size()) << "a run is there twice";
}

TEST(ExperimentSeeds, NoTwoShareARun)
{
    // The largest of everything, and the neighbours of another RngRun.
    const auto trainings = static_cast<uint32_t>(ExperimentOptions::MOST_TRAININGS);
    const auto episodes = static_cast<uint32_t>(ExperimentOptions::MOST_EPISODES_EACH);
    std::set<uint64_t> all;
    for (const uint64_t base : {1, 2})
    {
        std::vector<uint64_t> runs;
        for (uint32_t training = 0; training < trainings; ++training)
        {
            for (uint32_t episode = 1; episode <= episodes; ++episode)
            {
                runs.push_back(ExperimentSeeds::GetTraining(base, training, episode));
            }
        }
        Add(runs, Part::TRAINING, all);
        Add(ExperimentSeeds::ListEvaluation(base, ExperimentOptions::MOST_SEEDS),
            Part::EVALUATION,
            all);
        Add(ExperimentSeeds::ListValidation(base, ExperimentOptions::MOST_VALIDATION_SEEDS),
            Part::VALIDATION,
            all);
    }
    // One long training has the runs of all that there may be at most.
    for (const int64_t episode : {int64_t{1}, ExperimentOptions::MOST_EPISODES})
    {
        const uint64_t run = ExperimentSeeds::GetTraining(3, 0, static_cast<uint32_t>(episode));
        EXPECT_EQ(ExperimentSeeds::FindPart(run), Part::TRAINING);
    }
    EXPECT_FALSE(ExperimentSeeds::FindPart(2000000).has_value());
    EXPECT_EQ(ExperimentSeeds::GetTraining(1, 0, 7), 1000007U) << "the first is the only one";
    EXPECT_EQ(ExperimentSeeds::ListEvaluation(1, 2), (std::vector<uint64_t>{1500001, 1500002}))
        << "as ever";
}

TEST(ExperimentSeeds, OnlyValidationChooses)
{
    EXPECT_NO_THROW(ExperimentSeeds::CheckChoice("a", "b", ExperimentSeeds::ListValidation(1, 3)));
    try
    {
        auto runs = ExperimentSeeds::ListValidation(1, 1);
        runs.push_back(ExperimentSeeds::ListEvaluation(1, 2).back());
        ExperimentSeeds::CheckChoice("command line", "--seeds", runs);
        FAIL() << "an evaluation seed chooses";
    }
    catch (const InferenceInputError& error)
    {
        EXPECT_EQ(error.GetFound(), "evaluation seeds (RngRun 1500002)");
    }
    EXPECT_THROW(ExperimentSeeds::CheckChoice("a", "b", {ExperimentSeeds::GetTraining(1, 0, 1)}),
                 InferenceInputError);
    EXPECT_THROW(ExperimentSeeds::CheckChoice("a", "b", {0}), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
