// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/episode-recordings.h"

#include "packet-file.h"

#include "ns3/animation-interface.h"
#include "ns3/csma-net-device.h"
#include "ns3/flow-monitor-helper.h"
#include "ns3/inference-input-error.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/loopback-net-device.h"
#include "ns3/mobility-model.h"
#include "ns3/node-list.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/simulator.h"
#include "ns3/trace-helper.h"
#include "ns3/wifi-net-device.h"
#include "ns3/yans-wifi-helper.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>

namespace ns3
{

namespace
{

/**
 * @param path of a file
 * @throws InferenceInputError when it cannot be written
 */
void
CheckWritable(const std::string& path)
{
    if (!std::ofstream(path, std::ios::app | std::ios::binary))
    {
        throw InferenceInputError(path, "", std::strerror(errno), "a file that can be written");
    }
}

/**
 * @brief ns-3 does not look whether what it writes finds room.
 * @param path of a file that was written
 * @param last what stands at its end
 * @throws InferenceInputError when it does not
 */
void
RequireWhole(const std::string& path, const std::string& last)
{
    std::ifstream file(path, std::ios::binary);
    std::string end(last.size() + 1, '\0'); // and the end of the line
    file.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
    file.read(end.data(), static_cast<std::streamsize>(end.size()));
    if (!file || end.find(last) == std::string::npos)
    {
        throw PacketFile::MakePartError(path);
    }
}

} // namespace

/// What records.
struct EpisodeRecordings::Parts
{
    std::unique_ptr<FlowMonitorHelper> flows;      //!< FlowMonitor
    std::unique_ptr<AnimationInterface> animation; //!< NetAnim
    std::string animationFile;                     //!< path of the file of the animation
};

bool
EpisodeRecordings::Options::IsAny() const
{
    return flowMonitor || netAnim || !pcap.empty();
}

EpisodeRecordings::EpisodeRecordings(const Options& options,
                                     const std::string& label,
                                     uint32_t seed)
    : m_options(options),
      m_suffix(MakeFileName(label) + "-" + std::to_string(seed))
{
}

EpisodeRecordings::~EpisodeRecordings() = default;

std::string
EpisodeRecordings::MakeFileName(const std::string& label)
{
    std::string name;
    for (const char c : label)
    {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        name += plain ? c : '_';
    }
    return name.empty() || name.front() == '.' ? '_' + name : name;
}

void
EpisodeRecordings::Begin()
{
    if (!m_options.IsAny())
    {
        return;
    }
    m_parts = std::make_unique<Parts>();
    if (m_options.flowMonitor)
    {
        m_parts->flows = std::make_unique<FlowMonitorHelper>();
        m_parts->flows->InstallAll();
    }
    if (m_options.netAnim)
    {
        // Servers and routers stand nowhere; NetAnim needs a place for them: a row above the rest.
        double x = 0;
        for (uint32_t i = 0; i < NodeList::GetNNodes(); ++i)
        {
            const Ptr<Node> node = NodeList::GetNode(i);
            if (!node->GetObject<MobilityModel>())
            {
                AnimationInterface::SetConstantPosition(node, x, -100);
                x += 20;
            }
        }
        m_parts->animationFile = m_options.folder + "/netanim-" + m_suffix + ".xml";
        CheckWritable(m_parts->animationFile);
        m_parts->animation = std::make_unique<AnimationInterface>(m_parts->animationFile);
    }
    if (!m_options.pcap.empty())
    {
        BeginPcap();
    }
}

void
EpisodeRecordings::BeginPcap()
{
    const std::string prefix = m_options.folder + "/" + m_options.pcap + "-" + m_suffix;
    YansWifiPhyHelper wifi;
    for (uint32_t i = 0; i < NodeList::GetNNodes(); ++i)
    {
        const Ptr<Node> node = NodeList::GetNode(i);
        const auto ip = node->GetObject<Ipv4L3Protocol>();
        for (uint32_t j = 0; j < node->GetNDevices(); ++j)
        {
            const Ptr<NetDevice> device = node->GetDevice(j);
            const std::string path = PcapHelper().GetFilenameFromDevice(prefix, device);
            if (DynamicCast<PointToPointNetDevice>(device))
            {
                const auto file = Create<PacketFile>(path, PcapHelper::DLT_PPP);
                device->TraceConnectWithoutContext("PromiscSniffer",
                                                   MakeBoundCallback(&PacketFile::Write, file));
            }
            else if (DynamicCast<CsmaNetDevice>(device))
            {
                const auto file = Create<PacketFile>(path, PcapHelper::DLT_EN10MB);
                device->TraceConnectWithoutContext("Sniffer",
                                                   MakeBoundCallback(&PacketFile::Write, file));
            }
            else if (DynamicCast<WifiNetDevice>(device))
            {
                wifi.EnablePcap(prefix, device, false);
            }
            else if (ip && !DynamicCast<LoopbackNetDevice>(device) &&
                     ip->GetInterfaceForDevice(device) >= 0)
            {
                // Radios without PCAP of their own, LTE and NR among them: IP packets of the UE.
                const auto interface = static_cast<uint32_t>(ip->GetInterfaceForDevice(device));
                const auto file = Create<PacketFile>(path, PcapHelper::DLT_RAW);
                for (const auto* source : {"Tx", "Rx"})
                {
                    ip->TraceConnectWithoutContext(
                        source,
                        MakeBoundCallback(&PacketFile::WriteIp, file, interface));
                }
            }
        }
    }
}

void
EpisodeRecordings::End()
{
    if (!m_parts)
    {
        return;
    }
    if (m_parts->flows)
    {
        const std::string path = m_options.folder + "/flows-" + m_suffix + ".xml";
        CheckWritable(path);
        m_parts->flows->GetMonitor()->CheckForLostPackets();
        m_parts->flows->SerializeToXmlFile(path, true, true);
        RequireWhole(path, "</FlowMonitor>");
    }
    const std::string animation = m_parts->animationFile;
    m_parts.reset(); // ends the animation
    if (!animation.empty())
    {
        RequireWhole(animation, "</anim>");
    }
}

} // namespace ns3
