// SPDX-License-Identifier: GPL-2.0-only

#include "field-run.h"

#include "ns3/abort.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-episode.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

void
FieldTimes::Add(const TaskOutcome& outcome)
{
    if (outcome.status == InferenceTaskStatus::DROPPED)
    {
        ++m_lost;
        return;
    }
    const InferenceTaskStages& stages = outcome.stages;
    const auto inMs = [](Time time) { return 1000 * time.GetSeconds(); };
    const double network = inMs(stages.uplink + stages.downlink);
    m_values[END_TO_END].push_back(inMs(outcome.GetLatency()));
    m_values[SERVER].push_back(inMs(outcome.GetLatency()) - network);
    m_values[NETWORK].push_back(network);
    m_values[UPLINK].push_back(inMs(stages.uplink));
    m_values[DOWNLINK].push_back(inMs(stages.downlink));
    m_isSorted = false;
}

double
FieldTimes::Get(Quantity quantity, double share) const
{
    if (!m_isSorted)
    {
        for (auto& values : m_values)
        {
            std::sort(values.begin(), values.end());
        }
        m_isSorted = true;
    }
    const auto& values = m_values[quantity];
    NS_ABORT_MSG_IF(values.empty(), "no task has a result");
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - std::floor(place)) * (values[above] - values[below]);
}

uint64_t
FieldTimes::GetLost() const
{
    return m_lost;
}

FieldScenario::FieldScenario(const std::string& file)
    : m_scenario(InferenceScenario::Read(file))
{
}

void
FieldScenario::Set(const std::string& pointer, const std::string& value)
{
    m_scenario.Set(pointer + "=" + value);
}

void
FieldScenario::SetText(const std::string& pointer, const std::string& text)
{
    Set(pointer, Quote(text));
}

std::string
FieldScenario::Quote(const std::string& text)
{
    std::string quoted = "\"";
    for (const char c : text)
    {
        quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    return quoted + "\"";
}

FieldTimes
FieldScenario::Run(uint32_t runs, uint32_t skip) const
{
    FieldTimes times;
    const auto build = [&](Ptr<OffloadingPolicy> policy) {
        EdgeInferenceHelper inference = m_scenario.Build(policy);
        for (const auto& client : inference.GetClients())
        {
            client->TraceConnectWithoutContext("TaskEnded",
                                               MakeLambdaCallback([&](const TaskOutcome& outcome) {
                                                   if (outcome.task > skip)
                                                   {
                                                       times.Add(outcome);
                                                   }
                                               }));
        }
        return inference;
    };
    for (uint32_t run = 1; run <= runs; ++run)
    {
        const auto policy = InferenceScenario::MakePolicy(m_scenario.GetPolicies().front());
        InferenceEpisode(build).Run(policy, run, false);
    }
    return times;
}

} // namespace ns3
