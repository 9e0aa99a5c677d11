// SPDX-License-Identifier: GPL-2.0-only

#include "fuzz-tools.h"

#include "ns3/inference-input-error.h"

#include <cstdlib>
#include <iostream>
#include <sys/mman.h>
#include <unistd.h>

namespace ns3
{

void
Find(const std::string& what)
{
    std::cerr << what << std::endl;
    std::abort();
}

void
Refusing(const std::function<void()>& read)
{
    try
    {
        read();
    }
    catch (const InferenceInputError& error)
    {
        if (std::string(error.what()).find('\n') != std::string::npos)
        {
            Find("an error of several lines: " + std::string(error.what()));
        }
    }
}

MemoryFile::MemoryFile(const std::string& bytes)
    : m_file(memfd_create("fuzz", 0))
{
    if (m_file < 0 || write(m_file, bytes.data(), bytes.size()) < 0)
    {
        Find("no file in memory");
    }
}

MemoryFile::~MemoryFile()
{
    close(m_file);
}

std::string
MemoryFile::GetPath() const
{
    return "/proc/self/fd/" + std::to_string(m_file);
}

} // namespace ns3
