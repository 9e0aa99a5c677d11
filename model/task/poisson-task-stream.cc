// SPDX-License-Identifier: GPL-2.0-only

#include "poisson-task-stream.h"

#include "ns3/double.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PoissonTaskStream);

TypeId
PoissonTaskStream::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PoissonTaskStream")
            .SetParent<TaskStream>()
            .SetGroupName("EdgeInference")
            .AddConstructor<PoissonTaskStream>()
            .AddAttribute("Rate",
                          "Mean number of arrivals in 1/s, of TasksPerArrival tasks each; 0: none.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&PoissonTaskStream::m_rate),
                          MakeDoubleChecker<double>(0, 1e9));
    return tid;
}

PoissonTaskStream::PoissonTaskStream()
    : m_intervals(CreateObject<ExponentialRandomVariable>())
{
}

PoissonTaskStream::~PoissonTaskStream() = default;

void
PoissonTaskStream::DoDispose()
{
    TaskStream::DoDispose();
    m_intervals = nullptr;
}

double
PoissonTaskStream::GetMeanRate() const
{
    return m_rate * GetTasksPerArrival();
}

int64_t
PoissonTaskStream::AssignStreams(int64_t stream)
{
    const int64_t used = TaskStream::AssignStreams(stream);
    m_intervals->SetStream(stream + used);
    return used + 1;
}

bool
PoissonTaskStream::CanForesee() const
{
    return true;
}

bool
PoissonTaskStream::DoGetNext(Time& delay, Time&)
{
    if (m_rate <= 0)
    {
        return false;
    }
    delay = ToDelay(m_intervals->GetValue(1 / m_rate, 0));
    return true;
}

} // namespace ns3
