// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_TUNING_H
#define EXPERIMENT_TUNING_H

#include "experiment-copy.h"
#include "experiment-folder.h"
#include "experiment-plan.h"
#include "tuning-ranges.h"

#include "ns3/experiment-command-line.h"
#include "ns3/experiment-options.h"
#include "ns3/inference-scenario.h"

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
 * @brief Chooses hyperparameters of a learner by random search with successive halving (Jamieson
 * and Talwalkar, AISTATS 2016), on validation seeds only.
 *
 * A trial is the learner with values that were drawn. All trials are trained for a short time; the
 * best of them, one in Reduction, go on for Reduction times as long, and so on until one is left or
 * they were trained as long as the scenario says. A trial that goes on takes up its training where
 * it was. It counts what its best networks so far came to on the validation seeds. All trials have
 * the same training seeds and the same validation seeds.
 *
 * A tuning that was killed and is started again with the same arguments does what is missing, and
 * the bytes are those of one that was not.
 */
class ExperimentTuning
{
  public:
    /// How the search goes.
    struct Search
    {
        std::string ranges;    //!< file of TuningRanges
        uint32_t trials{0};    //!< configurations at first
        uint32_t reduction{0}; //!< one in so many goes on
    };

    /// One round of halving.
    struct Rung
    {
        uint32_t trials{0};   //!< configurations in it
        uint32_t episodes{0}; //!< of their trainings in all, when it ends
    };

    /**
     * @param options of the command line
     * @param commandLine for the books
     * @param scenario with one policy, a learner
     * @param search how to search
     * @throws InferenceInputError when an option or a range cannot be used
     */
    ExperimentTuning(const ExperimentOptions& options,
                     const ExperimentCommandLine& commandLine,
                     const InferenceScenario& scenario,
                     const Search& search);

    /// Does it all, and writes tuning.csv, best.json and a table.
    void Do();

    /**
     * @param trials configurations at first
     * @param reduction one in so many goes on
     * @param episodes most episodes of a training
     * @return the rounds: the last one has at most so many episodes
     */
    static std::vector<Rung> MakeRungs(uint32_t trials, uint32_t reduction, uint32_t episodes);

  private:
    /// A configuration and what it came to.
    struct Trial
    {
        TuningRanges::Values values; //!< of the ranges
        ExperimentCopy copy{};       //!< its training so far
        std::size_t rung{0};         //!< the last one that it was in
    };

    /**
     * @param trial number of a trial
     * @param rung number of a round
     * @return the plan of its training
     */
    ExperimentPlan MakePlan(std::size_t trial, std::size_t rung) const;

    /**
     * @brief Trains a trial until a round ends.
     * @param trial number of the trial
     * @param rung number of the round
     * @param folder keeps what is done
     * @return what it came to
     */
    ExperimentCopy Train(std::size_t trial, std::size_t rung, const ExperimentFolder& folder) const;

    /**
     * @brief Trains trials, several at one time.
     * @param trials numbers of the trials
     * @param rung number of the round
     * @param folder keeps what is done
     */
    void RunRung(const std::vector<std::size_t>& trials,
                 std::size_t rung,
                 const ExperimentFolder& folder);

    /**
     * @return numbers of all trials, the best first
     */
    std::vector<std::size_t> Rank() const;

    /**
     * @param trial one of the trials
     * @return mean reward of its best networks on the validation seeds, with its interval over
     * seeds
     */
    static SeedStatistics GetValue(const Trial& trial);

    /**
     * @param ranked numbers of all trials, the best first
     * @return tuning.csv
     */
    std::string MakeCsv(const std::vector<std::size_t>& ranked) const;

    /**
     * @brief Prints the table of all trials.
     * @param ranked numbers of all trials, the best first
     */
    void Print(const std::vector<std::size_t>& ranked) const;

    /**
     * @return all that decides the results, as text
     */
    std::string MakeKey() const;

    ExperimentOptions m_options;         //!< of the command line
    ExperimentCommandLine m_commandLine; //!< for the books
    InferenceScenario m_scenario;        //!< with one policy
    Search m_search;                     //!< how to search
    TuningRanges m_ranges;               //!< of the values
    std::string m_output;                //!< folder
    std::vector<Rung> m_rungs;           //!< rounds
    std::vector<Trial> m_trials;         //!< in the order in which they were drawn
};

} // namespace ns3

#endif // EXPERIMENT_TUNING_H
