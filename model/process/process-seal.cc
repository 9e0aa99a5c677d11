// SPDX-License-Identifier: GPL-2.0-only

#include "process-seal.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ns3
{

namespace
{

/// Where the system lists the open descriptors of a process.
constexpr const char* DESCRIPTORS = "/dev/fd";

/// Highest descriptor that is looked at where the system lists none.
constexpr int MOST_DESCRIPTORS = 4096;

/**
 * @return open descriptors, and perhaps some that are not open
 */
std::vector<int>
ListDescriptors()
{
    std::vector<int> descriptors;
    std::error_code error;
    for (std::filesystem::directory_iterator item(DESCRIPTORS, error), end; !error && item != end;
         item.increment(error))
    {
        descriptors.push_back(std::atoi(item->path().filename().c_str()));
    }
    for (int i = 0; descriptors.empty() && i < MOST_DESCRIPTORS; ++i)
    {
        descriptors.push_back(i);
    }
    return descriptors;
}

/**
 * @brief Gives this process a position of its own in a file that another one reads, too.
 * @param descriptor of the file
 */
void
ReopenForReading(int descriptor)
{
    struct stat about
    {
    };

    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode))
    {
        return;
    }
    const off_t position = lseek(descriptor, 0, SEEK_CUR);
    const std::string path = std::string(DESCRIPTORS) + "/" + std::to_string(descriptor);
    const int own = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (own >= 0)
    {
        lseek(own, position, SEEK_SET);
        dup2(own, descriptor);
        close(own);
    }
}

} // namespace

void
SealProcess(const std::vector<int>& open)
{
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int descriptor : ListDescriptors())
    {
        const int flags = fcntl(descriptor, F_GETFL);
        if (flags < 0 || descriptor == nowhere ||
            std::find(open.begin(), open.end(), descriptor) != open.end())
        {
            continue;
        }
        if ((flags & O_ACCMODE) == O_RDONLY)
        {
            ReopenForReading(descriptor);
        }
        else if (nowhere < 0 || dup2(nowhere, descriptor) < 0)
        {
            close(descriptor);
        }
    }
    const rlimit none{0, 0};
    const bool isSealed =
        setrlimit(RLIMIT_NOFILE, &none) == 0 && std::atexit([] { _exit(EXIT_FAILURE); }) == 0;
    if (!isSealed)
    {
        _exit(EXIT_FAILURE);
    }
}

} // namespace ns3
