// SPDX-License-Identifier: GPL-2.0-only

#include "nr-share-scheduler.h"

#include "../radio-direction.h"
#include "nr-api.h"

#include "ns3/log.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("NrShareScheduler");

NS_OBJECT_ENSURE_REGISTERED(NrShareScheduler);

namespace
{

constexpr uint32_t SYMBOLS_PER_SLOT = 14; //!< 3GPP TS 38.211, table 4.3.2-1, normal cyclic prefix

/// Smallest transport blocks, bytes, that nr makes a grant for: headers of MAC and RLC, some data
/// and, uplink, a buffer status report.
constexpr uint32_t LEAST_BLOCK[2] = {12, 10};

constexpr double TINY = 1e-9; //!< against rounding of doubles

} // namespace

TypeId
NrShareScheduler::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NrShareScheduler")
            .SetParent<NrMacSchedulerOfdmaRR>()
            .SetGroupName("EdgeInference")
            .AddConstructor<NrShareScheduler>()
            .AddTraceSource("Offered",
                            "A slot was scheduled: direction, and what it has for data (resource "
                            "blocks times symbols). A flexible slot counts for both directions.",
                            MakeTraceSourceAccessor(&NrShareScheduler::m_offered),
                            "ns3::NrShareScheduler::OfferedTracedCallback");
    return tid;
}

NrShareScheduler::NrShareScheduler()
    : m_active{false, false}
{
    NS_LOG_FUNCTION(this);
}

NrShareScheduler::~NrShareScheduler()
{
    NS_LOG_FUNCTION(this);
}

void
NrShareScheduler::SetShares(EdgeLinkDirection direction,
                            const std::map<uint16_t, double>& shares,
                            bool keepCredit)
{
    NS_LOG_FUNCTION(this << keepCredit);
    auto& old = m_accounts[AtDirection(direction)];
    std::map<uint16_t, Account> accounts;
    for (const auto& [rnti, share] : shares)
    {
        const auto before = old.find(rnti);
        const double credit = keepCredit && before != old.end() ? before->second.credit : 0;
        accounts[rnti] = {share, credit};
    }
    old.swap(accounts);
    m_active[AtDirection(direction)] = true;
}

void
NrShareScheduler::ClearShares(EdgeLinkDirection direction)
{
    NS_LOG_FUNCTION(this);
    if (m_active[AtDirection(direction)])
    {
        m_accounts[AtDirection(direction)].clear();
        m_active[AtDirection(direction)] = false;
    }
}

void
NrShareScheduler::Offer(EdgeLinkDirection direction, LteNrTddSlotType type)
{
    uint32_t control = direction == EdgeLinkDirection::DOWNLINK ? GetDlCtrlSyms() : GetUlCtrlSyms();
    if (type == LteNrTddSlotType::F || type == LteNrTddSlotType::S)
    {
        control = GetDlCtrlSyms() + GetUlCtrlSyms();
    }
    const uint32_t blocks = GetBandwidthInRbg() * static_cast<uint32_t>(GetNumRbPerRbg());
    m_offered(direction, blocks * (SYMBOLS_PER_SLOT - control));
}

template <typename Feedback>
void
NrShareScheduler::Supervise(EdgeLinkDirection direction, const std::vector<Feedback>& feedback)
{
    NrLinkSupervision& links = m_links[AtDirection(direction)];
    for (const auto& one : feedback)
    {
        if (one.IsReceivedOk())
        {
            links.Received(one.m_rnti);
        }
        else
        {
            links.Lost(one.m_rnti);
        }
    }
}

void
NrShareScheduler::DoSchedDlTriggerReq(
    const NrMacSchedSapProvider::SchedDlTriggerReqParameters& params)
{
    Offer(EdgeLinkDirection::DOWNLINK, params.m_slotType);
    Supervise(EdgeLinkDirection::DOWNLINK, params.m_dlHarqInfoList);
    NrMacSchedulerOfdmaRR::DoSchedDlTriggerReq(params);
}

void
NrShareScheduler::DoSchedUlTriggerReq(
    const NrMacSchedSapProvider::SchedUlTriggerReqParameters& params)
{
    Offer(EdgeLinkDirection::UPLINK, params.m_slotType);
    Supervise(EdgeLinkDirection::UPLINK, params.m_ulHarqInfoList);
    // With a block the UE's report of its buffer is lost. A UE asks again when its retxBSR-Timer
    // runs out (3GPP TS 38.321, section 5.4.5); nr 2.3 has none, and would wait for a grant
    // forever.
    NrMacSchedSapProvider::SchedUlSrInfoReqParameters request;
    request.m_snfSf = params.m_snfSf;
    request.m_srList = m_links[AtDirection(EdgeLinkDirection::UPLINK)].GetSilent();
    if (!request.m_srList.empty())
    {
        DoSchedUlSrInfoReq(request);
    }
    NrMacSchedulerOfdmaRR::DoSchedUlTriggerReq(params);
}

NrMacSchedulerNs3::BeamSymbolMap
NrShareScheduler::AssignDLRBG(uint32_t symAvail, const ActiveUeMap& activeDl) const
{
    return Divide(EdgeLinkDirection::DOWNLINK, symAvail, activeDl);
}

NrMacSchedulerNs3::BeamSymbolMap
NrShareScheduler::AssignULRBG(uint32_t symAvail, const ActiveUeMap& activeUl) const
{
    return Divide(EdgeLinkDirection::UPLINK, symAvail, activeUl);
}

NrMacSchedulerNs3::BeamSymbolMap
NrShareScheduler::Divide(EdgeLinkDirection direction,
                         uint32_t symbols,
                         const ActiveUeMap& active) const
{
    const std::vector<uint16_t> groups = nrapi::GetUsableGroups(
        direction == EdgeLinkDirection::DOWNLINK ? GetDlNotchedRbgMask() : GetUlNotchedRbgMask(),
        GetBandwidthInRbg());
    const auto nGroups = static_cast<uint32_t>(groups.size());
    if (!m_active[AtDirection(direction)])
    {
        ShareEqually(direction, active);
    }
    std::vector<double> due;
    auto beams = Earn(direction, active, static_cast<double>(nGroups) * symbols, due);
    const std::vector<uint32_t> symbolsOf = DivideSymbols(symbols, nGroups, due);
    BeamSymbolMap result;
    std::size_t b = 0;
    for (const auto& [beam, ues] : active)
    {
        result[beam] = symbolsOf[b];
        if (symbolsOf[b] > 0)
        {
            Grant(direction, beams[b], symbolsOf[b], groups);
        }
        ++b;
    }
    return result;
}

void
NrShareScheduler::ShareEqually(EdgeLinkDirection direction, const ActiveUeMap& active) const
{
    double n = 0;
    for (const auto& [beam, ues] : active)
    {
        n += static_cast<double>(ues.size());
    }
    for (const auto& [beam, ues] : active)
    {
        for (const auto& ue : ues)
        {
            m_accounts[AtDirection(direction)][ue.first->m_rnti].share = 1 / n;
        }
    }
}

std::vector<std::vector<NrShareScheduler::Candidate>>
NrShareScheduler::Earn(EdgeLinkDirection direction,
                       const ActiveUeMap& active,
                       double all,
                       std::vector<double>& due) const
{
    std::vector<std::vector<Candidate>> beams;
    auto& accounts = m_accounts[AtDirection(direction)];
    for (const auto& [beam, ues] : active)
    {
        beams.emplace_back();
        due.push_back(0);
        for (const auto& ue : ues)
        {
            const auto account = accounts.find(ue.first->m_rnti);
            if (account != accounts.end() && account->second.share > 0 &&
                m_links[AtDirection(direction)].IsDue(ue.first->m_rnti))
            {
                Account& a = account->second;
                a.credit = std::clamp(a.credit + a.share * all, -all, all);
                due.back() += std::max(a.credit, 0.0);
                beams.back().push_back({&ue, &a, 0});
            }
        }
    }
    return beams;
}

std::vector<uint32_t>
NrShareScheduler::DivideSymbols(uint32_t symbols, uint32_t nGroups, std::vector<double> due)
{
    std::vector<uint32_t> symbolsOf(due.size(), symbols);
    if (due.size() > 1)
    {
        uint32_t left = symbols;
        for (std::size_t b = 0; b < due.size(); ++b)
        {
            symbolsOf[b] = std::min(left, static_cast<uint32_t>(due[b] / nGroups + TINY));
            left -= symbolsOf[b];
            due[b] -= static_cast<double>(symbolsOf[b]) * nGroups;
        }
        for (; left > 0; --left)
        {
            const auto most = std::max_element(due.begin(), due.end());
            if (*most < 1)
            {
                break;
            }
            ++symbolsOf[most - due.begin()];
            *most -= nGroups;
        }
    }
    return symbolsOf;
}

void
NrShareScheduler::Grant(EdgeLinkDirection direction,
                        std::vector<Candidate>& candidates,
                        uint32_t symbols,
                        const std::vector<uint16_t>& groups) const
{
    std::vector<uint16_t> left = groups;
    if (m_active[AtDirection(direction)])
    {
        Apportion(candidates, symbols, static_cast<uint32_t>(groups.size()));
    }
    else
    {
        Fill(direction, candidates, symbols, groups);
    }
    std::vector<Candidate> tooSmall;
    for (const auto& candidate : candidates)
    {
        if (!Give(direction, candidate, symbols, left))
        {
            tooSmall.push_back(candidate);
        }
    }
    // What is due in a slot may be too small for any grant: then the UE that has earned most gets
    // what it has saved up, and the others wait for a later slot.
    std::stable_sort(tooSmall.begin(), tooSmall.end(), [](const Candidate& x, const Candidate& y) {
        return x.account->credit > y.account->credit;
    });
    for (auto& candidate : tooSmall)
    {
        candidate.nGroups =
            static_cast<uint32_t>(std::max(candidate.account->credit, 0.0) / symbols + TINY);
        Give(direction, candidate, symbols, left);
    }
}

void
NrShareScheduler::Apportion(std::vector<Candidate>& candidates, uint32_t symbols, uint32_t nGroups)
{
    double credits = 0;
    uint32_t sum = 0;
    for (auto& candidate : candidates)
    {
        const double credit = std::max(candidate.account->credit, 0.0);
        credits += credit;
        candidate.nGroups = static_cast<uint32_t>(credit / symbols + TINY);
        sum += candidate.nGroups;
    }
    const auto rest = [symbols](const Candidate& candidate) {
        return candidate.account->credit - static_cast<double>(candidate.nGroups) * symbols;
    };
    const auto isLess = [&rest](const Candidate& a, const Candidate& b) {
        return rest(a) < rest(b);
    };
    const auto total = std::min(nGroups, static_cast<uint32_t>(credits / symbols + TINY));
    for (; sum < total; ++sum)
    {
        ++std::max_element(candidates.begin(), candidates.end(), isLess)->nGroups;
    }
    for (; sum > total; --sum)
    {
        auto least = candidates.end();
        for (auto candidate = candidates.begin(); candidate != candidates.end(); ++candidate)
        {
            if (candidate->nGroups > 0 && (least == candidates.end() || isLess(*candidate, *least)))
            {
                least = candidate;
            }
        }
        --least->nGroups;
    }
}

uint32_t
NrShareScheduler::TryGroups(EdgeLinkDirection direction,
                            const UePtrAndBufferReq& ue,
                            uint32_t symbols,
                            const std::vector<uint16_t>& groups,
                            uint32_t n) const
{
    const bool isDownlink = direction == EdgeLinkDirection::DOWNLINK;
    nrapi::SetGroups(ue.first,
                     isDownlink,
                     std::vector<uint16_t>(groups.begin(), groups.begin() + n),
                     symbols);
    const FTResources resources(n * symbols, symbols);
    if (isDownlink)
    {
        AssignedDlResources(ue, resources, resources);
    }
    else
    {
        AssignedUlResources(ue, resources, resources);
    }
    return nrapi::GetBlockSize(ue.first, isDownlink);
}

uint32_t
NrShareScheduler::FindLeast(EdgeLinkDirection direction,
                            const UePtrAndBufferReq& ue,
                            uint32_t symbols,
                            const std::vector<uint16_t>& groups,
                            uint32_t enough,
                            uint32_t bytes) const
{
    uint32_t tooFew = 0;
    while (enough - tooFew > 1)
    {
        const uint32_t middle = (tooFew + enough) / 2;
        (TryGroups(direction, ue, symbols, groups, middle) >= bytes ? enough : tooFew) = middle;
    }
    return enough;
}

void
NrShareScheduler::Fill(EdgeLinkDirection direction,
                       std::vector<Candidate>& candidates,
                       uint32_t symbols,
                       const std::vector<uint16_t>& groups) const
{
    const auto nGroups = static_cast<uint32_t>(groups.size());
    const uint32_t leastBytes = LEAST_BLOCK[AtDirection(direction)];

    struct Want
    {
        Candidate* candidate; //!< the UE
        uint32_t least;       //!< RBGs of the smallest grant; 0 when there is none
        uint32_t needed;      //!< RBGs for all that waits
    };

    std::vector<Want> wants;
    for (auto& candidate : candidates)
    {
        const UePtrAndBufferReq& ue = *candidate.ue;
        const uint32_t most = TryGroups(direction, ue, symbols, groups, nGroups);
        Want want{&candidate, 0, nGroups};
        if (most >= leastBytes)
        {
            want.least = FindLeast(direction, ue, symbols, groups, nGroups, leastBytes);
            if (most > ue.second)
            {
                want.needed = FindLeast(direction,
                                        ue,
                                        symbols,
                                        groups,
                                        nGroups,
                                        std::max(ue.second, leastBytes));
            }
            wants.push_back(want);
        }
        TryGroups(direction, ue, symbols, groups, 0);
        candidate.nGroups = 0;
    }

    // the same for each, and what some do not need for the others
    std::stable_sort(wants.begin(), wants.end(), [](const Want& a, const Want& b) {
        return a.needed < b.needed;
    });
    uint32_t left = nGroups;
    for (std::size_t i = 0; i < wants.size(); ++i)
    {
        const auto share = static_cast<uint32_t>(left / (wants.size() - i));
        wants[i].candidate->nGroups = std::min(wants[i].needed, share);
        left -= wants[i].candidate->nGroups;
    }
    // none gets less than the smallest grant; who has waited longest comes first
    std::stable_sort(wants.begin(), wants.end(), [](const Want& a, const Want& b) {
        return a.candidate->account->credit > b.candidate->account->credit;
    });
    left = nGroups;
    for (const auto& want : wants)
    {
        uint32_t& n = want.candidate->nGroups;
        n = std::min(std::max(n, want.least), left);
        n = n < want.least ? 0 : n;
        left -= n;
    }
    for (const auto& want : wants)
    {
        uint32_t& n = want.candidate->nGroups;
        const uint32_t more = n > 0 ? std::min(want.needed - n, left) : 0;
        n += more;
        left -= more;
    }
}

bool
NrShareScheduler::Give(EdgeLinkDirection direction,
                       const Candidate& candidate,
                       uint32_t symbols,
                       std::vector<uint16_t>& groups) const
{
    const UePtrAndBufferReq& ue = *candidate.ue;
    const uint32_t due = std::min(candidate.nGroups, static_cast<uint32_t>(groups.size()));
    if (due == 0)
    {
        return candidate.nGroups == 0;
    }
    const uint32_t least = LEAST_BLOCK[AtDirection(direction)];
    const uint32_t needed = std::max(ue.second, least);
    const uint32_t size = TryGroups(direction, ue, symbols, groups, due);
    if (size < least)
    {
        // nr would make no grant of it
        TryGroups(direction, ue, symbols, groups, 0);
        return false;
    }
    uint32_t n = due;
    if (size > needed)
    {
        n = FindLeast(direction, ue, symbols, groups, due, needed);
        TryGroups(direction, ue, symbols, groups, n);
    }
    groups.erase(groups.begin(), groups.begin() + n);
    m_links[AtDirection(direction)].Granted(ue.first->m_rnti);
    double& credit = candidate.account->credit;
    credit -= static_cast<double>(n) * symbols;
    if (n < due)
    {
        credit = std::min(credit, static_cast<double>(symbols));
    }
    return true;
}

} // namespace ns3
