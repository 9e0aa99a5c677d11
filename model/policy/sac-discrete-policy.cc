// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sac-discrete-policy.h"

#include "../learning/discrete-sac.h"
#include "../learning/learning-error.h"
#include "../learning/learning-runtime.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SacDiscretePolicy");

NS_OBJECT_ENSURE_REGISTERED(SacDiscretePolicy);

/// The learner.
class SacDiscretePolicy::Agent : public learning::DiscreteSac
{
  public:
    using learning::DiscreteSac::DiscreteSac;
};

TypeId
SacDiscretePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SacDiscretePolicy")
            .SetParent<OffloadingPolicy>()
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
    : m_seed(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

SacDiscretePolicy::~SacDiscretePolicy()
{
    NS_LOG_FUNCTION(this);
}

void
SacDiscretePolicy::DoDispose()
{
    m_agent.reset();
    m_seed = nullptr;
    OffloadingPolicy::DoDispose();
}

int64_t
SacDiscretePolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    return 1;
}

bool
SacDiscretePolicy::IsLearner() const
{
    return true;
}

void
SacDiscretePolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    const EdgeSystem& system = GetSystem();
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_space = PlanSpace(dnns, system.servers.size());
    m_encoder = StateEncoder(system.servers.size());
    m_observations.resize(system.streams.size() * m_encoder.GetSize());
    m_nextObservation.resize(m_encoder.GetSize());
    m_actions.resize(system.streams.size());
    m_masks.clear();
    for (const auto& stream : system.streams)
    {
        const auto& mask = m_space.GetMask(stream.dnn);
        m_masks.insert(m_masks.end(), mask.begin(), mask.end());
    }
    MakeAgent();
}

void
SacDiscretePolicy::MakeAgent()
{
    if (m_agent)
    {
        const auto& options = m_agent->GetOptions();
        if (options.observationSize != m_encoder.GetSize() ||
            options.actionCount != m_space.GetNActions())
        {
            std::ostringstream text;
            text << "SacDiscretePolicy: found a scenario with " << m_encoder.GetSize()
                 << " numbers an observation and " << m_space.GetNActions()
                 << " actions, expected the " << options.observationSize << " and "
                 << options.actionCount << " of its earlier episodes";
            throw learning::LearningError(text.str());
        }
        return;
    }
    learning::ConfigureLibTorch();
    learning::DiscreteSacOptions options;
    options.observationSize = m_encoder.GetSize();
    options.actionCount = m_space.GetNActions();
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
    options.seed = m_seed->GetInteger(1, 0x7fffffff);
    m_agent = std::make_unique<Agent>(options);
    if (!m_checkpoint.empty())
    {
        std::istringstream checkpoint(m_checkpoint);
        m_agent->Load(checkpoint);
        m_checkpoint.clear();
    }
}

void
SacDiscretePolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::size_t n = system.streams.size();
    for (std::size_t i = 0; i < n; ++i)
    {
        m_encoder.Encode(system, state, i, m_observations.data() + i * m_encoder.GetSize());
    }
    m_agent->Act(m_observations.data(), m_masks.data(), n, !IsTraining(), m_actions.data());
    for (std::size_t i = 0; i < n; ++i)
    {
        decision.plans[i] = m_space.GetPlan(m_actions[i], *system.streams[i].dnn);
    }
}

void
SacDiscretePolicy::Learn(const EpochTransition& transition)
{
    NS_LOG_FUNCTION(this << transition.state.epoch);
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const StreamReward& reward = transition.rewards[i];
        if (reward.tasks == 0)
        {
            // Without a task the decision had no consequence, and nothing is to be learnt from it.
            continue;
        }
        const DnnProfile& dnn = *system.streams[i].dnn;
        const uint8_t* mask = m_masks.data() + i * m_space.GetNActions();
        m_encoder.Encode(system, transition.state, i, m_observations.data());
        m_encoder.Encode(system, transition.next, i, m_nextObservation.data());
        // An episode ends by its time limit only, which is not terminal.
        m_agent->Remember(m_observations.data(),
                          mask,
                          m_space.GetAction(transition.decision.plans[i], dnn),
                          static_cast<float>(reward.reward / reward.tasks),
                          m_nextObservation.data(),
                          mask,
                          false);
    }
    m_agent->Update();
}

void
SacDiscretePolicy::Save(std::ostream& os) const
{
    if (m_agent)
    {
        m_agent->Save(os, true);
    }
    else
    {
        // What was loaded and waits for the first episode.
        os << m_checkpoint;
    }
}

void
SacDiscretePolicy::Load(std::istream& is)
{
    m_checkpoint.assign(std::istreambuf_iterator<char>(is), {});
    if (m_agent)
    {
        std::istringstream checkpoint(m_checkpoint);
        m_agent->Load(checkpoint);
        m_checkpoint.clear();
    }
}

std::vector<std::pair<std::string, double>>
SacDiscretePolicy::GetTrainingFigures()
{
    if (!m_agent)
    {
        return {};
    }
    const auto statistics = m_agent->GetStatistics();
    return {{"criticLoss", statistics.criticLoss},
            {"actorLoss", statistics.actorLoss},
            {"alpha", statistics.alpha},
            {"entropy", statistics.entropy},
            {"meanQ", statistics.meanQ},
            {"updates", static_cast<double>(statistics.updates)},
            {"steps", static_cast<double>(statistics.steps)}};
}

} // namespace ns3
