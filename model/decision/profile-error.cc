// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/profile-error.h"

#include "../dnn/believed-profile.h"

#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ProfileError");

NS_OBJECT_ENSURE_REGISTERED(ProfileError);

namespace
{

/**
 * @param variable draws factors
 * @return a factor from 0.001 to 1000
 */
double
DrawFactor(const Ptr<RandomVariableStream>& variable)
{
    return std::min(std::max(variable->GetValue(), 1e-3), 1e3);
}

} // namespace

TypeId
ProfileError::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ProfileError")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ProfileError>()
            .AddAttribute("Speed",
                          "Random factor of the computing speed that policies believe in over the "
                          "true one, drawn once a run for each device profile (0.001 to 1000).",
                          StringValue("ns3::ConstantRandomVariable[Constant=1]"),
                          MakePointerAccessor(&ProfileError::m_speed),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("ExitTime",
                          "Random factor of the time that policies believe it takes from one exit "
                          "of a DNN to the next over the true one, drawn once a run for each exit "
                          "of each DNN (0.001 to 1000).",
                          StringValue("ns3::ConstantRandomVariable[Constant=1]"),
                          MakePointerAccessor(&ProfileError::m_exitTime),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("Accuracy",
                          "Random factor of the accuracy that policies believe in over the true "
                          "one, drawn once a run for each exit of each DNN (0.001 to 1000; what is "
                          "believed is at most 1).",
                          StringValue("ns3::ConstantRandomVariable[Constant=1]"),
                          MakePointerAccessor(&ProfileError::m_accuracy),
                          MakePointerChecker<RandomVariableStream>());
    return tid;
}

ProfileError::ProfileError()
{
    NS_LOG_FUNCTION(this);
}

ProfileError::~ProfileError()
{
    NS_LOG_FUNCTION(this);
}

void
ProfileError::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_speed = nullptr;
    m_exitTime = nullptr;
    m_accuracy = nullptr;
    Object::DoDispose();
}

void
ProfileError::Distort(EdgeSystem& system)
{
    NS_LOG_FUNCTION(this);
    ProfileBelief belief;
    const auto addDevice = [&](const Ptr<const DeviceProfile>& device) {
        const auto isSame = [&](const auto& known) {
            return known.first->GetName() == device->GetName();
        };
        if (device && std::none_of(belief.times.begin(), belief.times.end(), isSame))
        {
            belief.times.emplace_back(device, 1 / DrawFactor(m_speed));
        }
    };
    for (const auto& device : system.devices)
    {
        addDevice(device);
    }
    for (const auto& server : system.servers)
    {
        addDevice(server.device);
    }
    for (auto& dnn : system.dnns)
    {
        belief.exitTimes.clear();
        belief.accuracies.clear();
        for (uint32_t exit = 0; exit < dnn->GetNExits(); ++exit)
        {
            belief.exitTimes.push_back(DrawFactor(m_exitTime));
            belief.accuracies.push_back(DrawFactor(m_accuracy));
        }
        const auto believed = MakeBelievedProfile(dnn, belief);
        for (auto& stream : system.streams)
        {
            stream.dnn = stream.dnn == dnn ? believed : stream.dnn;
        }
        dnn = believed;
    }
}

int64_t
ProfileError::AssignStreams(int64_t stream)
{
    m_speed->SetStream(stream);
    m_exitTime->SetStream(stream + 1);
    m_accuracy->SetStream(stream + 2);
    return 3;
}

} // namespace ns3
