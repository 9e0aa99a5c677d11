// SPDX-License-Identifier: GPL-2.0-only

#include "numbered-plans.h"

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

NumberedPlans::NumberedPlans(const std::vector<Ptr<const DnnProfile>>& dnns, uint32_t nServers)
    : m_nServers(std::max(1U, nServers))
{
    Build(dnns);
}

NumberedPlans::NumberedPlans(const std::vector<Ptr<const DnnProfile>>& dnns,
                             const std::vector<EdgeServerTier>& tiers)
    : m_nServers(std::max<uint32_t>(1, tiers.size())),
      m_tiers(tiers)
{
    Build(dnns);
}

void
NumberedPlans::Build(const std::vector<Ptr<const DnnProfile>>& dnns)
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
        entry.mask.assign(GetNActions(), 0);
        for (uint32_t action = 0; action < GetNActions(); ++action)
        {
            if (IsValid(action, *entry.dnn))
            {
                entry.mask[action] = 1;
                entry.valid.push_back(action);
            }
        }
    }
}

bool
NumberedPlans::IsValid(uint32_t action, const DnnProfile& dnn) const
{
    const bool tail = action >= GetNHeads();
    const uint32_t head = tail ? (action - GetNHeads()) / GetNTails() : action;
    const uint32_t width = head / m_nServers % m_nBits;
    if (width >= dnn.GetBitWidths().size())
    {
        return false;
    }
    if (tail)
    {
        const uint32_t tailWidth = (action - GetNHeads()) % GetNTails() / m_nServers % m_nBits;
        if (tailWidth >= dnn.GetBitWidths().size())
        {
            return false;
        }
    }
    const InferencePlan plan = GetPlan(action, dnn);
    if (!IsRunnable(plan, dnn, m_nServers))
    {
        return false;
    }
    if (tail && (plan.tailCut == plan.cut || (m_tiers[plan.server] == EdgeServerTier::CLOUD &&
                                              m_tiers[plan.tailServer] == EdgeServerTier::EDGE)))
    {
        return false;
    }
    const bool local = plan.cut == dnn.GetExitPosition(plan.exit);
    if (local && (width != 0 || plan.server != 0))
    {
        return false;
    }
    return plan.cut > 0 || width >= GetInputWidthIndex(dnn);
}

uint32_t
NumberedPlans::GetNHeads() const
{
    return m_nExits * m_nCuts * m_nBits * m_nServers;
}

uint32_t
NumberedPlans::GetNTails() const
{
    return m_tiers.empty() ? 0 : m_nCuts * m_nBits * m_nServers;
}

uint32_t
NumberedPlans::GetNActions() const
{
    return GetNHeads() * (1 + GetNTails());
}

InferencePlan
NumberedPlans::GetPlan(uint32_t action, const DnnProfile& dnn) const
{
    NS_ASSERT_MSG(action < GetNActions(), "no such action");
    InferencePlan plan;
    if (action >= GetNHeads())
    {
        action -= GetNHeads();
        uint32_t tail = action % GetNTails();
        action /= GetNTails();
        plan.tailServer = tail % m_nServers;
        tail /= m_nServers;
        plan.tailBits = dnn.GetBitWidths().at(tail % m_nBits);
        plan.tailCut = tail / m_nBits;
    }
    plan.server = action % m_nServers;
    action /= m_nServers;
    plan.bits = dnn.GetBitWidths().at(action % m_nBits);
    action /= m_nBits;
    plan.cut = action % m_nCuts;
    plan.exit = action / m_nCuts;
    return plan;
}

uint32_t
NumberedPlans::GetAction(InferencePlan plan, const DnnProfile& dnn) const
{
    const auto& widths = dnn.GetBitWidths();
    const auto getIndex = [&](uint32_t bits) {
        return static_cast<uint32_t>(std::find(widths.begin(), widths.end(), bits) -
                                     widths.begin());
    };
    uint32_t width = getIndex(plan.bits);
    if (plan.cut == dnn.GetExitPosition(plan.exit))
    {
        width = 0;
        plan.server = 0;
    }
    else if (plan.cut == 0)
    {
        width = std::max(width, GetInputWidthIndex(dnn));
    }
    const uint32_t head =
        ((plan.exit * m_nCuts + plan.cut) * m_nBits + width) * m_nServers + plan.server;
    if (!plan.HasTail())
    {
        return head;
    }
    NS_ASSERT_MSG(!m_tiers.empty(), "a plan space without tails");
    const uint32_t tail =
        (plan.tailCut * m_nBits + getIndex(plan.tailBits)) * m_nServers + plan.tailServer;
    return GetNHeads() + head * GetNTails() + tail;
}

const std::vector<uint8_t>&
NumberedPlans::GetMask(const Ptr<const DnnProfile>& dnn) const
{
    return Find(dnn).mask;
}

const std::vector<uint32_t>&
NumberedPlans::GetValidActions(const Ptr<const DnnProfile>& dnn) const
{
    return Find(dnn).valid;
}

const NumberedPlans::Entry&
NumberedPlans::Find(const Ptr<const DnnProfile>& dnn) const
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
