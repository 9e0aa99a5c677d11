// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-menu.h"

namespace ns3
{

PlanMenu::PlanMenu(const EdgeSystem& system)
{
    for (const auto& stream : system.streams)
    {
        const DnnProfile& dnn = *stream.dnn;
        const DeviceProfile& ue = *system.devices.at(stream.ue);
        std::vector<Item> local;
        std::vector<std::vector<Item>> away(system.servers.size());
        for (uint16_t exit = 0; exit < dnn.GetNExits(); ++exit)
        {
            const uint32_t position = dnn.GetExitPosition(exit);
            for (const uint32_t cut : dnn.GetCutPoints(exit))
            {
                Item item;
                item.plan.exit = exit;
                item.plan.cut = static_cast<uint16_t>(cut);
                item.device = dnn.GetSeconds(ue, exit, 0, cut);
                const bool isLocal = cut == position;
                for (const uint32_t bits : dnn.GetBitWidths())
                {
                    item.plan.bits = static_cast<uint16_t>(bits);
                    item.accuracy = dnn.GetAccuracy(exit, cut, bits);
                    if (isLocal)
                    {
                        local.push_back(item);
                        break; // nothing is sent
                    }
                    item.bytes = static_cast<double>(dnn.GetFeatureBytes(cut, bits));
                    for (uint32_t server = 0; server < away.size(); ++server)
                    {
                        const DeviceProfile& machine = *system.servers[server].device;
                        item.plan.server = static_cast<uint16_t>(server);
                        item.server = dnn.GetSeconds(machine, exit, cut, position);
                        away[server].push_back(item);
                    }
                    item.plan.server = 0;
                    item.server = 0;
                }
            }
        }
        m_local.push_back(Prune(local));
        for (auto& items : away)
        {
            items = Prune(items);
        }
        m_away.push_back(std::move(away));
    }
}

std::vector<PlanMenu::Item>
PlanMenu::Prune(const std::vector<Item>& items)
{
    std::vector<Item> kept;
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        const Item& a = items[i];
        bool isDominated = false;
        for (std::size_t j = 0; j < items.size() && !isDominated; ++j)
        {
            const Item& b = items[j];
            const bool isEqual = a.device == b.device && a.bytes == b.bytes &&
                                 a.server == b.server && a.accuracy == b.accuracy;
            // Of equals the first stays.
            isDominated = i != j && b.device <= a.device && b.bytes <= a.bytes &&
                          b.server <= a.server && b.accuracy >= a.accuracy && (!isEqual || j < i);
        }
        if (!isDominated)
        {
            kept.push_back(a);
        }
    }
    return kept;
}

bool
PlanMenu::IsBetter(const Choice& a, const Choice& b)
{
    if (a.isWithin != b.isWithin)
    {
        return a.isWithin;
    }
    if (a.isWithin && a.accuracy != b.accuracy)
    {
        return a.accuracy > b.accuracy;
    }
    return a.latency < b.latency;
}

PlanMenu::Choice
PlanMenu::Choose(const EdgeSystem& system,
                 const EpochState& state,
                 std::size_t stream,
                 uint32_t server,
                 double limit,
                 const std::vector<Item>& items) const
{
    Choice best;
    bool isFirst = true;
    for (const auto& item : items)
    {
        Choice choice;
        choice.plan = item.plan;
        choice.plan.server = static_cast<uint16_t>(server);
        choice.latency = m_estimator.Estimate(system, state, stream, choice.plan).GetTotal();
        choice.accuracy = item.accuracy;
        choice.isWithin = choice.latency <= limit;
        choice.server = item.server;
        choice.device = item.device;
        if (isFirst || IsBetter(choice, best))
        {
            best = choice;
            isFirst = false;
        }
    }
    return best;
}

PlanMenu::Choice
PlanMenu::ChooseLocal(const EdgeSystem& system,
                      const EpochState& state,
                      std::size_t stream,
                      double limit) const
{
    return Choose(system, state, stream, 0, limit, m_local.at(stream));
}

PlanMenu::Choice
PlanMenu::ChooseAt(const EdgeSystem& system,
                   const EpochState& state,
                   std::size_t stream,
                   uint32_t server,
                   double limit) const
{
    return Choose(system, state, stream, server, limit, m_away.at(stream).at(server));
}

} // namespace ns3
