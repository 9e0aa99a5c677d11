// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_EXPERIMENT_H
#define INFERENCE_EXPERIMENT_H

#include "ns3/command-line.h"
#include "ns3/experiment-command-line.h"
#include "ns3/experiment-options.h"
#include "ns3/experiment-subject.h"
#include "ns3/experiment-summary.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class InferenceScenario;

/**
 * @ingroup edge-inference
 * @brief Trains policies over episodes in one process, evaluates every policy on the same unseen
 * seeds, and writes tasks.csv, epochs.csv, training.csv, summary.json, report.html and plots.
 *
 * An experiment has a subject (a scenario, or what a program puts together in an ExperimentSubject)
 * and the options of the command line. Run() makes a plan of both (ExperimentPlan), which does not
 * change any more, and carries it out (ExperimentRunner); with --sweep it makes one plan for each
 * combination of values (ExperimentSweep). RngSeed, RngRun and the arguments decide every byte of
 * the results, however many processes work (--jobs) and however often the experiment was killed:
 * with the same arguments it goes on where it was (ExperimentFolder).
 */
class InferenceExperiment
{
  public:
    /**
     * @brief Adds the options of every experiment (ExperimentOptions).
     * @param cmd the program's command line
     * @param sweep add --sweep as well, for Run(const InferenceScenario&)
     */
    void AddOptions(CommandLine& cmd, bool sweep = false);

    /**
     * @brief Records the command line for the report, and the attributes in it among the arguments
     * in summary.json.
     * @param argc of main()
     * @param argv of main()
     */
    void SetCommandLine(int argc, char* argv[]);

    /**
     * @return the options, to read or to change before Run()
     */
    ExperimentOptions& GetOptions();

    /**
     * @brief Does it all: trains, evaluates, prints the table to standard output, writes the
     * results.
     * @param subject what the experiment is about
     * @return what every policy came to
     * @throws InferenceInputError when an option or a file is not usable
     */
    ExperimentSummary Run(const ExperimentSubject& subject) const;

    /**
     * @brief The same for a scenario from a file, in which --episodes, --seeds, --trainings and
     * --actors
     * replace the keys of their names. With --sweep it runs an ExperimentSweep.
     * @param scenario the scenario
     * @return what every policy came to; nothing for a sweep, whose runs have a summary each
     * @throws InferenceInputError when an option, a key or a file is not usable
     */
    ExperimentSummary Run(const InferenceScenario& scenario) const;

    /**
     * @param scenario the scenario
     * @return it with what the options of the command line say of its keys
     * @throws InferenceInputError when an option is out of range
     */
    InferenceScenario SetKeys(const InferenceScenario& scenario) const;

  private:
    ExperimentOptions m_options;         //!< of the command line
    ExperimentCommandLine m_commandLine; //!< for the books
};

} // namespace ns3

#endif // INFERENCE_EXPERIMENT_H
