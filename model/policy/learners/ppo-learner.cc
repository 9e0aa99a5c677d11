// SPDX-License-Identifier: GPL-2.0-only

#include "ppo-learner.h"

#include "../../learning/learning-runtime.h"
#include "../../learning/ppo.h"
#include "../../learning/rank-group.h"

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/training-ranks.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PpoLearner");

NS_OBJECT_ENSURE_REGISTERED(PpoLearner);

namespace
{

/// The processes that mpirun started, by Boost.MPI.
class MpiTrainingRanks : public TrainingRanks
{
  public:
    uint32_t GetRank() const override
    {
        return group->Rank();
    }

    uint32_t GetSize() const override
    {
        return group->Size();
    }

    std::shared_ptr<learning::RankGroup> group{learning::MakeMpiRankGroup()}; //!< the ranks
};

/**
 * @param total of all ranks
 * @param ranks number of ranks
 * @return part of each, rounded up
 */
uint32_t
GetPart(uint32_t total, uint32_t ranks)
{
    return (total + ranks - 1) / ranks;
}

} // namespace

TypeId
PpoLearner::GetTypeId()
{
    static TypeId tid = [] {
        TypeId type =
            TypeId("ns3::PpoLearner")
                .SetParent<NetworkLearner>()
                .SetGroupName("EdgeInference")
                .AddConstructor<PpoLearner>()
                .AddAttribute(
                    "Gamma",
                    "Discount of the next epoch's reward (0 to 1). Ours: a model takes some "
                    "epochs of 200 ms to arrive, and what it brings lasts a little longer.",
                    DoubleValue(0.9),
                    MakeDoubleAccessor(&PpoLearner::m_gamma),
                    MakeDoubleChecker<double>(0, 1))
                .AddAttribute(
                    "Lambda",
                    "Of the generalised advantage estimation (0 to 1). Schulman et al. 2017 "
                    "(arXiv 1707.06347), table 3.",
                    DoubleValue(0.95),
                    MakeDoubleAccessor(&PpoLearner::m_lambda),
                    MakeDoubleChecker<double>(0, 1))
                .AddAttribute(
                    "Clip",
                    "Largest change of the probability ratio. Schulman et al. 2017, table 1.",
                    DoubleValue(0.2),
                    MakeDoubleAccessor(&PpoLearner::m_clip),
                    MakeDoubleChecker<double>(1e-6, 10))
                .AddAttribute(
                    "EntropyCoefficient",
                    "Weight of the entropy bonus. Schulman et al. 2017: 0 for control, 0.01 "
                    "for games (tables 3 and 5).",
                    DoubleValue(0),
                    MakeDoubleAccessor(&PpoLearner::m_entropyCoefficient),
                    MakeDoubleChecker<double>(0))
                .AddAttribute("ValueCoefficient",
                              "Weight of the critic's loss, half a squared error. The networks are "
                              "separate, so it only weighs in the clipping of the gradient.",
                              DoubleValue(0.5),
                              MakeDoubleAccessor(&PpoLearner::m_valueCoefficient),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute("LearningRate",
                              "Adam's learning rate (per step). Schulman et al. 2017 have 3e-4 for "
                              "a million transitions; ours are some ten thousand.",
                              DoubleValue(2e-3),
                              MakeDoubleAccessor(&PpoLearner::m_learningRate),
                              MakeDoubleChecker<double>(1e-9))
                .AddAttribute(
                    "AnnealSteps",
                    "The learning rate falls to 0 over so many transitions of all ranks; 0: "
                    "it stays.",
                    UintegerValue(0),
                    MakeUintegerAccessor(&PpoLearner::m_annealSteps),
                    MakeUintegerChecker<uint64_t>())
                .AddAttribute("GradientClip",
                              "Greatest norm of the gradient; 0 does not clip. Andrychowicz et al. "
                              "2021 (arXiv 2006.05990).",
                              DoubleValue(0.5),
                              MakeDoubleAccessor(&PpoLearner::m_gradientClip),
                              MakeDoubleChecker<double>(0))
                .AddAttribute(
                    "RolloutSize",
                    "Transitions (one stream's epoch) an update learns from, of all ranks "
                    "together.",
                    UintegerValue(800),
                    MakeUintegerAccessor(&PpoLearner::m_rolloutSize),
                    MakeUintegerChecker<uint32_t>(1, 10000000))
                .AddAttribute("MinibatchSize",
                              "Transitions of one gradient step, of all ranks together; at most "
                              "RolloutSize.",
                              UintegerValue(200),
                              MakeUintegerAccessor(&PpoLearner::m_minibatchSize),
                              MakeUintegerChecker<uint32_t>(1, 10000000))
                .AddAttribute(
                    "Epochs",
                    "Passes over each rollout. Schulman et al. 2017 have 3 to 15 (tables 3 to "
                    "5).",
                    UintegerValue(8),
                    MakeUintegerAccessor(&PpoLearner::m_epochs),
                    MakeUintegerChecker<uint32_t>(1, 1000))
                .AddAttribute("InitialLogDeviation",
                              "Start of the logarithm of the standard deviation of the weights of "
                              "shares. Andrychowicz et al. 2021: 0.5 as deviation.",
                              DoubleValue(-0.7),
                              MakeDoubleAccessor(&PpoLearner::m_initialLogDeviation),
                              MakeDoubleChecker<double>(-10, 2))
                .AddAttribute(
                    "InitialPreference",
                    "Log-odds with which an untrained network prefers what the rule of the space "
                    "would do, where it has one (DeploymentSpace: LruGreedyPolicy, the best "
                    "plan of all within Margin, its model at the nearest server). 0: all "
                    "choices alike. Ours.",
                    DoubleValue(3.5),
                    MakeDoubleAccessor(&PpoLearner::m_initialPreference),
                    MakeDoubleChecker<double>(-20, 20));
        AddPerceptron(type, "64");
        return type;
    }();
    return tid;
}

PpoLearner::PpoLearner()
{
    NS_LOG_FUNCTION(this);
}

PpoLearner::~PpoLearner()
{
    NS_LOG_FUNCTION(this);
}

void
PpoLearner::DoDispose()
{
    m_group.reset();
    AlgorithmLearner::DoDispose();
}

std::string
PpoLearner::Describe() const
{
    return "choices and numbers, and no shares that sum to 1";
}

bool
PpoLearner::Fits(const Layout& layout) const
{
    return layout.simplexes.empty() && layout.heads.size() + layout.nBounded > 0;
}

bool
PpoLearner::JoinRanks(std::shared_ptr<TrainingRanks>& ranks)
{
    const uint32_t started = TrainingRanks::CountStarted();
    if (started > 1 && !m_group)
    {
        if (!learning::HasMpi())
        {
            throw InferenceInputError("command line",
                                      "mpirun",
                                      std::to_string(started) + " ranks",
                                      "one: this build has no Boost.MPI",
                                      "apt install libboost-mpi-dev, and configure again");
        }
        if (!ranks)
        {
            ranks = std::make_shared<MpiTrainingRanks>();
        }
        const auto mpi = std::dynamic_pointer_cast<MpiTrainingRanks>(ranks);
        m_group = mpi ? mpi->group : nullptr;
    }
    return m_group != nullptr;
}

uint64_t
PpoLearner::AgreeOnSeed(uint64_t seed)
{
    if (m_group)
    {
        // The first rank's, so that all begin with the same network.
        double sum = m_group->Rank() == 0 ? static_cast<double>(seed) : 0;
        m_group->Sum(&sum, 1);
        seed = static_cast<uint64_t>(sum);
    }
    return seed;
}

bool
PpoLearner::Agree(bool isReady)
{
    double ready = isReady;
    m_group->Sum(&ready, 1);
    m_isOpen = ready == m_group->Size();
    return m_isOpen;
}

void
PpoLearner::FinishTraining()
{
    // Ranks that still collect hear that this one will not.
    if (m_group && m_isOpen)
    {
        Agree(false);
    }
}

void
PpoLearner::Make(const Ptr<DecisionSpace>& space, uint64_t seed)
{
    learning::ConfigureLibTorch();
    const Layout& layout = space->GetLayout();
    const uint32_t ranks = m_group ? m_group->Size() : 1;
    learning::PpoOptions options;
    SetNetworks(layout, options);
    options.headSizes = layout.heads;
    options.continuousSize = layout.nBounded;
    options.gamma = m_gamma;
    options.lambda = m_lambda;
    options.clip = m_clip;
    options.entropyCoefficient = m_entropyCoefficient;
    options.valueCoefficient = m_valueCoefficient;
    options.learningRate = m_learningRate;
    options.annealSteps = m_annealSteps / ranks;
    options.gradientClip = m_gradientClip;
    options.rolloutSize = GetPart(m_rolloutSize, ranks);
    options.minibatchSize = std::min(GetPart(m_minibatchSize, ranks), options.rolloutSize);
    options.epochs = m_epochs;
    options.initialLogStd = m_initialLogDeviation;
    for (const double preference : layout.preference)
    {
        options.initialLogits.push_back(m_initialPreference * preference);
    }
    options.seed = seed;
    m_algorithm = std::make_unique<learning::Ppo>(options, m_group);
}

void
PpoLearner::BeginEpisode(uint32_t rows)
{
    for (uint32_t row = 0; row < rows; ++row)
    {
        m_algorithm->EndEpisode(row);
    }
}

void
PpoLearner::Skip(uint32_t row)
{
    // Advantages are not to go on across what was left out.
    m_algorithm->EndEpisode(row);
}

void
PpoLearner::Act(Rows& rows, bool greedy)
{
    m_algorithm->Act(rows.observations.data(),
                     rows.masks.data(),
                     rows.GetN(),
                     greedy,
                     rows.choices.data(),
                     rows.numbers.data(),
                     rows.notes.data());
}

void
PpoLearner::Remember(const Step& step)
{
    m_algorithm->Remember(step.row,
                          step.observation,
                          step.mask,
                          step.choices,
                          step.numbers,
                          step.note,
                          step.reward,
                          step.next,
                          false);
    ++m_collected;
}

void
PpoLearner::RememberHistory(const Step& step, bool)
{
    m_algorithm->RememberHistory(step.row,
                                 step.observation,
                                 step.mask,
                                 step.choices,
                                 step.numbers,
                                 step.reward,
                                 step.next,
                                 false);
}

bool
PpoLearner::CanImitate() const
{
    // Ranks have their history at different times, and their gradients in common.
    return !m_group;
}

void
PpoLearner::Update()
{
    if (!m_group)
    {
        m_algorithm->Update();
    }
    else if (m_isOpen && m_collected >= m_algorithm->GetOptions().rolloutSize)
    {
        m_collected = 0;
        if (Agree(true))
        {
            m_algorithm->Update();
        }
    }
}

Learner::Actors
PpoLearner::GetActors() const
{
    // Advantages belong to the networks that acted, so that a round later would be too late.
    return Actors::IN_STEP;
}

void
PpoLearner::SeedExploration(uint64_t seed)
{
    m_algorithm->SeedExploration(seed);
}

Learner::Figures
PpoLearner::GetFigures() const
{
    const auto statistics = m_algorithm->GetStatistics();
    return AddImitation({{"policyLoss", statistics.policyLoss},
                         {"valueLoss", statistics.valueLoss},
                         {"entropy", statistics.entropy},
                         {"divergence", statistics.divergence},
                         {"clipFraction", statistics.clipFraction},
                         {"learningRate", statistics.learningRate},
                         {"updates", static_cast<double>(statistics.updates)},
                         {"steps", static_cast<double>(statistics.steps)}});
}

} // namespace ns3
