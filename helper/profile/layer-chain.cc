// SPDX-License-Identifier: GPL-2.0-only

#include "layer-chain.h"

#include "../../model/input/input-text.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace ns3
{

namespace
{

/**
 * @param values some values
 * @param value that is looked for
 * @return whether it is among them
 */
template <typename T>
bool
Has(const std::vector<T>& values, const T& value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

/**
 * @param step of a network
 * @return words for it
 */
std::string
Describe(const NetworkStep& step)
{
    return (step.module.empty() ? "the network itself" : step.module) + " (" + step.op + ")";
}

/**
 * @param a path of a module
 * @param b path of a module
 * @return the module that has both
 */
std::string
FindCommon(const std::string& a, const std::string& b)
{
    std::size_t end = 0;
    for (std::size_t i = 0; i <= std::min(a.size(), b.size()); ++i)
    {
        const bool endsA = i == a.size() || a[i] == '.';
        const bool endsB = i == b.size() || b[i] == '.';
        if (endsA && endsB)
        {
            end = i;
        }
        if (i == a.size() || i == b.size() || a[i] != b[i])
        {
            break;
        }
    }
    return a.substr(0, end);
}

} // namespace

LayerChain::LayerChain(const NetworkRun& run,
                       const std::vector<std::string>& exits,
                       const std::string& source)
    : m_run(run),
      m_source(source)
{
    FindExits(exits);
    FindSegments();
    const std::set<std::size_t> trunk(m_trunk.begin(), m_trunk.end());
    std::set<uint32_t> roots;
    std::vector<uint32_t> rootOf;
    for (auto& exit : m_exits)
    {
        rootOf.push_back(FindRoot(exit, trunk));
        roots.insert(rootOf.back());
    }
    MakeLayers(roots);
    for (std::size_t i = 0; i < m_exits.size(); ++i)
    {
        const auto at = std::find(m_ends.begin(), m_ends.end(), rootOf[i]);
        m_exits[i].position = static_cast<uint32_t>(at - m_ends.begin()) + 1;
    }
    std::stable_sort(m_exits.begin(), m_exits.end(), [](const Exit& a, const Exit& b) {
        return a.position < b.position;
    });
    Exit last;
    last.name = "final";
    last.position = static_cast<uint32_t>(m_layers.size());
    last.answer = m_answer;
    m_exits.push_back(last);
    for (std::size_t i = 1; i < m_exits.size(); ++i)
    {
        if (m_exits[i].position == m_exits[i - 1].position)
        {
            throw InferenceInputError(m_source,
                                      "--exits",
                                      m_exits[i - 1].name + " and " + m_exits[i].name +
                                          " behind the same layer",
                                      "one exit behind a layer");
        }
    }
}

const std::vector<LayerChain::Layer>&
LayerChain::GetLayers() const
{
    return m_layers;
}

const std::vector<LayerChain::Exit>&
LayerChain::GetExits() const
{
    return m_exits;
}

std::vector<std::size_t>
LayerChain::FindNeeded(const std::vector<uint32_t>& tensors) const
{
    std::set<uint32_t> needed(tensors.begin(), tensors.end());
    std::vector<std::size_t> steps;
    for (std::size_t i = m_run.steps.size(); i-- > 0;)
    {
        const NetworkStep& step = m_run.steps[i];
        const bool isNeeded =
            std::any_of(step.outputs.begin(), step.outputs.end(), [&](uint32_t tensor) {
                return needed.count(tensor) > 0;
            });
        if (isNeeded)
        {
            steps.push_back(i);
            needed.insert(step.inputs.begin(), step.inputs.end());
        }
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
}

void
LayerChain::FindExits(const std::vector<std::string>& names)
{
    m_answer = m_run.outputs;
    for (const auto& name : names)
    {
        const auto module = m_run.modules.find(name);
        if (module == m_run.modules.end() || module->second.empty())
        {
            std::vector<std::string> known;
            for (const auto& [path, tensors] : m_run.modules)
            {
                known.push_back(path);
            }
            const std::string nearest = InputText::FindNearest(name, known);
            throw InferenceInputError(m_source,
                                      "--exits",
                                      '"' + name + '"',
                                      "a module that the network calls",
                                      nearest.empty() ? "" : "did you mean " + nearest + "?");
        }
        Exit exit;
        exit.name = name;
        exit.answer = module->second;
        // Outputs of the network that come from the exit belong to it.
        std::set<uint32_t> own(exit.answer.begin(), exit.answer.end());
        for (const auto& step : m_run.steps)
        {
            const bool isOwn = std::any_of(step.inputs.begin(),
                                           step.inputs.end(),
                                           [&](uint32_t tensor) { return own.count(tensor) > 0; });
            if (isOwn)
            {
                own.insert(step.outputs.begin(), step.outputs.end());
            }
        }
        std::vector<uint32_t> others;
        for (const uint32_t tensor : m_answer)
        {
            if (own.count(tensor) == 0)
            {
                others.push_back(tensor);
            }
            else if (!Has(exit.answer, tensor))
            {
                exit.answer.insert(exit.answer.begin(), tensor);
            }
        }
        m_answer = others;
        m_exits.push_back(exit);
    }
    if (m_answer.empty())
    {
        throw InferenceInputError(m_source,
                                  "--exits",
                                  "no answer that is not an exit's",
                                  "the modules that answer before the end");
    }
    m_trunk = FindNeeded(m_answer);
}

void
LayerChain::FindSegments()
{
    const std::size_t n = m_trunk.size();
    std::map<uint32_t, std::size_t> lastUse;
    for (std::size_t i = 0; i < n; ++i)
    {
        for (const uint32_t tensor : m_run.steps[m_trunk[i]].inputs)
        {
            lastUse[tensor] = i;
        }
    }
    for (const uint32_t tensor : m_answer)
    {
        lastUse[tensor] = n;
    }
    std::set<uint32_t> crossing{0};
    std::size_t begin = 0;
    for (std::size_t i = 0; i < n; ++i)
    {
        const NetworkStep& step = m_run.steps[m_trunk[i]];
        crossing.insert(step.outputs.begin(), step.outputs.end());
        for (auto tensor = crossing.begin(); tensor != crossing.end();)
        {
            const auto use = lastUse.find(*tensor);
            const bool isOver = use == lastUse.end() || use->second <= i;
            tensor = isOver ? crossing.erase(tensor) : std::next(tensor);
        }
        if (crossing.size() == 1 || i + 1 == n)
        {
            m_segments.push_back({begin, i + 1, {crossing.begin(), crossing.end()}});
            begin = i + 1;
        }
    }
    if (m_segments.empty())
    {
        throw InferenceInputError(m_source,
                                  "",
                                  "an answer that does not depend on the input",
                                  "a network");
    }
    if (m_segments.size() == 1 && n > 1)
    {
        FailAtBranch();
    }
}

void
LayerChain::FailAtBranch() const
{
    // The first tensor that several steps take is where ways part.
    std::map<uint32_t, std::vector<std::size_t>> users;
    for (const std::size_t i : m_trunk)
    {
        for (const uint32_t tensor : m_run.steps[i].inputs)
        {
            users[tensor].push_back(i);
        }
    }
    std::string place = "everywhere";
    for (const auto& [tensor, steps] : users)
    {
        if (steps.size() > 1)
        {
            std::string maker = "its input";
            for (const auto& step : m_run.steps)
            {
                maker = Has(step.outputs, tensor) ? Describe(step) : maker;
            }
            place = "behind " + maker + ", from where ways go to " +
                    Describe(m_run.steps[steps.front()]) + " and " +
                    Describe(m_run.steps[steps.back()]);
            break;
        }
    }
    throw InferenceInputError(m_source,
                              "",
                              "a network within which a single tensor crosses nowhere",
                              "a chain of layers or blocks",
                              "it branches " + place);
}

uint32_t
LayerChain::FindRoot(Exit& exit, const std::set<std::size_t>& trunk) const
{
    std::set<uint32_t> own;
    std::set<uint32_t> roots;
    for (const std::size_t i : FindNeeded(exit.answer))
    {
        if (trunk.count(i) > 0)
        {
            continue;
        }
        const NetworkStep& step = m_run.steps[i];
        exit.steps.push_back(i);
        exit.headMacs += step.macs;
        exit.headParameters += step.parameters;
        for (const uint32_t tensor : step.inputs)
        {
            if (own.count(tensor) == 0)
            {
                roots.insert(tensor);
            }
        }
        own.insert(step.outputs.begin(), step.outputs.end());
    }
    if (exit.steps.empty())
    {
        roots.insert(exit.answer.begin(),
                     exit.answer.end()); // a module of the trunk answers itself
    }
    const bool hangs =
        roots.size() == 1 &&
        std::any_of(m_segments.begin(), m_segments.end(), [&](const Segment& segment) {
            return segment.crossing.size() == 1 && segment.crossing.front() == *roots.begin();
        });
    if (!hangs)
    {
        throw InferenceInputError(m_source,
                                  "--exits",
                                  exit.name + ", which takes " + std::to_string(roots.size()) +
                                      " tensors of the network, or one within a block",
                                  "an exit that hangs where a single tensor crosses");
    }
    return *roots.begin();
}

LayerChain::Layer
LayerChain::MakeLayer(const Segment& segment) const
{
    Layer layer;
    for (std::size_t i = segment.begin; i < segment.end; ++i)
    {
        const NetworkStep& step = m_run.steps[m_trunk[i]];
        layer.macs += step.macs;
        layer.parameters += step.parameters;
        layer.steps.push_back(m_trunk[i]);
    }
    for (const uint32_t tensor : segment.crossing)
    {
        layer.outputElements += m_run.elements[tensor];
    }
    return layer;
}

std::string
LayerChain::MakeName(const Layer& layer)
{
    std::string name;
    bool isFirst = true;
    for (const std::size_t i : layer.steps)
    {
        const NetworkStep& step = m_run.steps[i];
        const bool counts = layer.macs == 0 || step.macs > 0;
        if (counts)
        {
            name = isFirst ? step.module : FindCommon(name, step.module);
            isFirst = false;
        }
    }
    if (name.empty())
    {
        const NetworkStep& step = m_run.steps[layer.steps.front()];
        name = step.module.empty() ? step.op.substr(step.op.rfind(':') + 1) : step.module;
    }
    for (char& c : name)
    {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
        c = isPlain ? c : '_';
    }
    std::string unique = name;
    for (int number = 2; !m_names.insert(unique).second; ++number)
    {
        unique = name + "-" + std::to_string(number);
    }
    return unique;
}

void
LayerChain::MakeLayers(const std::set<uint32_t>& forced)
{
    for (const auto& segment : m_segments)
    {
        Layer layer = MakeLayer(segment);
        const bool mayJoin = !m_layers.empty() && forced.count(m_ends.back()) == 0;
        Layer* const last = mayJoin ? &m_layers.back() : nullptr;
        const bool follows =
            last && layer.macs == 0 && layer.outputElements == last->outputElements;
        const bool leads = last && m_layers.size() == 1 && last->macs == 0 &&
                           last->outputElements == m_run.elements[0];
        if (follows || leads)
        {
            last->macs += layer.macs;
            last->parameters += layer.parameters;
            last->outputElements = layer.outputElements;
            last->steps.insert(last->steps.end(), layer.steps.begin(), layer.steps.end());
            m_ends.back() = segment.crossing.front();
            continue;
        }
        m_layers.push_back(std::move(layer));
        m_ends.push_back(segment.crossing.front());
    }
    for (auto& layer : m_layers)
    {
        layer.name = MakeName(layer);
    }
}

} // namespace ns3
