// SPDX-License-Identifier: GPL-2.0-only

#include "lte-scheduler-sap.h"

#include "ns3/lte-common.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace ns3
{

namespace
{

constexpr double TTIS_PER_SECOND = 1000; //!< 36.211, 4.1: a subframe is 1 ms

constexpr std::size_t UP = AtDirection(EdgeLinkDirection::UPLINK);     //!< place in arrays
constexpr std::size_t DOWN = AtDirection(EdgeLinkDirection::DOWNLINK); //!< place in arrays

constexpr uint32_t LEAST_UPLINK_BLOCKS = 3; //!< ns-3's schedulers grant a UE no fewer

/**
 * @param bitmap RBGs
 * @return number of RBGs
 */
uint32_t
CountBits(uint32_t bitmap)
{
    uint32_t n = 0;
    for (; bitmap != 0; bitmap &= bitmap - 1)
    {
        ++n;
    }
    return n;
}

} // namespace

LteSchedulerSap::LteSchedulerSap(Ptr<LteEnbMac> mac,
                                 Ptr<FfMacScheduler> scheduler,
                                 Ptr<LteShareFfrAlgorithm> ffr,
                                 uint32_t downlinkBlocks,
                                 uint32_t uplinkBlocks)
    : m_mac(mac),
      m_scheduler(scheduler),
      m_ffr(ffr),
      m_provider(scheduler->GetFfMacSchedSapProvider()),
      m_user(mac->GetFfMacSchedSapUser()),
      m_cconfig(scheduler->GetFfMacCschedSapProvider()),
      m_downlinkBlocks(downlinkBlocks),
      m_uplinkBlocks(uplinkBlocks)
{
    m_mac->SetFfMacSchedSapProvider(this);
    m_mac->SetFfMacCschedSapProvider(this);
    m_scheduler->SetFfMacSchedSapUser(this);
}

void
LteSchedulerSap::Remove()
{
    SetUplinkShares({}, false);
    m_mac->SetFfMacSchedSapProvider(m_provider);
    m_mac->SetFfMacCschedSapProvider(m_cconfig);
    m_scheduler->SetFfMacSchedSapUser(m_user);
}

void
LteSchedulerSap::SetUe(uint16_t rnti, LteUeState* ue)
{
    const auto user = m_users.find(rnti);
    if (user != m_users.end())
    {
        user->second.ue = ue;
    }
}

LteUeState*
LteSchedulerSap::GetUe(uint16_t rnti) const
{
    const auto user = m_users.find(rnti);
    return user != m_users.end() ? user->second.ue : nullptr;
}

void
LteSchedulerSap::SetUplinkShares(const std::map<uint16_t, double>& shares, bool keepCredit)
{
    m_uplinkCredit.SetShares(shares, keepCredit);
    SchedUlMacCtrlInfoReqParameters reports{};
    for (auto& [rnti, user] : m_users)
    {
        if (user.isHidden && shares.count(rnti) == 0)
        {
            user.isHidden = false;
            reports.m_macCeList.push_back(MakeReport(rnti, user.waiting));
        }
    }
    if (!reports.m_macCeList.empty())
    {
        m_provider->SchedUlMacCtrlInfoReq(reports);
    }
}

void
LteSchedulerSap::SetDownlinkShares(const std::map<uint16_t, double>& shares, bool keepCredit)
{
    if (m_ffr)
    {
        m_ffr->SetShares(shares, keepCredit);
    }
}

MacCeListElement_s
LteSchedulerSap::MakeReport(uint16_t rnti, uint32_t bytes)
{
    MacCeListElement_s report;
    report.m_rnti = rnti;
    report.m_macCeType = MacCeListElement_s::BSR;
    // all in the first of the four groups: the schedulers add them up
    report.m_macCeValue.m_bufferStatus.assign(4, 0);
    report.m_macCeValue.m_bufferStatus[0] = BufferSizeLevelBsr::BufferSize2BsrId(bytes);
    return report;
}

void
LteSchedulerSap::Gate()
{
    m_uplinkCredit.Earn(m_uplinkBlocks);
    std::vector<std::pair<double, uint16_t>> ready;
    for (auto& [rnti, account] : m_uplinkCredit.GetAccounts())
    {
        const auto user = m_users.find(rnti);
        account.waiting = user != m_users.end() && user->second.waiting > 0;
        if (account.waiting && account.credit > 0)
        {
            ready.emplace_back(-account.credit, rnti);
        }
    }
    // the scheduler gives all that it sees equally many blocks: as many UEs as leave none over
    std::sort(ready.begin(), ready.end());
    std::size_t n = std::min<std::size_t>(ready.size(), m_uplinkBlocks / LEAST_UPLINK_BLOCKS);
    while (n > 1 && m_uplinkBlocks % n != 0)
    {
        --n;
    }
    std::set<uint16_t> served;
    for (std::size_t i = 0; i < n; ++i)
    {
        served.insert(ready[i].second);
    }
    SchedUlMacCtrlInfoReqParameters reports{};
    for (const auto& [rnti, account] : m_uplinkCredit.GetAccounts())
    {
        const auto found = m_users.find(rnti);
        if (found == m_users.end())
        {
            continue;
        }
        User& user = found->second;
        const bool hide = account.waiting ? served.count(rnti) == 0 : account.credit <= 0;
        if (hide != user.isHidden)
        {
            user.isHidden = hide;
            if (account.waiting)
            {
                reports.m_macCeList.push_back(MakeReport(rnti, hide ? 0 : user.waiting));
            }
        }
    }
    if (!reports.m_macCeList.empty())
    {
        m_provider->SchedUlMacCtrlInfoReq(reports);
    }
}

void
LteSchedulerSap::SchedDlRlcBufferReq(const struct SchedDlRlcBufferReqParameters& params)
{
    if (LteUeState* ue = GetUe(params.m_rnti))
    {
        auto& queue = ue->queues[params.m_logicalChannelIdentity];
        queue.bytes = params.m_rlcTransmissionQueueSize + params.m_rlcRetransmissionQueueSize +
                      params.m_rlcStatusPduSize;
        queue.at = Simulator::Now();
        queue.headOfLine = MilliSeconds(
            std::max(params.m_rlcTransmissionQueueHolDelay, params.m_rlcRetransmissionHolDelay));
        queue.granted = 0;
    }
    m_provider->SchedDlRlcBufferReq(params);
}

void
LteSchedulerSap::SchedDlPagingBufferReq(const struct SchedDlPagingBufferReqParameters& params)
{
    m_provider->SchedDlPagingBufferReq(params);
}

void
LteSchedulerSap::SchedDlMacBufferReq(const struct SchedDlMacBufferReqParameters& params)
{
    m_provider->SchedDlMacBufferReq(params);
}

void
LteSchedulerSap::SchedDlTriggerReq(const struct SchedDlTriggerReqParameters& params)
{
    const auto isUnknown = [this](const DlInfoListElement_s& info) {
        return m_users.count(info.m_rnti) == 0;
    };
    if (std::any_of(params.m_dlInfoList.begin(), params.m_dlInfoList.end(), isUnknown))
    {
        auto known = params;
        known.m_dlInfoList.erase(
            std::remove_if(known.m_dlInfoList.begin(), known.m_dlInfoList.end(), isUnknown),
            known.m_dlInfoList.end());
        m_provider->SchedDlTriggerReq(known);
    }
    else
    {
        m_provider->SchedDlTriggerReq(params);
    }
    if (m_ffr)
    {
        m_ffr->EndTti();
    }
}

void
LteSchedulerSap::SchedDlRachInfoReq(const struct SchedDlRachInfoReqParameters& params)
{
    auto known = params;
    known.m_rachList.erase(std::remove_if(known.m_rachList.begin(),
                                          known.m_rachList.end(),
                                          [this](const RachListElement_s& rach) {
                                              return m_users.count(rach.m_rnti) == 0;
                                          }),
                           known.m_rachList.end());
    m_provider->SchedDlRachInfoReq(known);
}

void
LteSchedulerSap::SchedDlCqiInfoReq(const struct SchedDlCqiInfoReqParameters& params)
{
    for (const auto& report : params.m_cqiList)
    {
        LteUeState* ue = report.m_cqiType == CqiListElement_s::P10 ? GetUe(report.m_rnti) : nullptr;
        if (ue && !report.m_wbCqi.empty())
        {
            ue->cqi = {static_cast<double>(report.m_wbCqi[0]), Simulator::Now()};
        }
    }
    m_provider->SchedDlCqiInfoReq(params);
}

void
LteSchedulerSap::SchedUlTriggerReq(const struct SchedUlTriggerReqParameters& params)
{
    if (m_uplinkCredit.IsActive())
    {
        Gate();
    }
    const auto isUnknown = [this](const UlInfoListElement_s& info) {
        return m_users.count(info.m_rnti) == 0;
    };
    if (std::any_of(params.m_ulInfoList.begin(), params.m_ulInfoList.end(), isUnknown))
    {
        auto known = params;
        known.m_ulInfoList.erase(
            std::remove_if(known.m_ulInfoList.begin(), known.m_ulInfoList.end(), isUnknown),
            known.m_ulInfoList.end());
        m_provider->SchedUlTriggerReq(known);
    }
    else
    {
        m_provider->SchedUlTriggerReq(params);
    }
}

void
LteSchedulerSap::SchedUlNoiseInterferenceReq(
    const struct SchedUlNoiseInterferenceReqParameters& params)
{
    m_provider->SchedUlNoiseInterferenceReq(params);
}

void
LteSchedulerSap::SchedUlSrInfoReq(const struct SchedUlSrInfoReqParameters& params)
{
    m_provider->SchedUlSrInfoReq(params);
}

void
LteSchedulerSap::SchedUlMacCtrlInfoReq(const struct SchedUlMacCtrlInfoReqParameters& params)
{
    bool anyHidden = false;
    for (const auto& report : params.m_macCeList)
    {
        const auto user = m_users.find(report.m_rnti);
        if (report.m_macCeType != MacCeListElement_s::BSR || user == m_users.end())
        {
            continue;
        }
        uint32_t bytes = 0;
        for (const uint8_t group : report.m_macCeValue.m_bufferStatus)
        {
            bytes += BufferSizeLevelBsr::BsrId2BufferSize(group);
        }
        user->second.waiting = bytes;
        anyHidden = anyHidden || user->second.isHidden;
    }
    if (!anyHidden)
    {
        m_provider->SchedUlMacCtrlInfoReq(params);
        return;
    }
    auto shown = params;
    shown.m_macCeList.erase(std::remove_if(shown.m_macCeList.begin(),
                                           shown.m_macCeList.end(),
                                           [this](const MacCeListElement_s& report) {
                                               const auto user = m_users.find(report.m_rnti);
                                               return user != m_users.end() &&
                                                      user->second.isHidden;
                                           }),
                            shown.m_macCeList.end());
    m_provider->SchedUlMacCtrlInfoReq(shown);
}

void
LteSchedulerSap::SchedUlCqiInfoReq(const struct SchedUlCqiInfoReqParameters& params)
{
    m_provider->SchedUlCqiInfoReq(params);
}

void
LteSchedulerSap::SchedDlConfigInd(const struct SchedDlConfigIndParameters& params)
{
    const Time now = Simulator::Now();
    for (const auto& assignment : params.m_buildDataList)
    {
        const auto& dci = assignment.m_dci;
        const uint32_t rbgs = CountBits(dci.m_rbBitmap);
        if (m_ffr)
        {
            m_ffr->NoteAllocation(assignment.m_rnti, dci.m_rbBitmap);
        }
        LteUeState* ue = GetUe(assignment.m_rnti);
        if (!ue || rbgs == 0)
        {
            continue;
        }
        // 36.213, table 7.1.6.1-1
        const uint32_t b = m_downlinkBlocks;
        const uint32_t rbgSize = b <= 10 ? 1 : b <= 26 ? 2 : b <= 63 ? 3 : 4;
        const double part = static_cast<double>(rbgs) / (b / rbgSize);
        ue->use[DOWN].Add(now, part);
        if (!dci.m_ndi.empty() && dci.m_ndi[0] == 1)
        {
            double bytes = 0;
            for (const uint16_t size : dci.m_tbsSize)
            {
                bytes += size;
            }
            ue->mcs[DOWN] = {static_cast<double>(dci.m_mcs[0]), now};
            ue->phyRate[DOWN] = {8 * bytes * TTIS_PER_SECOND / part, now};
            for (const auto& perChannel : assignment.m_rlcPduList)
            {
                for (const auto& pdu : perChannel)
                {
                    const auto queue = ue->queues.find(pdu.m_logicalChannelIdentity);
                    if (queue != ue->queues.end())
                    {
                        queue->second.granted += pdu.m_size;
                    }
                }
            }
        }
    }
    m_user->SchedDlConfigInd(params);
}

void
LteSchedulerSap::SchedUlConfigInd(const struct SchedUlConfigIndParameters& params)
{
    const Time now = Simulator::Now();
    for (const auto& dci : params.m_dciList)
    {
        if (m_uplinkCredit.IsActive())
        {
            m_uplinkCredit.Pay(dci.m_rnti, dci.m_rbLen);
        }
        const auto found = m_users.find(dci.m_rnti);
        if (found == m_users.end())
        {
            continue;
        }
        User& user = found->second;
        const bool isNew = dci.m_ndi == 1;
        if (isNew)
        {
            // as the schedulers count: two bytes are the header's
            const uint32_t data = dci.m_tbSize > 2 ? dci.m_tbSize - 2 : 0;
            user.waiting -= std::min(user.waiting, data);
        }
        if (user.ue && dci.m_rbLen > 0)
        {
            const double part = static_cast<double>(dci.m_rbLen) / m_uplinkBlocks;
            user.ue->use[UP].Add(now, part);
            if (isNew)
            {
                user.ue->mcs[UP] = {static_cast<double>(dci.m_mcs), now};
                user.ue->phyRate[UP] = {8.0 * dci.m_tbSize * TTIS_PER_SECOND / part, now};
            }
        }
    }
    m_user->SchedUlConfigInd(params);
}

void
LteSchedulerSap::CschedCellConfigReq(const struct CschedCellConfigReqParameters& params)
{
    m_cconfig->CschedCellConfigReq(params);
}

void
LteSchedulerSap::CschedUeConfigReq(const struct CschedUeConfigReqParameters& params)
{
    m_users[params.m_rnti];
    m_cconfig->CschedUeConfigReq(params);
}

void
LteSchedulerSap::CschedLcConfigReq(const struct CschedLcConfigReqParameters& params)
{
    m_cconfig->CschedLcConfigReq(params);
}

void
LteSchedulerSap::CschedLcReleaseReq(const struct CschedLcReleaseReqParameters& params)
{
    m_cconfig->CschedLcReleaseReq(params);
}

void
LteSchedulerSap::CschedUeReleaseReq(const struct CschedUeReleaseReqParameters& params)
{
    m_users.erase(params.m_rnti);
    m_cconfig->CschedUeReleaseReq(params);
}

} // namespace ns3
