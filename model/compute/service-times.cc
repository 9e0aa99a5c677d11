// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/service-times.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ServiceTimes);

TypeId
ServiceTimes::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ServiceTimes")
                            .SetParent<Object>()
                            .SetGroupName("EdgeInference")
                            .AddAttribute("Overhead",
                                          "Time that each whole inference takes besides, such as "
                                          "decoding its input and copying.",
                                          TimeValue(Time(0)),
                                          MakeTimeAccessor(&ServiceTimes::m_overhead),
                                          MakeTimeChecker(Time(0), Seconds(1000)));
    return tid;
}

ServiceTimes::ServiceTimes() = default;

ServiceTimes::~ServiceTimes() = default;

double
ServiceTimes::GetSeconds(const ComputeJob& job, const Ptr<const DeviceProfile>& device)
{
    double share = 1;
    if (job.dnn && device)
    {
        const double whole =
            job.dnn->GetSeconds(*device, job.exit, 0, job.dnn->GetExitPosition(job.exit));
        share = whole > 0 ? job.seconds / whole : 1;
    }
    return share * (DoGetNext() + m_overhead.GetSeconds());
}

int64_t
ServiceTimes::AssignStreams(int64_t)
{
    return 0;
}

} // namespace ns3
