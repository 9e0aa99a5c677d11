// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/compute-energy-model.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ComputeEnergyModel");

NS_OBJECT_ENSURE_REGISTERED(ComputeEnergyModel);

TypeId
ComputeEnergyModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ComputeEnergyModel")
            .SetParent<energy::DeviceEnergyModel>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ComputeEnergyModel>()
            .AddAttribute("CountIdlePower",
                          "Draw the idle power of the device's profile all the time that the node "
                          "is up.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&ComputeEnergyModel::m_countIdle),
                          MakeBooleanChecker())
            .AddTraceSource("TotalEnergyConsumption",
                            "Energy drawn so far (J), at every change of power.",
                            MakeTraceSourceAccessor(&ComputeEnergyModel::m_total),
                            "ns3::TracedValueCallback::Double");
    return tid;
}

ComputeEnergyModel::ComputeEnergyModel()
{
    NS_LOG_FUNCTION(this);
}

ComputeEnergyModel::~ComputeEnergyModel()
{
    NS_LOG_FUNCTION(this);
}

void
ComputeEnergyModel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    if (m_node)
    {
        m_node->SetPowerCallback(Callback<void>());
    }
    m_node = nullptr;
    m_source = nullptr;
    energy::DeviceEnergyModel::DoDispose();
}

void
ComputeEnergyModel::Attach(Ptr<ComputeNode> node, Ptr<energy::EnergySource> source)
{
    NS_LOG_FUNCTION(this << node << source);
    m_node = node;
    m_updated = Simulator::Now();
    SetEnergySource(source);
    source->AppendDeviceEnergyModel(this);
    node->SetPowerCallback(MakeCallback(&ComputeEnergyModel::Update, this));
    Update();
}

double
ComputeEnergyModel::GetPower() const
{
    return m_idlePower + m_activePower;
}

double
ComputeEnergyModel::GetActiveEnergy() const
{
    return m_active + m_activePower * (Simulator::Now() - m_updated).GetSeconds();
}

void
ComputeEnergyModel::SetEnergySource(Ptr<energy::EnergySource> source)
{
    m_source = source;
}

double
ComputeEnergyModel::GetTotalEnergyConsumption() const
{
    return m_total + GetPower() * (Simulator::Now() - m_updated).GetSeconds();
}

void
ComputeEnergyModel::ChangeState(int)
{
    // the state is that of the ComputeNode
}

void
ComputeEnergyModel::HandleEnergyDepletion()
{
    NS_LOG_FUNCTION(this);
    // in an event of its own: the source may notice in the middle of the node's own books
    Simulator::ScheduleNow(&ComputeEnergyModel::SetNodeUp, Ptr<ComputeEnergyModel>(this), false);
}

void
ComputeEnergyModel::HandleEnergyRecharged()
{
    NS_LOG_FUNCTION(this);
    Simulator::ScheduleNow(&ComputeEnergyModel::SetNodeUp, Ptr<ComputeEnergyModel>(this), true);
}

void
ComputeEnergyModel::HandleEnergyChanged()
{
}

double
ComputeEnergyModel::DoGetCurrentA() const
{
    return m_source ? GetPower() / m_source->GetSupplyVoltage() : 0;
}

void
ComputeEnergyModel::Update()
{
    if (!m_node || !m_source)
    {
        return;
    }
    const double active = m_node->GetActivePower();
    const auto device = m_node->GetDevice();
    const double idle =
        m_countIdle && m_node->IsUp() && device && !std::isnan(device->GetIdlePower())
            ? device->GetIdlePower() * m_node->GetWorkers()
            : 0;
    if (active == m_activePower && idle == m_idlePower)
    {
        return;
    }
    // the source books the time up to now at the power that held until now
    m_source->UpdateEnergySource();
    m_active = GetActiveEnergy();
    m_total = GetTotalEnergyConsumption();
    m_updated = Simulator::Now();
    m_activePower = active;
    m_idlePower = idle;
}

void
ComputeEnergyModel::SetNodeUp(bool up)
{
    if (m_node)
    {
        m_node->SetUp(up);
        Update();
    }
}

} // namespace ns3
