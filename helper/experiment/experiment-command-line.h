// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_COMMAND_LINE_H
#define EXPERIMENT_COMMAND_LINE_H

#include <map>
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
 * @brief The command line of an experiment as its books keep it, for somebody who repeats it.
 */
struct ExperimentCommandLine
{
    std::vector<std::string> words;                //!< program and arguments; may be empty
    std::map<std::string, std::string> attributes; //!< values of ns-3's attributes, by name

    /**
     * @param argc of main()
     * @param argv of main()
     * @return the command line without what cannot change results: --output, --force, --jobs
     * and --quiet, and with what the environment variables of ns-3 say
     */
    static ExperimentCommandLine Read(int argc, char* argv[]);

    /**
     * @param settings each POINTER=VALUE
     * @return the command line of one run of a sweep: it has settings instead of the sweep
     */
    ExperimentCommandLine ForRun(const std::vector<std::string>& settings) const;

    /**
     * @return the words in one line, in quotes where a shell needs them
     */
    std::string GetText() const;
};

} // namespace ns3

#endif // EXPERIMENT_COMMAND_LINE_H
