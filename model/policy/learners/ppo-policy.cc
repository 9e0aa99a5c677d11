// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/ppo-policy.h"

#include "../../learning/learning-error.h"
#include "../../learning/learning-runtime.h"
#include "../../learning/ppo.h"

#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/training-ranks.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PpoPolicy");

NS_OBJECT_ENSURE_REGISTERED(PpoPolicy);

namespace
{

/// Gaussian entries of an action: the weights in uplink and computing.
constexpr uint32_t N_CONTINUOUS = 2;

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

    std::shared_ptr<learning::RankGroup> group{learning::MakeMpiRankGroup()}; //!< they
};

/**
 * @param total of all ranks
 * @param ranks how many
 * @return part of each, rounded up
 */
uint32_t
GetPart(uint32_t total, uint32_t ranks)
{
    return (total + ranks - 1) / ranks;
}

} // namespace

/// The learner and its ranks.
struct PpoPolicy::Agent
{
    /**
     * @param options hyperparameters of this rank
     * @param group the ranks
     */
    Agent(const learning::PpoOptions& options, std::shared_ptr<learning::RankGroup> group)
        : ppo(options, std::move(group))
    {
    }

    learning::Ppo ppo;     //!< the algorithm
    uint32_t collected{0}; //!< transitions since the last update
};

TypeId
PpoPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PpoPolicy")
            .SetParent<DeploymentLearningPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<PpoPolicy>()
            .AddAttribute("Gamma",
                          "Discount of the next epoch's reward (0 to 1). Ours: a model takes some "
                          "epochs of 200 ms to arrive, and what it brings lasts a little longer.",
                          DoubleValue(0.9),
                          MakeDoubleAccessor(&PpoPolicy::m_gamma),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Lambda",
                          "Of the generalised advantage estimation (0 to 1). Schulman et al. 2017 "
                          "(arXiv 1707.06347), table 3.",
                          DoubleValue(0.95),
                          MakeDoubleAccessor(&PpoPolicy::m_lambda),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Clip",
                          "Largest change of the probability ratio. Schulman et al. 2017, table 1.",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&PpoPolicy::m_clip),
                          MakeDoubleChecker<double>(1e-6, 10))
            .AddAttribute("EntropyCoefficient",
                          "Weight of the entropy bonus. Schulman et al. 2017: 0 for control, 0.01 "
                          "for games (tables 3 and 5).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&PpoPolicy::m_entropyCoefficient),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("ValueCoefficient",
                          "Weight of the critic's loss, half a squared error. The networks are "
                          "separate, so it only weighs in the clipping of the gradient.",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&PpoPolicy::m_valueCoefficient),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("LearningRate",
                          "Adam's learning rate (per step). Schulman et al. 2017 have 3e-4 for "
                          "a million transitions; ours are some ten thousand.",
                          DoubleValue(2e-3),
                          MakeDoubleAccessor(&PpoPolicy::m_learningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("AnnealSteps",
                          "The learning rate falls to 0 over so many transitions of all ranks; 0: "
                          "it stays.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&PpoPolicy::m_annealSteps),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("GradientClip",
                          "Greatest norm of the gradient; 0 does not clip. Andrychowicz et al. "
                          "2021 (arXiv 2006.05990).",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&PpoPolicy::m_gradientClip),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("RolloutSize",
                          "Transitions (one stream's epoch) an update learns from, of all ranks "
                          "together.",
                          UintegerValue(800),
                          MakeUintegerAccessor(&PpoPolicy::m_rolloutSize),
                          MakeUintegerChecker<uint32_t>(1, 10000000))
            .AddAttribute("MinibatchSize",
                          "Transitions of one gradient step, of all ranks together; at most "
                          "RolloutSize.",
                          UintegerValue(200),
                          MakeUintegerAccessor(&PpoPolicy::m_minibatchSize),
                          MakeUintegerChecker<uint32_t>(1, 10000000))
            .AddAttribute(
                "Epochs",
                "Passes over each rollout. Schulman et al. 2017 have 3 to 15 (tables 3 to "
                "5).",
                UintegerValue(8),
                MakeUintegerAccessor(&PpoPolicy::m_epochs),
                MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("HiddenUnits",
                          "Width of each hidden layer of actor and critic. Schulman et al. 2017, "
                          "section 6.1.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&PpoPolicy::m_hiddenUnits),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenLayers",
                          "Number of hidden layers of actor and critic. Schulman et al. 2017, "
                          "section 6.1.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&PpoPolicy::m_hiddenLayers),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("InitialLogDeviation",
                          "Start of the logarithm of the standard deviation of the weights of "
                          "shares. Andrychowicz et al. 2021: 0.5 as deviation.",
                          DoubleValue(-0.7),
                          MakeDoubleAccessor(&PpoPolicy::m_initialLogDeviation),
                          MakeDoubleChecker<double>(-10, 2))
            .AddAttribute("InitialPreference",
                          "Log-odds with which an untrained network prefers what LruGreedyPolicy "
                          "would do: the best plan of all within Margin, its model at the nearest "
                          "server. 0: all choices alike. Ours.",
                          DoubleValue(3.5),
                          MakeDoubleAccessor(&PpoPolicy::m_initialPreference),
                          MakeDoubleChecker<double>(-20, 20))
            .AddAttribute("SharedReward",
                          "Part of a stream's reward that is the mean over the streams in its cell "
                          "(0 to 1): what it takes from its neighbours is its loss, too. Ours.",
                          DoubleValue(0.7),
                          MakeDoubleAccessor(&PpoPolicy::m_sharedReward),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

PpoPolicy::PpoPolicy()
    : m_seed(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

PpoPolicy::~PpoPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
PpoPolicy::DoDispose()
{
    m_agent.reset();
    m_group.reset();
    m_seed = nullptr;
    m_steps.clear();
    DeploymentLearningPolicy::DoDispose();
}

int64_t
PpoPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    return 1;
}

TrainablePolicy::Ranks
PpoPolicy::JoinRanks(std::shared_ptr<TrainingRanks>& ranks)
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
        // The group lives as long as its owner and this policy.
        const auto mpi = std::dynamic_pointer_cast<MpiTrainingRanks>(ranks);
        m_group = mpi ? mpi->group : nullptr;
    }
    return m_group ? Ranks{m_group->Rank(), m_group->Size()} : Ranks();
}

bool
PpoPolicy::Agree(bool isReady)
{
    double ready = isReady;
    m_group->Sum(&ready, 1);
    m_isOpen = ready == m_group->Size();
    return m_isOpen;
}

void
PpoPolicy::FinishTraining()
{
    if (m_group && !m_agent)
    {
        // A rank without an episode is still one of those that agree on the seed, and the first one
        // must not ask for it again when it evaluates alone.
        AgreeOnSeed();
    }
    // Ranks that still collect hear that this one will not.
    if (m_group && m_isOpen)
    {
        Agree(false);
    }
}

uint64_t
PpoPolicy::AgreeOnSeed()
{
    if (m_agreedSeed == 0)
    {
        m_agreedSeed = m_seed->GetInteger(1, 0x7fffffff);
        if (m_group)
        {
            // The first rank's, so that all begin with the same network.
            double seed = m_group->Rank() == 0 ? static_cast<double>(m_agreedSeed) : 0;
            m_group->Sum(&seed, 1);
            m_agreedSeed = static_cast<uint64_t>(seed);
        }
    }
    return m_agreedSeed;
}

void
PpoPolicy::MakeAgent()
{
    const uint32_t size = GetObservationSize();
    if (m_agent)
    {
        const uint32_t known = m_agent->ppo.GetOptions().observationSize;
        if (known != size)
        {
            throw learning::LearningError("ns3::PpoPolicy: found a scenario with " +
                                          std::to_string(size) +
                                          " numbers an observation, expected the " +
                                          std::to_string(known) + " of its earlier episodes");
        }
        return;
    }
    learning::ConfigureLibTorch();
    const uint32_t ranks = m_group ? m_group->Size() : 1;
    learning::PpoOptions options;
    options.observationSize = size;
    options.headSizes = GetHeads();
    options.continuousSize = N_CONTINUOUS;
    options.hidden.assign(m_hiddenLayers, m_hiddenUnits);
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
    options.initialLogits.assign(TARGETS + LIMITS.size() + HOLDS, 0);
    options.initialLogits[BEST] = m_initialPreference;
    options.initialLogits[TARGETS + 1] = m_initialPreference; // a limit of Margin itself
    options.initialLogits[TARGETS + LIMITS.size() + HOLD_NEAREST] = m_initialPreference;
    options.initialLogits[TARGETS + LIMITS.size() + HOLD_FIRST] = -m_initialPreference / 2;
    options.seed = AgreeOnSeed();
    m_agent = std::make_unique<Agent>(options, m_group);
    if (!m_checkpoint.empty())
    {
        std::istringstream checkpoint(m_checkpoint);
        m_agent->ppo.Load(checkpoint);
        m_checkpoint.clear();
    }
}

void
PpoPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    DeploymentLearningPolicy::DoBeginEpisode();
    MakeAgent();
    m_steps.clear();
    for (uint32_t i = 0; i < GetSystem().streams.size(); ++i)
    {
        m_agent->ppo.EndEpisode(i);
    }
}

void
PpoPolicy::Act(const std::vector<float>& observations,
               const std::vector<uint8_t>& masks,
               std::vector<Action>& actions)
{
    const std::size_t n = actions.size();
    const std::size_t heads = GetHeads().size();
    Step step;
    step.epoch = GetState().epoch;
    step.choices.resize(n * heads);
    step.continuous.resize(n * N_CONTINUOUS);
    step.probabilities.resize(n);
    m_agent->ppo.Act(observations.data(),
                     masks.data(),
                     n,
                     !IsTraining(),
                     step.choices.data(),
                     step.continuous.data(),
                     step.probabilities.data());
    for (std::size_t i = 0; i < n; ++i)
    {
        actions[i].target = step.choices[i * heads];
        actions[i].limit = step.choices[i * heads + 1];
        actions[i].hold = step.choices[i * heads + 2];
        actions[i].uplink = step.continuous[i * N_CONTINUOUS];
        actions[i].compute = step.continuous[i * N_CONTINUOUS + 1];
    }
    if (IsTraining())
    {
        step.observations = observations;
        step.masks = masks;
        for (const auto& stream : GetSystem().streams)
        {
            step.cells.push_back(GetCell(stream.ue));
        }
        m_steps.push_back(std::move(step));
    }
}

void
PpoPolicy::Learn(const EpochTransition& transition)
{
    NS_LOG_FUNCTION(this << transition.state.epoch);
    const auto step = std::find_if(m_steps.begin(), m_steps.end(), [&](const Step& other) {
        return other.epoch == transition.state.epoch;
    });
    if (step == m_steps.end() || step + 1 == m_steps.end())
    {
        return;
    }
    const Step& next = *(step + 1);
    const std::size_t n = step->probabilities.size();
    const std::size_t size = step->observations.size() / n;
    const std::size_t width = step->masks.size() / n;
    const std::size_t heads = step->choices.size() / n;
    std::vector<double> rewards;
    std::vector<double> sums(GetSystem().nCells, 0);
    std::vector<double> counts(GetSystem().nCells, 0);
    for (std::size_t i = 0; i < n; ++i)
    {
        const EdgeStreamReward& reward = transition.rewards[i];
        rewards.push_back(reward.tasks > 0 ? reward.reward / reward.tasks : 0);
        sums.at(step->cells[i]) += rewards[i];
        ++counts[step->cells[i]];
    }
    for (std::size_t i = 0; i < n; ++i)
    {
        const uint32_t cell = step->cells[i];
        const double reward =
            (1 - m_sharedReward) * rewards[i] + m_sharedReward * sums[cell] / counts[cell];
        m_agent->ppo.Remember(static_cast<uint32_t>(i),
                              step->observations.data() + i * size,
                              step->masks.data() + i * width,
                              step->choices.data() + i * heads,
                              step->continuous.data() + i * N_CONTINUOUS,
                              step->probabilities[i],
                              static_cast<float>(reward),
                              next.observations.data() + i * size,
                              false);
    }
    m_steps.erase(m_steps.begin(), step + 1);
    m_agent->collected += n;
    if (!m_group)
    {
        m_agent->ppo.Update();
    }
    else if (m_isOpen && m_agent->collected >= m_agent->ppo.GetOptions().rolloutSize)
    {
        m_agent->collected = 0;
        if (Agree(true))
        {
            m_agent->ppo.Update();
        }
    }
}

void
PpoPolicy::Save(std::ostream& os) const
{
    if (m_agent)
    {
        m_agent->ppo.Save(os, true);
    }
    else
    {
        // What was loaded and waits for the first episode.
        os << m_checkpoint;
    }
}

void
PpoPolicy::SaveNetworks(std::ostream& os) const
{
    if (m_agent)
    {
        m_agent->ppo.Save(os, false);
    }
    else
    {
        os << m_checkpoint;
    }
}

void
PpoPolicy::Load(std::istream& is)
{
    m_checkpoint.assign(std::istreambuf_iterator<char>(is), {});
    if (m_agent)
    {
        std::istringstream checkpoint(m_checkpoint);
        m_agent->ppo.Load(checkpoint);
        m_checkpoint.clear();
    }
}

std::vector<std::pair<std::string, double>>
PpoPolicy::GetTrainingFigures() const
{
    if (!m_agent)
    {
        return {};
    }
    const auto statistics = m_agent->ppo.GetStatistics();
    return {{"policyLoss", statistics.policyLoss},
            {"valueLoss", statistics.valueLoss},
            {"entropy", statistics.entropy},
            {"divergence", statistics.divergence},
            {"clipFraction", statistics.clipFraction},
            {"learningRate", statistics.learningRate},
            {"updates", static_cast<double>(statistics.updates)},
            {"steps", static_cast<double>(statistics.steps)}};
}

} // namespace ns3
