// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROFILE_PROGRAM_H
#define PROFILE_PROGRAM_H

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The program edge-inference-profile-dnn: makes profiles of a TorchScript network. It is
 * there when the module was built with LibTorch.
 * @param argc of main()
 * @param argv of main()
 * @return exit status: 0, or 2 after an error of the user's, which went to standard error
 */
int RunProfileProgram(int argc, char* argv[]);

} // namespace ns3

#endif // PROFILE_PROGRAM_H
