// SPDX-License-Identifier: GPL-2.0-only

#include "dqn-learner.h"

#include "../../learning/dqn.h"
#include "../../learning/learning-runtime.h"
#include "joint-choice.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DqnLearner");

NS_OBJECT_ENSURE_REGISTERED(DqnLearner);

TypeId
DqnLearner::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type =
            TypeId("ns3::DqnLearner")
                .SetParent<NetworkLearner>()
                .SetGroupName("EdgeInference")
                .AddConstructor<DqnLearner>()
                .AddAttribute("Gamma",
                              "Discount of the next epoch's reward (0 to 1).",
                              DoubleValue(0.3),
                              MakeDoubleAccessor(&DqnLearner::m_gamma),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("LearningRate",
                              "Adam's learning rate (per step).",
                              DoubleValue(1e-3),
                              MakeDoubleAccessor(&DqnLearner::m_learningRate),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute("GradientClip",
                              "Greatest norm of the gradient; 0 does not clip.",
                              DoubleValue(10),
                              MakeDoubleAccessor(&DqnLearner::m_gradientClip),
                              MakeDoubleChecker<double>(0))
                .AddAttribute("Tau",
                              "Step of the target network towards the network at each gradient "
                              "step (0 to 1).",
                              DoubleValue(0.005),
                              MakeDoubleAccessor(&DqnLearner::m_tau),
                              MakeDoubleChecker<double>(1e-9, 1))
                .AddAttribute("BatchSize",
                              "Transitions of one gradient step.",
                              UintegerValue(128),
                              MakeUintegerAccessor(&DqnLearner::m_batchSize),
                              MakeUintegerChecker<uint32_t>(1))
                .AddAttribute("ReplayCapacity",
                              "Transitions that the replay memory keeps.",
                              UintegerValue(100000),
                              MakeUintegerAccessor(&DqnLearner::m_replayCapacity),
                              MakeUintegerChecker<uint32_t>(1))
                .AddAttribute("LearningStarts",
                              "Transitions before the first gradient step.",
                              UintegerValue(1000),
                              MakeUintegerAccessor(&DqnLearner::m_learningStarts),
                              MakeUintegerChecker<uint32_t>())
                .AddAttribute(
                    "UpdatesPerStep",
                    "Gradient steps per transition (one stream's epoch); may be a fraction.",
                    DoubleValue(1),
                    MakeDoubleAccessor(&DqnLearner::m_updatesPerStep),
                    MakeDoubleChecker<double>(0, 1000))
                .AddAttribute("EpsilonStart",
                              "Probability of a random plan at the start of the training (0 to 1).",
                              DoubleValue(1),
                              MakeDoubleAccessor(&DqnLearner::m_epsilonStart),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("EpsilonEnd",
                              "Probability of a random plan after EpsilonSteps (0 to 1).",
                              DoubleValue(0.05),
                              MakeDoubleAccessor(&DqnLearner::m_epsilonEnd),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("EpsilonSteps",
                              "Transitions from EpsilonStart to EpsilonEnd.",
                              UintegerValue(10000),
                              MakeUintegerAccessor(&DqnLearner::m_epsilonSteps),
                              MakeUintegerChecker<uint32_t>(1))
                .AddAttribute("Double",
                              "Double Q-learning (van Hasselt et al. 2016, arXiv 1509.06461).",
                              BooleanValue(true),
                              MakeBooleanAccessor(&DqnLearner::m_double),
                              MakeBooleanChecker())
                .AddAttribute("Duelling",
                              "Duelling heads (Wang et al. 2016, arXiv 1511.06581).",
                              BooleanValue(false),
                              MakeBooleanAccessor(&DqnLearner::m_duelling),
                              MakeBooleanChecker())
                .AddAttribute("Prioritised",
                              "Prioritised replay (Schaul et al. 2016, arXiv 1511.05952).",
                              BooleanValue(false),
                              MakeBooleanAccessor(&DqnLearner::m_prioritised),
                              MakeBooleanChecker())
                .AddAttribute("PriorityAlpha",
                              "Exponent of the priorities (0 to 1).",
                              DoubleValue(0.6),
                              MakeDoubleAccessor(&DqnLearner::m_priorityAlpha),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("BetaStart",
                              "Exponent of the importance weights at the start (0 to 1).",
                              DoubleValue(0.4),
                              MakeDoubleAccessor(&DqnLearner::m_betaStart),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("BetaSteps",
                              "Gradient steps until the exponent of the importance weights is 1.",
                              UintegerValue(20000),
                              MakeUintegerAccessor(&DqnLearner::m_betaSteps),
                              MakeUintegerChecker<uint32_t>(1))
                .AddAttribute(
                    "HistoryMargin",
                    "By how much the value of a plan of those of HistoryPolicies that know "
                    "the arrivals must be above that of others (in units of the reward; 0: "
                    "not at all), as in "
                    "deep Q-learning from demonstrations (Hester et al. 2018, arXiv "
                    "1704.03732).",
                    DoubleValue(0),
                    MakeDoubleAccessor(&DqnLearner::m_historyMargin),
                    MakeDoubleChecker<double>(0))
                .AddAttribute("ImitationMargin",
                              "By how much the value of a plan that is imitated must be above that "
                              "of others (in units of the reward; 0.8: Hester et al. 2018).",
                              DoubleValue(0.8),
                              MakeDoubleAccessor(&DqnLearner::m_imitationMargin),
                              MakeDoubleChecker<double>(1e-9));
        AddPerceptron(type, "64");
        return type;
    }();
    return tid;
}

DqnLearner::DqnLearner()
{
    NS_LOG_FUNCTION(this);
}

DqnLearner::~DqnLearner()
{
    NS_LOG_FUNCTION(this);
}

std::string
DqnLearner::Describe() const
{
    return "choices with at most " + std::to_string(MOST_ACTIONS) + " combinations, and no numbers";
}

bool
DqnLearner::Fits(const Layout& layout) const
{
    return !layout.heads.empty() && CountCombinations(layout.heads) <= MOST_ACTIONS &&
           layout.GetNNumbers() == 0;
}

void
DqnLearner::Make(const Ptr<DecisionSpace>& space, uint64_t seed)
{
    learning::ConfigureLibTorch();
    const Layout& layout = space->GetLayout();
    m_heads = layout.heads;
    m_nActions = CountCombinations(m_heads);
    learning::DqnOptions options;
    SetNetworks(layout, options);
    options.actionCount = m_nActions;
    options.gamma = m_gamma;
    options.learningRate = m_learningRate;
    options.gradientClip = m_gradientClip;
    options.tau = m_tau;
    options.batchSize = m_batchSize;
    options.replayCapacity = m_replayCapacity;
    options.learningStarts = m_learningStarts;
    options.updatesPerStep = m_updatesPerStep;
    options.epsilonStart = m_epsilonStart;
    options.epsilonEnd = m_epsilonEnd;
    options.epsilonSteps = m_epsilonSteps;
    options.doubleQ = m_double;
    options.duelling = m_duelling;
    options.prioritised = m_prioritised;
    options.priorityAlpha = m_priorityAlpha;
    options.betaStart = m_betaStart;
    options.betaSteps = m_betaSteps;
    options.historyMargin = m_historyMargin;
    options.imitationMargin = m_imitationMargin;
    options.seed = seed;
    m_algorithm = std::make_unique<learning::Dqn>(options);
}

const uint8_t*
DqnLearner::MakeMask(const uint8_t* mask, std::vector<uint8_t>& joint) const
{
    if (m_heads.size() == 1)
    {
        return mask;
    }
    joint.resize(m_nActions);
    JoinMasks(mask, m_heads, joint.data());
    return joint.data();
}

void
DqnLearner::Act(Rows& rows, bool greedy)
{
    const std::size_t n = rows.GetN();
    const uint8_t* masks = rows.masks.data();
    if (m_heads.size() > 1)
    {
        m_masks.resize(n * m_nActions);
        const std::size_t width = n > 0 ? rows.masks.size() / n : 0;
        for (std::size_t i = 0; i < n; ++i)
        {
            JoinMasks(masks + i * width, m_heads, m_masks.data() + i * m_nActions);
        }
        masks = m_masks.data();
    }
    m_actions.resize(n);
    m_algorithm->Act(rows.observations.data(), masks, n, greedy, m_actions.data());
    for (std::size_t i = 0; i < n; ++i)
    {
        SplitAction(m_actions[i], m_heads, rows.choices.data() + i * m_heads.size());
    }
}

void
DqnLearner::Remember(const Step& step)
{
    m_algorithm->Remember(step.observation,
                          MakeMask(step.mask, m_mask),
                          JoinChoices(step.choices, m_heads),
                          step.reward,
                          step.next,
                          MakeMask(step.nextMask, m_nextMask),
                          false);
}

bool
DqnLearner::TakesHistory() const
{
    return true;
}

void
DqnLearner::RememberHistory(const Step& step, bool expert)
{
    m_algorithm->RememberHistory(step.observation,
                                 MakeMask(step.mask, m_mask),
                                 JoinChoices(step.choices, m_heads),
                                 step.reward,
                                 step.next,
                                 MakeMask(step.nextMask, m_nextMask),
                                 false,
                                 1,
                                 expert);
}

void
DqnLearner::TrainOnHistory(uint32_t updates)
{
    m_algorithm->Train(updates);
}

bool
DqnLearner::CanFollow() const
{
    return true;
}

void
DqnLearner::Follow(const Rows& leader, double margin, bool, Rows& rows)
{
    const std::size_t n = rows.GetN();
    const std::size_t nHeads = m_heads.size();
    const bool knows = GetUpdates() > 0;
    std::vector<float> values(m_nActions);
    for (std::size_t i = 0; i < n; ++i)
    {
        const float* observation = rows.observations.data() + i * (rows.observations.size() / n);
        const uint8_t* mask = MakeMask(rows.masks.data() + i * (rows.masks.size() / n), m_mask);
        m_algorithm->Values(observation, values.data());
        float most = -std::numeric_limits<float>::infinity();
        for (uint32_t action = 0; action < m_nActions; ++action)
        {
            most = mask[action] ? std::max(most, values[action]) : most;
        }
        uint32_t* const own = rows.choices.data() + i * nHeads;
        const uint32_t* const led = leader.choices.data() + i * nHeads;
        // Of the choices with less than the most it knows that it explores.
        const bool isBest = values[JoinChoices(own, m_heads)] >= most;
        const float gain = most - values[JoinChoices(led, m_heads)];
        if (leader.known[i] && isBest && !(knows && gain > margin))
        {
            std::copy_n(led, nHeads, own);
        }
    }
}

void
DqnLearner::Update()
{
    m_algorithm->Update();
}

Learner::Actors
DqnLearner::GetActors() const
{
    return Actors::OVERLAPPING;
}

void
DqnLearner::SeedExploration(uint64_t seed)
{
    m_algorithm->SeedExploration(seed);
}

Learner::Figures
DqnLearner::GetFigures() const
{
    const auto statistics = m_algorithm->GetStatistics();
    return AddImitation({{"loss", statistics.loss},
                         {"meanQ", statistics.meanQ},
                         {"epsilon", statistics.epsilon},
                         {"beta", statistics.beta},
                         {"updates", static_cast<double>(statistics.updates)},
                         {"steps", static_cast<double>(statistics.steps)},
                         {"history", static_cast<double>(statistics.history)}});
}

} // namespace ns3
