// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_SWEEP_H
#define EXPERIMENT_SWEEP_H

#include "experiment-plan.h"

#include "ns3/experiment-command-line.h"
#include "ns3/experiment-options.h"
#include "ns3/inference-scenario.h"

#include <cstddef>
#include <cstdint>
#include <functional>
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
 * @brief Runs an experiment for every combination of values of some keys of a scenario, each in a
 * process of its own, and puts the results together: sweep.csv, sweep.json, sweep-*.svg and
 * report.html in the output folder.
 *
 * Each run has a folder, named after its values and a hash of all that decides its results. A run
 * works in FOLDER.part, which gets its name when all is there. A sweep that was killed and is
 * started again with the same arguments does what is missing, and the bytes are those of a sweep
 * that was not.
 *
 * Several processes, on one machine or many, share the runs of a sweep when they are tasks of a
 * Slurm array or ranks of MPI (see Part) with the same arguments and the same output folder. Who
 * finds all runs complete puts the results together.
 */
class ExperimentSweep
{
  public:
    /// A key that takes several values.
    struct Key
    {
        std::string pointer;             //!< JSON pointer into the scenario
        std::string label;               //!< short name
        std::vector<std::string> values; //!< JSON texts or plain texts, in order
    };

    /// One combination of values.
    struct Run
    {
        std::vector<std::string> values; //!< one a key
        std::string folder;              //!< its name in the output folder
        InferenceScenario scenario;      //!< with these values
    };

    /// Which runs this process does: those whose number modulo count is index.
    struct Part
    {
        uint64_t index{0}; //!< 0 to count - 1
        uint64_t count{1}; //!< number of parts

        /**
         * @brief Finds out by the environment: SLURM_ARRAY_TASK_ID with _MIN, _COUNT and _STEP;
         * within such a task, or without one, OMPI_COMM_WORLD_RANK and _SIZE (Open MPI), or
         * PMI_RANK and PMI_SIZE (MPICH, Intel MPI, srun --mpi=pmi2).
         * @param get std::getenv
         * @return the part of this process
         * @throws InferenceInputError when a variable is no sensible number
         */
        static Part Find(const std::function<const char*(const char*)>& get);
    };

    /**
     * @param options of the command line, among them the sweep's keys
     * @param commandLine for the books
     * @param scenario that keys are changed in
     * @throws InferenceInputError when a key or a value cannot be used
     */
    ExperimentSweep(const ExperimentOptions& options,
                    const ExperimentCommandLine& commandLine,
                    const InferenceScenario& scenario);

    /**
     * @return the runs, the last key's values changing first
     */
    const std::vector<Run>& GetRuns() const;

    /**
     * @return the keys
     */
    const std::vector<Key>& GetKeys() const;

    /**
     * @brief Does the runs of this process that are missing; then, when all runs are there, puts
     * the results together and prints a table to standard output.
     * @param part which runs are this process's
     * @throws std::runtime_error when runs failed, after all others were done
     */
    void Do(const Part& part);

    /**
     * @param option text of --sweep: POINTER=VALUE,VALUE,...; commas within brackets, braces and
     * quotes do not part values
     * @return the key
     * @throws InferenceInputError when it has no pointer or no value
     */
    static Key ReadKey(const std::string& option);

    /**
     * @param run one of GetRuns()
     * @param jobs processes that it may use
     * @return the plan of its experiment
     */
    ExperimentPlan MakePlan(const Run& run, uint32_t jobs) const;

  private:
    /**
     * @brief Reads the keys of the options.
     * @return the number of runs
     */
    std::size_t ReadKeys();

    /**
     * @param number of the run, from 0
     * @param total number of runs
     * @return the run
     */
    Run MakeRun(std::size_t number, std::size_t total) const;

    /**
     * @param run a run
     * @return its keys and values, each POINTER=VALUE
     */
    std::vector<std::string> GetSettings(const Run& run) const;

    /**
     * @return all that decides the results, as text
     */
    std::string MakeKey() const;

    /**
     * @param run a run
     * @return path of its folder
     */
    std::string GetPath(const Run& run) const;

    /**
     * @param run a run
     * @return whether it is complete
     */
    bool IsThere(const Run& run) const;

    /**
     * @param run a run that is missing
     * @param jobs processes that it may use
     */
    void DoRun(const Run& run, uint32_t jobs) const;

    /**
     * @brief Does runs, several at one time.
     * @param runs that are missing
     * @return one line for each that failed
     */
    std::vector<std::string> DoRuns(const std::vector<const Run*>& runs) const;

    /// Puts the results of all runs together.
    void Collect() const;

    ExperimentOptions m_options;         //!< of the command line
    ExperimentCommandLine m_commandLine; //!< for the books
    InferenceScenario m_scenario;        //!< that keys are changed in
    std::string m_output;                //!< folder
    std::vector<Key> m_keys;             //!< that change
    std::vector<Run> m_runs;             //!< all combinations
};

} // namespace ns3

#endif // EXPERIMENT_SWEEP_H
