// SPDX-License-Identifier: GPL-2.0-only
#include "wu-learner.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace ns3
{
namespace learning
{
namespace test
{

namespace
{

/// Stream of the random numbers of training episodes.
const uint64_t TRAINING_STREAM = 8000;

/// Seed of the validation episodes.
const uint64_t VALIDATION_SEED = 1000;

/// Largest miss of an accuracy target in validation that is none.
const double TOLERANCE = 0.003;

/// Numbers of an action for a device: rate and place.
const uint32_t NUMBERS = 2;

/// Appends a number of an observation.
void
Push(std::vector<float>& row, double value)
{
    row.push_back(static_cast<float>(value));
}

/// Appends 1 at one place and 0 at the others.
void
PushOneHot(std::vector<float>& row, uint32_t hot, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i)
    {
        row.push_back(i == hot ? 1.0F : 0.0F);
    }
}

/// What a service asks for in a slot.
struct Demand
{
    double requests{0}; //!< mean over its devices
    double upload{0};   //!< mean time that uploading everything would take, s
};

Demand
GetDemand(const WuSystem& system, uint32_t service)
{
    const double each = system.Parameters().devicesPerService;
    Demand demand;
    for (uint32_t n = 0; n < system.Devices(); ++n)
    {
        if (system.Service(n) == service)
        {
            const double raw = system.Bits(n, WuParameters::RATES - 1);
            demand.requests += system.Requests(n) / each;
            demand.upload += raw / system.Rate(system.Channel(n)) / each;
        }
    }
    return demand;
}

/// What the services offload, and the delay at the edge that it makes.
class EdgeLoad
{
  public:
    explicit EdgeLoad(const WuSystem& system)
        : m_system(system)
    {
    }

    /// @brief Counts a device's choice in (sign 1), or out again (sign -1).
    void Add(uint32_t device, WuChoice choice, int sign)
    {
        if (!WuSystem::IsLocal(choice))
        {
            const uint32_t service = m_system.Service(device);
            m_bits[service] += sign * m_system.Bits(device, choice);
            m_offloaders[service] += sign;
        }
    }

    /// @return delay at the edge, summed over the devices
    double GetDelay() const
    {
        std::array<double, WuParameters::SERVICES> cycles{};
        for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
        {
            // Adding and taking away leaves what rounding makes of 0.
            const double bits = m_offloaders[m] == 0 ? 0 : m_bits[m];
            cycles[m] = m_system.EdgeCycles(m, bits, m_offloaders[m]);
        }
        const auto shares = m_system.Shares(cycles);
        double sum = 0;
        for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
        {
            sum += cycles[m] > 0 ? cycles[m] / (shares[m] * m_system.Parameters().edgeSpeed) : 0;
        }
        return sum;
    }

  private:
    const WuSystem& m_system;                                    //!< in its present state
    std::array<double, WuParameters::SERVICES> m_bits{};         //!< offloaded
    std::array<uint32_t, WuParameters::SERVICES> m_offloaders{}; //!< devices
};

} // namespace

WuLearner::WuLearner(const WuParameters& parameters, const WuTraining& training)
    : m_training(training),
      m_system(parameters),
      m_random(training.seed, TRAINING_STREAM)
{
    m_system.Reset(m_random);
    m_rows = training.form == WuForm::JOINT ? 1 : m_system.Devices();
    std::vector<float> rows;
    Observe(m_system, rows);
    m_width = static_cast<uint32_t>(rows.size()) / m_rows;
    DdpgOptions options;
    options.observationSize = m_width;
    options.actionSize = NUMBERS * m_system.Devices() / m_rows;
    options.hidden = training.hidden;
    options.gamma = training.gamma;
    options.tau = training.tau;
    options.actorLearningRate = training.actorLearningRate;
    options.criticLearningRate = training.criticLearningRate;
    options.batchSize = training.batchSize;
    options.replayCapacity = training.replaySlots * m_rows;
    options.learningStarts = training.randomSlots * m_rows;
    options.updatesPerStep = training.updatesPerSlot / m_rows;
    options.noiseScale = training.noise;
    options.invertingGradients = true; // without them the actor sticks at the bounds of tanh
    options.seed = training.seed;
    m_agent = std::make_unique<Ddpg>(options);
}

void
WuLearner::ObserveJointly(const WuSystem& system, std::vector<float>& row) const
{
    const WuParameters& p = system.Parameters();
    for (uint32_t n = 0; n < system.Devices(); ++n)
    {
        Push(row, system.DeviceBits(n) / p.deviceBuffer);
        Push(row, system.Requests(n));
        PushOneHot(row, system.Channel(n), WuParameters::CHANNELS);
    }
    for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
    {
        Push(row, system.EdgeBits(m) / p.edgeBuffer);
        Push(row, system.Deficit(m));
    }
}

void
WuLearner::Observe(const WuSystem& system, std::vector<float>& rows) const
{
    rows.clear();
    if (m_training.form == WuForm::JOINT)
    {
        ObserveJointly(system, rows);
        return;
    }
    const WuParameters& p = system.Parameters();
    const Demand demands[] = {GetDemand(system, 0), GetDemand(system, 1)};
    for (uint32_t n = 0; n < system.Devices(); ++n)
    {
        const uint32_t service = system.Service(n);
        PushOneHot(rows, service, WuParameters::SERVICES);
        PushOneHot(rows, system.Channel(n), WuParameters::CHANNELS);
        Push(rows, system.Requests(n));
        Push(rows, system.DeviceBits(n) / p.rawBits[service]);
        for (uint32_t m : {service, 1 - service})
        {
            Push(rows, system.Deficit(m));
            Push(rows, system.EdgeBits(m) / (p.rawBits[m] * p.devicesPerService));
            Push(rows, demands[m].requests);
            Push(rows, demands[m].upload);
        }
    }
}

std::vector<WuChoice>
WuLearner::Decide(const std::vector<float>& rows, double explorers, std::vector<float>& taken)
{
    const uint32_t size = m_agent->GetOptions().actionSize;
    taken.resize(static_cast<std::size_t>(m_rows) * size);
    for (uint32_t row = 0; row < m_rows; ++row)
    {
        const bool greedy = explorers <= 0 || (explorers < 1 && m_random.Uniform() >= explorers);
        m_agent->Act(&rows[row * m_width], nullptr, greedy, &taken[row * size]);
    }
    std::vector<WuChoice> choices(m_system.Devices());
    for (uint32_t n = 0; n < choices.size(); ++n)
    {
        const double range = 2.0 / WuParameters::RATES;
        float* own = &taken[n * NUMBERS];
        const uint32_t rate =
            std::min(WuParameters::RATES - 1, static_cast<uint32_t>((own[0] + 1) / range));
        const bool local = own[1] > 0;
        choices[n] = static_cast<WuChoice>(rate + (local ? WuParameters::RATES : 0));
        own[0] = static_cast<float>((rate + 0.5) * range - 1);
        own[1] = local ? 1.0F : -1.0F;
    }
    return choices;
}

std::vector<double>
WuLearner::GetDifferenceRewards(const WuSystem& system, const std::vector<WuChoice>& choices)
{
    const WuParameters& p = system.Parameters();
    EdgeLoad load(system);
    for (uint32_t n = 0; n < choices.size(); ++n)
    {
        load.Add(n, choices[n], 1);
    }
    const double all = load.GetDelay();
    std::vector<double> rewards(choices.size());
    for (uint32_t n = 0; n < choices.size(); ++n)
    {
        load.Add(n, choices[n], -1);
        const double delay = system.OwnDelay(n, choices[n]) + all - load.GetDelay();
        load.Add(n, choices[n], 1);
        const uint32_t m = system.Service(n);
        const double missing = p.target[m] - system.Accuracy(choices[n]);
        rewards[n] = -p.penaltyWeight * delay - system.Deficit(m) * missing / p.devicesPerService;
    }
    return rewards;
}

void
WuLearner::TrainEpisode()
{
    m_system.Reset(m_random);
    const uint32_t size = m_agent->GetOptions().actionSize;
    std::vector<float> before;
    std::vector<float> after;
    std::vector<float> taken;
    Observe(m_system, before);
    const double progress = std::min(1.0, 2.0 * m_episodes / m_training.episodes);
    const double explorers =
        m_training.form == WuForm::JOINT ? 1 : 1 + progress * (m_training.explorers - 1);
    ++m_episodes;
    for (uint32_t i = 0; i < m_training.slots; ++i)
    {
        const std::vector<WuChoice> choices = Decide(before, explorers, taken);
        std::vector<double> rewards;
        if (m_training.form == WuForm::ROWS)
        {
            rewards = GetDifferenceRewards(m_system, choices);
        }
        const WuSlot slot = m_system.Step(choices);
        if (m_training.form == WuForm::JOINT)
        {
            rewards = {-slot.objective};
        }
        Observe(m_system, after);
        for (uint32_t row = 0; row < m_rows; ++row)
        {
            m_agent->Remember(&before[row * m_width],
                              nullptr,
                              &taken[row * size],
                              static_cast<float>(m_training.rewardScale * rewards[row]),
                              &after[row * m_width],
                              nullptr,
                              false);
        }
        before.swap(after);
        m_agent->Update();
        if (std::max(m_system.Deficit(0), m_system.Deficit(1)) > m_training.largestDeficit)
        {
            m_agent->EndEpisode();
            m_system.Reset(m_random);
            Observe(m_system, before);
        }
    }
    m_agent->EndEpisode();
}

std::vector<WuChoice>
WuLearner::Choose(const WuSystem& system)
{
    std::vector<float> rows;
    std::vector<float> taken;
    Observe(system, rows);
    return Decide(rows, 0, taken);
}

Ddpg&
WuLearner::Agent()
{
    return *m_agent;
}

WuTrained
TrainWu(const WuParameters& parameters,
        const WuTraining& training,
        uint64_t seed,
        uint32_t episodes)
{
    WuLearner learner(parameters, training);
    const auto policy = [&learner](const WuSystem& system) { return learner.Choose(system); };
    WuTrained trained;
    std::string kept;
    std::pair<double, double> least{1e300, 1e300}; // miss, delay
    for (uint32_t episode = 1; episode <= training.episodes; ++episode)
    {
        learner.TrainEpisode();
        if (episode % training.validateEvery != 0 && episode != training.episodes)
        {
            continue;
        }
        const WuResult result = EvaluateWu(parameters,
                                           policy,
                                           VALIDATION_SEED,
                                           training.validationEpisodes,
                                           training.slots);
        double miss = TOLERANCE;
        for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
        {
            miss = std::max(miss, parameters.target[m] - result.accuracy[m]);
        }
        if (std::make_pair(miss, result.delay) < least)
        {
            least = {miss, result.delay};
            trained.bestAfter = episode;
            std::ostringstream stream;
            learner.Agent().Save(stream, false);
            kept = stream.str();
        }
    }
    trained.last = EvaluateWu(parameters, policy, seed, episodes, training.slots);
    std::istringstream stream(kept);
    learner.Agent().Load(stream);
    trained.best = EvaluateWu(parameters, policy, seed, episodes, training.slots);
    return trained;
}

} // namespace test
} // namespace learning
} // namespace ns3
