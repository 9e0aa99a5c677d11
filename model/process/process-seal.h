// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESS_SEAL_H
#define PROCESS_SEAL_H

#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Seals this process, a copy of one that goes on beside it: from now on and for good it can
 * change no file and reach nobody.
 *
 * What is open for writing leads nowhere, so that what waits in buffers or is written later is lost
 * here and written by the other process alone. Files that are open for reading have a position of
 * their own. Nothing more can be opened. When the program ends, by exit() or at the end of main(),
 * the process ends at once with status 1: no destructor of a static object runs. Deleting and
 * renaming files is not prevented.
 *
 * @param open descriptors that stay as they are
 */
void SealProcess(const std::vector<int>& open);

} // namespace ns3

#endif // PROCESS_SEAL_H
