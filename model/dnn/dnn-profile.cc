// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/dnn-profile.h"

#include "../input/profile-files.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint64_t PARAMETER_BYTES = 4; //!< a parameter is a 32-bit number
constexpr uint64_t SCORE_BYTES = 4;     //!< a class's score is a 32-bit number

} // namespace

void
DnnProfile::Finish()
{
    m_macs.assign(1, 0);
    m_parameters.assign(1, 0);
    for (const Layer& layer : m_layers)
    {
        m_macs.push_back(m_macs.back() + layer.macs);
        m_parameters.push_back(m_parameters.back() + layer.parameters);
    }
    m_cutPoints.clear();
    for (const Exit& exit : m_exits)
    {
        std::vector<uint32_t> cuts;
        for (uint32_t cut = 0; cut < exit.position; cut++)
        {
            if (IsCut(cut))
            {
                cuts.push_back(cut);
            }
        }
        cuts.push_back(exit.position);
        m_cutPoints.push_back(cuts);
    }
    std::sort(m_latencies.begin(), m_latencies.end(), [](const Latency& a, const Latency& b) {
        return a.device < b.device;
    });
}

std::vector<std::string>
DnnProfile::GetKnownNames()
{
    return ProfileFiles::GetNames("dnn");
}

const std::string&
DnnProfile::GetName() const
{
    return m_name;
}

const std::string&
DnnProfile::GetTitle() const
{
    return m_title;
}

uint32_t
DnnProfile::GetNLayers() const
{
    return static_cast<uint32_t>(m_layers.size());
}

const DnnProfile::Layer&
DnnProfile::GetLayer(uint32_t layer) const
{
    NS_ASSERT_MSG(layer >= 1 && layer <= m_layers.size(), "layer " << layer);
    return m_layers[layer - 1];
}

uint32_t
DnnProfile::GetNExits() const
{
    return static_cast<uint32_t>(m_exits.size());
}

const DnnProfile::Exit&
DnnProfile::GetExit(uint32_t exit) const
{
    NS_ASSERT_MSG(exit < m_exits.size(), "exit " << exit);
    return m_exits[exit];
}

uint32_t
DnnProfile::GetExitPosition(uint32_t exit) const
{
    return GetExit(exit).position;
}

bool
DnnProfile::IsCut(uint32_t cut) const
{
    NS_ASSERT_MSG(cut <= m_layers.size(), "cut " << cut);
    return cut == 0 || m_layers[cut - 1].cut;
}

const std::vector<uint32_t>&
DnnProfile::GetCutPoints(uint32_t exit) const
{
    NS_ASSERT_MSG(exit < m_exits.size(), "exit " << exit);
    return m_cutPoints[exit];
}

const std::string&
DnnProfile::GetQuality() const
{
    return m_quality;
}

const std::vector<uint32_t>&
DnnProfile::GetBitWidths() const
{
    return m_bitWidths;
}

uint32_t
DnnProfile::GetNClasses() const
{
    return m_classes;
}

uint32_t
DnnProfile::GetInputBits() const
{
    return m_inputBits;
}

uint64_t
DnnProfile::GetFeatureElements(uint32_t cut) const
{
    NS_ASSERT_MSG(cut <= m_layers.size(), "cut " << cut);
    return cut == 0 ? m_inputElements : m_layers[cut - 1].outputElements;
}

uint64_t
DnnProfile::GetFeatureBytes(uint32_t cut, uint32_t bits) const
{
    NS_ASSERT_MSG(bits >= 1 && bits <= 64, "bits " << bits);
    const uint64_t width = cut == 0 ? std::min(bits, m_inputBits) : bits;
    return (GetFeatureElements(cut) * width + 7) / 8;
}

uint64_t
DnnProfile::GetResultBytes() const
{
    return SCORE_BYTES * m_classes;
}

double
DnnProfile::GetAccuracy(uint32_t exit, uint32_t cut, uint32_t bits) const
{
    const Exit& branch = GetExit(exit);
    NS_ASSERT_MSG(cut <= branch.position, "cut " << cut << " behind exit " << exit);
    if (cut == branch.position || (cut == 0 && bits >= m_inputBits))
    {
        return branch.accuracy.front();
    }
    for (std::size_t i = 0; i < m_bitWidths.size(); i++)
    {
        if (m_bitWidths[i] <= bits)
        {
            return branch.accuracy[i];
        }
    }
    return branch.accuracy.back();
}

uint64_t
DnnProfile::GetMacs(uint32_t exit, uint32_t fromCut, uint32_t toCut) const
{
    const Exit& branch = GetExit(exit);
    NS_ASSERT_MSG(fromCut <= toCut && toCut <= branch.position, fromCut << " to " << toCut);
    const bool head = fromCut < toCut && toCut == branch.position;
    return m_macs[toCut] - m_macs[fromCut] + (head ? branch.headMacs : 0);
}

uint64_t
DnnProfile::GetParameterBytes(uint32_t exit, uint32_t fromCut, uint32_t toCut) const
{
    const Exit& branch = GetExit(exit);
    NS_ASSERT_MSG(fromCut <= toCut && toCut <= branch.position, fromCut << " to " << toCut);
    const bool head = fromCut < toCut && toCut == branch.position;
    return PARAMETER_BYTES *
           (m_parameters[toCut] - m_parameters[fromCut] + (head ? branch.headParameters : 0));
}

double
DnnProfile::GetSeconds(const DeviceProfile& device,
                       uint32_t exit,
                       uint32_t fromCut,
                       uint32_t toCut) const
{
    const Exit& branch = GetExit(exit);
    NS_ASSERT_MSG(fromCut <= toCut && toCut <= branch.position, fromCut << " to " << toCut);
    const Latency* latency = FindLatency(device.GetName());
    if (latency == nullptr)
    {
        return static_cast<double>(GetMacs(exit, fromCut, toCut)) / device.GetMacRate(m_name);
    }
    const bool head = fromCut < toCut && toCut == branch.position;
    return latency->layerSeconds[toCut] - latency->layerSeconds[fromCut] +
           (head ? latency->headSeconds[exit] : 0);
}

const DnnProfile::Latency*
DnnProfile::FindLatency(const std::string& device) const
{
    const auto place =
        std::lower_bound(m_latencies.begin(),
                         m_latencies.end(),
                         device,
                         [](const Latency& a, const std::string& b) { return a.device < b; });
    return place != m_latencies.end() && place->device == device ? &*place : nullptr;
}

bool
DnnProfile::HasLatency(const std::string& device) const
{
    return FindLatency(device) != nullptr;
}

std::vector<std::string>
DnnProfile::GetLatencyDevices() const
{
    std::vector<std::string> names;
    for (const Latency& latency : m_latencies)
    {
        names.push_back(latency.device);
    }
    return names;
}

uint64_t
DnnProfile::GetTotalMacs() const
{
    return m_macs.back() + m_exits.back().headMacs;
}

uint64_t
DnnProfile::GetTotalParameters() const
{
    return m_parameters.back() + m_exits.back().headParameters;
}

uint64_t
DnnProfile::GetModelBytes() const
{
    uint64_t parameters = m_parameters.back();
    for (const Exit& exit : m_exits)
    {
        parameters += exit.headParameters;
    }
    return PARAMETER_BYTES * parameters;
}

} // namespace ns3
