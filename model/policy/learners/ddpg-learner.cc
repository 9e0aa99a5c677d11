// SPDX-License-Identifier: GPL-2.0-only

#include "ddpg-learner.h"

#include "../../learning/ddpg.h"
#include "../../learning/learning-runtime.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DdpgLearner");

NS_OBJECT_ENSURE_REGISTERED(DdpgLearner);

TypeId
DdpgLearner::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type =
            TypeId("ns3::DdpgLearner")
                .SetParent<NetworkLearner>()
                .SetGroupName("EdgeInference")
                .AddConstructor<DdpgLearner>()
                .AddAttribute("Gamma",
                              "Discount a step (0 to 1).",
                              DoubleValue(0.5),
                              MakeDoubleAccessor(&DdpgLearner::m_gamma),
                              MakeDoubleChecker<double>(0, 1))
                .AddAttribute("Tau",
                              "Step of the target networks (above 0, to 1).",
                              DoubleValue(0.01),
                              MakeDoubleAccessor(&DdpgLearner::m_tau),
                              MakeDoubleChecker<double>(1e-9, 1))
                .AddAttribute("ActorLearningRate",
                              "Adam's step of the actor (above 0).",
                              DoubleValue(5e-4),
                              MakeDoubleAccessor(&DdpgLearner::m_actorLearningRate),
                              MakeDoubleChecker<double>(1e-12, 1))
                .AddAttribute("CriticLearningRate",
                              "Adam's step of the critics (above 0).",
                              DoubleValue(1e-3),
                              MakeDoubleAccessor(&DdpgLearner::m_criticLearningRate),
                              MakeDoubleChecker<double>(1e-12, 1))
                .AddAttribute("GradientClip",
                              "Greatest norm of a gradient; 0: no bound.",
                              DoubleValue(10),
                              MakeDoubleAccessor(&DdpgLearner::m_gradientClip),
                              MakeDoubleChecker<double>(0, 1e9))
                .AddAttribute("BatchSize",
                              "Transitions of one gradient step (64: Lillicrap et al. 2016).",
                              UintegerValue(64),
                              MakeUintegerAccessor(&DdpgLearner::m_batchSize),
                              MakeUintegerChecker<uint32_t>(1, 1000000))
                .AddAttribute("ReplayCapacity",
                              "Transitions kept.",
                              UintegerValue(20000),
                              MakeUintegerAccessor(&DdpgLearner::m_replayCapacity),
                              MakeUintegerChecker<uint32_t>(1, 100000000))
                .AddAttribute("LearningStarts",
                              "Transitions with random actions before the first gradient step.",
                              UintegerValue(200),
                              MakeUintegerAccessor(&DdpgLearner::m_learningStarts),
                              MakeUintegerChecker<uint32_t>())
                .AddAttribute("UpdatesPerStep",
                              "Gradient steps a transition.",
                              DoubleValue(1),
                              MakeDoubleAccessor(&DdpgLearner::m_updatesPerStep),
                              MakeDoubleChecker<double>(0, 1000))
                .AddAttribute(
                    "Noise",
                    "Kind of exploration.",
                    EnumValue(ORNSTEIN_UHLENBECK),
                    MakeEnumAccessorCompat<DdpgLearner::NoiseKind>(&DdpgLearner::m_noise),
                    MakeEnumChecker(GAUSSIAN, "Gaussian", ORNSTEIN_UHLENBECK, "OrnsteinUhlenbeck"))
                .AddAttribute(
                    "NoiseScale",
                    "Standard deviation of the noise of bounded entries, which are -1 to 1 "
                    "(0.2: Lillicrap et al. 2016).",
                    DoubleValue(0.2),
                    MakeDoubleAccessor(&DdpgLearner::m_noiseScale),
                    MakeDoubleChecker<double>(0, 1000))
                .AddAttribute("SimplexNoiseScale",
                              "Standard deviation of the noise at the logits of shares.",
                              DoubleValue(0.3),
                              MakeDoubleAccessor(&DdpgLearner::m_simplexNoiseScale),
                              MakeDoubleChecker<double>(0, 1000))
                .AddAttribute(
                    "OuTheta",
                    "Pull of the Ornstein-Uhlenbeck noise to 0 (above 0, to 1; 0.15: Lillicrap "
                    "et al. 2016).",
                    DoubleValue(0.15),
                    MakeDoubleAccessor(&DdpgLearner::m_ouTheta),
                    MakeDoubleChecker<double>(1e-9, 1))
                .AddAttribute("TwinCritics",
                              "TD3: the smaller of two critics in the target.",
                              BooleanValue(false),
                              MakeBooleanAccessor(&DdpgLearner::m_twinCritics),
                              MakeBooleanChecker())
                .AddAttribute("TargetSmoothing",
                              "TD3: noise on the target's action.",
                              BooleanValue(false),
                              MakeBooleanAccessor(&DdpgLearner::m_targetSmoothing),
                              MakeBooleanChecker())
                .AddAttribute("TargetNoise",
                              "Standard deviation of that noise (0.2: Fujimoto et al. 2018).",
                              DoubleValue(0.2),
                              MakeDoubleAccessor(&DdpgLearner::m_targetNoise),
                              MakeDoubleChecker<double>(0, 1000))
                .AddAttribute("TargetNoiseClip",
                              "Greatest size of that noise (0.5: Fujimoto et al. 2018).",
                              DoubleValue(0.5),
                              MakeDoubleAccessor(&DdpgLearner::m_targetNoiseClip),
                              MakeDoubleChecker<double>(0, 1000))
                .AddAttribute("PolicyDelay",
                              "Steps of the critics for one of the actor and the targets (TD3: 2, "
                              "Fujimoto et al. 2018).",
                              UintegerValue(1),
                              MakeUintegerAccessor(&DdpgLearner::m_policyDelay),
                              MakeUintegerChecker<uint32_t>(1, 1000000))
                .AddAttribute(
                    "InvertingGradients",
                    "Bounded entries that are at a bound are let go by the room on the other "
                    "side (Hausknecht and Stone 2016).",
                    BooleanValue(false),
                    MakeBooleanAccessor(&DdpgLearner::m_invertingGradients),
                    MakeBooleanChecker())
                .AddAttribute(
                    "Refine",
                    "The critic chooses among tiers and neighbouring exits about the actor's "
                    "action.",
                    BooleanValue(false),
                    MakeBooleanAccessor(&DdpgLearner::m_refine),
                    MakeBooleanChecker());
        AddPerceptron(type, "128");
        return type;
    }();
    return tid;
}

DdpgLearner::DdpgLearner()
{
    NS_LOG_FUNCTION(this);
}

DdpgLearner::~DdpgLearner()
{
    NS_LOG_FUNCTION(this);
}

void
DdpgLearner::DoDispose()
{
    m_space = nullptr;
    AlgorithmLearner::DoDispose();
}

std::string
DdpgLearner::Describe() const
{
    return "numbers and shares, and no choices";
}

bool
DdpgLearner::Fits(const Layout& layout) const
{
    return layout.heads.empty() && layout.GetNNumbers() > 0;
}

void
DdpgLearner::Make(const Ptr<DecisionSpace>& space, uint64_t seed)
{
    learning::ConfigureLibTorch();
    m_space = space;
    const Layout& layout = space->GetLayout();
    learning::DdpgOptions options;
    SetNetworks(layout, options);
    options.actionSize = layout.GetNNumbers();
    options.simplexes = layout.simplexes;
    if (layout.bound < 1 || layout.bound > 1)
    {
        options.actionLow.assign(options.actionSize, static_cast<float>(-layout.bound));
        options.actionHigh.assign(options.actionSize, static_cast<float>(layout.bound));
    }
    options.gamma = m_gamma;
    options.tau = m_tau;
    options.actorLearningRate = m_actorLearningRate;
    options.criticLearningRate = m_criticLearningRate;
    options.gradientClip = m_gradientClip;
    options.batchSize = m_batchSize;
    options.replayCapacity = m_replayCapacity;
    options.learningStarts = m_learningStarts;
    options.updatesPerStep = m_updatesPerStep;
    options.noise = m_noise == GAUSSIAN ? learning::DdpgNoise::GAUSSIAN
                                        : learning::DdpgNoise::ORNSTEIN_UHLENBECK;
    options.noiseScale = m_noiseScale;
    options.simplexNoiseScale = m_simplexNoiseScale;
    options.ouTheta = m_ouTheta;
    options.twinCritics = m_twinCritics;
    options.targetSmoothing = m_targetSmoothing;
    options.targetNoise = m_targetNoise;
    options.targetNoiseClip = m_targetNoiseClip;
    options.policyDelay = m_policyDelay;
    options.invertingGradients = m_invertingGradients;
    options.seed = seed;
    if (layout.isByStream)
    {
        // The actor is shared by all streams, so noise that goes on from one row to the next would
        // mix them.
        options.noise = learning::DdpgNoise::GAUSSIAN;
    }
    m_algorithm = std::make_unique<learning::Ddpg>(options);
}

const uint8_t*
DdpgLearner::GetMask() const
{
    const auto& mask = m_space->GetLayout().numberMask;
    return mask.empty() ? nullptr : mask.data();
}

void
DdpgLearner::Act(Rows& rows, bool greedy)
{
    const Layout& layout = m_space->GetLayout();
    const float* observations = rows.observations.data();
    m_algorithm->Act(observations, GetMask(), rows.GetN(), greedy, rows.numbers.data());
    const bool refines = m_refine && m_algorithm->GetStatistics().updates > 0;
    for (std::size_t i = 0; refines && i < rows.GetN(); ++i)
    {
        Refine(observations + i * GetWindow() * layout.observationSize,
               rows.numbers.data() + i * layout.GetNNumbers());
    }
}

void
DdpgLearner::Refine(const float* observation, float* action)
{
    const DecisionSpace::Parts& parts = m_space->GetLayout().parts;
    float best = m_algorithm->Value(observation, action);
    for (uint32_t part = 0; part < parts.count; ++part)
    {
        float* const own = action + part * parts.size;
        const std::vector<float> before(own, own + parts.size);
        std::vector<float> chosen = before;
        for (uint32_t winner = 0; winner < parts.scores; ++winner)
        {
            for (const int step : {-1, 0, 1})
            {
                std::copy(before.begin(), before.end(), own);
                const auto top = std::max_element(own, own + parts.scores);
                std::swap(*top, own[winner]);
                if (parts.step > 0)
                {
                    float& stepped = own[parts.scores];
                    stepped += static_cast<float>(step) * parts.step;
                    stepped = std::min(1.0F, std::max(-1.0F, stepped));
                }
                const float value = m_algorithm->Value(observation, action);
                if (value > best)
                {
                    best = value;
                    chosen.assign(own, own + parts.size);
                }
            }
        }
        std::copy(chosen.begin(), chosen.end(), own);
    }
}

void
DdpgLearner::Remember(const Step& step)
{
    m_algorithm->Remember(step.observation,
                          GetMask(),
                          step.numbers,
                          step.reward,
                          step.next,
                          GetMask(),
                          false);
}

bool
DdpgLearner::TakesHistory() const
{
    return true;
}

void
DdpgLearner::RememberHistory(const Step& step, bool)
{
    m_algorithm->RememberHistory(step.observation,
                                 GetMask(),
                                 step.numbers,
                                 step.reward,
                                 step.next,
                                 GetMask(),
                                 false);
}

void
DdpgLearner::TrainOnHistory(uint32_t updates)
{
    m_algorithm->Train(updates);
}

void
DdpgLearner::BeginEpisode(uint32_t)
{
    m_algorithm->EndEpisode();
}

void
DdpgLearner::Update()
{
    m_algorithm->Update();
}

Learner::Actors
DdpgLearner::GetActors() const
{
    return Actors::OVERLAPPING;
}

void
DdpgLearner::SeedExploration(uint64_t seed)
{
    m_algorithm->SeedExploration(seed);
}

Learner::Figures
DdpgLearner::GetFigures() const
{
    const auto statistics = m_algorithm->GetStatistics();
    return AddImitation({{"criticLoss", statistics.criticLoss},
                         {"actorLoss", statistics.actorLoss},
                         {"meanQ", statistics.meanQ},
                         {"updates", static_cast<double>(statistics.updates)},
                         {"steps", static_cast<double>(statistics.steps)}});
}

} // namespace ns3
