// SPDX-License-Identifier: GPL-2.0-only

#include "nr-link-supervision.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("NrLinkSupervision");

namespace
{

/// nr sends a block that does not arrive up to four times.
constexpr uint32_t TRANSMISSIONS = 4;

/// So many transmissions in a row may be lost before grants become rarer: four blocks.
constexpr uint32_t TOLERATED = 4 * TRANSMISSIONS;

const Time FIRST_WAIT = MilliSeconds(10); //!< the first pause; each lost block doubles it
const Time MOST_WAIT = MilliSeconds(500); //!< the longest pause

} // namespace

void
NrLinkSupervision::Received(uint16_t rnti)
{
    NS_LOG_FUNCTION(this << rnti);
    m_links.erase(rnti);
}

void
NrLinkSupervision::Lost(uint16_t rnti)
{
    NS_LOG_FUNCTION(this << rnti);
    ++m_links[rnti].lost;
}

void
NrLinkSupervision::Granted(uint16_t rnti)
{
    NS_LOG_FUNCTION(this << rnti);
    const auto link = m_links.find(rnti);
    if (link != m_links.end() && link->second.lost >= TOLERATED)
    {
        // beyond 2^6 times the first pause the longest holds
        const uint32_t doublings = std::min((link->second.lost - TOLERATED) / TRANSMISSIONS, 6U);
        link->second.next = Simulator::Now() + std::min(FIRST_WAIT * (1 << doublings), MOST_WAIT);
        NS_LOG_LOGIC(link->second.lost << " transmissions lost, no grant before "
                                       << link->second.next.As(Time::S));
    }
}

bool
NrLinkSupervision::IsDue(uint16_t rnti) const
{
    const auto link = m_links.find(rnti);
    return link == m_links.end() || link->second.next <= Simulator::Now();
}

std::vector<uint16_t>
NrLinkSupervision::GetSilent() const
{
    std::vector<uint16_t> silent;
    for (const auto& [rnti, link] : m_links)
    {
        if (link.lost >= TRANSMISSIONS && IsDue(rnti))
        {
            silent.push_back(rnti);
        }
    }
    return silent;
}

} // namespace ns3
