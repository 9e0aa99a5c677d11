// SPDX-License-Identifier: GPL-2.0-only

#include "greedy-assignment-policy.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(GreedyAssignmentPolicy);

TypeId
GreedyAssignmentPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::GreedyAssignmentPolicy")
                            .SetParent<AssignmentPolicy>()
                            .SetGroupName("EdgeInference")
                            .AddConstructor<GreedyAssignmentPolicy>();
    return tid;
}

void
GreedyAssignmentPolicy::Assign(const EpochState&, std::vector<uint32_t>& assignment)
{
    const AssignmentCritic& critic = GetCritic();
    assignment.assign(critic.GetNTasks(), AssignmentCritic::NONE);
    for (uint32_t task = 0; task < critic.GetNTasks(); ++task)
    {
        uint32_t best = AssignmentCritic::NONE;
        double most = 0;
        for (uint32_t option = 0; option < critic.GetNOptions(); ++option)
        {
            if (!critic.IsUsable(task, option))
            {
                continue;
            }
            assignment[task] = option;
            const double value = critic.Evaluate(assignment);
            if (best == AssignmentCritic::NONE || value > most)
            {
                best = option;
                most = value;
            }
        }
        assignment[task] = best;
    }
}

} // namespace ns3
