// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/compute-job.h"

#include "ns3/assert.h"

namespace ns3
{

const char*
ToString(ComputeRefusal refusal)
{
    switch (refusal)
    {
    case ComputeRefusal::NONE:
        return "";
    case ComputeRefusal::QUEUE_FULL:
        return "queue-full";
    case ComputeRefusal::DOWN:
        return "down";
    case ComputeRefusal::DUE:
        return "due";
    }
    NS_ASSERT_MSG(false, "unknown refusal");
    return "";
}

} // namespace ns3
