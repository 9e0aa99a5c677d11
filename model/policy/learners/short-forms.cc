// SPDX-License-Identifier: GPL-2.0-only

#include "../spaces/allocation-grid-space.h"
#include "../spaces/allocation-space.h"
#include "../spaces/assignment-space.h"
#include "../spaces/attribute-forwarding.h"
#include "../spaces/deployment-space.h"
#include "../spaces/plan-space.h"
#include "assignment-learner.h"
#include "ddpg-learner.h"
#include "discrete-sac-learner.h"
#include "dqn-learner.h"
#include "learning-policy.h"
#include "ppo-learner.h"

#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Names of pairs of a space and a learner: ns3::SacDiscretePolicy and the like. A line of
 * the table is all that one takes; its attributes are those of the space and of the learner.
 */

namespace ns3
{

namespace
{

/// What a short form says beside its space and its learner.
struct FormEntry
{
    const char* name;                         //!< TypeId name
    AttributeForwarding::Changes own{};       //!< attributes of LearningPolicy that it has
    AttributeForwarding::Changes learner{};   //!< attributes of the learner that differ
    std::vector<std::string> hiddenFigures{}; //!< figures of the learner that it leaves out
};

/**
 * @param more attributes of LearningPolicy that a short form has beside these
 * @return those by which it imitates the leader of its space
 */
AttributeForwarding::Changes
LeaderFirst(std::vector<std::string> more = {})
{
    more.insert(more.begin(), {"HistoryPolicies", "Leader", "HistorySteps", "ImitationUpdates"});
    return {more, {}, {{"HistoryPolicies", "Leader"}}};
}

/**
 * @brief A pair of a space and a learner under a name of its own.
 * @tparam Form says which
 */
template <typename Form>
class ShortForm final : public LearningPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = [] {
            const FormEntry entry = Form::Get();
            TypeId type = TypeId(entry.name)
                              .SetParent<OffloadingPolicy>()
                              .SetGroupName("EdgeInference")
                              .template AddConstructor<ShortForm>();
            const auto findSpace = [](const ObjectBase* policy) -> ObjectBase* {
                return PeekPointer(dynamic_cast<const LearningPolicy*>(policy)->GetSpace());
            };
            const auto findLearner = [](const ObjectBase* policy) -> ObjectBase* {
                return PeekPointer(dynamic_cast<const LearningPolicy*>(policy)->GetLearner());
            };
            AttributeForwarding::Add(type, Form::Space::GetTypeId(), findSpace);
            AttributeForwarding::Add(type,
                                     Form::Algorithm::GetTypeId(),
                                     findLearner,
                                     entry.learner);
            if (!entry.own.only.empty())
            {
                AttributeForwarding::Add(type, LearningPolicy::GetTypeId(), nullptr, entry.own);
            }
            return type;
        }();
        return tid;
    }

    ShortForm()
        : LearningPolicy(CreateObject<typename Form::Space>(),
                         CreateObject<typename Form::Algorithm>())
    {
        m_hiddenFigures = Form::Get().hiddenFigures;
    }
};

/// SAC-d: plans by soft actor-critic.
struct SacDiscreteForm
{
    using Space = PlanSpace;              //!< what is decided
    using Algorithm = DiscreteSacLearner; //!< how that is learnt

    /// @return entry of this short form
    static FormEntry Get()
    {
        return {"ns3::SacDiscretePolicy",
                LeaderFirst({"HistoryUpdates", "HistoryNoise", "Prior", "LeaderMargin"})};
    }
};

/// Plans by deep Q-learning, with the history of other policies.
struct DqnForm
{
    using Space = PlanSpace;      //!< what is decided
    using Algorithm = DqnLearner; //!< how that is learnt

    /// @return entry of this short form
    static FormEntry Get()
    {
        return {"ns3::DqnPolicy",
                {{"HistoryPolicies",
                  "Leader",
                  "HistorySteps",
                  "HistoryUpdates",
                  "HistoryNoise",
                  "ImitationUpdates",
                  "Prior",
                  "LeaderMargin"}}};
    }
};

/// Allocations by deep deterministic policy gradient or TD3.
struct DdpgForm
{
    using Space = AllocationSpace; //!< what is decided
    using Algorithm = DdpgLearner; //!< how that is learnt

    /// @return entry of this short form
    static FormEntry Get()
    {
        return {"ns3::DdpgPolicy", LeaderFirst({"HistoryUpdates"})};
    }
};

/// A grid of allocations by deep Q-learning.
struct GridDqnForm
{
    using Space = AllocationGridSpace; //!< what is decided
    using Algorithm = DqnLearner;      //!< how that is learnt

    /// @return entry of this short form
    static FormEntry Get()
    {
        return {"ns3::GridDqnPolicy",
                {},
                {{},
                 {"GradientClip",
                  "EpsilonStart",
                  "Double",
                  "Duelling",
                  "Prioritised",
                  "PriorityAlpha",
                  "BetaStart",
                  "BetaSteps",
                  "HistoryMargin",
                  "ImitationMargin"},
                 {{"Gamma", "0.5"},
                  {"Tau", "0.01"},
                  {"HiddenUnits", "128"},
                  {"BatchSize", "64"},
                  {"ReplayCapacity", "20000"},
                  {"LearningStarts", "200"},
                  {"UpdatesPerStep", "2"},
                  {"EpsilonSteps", "1000"}}},
                {"beta", "history"}};
    }
};

/// Deployment under mobility by proximal policy optimisation.
struct PpoForm
{
    using Space = DeploymentSpace; //!< what is decided
    using Algorithm = PpoLearner;  //!< how that is learnt

    /// @return entry of this short form
    static FormEntry Get()
    {
        return {"ns3::PpoPolicy", LeaderFirst()};
    }
};

/// GRLE, GRL, DROOE and DROO.
struct AssignmentForm
{
    using Space = AssignmentSpace;       //!< what is decided
    using Algorithm = AssignmentLearner; //!< how that is learnt

    /// @return entry of this short form
    static FormEntry Get()
    {
        return {"ns3::AssignmentLearningPolicy", LeaderFirst()};
    }
};

using SacDiscretePolicy = ShortForm<SacDiscreteForm>;
using DqnPolicy = ShortForm<DqnForm>;
using DdpgPolicy = ShortForm<DdpgForm>;
using GridDqnPolicy = ShortForm<GridDqnForm>;
using PpoPolicy = ShortForm<PpoForm>;
using AssignmentLearningPolicy = ShortForm<AssignmentForm>;

NS_OBJECT_ENSURE_REGISTERED(SacDiscretePolicy);
NS_OBJECT_ENSURE_REGISTERED(DqnPolicy);
NS_OBJECT_ENSURE_REGISTERED(DdpgPolicy);
NS_OBJECT_ENSURE_REGISTERED(GridDqnPolicy);
NS_OBJECT_ENSURE_REGISTERED(PpoPolicy);
NS_OBJECT_ENSURE_REGISTERED(AssignmentLearningPolicy);

} // namespace

} // namespace ns3
