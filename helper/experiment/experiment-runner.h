// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_RUNNER_H
#define EXPERIMENT_RUNNER_H

#include "../../model/process/process-pool.h"
#include "../report/experiment-results.h"
#include "experiment-copy.h"
#include "experiment-evaluation.h"
#include "experiment-folder.h"
#include "experiment-plan.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Carries out a plan: trains the learners, evaluates all policies on the same seeds, and
 * searches the best fixed plan beside that.
 *
 * Which runs of ns-3 it has says ExperimentSeeds. Each copy of a learner (--trainings) is evaluated
 * on all seeds; a policy's result on a seed is the mean over its copies, so that results stay
 * paired by seed.
 */
class ExperimentRunner
{
  public:
    /**
     * @param plan what to do; it must outlive this object
     */
    explicit ExperimentRunner(const ExperimentPlan& plan);

    /**
     * @brief Does it all, in the first of the processes that train together.
     * @param folder keeps what is done, so that a killed experiment goes on where it was
     * @return what it came to
     * @throws InferenceInputError when a file cannot be used
     */
    ExperimentResults Run(const ExperimentFolder& folder) const;

    /// Trains, with the first process, the policies that several processes train together.
    void Assist() const;

  private:
    /// A policy, and what its copies came to.
    struct Work
    {
        ExperimentPolicies::Entry entry;    //!< the policy
        std::vector<ExperimentCopy> copies; //!< one a training; one when it does not learn
    };

    /// One copy of a learner: number of the policy, number of the training from 0.
    using CopyNumber = std::pair<std::size_t, uint32_t>;

    /**
     * @brief Searches the best fixed plan.
     * @return what the plan came to
     */
    ExperimentCopy Search(const ExperimentFolder& folder) const;

    /**
     * @param works the policies
     * @return the copies of all learners, in the order of the policies
     */
    std::vector<CopyNumber> ListCopies(const std::vector<Work>& works) const;

    /**
     * @brief Evaluates a learner with networks from a file.
     * @param entry the policy
     * @param piece a name for what is done
     * @param evaluation evaluates it
     * @param pool runs the episodes
     * @return what it came to
     * @throws InferenceInputError when the file is not there or does not fit
     */
    ExperimentCopy RunPretrained(const ExperimentPolicies::Entry& entry,
                                 const std::string& piece,
                                 const ExperimentEvaluation& evaluation,
                                 ProcessPool& pool) const;

    /**
     * @brief Trains and evaluates one copy of a learner.
     * @param copy the copy to train
     * @param evaluation evaluates it
     * @param folder keeps checkpoints
     * @param pool runs the episodes of the evaluation
     * @return what it came to
     */
    ExperimentCopy RunCopy(const CopyNumber& copy,
                           const ExperimentEvaluation& evaluation,
                           const ExperimentFolder& folder,
                           ProcessPool& pool) const;

    /**
     * @brief Trains all learners, as often as asked for, and evaluates all policies but the search.
     * @param [in,out] works the policies; they get their copies
     * @param folder keeps what is done
     * @param pool runs what can run at one time
     */
    void TrainAndEvaluate(std::vector<Work>& works,
                          const ExperimentFolder& folder,
                          ProcessPool& pool) const;

    /**
     * @brief Evaluates the policies that do not learn.
     * @param [in,out] works the policies; those that do not learn get their copy
     * @param evaluation evaluates them
     * @param pool runs the episodes
     */
    static void EvaluateRules(std::vector<Work>& works,
                              const ExperimentEvaluation& evaluation,
                              ProcessPool& pool);

    /**
     * @brief Notes in the first copy of a learner what training it had.
     * @param work a learner with its copies
     */
    void AddRemarks(Work& work) const;

    /**
     * @brief Tells the clock how many episodes there will be.
     * @param works the policies
     */
    void ExpectEpisodes(const std::vector<Work>& works) const;

    /**
     * @param works the policies with their copies, which are used up
     * @return the results
     */
    ExperimentResults PutTogether(std::vector<Work> works) const;

    const ExperimentPlan& m_plan; //!< the plan that is carried out
};

/**
 * @brief Carries out a plan: does all of it, writes its files, and prints its table.
 * @param plan the plan to carry out
 * @return what every policy came to; nothing in a process that only assists in training
 * @throws InferenceInputError when a file cannot be used
 */
ExperimentSummary RunExperiment(const ExperimentPlan& plan);

} // namespace ns3

#endif // EXPERIMENT_RUNNER_H
