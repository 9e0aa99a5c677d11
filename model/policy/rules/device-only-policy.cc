// SPDX-License-Identifier: GPL-2.0-only

#include "device-only-policy.h"

#include "../../dnn/exit-places.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DeviceOnlyPolicy);

TypeId
DeviceOnlyPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::DeviceOnlyPolicy")
                            .SetParent<OffloadingPolicy>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<DeviceOnlyPolicy>();
    return tid;
}

void
DeviceOnlyPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        const DnnProfile& dnn = *GetSystem().streams[i].dnn;
        InferencePlan& plan = decision.plans[i];
        plan.exit = GetLastExit(dnn, ExitPlace::DEVICE);
        plan.cut = dnn.GetExitPosition(plan.exit);
        plan.bits = dnn.GetBitWidths().front();
        plan.server = 0;
    }
}

} // namespace ns3
