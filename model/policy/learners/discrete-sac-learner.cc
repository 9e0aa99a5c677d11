// SPDX-License-Identifier: GPL-2.0-only

#include "discrete-sac-learner.h"

#include "../../learning/discrete-sac.h"
#include "../../learning/learning-runtime.h"
#include "joint-choice.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DiscreteSacLearner");

NS_OBJECT_ENSURE_REGISTERED(DiscreteSacLearner);

TypeId
DiscreteSacLearner::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type =
            TypeId("ns3::DiscreteSacLearner")
                .SetParent<NetworkLearner>()
                .SetGroupName("EdgeInference")
                .AddConstructor<DiscreteSacLearner>()
                .AddAttribute("Gamma",
                              "Discount of the next epoch's reward (0 to 1). Small where tasks end "
                              "within an epoch or two, as with deadlines below its length.",
                              DoubleValue(0.3),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_gamma),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute(
                    "Tau",
                    "Step of the target critics towards the critics at each gradient step "
                    "(0 to 1).",
                    DoubleValue(0.005),
                    MakeDoubleAccessor(&DiscreteSacLearner::m_tau),
                    MakeDoubleChecker<double>(1e-9, 1))
                .AddAttribute("ActorLearningRate",
                              "Adam's learning rate of the actor (per step).",
                              DoubleValue(1e-3),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_actorLearningRate),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute("CriticLearningRate",
                              "Adam's learning rate of the critics (per step).",
                              DoubleValue(1e-3),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_criticLearningRate),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute(
                    "AlphaLearningRate",
                    "Adam's learning rate of the temperature, when it is learnt (per step).",
                    DoubleValue(3e-4),
                    MakeDoubleAccessor(&DiscreteSacLearner::m_alphaLearningRate),
                    MakeDoubleChecker<double>(1e-9))
                .AddAttribute("BatchSize",
                              "Transitions of one gradient step.",
                              UintegerValue(128),
                              MakeUintegerAccessor(&DiscreteSacLearner::m_batchSize),
                              MakeUintegerChecker<uint32_t>(1))
                .AddAttribute("ReplayCapacity",
                              "Transitions that the replay memory keeps.",
                              UintegerValue(100000),
                              MakeUintegerAccessor(&DiscreteSacLearner::m_replayCapacity),
                              MakeUintegerChecker<uint32_t>(1))
                .AddAttribute("LearningStarts",
                              "Transitions before the first gradient step; actions are drawn with "
                              "equal chances until then.",
                              UintegerValue(1000),
                              MakeUintegerAccessor(&DiscreteSacLearner::m_learningStarts),
                              MakeUintegerChecker<uint32_t>())
                .AddAttribute(
                    "UpdatesPerStep",
                    "Gradient steps per transition (one stream's epoch); may be a fraction.",
                    DoubleValue(1),
                    MakeDoubleAccessor(&DiscreteSacLearner::m_updatesPerStep),
                    MakeDoubleChecker<double>(0, 1000))
                .AddAttribute("Alpha",
                              "Temperature, in units of reward; the start when it is learnt.",
                              DoubleValue(0.1),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_alpha),
                              MakeDoubleChecker<double>(0))
                .AddAttribute("LearnAlpha",
                              "Learn the temperature so that the entropy meets its target.",
                              BooleanValue(true),
                              MakeBooleanAccessor(&DiscreteSacLearner::m_learnAlpha),
                              MakeBooleanChecker())
                .AddAttribute(
                    "TargetEntropyRatio",
                    "Target entropy over log |A|, |A| the number of valid actions (0 to 1). "
                    "The 0.98 of the paper diverges on small action sets.",
                    DoubleValue(0.15),
                    MakeDoubleAccessor(&DiscreteSacLearner::m_targetEntropyRatio),
                    MakeDoubleChecker<double>(0, 1))
                .AddAttribute("AlphaMin",
                              "Least temperature, when it is learnt.",
                              DoubleValue(1e-3),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_alphaMin),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute("AlphaMax",
                              "Greatest temperature, when it is learnt.",
                              DoubleValue(1.0),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_alphaMax),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute("GradientClip",
                              "Greatest norm of a network's gradient; 0 does not clip.",
                              DoubleValue(0),
                              MakeDoubleAccessor(&DiscreteSacLearner::m_gradientClip),
                              MakeDoubleChecker<double>(0))
                .AddAttribute("AveragedCritics",
                              "Use the mean of the two critics instead of their minimum.",
                              BooleanValue(false),
                              MakeBooleanAccessor(&DiscreteSacLearner::m_averagedCritics),
                              MakeBooleanChecker());
        AddPerceptron(type, "64");
        return type;
    }();
    return tid;
}

DiscreteSacLearner::DiscreteSacLearner()
{
    NS_LOG_FUNCTION(this);
}

DiscreteSacLearner::~DiscreteSacLearner()
{
    NS_LOG_FUNCTION(this);
}

std::string
DiscreteSacLearner::Describe() const
{
    return "choices, and no numbers";
}

bool
DiscreteSacLearner::Fits(const Layout& layout) const
{
    return !layout.heads.empty() && layout.GetNNumbers() == 0;
}

void
DiscreteSacLearner::Make(const Ptr<DecisionSpace>& space, uint64_t seed)
{
    learning::ConfigureLibTorch();
    const Layout& layout = space->GetLayout();
    m_heads = layout.heads;
    learning::DiscreteSacOptions options;
    SetNetworks(layout, options);
    options.actionCount = layout.GetMaskSize();
    if (m_heads.size() > 1)
    {
        options.headSizes = m_heads;
    }
    options.gamma = m_gamma;
    options.tau = m_tau;
    options.actorLearningRate = m_actorLearningRate;
    options.criticLearningRate = m_criticLearningRate;
    options.alphaLearningRate = m_alphaLearningRate;
    options.batchSize = m_batchSize;
    options.replayCapacity = m_replayCapacity;
    options.learningStarts = m_learningStarts;
    options.updatesPerStep = m_updatesPerStep;
    options.alpha = m_alpha;
    options.learnAlpha = m_learnAlpha;
    options.targetEntropyRatio = m_targetEntropyRatio;
    options.alphaMin = m_alphaMin;
    options.alphaMax = m_alphaMax;
    options.gradientClip = m_gradientClip;
    options.averagedCritics = m_averagedCritics;
    options.seed = seed;
    m_algorithm = std::make_unique<learning::DiscreteSac>(options);
}

void
DiscreteSacLearner::Act(Rows& rows, bool greedy)
{
    m_actions.resize(rows.GetN());
    m_algorithm->Act(rows.observations.data(),
                     rows.masks.data(),
                     rows.GetN(),
                     greedy,
                     m_actions.data());
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        SplitAction(m_actions[i], m_heads, rows.choices.data() + i * m_heads.size());
    }
}

void
DiscreteSacLearner::Remember(const Step& step)
{
    m_algorithm->Remember(step.observation,
                          step.mask,
                          JoinChoices(step.choices, m_heads),
                          step.reward,
                          step.next,
                          step.nextMask,
                          false);
}

bool
DiscreteSacLearner::TakesHistory() const
{
    return true;
}

void
DiscreteSacLearner::RememberHistory(const Step& step, bool)
{
    m_algorithm->RememberHistory(step.observation,
                                 step.mask,
                                 JoinChoices(step.choices, m_heads),
                                 step.reward,
                                 step.next,
                                 step.nextMask,
                                 false);
}

void
DiscreteSacLearner::TrainOnHistory(uint32_t updates)
{
    m_algorithm->Train(updates);
}

bool
DiscreteSacLearner::CanFollow() const
{
    return true;
}

void
DiscreteSacLearner::Follow(const Rows& leader, double margin, bool greedy, Rows& rows)
{
    // While it trains its choices are drawn: all of them explore.
    const std::size_t n = greedy ? rows.GetN() : 0;
    const std::size_t nHeads = m_heads.size();
    const bool knows = GetUpdates() > 0;
    std::vector<float> values(m_algorithm->GetOptions().actionCount);
    for (std::size_t i = 0; i < n; ++i)
    {
        m_algorithm->Values(rows.observations.data() + i * (rows.observations.size() / n),
                            values.data());
        uint32_t* const own = rows.choices.data() + i * nHeads;
        const uint32_t* const led = leader.choices.data() + i * nHeads;
        float gain = 0;
        std::size_t first = 0;
        for (std::size_t head = 0; head < nHeads; ++head)
        {
            gain += values[first + own[head]] - values[first + led[head]];
            first += m_heads[head];
        }
        if (leader.known[i] && !(knows && gain > margin))
        {
            std::copy_n(led, nHeads, own);
        }
    }
}

void
DiscreteSacLearner::Update()
{
    m_algorithm->Update();
}

Learner::Actors
DiscreteSacLearner::GetActors() const
{
    return Actors::OVERLAPPING;
}

void
DiscreteSacLearner::SeedExploration(uint64_t seed)
{
    m_algorithm->SeedExploration(seed);
}

Learner::Figures
DiscreteSacLearner::GetFigures() const
{
    const auto statistics = m_algorithm->GetStatistics();
    return AddImitation({{"criticLoss", statistics.criticLoss},
                         {"actorLoss", statistics.actorLoss},
                         {"alpha", statistics.alpha},
                         {"entropy", statistics.entropy},
                         {"meanQ", statistics.meanQ},
                         {"updates", static_cast<double>(statistics.updates)},
                         {"steps", static_cast<double>(statistics.steps)}});
}

} // namespace ns3
