// SPDX-License-Identifier: GPL-2.0-only

#include "server-only-policy.h"

#include "../../dnn/exit-places.h"

#include <algorithm>
#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ServerOnlyPolicy);

namespace
{

/**
 * @param server state of a server
 * @return s that a new job waits there; infinite when the server is down
 */
double
GetWait(const EdgeServerState& server)
{
    return server.up ? server.backlog / std::max(server.speed, 1e-6)
                     : std::numeric_limits<double>::infinity();
}

} // namespace

TypeId
ServerOnlyPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ServerOnlyPolicy")
                            .SetParent<OffloadingPolicy>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<ServerOnlyPolicy>();
    return tid;
}

void
ServerOnlyPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    const auto best =
        std::min_element(state.servers.begin(),
                         state.servers.end(),
                         [](const auto& a, const auto& b) { return GetWait(a) < GetWait(b); });
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        const DnnProfile& dnn = *GetSystem().streams[i].dnn;
        InferencePlan& plan = decision.plans[i];
        plan.exit = GetLastExit(dnn, ExitPlace::SERVER);
        plan.cut = GetLeastCut(dnn, plan.exit, ExitPlace::SERVER);
        plan.server = best - state.servers.begin();
        // The narrowest width that still holds the input: nothing is lost, and no byte wasted.
        plan.bits = dnn.GetBitWidths().front();
        for (const uint32_t bits : dnn.GetBitWidths())
        {
            plan.bits = plan.cut == 0 && bits >= dnn.GetInputBits() ? bits : plan.bits;
        }
    }
}

} // namespace ns3
