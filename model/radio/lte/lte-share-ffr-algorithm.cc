// SPDX-License-Identifier: GPL-2.0-only

#include "lte-share-ffr-algorithm.h"

#include "ns3/log.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LteShareFfrAlgorithm");

NS_OBJECT_ENSURE_REGISTERED(LteShareFfrAlgorithm);

TypeId
LteShareFfrAlgorithm::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LteShareFfrAlgorithm")
                            .SetParent<LteFfrAlgorithm>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<LteShareFfrAlgorithm>();
    return tid;
}

LteShareFfrAlgorithm::LteShareFfrAlgorithm()
    : m_ffrSapProvider(std::make_unique<MemberLteFfrSapProvider<LteShareFfrAlgorithm>>(this)),
      m_ffrRrcSapProvider(std::make_unique<MemberLteFfrRrcSapProvider<LteShareFfrAlgorithm>>(this))
{
    NS_LOG_FUNCTION(this);
}

LteShareFfrAlgorithm::~LteShareFfrAlgorithm()
{
    NS_LOG_FUNCTION(this);
}

void
LteShareFfrAlgorithm::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_ffrSapProvider.reset();
    m_ffrRrcSapProvider.reset();
    LteFfrAlgorithm::DoDispose();
}

void
LteShareFfrAlgorithm::SetShares(const std::map<uint16_t, double>& shares, bool keepCredit)
{
    NS_LOG_FUNCTION(this << shares.size() << keepCredit);
    m_credit.SetShares(shares, keepCredit);
    m_planned = m_planned && keepCredit;
}

uint32_t
LteShareFfrAlgorithm::GetNRbgs()
{
    return m_dlBandwidth / GetRbgSize(m_dlBandwidth);
}

void
LteShareFfrAlgorithm::Plan()
{
    const uint32_t n = GetNRbgs();
    m_credit.Earn(n);
    m_owner.assign(n, NO_RNTI);
    m_used.assign(n, false);
    m_given.clear();
    m_planned = true;

    // whole RBGs, to those with the most credit first
    std::vector<std::pair<double, uint16_t>> order;
    for (const auto& [rnti, account] : m_credit.GetAccounts())
    {
        if (account.credit >= 1 - 1e-9)
        {
            order.emplace_back(-account.credit, rnti);
        }
    }
    std::sort(order.begin(), order.end());
    std::map<uint16_t, uint32_t> quotas;
    uint32_t left = n;
    for (const auto& [credit, rnti] : order)
    {
        const auto quota = std::min(left, static_cast<uint32_t>(std::floor(-credit + 1e-9)));
        quotas[rnti] = quota;
        left -= quota;
    }
    uint32_t next = 0;
    for (const auto& [rnti, quota] : quotas)
    {
        std::fill_n(m_owner.begin() + next, quota, rnti);
        next += quota;
    }
}

void
LteShareFfrAlgorithm::NoteAllocation(uint16_t rnti, uint32_t rbgs)
{
    if (!m_planned)
    {
        return;
    }
    uint32_t given = 0;
    for (std::size_t i = 0; i < m_used.size(); ++i)
    {
        if (((rbgs >> i) & 1) != 0)
        {
            m_used[i] = true;
            ++given;
        }
    }
    m_given[rnti] += given;
}

void
LteShareFfrAlgorithm::EndTti()
{
    if (!m_planned)
    {
        return;
    }
    m_planned = false;
    for (const auto& [rnti, given] : m_given)
    {
        m_credit.Pay(rnti, given);
    }
    // what its owner left idle is gone, unless the owner had a retransmission in this TTI (the
    // scheduler then gives it nothing else)
    for (std::size_t i = 0; i < m_owner.size(); ++i)
    {
        if (!m_used[i] && m_owner[i] != NO_RNTI && m_given.count(m_owner[i]) == 0)
        {
            m_credit.Pay(m_owner[i], 1);
        }
    }
    for (auto& [rnti, account] : m_credit.GetAccounts())
    {
        account.waiting = true; // who is not has paid for what it left idle
    }
}

std::vector<bool>
LteShareFfrAlgorithm::DoGetAvailableDlRbg()
{
    if (m_credit.IsActive())
    {
        Plan();
    }
    return std::vector<bool>(GetNRbgs(), false);
}

bool
LteShareFfrAlgorithm::DoIsDlRbgAvailableForUe(int rbg, uint16_t rnti)
{
    return !m_credit.IsActive() || (m_planned && m_owner[rbg] == rnti);
}

void
LteShareFfrAlgorithm::SetLteFfrSapUser(LteFfrSapUser*)
{
}

LteFfrSapProvider*
LteShareFfrAlgorithm::GetLteFfrSapProvider()
{
    return m_ffrSapProvider.get();
}

void
LteShareFfrAlgorithm::SetLteFfrRrcSapUser(LteFfrRrcSapUser*)
{
}

LteFfrRrcSapProvider*
LteShareFfrAlgorithm::GetLteFfrRrcSapProvider()
{
    return m_ffrRrcSapProvider.get();
}

void
LteShareFfrAlgorithm::Reconfigure()
{
}

std::vector<bool>
LteShareFfrAlgorithm::DoGetAvailableUlRbg()
{
    return std::vector<bool>(m_ulBandwidth, false);
}

bool
LteShareFfrAlgorithm::DoIsUlRbgAvailableForUe(int, uint16_t)
{
    return true;
}

void
LteShareFfrAlgorithm::DoReportDlCqiInfo(
    const struct FfMacSchedSapProvider::SchedDlCqiInfoReqParameters&)
{
}

void
LteShareFfrAlgorithm::DoReportUlCqiInfo(
    const struct FfMacSchedSapProvider::SchedUlCqiInfoReqParameters&)
{
}

void
LteShareFfrAlgorithm::DoReportUlCqiInfo(std::map<uint16_t, std::vector<double>>)
{
}

uint8_t
LteShareFfrAlgorithm::DoGetTpc(uint16_t)
{
    return 1; // 0 dB in accumulated mode (36.213, table 5.1.1.1-2), as ns-3's default algorithm
}

uint16_t
LteShareFfrAlgorithm::DoGetMinContinuousUlBandwidth()
{
    return m_ulBandwidth;
}

void
LteShareFfrAlgorithm::DoReportUeMeas(uint16_t, LteRrcSap::MeasResults)
{
}

void
LteShareFfrAlgorithm::DoRecvLoadInformation(EpcX2Sap::LoadInformationParams)
{
}

} // namespace ns3
