// SPDX-License-Identifier: GPL-2.0-only

#include "placement-policy.h"

#include "../estimation/server-choice.h"

#include "ns3/double.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PlacementPolicy");

NS_OBJECT_ENSURE_REGISTERED(PlacementPolicy);

TypeId
PlacementPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PlacementPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddAttribute("Margin",
                          "Share of the deadline that a plan's predicted latency may take (above "
                          "0). Default: ours.",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&PlacementPolicy::m_margin),
                          MakeDoubleChecker<double>(1e-3, 1e3));
    return tid;
}

PlacementPolicy::PlacementPolicy()
{
    NS_LOG_FUNCTION(this);
}

PlacementPolicy::~PlacementPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
PlacementPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    const EdgeSystem& system = GetSystem();
    m_menu = PlanMenu(system);
    m_cells.assign(system.devices.size(), 0);
    m_asked.assign(system.servers.size(), std::vector<uint64_t>(system.dnns.size(), 0));
    m_dnns.clear();
    for (const auto& stream : system.streams)
    {
        const auto it = std::find(system.dnns.begin(), system.dnns.end(), stream.dnn);
        m_dnns.push_back(it - system.dnns.begin());
    }
}

uint32_t
PlacementPolicy::GetCell(uint32_t ue) const
{
    return m_cells.at(ue);
}

uint32_t
PlacementPolicy::GetNearest(uint32_t cell) const
{
    return FindNearestServer(GetSystem(), m_state, cell);
}

uint32_t
PlacementPolicy::GetDnn(std::size_t stream) const
{
    return m_dnns.at(stream);
}

bool
PlacementPolicy::IsBounded(uint32_t server) const
{
    return !m_state.servers.at(server).models.empty();
}

bool
PlacementPolicy::Holds(uint32_t server, uint32_t dnn) const
{
    return !IsBounded(server) || m_state.servers.at(server).models.at(dnn) >= 1;
}

void
PlacementPolicy::Place(uint32_t server,
                       const std::vector<uint32_t>& dnns,
                       EpochDecision& decision) const
{
    if (!IsBounded(server))
    {
        return;
    }
    const EdgeSystem& system = GetSystem();
    auto& placement = decision.placements.at(server);
    placement.assign(system.dnns.size(), 0);
    double left = system.servers[server].modelMemory;
    const auto add = [&](uint32_t dnn) {
        const auto bytes = static_cast<double>(system.dnns[dnn]->GetModelBytes());
        if (!placement[dnn] && bytes <= left)
        {
            placement[dnn] = 1;
            left -= bytes;
        }
    };
    std::for_each(dnns.begin(), dnns.end(), add);
    const auto& models = m_state.servers[server].models;
    for (uint32_t dnn = 0; dnn < models.size(); ++dnn)
    {
        if (models[dnn] > 0)
        {
            add(dnn);
        }
    }
    if (std::count(placement.begin(), placement.end(), 1) == 0)
    {
        placement.clear(); // nothing is wanted, nothing is there
    }
}

std::vector<std::vector<uint32_t>>
PlacementPolicy::Deploy() const
{
    const EdgeSystem& system = GetSystem();
    const std::size_t nDnns = system.dnns.size();
    std::vector<std::vector<uint32_t>> near(system.servers.size(), std::vector<uint32_t>(nDnns, 0));
    std::vector<double> streams(nDnns, 0);
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const uint32_t home = GetNearest(GetCell(system.streams[i].ue));
        ++streams[GetDnn(i)];
        if (home != NONE)
        {
            ++near[home][GetDnn(i)];
        }
    }
    std::vector<std::vector<uint32_t>> wanted(system.servers.size());
    std::vector<double> copies(nDnns, 0);
    EpochDecision placed;
    placed.placements.resize(system.servers.size());
    for (uint32_t server = 0; server < system.servers.size(); ++server)
    {
        for (uint32_t dnn = 0; dnn < nDnns; ++dnn)
        {
            wanted[server].push_back(dnn);
        }
        std::stable_sort(wanted[server].begin(), wanted[server].end(), [&](uint32_t a, uint32_t b) {
            const double ofA = streams[a] / (copies[a] + 1);
            const double ofB = streams[b] / (copies[b] + 1);
            return ofA != ofB ? ofA > ofB : near[server][a] > near[server][b];
        });
        Place(server, wanted[server], placed);
        const auto& placement = placed.placements[server];
        for (uint32_t dnn = 0; dnn < placement.size(); ++dnn)
        {
            copies[dnn] += placement[dnn];
        }
    }
    return wanted;
}

uint32_t
PlacementPolicy::GetNearestHolder(std::size_t stream, const EpochDecision& decision) const
{
    const EdgeSystem& system = GetSystem();
    const uint32_t cell = GetCell(system.streams.at(stream).ue);
    const uint32_t nearest = GetNearest(cell);
    const auto isUp = [this](uint32_t server) { return m_state.servers.at(server).up; };
    uint32_t best = NONE;
    for (uint32_t server = 0; server < system.servers.size(); ++server)
    {
        const auto& placement = decision.placements.at(server);
        if (IsBounded(server) && (placement.empty() || !placement[GetDnn(stream)]))
        {
            continue;
        }
        const double delay = system.GetPath(cell, server).delay;
        const double least = best == NONE ? 0 : system.GetPath(cell, best).delay;
        const bool isNearer = delay < least || (delay <= least && server == nearest);
        // One that is up comes before one that is down.
        if (best == NONE || (isUp(server) == isUp(best) ? isNearer : isUp(server)))
        {
            best = server;
        }
    }
    return best;
}

void
PlacementPolicy::Request(uint32_t server, uint32_t dnn)
{
    m_asked.at(server).at(dnn) = m_state.epoch;
}

void
PlacementPolicy::PlaceRequested(EpochDecision& decision,
                                const std::vector<std::vector<uint8_t>>& first,
                                uint64_t window) const
{
    for (uint32_t server = 0; server < m_asked.size(); ++server)
    {
        auto asked = m_asked[server];
        for (auto& epoch : asked)
        {
            epoch = epoch > 0 && epoch + window > m_state.epoch ? m_state.epoch : epoch;
        }
        const auto isFirst = [&](uint32_t dnn) { return !first.empty() && first[server][dnn] > 0; };
        std::vector<uint32_t> wanted;
        for (uint32_t dnn = 0; dnn < asked.size(); ++dnn)
        {
            if (asked[dnn] > 0 || isFirst(dnn))
            {
                wanted.push_back(dnn);
            }
        }
        // The newest requests first; of those of one epoch what is there already, for a memory that
        // is too small for one epoch's requests would do nothing but fetch.
        const auto isPresent = [&](uint32_t dnn) {
            return IsBounded(server) && m_state.servers[server].models[dnn] > 0;
        };
        std::stable_sort(wanted.begin(), wanted.end(), [&](uint32_t a, uint32_t b) {
            if (isFirst(a) != isFirst(b))
            {
                return isFirst(a);
            }
            // Among those that come first recency does not count.
            return isFirst(a) || asked[a] == asked[b] ? isPresent(a) && !isPresent(b)
                                                      : asked[a] > asked[b];
        });
        Place(server, wanted, decision);
    }
}

const EpochState&
PlacementPolicy::GetState() const
{
    return m_state;
}

uint32_t
PlacementPolicy::Choose(std::size_t stream,
                        const std::vector<uint32_t>& servers,
                        EpochDecision& decision,
                        double factor)
{
    const EdgeSystem& system = GetSystem();
    const auto& info = system.streams.at(stream);
    const double limit = factor * m_margin * info.deadline.GetSeconds();
    PlanMenu::Choice best = m_menu.ChooseLocal(system, m_state, stream, limit);
    uint32_t chosen = NONE;
    for (const uint32_t server : servers)
    {
        const auto choice = m_menu.ChooseAt(system, m_state, stream, server, limit);
        if (PlanMenu::IsBetter(choice, best))
        {
            best = choice;
            chosen = server;
        }
    }
    Take(stream, best, chosen, decision);
    return chosen;
}

void
PlacementPolicy::Take(std::size_t stream,
                      const PlanMenu::Choice& choice,
                      uint32_t server,
                      EpochDecision& decision)
{
    decision.plans.at(stream) = choice.plan;
    m_state.ues[GetSystem().streams[stream].ue].device.backlog += choice.device;
    if (server != NONE)
    {
        m_state.servers.at(server).backlog += choice.server;
    }
}

const PlanMenu&
PlacementPolicy::GetMenu() const
{
    return m_menu;
}

double
PlacementPolicy::GetMargin() const
{
    return m_margin;
}

void
PlacementPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    m_state = state;
    for (std::size_t ue = 0; ue < state.ues.size(); ++ue)
    {
        const auto& channel = state.ues[ue].channel;
        m_cells[ue] = channel.connected ? channel.servingCell : m_cells[ue];
    }
    decision.placements.resize(state.servers.size());
    for (auto& placement : decision.placements)
    {
        placement.clear();
    }
    Assign(decision);
}

} // namespace ns3
