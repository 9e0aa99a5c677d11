// SPDX-License-Identifier: GPL-2.0-only

#include "allocation-vector.h"

#include "../../dnn/exit-places.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

namespace
{

/**
 * @param tier 0: the device; i + 1: server i
 * @return the place of its exits
 */
ExitPlace
GetPlace(uint32_t tier)
{
    return tier == 0 ? ExitPlace::DEVICE : ExitPlace::SERVER;
}

/**
 * @param value in -1..1
 * @param n number of choices, at least 1
 * @return the choice whose part of the range the value is in
 */
uint32_t
ToChoice(float value, uint32_t n)
{
    const double place = std::floor((value + 1.0) / 2 * n);
    return static_cast<uint32_t>(std::max(0.0, std::min(n - 1.0, place)));
}

/**
 * @param choice a choice
 * @param n number of choices
 * @return the middle of its part of -1..1
 */
float
FromChoice(uint32_t choice, uint32_t n)
{
    return static_cast<float>((2.0 * choice + 1) / n - 1);
}

/**
 * @param dnn a DNN
 * @return widths in rising order
 */
std::vector<uint32_t>
GetWidths(const DnnProfile& dnn)
{
    std::vector<uint32_t> widths = dnn.GetBitWidths();
    std::reverse(widths.begin(), widths.end());
    return widths;
}

/**
 * @param dnn a DNN
 * @return the narrowest width that holds an element of the input, or the widest
 */
uint32_t
GetInputWidth(const DnnProfile& dnn)
{
    for (const uint32_t width : GetWidths(dnn))
    {
        if (width >= dnn.GetInputBits())
        {
            return width;
        }
    }
    return dnn.GetBitWidths().front();
}

/**
 * @param dnn a DNN
 * @param exit one of its exits
 * @return cuts that leave something to a server
 */
uint32_t
CountCuts(const DnnProfile& dnn, uint32_t exit)
{
    const auto& cuts = dnn.GetCutPoints(exit);
    return std::max<uint32_t>(1, std::count_if(cuts.begin(), cuts.end(), [&](uint32_t cut) {
                                  return cut < dnn.GetExitPosition(exit);
                              }));
}

} // namespace

AllocationVector::AllocationVector(const EdgeSystem& system, const AllocationOptions& options)
    : m_options(options),
      m_nStreams(system.streams.size()),
      m_nUes(system.devices.size()),
      m_nServers(system.servers.size()),
      m_nDnns(system.dnns.size()),
      m_active(system.devices.size(), 0)
{
    // However many UEs there are, at least one half is left to the action.
    m_options.minShare = std::min(options.minShare, 0.5 / std::max(1U, m_nUes));
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        if (options.placements && std::isfinite(system.servers[i].modelMemory))
        {
            m_caches.push_back(i);
        }
    }
    m_nBounded = m_nStreams * GetStreamSize() + m_caches.size() * m_nDnns;
    for (const auto& stream : system.streams)
    {
        m_active[stream.ue] = 1;
    }
    if (options.uplink)
    {
        m_shared.push_back({Shared::UPLINK});
    }
    if (options.downlink)
    {
        m_shared.push_back({Shared::DOWNLINK});
    }
    for (uint32_t i = 0; i < m_nServers; ++i)
    {
        const bool isEdge = system.servers[i].tier == EdgeServerTier::EDGE;
        if (isEdge ? options.edgeCompute : options.cloudCompute)
        {
            m_shared.push_back({Shared::SERVER, i});
        }
    }
    m_simplexes.assign(m_shared.size(), m_nUes);
    m_mask.assign(m_nBounded, 1);
    for (std::size_t i = 0; i < m_shared.size(); ++i)
    {
        m_mask.insert(m_mask.end(), m_active.begin(), m_active.end());
    }
}

uint32_t
AllocationVector::GetStreamSize() const
{
    return 1 + m_nServers + m_options.exits + m_options.cuts + m_options.bits;
}

uint32_t
AllocationVector::GetSize() const
{
    return m_nBounded + m_shared.size() * m_nUes;
}

uint32_t
AllocationVector::GetNBounded() const
{
    return m_nBounded;
}

const std::vector<uint32_t>&
AllocationVector::GetSimplexes() const
{
    return m_simplexes;
}

const std::vector<AllocationVector::Shared>&
AllocationVector::GetShared() const
{
    return m_shared;
}

const std::vector<uint8_t>&
AllocationVector::GetMask() const
{
    return m_mask;
}

std::vector<std::string>
AllocationVector::GetNames() const
{
    std::vector<std::string> names;
    for (uint32_t i = 0; i < m_nStreams; ++i)
    {
        const std::string prefix = "stream" + std::to_string(i) + '.';
        names.push_back(prefix + "device");
        for (uint32_t server = 0; server < m_nServers; ++server)
        {
            names.push_back(prefix + "server" + std::to_string(server));
        }
        for (const auto& [is, name] : {std::make_pair(m_options.exits, "exit"),
                                       std::make_pair(m_options.cuts, "cut"),
                                       std::make_pair(m_options.bits, "bits")})
        {
            if (is)
            {
                names.push_back(prefix + name);
            }
        }
    }
    for (const uint32_t server : m_caches)
    {
        for (uint32_t dnn = 0; dnn < m_nDnns; ++dnn)
        {
            names.push_back("server" + std::to_string(server) + ".model" + std::to_string(dnn));
        }
    }
    for (const auto& shared : m_shared)
    {
        const std::string name = shared.kind == Shared::UPLINK ? "uplink"
                                 : shared.kind == Shared::DOWNLINK
                                     ? "downlink"
                                     : "compute" + std::to_string(shared.server);
        for (uint32_t ue = 0; ue < m_nUes; ++ue)
        {
            names.push_back(name + ".ue" + std::to_string(ue));
        }
    }
    return names;
}

InferencePlan
AllocationVector::MakePlan(const EdgeSystem& system,
                           std::size_t stream,
                           uint32_t tier,
                           uint32_t exit)
{
    const DnnProfile& dnn = *system.streams[stream].dnn;
    InferencePlan plan;
    plan.exit = exit;
    plan.cut = GetLeastCut(dnn, exit, GetPlace(tier));
    plan.bits = plan.cut > 0 ? dnn.GetBitWidths().front() : GetInputWidth(dnn);
    plan.server = tier == 0 ? 0 : tier - 1;
    return plan;
}

uint32_t
AllocationVector::CountExits(const DnnProfile& dnn, uint32_t tier)
{
    return ns3::CountExits(dnn, GetPlace(tier));
}

uint32_t
AllocationVector::GetExit(const DnnProfile& dnn, uint32_t tier, uint32_t number)
{
    return GetExitAt(dnn, GetPlace(tier), number);
}

uint32_t
AllocationVector::GetExitNumber(const InferencePlan& plan, const DnnProfile& dnn)
{
    return ns3::GetExitNumber(dnn, GetPlace(GetTier(plan, dnn)), plan.exit);
}

uint32_t
AllocationVector::GetTier(const InferencePlan& plan, const DnnProfile& dnn)
{
    if (plan.cut == dnn.GetExitPosition(plan.exit))
    {
        return 0;
    }
    return 1 + (plan.HasTail() ? plan.tailServer : plan.server);
}

InferencePlan
AllocationVector::DecodePlan(const EdgeSystem& system,
                             std::size_t stream,
                             const float* scores) const
{
    const DnnProfile& dnn = *system.streams[stream].dnn;
    const float* const end = scores + 1 + m_nServers;
    const auto tier = static_cast<uint32_t>(std::max_element(scores, end) - scores);
    const float* next = end;
    const uint32_t nExits = CountExits(dnn, tier);
    const uint32_t number = m_options.exits ? ToChoice(*next++, nExits) : nExits - 1;
    const uint32_t exit = GetExit(dnn, tier, number);
    InferencePlan plan = MakePlan(system, stream, tier, exit);
    if (tier > 0 && m_options.cuts)
    {
        plan.cut = dnn.GetCutPoints(exit)[ToChoice(*next, CountCuts(dnn, exit))];
        plan.bits = plan.cut == 0 ? plan.bits : dnn.GetBitWidths().front();
    }
    next += m_options.cuts;
    if (tier > 0 && m_options.bits)
    {
        const auto widths = GetWidths(dnn);
        const uint32_t width = widths[ToChoice(*next, widths.size())];
        plan.bits = plan.cut == 0 ? std::min<uint32_t>(plan.bits, width) : width;
    }
    return plan;
}

bool
AllocationVector::IsUser(const EdgeSystem& system,
                         const EpochState& state,
                         const Shared& shared,
                         const EpochDecision& decision,
                         uint32_t ue)
{
    // What waits in the UE's queue was planned earlier and needs its share of the uplink, too.
    if (shared.kind == Shared::UPLINK && state.ues[ue].channel.backlog.GetOr(0) > 0)
    {
        return true;
    }
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        if (system.streams[i].ue != ue)
        {
            continue;
        }
        const InferencePlan& plan = decision.plans[i];
        const uint32_t tier = GetTier(plan, *system.streams[i].dnn);
        const bool isFor = shared.kind != Shared::SERVER || plan.server == shared.server ||
                           (plan.HasTail() && plan.tailServer == shared.server);
        if (tier > 0 && isFor)
        {
            return true;
        }
    }
    return false;
}

void
AllocationVector::Decode(const EdgeSystem& system,
                         const EpochState& state,
                         const float* action,
                         EpochDecision& decision) const
{
    NS_ASSERT(system.streams.size() == m_nStreams && system.devices.size() == m_nUes);
    decision.plans.resize(m_nStreams);
    const float* next = action;
    for (uint32_t i = 0; i < m_nStreams; ++i, next += GetStreamSize())
    {
        decision.plans[i] = DecodePlan(system, i, next);
    }
    if (m_options.placements)
    {
        decision.placements.assign(m_nServers, {});
        for (const uint32_t server : m_caches)
        {
            for (uint32_t dnn = 0; dnn < m_nDnns; ++dnn)
            {
                decision.placements[server].push_back(*next++ > 0);
            }
        }
    }
    const std::vector<double> weights(next, action + GetSize());
    Divide(system, state, weights.data(), decision);
}

void
AllocationVector::Divide(const EdgeSystem& system,
                         const EpochState& state,
                         const double* weights,
                         EpochDecision& decision) const
{
    const double* next = weights;
    if (m_options.edgeCompute || m_options.cloudCompute)
    {
        decision.computeShares.assign(m_nServers, {});
    }
    for (const auto& shared : m_shared)
    {
        auto& shares = shared.kind == Shared::UPLINK     ? decision.uplinkShares
                       : shared.kind == Shared::DOWNLINK ? decision.downlinkShares
                                                         : decision.computeShares[shared.server];
        shares.assign(m_nUes, 0);
        const bool isSpectrum = shared.kind != Shared::SERVER;
        const uint32_t nGroups = isSpectrum ? system.nCells : 1;
        for (uint32_t group = 0; group < nGroups; ++group)
        {
            // Those that divide one resource among themselves: the UEs of a cell, or all.
            double sum = 0;
            uint32_t n = 0;
            uint32_t users = 0;
            const auto isMember = [&](uint32_t ue) {
                return m_active[ue] && (nGroups == 1 || state.ues[ue].channel.servingCell == group);
            };
            for (uint32_t ue = 0; ue < m_nUes; ++ue)
            {
                if (!isMember(ue))
                {
                    continue;
                }
                ++n;
                if (!m_options.usersOnly || IsUser(system, state, shared, decision, ue))
                {
                    ++users;
                    // So small a number changes no share but lets a sum of zeros be divided evenly.
                    shares[ue] = std::max(0.0, next[ue]) + 1e-9;
                    sum += shares[ue];
                }
            }
            const double rest = 1 - n * m_options.minShare;
            for (uint32_t ue = 0; ue < m_nUes; ++ue)
            {
                if (isMember(ue))
                {
                    shares[ue] =
                        m_options.minShare + rest * (users > 0 ? shares[ue] / sum : 1.0 / n);
                }
            }
        }
        next += m_nUes;
    }
}

void
AllocationVector::Encode(const EdgeSystem& system,
                         const EpochDecision& decision,
                         float* action) const
{
    NS_ASSERT(system.streams.size() == m_nStreams && decision.plans.size() == m_nStreams);
    float* next = action;
    for (uint32_t i = 0; i < m_nStreams; ++i)
    {
        const InferencePlan& plan = decision.plans[i];
        const DnnProfile& dnn = *system.streams[i].dnn;
        const uint32_t tier = GetTier(plan, dnn);
        for (uint32_t other = 0; other < 1 + m_nServers; ++other)
        {
            *next++ = other == tier ? 1 : -1;
        }
        if (m_options.exits)
        {
            *next++ = FromChoice(GetExitNumber(plan, dnn), CountExits(dnn, tier));
        }
        if (m_options.cuts)
        {
            const auto& cuts = dnn.GetCutPoints(plan.exit);
            const uint32_t n = CountCuts(dnn, plan.exit);
            const auto cut =
                static_cast<uint32_t>(std::find(cuts.begin(), cuts.end(), plan.cut) - cuts.begin());
            *next++ = FromChoice(std::min(cut, n - 1), n);
        }
        if (m_options.bits)
        {
            const auto widths = GetWidths(dnn);
            const auto width = static_cast<uint32_t>(
                std::find(widths.begin(), widths.end(), plan.bits) - widths.begin());
            *next++ = FromChoice(std::min<uint32_t>(width, widths.size() - 1), widths.size());
        }
    }
    for (const uint32_t server : m_caches)
    {
        const bool isThere = server < decision.placements.size();
        for (uint32_t dnn = 0; dnn < m_nDnns; ++dnn)
        {
            const bool isKnown = isThere && dnn < decision.placements[server].size();
            *next++ = isKnown && decision.placements[server][dnn] ? 1 : -1;
        }
    }
    const std::vector<double> none;
    for (const auto& shared : m_shared)
    {
        const auto& shares = shared.kind == Shared::UPLINK     ? decision.uplinkShares
                             : shared.kind == Shared::DOWNLINK ? decision.downlinkShares
                             : shared.server < decision.computeShares.size()
                                 ? decision.computeShares[shared.server]
                                 : none;
        double sum = 0;
        for (uint32_t ue = 0; ue < m_nUes; ++ue)
        {
            const double given = ue < shares.size() ? shares[ue] : 1;
            const double value = m_active[ue] ? std::max(0.0, given - m_options.minShare) : 0;
            next[ue] = static_cast<float>(value);
            sum += value;
        }
        for (uint32_t ue = 0; ue < m_nUes; ++ue)
        {
            const auto n = static_cast<double>(std::count(m_active.begin(), m_active.end(), 1));
            next[ue] = static_cast<float>(sum > 0 ? next[ue] / sum : m_active[ue] / n);
        }
        next += m_nUes;
    }
}

} // namespace ns3
