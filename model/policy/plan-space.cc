// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/plan-space.h"

#include "ns3/abort.h"
#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

namespace
{

/**
 * @param dnn a DNN
 * @return index of the narrowest width that still holds the input unchanged
 */
uint32_t
GetInputWidthIndex(const DnnProfile& dnn)
{
    const auto& widths = dnn.GetBitWidths();
    uint32_t index = 0;
    while (index + 1 < widths.size() && widths[index + 1] >= dnn.GetInputBits())
    {
        ++index;
    }
    return index;
}

} // namespace

PlanSpace::PlanSpace(const std::vector<Ptr<const DnnProfile>>& dnns, uint32_t nServers)
    : m_nServers(std::max(1U, nServers))
{
    for (const auto& dnn : dnns)
    {
        const bool known = std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry& e) {
            return e.dnn == dnn;
        });
        if (!known)
        {
            m_entries.push_back({dnn, {}, {}});
            m_nExits = std::max(m_nExits, dnn->GetNExits());
            m_nCuts = std::max(m_nCuts, dnn->GetNLayers() + 1);
            m_nBits = std::max(m_nBits, static_cast<uint32_t>(dnn->GetBitWidths().size()));
        }
    }
    for (auto& entry : m_entries)
    {
        const DnnProfile& dnn = *entry.dnn;
        const uint32_t inputWidth = GetInputWidthIndex(dnn);
        entry.mask.assign(GetNActions(), 0);
        for (uint32_t action = 0; action < GetNActions(); ++action)
        {
            const uint32_t width = action / m_nServers % m_nBits;
            if (width >= dnn.GetBitWidths().size())
            {
                continue;
            }
            const InferencePlan plan = GetPlan(action, dnn);
            if (!IsRunnable(plan, dnn, m_nServers))
            {
                continue;
            }
            const bool local = plan.cut == dnn.GetExitPosition(plan.exit);
            if (local && (width != 0 || plan.server != 0))
            {
                continue;
            }
            if (plan.cut == 0 && width < inputWidth)
            {
                continue;
            }
            entry.mask[action] = 1;
            entry.valid.push_back(action);
        }
    }
}

uint32_t
PlanSpace::GetNActions() const
{
    return m_nExits * m_nCuts * m_nBits * m_nServers;
}

InferencePlan
PlanSpace::GetPlan(uint32_t action, const DnnProfile& dnn) const
{
    NS_ASSERT_MSG(action < GetNActions(), "no such action");
    InferencePlan plan;
    plan.server = action % m_nServers;
    action /= m_nServers;
    plan.bits = dnn.GetBitWidths().at(action % m_nBits);
    action /= m_nBits;
    plan.cut = action % m_nCuts;
    plan.exit = action / m_nCuts;
    return plan;
}

uint32_t
PlanSpace::GetAction(InferencePlan plan, const DnnProfile& dnn) const
{
    const auto& widths = dnn.GetBitWidths();
    uint32_t width = std::find(widths.begin(), widths.end(), plan.bits) - widths.begin();
    if (plan.cut == dnn.GetExitPosition(plan.exit))
    {
        width = 0;
        plan.server = 0;
    }
    else if (plan.cut == 0)
    {
        width = std::max(width, GetInputWidthIndex(dnn));
    }
    return ((plan.exit * m_nCuts + plan.cut) * m_nBits + width) * m_nServers + plan.server;
}

const std::vector<uint8_t>&
PlanSpace::GetMask(const Ptr<const DnnProfile>& dnn) const
{
    return Find(dnn).mask;
}

const std::vector<uint32_t>&
PlanSpace::GetValidActions(const Ptr<const DnnProfile>& dnn) const
{
    return Find(dnn).valid;
}

const PlanSpace::Entry&
PlanSpace::Find(const Ptr<const DnnProfile>& dnn) const
{
    for (const auto& entry : m_entries)
    {
        if (entry.dnn == dnn)
        {
            return entry;
        }
    }
    NS_ABORT_MSG("a DNN that the plan space was not built for");
}

} // namespace ns3
