// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/dqn-policy.h"

#include "../../learning/dqn.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/learner-agent.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DqnPolicy");

NS_OBJECT_ENSURE_REGISTERED(DqnPolicy);

TypeId
DqnPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DqnPolicy")
            .SetParent<PlanLearningPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<DqnPolicy>()
            .AddAttribute("Gamma",
                          "Discount of the next epoch's reward (0 to 1).",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&DqnPolicy::m_gamma),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LearningRate",
                          "Adam's learning rate (per step).",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&DqnPolicy::m_learningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("GradientClip",
                          "Greatest norm of the gradient; 0 does not clip.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&DqnPolicy::m_gradientClip),
                          MakeDoubleChecker<double>(0))
            .AddAttribute(
                "Tau",
                "Step of the target network towards the network at each gradient step (0 to 1).",
                DoubleValue(0.005),
                MakeDoubleAccessor(&DqnPolicy::m_tau),
                MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("HiddenUnits",
                          "Width of each hidden layer.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&DqnPolicy::m_hiddenUnits),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenLayers",
                          "Number of hidden layers.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&DqnPolicy::m_hiddenLayers),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("BatchSize",
                          "Transitions of one gradient step.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&DqnPolicy::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ReplayCapacity",
                          "Transitions that the replay memory keeps.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&DqnPolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LearningStarts",
                          "Transitions before the first gradient step.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&DqnPolicy::m_learningStarts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("UpdatesPerStep",
                          "Gradient steps per transition (one stream's epoch); may be a fraction.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&DqnPolicy::m_updatesPerStep),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("EpsilonStart",
                          "Probability of a random plan at the start of the training (0 to 1).",
                          DoubleValue(1),
                          MakeDoubleAccessor(&DqnPolicy::m_epsilonStart),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("EpsilonEnd",
                          "Probability of a random plan after EpsilonSteps (0 to 1).",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&DqnPolicy::m_epsilonEnd),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("EpsilonSteps",
                          "Transitions from EpsilonStart to EpsilonEnd.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&DqnPolicy::m_epsilonSteps),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Double",
                          "Double Q-learning (van Hasselt et al. 2016, arXiv 1509.06461).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DqnPolicy::m_double),
                          MakeBooleanChecker())
            .AddAttribute("Duelling",
                          "Duelling heads (Wang et al. 2016, arXiv 1511.06581).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DqnPolicy::m_duelling),
                          MakeBooleanChecker())
            .AddAttribute("Prioritised",
                          "Prioritised replay (Schaul et al. 2016, arXiv 1511.05952).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DqnPolicy::m_prioritised),
                          MakeBooleanChecker())
            .AddAttribute("PriorityAlpha",
                          "Exponent of the priorities (0 to 1).",
                          DoubleValue(0.6),
                          MakeDoubleAccessor(&DqnPolicy::m_priorityAlpha),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("BetaStart",
                          "Exponent of the importance weights at the start (0 to 1).",
                          DoubleValue(0.4),
                          MakeDoubleAccessor(&DqnPolicy::m_betaStart),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("BetaSteps",
                          "Gradient steps until the exponent of the importance weights is 1.",
                          UintegerValue(20000),
                          MakeUintegerAccessor(&DqnPolicy::m_betaSteps),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("HistoryPolicies",
                          "Policies that do not learn, by TypeId and separated by commas: in the "
                          "first episodes of a training they decide, one after the other, and fill "
                          "the replay memory.",
                          StringValue("ns3::StreamDynamicProgrammePolicy,ns3::GreedyPlanPolicy"),
                          MakeStringAccessor(&DqnPolicy::m_historyPolicies),
                          MakeStringChecker())
            .AddAttribute("HistorySteps",
                          "Transitions of history, in equal parts of HistoryPolicies, rounded up "
                          "to whole episodes; 0: none. They move neither epsilon nor the gradient "
                          "steps that are due.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&DqnPolicy::m_historySteps),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("HistoryUpdates",
                          "Gradient steps on the history before the first decision of its own.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&DqnPolicy::m_historyUpdates),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("HistoryMargin",
                          "By how much the value of a plan of those of HistoryPolicies that know "
                          "the arrivals must be above that of others (in units of the reward; 0: "
                          "not at all), as in "
                          "deep Q-learning from demonstrations (Hester et al. 2018, arXiv "
                          "1704.03732).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&DqnPolicy::m_historyMargin),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("HistoryNoise",
                          "Probability that a random plan takes the place of that of "
                          "HistoryPolicies, so that the history also has what they never do "
                          "(0 to 1).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&DqnPolicy::m_historyNoise),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

DqnPolicy::DqnPolicy()
{
    NS_LOG_FUNCTION(this);
}

DqnPolicy::~DqnPolicy()
{
    NS_LOG_FUNCTION(this);
}

PlanLearningPolicy::History
DqnPolicy::GetHistory() const
{
    return {m_historyPolicies, m_historySteps, m_historyUpdates, m_historyNoise};
}

std::unique_ptr<PlanLearningPolicy::Agent>
DqnPolicy::MakeAgent(uint32_t observationSize, uint32_t actionCount, uint64_t seed) const
{
    /// The learner, with its figures.
    class DqnAgent : public LearnerAgent<Agent, learning::Dqn>
    {
      public:
        using LearnerAgent::LearnerAgent;

        void RememberHistory(const Agent::Step& step, bool expert) override
        {
            this->m_learner.RememberHistory(step.observation,
                                            step.mask,
                                            step.action,
                                            step.reward,
                                            step.next,
                                            step.nextMask,
                                            false,
                                            1,
                                            expert);
        }

        void Train(uint32_t updates) override
        {
            this->m_learner.Train(updates);
        }

        uint64_t GetHistory() const override
        {
            return this->m_learner.GetStatistics().history;
        }

        uint64_t GetUpdates() const override
        {
            return this->m_learner.GetStatistics().updates;
        }

        std::vector<std::pair<std::string, double>> GetFigures() const override
        {
            const auto statistics = this->m_learner.GetStatistics();
            return {{"loss", statistics.loss},
                    {"meanQ", statistics.meanQ},
                    {"epsilon", statistics.epsilon},
                    {"beta", statistics.beta},
                    {"updates", static_cast<double>(statistics.updates)},
                    {"steps", static_cast<double>(statistics.steps)},
                    {"history", static_cast<double>(statistics.history)}};
        }
    };

    learning::DqnOptions options;
    options.observationSize = observationSize;
    options.actionCount = actionCount;
    options.hidden.assign(m_hiddenLayers, m_hiddenUnits);
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
    options.seed = seed;
    return std::make_unique<DqnAgent>(options);
}

} // namespace ns3
