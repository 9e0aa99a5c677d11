// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sac-discrete-policy.h"

#include "../../learning/discrete-sac.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/learner-agent.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SacDiscretePolicy");

NS_OBJECT_ENSURE_REGISTERED(SacDiscretePolicy);

TypeId
SacDiscretePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SacDiscretePolicy")
            .SetParent<PlanLearningPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<SacDiscretePolicy>()
            .AddAttribute("Gamma",
                          "Discount of the next epoch's reward (0 to 1). Small where tasks end "
                          "within an epoch or two, as with deadlines below its length.",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_gamma),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Tau",
                          "Step of the target critics towards the critics at each gradient step "
                          "(0 to 1).",
                          DoubleValue(0.005),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_tau),
                          MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("ActorLearningRate",
                          "Adam's learning rate of the actor (per step).",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_actorLearningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("CriticLearningRate",
                          "Adam's learning rate of the critics (per step).",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_criticLearningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("AlphaLearningRate",
                          "Adam's learning rate of the temperature, when it is learnt (per step).",
                          DoubleValue(3e-4),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_alphaLearningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("HiddenUnits",
                          "Width of each hidden layer of actor and critics.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&SacDiscretePolicy::m_hiddenUnits),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenLayers",
                          "Number of hidden layers of actor and critics.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&SacDiscretePolicy::m_hiddenLayers),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("BatchSize",
                          "Transitions of one gradient step.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&SacDiscretePolicy::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ReplayCapacity",
                          "Transitions that the replay memory keeps.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&SacDiscretePolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LearningStarts",
                          "Transitions before the first gradient step; actions are drawn with "
                          "equal chances until then.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&SacDiscretePolicy::m_learningStarts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("UpdatesPerStep",
                          "Gradient steps per transition (one stream's epoch); may be a fraction.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_updatesPerStep),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Alpha",
                          "Temperature, in units of reward; the start when it is learnt.",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_alpha),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("LearnAlpha",
                          "Learn the temperature so that the entropy meets its target.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SacDiscretePolicy::m_learnAlpha),
                          MakeBooleanChecker())
            .AddAttribute("TargetEntropyRatio",
                          "Target entropy over log |A|, |A| the number of valid actions (0 to 1). "
                          "The 0.98 of the paper diverges on small action sets.",
                          DoubleValue(0.15),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_targetEntropyRatio),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("AlphaMin",
                          "Least temperature, when it is learnt.",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_alphaMin),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("AlphaMax",
                          "Greatest temperature, when it is learnt.",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_alphaMax),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("GradientClip",
                          "Greatest norm of a network's gradient; 0 does not clip.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&SacDiscretePolicy::m_gradientClip),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("AveragedCritics",
                          "Use the mean of the two critics instead of their minimum.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SacDiscretePolicy::m_averagedCritics),
                          MakeBooleanChecker());
    return tid;
}

SacDiscretePolicy::SacDiscretePolicy()
{
    NS_LOG_FUNCTION(this);
}

SacDiscretePolicy::~SacDiscretePolicy()
{
    NS_LOG_FUNCTION(this);
}

std::unique_ptr<PlanLearningPolicy::Agent>
SacDiscretePolicy::MakeAgent(uint32_t observationSize, uint32_t actionCount, uint64_t seed) const
{
    /// The learner, with its figures.
    class SacAgent : public LearnerAgent<Agent, learning::DiscreteSac>
    {
      public:
        using LearnerAgent::LearnerAgent;

        std::vector<std::pair<std::string, double>> GetFigures() const override
        {
            const auto statistics = this->m_learner.GetStatistics();
            return {{"criticLoss", statistics.criticLoss},
                    {"actorLoss", statistics.actorLoss},
                    {"alpha", statistics.alpha},
                    {"entropy", statistics.entropy},
                    {"meanQ", statistics.meanQ},
                    {"updates", static_cast<double>(statistics.updates)},
                    {"steps", static_cast<double>(statistics.steps)}};
        }
    };

    learning::DiscreteSacOptions options;
    options.observationSize = observationSize;
    options.actionCount = actionCount;
    options.hidden.assign(m_hiddenLayers, m_hiddenUnits);
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
    return std::make_unique<SacAgent>(options);
}

} // namespace ns3
