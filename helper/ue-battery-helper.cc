// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/ue-battery-helper.h"

#include "ns3/abort.h"
#include "ns3/basic-energy-source-helper.h"
#include "ns3/callback.h"
#include "ns3/compute-node.h"
#include "ns3/double.h"
#include "ns3/node.h"
#include "ns3/wifi-net-device.h"
#include "ns3/wifi-radio-energy-model-helper.h"

namespace ns3
{

namespace
{

/// The battery is empty, or charged again: the radio is on all the time.
void
KeepOn()
{
}

} // namespace

UeBatteryHelper::UeBatteryHelper(double joules, double volts)
{
    NS_ABORT_MSG_IF(!(joules > 0) || !(volts > 0),
                    "a battery of " << joules << " J, " << volts << " V");
    SetSource("BasicEnergySourceInitialEnergyJ", DoubleValue(joules));
    SetSource("BasicEnergySupplyVoltageV", DoubleValue(volts));
}

void
UeBatteryHelper::SetSource(const std::string& name, const AttributeValue& value)
{
    m_source.push_back({name, value.Copy()});
}

void
UeBatteryHelper::SetWifi(const std::string& name, const AttributeValue& value)
{
    m_wifi.push_back({name, value.Copy()});
}

std::vector<UeBatteryHelper::Battery>
UeBatteryHelper::Install(const EdgeTopology& topology) const
{
    BasicEnergySourceHelper sources;
    for (const auto& setting : m_source)
    {
        sources.Set(setting.name, *setting.value);
    }
    WifiRadioEnergyModelHelper wifi;
    // Not ns-3's default, WifiPhy::SetOffMode(): it aborts when a frame is on its way or asked for.
    wifi.SetDepletionCallback(MakeCallback(&KeepOn));
    wifi.SetRechargedCallback(MakeCallback(&KeepOn));
    for (const auto& setting : m_wifi)
    {
        wifi.Set(setting.name, *setting.value);
    }
    std::vector<Battery> batteries;
    for (uint32_t i = 0; i < topology.ues.GetN(); ++i)
    {
        const Ptr<Node> node = topology.ues.Get(i);
        const auto compute = node->GetObject<ComputeNode>();
        NS_ABORT_MSG_IF(!compute, "a battery needs the UE's ComputeNode: install that first");
        Battery battery;
        battery.source = sources.Install(node).Get(0);
        battery.compute = CreateObject<ComputeEnergyModel>();
        battery.compute->Attach(compute, battery.source);
        const Ptr<NetDevice> device =
            i < topology.ueDevices.GetN() ? topology.ueDevices.Get(i) : nullptr;
        if (DynamicCast<WifiNetDevice>(device))
        {
            battery.radio = wifi.Install(device, battery.source).Get(0);
        }
        batteries.push_back(battery);
    }
    return batteries;
}

} // namespace ns3
