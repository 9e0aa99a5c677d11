// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESS_MEMORY_H
#define PROCESS_MEMORY_H

#include <fstream>
#include <stdexcept>
#include <unistd.h>

/**
 * @return resident memory of this process, bytes
 * @throws std::runtime_error when the system does not tell
 */
inline double
GetResidentMemory()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    file >> pages >> resident;
    if (!file)
    {
        throw std::runtime_error("/proc/self/statm cannot be read");
    }
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

#endif // PROCESS_MEMORY_H
