// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-reports.h"

#include "ns3/inference-input-error.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ns3
{

EpochReports::EpochReports(Ptr<ObservationModel> model, const EdgeSystem& system, Measure measure)
    : m_model(model),
      m_system(system),
      m_measure(std::move(measure))
{
    if (system.atArrivals && model->GetAge().IsStrictlyPositive() && model->GetPeriod().IsZero())
    {
        throw InferenceInputError("ns3::ObservationModel",
                                  "Period",
                                  "0 s with an Age of " +
                                      std::to_string(model->GetAge().GetSeconds()) +
                                      " s and Trigger Arrival",
                                  "a time between reports",
                                  "nobody knows when the next task arrives");
    }
}

EpochReports::~EpochReports()
{
    m_next.Cancel();
}

void
EpochReports::Begin()
{
    const Time now = Simulator::Now();
    const Time age = m_model->GetAge();
    m_begun = true;
    Take();
    // The first report is known at once, and whole.
    Report& first = m_reports.back();
    first.at = now - age;
    first.hasUes.assign(first.hasUes.size(), true);
    first.hasServers.assign(first.hasServers.size(), true);
    if (m_model->GetPeriod().IsStrictlyPositive())
    {
        m_step = m_model->GetPeriod();
        m_due = now + m_step;
    }
    else if (age.IsStrictlyPositive())
    {
        // So that at an epoch a report is exactly as old as Age.
        m_step = m_system.interval;
        const int64_t steps = age.GetTimeStep() / m_step.GetTimeStep() + 1;
        m_due = now + TimeStep(steps * m_step.GetTimeStep()) - age;
    }
    if (m_step.IsStrictlyPositive())
    {
        m_next = Simulator::Schedule(m_due - now, &EpochReports::TakeAndGoOn, this);
    }
}

void
EpochReports::Take()
{
    m_measure(m_measured);
    m_reports.push_back({Simulator::Now(), m_measured, {}, {}});
    Report& report = m_reports.back();
    for (auto& ue : report.state.ues)
    {
        report.hasUes.push_back(!m_model->IsLost());
        m_model->Disturb(ue);
    }
    for (auto& stream : report.state.streams)
    {
        m_model->Disturb(stream);
    }
    for (auto& server : report.state.servers)
    {
        report.hasServers.push_back(!m_model->IsLost());
        m_model->Disturb(server);
    }
}

void
EpochReports::TakeAndGoOn()
{
    Take();
    m_due += m_step;
    m_next = Simulator::Schedule(m_step, &EpochReports::TakeAndGoOn, this);
}

void
EpochReports::Collect(EpochState& state)
{
    const Time now = Simulator::Now();
    if (!m_begun)
    {
        m_measured = state;
        Begin();
    }
    else if (m_step.IsZero())
    {
        Take();
    }
    else if (m_due == now)
    {
        // The event stands behind this epoch, whose decision would change what it measures.
        m_next.Cancel();
        TakeAndGoOn();
    }
    while (!m_reports.empty() && m_reports.front().at + m_model->GetAge() <= now)
    {
        Deliver(m_reports.front(), state);
        m_reports.pop_front();
    }
}

void
EpochReports::Deliver(const Report& report, EpochState& state) const
{
    for (std::size_t i = 0; i < state.ues.size(); ++i)
    {
        if (report.hasUes[i])
        {
            state.ues[i] = report.state.ues[i];
        }
    }
    for (std::size_t i = 0; i < state.streams.size(); ++i)
    {
        if (report.hasUes[m_system.streams[i].ue])
        {
            state.streams[i] = report.state.streams[i];
        }
    }
    for (std::size_t i = 0; i < state.servers.size(); ++i)
    {
        if (report.hasServers[i])
        {
            state.servers[i] = report.state.servers[i];
        }
    }
}

} // namespace ns3
