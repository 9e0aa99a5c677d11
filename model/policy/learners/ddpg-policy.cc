// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/ddpg-policy.h"

#include "../../learning/ddpg.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/learner-base.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DdpgPolicy");

NS_OBJECT_ENSURE_REGISTERED(DdpgPolicy);

namespace
{

/// Numbers that a row of PerStream sees of what all ask for.
constexpr uint32_t N_DEMAND = 6;

/// Half of what a score of the actor must win by to leave the tier of the prior.
constexpr float PRIOR_SCORE = 0.5F;

} // namespace

TypeId
DdpgPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DdpgPolicy")
            .SetParent<AllocationLearningPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<DdpgPolicy>()
            .AddAttribute("Gamma",
                          "Discount a step (0 to 1).",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&DdpgPolicy::m_gamma),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Tau",
                          "Step of the target networks (above 0, to 1).",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&DdpgPolicy::m_tau),
                          MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("ActorLearningRate",
                          "Adam's step of the actor (above 0).",
                          DoubleValue(5e-4),
                          MakeDoubleAccessor(&DdpgPolicy::m_actorLearningRate),
                          MakeDoubleChecker<double>(1e-12, 1))
            .AddAttribute("CriticLearningRate",
                          "Adam's step of the critics (above 0).",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&DdpgPolicy::m_criticLearningRate),
                          MakeDoubleChecker<double>(1e-12, 1))
            .AddAttribute("GradientClip",
                          "Greatest norm of a gradient; 0: no bound.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&DdpgPolicy::m_gradientClip),
                          MakeDoubleChecker<double>(0, 1e9))
            .AddAttribute("HiddenUnits",
                          "Width of each hidden layer.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&DdpgPolicy::m_hiddenUnits),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenLayers",
                          "Number of hidden layers.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&DdpgPolicy::m_hiddenLayers),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("BatchSize",
                          "Transitions of one gradient step (64: Lillicrap et al. 2016).",
                          UintegerValue(64),
                          MakeUintegerAccessor(&DdpgPolicy::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("ReplayCapacity",
                          "Transitions kept.",
                          UintegerValue(20000),
                          MakeUintegerAccessor(&DdpgPolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>(1, 100000000))
            .AddAttribute("LearningStarts",
                          "Transitions with random actions before the first gradient step.",
                          UintegerValue(200),
                          MakeUintegerAccessor(&DdpgPolicy::m_learningStarts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("UpdatesPerStep",
                          "Gradient steps a transition.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&DdpgPolicy::m_updatesPerStep),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute(
                "Noise",
                "Kind of exploration.",
                EnumValue(ORNSTEIN_UHLENBECK),
                MakeEnumAccessorCompat<DdpgPolicy::NoiseKind>(&DdpgPolicy::m_noise),
                MakeEnumChecker(GAUSSIAN, "Gaussian", ORNSTEIN_UHLENBECK, "OrnsteinUhlenbeck"))
            .AddAttribute("NoiseScale",
                          "Standard deviation of the noise of bounded entries, which are -1 to 1 "
                          "(0.2: Lillicrap et al. 2016).",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&DdpgPolicy::m_noiseScale),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("SimplexNoiseScale",
                          "Standard deviation of the noise at the logits of shares.",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&DdpgPolicy::m_simplexNoiseScale),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute(
                "OuTheta",
                "Pull of the Ornstein-Uhlenbeck noise to 0 (above 0, to 1; 0.15: Lillicrap "
                "et al. 2016).",
                DoubleValue(0.15),
                MakeDoubleAccessor(&DdpgPolicy::m_ouTheta),
                MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("TwinCritics",
                          "TD3: the smaller of two critics in the target.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DdpgPolicy::m_twinCritics),
                          MakeBooleanChecker())
            .AddAttribute("TargetSmoothing",
                          "TD3: noise on the target's action.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DdpgPolicy::m_targetSmoothing),
                          MakeBooleanChecker())
            .AddAttribute("TargetNoise",
                          "Standard deviation of that noise (0.2: Fujimoto et al. 2018).",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&DdpgPolicy::m_targetNoise),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("TargetNoiseClip",
                          "Greatest size of that noise (0.5: Fujimoto et al. 2018).",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&DdpgPolicy::m_targetNoiseClip),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("PolicyDelay",
                          "Steps of the critics for one of the actor and the targets (TD3: 2, "
                          "Fujimoto et al. 2018).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&DdpgPolicy::m_policyDelay),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("InvertingGradients",
                          "Bounded entries that are at a bound are let go by the room on the other "
                          "side (Hausknecht and Stone 2016).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DdpgPolicy::m_invertingGradients),
                          MakeBooleanChecker())
            .AddAttribute("PerStream",
                          "One actor and critic serve each stream by itself, instead of one action "
                          "for all.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DdpgPolicy::m_perStream),
                          MakeBooleanChecker())
            .AddAttribute("OwnReward",
                          "With PerStream: part of a stream's reward that is the mean of its own "
                          "tasks, the rest is that of all tasks (0 to 1).",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&DdpgPolicy::m_ownReward),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Prior",
                          "What the action is added to.",
                          EnumValue(NONE),
                          MakeEnumAccessorCompat<DdpgPolicy::PriorKind>(&DdpgPolicy::m_prior),
                          MakeEnumChecker(NONE, "None", GREEDY, "Greedy"))
            .AddAttribute("PriorMargin",
                          "Margin of the greedy choice, as that of GreedyAllocationPolicy.",
                          DoubleValue(0.7),
                          MakeDoubleAccessor(&DdpgPolicy::m_priorMargin),
                          MakeDoubleChecker<double>(1e-3, 10))
            .AddAttribute("Refine",
                          "The critic chooses among tiers and neighbouring exits about the actor's "
                          "action.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DdpgPolicy::m_refine),
                          MakeBooleanChecker())
            .AddAttribute(
                "Demonstrations",
                "Without Prior: so many first transitions are those of the greedy choice.",
                UintegerValue(0),
                MakeUintegerAccessor(&DdpgPolicy::m_demonstrations),
                MakeUintegerChecker<uint32_t>());
    return tid;
}

DdpgPolicy::DdpgPolicy()
{
    NS_LOG_FUNCTION(this);
}

DdpgPolicy::~DdpgPolicy()
{
    NS_LOG_FUNCTION(this);
}

uint32_t
DdpgPolicy::GetStreamSize() const
{
    return m_space.GetNBounded() / std::max<std::size_t>(1, GetSystem().streams.size());
}

AllocationLearningPolicy::Layout
DdpgPolicy::DoPrepare()
{
    const EdgeSystem& system = GetSystem();
    Layout layout;
    if (m_perStream)
    {
        m_streamEncoder = StateEncoder(system.servers.size());
        layout.rows = system.streams.size();
        layout.actionSize = GetStreamSize() + m_space.GetSimplexes().size();
        layout.observationSize = m_streamEncoder.GetSize() + N_DEMAND + system.servers.size();
    }
    else
    {
        m_systemEncoder = SystemEncoder(system);
        layout.actionSize = m_space.GetSize();
        layout.observationSize = m_systemEncoder.GetSize();
    }
    if (m_prior != NONE)
    {
        layout.observationSize += layout.actionSize;
    }
    m_priorAction.assign(m_space.GetSize(), 0);
    m_action.assign(m_space.GetSize(), 0);
    m_weights.assign(m_space.GetSize() - m_space.GetNBounded(), 0);
    m_priorDecision.plans.resize(system.streams.size());
    return layout;
}

std::unique_ptr<AllocationLearningPolicy::Agent>
DdpgPolicy::MakeAgent(const Layout& layout, uint64_t seed) const
{
    /// The learner, with the choice by its critic.
    class DdpgAgent : public LearnerBase<Agent, learning::Ddpg>
    {
      public:
        /// Where a row has its scores.
        struct Units
        {
            uint32_t count{0};        //!< streams of a row
            uint32_t size{0};         //!< numbers of a stream
            uint32_t nTiers{0};       //!< scores at its beginning
            float exitStep{0};        //!< from one exit to the next; 0: no exits
            uint64_t demonstrated{0}; //!< first transitions that are demonstrations
        };

        DdpgAgent(const learning::DdpgOptions& options,
                  const std::vector<uint8_t>& mask,
                  bool refine,
                  const Units& units)
            : LearnerBase(options),
              m_mask(mask),
              m_refine(refine),
              m_units(units)
        {
        }

        void Act(const float* observation, bool greedy, float* action) override
        {
            if (!greedy && m_learner.GetStatistics().steps < m_units.demonstrated)
            {
                return;
            }
            const uint8_t* mask = m_mask.empty() ? nullptr : m_mask.data();
            m_learner.Act(observation, mask, greedy, action);
            if (m_refine && m_learner.GetStatistics().updates > 0)
            {
                Refine(observation, action);
            }
        }

        void Remember(const float* observation,
                      const float* action,
                      float reward,
                      const float* next) override
        {
            const uint8_t* mask = m_mask.empty() ? nullptr : m_mask.data();
            m_learner.Remember(observation, mask, action, reward, next, mask, false);
        }

        void EndEpisode() override
        {
            m_learner.EndEpisode();
        }

        std::vector<std::pair<std::string, double>> GetFigures() const override
        {
            const auto statistics = m_learner.GetStatistics();
            return {{"criticLoss", statistics.criticLoss},
                    {"actorLoss", statistics.actorLoss},
                    {"meanQ", statistics.meanQ},
                    {"updates", static_cast<double>(statistics.updates)},
                    {"steps", static_cast<double>(statistics.steps)}};
        }

      private:
        /// Puts the best of the neighbours, stream by stream, in the place of the action.
        void Refine(const float* observation, float* action)
        {
            float best = m_learner.Value(observation, action);
            for (uint32_t unit = 0; unit < m_units.count; ++unit)
            {
                float* const own = action + unit * m_units.size;
                const std::vector<float> before(own, own + m_units.size);
                std::vector<float> chosen = before;
                for (uint32_t tier = 0; tier < m_units.nTiers; ++tier)
                {
                    for (const int step : {-1, 0, 1})
                    {
                        std::copy(before.begin(), before.end(), own);
                        const auto top = std::max_element(own, own + m_units.nTiers);
                        std::swap(*top, own[tier]);
                        if (m_units.exitStep > 0)
                        {
                            float& exit = own[m_units.nTiers];
                            exit += static_cast<float>(step) * m_units.exitStep;
                            exit = std::min(1.0F, std::max(-1.0F, exit));
                        }
                        const float value = m_learner.Value(observation, action);
                        if (value > best)
                        {
                            best = value;
                            chosen.assign(own, own + m_units.size);
                        }
                    }
                }
                std::copy(chosen.begin(), chosen.end(), own);
            }
        }

        std::vector<uint8_t> m_mask; //!< of an action; empty: all
        bool m_refine;               //!< whether the critic chooses
        Units m_units;               //!< what it chooses for
    };

    learning::DdpgOptions options;
    options.observationSize = layout.observationSize;
    options.actionSize = layout.actionSize;
    options.hidden.assign(m_hiddenLayers, m_hiddenUnits);
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
    DdpgAgent::Units units;
    const EdgeSystem& system = GetSystem();
    units.count = m_perStream ? 1 : system.streams.size();
    units.size = GetStreamSize();
    units.nTiers = 1 + system.servers.size();
    units.demonstrated = m_prior == NONE ? m_demonstrations : 0;
    if (units.size > units.nTiers)
    {
        uint32_t most = 1;
        for (const auto& stream : system.streams)
        {
            most = std::max(most, stream.dnn->GetNExits());
        }
        units.exitStep = 2.0F / static_cast<float>(most);
    }
    std::vector<uint8_t> mask;
    if (m_perStream)
    {
        // The actor is shared by all streams, so noise that goes on from one row to the next would
        // mix them.
        options.noise = learning::DdpgNoise::GAUSSIAN;
    }
    else
    {
        options.simplexes = m_space.GetSimplexes();
        mask = m_space.GetMask();
    }
    return std::make_unique<DdpgAgent>(options, mask, m_refine, units);
}

void
DdpgPolicy::TakeRow(const std::vector<float>& action, std::size_t stream, float* row) const
{
    const uint32_t size = GetStreamSize();
    row = std::copy_n(action.begin() + stream * size, size, row);
    // The greedy choice divides in proportion to demand: weights of 1.
    std::fill_n(row, m_space.GetSimplexes().size(), 0.0F);
}

void
DdpgPolicy::DoObserve(const EpochState& state, float* observations, float* actions)
{
    const EdgeSystem& system = GetSystem();
    const bool hasPrior = m_prior != NONE || (IsTraining() && m_demonstrations > 0);
    if (hasPrior)
    {
        ChooseGreedily(state, m_priorMargin, m_priorDecision);
        m_space.Encode(system, m_priorDecision, m_priorAction.data());
    }
    if (!m_perStream)
    {
        m_systemEncoder.Encode(system, state, observations);
        if (m_prior != NONE)
        {
            std::copy(m_priorAction.begin(),
                      m_priorAction.end(),
                      observations + m_systemEncoder.GetSize());
        }
        else if (hasPrior)
        {
            std::copy(m_priorAction.begin(), m_priorAction.end(), actions);
        }
        return;
    }
    // What a stream would ask of the uplink and of each server with its last exit.
    const std::size_t nStreams = system.streams.size();
    const std::size_t nServers = system.servers.size();
    std::vector<double> uplink(nStreams, 0);
    std::vector<double> server(nStreams * nServers, 0);
    double demandOfAll = 0;
    double uplinkOfAll = 0;
    std::vector<double> serverOfAll(nServers, 0);
    for (std::size_t i = 0; i < nStreams; ++i)
    {
        const uint32_t last = system.streams[i].dnn->GetNExits() - 1;
        demandOfAll += m_estimator.GetDemand(i);
        for (std::size_t s = 0; s < nServers; ++s)
        {
            const auto plan = AllocationVector::MakePlan(system, i, s + 1, last);
            uplink[i] = std::min(2.0, m_estimator.GetUplinkLoad(system, i, plan));
            server[i * nServers + s] =
                std::min(2.0, m_estimator.GetServerLoad(system, state, i, plan, s));
            serverOfAll[s] += server[i * nServers + s];
        }
        uplinkOfAll += uplink[i];
    }
    const std::size_t width = m_streamEncoder.GetSize() + N_DEMAND + nServers;
    const std::size_t actionSize = GetStreamSize() + m_space.GetSimplexes().size();
    const std::size_t row = width + (m_prior != NONE ? actionSize : 0);
    for (std::size_t i = 0; i < nStreams; ++i)
    {
        m_streamEncoder.Encode(system, state, i, observations + i * row);
        float* next = observations + i * row + m_streamEncoder.GetSize();
        const auto put = [&next](double value) {
            *next++ = static_cast<float>(std::min(4.0, value));
        };
        const double rate = m_estimator.GetUplinkRate(system.streams[i].ue);
        put(m_estimator.GetDemand(i) / 20);
        put(demandOfAll / (20.0 * nStreams));
        put(uplink[i]);
        put(uplinkOfAll / 2);
        put(std::log10(std::max(rate, 1e5) / 1e5) / 3);
        put(nServers > 0 ? server[i * nServers] : 0);
        for (std::size_t s = 0; s < nServers; ++s)
        {
            put(serverOfAll[s] / 2);
        }
        if (m_prior != NONE)
        {
            TakeRow(m_priorAction, i, next);
        }
        else if (hasPrior)
        {
            TakeRow(m_priorAction, i, actions + i * actionSize);
        }
    }
}

void
DdpgPolicy::DoCarryOut(const EpochState& state, const float* actions, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const std::size_t nUes = system.devices.size();
    const uint32_t nBounded = m_space.GetNBounded();
    const uint32_t size = GetStreamSize();
    const uint32_t nTiers = 1 + system.servers.size();
    const std::size_t nShared = m_space.GetSimplexes().size();
    const std::size_t stride = m_perStream ? size + nShared : size;
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        for (uint32_t k = 0; k < size; ++k)
        {
            float value = actions[i * stride + k];
            if (m_prior != NONE)
            {
                const float prior = m_priorAction[i * size + k];
                value += k < nTiers ? PRIOR_SCORE * prior : prior;
                value = k < nTiers ? value : std::min(1.0F, std::max(-1.0F, value));
            }
            m_action[i * size + k] = value;
        }
    }
    for (std::size_t i = nBounded; i < m_action.size(); ++i)
    {
        m_action[i] = m_perStream ? 1 : actions[i];
        if (m_prior != NONE)
        {
            m_action[i] *= 1e-3F + m_priorAction[i];
        }
    }
    m_space.Decode(system, state, m_action.data(), decision);
    if (!m_perStream)
    {
        return;
    }
    // What the plans ask for, times the weights.
    GetDemands(state, decision, m_streamDemands);
    std::fill(m_weights.begin(), m_weights.end(), 0);
    for (std::size_t i = 0; i < nShared; ++i)
    {
        for (std::size_t stream = 0; stream < system.streams.size(); ++stream)
        {
            m_weights[i * nUes + system.streams[stream].ue] +=
                m_streamDemands[i * system.streams.size() + stream] *
                std::exp(2.0 * actions[stream * stride + size + i]);
        }
    }
    m_space.Divide(system, state, m_weights.data(), decision);
}

bool
DdpgPolicy::DoScore(const EpochTransition& transition, uint32_t row, double& reward) const
{
    const bool any = AllocationLearningPolicy::DoScore(transition, row, reward);
    if (!m_perStream)
    {
        return any;
    }
    const EdgeStreamReward& own = transition.rewards[row];
    if (own.tasks == 0)
    {
        return false;
    }
    reward = m_ownReward * own.reward / own.tasks + (1 - m_ownReward) * reward;
    return true;
}

} // namespace ns3
