// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/learning/assignment-learner.h"
#include "../../model/learning/checkpoint-fields.h"
#include "../../model/learning/ddpg.h"
#include "../../model/learning/discrete-sac.h"
#include "../../model/learning/dqn.h"
#include "../../model/learning/learning-error.h"
#include "../../model/learning/ppo.h"
#include "fuzz-tools.h"
#include "learning-targets.h"

#include <array>
#include <caffe2/serialize/inline_container.h>
#include <cmath>
#include <cstring>
#include <istream>
#include <limits>
#include <map>
#include <new>
#include <sstream>
#include <stdexcept>
#include <torch/serialize.h>
#include <utility>
#include <vector>

namespace ns3
{

namespace
{

/// Bytes behind an archive: end mark and checksum.
constexpr std::size_t TRAILER = 16;

/// Two observations that follow each other.
constexpr std::array<float, 4> SEEN{0.5F, -0.25F, 0.75F, 0.125F};

/**
 * @brief A learner whose state lies in a checkpoint. Working is to act, to remember and to learn
 * some times.
 */
struct Kind
{
    std::function<std::string()> make;         //!< works, and saves its state
    std::function<void(std::istream&)> takeUp; //!< loads a state, and works
};

/**
 * @tparam T a learner of model/learning/
 * @param create makes it
 * @param work acts, remembers and learns
 * @return the learner
 */
template <typename T>
Kind
MakeKind(const std::function<std::unique_ptr<T>()>& create, const std::function<void(T&)>& work)
{
    return {[=] {
                const auto learner = create();
                for (int i = 0; i < 12; ++i)
                {
                    work(*learner);
                }
                std::ostringstream state;
                learner->Save(state, true);
                return state.str();
            },
            [=](std::istream& state) {
                const auto learner = create();
                learner->Load(state);
                for (int i = 0; i < 4; ++i)
                {
                    work(*learner);
                }
            }};
}

/**
 * @tparam T options of a learner with a replay memory
 * @return options of a small one
 */
template <typename T>
T
MakeOptions()
{
    T options;
    options.observationSize = 2;
    options.hidden = {4};
    options.batchSize = 4;
    options.replayCapacity = 8;
    options.learningStarts = 2;
    options.nStep = 2;
    return options;
}

/// @return the learner
Kind
MakeDqn()
{
    return MakeKind<learning::Dqn>(
        [] {
            auto options = MakeOptions<learning::DqnOptions>();
            options.actionCount = 3;
            options.prioritised = true;
            options.duelling = true;
            return std::make_unique<learning::Dqn>(options);
        },
        [](learning::Dqn& learner) {
            const std::array<uint8_t, 3> mask{1, 0, 1};
            const uint32_t action = learner.Act(SEEN.data(), mask.data(), false);
            learner
                .Remember(SEEN.data(), mask.data(), action, 1, SEEN.data() + 2, mask.data(), false);
            learner.Update();
        });
}

/// @return the learner
Kind
MakeSac()
{
    return MakeKind<learning::DiscreteSac>(
        [] {
            auto options = MakeOptions<learning::DiscreteSacOptions>();
            options.actionCount = 5;
            options.headSizes = {2, 3};
            options.learnAlpha = true;
            return std::make_unique<learning::DiscreteSac>(options);
        },
        [](learning::DiscreteSac& learner) {
            const std::array<uint8_t, 5> mask{1, 0, 1, 1, 0};
            const uint32_t action = learner.Act(SEEN.data(), mask.data(), false);
            learner
                .Remember(SEEN.data(), mask.data(), action, 1, SEEN.data() + 2, mask.data(), false);
            learner.Update();
        });
}

/// @return the learner
Kind
MakeDdpg()
{
    return MakeKind<learning::Ddpg>(
        [] {
            auto options = MakeOptions<learning::DdpgOptions>();
            options.actionSize = 3;
            options.simplexes = {2};
            options.noise = learning::DdpgNoise::ORNSTEIN_UHLENBECK;
            return std::make_unique<learning::Ddpg>(options);
        },
        [](learning::Ddpg& learner) {
            std::array<float, 3> action{};
            learner.Act(SEEN.data(), nullptr, false, action.data());
            learner
                .Remember(SEEN.data(), nullptr, action.data(), 1, SEEN.data() + 2, nullptr, false);
            learner.Update();
        });
}

/// @return the learner
Kind
MakePpo()
{
    return MakeKind<learning::Ppo>(
        [] {
            learning::PpoOptions options;
            options.observationSize = 2;
            options.hidden = {4};
            options.headSizes = {2, 3};
            options.continuousSize = 1;
            options.rolloutSize = 8;
            options.minibatchSize = 4;
            options.normaliseObservations = true;
            return std::make_unique<learning::Ppo>(options);
        },
        [](learning::Ppo& learner) {
            const std::array<uint8_t, 5> mask{1, 1, 1, 0, 1};
            std::array<uint32_t, 2> choices{};
            float number = 0;
            float probability = 0;
            learner.Act(SEEN.data(), mask.data(), 1, false, choices.data(), &number, &probability);
            learner.Remember(1,
                             SEEN.data(),
                             mask.data(),
                             choices.data(),
                             &number,
                             probability,
                             1,
                             SEEN.data() + 2,
                             false);
            learner.Update();
        });
}

/// @return the learner
Kind
MakeAssignment()
{
    return MakeKind<learning::AssignmentLearner>(
        [] {
            learning::AssignmentLearnerOptions options;
            options.taskFeatures = 1;
            options.optionFeatures = 1;
            options.edgeFeatures = 1;
            options.maxTasks = 2;
            options.maxOptions = 3;
            options.width = 4;
            options.memoryCapacity = 16;
            options.batchSize = 4;
            options.trainInterval = 2;
            options.adaptInterval = 3;
            return std::make_unique<learning::AssignmentLearner>(options);
        },
        [](learning::AssignmentLearner& learner) {
            learning::AssignmentProblem problem;
            problem.tasks = 2;
            problem.options = 3;
            problem.taskFeatures = {0.5F, -1};
            problem.optionFeatures = {0.5F, -1, 2};
            problem.edgeFeatures = {0, 1, 2, 3, 4, 5};
            learner.Decide(
                problem,
                [](const std::vector<uint32_t>& choices) { return choices[0] + 2.0 * choices[1]; },
                true);
        });
}

/// @return the learners, and a state of each
const std::vector<std::pair<Kind, std::string>>&
GetKinds()
{
    static const auto all = [] {
        std::vector<std::pair<Kind, std::string>> kinds;
        for (const auto& kind : {MakeDqn(), MakeSac(), MakeDdpg(), MakePpo(), MakeAssignment()})
        {
            kinds.emplace_back(kind, kind.make());
        }
        return kinds;
    }();
    return all;
}

/**
 * @brief Overwrites a number of a part.
 * @param [in,out] part a part of a state
 * @param recipe chooses
 */
void
ChangeNumber(at::Tensor& part, Recipe& recipe)
{
    const std::size_t at = recipe.Choose(65536);
    if (part.numel() == 0)
    {
        return;
    }
    constexpr double NONE = std::numeric_limits<double>::quiet_NaN();
    constexpr double INFINITE = std::numeric_limits<double>::infinity();
    static const std::array<double, 10>
        REALS{0, -1, 1e-45, 1e30, 1e308, NONE, INFINITE, -INFINITE, 2, 0.5};
    static const std::array<uint64_t, 10> INTEGERS{0,
                                                   1,
                                                   2,
                                                   3,
                                                   8,
                                                   0x7fffffff,
                                                   0x80000000,
                                                   0xffffffff,
                                                   uint64_t{1} << 63,
                                                   ~uint64_t{0}};
    const std::size_t value = recipe.Choose(10);
    const std::size_t size = part.element_size();
    char* place = static_cast<char*>(part.data_ptr()) + at % part.numel() * size;
    if (part.scalar_type() == at::kDouble)
    {
        std::memcpy(place, &REALS[value], size);
    }
    else if (part.scalar_type() == at::kFloat)
    {
        const auto number = static_cast<float>(REALS[value]);
        std::memcpy(place, &number, size);
    }
    else
    {
        std::memcpy(place, &INTEGERS[value], size); // the lowest bytes come first
    }
}

/**
 * @brief Gives a part another shape, type or memory.
 * @param [in,out] part a part of a state
 * @param recipe chooses
 * @return whether the part now claims numbers that its memory does not hold, so that nothing here
 * may read or write them any more
 */
bool
ChangeShape(at::Tensor& part, Recipe& recipe)
{
    static const std::array<int64_t, 8>
        SIZES{0, 1, 2, 7, 9, int64_t{1} << 20, int64_t{1} << 40, (int64_t{1} << 62) - 1};
    const int64_t size = SIZES[recipe.Choose(SIZES.size())];
    const std::size_t how = recipe.Choose(8);
    at::TensorImpl* self = part.unsafeGetTensorImpl();
    switch (how)
    {
    case 0:
        part = torch::zeros({std::min<int64_t>(size, 1 << 20)}, part.options());
        break;
    case 1:
        part = part.flatten();
        break;
    case 2:
        part = part.to(size % 2 == 0 ? at::kDouble : at::kInt);
        break;
    case 3: // one number that looks like many
        part = torch::zeros({1}, part.options()).expand({size});
        return true;
    case 4:
        self->set_sizes_contiguous({size});
        return true;
    case 5:
        self->set_sizes_and_strides(at::IntArrayRef{size, size}, at::IntArrayRef{size, 1});
        return true;
    case 6:
        self->set_storage_offset(size);
        return true;
    default:
        part = torch::cat({part.flatten(), part.flatten()});
    }
    return false;
}

/**
 * @param archive bytes of a LibTorch archive
 * @param recipe chooses a record, and what becomes of it
 * @return an archive with the other record; each record has a right checksum
 */
std::string
ChangeRecord(const std::string& archive, Recipe& recipe)
{
    std::istringstream is(archive);
    caffe2::serialize::PyTorchStreamReader reader(&is);
    std::ostringstream os;
    caffe2::serialize::PyTorchStreamWriter writer([&](const void* bytes, std::size_t size) {
        os.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
        return size;
    });
    const auto names = reader.getAllRecords();
    const std::string chosen = names[recipe.Choose(256) % names.size()];
    const bool isCut = recipe.Choose(2) == 0;
    const std::size_t at = recipe.Choose(65536);
    const std::size_t bit = recipe.Choose(8);
    for (const auto& name : names)
    {
        if (name == "version" || name.rfind(".data/", 0) == 0)
        {
            continue; // the writer's own
        }
        const auto record = reader.getRecord(name);
        std::string bytes(static_cast<const char*>(std::get<0>(record).get()), std::get<1>(record));
        // What is a program or a list of types is LibTorch's affair; sizes and numbers are ours.
        const bool isOurs = name.rfind("data/", 0) == 0 || name == "data.pkl";
        if (name == chosen && isOurs && !bytes.empty())
        {
            if (isCut)
            {
                bytes.resize(at % bytes.size());
            }
            else
            {
                char& byte = bytes[at % bytes.size()];
                byte = static_cast<char>(byte ^ (1 << bit));
            }
        }
        writer.writeRecord(name, bytes.data(), bytes.size());
    }
    writer.writeEndOfFile();
    return os.str();
}

/**
 * @param state of a learner
 * @param recipe what is changed
 * @return the state with the changes, and with the checksum that belongs to it
 */
std::string
Change(const std::string& state, Recipe& recipe)
{
    std::istringstream is(state.substr(0, state.size() - TRAILER));
    torch::serialize::InputArchive in;
    in.load_from(is);
    std::vector<std::pair<std::string, at::Tensor>> parts;
    for (const auto& key : in.keys())
    {
        parts.emplace_back(key, at::Tensor());
        in.read(key, parts.back().second);
        parts.back().second = parts.back().second.clone();
    }
    bool isRecord = false;
    bool isFalse = false;
    for (int changes = 0; changes < 4 && !recipe.IsAtEnd() && !isRecord && !isFalse; ++changes)
    {
        const std::size_t how = recipe.Choose(8);
        const std::size_t place = recipe.Choose(256) % parts.size();
        at::Tensor& part = parts[place].second;
        switch (how)
        {
        case 0:
        case 1:
        case 2:
        case 3:
            ChangeNumber(part, recipe);
            break;
        case 4:
            isFalse = ChangeShape(part, recipe);
            break;
        case 5:
            part = parts[recipe.Choose(256) % parts.size()].second;
            break;
        case 6:
            parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(place));
            break;
        default:
            isRecord = true;
        }
    }
    torch::serialize::OutputArchive out;
    for (const auto& [name, part] : parts)
    {
        out.write(name, part);
    }
    std::ostringstream bytes;
    out.save_to(bytes);
    std::ostringstream sealed;
    learning::WriteSealed(sealed, isRecord ? ChangeRecord(bytes.str(), recipe) : bytes.str());
    return sealed.str();
}

/**
 * @brief Lets a learner take up a changed state.
 * @param bytes an input: the learner, then what is changed
 */
void
ReadState(const std::string& bytes)
{
    Recipe recipe(bytes);
    const auto& [kind, state] = GetKinds()[recipe.Choose(GetKinds().size())];
    std::string changed;
    try
    {
        changed = Change(state, recipe);
    }
    catch (const std::exception&)
    {
        return; // LibTorch does not write that
    }
    std::istringstream is(changed);
    try
    {
        kind.takeUp(is);
    }
    catch (const learning::LearningError&)
    {
        // Refused, or NaN was found in time.
    }
}

} // namespace

FuzzTarget
MakeStateTarget()
{
    std::vector<std::string> seeds;
    for (char kind = 0; kind < 5; ++kind)
    {
        seeds.push_back({kind});
        for (char how = 0; how < 8; ++how)
        {
            seeds.push_back({kind, how, static_cast<char>(7 * kind + how), 0, 7, 0, 7});
        }
    }
    return {"state", ReadState, seeds};
}

} // namespace ns3
