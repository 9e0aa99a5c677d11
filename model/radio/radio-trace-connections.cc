// SPDX-License-Identifier: GPL-2.0-only

#include "radio-trace-connections.h"

#include "ns3/abort.h"

namespace ns3
{

RadioTraceConnections::~RadioTraceConnections()
{
    for (auto& c : m_connections)
    {
        c.object->TraceDisconnectWithoutContext(c.source, c.callback);
    }
}

void
RadioTraceConnections::Connect(Ptr<Object> object,
                               const std::string& source,
                               const CallbackBase& callback)
{
    NS_ABORT_MSG_IF(!object, "no object to observe at its trace source \"" << source << "\"");
    NS_ABORT_MSG_UNLESS(object->TraceConnectWithoutContext(source, callback),
                        object->GetInstanceTypeId().GetName()
                            << " of this ns-3 has no trace source \"" << source << "\"");
    m_connections.push_back({object, source, callback});
}

} // namespace ns3
