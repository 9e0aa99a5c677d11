// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/task-outcome.h"

#include "ns3/assert.h"

namespace ns3
{

const char*
ToString(InferenceTaskStatus status)
{
    switch (status)
    {
    case InferenceTaskStatus::COMPLETED:
        return "completed";
    case InferenceTaskStatus::LATE:
        return "late";
    case InferenceTaskStatus::DROPPED:
        return "dropped";
    }
    NS_ASSERT_MSG(false, "unknown status");
    return "";
}

const char*
ToString(InferenceDropReason reason)
{
    switch (reason)
    {
    case InferenceDropReason::NONE:
        return "";
    case InferenceDropReason::EXPIRED:
        return "expired";
    case InferenceDropReason::DEVICE_QUEUE:
        return "device-queue";
    case InferenceDropReason::SERVER_QUEUE:
        return "server-queue";
    case InferenceDropReason::NO_CONNECTION:
        return "no-connection";
    case InferenceDropReason::SERVER_STOPPED:
        return "server-stopped";
    case InferenceDropReason::CLIENT_STOPPED:
        return "client-stopped";
    case InferenceDropReason::TIMEOUT:
        return "timeout";
    case InferenceDropReason::INVALID_PLAN:
        return "invalid-plan";
    case InferenceDropReason::ADMISSION:
        return "admission";
    case InferenceDropReason::DEVICE_DOWN:
        return "device-down";
    case InferenceDropReason::SERVER_DOWN:
        return "server-down";
    case InferenceDropReason::MODEL_MISSING:
        return "model-missing";
    case InferenceDropReason::NO_BACKHAUL:
        return "no-backhaul";
    case InferenceDropReason::REASONS:
        break;
    }
    NS_ASSERT_MSG(false, "unknown reason");
    return "";
}

} // namespace ns3
