// SPDX-License-Identifier: GPL-2.0-only

#include "assignment-learner.h"

#include "../../learning/assignment-learner.h"
#include "../../learning/learning-runtime.h"
#include "graph-network.h"

#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AssignmentLearner");

NS_OBJECT_ENSURE_REGISTERED(AssignmentLearner);

TypeId
AssignmentLearner::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AssignmentLearner")
            .SetParent<NetworkLearner>()
            .SetGroupName("EdgeInference")
            .AddConstructor<AssignmentLearner>()
            .AddAttribute(
                "Actor",
                "Network that scores the options: Graph (GRLE, GRL) or Dense (DROOE, "
                "DROO).",
                EnumValue(GRAPH),
                MakeEnumAccessorCompat<AssignmentLearner::Actor>(&AssignmentLearner::m_actor),
                MakeEnumChecker(GRAPH, "Graph", DENSE, "Dense"))
            .AddAttribute("LearningRate",
                          "Adam's learning rate (per step). Default: DROO's.",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&AssignmentLearner::m_learningRate),
                          MakeDoubleChecker<double>(1e-9))
            .AddAttribute("GradientClip",
                          "Greatest norm of the gradient; 0 does not clip.",
                          DoubleValue(5),
                          MakeDoubleAccessor(&AssignmentLearner::m_gradientClip),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("MemoryCapacity",
                          "Slots that the replay memory keeps. Default: DROO's.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&AssignmentLearner::m_memoryCapacity),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("BatchSize",
                          "Slots of one gradient step. Default: DROO's.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&AssignmentLearner::m_batchSize),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("TrainInterval",
                          "Slots between gradient steps. Default: DROO's.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&AssignmentLearner::m_trainInterval),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Candidates",
                          "Joint assignments that the critic values in a slot, at the start and at "
                          "most; 0: as many as streams, as DROO's.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&AssignmentLearner::m_candidates),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("AdaptInterval",
                          "Slots between changes of their number while learning; 0: never. "
                          "Default: DROO's.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&AssignmentLearner::m_adaptInterval),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Noise",
                          "Exploration while learning: as many candidates again from scores with "
                          "Gaussian noise of this standard deviation on their logarithms; 0: none, "
                          "as DROO.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&AssignmentLearner::m_noise),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("Width",
                          "Graph: features of a node inside of the network. Ours.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&AssignmentLearner::m_width),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("Rounds",
                          "Graph: rounds of convolution. Ours.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&AssignmentLearner::m_rounds),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("HiddenUnits1",
                          "Dense: width of the first hidden layer. Default: DROO's.",
                          UintegerValue(120),
                          MakeUintegerAccessor(&AssignmentLearner::m_hiddenUnits1),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("HiddenUnits2",
                          "Dense: width of the second hidden layer. Default: DROO's.",
                          UintegerValue(80),
                          MakeUintegerAccessor(&AssignmentLearner::m_hiddenUnits2),
                          MakeUintegerChecker<uint32_t>(1, 65536));
    return tid;
}

AssignmentLearner::AssignmentLearner()
{
    NS_LOG_FUNCTION(this);
}

AssignmentLearner::~AssignmentLearner()
{
    NS_LOG_FUNCTION(this);
}

void
AssignmentLearner::DoDispose()
{
    m_space = nullptr;
    AlgorithmLearner::DoDispose();
}

std::string
AssignmentLearner::Describe() const
{
    return "one choice a row that a model values, and whose observation describes every choice";
}

bool
AssignmentLearner::Fits(const Layout& layout) const
{
    return layout.hasModel && layout.heads.size() == 1 && layout.GetNNumbers() == 0 &&
           layout.choiceFeatures.own > 0;
}

bool
AssignmentLearner::ServesAnyRows() const
{
    return false;
}

bool
AssignmentLearner::LearnsFromSteps() const
{
    // What a decision is worth is known by the model, and learnt, when it is made.
    return false;
}

void
AssignmentLearner::Remember(const Step&)
{
}

void
AssignmentLearner::Update()
{
}

void
AssignmentLearner::Make(const Ptr<DecisionSpace>& space, uint64_t seed)
{
    learning::ConfigureLibTorch();
    m_space = space;
    const Layout& layout = space->GetLayout();
    const uint32_t rows = layout.rows;
    learning::AssignmentLearnerOptions options;
    options.actor =
        m_actor == GRAPH ? learning::AssignmentActor::GRAPH : learning::AssignmentActor::DENSE;
    options.taskFeatures = layout.choiceFeatures.own;
    options.optionFeatures = layout.choiceFeatures.choice;
    options.edgeFeatures = layout.choiceFeatures.pair;
    options.maxTasks = rows;
    options.maxOptions = layout.heads.front();
    options.width = m_width;
    options.rounds = m_rounds;
    options.hidden = {m_hiddenUnits1, m_hiddenUnits2};
    TakeNetwork(layout, options);
    options.learningRate = m_learningRate;
    options.gradientClip = m_gradientClip;
    options.memoryCapacity = m_memoryCapacity;
    options.batchSize = m_batchSize;
    options.trainInterval = m_trainInterval;
    options.candidates = m_candidates > 0 ? m_candidates : rows;
    options.adaptInterval = m_adaptInterval;
    options.noise = m_noise;
    options.seed = seed;
    m_algorithm = std::make_unique<learning::AssignmentLearner>(options);
    m_problem = std::make_unique<learning::AssignmentProblem>();
}

void
AssignmentLearner::TakeNetwork(const Layout& layout,
                               learning::AssignmentLearnerOptions& options) const
{
    if (GetWindow() > 1)
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  "Network",
                                  GetNetwork()->GetInstanceTypeId().GetName(),
                                  "a network that sees one epoch: assignments are learnt from "
                                  "decisions, one by one");
    }
    if (const auto graph = DynamicCast<GraphNetwork>(GetNetwork()))
    {
        options.actor = learning::AssignmentActor::GRAPH;
        options.width = graph->GetWidth();
        options.rounds = graph->GetRounds();
    }
    else if (GetNetwork())
    {
        options.network = GetMaker(layout);
    }
}

void
AssignmentLearner::TakeProblem(const Rows& rows)
{
    const Layout& layout = m_space->GetLayout();
    const DecisionSpace::ChoiceFeatures& sizes = layout.choiceFeatures;
    const uint32_t options = layout.heads.front();
    learning::AssignmentProblem& problem = *m_problem;
    problem.tasks = rows.GetN();
    problem.options = options;
    problem.taskFeatures.resize(problem.tasks * sizes.own);
    problem.edgeFeatures.resize(static_cast<std::size_t>(problem.tasks) * options * sizes.pair);
    problem.optionFeatures.resize(options * sizes.choice);
    problem.mask = rows.masks;
    auto own = problem.taskFeatures.begin();
    auto pair = problem.edgeFeatures.begin();
    for (std::size_t row = 0; row < rows.GetN(); ++row)
    {
        auto from = rows.observations.begin() + row * layout.observationSize;
        own = std::copy_n(from, sizes.own, own);
        from += sizes.own;
        for (uint32_t option = 0; option < options; ++option)
        {
            pair = std::copy_n(from, sizes.pair, pair);
            from += sizes.pair + sizes.choice;
        }
    }
    // Those of the choices alone are the same in all rows.
    auto choice = problem.optionFeatures.begin();
    for (uint32_t option = 0; option < options; ++option)
    {
        const auto from = rows.observations.begin() + sizes.own +
                          option * (sizes.pair + sizes.choice) + sizes.pair;
        choice = std::copy_n(from, sizes.choice, choice);
    }
}

void
AssignmentLearner::Act(Rows& rows, bool greedy)
{
    TakeProblem(rows);
    auto decision = m_algorithm->Choose(
        *m_problem,
        [this](const std::vector<uint32_t>& candidate) { return m_space->Evaluate(candidate); },
        !greedy);
    rows.choices = std::move(decision.assignment);
    rows.jointNotes = {static_cast<double>(decision.winner),
                       static_cast<double>(decision.rank),
                       decision.value};
}

void
AssignmentLearner::RememberDecision(const Rows& rows)
{
    TakeProblem(rows);
    m_algorithm->Learn(*m_problem,
                       {rows.choices,
                        static_cast<uint32_t>(rows.jointNotes.at(0)),
                        static_cast<uint32_t>(rows.jointNotes.at(1)),
                        rows.jointNotes.at(2)});
}

void
AssignmentLearner::RememberHistoryDecision(const Rows& rows)
{
    std::vector<uint32_t> assignment = rows.choices;
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        assignment[i] = rows.known[i] ? assignment[i] : learning::AssignmentLearner::NO_OPTION;
    }
    TakeProblem(rows);
    m_algorithm->RememberHistory(*m_problem, assignment);
}

Learner::Actors
AssignmentLearner::GetActors() const
{
    return Actors::OVERLAPPING;
}

void
AssignmentLearner::SeedExploration(uint64_t seed)
{
    m_algorithm->SeedExploration(seed);
}

Learner::Figures
AssignmentLearner::GetFigures() const
{
    const auto statistics = m_algorithm->GetStatistics();
    return AddImitation({{"loss", statistics.loss},
                         {"value", statistics.value},
                         {"winner", static_cast<double>(statistics.winner)},
                         {"candidates", static_cast<double>(statistics.candidates)},
                         {"updates", static_cast<double>(statistics.updates)},
                         {"slots", static_cast<double>(statistics.slots)}});
}

} // namespace ns3
