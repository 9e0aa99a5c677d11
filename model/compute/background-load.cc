// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/background-load.h"

#include "ns3/log.h"

#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("BackgroundLoad");

NS_OBJECT_ENSURE_REGISTERED(BackgroundLoad);

TypeId
BackgroundLoad::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::BackgroundLoad").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

BackgroundLoad::BackgroundLoad() = default;

BackgroundLoad::~BackgroundLoad() = default;

void
BackgroundLoad::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Stop();
    Object::DoDispose();
}

double
BackgroundLoad::GetLoad() const
{
    return m_load;
}

void
BackgroundLoad::Start(Callback<void, double> onChange)
{
    NS_LOG_FUNCTION(this);
    Stop();
    m_onChange = onChange;
    m_running = true;
    DoStart();
}

void
BackgroundLoad::Stop()
{
    NS_LOG_FUNCTION(this);
    if (!m_running)
    {
        return;
    }
    m_running = false;
    m_onChange = Callback<void, double>();
    DoStop();
}

int64_t
BackgroundLoad::AssignStreams(int64_t)
{
    return 0;
}

void
BackgroundLoad::SetLoad(double load)
{
    NS_LOG_FUNCTION(this << load);
    load = std::fmin(std::fmax(load, 0.0), 1.0); // fmax ignores NaN
    if (load == m_load)
    {
        return;
    }
    m_load = load;
    const auto onChange = m_onChange; // Stop() within the call forgets it
    if (!onChange.IsNull())
    {
        onChange(load);
    }
}

bool
BackgroundLoad::IsRunning() const
{
    return m_running;
}

void
BackgroundLoad::DoStop()
{
}

} // namespace ns3
