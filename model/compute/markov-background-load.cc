// SPDX-License-Identifier: GPL-2.0-only

#include "markov-background-load.h"

#include "ns3/nstime.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MarkovBackgroundLoad);

TypeId
MarkovBackgroundLoad::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MarkovBackgroundLoad")
            .SetParent<BackgroundLoad>()
            .SetGroupName("EdgeInference")
            .AddConstructor<MarkovBackgroundLoad>()
            .AddAttribute("Level",
                          "Random share of the capacity that others take; a draw is brought into "
                          "0 to 1.",
                          StringValue("ns3::UniformRandomVariable[Min=0|Max=0.8]"),
                          MakePointerAccessor(&MarkovBackgroundLoad::m_level),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("HoldingTime",
                          "Random time in s for which a level is held; a draw is brought into "
                          "1e-6 to 1e9.",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1]"),
                          MakePointerAccessor(&MarkovBackgroundLoad::m_holdingTime),
                          MakePointerChecker<RandomVariableStream>());
    return tid;
}

MarkovBackgroundLoad::MarkovBackgroundLoad() = default;

MarkovBackgroundLoad::~MarkovBackgroundLoad() = default;

void
MarkovBackgroundLoad::DoDispose()
{
    BackgroundLoad::DoDispose();
    m_level = nullptr;
    m_holdingTime = nullptr;
}

int64_t
MarkovBackgroundLoad::AssignStreams(int64_t stream)
{
    m_level->SetStream(stream);
    m_holdingTime->SetStream(stream + 1);
    return 2;
}

void
MarkovBackgroundLoad::DoStart()
{
    Jump();
}

void
MarkovBackgroundLoad::DoStop()
{
    m_jump.Cancel();
}

void
MarkovBackgroundLoad::Jump()
{
    const double hold = std::fmin(std::fmax(m_holdingTime->GetValue(), 1e-6), 1e9);
    m_jump = Simulator::Schedule(Seconds(hold), &MarkovBackgroundLoad::Jump, this);
    SetLoad(m_level->GetValue()); // last, since its owner may stop the process
}

} // namespace ns3
