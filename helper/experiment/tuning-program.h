// SPDX-License-Identifier: GPL-2.0-only

#ifndef TUNING_PROGRAM_H
#define TUNING_PROGRAM_H

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The program edge-inference-tune: chooses values of a learner's attributes on validation
 * seeds, in the scenario of a file.
 * @param argc of main()
 * @param argv of main()
 * @return exit status: 0, or 2 after an error of the user's, which went to standard error
 */
int RunTuningProgram(int argc, char* argv[]);

} // namespace ns3

#endif // TUNING_PROGRAM_H
