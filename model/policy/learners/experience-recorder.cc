// SPDX-License-Identifier: GPL-2.0-only

#include "experience-recorder.h"

#include "../../learning/learning-checks.h"

#include "ns3/log.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ExperienceRecorder");

namespace
{

// Which call follows.
constexpr char BEGIN = 'B';    //!< Learner::BeginEpisode
constexpr char SKIP = 'S';     //!< Learner::Skip
constexpr char REMEMBER = 'R'; //!< Learner::Remember
constexpr char HISTORY = 'H';  //!< Learner::RememberHistory, not of an expert
constexpr char EXPERT = 'E';   //!< Learner::RememberHistory, of an expert
constexpr char DECISION = 'D'; //!< Learner::RememberDecision
constexpr char TAUGHT = 'T';   //!< Learner::RememberHistoryDecision
constexpr char UPDATE = 'U';   //!< Learner::Update

// How the observation before a step follows.
constexpr char SAME = '=';  //!< it is what the row saw last
constexpr char OTHER = '!'; //!< it is written

/// Bytes after which what was written is handed over at the latest.
constexpr std::size_t MUCH = 32768;

/**
 * @tparam T a number
 * @param [in,out] bytes get numbers appended
 * @param values numbers
 * @param n number of values
 */
template <typename T>
void
Append(std::string& bytes, const T* values, std::size_t n)
{
    bytes.append(reinterpret_cast<const char*>(values), n * sizeof(T));
}

/**
 * @tparam T a number
 * @param [in,out] bytes get it appended
 * @param value the number
 */
template <typename T>
void
Append(std::string& bytes, const T& value)
{
    Append(bytes, &value, 1);
}

/**
 * @tparam T a number
 * @param [in,out] bytes get the length and the numbers appended
 * @param values numbers
 */
template <typename T>
void
AppendList(std::string& bytes, const std::vector<T>& values)
{
    Append(bytes, static_cast<uint32_t>(values.size()));
    Append(bytes, values.data(), values.size());
}

/// Reads what was appended.
class Reader
{
  public:
    /**
     * @param bytes all that was written; they must outlive this object
     */
    explicit Reader(const std::string& bytes)
        : m_bytes(bytes)
    {
    }

    /// @return whether all was read
    bool IsAtEnd() const
    {
        return m_at == m_bytes.size();
    }

    /**
     * @tparam T a number
     * @return the next number
     */
    template <typename T>
    T Read()
    {
        T value{};
        std::memcpy(&value, Take(sizeof(T)), sizeof(T));
        return value;
    }

    /**
     * @tparam T a number
     * @param n number of values
     * @param [out] values the next numbers
     */
    template <typename T>
    void Read(std::size_t n, std::vector<T>& values)
    {
        const char* from = Take(n * sizeof(T));
        values.resize(n);
        std::copy_n(from, n * sizeof(T), reinterpret_cast<char*>(values.data()));
    }

    /**
     * @tparam T a number
     * @param [out] values a list
     */
    template <typename T>
    void ReadList(std::vector<T>& values)
    {
        Read(Read<uint32_t>(), values);
    }

  private:
    /**
     * @param n number of values bytes
     * @return the next ones
     */
    const char* Take(std::size_t n)
    {
        if (n > m_bytes.size() - m_at)
        {
            throw std::runtime_error("experience of a simulator: found " +
                                     std::to_string(m_bytes.size()) + " bytes, expected " +
                                     std::to_string(n - (m_bytes.size() - m_at)) + " more");
        }
        m_at += n;
        return m_bytes.data() + m_at - n;
    }

    const std::string& m_bytes; //!< all that was written
    std::size_t m_at{0};        //!< bytes that were read
};

/**
 * @brief What was written may come from a file. A number that no recorder writes must not become an
 * index.
 * @param holds whether the experience is sound
 * @param found what was found
 * @param expected what is expected
 */
void
Require(bool holds, const std::string& found, const std::string& expected)
{
    if (!holds)
    {
        throw std::runtime_error("experience of a simulator: found " + found + ", expected " +
                                 expected);
    }
}

/**
 * @param reader at the number of a row, or at how many there are
 * @return the number
 */
uint32_t
ReadRow(Reader& reader)
{
    const auto row = reader.Read<uint32_t>();
    Require(row <= learning::MOST_ROWS,
            "row " + std::to_string(row),
            "at most " + std::to_string(learning::MOST_ROWS));
    return row;
}

/**
 * @param choices row after row
 * @param heads how many choices there are
 */
void
RequireChoices(const std::vector<uint32_t>& choices, const std::vector<uint32_t>& heads)
{
    for (std::size_t i = 0; i < choices.size(); ++i)
    {
        const uint32_t most = heads[i % heads.size()];
        Require(choices[i] < most,
                "choice " + std::to_string(choices[i]),
                "less than " + std::to_string(most));
    }
}

/// Reads steps, and keeps what their pointers point at.
class StepReader
{
  public:
    /**
     * @param layout of the space
     */
    explicit StepReader(const DecisionSpace::Layout& layout)
        : m_layout(layout)
    {
    }

    /**
     * @param [in,out] reader at a step
     * @return the step, valid until the next call
     */
    Learner::Step Read(Reader& reader)
    {
        Learner::Step step;
        step.row = ReadRow(reader);
        if (step.row >= m_rows.size())
        {
            m_rows.resize(step.row + std::size_t{1});
        }
        Row& row = m_rows[step.row];
        const std::size_t width = m_layout.GetMaskSize();
        if (reader.Read<char>() == OTHER)
        {
            reader.Read(m_layout.observationSize, row.next);
            reader.Read(width, row.nextMask);
        }
        Require(row.next.size() == m_layout.observationSize,
                "a first step without an observation",
                "one");
        row.observation.swap(row.next);
        row.mask.swap(row.nextMask);
        reader.Read(m_layout.heads.size(), row.choices);
        RequireChoices(row.choices, m_layout.heads);
        reader.Read(m_layout.GetNNumbers(), row.numbers);
        step.note = reader.Read<float>();
        step.reward = reader.Read<float>();
        reader.Read(m_layout.observationSize, row.next);
        reader.Read(width, row.nextMask);
        step.observation = row.observation.data();
        step.mask = row.mask.data();
        step.choices = row.choices.data();
        step.numbers = row.numbers.data();
        step.next = row.next.data();
        step.nextMask = row.nextMask.data();
        return step;
    }

  private:
    /// The last step of a row.
    struct Row
    {
        std::vector<float> observation; //!< before the action
        std::vector<uint8_t> mask;      //!< before the action
        std::vector<uint32_t> choices;  //!< taken
        std::vector<float> numbers;     //!< taken
        std::vector<float> next;        //!< after
        std::vector<uint8_t> nextMask;  //!< after
    };

    const DecisionSpace::Layout& m_layout; //!< of the space
    std::vector<Row> m_rows;               //!< by number
};

/**
 * @param [in,out] reader at a decision
 * @param layout of the space
 * @param [out] rows the decision
 */
void
ReadDecision(Reader& reader, const DecisionSpace::Layout& layout, DecisionSpace::Rows& rows)
{
    rows.epoch = reader.Read<uint64_t>();
    reader.ReadList(rows.ids);
    reader.ReadList(rows.observations);
    reader.ReadList(rows.masks);
    reader.ReadList(rows.choices);
    reader.ReadList(rows.numbers);
    reader.ReadList(rows.notes);
    reader.ReadList(rows.known);
    reader.ReadList(rows.groups);
    reader.ReadList(rows.jointNotes);
    const std::size_t n = rows.GetN();
    Require(rows.observations.size() == n * layout.observationSize &&
                rows.masks.size() == n * layout.GetMaskSize() &&
                rows.choices.size() == n * layout.heads.size() &&
                rows.numbers.size() == n * layout.GetNNumbers() && rows.notes.size() == n &&
                rows.known.size() == n && rows.groups.size() == n,
            "a decision of " + std::to_string(n) + " rows with lists of other lengths",
            "the lengths of the space");
    RequireChoices(rows.choices, layout.heads);
}

} // namespace

TypeId
ExperienceRecorder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ExperienceRecorder").SetParent<Learner>().SetGroupName("EdgeInference");
    return tid;
}

ExperienceRecorder::ExperienceRecorder(const Ptr<Learner>& learner,
                                       const Layout& layout,
                                       const TrainablePolicy::ExperienceSink& sink)
    : m_learner(learner),
      m_layout(layout),
      m_sink(sink)
{
    NS_LOG_FUNCTION(this);
}

ExperienceRecorder::~ExperienceRecorder()
{
    NS_LOG_FUNCTION(this);
}

void
ExperienceRecorder::DoDispose()
{
    if (m_learner)
    {
        m_learner->Dispose();
    }
    m_learner = nullptr;
    m_sink = nullptr;
    Learner::DoDispose();
}

void
ExperienceRecorder::Replay(const std::string& experience, const Layout& layout, Learner& learner)
{
    Reader reader(experience);
    StepReader steps(layout);
    Rows rows;
    while (!reader.IsAtEnd())
    {
        switch (const char mark = reader.Read<char>())
        {
        case BEGIN:
            learner.BeginEpisode(ReadRow(reader));
            break;
        case SKIP:
            learner.Skip(ReadRow(reader));
            break;
        case REMEMBER:
            learner.Remember(steps.Read(reader));
            break;
        case HISTORY:
        case EXPERT:
            learner.RememberHistory(steps.Read(reader), mark == EXPERT);
            break;
        case DECISION:
            ReadDecision(reader, layout, rows);
            learner.RememberDecision(rows);
            break;
        case TAUGHT:
            ReadDecision(reader, layout, rows);
            learner.RememberHistoryDecision(rows);
            break;
        case UPDATE:
            learner.Update();
            break;
        default:
            throw std::runtime_error("experience of a simulator: found mark " +
                                     std::to_string(mark) + ", expected one of a recorder");
        }
    }
}

std::string
ExperienceRecorder::Describe() const
{
    return m_learner->Describe();
}

bool
ExperienceRecorder::Fits(const Layout& layout) const
{
    return m_learner->Fits(layout);
}

void
ExperienceRecorder::Make(const Ptr<DecisionSpace>& space, uint64_t seed)
{
    m_learner->Make(space, seed);
}

void
ExperienceRecorder::Act(Rows& rows, bool greedy)
{
    m_learner->Act(rows, greedy);
}

void
ExperienceRecorder::Write(char mark, const Step& step)
{
    const std::size_t size = m_layout.observationSize;
    const std::size_t width = m_layout.GetMaskSize();
    if (step.row >= m_last.size())
    {
        m_last.resize(step.row + std::size_t{1});
    }
    Last& last = m_last[step.row];
    // Bits, not numbers: 0 and -0 are not the same.
    const bool isSame =
        last.observation.size() == size && !last.observation.empty() &&
        std::memcmp(last.observation.data(), step.observation, size * sizeof(float)) == 0 &&
        (width == 0 || std::memcmp(last.mask.data(), step.mask, width) == 0);
    m_bytes += mark;
    Append(m_bytes, step.row);
    m_bytes += isSame ? SAME : OTHER;
    if (!isSame)
    {
        Append(m_bytes, step.observation, size);
        Append(m_bytes, step.mask, width);
    }
    Append(m_bytes, step.choices, m_layout.heads.size());
    Append(m_bytes, step.numbers, m_layout.GetNNumbers());
    Append(m_bytes, step.note);
    Append(m_bytes, step.reward);
    Append(m_bytes, step.next, size);
    Append(m_bytes, step.nextMask, width);
    last.observation.assign(step.next, step.next + size);
    last.mask.assign(step.nextMask, step.nextMask + width);
    if (m_bytes.size() > MUCH)
    {
        Flush();
    }
}

void
ExperienceRecorder::Flush()
{
    m_sink(m_bytes);
    m_bytes.clear();
}

void
ExperienceRecorder::Remember(const Step& step)
{
    Write(REMEMBER, step);
}

void
ExperienceRecorder::RememberHistory(const Step& step, bool expert)
{
    Write(expert ? EXPERT : HISTORY, step);
    Flush(); // no Update() follows
}

void
ExperienceRecorder::RememberDecision(const Rows& rows)
{
    Write(DECISION, rows);
}

void
ExperienceRecorder::RememberHistoryDecision(const Rows& rows)
{
    Write(TAUGHT, rows);
}

void
ExperienceRecorder::Write(char mark, const Rows& rows)
{
    m_bytes += mark;
    Append(m_bytes, rows.epoch);
    AppendList(m_bytes, rows.ids);
    AppendList(m_bytes, rows.observations);
    AppendList(m_bytes, rows.masks);
    AppendList(m_bytes, rows.choices);
    AppendList(m_bytes, rows.numbers);
    AppendList(m_bytes, rows.notes);
    AppendList(m_bytes, rows.known);
    AppendList(m_bytes, rows.groups);
    AppendList(m_bytes, rows.jointNotes);
    Flush();
}

void
ExperienceRecorder::Skip(uint32_t row)
{
    m_bytes += SKIP;
    Append(m_bytes, row);
}

void
ExperienceRecorder::BeginEpisode(uint32_t rows)
{
    // The copy that acts begins an episode, too.
    m_learner->BeginEpisode(rows);
    m_bytes += BEGIN;
    Append(m_bytes, rows);
    Flush();
}

void
ExperienceRecorder::Update()
{
    m_bytes += UPDATE;
    Flush();
}

void
ExperienceRecorder::Save(std::ostream& os, bool full) const
{
    m_learner->Save(os, full);
}

void
ExperienceRecorder::Load(std::istream& is)
{
    m_learner->Load(is);
}

uint64_t
ExperienceRecorder::GetUpdates() const
{
    return m_learner->GetUpdates();
}

Learner::Figures
ExperienceRecorder::GetFigures() const
{
    return m_learner->GetFigures();
}

bool
ExperienceRecorder::ServesAnyRows() const
{
    return m_learner->ServesAnyRows();
}

bool
ExperienceRecorder::LearnsFromSteps() const
{
    return m_learner->LearnsFromSteps();
}

bool
ExperienceRecorder::TakesHistory() const
{
    return m_learner->TakesHistory();
}

uint64_t
ExperienceRecorder::GetHistory() const
{
    return m_learner->GetHistory();
}

void
ExperienceRecorder::TrainOnHistory(uint32_t)
{
    // The learner itself has done so before this process was forked.
}

bool
ExperienceRecorder::CanFollow() const
{
    return m_learner->CanFollow();
}

void
ExperienceRecorder::Follow(const Rows& leader, double margin, bool greedy, Rows& rows)
{
    m_learner->Follow(leader, margin, greedy, rows);
}

bool
ExperienceRecorder::CanImitate() const
{
    return m_learner->CanImitate();
}

void
ExperienceRecorder::Imitate(uint32_t)
{
    // As TrainOnHistory().
}

} // namespace ns3
