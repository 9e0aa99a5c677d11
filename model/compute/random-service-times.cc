// SPDX-License-Identifier: GPL-2.0-only

#include "random-service-times.h"

#include "ns3/pointer.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RandomServiceTimes);

TypeId
RandomServiceTimes::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RandomServiceTimes")
            .SetParent<ServiceTimes>()
            .SetGroupName("EdgeInference")
            .AddConstructor<RandomServiceTimes>()
            .AddAttribute("Seconds",
                          "Random time of a whole inference, s; a negative draw counts as 0.",
                          StringValue("ns3::ExponentialRandomVariable[Mean=0.01]"),
                          MakePointerAccessor(&RandomServiceTimes::m_seconds),
                          MakePointerChecker<RandomVariableStream>());
    return tid;
}

RandomServiceTimes::RandomServiceTimes() = default;

RandomServiceTimes::~RandomServiceTimes() = default;

void
RandomServiceTimes::DoDispose()
{
    m_seconds = nullptr;
    ServiceTimes::DoDispose();
}

int64_t
RandomServiceTimes::AssignStreams(int64_t stream)
{
    m_seconds->SetStream(stream);
    return 1;
}

double
RandomServiceTimes::DoGetNext()
{
    return std::max(m_seconds->GetValue(), 0.0);
}

} // namespace ns3
