// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/assignment-learning-policy.h"

#include "../../edge-inference-compat.h"
#include "../../learning/assignment-learner.h"
#include "../../learning/learning-error.h"
#include "../../learning/learning-runtime.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AssignmentLearningPolicy");

NS_OBJECT_ENSURE_REGISTERED(AssignmentLearningPolicy);

namespace
{

constexpr uint32_t TASK_FEATURES = 4;
constexpr uint32_t OPTION_FEATURES = 5;
constexpr uint32_t EDGE_FEATURES = 5;

/**
 * @param value at least 0, may be infinite
 * @param limit greatest value
 * @return the value, at most the limit
 */
float
Clip(double value, double limit)
{
    return static_cast<float>(std::min(value, limit));
}

/**
 * @param load work over capacity, at least 0, may be infinite
 * @return load / (1 + load): 1/2 for a load of 1
 */
float
Squash(double load)
{
    return std::isinf(load) ? 1.0F : static_cast<float>(load / (1 + load));
}

} // namespace

/// What LibTorch and the tensors of model/learning/ know.
struct AssignmentLearningPolicy::Learner
{
    /**
     * @param options hyperparameters
     */
    explicit Learner(const learning::AssignmentLearnerOptions& options)
        : learner(options)
    {
    }

    learning::AssignmentLearner learner; //!< the algorithm
    learning::AssignmentProblem problem; //!< of the slot; reused
    std::vector<uint32_t> order;         //!< streams by slack; reused
};

TypeId
AssignmentLearningPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AssignmentLearningPolicy")
            .SetParent<AssignmentPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<AssignmentLearningPolicy>()
            .AddAttribute("Actor",
                          "Network that scores the options: Graph (GRLE, GRL) or Dense (DROOE, "
                          "DROO).",
                          EnumValue(GRAPH),
                          MakeEnumAccessorCompat<AssignmentLearningPolicy::Actor>(
                              &AssignmentLearningPolicy::m_actor),
                          MakeEnumChecker(GRAPH, "Graph", DENSE, "Dense"))
            .AddAttribute("LearningRate",
                          "Adam's learning rate (per step). Default: DROO's.",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&AssignmentLearningPolicy::m_learningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("GradientClip",
                          "Greatest norm of the gradient; 0 does not clip.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&AssignmentLearningPolicy::m_gradientClip),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("MemoryCapacity",
                          "Slots that the replay memory keeps. Default: DROO's.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_memoryCapacity),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("BatchSize",
                          "Slots of one gradient step. Default: DROO's.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("TrainInterval",
                          "Slots between gradient steps. Default: DROO's.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_trainInterval),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Candidates",
                          "Joint assignments that the critic values in a slot, at the start and at "
                          "most; 0: as many as streams, as DROO's.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_candidates),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("AdaptInterval",
                          "Slots between changes of their number while learning; 0: never. "
                          "Default: DROO's.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_adaptInterval),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Noise",
                          "Exploration while learning: as many candidates again from scores with "
                          "Gaussian noise of this standard deviation on their logarithms; 0: none, "
                          "as DROO.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&AssignmentLearningPolicy::m_noise),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("Width",
                          "Graph: features of a node inside of the network. Ours.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_width),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Rounds",
                          "Graph: rounds of convolution. Ours.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_rounds),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("HiddenUnits1",
                          "Dense: width of the first hidden layer. Default: DROO's.",
                          UintegerValue(120),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_hiddenUnits1),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenUnits2",
                          "Dense: width of the second hidden layer. Default: DROO's.",
                          UintegerValue(80),
                          MakeUintegerAccessor(&AssignmentLearningPolicy::m_hiddenUnits2),
                          MakeUintegerChecker<uint32_t>(1, 65536));
    return tid;
}

AssignmentLearningPolicy::AssignmentLearningPolicy()
    : m_seed(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

AssignmentLearningPolicy::~AssignmentLearningPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
AssignmentLearningPolicy::DoDispose()
{
    m_learner.reset();
    m_seed = nullptr;
    AssignmentPolicy::DoDispose();
}

int64_t
AssignmentLearningPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    return 1;
}

void
AssignmentLearningPolicy::MakeLearner()
{
    learning::ConfigureLibTorch();
    learning::AssignmentLearnerOptions options;
    options.actor =
        m_actor == GRAPH ? learning::AssignmentActor::GRAPH : learning::AssignmentActor::DENSE;
    options.taskFeatures = TASK_FEATURES;
    options.optionFeatures = OPTION_FEATURES;
    options.edgeFeatures = EDGE_FEATURES;
    options.maxTasks = GetCritic().GetNTasks();
    options.maxOptions = GetCritic().GetNOptions();
    options.width = m_width;
    options.rounds = m_rounds;
    options.hidden = {m_hiddenUnits1, m_hiddenUnits2};
    options.learningRate = m_learningRate;
    options.gradientClip = m_gradientClip;
    options.memoryCapacity = m_memoryCapacity;
    options.batchSize = m_batchSize;
    options.trainInterval = m_trainInterval;
    options.candidates = m_candidates > 0 ? m_candidates : GetCritic().GetNTasks();
    options.adaptInterval = m_adaptInterval;
    options.noise = m_noise;
    options.seed = m_seed->GetInteger(1, 0x7fffffff);
    m_learner = std::make_unique<Learner>(options);
}

void
AssignmentLearningPolicy::DoBeginEpisode()
{
    AssignmentPolicy::DoBeginEpisode();
    const uint32_t tasks = GetCritic().GetNTasks();
    const uint32_t options = GetCritic().GetNOptions();
    if (!m_learner)
    {
        MakeLearner();
        if (!m_checkpoint.empty())
        {
            std::istringstream checkpoint(m_checkpoint);
            m_learner->learner.Load(checkpoint);
            m_checkpoint.clear();
        }
    }
    const auto& made = m_learner->learner.GetOptions();
    if (made.maxTasks != tasks || made.maxOptions != options)
    {
        std::ostringstream text;
        text << GetInstanceTypeId().GetName() << ": found a scenario with " << tasks
             << " streams and " << options << " options, expected the " << made.maxTasks << " and "
             << made.maxOptions << " of its earlier episodes";
        throw learning::LearningError(text.str());
    }
    learning::AssignmentProblem& problem = m_learner->problem;
    problem.tasks = tasks;
    problem.options = options;
    problem.taskFeatures.resize(tasks * TASK_FEATURES);
    problem.optionFeatures.resize(options * OPTION_FEATURES);
    problem.edgeFeatures.resize(static_cast<std::size_t>(tasks) * options * EDGE_FEATURES);
    problem.mask.resize(static_cast<std::size_t>(tasks) * options);
    for (uint32_t task = 0; task < tasks; ++task)
    {
        for (uint32_t option = 0; option < options; ++option)
        {
            problem.mask[task * options + option] = GetCritic().IsValid(task, option) ? 1 : 0;
        }
    }
    m_learner->order.resize(tasks);
}

void
AssignmentLearningPolicy::Describe()
{
    const AssignmentCritic& critic = GetCritic();
    learning::AssignmentProblem& problem = m_learner->problem;
    const double interval = GetSystem().interval.GetSeconds();
    const uint32_t tasks = problem.tasks;
    const uint32_t options = problem.options;
    const uint32_t remote = options - 1; // an option on the last server, valid or not
    const auto getWay = [&](uint32_t task) {
        uint32_t option = remote;
        while (!critic.IsValid(task, option))
        {
            --option;
        }
        return critic.GetWay(task, option);
    };
    double deadlines = 0;
    for (uint32_t task = 0; task < tasks; ++task)
    {
        deadlines += critic.GetDeadline(task) / tasks;
        const double way = getWay(task);
        float* features = problem.taskFeatures.data() + task * TASK_FEATURES;
        features[0] = Clip(critic.GetRate(task) * interval / 4, 4);
        features[1] = Clip(way / critic.GetDeadline(task), 2);
        features[2] = Clip(critic.GetDeadline(task) / interval, 4);
    }
    auto& order = m_learner->order;
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        return critic.GetDeadline(a) - getWay(a) < critic.GetDeadline(b) - getWay(b);
    });
    for (uint32_t rank = 0; rank < tasks; ++rank)
    {
        problem.taskFeatures[order[rank] * TASK_FEATURES + 3] =
            static_cast<float>(rank + 1) / tasks;
    }
    for (uint32_t option = 0; option < options; ++option)
    {
        double load = 0;
        double accuracy = 0;
        double service = 0;
        double wait = 0;
        uint32_t valid = 0;
        for (uint32_t task = 0; task < tasks; ++task)
        {
            if (!critic.IsValid(task, option))
            {
                continue;
            }
            ++valid;
            const double deadline = critic.GetDeadline(task);
            const double taskService = critic.GetService(task, option);
            const double taskLoad =
                critic.GetRate(task) > 0 ? critic.GetRate(task) * taskService : 0;
            const double latency =
                critic.GetWay(task, option) + taskService + critic.GetWait(task, option);
            const double taskAccuracy = critic.GetAccuracy(task, option);
            load += taskLoad;
            accuracy += taskAccuracy;
            service += taskService;
            wait += critic.GetWait(task, option);
            float* features = problem.edgeFeatures.data() +
                              (static_cast<std::size_t>(task) * options + option) * EDGE_FEATURES;
            features[0] = Clip(latency / deadline, 2);
            features[1] = Clip(taskService / deadline, 2);
            features[2] = Squash(taskLoad);
            features[3] = static_cast<float>(taskAccuracy);
            features[4] = static_cast<float>(latency <= deadline ? taskAccuracy : 0);
        }
        float* features = problem.optionFeatures.data() + option * OPTION_FEATURES;
        std::fill(features, features + OPTION_FEATURES, 0.0F);
        if (valid > 0)
        {
            features[0] = static_cast<float>(accuracy / valid);
            features[1] = Clip(service / valid / deadlines, 2);
            features[2] = Clip(wait / valid / deadlines, 2);
            features[3] = Squash(load);
            features[4] = critic.IsLocal(option) ? 1.0F : 0.0F;
        }
    }
}

void
AssignmentLearningPolicy::Assign(const EpochState&, std::vector<uint32_t>& assignment)
{
    Describe();
    assignment = m_learner->learner.Decide(
        m_learner->problem,
        [this](const std::vector<uint32_t>& candidate) { return GetCritic().Evaluate(candidate); },
        IsTraining());
}

void
AssignmentLearningPolicy::Learn(const EpochTransition&)
{
    // The critic is a model: what a decision is worth is known, and learnt, when it is made.
}

void
AssignmentLearningPolicy::Save(std::ostream& os) const
{
    Write(os, true);
}

void
AssignmentLearningPolicy::SaveNetworks(std::ostream& os) const
{
    Write(os, false);
}

void
AssignmentLearningPolicy::Write(std::ostream& os, bool full) const
{
    if (m_learner)
    {
        m_learner->learner.Save(os, full);
    }
    else
    {
        // What was loaded and waits for the first episode.
        os << m_checkpoint;
    }
}

void
AssignmentLearningPolicy::Load(std::istream& is)
{
    m_checkpoint.assign(std::istreambuf_iterator<char>(is), {});
    if (m_learner)
    {
        std::istringstream checkpoint(m_checkpoint);
        m_learner->learner.Load(checkpoint);
        m_checkpoint.clear();
    }
}

std::vector<std::pair<std::string, double>>
AssignmentLearningPolicy::GetTrainingFigures() const
{
    if (!m_learner)
    {
        return {};
    }
    const auto statistics = m_learner->learner.GetStatistics();
    return {{"loss", statistics.loss},
            {"value", statistics.value},
            {"winner", static_cast<double>(statistics.winner)},
            {"candidates", static_cast<double>(statistics.candidates)},
            {"updates", static_cast<double>(statistics.updates)},
            {"slots", static_cast<double>(statistics.slots)}};
}

} // namespace ns3
