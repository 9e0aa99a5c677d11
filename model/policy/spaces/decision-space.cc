// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/decision-space.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <numeric>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DecisionSpace");

NS_OBJECT_ENSURE_REGISTERED(DecisionSpace);

TypeId
DecisionSpace::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DecisionSpace").SetParent<Object>().SetGroupName("EdgeInference");
    return tid;
}

uint32_t
DecisionSpace::Layout::GetNNumbers() const
{
    return std::accumulate(simplexes.begin(), simplexes.end(), nBounded);
}

uint32_t
DecisionSpace::Layout::GetMaskSize() const
{
    return std::accumulate(heads.begin(), heads.end(), 0U);
}

std::string
DecisionSpace::Layout::Describe() const
{
    std::ostringstream text;
    const char* separator = "";
    for (const uint32_t head : heads)
    {
        text << separator << "a choice among " << head;
        separator = " and ";
    }
    if (nBounded > 0)
    {
        text << separator << nBounded << " numbers of " << -bound << " to " << bound;
        separator = " and ";
    }
    if (!simplexes.empty())
    {
        text << separator << simplexes.size() << " times shares that sum to 1";
    }
    return text.str();
}

bool
DecisionSpace::Layout::Fits(const Layout& other) const
{
    return observationSize == other.observationSize && heads == other.heads &&
           nBounded == other.nBounded && simplexes == other.simplexes;
}

void
DecisionSpace::Rows::Reset(const Layout& layout, std::size_t n)
{
    ids.resize(n);
    observations.resize(n * layout.observationSize);
    masks.resize(n * layout.GetMaskSize());
    choices.assign(n * layout.heads.size(), 0);
    numbers.assign(n * layout.GetNNumbers(), 0);
    notes.assign(n, 0);
    known.assign(n, 1);
    groups.assign(n, 0);
}

std::size_t
DecisionSpace::Rows::GetN() const
{
    return ids.size();
}

void
DecisionSpace::BeginEpisode(const EdgeSystem& system)
{
    NS_LOG_FUNCTION(this);
    m_system = system;
    m_layout = Layout();
    DoBeginEpisode(m_layout);
}

const DecisionSpace::Layout&
DecisionSpace::GetLayout() const
{
    return m_layout;
}

const EdgeSystem&
DecisionSpace::GetSystem() const
{
    return m_system;
}

Ptr<OffloadingPolicy>
DecisionSpace::MakeLeader() const
{
    return nullptr;
}

bool
DecisionSpace::CanRecognise() const
{
    return false;
}

void
DecisionSpace::Recognise(const EpochDecision&, Rows&) const
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " puts no decision into actions");
}

bool
DecisionSpace::RecognisesExactly() const
{
    return true;
}

bool
DecisionSpace::FindNext(const EpochTransition&, const Rows* after, uint32_t id, Next& next)
{
    return FindRow(after, id, next);
}

bool
DecisionSpace::FindRow(const Rows* after, uint32_t id, Next& next) const
{
    for (std::size_t i = 0; after && i < after->GetN(); ++i)
    {
        // A learner with a window had its observations made longer.
        const std::size_t size = after->observations.size() / after->GetN();
        // All rows stand in order unless some are left out.
        const std::size_t row = (id + i) % after->GetN();
        if (after->ids[row] == id)
        {
            next.observation = after->observations.data() + row * size;
            next.isWide = true;
            next.mask = after->masks.data() + row * m_layout.GetMaskSize();
            return true;
        }
    }
    return false;
}

double
DecisionSpace::Evaluate(const std::vector<uint32_t>&) const
{
    NS_ABORT_MSG(GetInstanceTypeId().GetName() << " has no model");
}

} // namespace ns3
