// SPDX-License-Identifier: GPL-2.0-only

#include "fixed-plan-policy.h"

#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(FixedPlanPolicy);

TypeId
FixedPlanPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::FixedPlanPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<FixedPlanPolicy>()
            .AddAttribute(
                "Exit",
                "Exit, counted from 0.",
                UintegerValue(0),
                MakeUintegerAccessor(&FixedPlanPolicy::SetExit, &FixedPlanPolicy::GetExit),
                MakeUintegerChecker<uint16_t>())
            .AddAttribute("Cut",
                          "Layers 1..Cut run on the UE: 0 sends the input, the exit's position "
                          "keeps all on the UE.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FixedPlanPolicy::SetCut, &FixedPlanPolicy::GetCut),
                          MakeUintegerChecker<uint16_t>())
            .AddAttribute(
                "Bits",
                "Bits of a transmitted element.",
                UintegerValue(8),
                MakeUintegerAccessor(&FixedPlanPolicy::SetBits, &FixedPlanPolicy::GetBits),
                MakeUintegerChecker<uint8_t>())
            .AddAttribute(
                "Server",
                "Index of the server: edge servers first, then cloud nodes.",
                UintegerValue(0),
                MakeUintegerAccessor(&FixedPlanPolicy::SetServer, &FixedPlanPolicy::GetServer),
                MakeUintegerChecker<uint16_t>())
            .AddAttribute(
                "TailCut",
                "Layers Cut+1..TailCut run on Server, the rest on TailServer; 65535: no tail.",
                UintegerValue(InferencePlan::NO_TAIL),
                MakeUintegerAccessor(&FixedPlanPolicy::SetTailCut, &FixedPlanPolicy::GetTailCut),
                MakeUintegerChecker<uint16_t>())
            .AddAttribute(
                "TailBits",
                "Bits of an element that Server transmits to TailServer.",
                UintegerValue(8),
                MakeUintegerAccessor(&FixedPlanPolicy::SetTailBits, &FixedPlanPolicy::GetTailBits),
                MakeUintegerChecker<uint8_t>())
            .AddAttribute("TailServer",
                          "Index of the server that runs the last layers.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FixedPlanPolicy::SetTailServer,
                                               &FixedPlanPolicy::GetTailServer),
                          MakeUintegerChecker<uint16_t>());
    return tid;
}

void
FixedPlanPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    std::fill_n(decision.plans.begin(), state.streams.size(), m_plan);
}

void
FixedPlanPolicy::SetPlan(const InferencePlan& plan)
{
    m_plan = plan;
}

void
FixedPlanPolicy::SetExit(uint16_t exit)
{
    m_plan.exit = exit;
}

uint16_t
FixedPlanPolicy::GetExit() const
{
    return m_plan.exit;
}

void
FixedPlanPolicy::SetCut(uint16_t cut)
{
    m_plan.cut = cut;
}

uint16_t
FixedPlanPolicy::GetCut() const
{
    return m_plan.cut;
}

void
FixedPlanPolicy::SetBits(uint8_t bits)
{
    m_plan.bits = bits;
}

uint8_t
FixedPlanPolicy::GetBits() const
{
    return m_plan.bits;
}

void
FixedPlanPolicy::SetServer(uint16_t server)
{
    m_plan.server = server;
}

uint16_t
FixedPlanPolicy::GetServer() const
{
    return m_plan.server;
}

void
FixedPlanPolicy::SetTailCut(uint16_t cut)
{
    m_plan.tailCut = cut;
}

uint16_t
FixedPlanPolicy::GetTailCut() const
{
    return m_plan.tailCut;
}

void
FixedPlanPolicy::SetTailBits(uint8_t bits)
{
    m_plan.tailBits = bits;
}

uint8_t
FixedPlanPolicy::GetTailBits() const
{
    return m_plan.tailBits;
}

void
FixedPlanPolicy::SetTailServer(uint16_t server)
{
    m_plan.tailServer = server;
}

uint16_t
FixedPlanPolicy::GetTailServer() const
{
    return m_plan.tailServer;
}

} // namespace ns3
