// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/learning-policy.h"

#include "../../input/attribute-text.h"
#include "../../input/input-text.h"
#include "experience-recorder.h"
#include "observation-window.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/training-ranks.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LearningPolicy");

NS_OBJECT_ENSURE_REGISTERED(LearningPolicy);

TypeId
LearningPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LearningPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<LearningPolicy>()
            .AddAttribute("Space",
                          "What is decided, and how it is observed.",
                          PointerValue(),
                          MakePointerAccessor(&LearningPolicy::SetSpace, &LearningPolicy::GetSpace),
                          MakePointerChecker<DecisionSpace>())
            .AddAttribute(
                "Learner",
                "How that is learnt.",
                PointerValue(),
                MakePointerAccessor(&LearningPolicy::SetLearner, &LearningPolicy::GetLearner),
                MakePointerChecker<Learner>())
            .AddAttribute(
                "HistoryPolicies",
                "Policies that do not learn, separated by commas, each a TypeId with "
                "attributes if need be (ns3::GreedyPlanPolicy[Margin=0.5|Hysteresis=0.1]):"
                " in the first episodes of a training they decide, one after the other, "
                "and fill the replay memory. Leader is the rule that leads (attribute Leader).",
                StringValue("ns3::StreamDynamicProgrammePolicy,ns3::GreedyPlanPolicy"),
                MakeStringAccessor(&LearningPolicy::m_historyPolicies),
                MakeStringChecker())
            .AddAttribute("Leader",
                          "The rule that leads, as ns3::CLASS or ns3::CLASS[NAME=VALUE|NAME=VALUE]:"
                          " who is imitated as Leader of HistoryPolicies, whom Prior follows, and "
                          "with whom validation compares. Empty: that of the space.",
                          StringValue(""),
                          MakeStringAccessor(&LearningPolicy::m_leaderText),
                          MakeStringChecker())
            .AddAttribute("HistorySteps",
                          "Transitions of history, in equal parts of HistoryPolicies, rounded up "
                          "to whole episodes; 0: none. They move neither epsilon nor the gradient "
                          "steps that are due.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LearningPolicy::m_historySteps),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("HistoryUpdates",
                          "Gradient steps on the history before the first decision of its own, as "
                          "on its own transitions; of learners with a replay memory.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&LearningPolicy::m_historyUpdates),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("ImitationUpdates",
                          "Gradient steps of behaviour cloning: after HistoryUpdates and before "
                          "the first decision of its own the learner learns to do as "
                          "HistoryPolicies did. 0: none.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&LearningPolicy::m_imitations),
                          MakeUintegerChecker<uint32_t>(0, 1000000))
            .AddAttribute("HistoryNoise",
                          "Probability that a random plan takes the place of that of "
                          "HistoryPolicies, so that the history also has what they never do "
                          "(0 to 1).",
                          DoubleValue(0),
                          MakeDoubleAccessor(&LearningPolicy::m_historyNoise),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Prior",
                          "Decide as the rule that leads in the space, unless the critic values "
                          "another choice above it by LeaderMargin.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LearningPolicy::m_follows),
                          MakeBooleanChecker())
            .AddAttribute("LeaderMargin",
                          "With Prior: by how much another choice must be worth more than that of "
                          "the rule (in units of the reward).",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&LearningPolicy::m_leaderMargin),
                          MakeDoubleChecker<double>(0));
    return tid;
}

LearningPolicy::LearningPolicy()
    : LearningPolicy(nullptr, nullptr)
{
}

LearningPolicy::LearningPolicy(const Ptr<DecisionSpace>& space, const Ptr<Learner>& learner)
    : m_space(space),
      m_learner(learner),
      m_windows(std::make_unique<ObservationWindow>()),
      m_seed(CreateObject<UniformRandomVariable>()),
      m_noise(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

LearningPolicy::~LearningPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
LearningPolicy::DoDispose()
{
    for (const Ptr<Object>& part : {Ptr<Object>(m_space), Ptr<Object>(m_learner)})
    {
        if (part)
        {
            part->Dispose();
        }
    }
    m_space = nullptr;
    m_learner = nullptr;
    m_teachers.clear();
    m_teacher = nullptr;
    m_leader = nullptr;
    m_seed = nullptr;
    m_noise = nullptr;
    m_ranks.reset();
    m_pending.clear();
    OffloadingPolicy::DoDispose();
}

void
LearningPolicy::SetSpace(Ptr<DecisionSpace> space)
{
    m_space = space ? space : m_space;
}

Ptr<DecisionSpace>
LearningPolicy::GetSpace() const
{
    return m_space;
}

void
LearningPolicy::SetLearner(Ptr<Learner> learner)
{
    m_learner = learner ? learner : m_learner;
}

Ptr<Learner>
LearningPolicy::GetLearner() const
{
    return m_learner;
}

int64_t
LearningPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    m_noise->SetStream(stream + 1);
    int64_t used = 2;
    MakeTeachers();
    for (const auto& teacher : m_teachers)
    {
        used += teacher->AssignStreams(stream + used);
    }
    MakePrior();
    used += m_leader ? m_leader->AssignStreams(stream + used) : 0;
    return used;
}

TrainablePolicy::Ranks
LearningPolicy::JoinRanks(std::shared_ptr<TrainingRanks>& ranks)
{
    if (!m_ranks && m_learner && m_learner->JoinRanks(ranks))
    {
        m_ranks = ranks;
    }
    return m_ranks ? Ranks{m_ranks->GetRank(), m_ranks->GetSize()} : Ranks();
}

void
LearningPolicy::FinishTraining()
{
    if (m_ranks && !m_isMade)
    {
        // A rank without an episode is still one of those that agree on the seed, and the first one
        // must not ask for it again when it evaluates alone.
        AgreeOnSeed();
    }
    if (m_learner)
    {
        m_learner->FinishTraining();
    }
}

uint64_t
LearningPolicy::AgreeOnSeed()
{
    if (m_agreedSeed == 0)
    {
        m_agreedSeed = m_learner->AgreeOnSeed(m_seed->GetInteger(1, 0x7fffffff));
    }
    return m_agreedSeed;
}

bool
LearningPolicy::WantsHistory() const
{
    return IsTraining() && !m_teachers.empty() && m_learner->GetHistory() < m_historySteps;
}

bool
LearningPolicy::NeedsArrivals() const
{
    return WantsHistory() &&
           std::any_of(m_teachers.begin(), m_teachers.end(), [](const auto& teacher) {
               return teacher->NeedsArrivals();
           });
}

void
LearningPolicy::BeginTasks(uint64_t open)
{
    if (TaskObserver* const observer = TaskObserver::Get(m_teacher))
    {
        observer->BeginTasks(open);
    }
}

void
LearningPolicy::TaskCreated(const InferenceTask& task)
{
    if (TaskObserver* const observer = TaskObserver::Get(m_teacher))
    {
        observer->TaskCreated(task);
    }
}

void
LearningPolicy::TaskEnded(const TaskOutcome& outcome, double reward)
{
    if (TaskObserver* const observer = TaskObserver::Get(m_teacher))
    {
        observer->TaskEnded(outcome, reward);
    }
}

void
LearningPolicy::CheckHistory() const
{
    const std::string self = GetInstanceTypeId().GetName();
    if (m_historySteps == 0 && m_imitations > 0)
    {
        throw InferenceInputError(self,
                                  "ImitationUpdates",
                                  std::to_string(m_imitations),
                                  "0, or HistorySteps above 0: there is nobody to imitate");
    }
    if (m_historySteps == 0 || !m_space || !m_learner)
    {
        return;
    }
    const std::string pair =
        m_space->GetInstanceTypeId().GetName() + " and " + m_learner->GetInstanceTypeId().GetName();
    const bool imitates = m_imitations > 0 && m_learner->CanImitate();
    if (!m_space->CanRecognise() || !(m_learner->TakesHistory() || imitates))
    {
        throw InferenceInputError(self,
                                  "HistorySteps",
                                  std::to_string(m_historySteps) + " with " + pair,
                                  m_space->CanRecognise() && m_learner->CanImitate()
                                      ? "0, or ImitationUpdates above 0: the learner can only "
                                        "imitate other policies"
                                      : "0: one of the two takes no decisions of other policies");
    }
    if (m_imitations > 0 && !imitates)
    {
        throw InferenceInputError(self,
                                  "ImitationUpdates",
                                  std::to_string(m_imitations) + " with " + pair,
                                  "0: the learner imitates nobody");
    }
    if (m_historyNoise > 0 && (m_imitations > 0 || !m_space->RecognisesExactly()))
    {
        std::ostringstream noise;
        noise << m_historyNoise << " with " << pair;
        throw InferenceInputError(self,
                                  "HistoryNoise",
                                  noise.str(),
                                  m_imitations > 0 ? "0: random plans are not to be imitated"
                                                   : "0: the space has no random plans");
    }
}

Ptr<OffloadingPolicy>
LearningPolicy::MakeRule(const std::string& attribute, const std::string& text) const
{
    const auto checker = MakePointerChecker<OffloadingPolicy>();
    const std::string expected = AttributeText::FindKindError(checker, text);
    PointerValue value;
    if (!expected.empty() || !value.DeserializeFromString(text, checker) ||
        TrainablePolicy::Get(value.Get<OffloadingPolicy>()))
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  attribute,
                                  text,
                                  expected.empty() ? "a policy that does not learn" : expected);
    }
    return value.Get<OffloadingPolicy>();
}

Ptr<OffloadingPolicy>
LearningPolicy::MakeLeader() const
{
    if (!m_leaderText.empty())
    {
        return MakeRule("Leader", m_leaderText);
    }
    return m_space ? m_space->MakeLeader() : nullptr;
}

std::vector<std::string>
LearningPolicy::GetTeacherNames() const
{
    std::vector<std::string> names;
    const std::string& all = m_historyPolicies;
    std::size_t begin = 0;
    int depth = 0; // of brackets, within which a comma belongs to an attribute
    for (std::size_t i = 0; m_historySteps > 0 && i <= all.size(); ++i)
    {
        const char c = i < all.size() ? all[i] : ',';
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (i == all.size() || (c == ',' && depth <= 0))
        {
            names.push_back(InputText::Trim(all.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    return names;
}

void
LearningPolicy::MakeTeachers()
{
    if (!m_teachers.empty())
    {
        return;
    }
    CheckHistory();
    for (const auto& name : GetTeacherNames())
    {
        m_teachers.push_back(name == LEADER ? MakeLeader() : MakeRule("HistoryPolicies", name));
        if (!m_teachers.back())
        {
            throw InferenceInputError(GetInstanceTypeId().GetName(),
                                      "HistoryPolicies",
                                      name,
                                      "policies that do not learn: no rule leads in the space");
        }
    }
}

void
LearningPolicy::MakePrior()
{
    if (!m_follows || m_leader || !m_space || !m_learner)
    {
        return;
    }
    m_leader = MakeLeader();
    if (!m_leader || !m_space->CanRecognise() || !m_learner->CanFollow())
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  "Prior",
                                  "true with " + m_space->GetInstanceTypeId().GetName() + " and " +
                                      m_learner->GetInstanceTypeId().GetName(),
                                  "false: the space does not put its leader's decisions into "
                                  "choices, or the learner has no values of them");
    }
}

void
LearningPolicy::FollowLeader(const EpochState& state, DecisionSpace::Rows& rows)
{
    m_leader->Decide(state, m_ledDecision);
    m_led = rows;
    m_space->Recognise(m_ledDecision, m_led);
    m_learner->Follow(m_led, m_leaderMargin, !IsTraining(), rows);
}

void
LearningPolicy::BeginHistory()
{
    m_teacher = nullptr;
    MakeTeachers();
    if (!IsTraining() || m_teachers.empty())
    {
        return;
    }
    if (WantsHistory())
    {
        m_teacher = m_teachers[m_learner->GetHistory() * m_teachers.size() / m_historySteps];
        m_teacher->BeginEpisode(GetSystem());
    }
    else
    {
        LearnHistory();
    }
}

void
LearningPolicy::LearnHistory()
{
    if (m_teachers.empty() || m_learner->GetUpdates() > 0)
    {
        return;
    }
    if (m_learner->TakesHistory())
    {
        m_learner->TrainOnHistory(m_historyUpdates);
    }
    if (m_imitations > 0)
    {
        m_learner->Imitate(m_imitations);
    }
}

std::vector<Ptr<OffloadingPolicy>>
LearningPolicy::MakeLeaders()
{
    std::vector<Ptr<OffloadingPolicy>> leaders;
    std::vector<std::string> names;
    const auto own = MakeLeader();
    if (own)
    {
        leaders.push_back(own);
        names.push_back(m_leaderText.empty() ? own->GetInstanceTypeId().GetName() : m_leaderText);
    }
    MakeTeachers();
    for (const auto& name : GetTeacherNames())
    {
        const bool isThere = std::find(names.begin(), names.end(), name) != names.end();
        const auto teacher =
            isThere || name == LEADER ? nullptr : MakeRule("HistoryPolicies", name);
        // Who is told the arrivals beforehand knows more than the learner does.
        if (teacher && !teacher->NeedsArrivals())
        {
            leaders.push_back(teacher);
            names.push_back(name);
        }
    }
    return leaders;
}

TrainablePolicy::Actors
LearningPolicy::GetActors() const
{
    return m_learner ? m_learner->GetActors() : Actors::NONE;
}

bool
LearningPolicy::BeginRound()
{
    NS_ASSERT_MSG(m_isMade && IsTraining(), "an episode comes first, and training is on");
    // How much history there is decides who teaches next.
    if (WantsHistory())
    {
        return false;
    }
    LearnHistory();
    return true;
}

void
LearningPolicy::Collect(uint64_t seed, const ExperienceSink& sink)
{
    NS_ASSERT_MSG(m_isMade, "the learner's process makes it");
    m_learner->SeedExploration(seed);
    m_learner = CreateObject<ExperienceRecorder>(m_learner, m_layout, sink);
}

void
LearningPolicy::LearnFrom(const std::string& experience)
{
    ExperienceRecorder::Replay(experience, m_layout, *m_learner);
}

void
LearningPolicy::MakeLearner()
{
    const std::string self = GetInstanceTypeId().GetName();
    DecisionSpace::Layout layout = m_space->GetLayout();
    m_window = m_isMade ? m_window : m_learner->GetWindow();
    layout.observationSize *= m_window;
    if (m_isMade)
    {
        const bool areRowsRight = m_learner->ServesAnyRows() || layout.rows == m_layout.rows;
        if (!layout.Fits(m_layout) || !areRowsRight)
        {
            const auto tell = [&](const DecisionSpace::Layout& sizes) {
                return std::to_string(sizes.rows) + (sizes.rows == 1 ? " row" : " rows") + " of " +
                       std::to_string(sizes.observationSize) + " numbers with " + sizes.Describe();
            };
            throw InferenceInputError(self,
                                      "Space",
                                      "a scenario of other sizes",
                                      tell(m_layout) + " as in its earlier episodes",
                                      "this one asks for " + tell(layout));
        }
        return;
    }
    if (!m_learner->Fits(layout))
    {
        const std::string space = m_space->GetInstanceTypeId().GetName();
        throw InferenceInputError(self,
                                  "Space",
                                  space,
                                  "a space for " + m_learner->GetInstanceTypeId().GetName() +
                                      ", which learns " + m_learner->Describe(),
                                  space + " asks for " + layout.Describe());
    }
    m_learner->Make(m_space, AgreeOnSeed());
    m_layout = layout;
    m_isMade = true;
    if (!m_checkpoint.empty())
    {
        std::istringstream checkpoint(m_checkpoint);
        m_learner->Load(checkpoint);
        m_checkpoint.clear();
    }
}

void
LearningPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    if (!m_space || !m_learner)
    {
        throw InferenceInputError(GetInstanceTypeId().GetName(),
                                  m_space ? "Learner" : "Space",
                                  "nothing",
                                  "a decision space and a learner");
    }
    // What the previous episode left without a next state teaches nothing.
    m_pending.clear();
    m_space->BeginEpisode(GetSystem());
    MakeLearner();
    m_windows->Reset(m_space->GetLayout().observationSize, m_window);
    MakePrior();
    if (m_leader)
    {
        m_leader->BeginEpisode(GetSystem());
    }
    if (IsTraining())
    {
        // Also of a learner that was just read: what was read ended with its episode.
        m_learner->BeginEpisode(m_space->GetLayout().rows);
    }
    BeginHistory();
}

void
LearningPolicy::DecideAsTeacher(const EpochState& state,
                                DecisionSpace::Rows& rows,
                                EpochDecision& decision)
{
    m_teacher->Decide(state, decision);
    m_space->Recognise(decision, rows);
    if (!m_space->RecognisesExactly())
    {
        m_space->CarryOut(state, rows, decision);
        return;
    }
    // Who planned ahead could not answer to what another one did.
    const double noise = m_teacher->NeedsArrivals() ? 0 : m_historyNoise;
    const std::size_t width = m_layout.GetMaskSize();
    m_noisy.Reset(m_layout, 0);
    for (std::size_t i = 0; i < rows.GetN(); ++i)
    {
        if (m_noise->GetValue(0, 1) >= noise)
        {
            continue;
        }
        std::size_t first = i * width;
        for (std::size_t head = 0; head < m_layout.heads.size(); ++head)
        {
            std::vector<uint32_t> valid;
            for (uint32_t choice = 0; choice < m_layout.heads[head]; ++choice)
            {
                if (rows.masks[first + choice])
                {
                    valid.push_back(choice);
                }
            }
            first += m_layout.heads[head];
            const uint32_t choice = valid[m_noise->GetInteger(0, valid.size() - 1)];
            rows.choices[i * m_layout.heads.size() + head] = choice;
            m_noisy.choices.push_back(choice);
        }
        rows.known[i] = 1;
        m_noisy.ids.push_back(rows.ids[i]);
    }
    m_space->CarryOut(state, m_noisy, decision);
}

void
LearningPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    auto rows = m_spare ? std::move(m_spare) : std::make_unique<DecisionSpace::Rows>();
    rows->epoch = state.epoch;
    m_space->Observe(state, false, *rows);
    m_windows->Widen(*rows);
    if (m_teacher)
    {
        DecideAsTeacher(state, *rows, decision);
        const auto& known = rows->known;
        if (!m_learner->LearnsFromSteps() && std::count(known.begin(), known.end(), 1) > 0)
        {
            m_learner->RememberHistoryDecision(*rows);
        }
    }
    else
    {
        m_learner->Act(*rows, !IsTraining());
        if (m_leader)
        {
            FollowLeader(state, *rows);
        }
        if (IsTraining() && !m_learner->LearnsFromSteps())
        {
            m_learner->RememberDecision(*rows);
        }
        m_space->CarryOut(state, *rows, decision);
    }
    if (IsTraining() && m_learner->LearnsFromSteps())
    {
        m_pending.push_back(std::move(rows));
    }
    else
    {
        m_spare = std::move(rows);
    }
}

void
LearningPolicy::Learn(const EpochTransition& transition)
{
    NS_LOG_FUNCTION(this << transition.state.epoch);
    // Transitions come in the order of epochs; the decision of the next epoch was made already.
    while (!m_pending.empty() && m_pending.front()->epoch < transition.state.epoch)
    {
        m_pending.pop_front();
    }
    if (m_pending.empty() || m_pending.front()->epoch != transition.state.epoch)
    {
        return;
    }
    std::unique_ptr<DecisionSpace::Rows> rows = std::move(m_pending.front());
    m_pending.pop_front();
    const auto isNext = [&](const auto& other) { return other->epoch == transition.next.epoch; };
    auto after = std::find_if(m_pending.begin(), m_pending.end(), isNext);
    after = after == m_pending.end() ? m_pending.begin() : after;
    m_space->Score(transition, *rows, m_rewards);
    const std::size_t width = m_layout.GetMaskSize();
    const std::size_t nNumbers = m_layout.GetNNumbers();
    for (std::size_t i = 0; i < rows->GetN(); ++i)
    {
        DecisionSpace::Next next;
        if (!m_rewards[i].counts || !rows->known[i] ||
            !m_space->FindNext(transition,
                               after == m_pending.end() ? nullptr : after->get(),
                               rows->ids[i],
                               next))
        {
            m_learner->Skip(rows->ids[i]);
            continue;
        }
        const float* now = rows->observations.data() + i * m_layout.observationSize;
        const Learner::Step step{rows->ids[i],
                                 now,
                                 rows->masks.data() + i * width,
                                 rows->choices.data() + i * m_layout.heads.size(),
                                 rows->numbers.data() + i * nNumbers,
                                 rows->notes[i],
                                 static_cast<float>(m_rewards[i].value),
                                 next.isWide ? next.observation
                                             : m_windows->GetNext(now, next.observation),
                                 next.mask};
        if (m_teacher)
        {
            // Hindsight is the expert.
            m_learner->RememberHistory(step, m_teacher->NeedsArrivals());
        }
        else
        {
            m_learner->Remember(step);
        }
    }
    m_spare = std::move(rows); // its memory serves the next decision
    if (!m_teacher)
    {
        m_learner->Update();
    }
}

void
LearningPolicy::Write(std::ostream& os, bool full) const
{
    if (m_isMade)
    {
        m_learner->Save(os, full);
    }
    else
    {
        // What was loaded and waits for the first episode.
        os << m_checkpoint;
    }
}

void
LearningPolicy::Save(std::ostream& os) const
{
    Write(os, true);
}

void
LearningPolicy::SaveNetworks(std::ostream& os) const
{
    Write(os, false);
}

void
LearningPolicy::Load(std::istream& is)
{
    m_checkpoint.assign(std::istreambuf_iterator<char>(is), {});
    if (m_isMade)
    {
        std::istringstream checkpoint(m_checkpoint);
        m_learner->Load(checkpoint);
        m_checkpoint.clear();
    }
}

std::vector<std::pair<std::string, double>>
LearningPolicy::GetTrainingFigures() const
{
    if (!m_isMade)
    {
        return {};
    }
    auto figures = m_learner->GetFigures();
    figures.erase(std::remove_if(figures.begin(),
                                 figures.end(),
                                 [&](const auto& figure) {
                                     return std::find(m_hiddenFigures.begin(),
                                                      m_hiddenFigures.end(),
                                                      figure.first) != m_hiddenFigures.end();
                                 }),
                  figures.end());
    return figures;
}

uint64_t
LearningPolicy::GetGradientSteps() const
{
    return m_isMade ? m_learner->GetUpdates() : 0;
}

} // namespace ns3
