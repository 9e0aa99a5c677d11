// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/task-outcome.h"

#include "ns3/assert.h"

namespace ns3
{

const char*
ToString(TaskStatus status)
{
    switch (status)
    {
    case TaskStatus::COMPLETED:
        return "completed";
    case TaskStatus::LATE:
        return "late";
    case TaskStatus::DROPPED:
        return "dropped";
    }
    NS_ASSERT_MSG(false, "unknown status");
    return "";
}

const char*
ToString(DropReason reason)
{
    switch (reason)
    {
    case DropReason::NONE:
        return "";
    case DropReason::EXPIRED:
        return "expired";
    case DropReason::DEVICE_QUEUE:
        return "device-queue";
    case DropReason::SERVER_QUEUE:
        return "server-queue";
    case DropReason::NO_CONNECTION:
        return "no-connection";
    case DropReason::SERVER_STOPPED:
        return "server-stopped";
    case DropReason::CLIENT_STOPPED:
        return "client-stopped";
    case DropReason::TIMEOUT:
        return "timeout";
    case DropReason::INVALID_PLAN:
        return "invalid-plan";
    case DropReason::ADMISSION:
        return "admission";
    case DropReason::DEVICE_DOWN:
        return "device-down";
    case DropReason::SERVER_DOWN:
        return "server-down";
    case DropReason::MODEL_MISSING:
        return "model-missing";
    case DropReason::NO_BACKHAUL:
        return "no-backhaul";
    case DropReason::REASONS:
        break;
    }
    NS_ASSERT_MSG(false, "unknown reason");
    return "";
}

} // namespace ns3
