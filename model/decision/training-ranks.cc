// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/training-ranks.h"

#include <algorithm>
#include <cstdlib>

namespace ns3
{

TrainingRanks::~TrainingRanks() = default;

uint32_t
TrainingRanks::CountStarted()
{
    for (const auto* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    {
        if (const char* value = std::getenv(name))
        {
            return static_cast<uint32_t>(std::max(1L, std::strtol(value, nullptr, 10)));
        }
    }
    return 1;
}

} // namespace ns3
