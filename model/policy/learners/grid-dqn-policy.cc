// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/grid-dqn-policy.h"

#include "../../learning/dqn.h"

#include "ns3/double.h"
#include "ns3/learner-base.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("GridDqnPolicy");

NS_OBJECT_ENSURE_REGISTERED(GridDqnPolicy);

TypeId
GridDqnPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::GridDqnPolicy")
            .SetParent<AllocationLearningPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<GridDqnPolicy>()
            .AddAttribute("Gamma",
                          "Discount a step (0 to 1).",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&GridDqnPolicy::m_gamma),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LearningRate",
                          "Adam's step (above 0).",
                          DoubleValue(1e-3),
                          MakeDoubleAccessor(&GridDqnPolicy::m_learningRate),
                          MakeDoubleChecker<double>(1e-12, 1))
            .AddAttribute("Tau",
                          "Step of the target network (above 0, to 1).",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&GridDqnPolicy::m_tau),
                          MakeDoubleChecker<double>(1e-9, 1))
            .AddAttribute("HiddenUnits",
                          "Width of each hidden layer.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&GridDqnPolicy::m_hiddenUnits),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenLayers",
                          "Number of hidden layers.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&GridDqnPolicy::m_hiddenLayers),
                          MakeUintegerChecker<uint32_t>(1, 16))
            .AddAttribute("BatchSize",
                          "Transitions of one gradient step.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&GridDqnPolicy::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("ReplayCapacity",
                          "Transitions kept.",
                          UintegerValue(20000),
                          MakeUintegerAccessor(&GridDqnPolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>(1, 100000000))
            .AddAttribute("LearningStarts",
                          "Transitions before the first gradient step.",
                          UintegerValue(200),
                          MakeUintegerAccessor(&GridDqnPolicy::m_learningStarts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("UpdatesPerStep",
                          "Gradient steps a transition.",
                          DoubleValue(2),
                          MakeDoubleAccessor(&GridDqnPolicy::m_updatesPerStep),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("EpsilonSteps",
                          "Transitions until exploration has fallen from 1 to EpsilonEnd.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&GridDqnPolicy::m_epsilonSteps),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("EpsilonEnd",
                          "Part of random decisions in the end (0 to 1).",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&GridDqnPolicy::m_epsilonEnd),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("TierSteps",
                          "Steps of the parts of the streams that go to a tier.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&GridDqnPolicy::m_tierSteps),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("ExitSteps",
                          "Levels of the exits, the last exit included.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&GridDqnPolicy::m_exitSteps),
                          MakeUintegerChecker<uint32_t>(1, 256));
    return tid;
}

GridDqnPolicy::GridDqnPolicy()
{
    NS_LOG_FUNCTION(this);
}

GridDqnPolicy::~GridDqnPolicy()
{
    NS_LOG_FUNCTION(this);
}

AllocationLearningPolicy::Layout
GridDqnPolicy::DoPrepare()
{
    const EdgeSystem& system = GetSystem();
    const auto has = [&](EdgeServerTier tier) {
        return std::any_of(system.servers.begin(), system.servers.end(), [&](const auto& server) {
            return server.tier == tier;
        });
    };
    const uint32_t cloudSteps = has(EdgeServerTier::CLOUD) ? m_tierSteps : 0;
    const uint32_t edgeSteps = has(EdgeServerTier::EDGE) ? m_tierSteps : 0;
    m_grid.clear();
    for (uint32_t cloud = 0; cloud <= cloudSteps; ++cloud)
    {
        for (uint32_t edge = 0; edge <= edgeSteps && cloud + edge <= m_tierSteps; ++edge)
        {
            for (uint32_t exit = 1; exit <= m_exitSteps; ++exit)
            {
                for (const ShareRule rule : {EQUAL, DEMAND})
                {
                    m_grid.push_back({1.0 * cloud / m_tierSteps,
                                      1.0 * edge / m_tierSteps,
                                      1.0 * exit / m_exitSteps,
                                      rule});
                }
            }
        }
    }
    m_encoder = SystemEncoder(system);
    return {1, m_encoder.GetSize(), 1};
}

std::unique_ptr<AllocationLearningPolicy::Agent>
GridDqnPolicy::MakeAgent(const Layout& layout, uint64_t seed) const
{
    /// The learner; an action is the number of a point.
    class GridAgent : public LearnerBase<Agent, learning::Dqn>
    {
      public:
        GridAgent(const learning::DqnOptions& options)
            : LearnerBase(options),
              m_mask(options.actionCount, 1)
        {
        }

        void Act(const float* observation, bool greedy, float* action) override
        {
            uint32_t point = 0;
            m_learner.Act(observation, m_mask.data(), 1, greedy, &point);
            *action = static_cast<float>(point);
        }

        void Remember(const float* observation,
                      const float* action,
                      float reward,
                      const float* next) override
        {
            m_learner.Remember(observation,
                               m_mask.data(),
                               static_cast<uint32_t>(*action),
                               reward,
                               next,
                               m_mask.data(),
                               false);
        }

        void EndEpisode() override
        {
        }

        std::vector<std::pair<std::string, double>> GetFigures() const override
        {
            const auto statistics = m_learner.GetStatistics();
            return {{"loss", statistics.loss},
                    {"meanQ", statistics.meanQ},
                    {"epsilon", statistics.epsilon},
                    {"updates", static_cast<double>(statistics.updates)},
                    {"steps", static_cast<double>(statistics.steps)}};
        }

      private:
        std::vector<uint8_t> m_mask; //!< every point is valid
    };

    learning::DqnOptions options;
    options.observationSize = layout.observationSize;
    options.actionCount = m_grid.size();
    options.hidden.assign(m_hiddenLayers, m_hiddenUnits);
    options.gamma = m_gamma;
    options.learningRate = m_learningRate;
    options.tau = m_tau;
    options.batchSize = m_batchSize;
    options.replayCapacity = m_replayCapacity;
    options.learningStarts = m_learningStarts;
    options.updatesPerStep = m_updatesPerStep;
    options.epsilonStart = 1;
    options.epsilonEnd = m_epsilonEnd;
    options.epsilonSteps = m_epsilonSteps;
    options.doubleQ = true;
    options.seed = seed;
    return std::make_unique<GridAgent>(options);
}

void
GridDqnPolicy::DoObserve(const EpochState& state, float* observations, float*)
{
    m_encoder.Encode(GetSystem(), state, observations);
}

void
GridDqnPolicy::DoCarryOut(const EpochState& state, const float* actions, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    const Point& point = m_grid.at(static_cast<std::size_t>(*actions));
    const std::size_t n = system.streams.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return m_estimator.GetUplinkRate(system.streams[a].ue) >
               m_estimator.GetUplinkRate(system.streams[b].ue);
    });
    const auto nCloud = static_cast<std::size_t>(std::lround(point.cloud * n));
    const auto nOff = static_cast<std::size_t>(std::lround((point.cloud + point.edge) * n));
    std::vector<uint32_t> clouds;
    for (uint32_t i = 0; i < system.servers.size(); ++i)
    {
        if (system.servers[i].tier == EdgeServerTier::CLOUD)
        {
            clouds.push_back(i + 1);
        }
    }
    for (std::size_t place = 0; place < n; ++place)
    {
        const std::size_t i = order[place];
        uint32_t tier = 0;
        if (place < nCloud)
        {
            tier = clouds[place % clouds.size()];
        }
        else if (place < nOff)
        {
            tier = GetNearestTier(state, i);
        }
        const uint32_t nExits = system.streams[i].dnn->GetNExits();
        const auto exit = static_cast<uint32_t>(std::lround(point.depth * nExits));
        decision.plans[i] =
            AllocationVector::MakePlan(system, i, tier, std::max(1U, std::min(exit, nExits)) - 1);
    }
    DivideByRule(state, point.shares, decision);
}

} // namespace ns3
