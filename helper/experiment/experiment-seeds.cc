// SPDX-License-Identifier: GPL-2.0-only

#include "experiment-seeds.h"

#include "ns3/experiment-options.h"
#include "ns3/inference-input-error.h"

namespace ns3
{

namespace
{

constexpr uint64_t EACH = 1000000;            //!< runs of one RngRun
constexpr uint64_t FIRST_EVALUATION = 500000; //!< before the first run of evaluation
constexpr uint64_t FIRST_VALIDATION = 900000; //!< before the first run of validation
constexpr uint64_t MOST = 10000;              //!< episodes of one of several trainings
constexpr auto EPISODES = uint64_t{ExperimentOptions::MOST_EPISODES};
constexpr auto TRAININGS = uint64_t{ExperimentOptions::MOST_TRAININGS};

static_assert(EPISODES < FIRST_EVALUATION, "a long training would meet evaluation");
static_assert(uint64_t{ExperimentOptions::MOST_EPISODES_EACH} <= MOST &&
                  TRAININGS * MOST < FIRST_EVALUATION,
              "several trainings would meet each other, or evaluation");
static_assert(FIRST_EVALUATION + uint64_t{ExperimentOptions::MOST_SEEDS} < FIRST_VALIDATION,
              "evaluation would meet validation");
static_assert(FIRST_VALIDATION + uint64_t{ExperimentOptions::MOST_VALIDATION_SEEDS} < EACH,
              "validation would meet the next RngRun");

/**
 * @param before the run before the first one
 * @param count number of runs
 * @return so many runs
 */
std::vector<uint64_t>
List(uint64_t before, uint32_t count)
{
    std::vector<uint64_t> runs;
    for (uint32_t i = 1; i <= count; ++i)
    {
        runs.push_back(before + i);
    }
    return runs;
}

} // namespace

uint64_t
ExperimentSeeds::GetTraining(uint64_t base, uint32_t training, uint32_t episode)
{
    return EACH * base + MOST * training + episode;
}

std::vector<uint64_t>
ExperimentSeeds::ListValidation(uint64_t base, uint32_t count)
{
    return List(EACH * base + FIRST_VALIDATION, count);
}

std::vector<uint64_t>
ExperimentSeeds::ListEvaluation(uint64_t base, uint32_t count)
{
    return List(EACH * base + FIRST_EVALUATION, count);
}

std::optional<ExperimentSeeds::Part>
ExperimentSeeds::FindPart(uint64_t run)
{
    const uint64_t own = run % EACH;
    if (own > FIRST_VALIDATION)
    {
        return Part::VALIDATION;
    }
    if (own > FIRST_EVALUATION && own < FIRST_VALIDATION)
    {
        return Part::EVALUATION;
    }
    if (own > 0 && own < FIRST_EVALUATION)
    {
        return Part::TRAINING;
    }
    return {};
}

void
ExperimentSeeds::CheckChoice(const std::string& where,
                             const std::string& what,
                             const std::vector<uint64_t>& runs)
{
    for (const uint64_t run : runs)
    {
        const auto part = FindPart(run);
        if (part != Part::VALIDATION)
        {
            throw InferenceInputError(where,
                                      what,
                                      (part == Part::EVALUATION ? "evaluation seeds (RngRun "
                                       : part == Part::TRAINING ? "training seeds (RngRun "
                                                                : "other seeds (RngRun ") +
                                          std::to_string(run) + ")",
                                      "validation seeds: what is chosen by evaluation seeds looks "
                                      "better on them than it is");
        }
    }
}

} // namespace ns3
