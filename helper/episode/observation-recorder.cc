// SPDX-License-Identifier: GPL-2.0-only

#include "observation-recorder.h"

#include "csv-text.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ns3
{

ObservationRecorder::ObservationRecorder(const std::string& label, uint32_t seed)
    : m_prefix(CsvText::Field(label) + "," + std::to_string(seed))
{
}

void
ObservationRecorder::Connect(const EdgeInferenceHelper& inference)
{
    m_policy = inference.GetPolicy();
    inference.GetScheduler()->TraceConnectWithoutContext(
        "Transition",
        MakeCallback(&ObservationRecorder::Transition, this));
}

const std::string&
ObservationRecorder::GetRows() const
{
    return m_rows;
}

const std::string&
ObservationRecorder::GetLayout() const
{
    return m_layout;
}

void
ObservationRecorder::Begin()
{
    const EdgeSystem& system = m_policy->GetSystem();
    const auto nServers = static_cast<uint32_t>(system.servers.size());
    std::vector<Ptr<const DnnProfile>> dnns;
    nlohmann::ordered_json layout;
    layout["features"] = StateEncoder(nServers).GetNames();
    layout["streams"] = nlohmann::ordered_json::array();
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
        layout["streams"].push_back({{"ue", stream.ue}, {"dnn", stream.dnn->GetName()}});
    }
    m_space = NumberedPlans(dnns, nServers);
    m_encoder = StateEncoder(nServers);
    m_numbers.resize(m_encoder.GetSize());
    layout["actions"] = m_space.GetNActions();
    layout["dnns"] = nlohmann::ordered_json::object();
    for (const auto& dnn : dnns)
    {
        auto& plans = layout["dnns"][dnn->GetName()];
        if (!plans.is_null())
        {
            continue;
        }
        for (const uint32_t action : m_space.GetValidActions(dnn))
        {
            const InferencePlan plan = m_space.GetPlan(action, *dnn);
            plans.push_back({{"action", action},
                             {"exit", plan.exit},
                             {"cut", plan.cut},
                             {"bits", plan.bits},
                             {"server", plan.server}});
        }
    }
    m_layout = layout.dump(1) + "\n";
    m_rows = "policy,seed,epoch,stream,tasks,reward,action";
    for (const auto& name : m_encoder.GetNames())
    {
        m_rows += "," + name;
    }
    m_rows += "\n";
}

void
ObservationRecorder::Transition(const EpochTransition& transition)
{
    const EdgeSystem& system = m_policy->GetSystem();
    if (m_rows.empty())
    {
        Begin();
    }
    std::array<char, 40> text;
    for (std::size_t i = 0; i < transition.rewards.size(); ++i)
    {
        const EdgeStreamReward& reward = transition.rewards[i];
        const InferencePlan& plan = transition.decision.plans[i];
        const auto& dnn = system.streams[i].dnn;
        m_rows += m_prefix + "," + std::to_string(transition.state.epoch) + "," +
                  std::to_string(i) + "," + std::to_string(reward.tasks);
        std::snprintf(text.data(), text.size(), ",%.9g,", reward.reward);
        m_rows += text.data();
        if (!plan.HasTail() && IsRunnable(plan, *dnn, static_cast<uint32_t>(system.servers.size())))
        {
            const uint32_t action = m_space.GetAction(plan, *dnn);
            if (action < m_space.GetNActions() && m_space.GetMask(dnn)[action])
            {
                m_rows += std::to_string(action);
            }
        }
        m_encoder.Encode(system, transition.state, i, m_numbers.data());
        for (const float number : m_numbers)
        {
            std::snprintf(text.data(), text.size(), ",%.9g", static_cast<double>(number));
            m_rows += text.data();
        }
        m_rows += '\n';
    }
}

} // namespace ns3
