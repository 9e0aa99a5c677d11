// SPDX-License-Identifier: GPL-2.0-only

#include "exhaustive-assignment-policy.h"

#include "ns3/inference-input-error.h"
#include "ns3/uinteger.h"

#include <sstream>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ExhaustiveAssignmentPolicy);

TypeId
ExhaustiveAssignmentPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ExhaustiveAssignmentPolicy")
            .SetParent<AssignmentPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ExhaustiveAssignmentPolicy>()
            .AddAttribute("MaxAssignments",
                          "Most joint assignments to try in a slot: a scenario with more, options "
                          "to the power of streams, is refused. Each costs about a microsecond.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&ExhaustiveAssignmentPolicy::m_maxAssignments),
                          MakeUintegerChecker<uint64_t>(1));
    return tid;
}

void
ExhaustiveAssignmentPolicy::DoBeginEpisode()
{
    AssignmentPolicy::DoBeginEpisode();
    const double count = GetCritic().CountAssignments();
    if (count > static_cast<double>(m_maxAssignments))
    {
        std::ostringstream found;
        found << count << " joint assignments of " << GetCritic().GetNTasks() << " streams to "
              << GetCritic().GetNOptions() << " options";
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  "",
                                  found.str(),
                                  "at most MaxAssignments = " + std::to_string(m_maxAssignments),
                                  "fewer UEs, streams, servers or exits");
    }
}

void
ExhaustiveAssignmentPolicy::Assign(const EpochState&, std::vector<uint32_t>& assignment)
{
    const AssignmentCritic& critic = GetCritic();
    const uint32_t nTasks = critic.GetNTasks();
    // Counts through all assignments, the last task's option running fastest.
    const auto next = [&critic](uint32_t task, uint32_t from) {
        while (from < critic.GetNOptions() && !critic.IsUsable(task, from))
        {
            ++from;
        }
        return from;
    };
    std::vector<uint32_t> current(nTasks);
    for (uint32_t task = 0; task < nTasks; ++task)
    {
        current[task] = next(task, 0);
    }
    assignment = current;
    double most = critic.Evaluate(current);
    for (uint32_t task = nTasks; task-- > 0;)
    {
        current[task] = next(task, current[task] + 1);
        if (current[task] == critic.GetNOptions())
        {
            current[task] = next(task, 0);
            continue;
        }
        const double value = critic.Evaluate(current);
        if (value > most)
        {
            most = value;
            assignment = current;
        }
        task = nTasks;
    }
}

} // namespace ns3
