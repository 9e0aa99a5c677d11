// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROCESS_MEMORY_H
#define PROCESS_MEMORY_H

#include <fstream>
#include <unistd.h>

/**
 * @return resident memory of this process, MB
 */
inline double
GetMemory()
{
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return static_cast<double>(resident) * sysconf(_SC_PAGESIZE) / 1e6;
}

#endif // PROCESS_MEMORY_H
