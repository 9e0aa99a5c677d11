// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_PROGRAM_H
#define EXPERIMENT_PROGRAM_H

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
 * @brief An option of a program that stands for a key of its scenario.
 */
struct ExperimentShorthand
{
    std::string option;  //!< its name, as in --rate
    std::string pointer; //!< JSON pointer of the key, as in /streams/0/Rate
    std::string help;    //!< what it means, with its unit
};

/**
 * @ingroup edge-inference
 * @brief The main program of an experiment in a scenario file: parses the command line, trains,
 * evaluates, prints the table and writes the results. It knows --scenario, --radio, --set, the
 * options of every experiment (ExperimentOptions) with --sweep, and the shorthands.
 * @param argc of main()
 * @param argv of main()
 * @param name the scenario unless --scenario says another one: a name, or the path of a .json file
 * @param usage one line for --help
 * @param shorthands further options
 * @return exit status: 0, or 2 after an error of the user's, which went to standard error
 */
int RunExperimentProgram(int argc,
                         char* argv[],
                         const std::string& name,
                         const std::string& usage,
                         const std::vector<ExperimentShorthand>& shorthands = {});

} // namespace ns3

#endif // EXPERIMENT_PROGRAM_H
