// SPDX-License-Identifier: GPL-2.0-only

#include "torch-network.h"

#include "../../model/input/input-file.h"
#include "operator-cost.h"

#include "ns3/inference-input-error.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/runtime/operator.h>
#include <torch/script.h>
#include <type_traits>

namespace ns3
{

namespace
{

namespace jit = torch::jit;
using c10::IValue;

/// Largest file of a network, in bytes.
constexpr std::size_t GREATEST_NETWORK = std::size_t{16} << 30;

/// Most rounds of a loop, and steps of a run: more would not end.
constexpr std::size_t MOST_STEPS = 1000000;

/**
 * @param function of a network
 * @return its graph; LibTorch before 1.11 asks the function itself
 */
template <typename T>
auto
GetGraph(T& function, int) -> decltype(function.graph())
{
    return function.graph();
}

/// @copydoc GetGraph(T&,int)
template <typename T>
auto
GetGraph(T& function, long) -> decltype(toGraphFunction(function).graph())
{
    return toGraphFunction(function).graph();
}

/**
 * @param operation of LibTorch
 * @param [in,out] stack what it takes and makes; LibTorch before 1.8 wants a pointer
 */
template <typename T>
void
Operate(T&& operation, jit::Stack& stack)
{
    if constexpr (std::is_invocable_v<T&, jit::Stack&>)
    {
        operation(stack);
    }
    else
    {
        operation(&stack);
    }
}

/**
 * @param value any value
 * @param [in,out] tensors gets the tensors in it
 */
void
Collect(const IValue& value, std::vector<at::Tensor>& tensors)
{
    if (value.isTensor() && value.toTensor().defined())
    {
        tensors.push_back(value.toTensor());
    }
    else if (value.isTensorList())
    {
        for (const at::Tensor& tensor : value.toTensorVector())
        {
            tensors.push_back(tensor);
        }
    }
    else if (value.isTuple())
    {
        for (const IValue& element : value.toTuple()->elements())
        {
            Collect(element, tensors);
        }
    }
    else if (value.isList())
    {
        for (const IValue& element : value.toListRef())
        {
            Collect(element, tensors);
        }
    }
    else if (value.isGenericDict())
    {
        for (const auto& entry : value.toGenericDict())
        {
            Collect(entry.value(), tensors);
        }
    }
}

/**
 * @param values some values
 * @return the tensors in them
 */
std::vector<at::Tensor>
Collect(const std::vector<IValue>& values)
{
    std::vector<at::Tensor> tensors;
    for (const auto& value : values)
    {
        Collect(value, tensors);
    }
    return tensors;
}

/**
 * @param tensor a tensor
 * @return what tells it from all others
 */
const void*
GetKey(const at::Tensor& tensor)
{
    return tensor.unsafeGetTensorImpl();
}

/**
 * @param node an operator
 * @param index of an input
 * @return whether it changes the tensor there
 */
bool
Writes(const jit::Node* node, std::size_t index)
{
    const auto* schema = node->maybeSchema();
    if (!schema || index >= schema->arguments().size())
    {
        return false;
    }
    const auto* alias = schema->arguments()[index].alias_info();
    const bool isTensor = schema->arguments()[index].type()->kind() == c10::TypeKind::TensorType;
    // Some versions of LibTorch have a pointer there, others an optional.
    return isTensor && alias && alias->isWrite();
}

/**
 * @param error of LibTorch
 * @return the line of it that says what happened
 */
std::string
GetLine(const std::exception& error)
{
    std::istringstream lines(error.what());
    std::string first;
    std::getline(lines, first);
    return first;
}

} // namespace

struct TorchNetwork::State
{
    jit::Module module;                           //!< the network
    std::map<const void*, at::Tensor> parameters; //!< of the network
    std::vector<at::Tensor> tensors;              //!< by number
    std::vector<at::Tensor> alive;                //!< so that no address comes twice
};

TorchNetwork::TorchNetwork(const std::string& file)
    : m_state(std::make_unique<State>()),
      m_source(file)
{
    const std::string expected = "a TorchScript file as torch.jit.save() writes it";
    InputFile::Check(file, expected, GREATEST_NETWORK);
    try
    {
        m_state->module = jit::load(file, torch::Device(torch::kCPU));
    }
    catch (const std::exception& error)
    {
        throw InferenceInputError(file, "", GetLine(error), expected);
    }
    m_state->module.eval();
}

TorchNetwork::TorchNetwork(const jit::Module& module, const std::string& source)
    : m_state(std::make_unique<State>()),
      m_source(source)
{
    m_state->module = module;
    m_state->module.eval();
}

TorchNetwork::TorchNetwork(TorchNetwork&& other) noexcept = default;

TorchNetwork::~TorchNetwork() = default;

const std::string&
TorchNetwork::GetSource() const
{
    return m_source;
}

const at::Tensor&
TorchNetwork::GetTensor(uint32_t tensor) const
{
    return m_state->tensors.at(tensor);
}

NetworkRun
TorchNetwork::Run(const at::Tensor& input, const Visit& visit)
{
    m_run = NetworkRun();
    m_visit = visit;
    m_state->tensors.clear();
    m_state->alive.clear();
    m_numbers.clear();
    m_origins.clear();
    m_counted.clear();
    m_paths.clear();
    m_state->parameters.clear();
    for (const at::Tensor& parameter : m_state->module.parameters())
    {
        m_state->parameters[GetKey(parameter)] = parameter;
    }
    m_paths[m_state->module._ivalue().get()] = "";
    Number(input);
    const torch::NoGradGuard runningOnly;
    try
    {
        const auto graph = m_state->module.get_method("forward").graph();
        if (graph->inputs().size() != 2)
        {
            throw InferenceInputError(m_source,
                                      "forward",
                                      std::to_string(graph->inputs().size() - 1) + " inputs",
                                      "one tensor");
        }
        m_run.outputs = FindNumbers(RunGraph(*graph, {m_state->module._ivalue(), input}, ""));
    }
    catch (const InferenceInputError&)
    {
        throw;
    }
    catch (const std::exception& error)
    {
        std::ostringstream shape;
        shape << "[" << c10::Join(", ", input.sizes()) << "]";
        throw InferenceInputError(m_source,
                                  "forward",
                                  GetLine(error),
                                  "a network that takes float32 " + shape.str());
    }
    return std::move(m_run);
}

TorchNetwork::List
TorchNetwork::RunGraph(const jit::Graph& graph, const List& inputs, const std::string& path)
{
    Values values;
    for (std::size_t i = 0; i < graph.inputs().size(); ++i)
    {
        values[graph.inputs()[i]] = inputs.at(i);
    }
    return RunBlock(*const_cast<jit::Graph&>(graph).block(), values, path);
}

TorchNetwork::List
TorchNetwork::RunBlock(jit::Block& block, Values& values, const std::string& path)
{
    for (jit::Node* node : block.nodes())
    {
        RunNode(node, values, path);
    }
    List outputs;
    for (const jit::Value* output : block.outputs())
    {
        outputs.push_back(values.at(output));
    }
    return outputs;
}

void
TorchNetwork::RunNode(jit::Node* node, Values& values, const std::string& path)
{
    const std::string kind = node->kind().toQualString();
    List outputs;
    if (kind == "prim::If")
    {
        const bool isTrue = values.at(node->input(0)).toBool();
        outputs = RunBlock(*node->blocks()[isTrue ? 0 : 1], values, path);
    }
    else if (kind == "prim::Loop")
    {
        RunLoop(node, values, path);
        return;
    }
    else if (kind == "prim::Constant")
    {
        const auto value = jit::toIValue(node->output());
        outputs.push_back(value ? *value : IValue()); // a function has no value
    }
    else
    {
        List inputs;
        for (const jit::Value* input : node->inputs())
        {
            inputs.push_back(values.at(input));
        }
        if (kind == "prim::CallMethod" || kind == "prim::CallFunction")
        {
            outputs = Call(node, inputs, path);
        }
        else if (!Arrange(node, inputs, outputs))
        {
            outputs = Compute(node, inputs, path);
        }
    }
    for (std::size_t i = 0; i < node->outputs().size(); ++i)
    {
        values[node->outputs()[i]] = outputs.at(i);
    }
}

void
TorchNetwork::RunLoop(jit::Node* node, Values& values, const std::string& path)
{
    jit::Block& body = *node->blocks()[0];
    const int64_t most = values.at(node->input(0)).toInt();
    bool goesOn = values.at(node->input(1)).toBool();
    List carried;
    for (std::size_t i = 2; i < node->inputs().size(); ++i)
    {
        carried.push_back(values.at(node->input(i)));
    }
    for (int64_t round = 0; goesOn && round < most; ++round)
    {
        if (round > static_cast<int64_t>(MOST_STEPS))
        {
            throw InferenceInputError(m_source, path, "a loop without an end", "a network");
        }
        values[body.inputs()[0]] = round;
        for (std::size_t i = 0; i < carried.size(); ++i)
        {
            values[body.inputs()[i + 1]] = carried[i];
        }
        List results = RunBlock(body, values, path);
        goesOn = results.front().toBool();
        carried.assign(results.begin() + 1, results.end());
    }
    for (std::size_t i = 0; i < carried.size(); ++i)
    {
        values[node->outputs()[i]] = carried[i];
    }
}

TorchNetwork::List
TorchNetwork::Call(jit::Node* node, const List& inputs, const std::string& path)
{
    if (std::string(node->kind().toQualString()) == "prim::CallFunction")
    {
        auto* const function = node->input(0)->type()->expect<c10::FunctionType>()->function();
        return RunGraph(*GetGraph(*function, 0), {inputs.begin() + 1, inputs.end()}, path);
    }
    const auto object = inputs.at(0).toObject();
    const std::string name = node->s(c10::attr::name);
    auto* const method = object->type()->findMethod(name);
    if (!method)
    {
        throw InferenceInputError(m_source, path, "the method " + name, "TorchScript");
    }
    const auto known = m_paths.find(object.get());
    const bool isModule = known != m_paths.end();
    List outputs = RunGraph(*GetGraph(*method, 0), inputs, isModule ? known->second : path);
    if (isModule)
    {
        m_run.modules[known->second] = FindNumbers(outputs);
    }
    return outputs;
}

bool
TorchNetwork::Arrange(jit::Node* node, const List& inputs, List& outputs)
{
    const std::string kind = node->kind().toQualString();
    if (kind == "prim::GetAttr")
    {
        const auto object = inputs[0].toObject();
        const std::string name = node->s(c10::attr::name);
        outputs.push_back(object->getAttr(name));
        const auto above = m_paths.find(object.get());
        if (outputs[0].isObject() && above != m_paths.end())
        {
            m_paths[outputs[0].toObject().get()] =
                above->second.empty() ? name : above->second + "." + name;
        }
    }
    else if (kind == "prim::SetAttr")
    {
        inputs[0].toObject()->setAttr(node->s(c10::attr::name), inputs[1]);
    }
    else if (kind == "prim::ListConstruct")
    {
        const auto type = node->output()->type()->expect<c10::ListType>()->getElementType();
        c10::impl::GenericList list(type);
        for (const IValue& value : inputs)
        {
            list.push_back(value);
        }
        outputs.emplace_back(list);
    }
    else if (kind == "prim::DictConstruct")
    {
        const auto type = node->output()->type()->expect<c10::DictType>();
        c10::impl::GenericDict dict(type->getKeyType(), type->getValueType());
        for (std::size_t i = 0; i + 1 < inputs.size(); i += 2)
        {
            dict.insert(inputs[i], inputs[i + 1]);
        }
        outputs.emplace_back(dict);
    }
    else if (kind == "prim::TupleConstruct")
    {
        outputs.emplace_back(c10::ivalue::Tuple::create(inputs));
    }
    else if (kind == "prim::TupleUnpack")
    {
        const auto tuple = inputs[0].toTuple();
        outputs.assign(tuple->elements().begin(), tuple->elements().end());
    }
    else if (kind == "prim::TupleIndex")
    {
        const auto tuple = inputs[0].toTuple();
        const auto n = static_cast<int64_t>(tuple->elements().size());
        const int64_t index = inputs[1].toInt();
        outputs.push_back(tuple->elements().at(index < 0 ? index + n : index));
    }
    else if (kind == "prim::ListUnpack")
    {
        for (const IValue& value : inputs[0].toListRef())
        {
            outputs.push_back(value);
        }
    }
    else if (kind == "prim::unchecked_cast" || kind == "prim::unchecked_unwrap_optional")
    {
        outputs.push_back(inputs[0]);
    }
    else if (kind == "prim::Uninitialized")
    {
        outputs.emplace_back();
    }
    else if (kind == "prim::RaiseException")
    {
        throw std::runtime_error(inputs[0].isString() ? inputs[0].toStringRef()
                                                      : "the network raises an exception");
    }
    else
    {
        return kind == "prim::Print" || kind == "aten::warn";
    }
    return true;
}

TorchNetwork::List
TorchNetwork::Compute(jit::Node* node, const List& inputs, const std::string& path)
{
    if (!node->maybeOperator())
    {
        throw InferenceInputError(m_source,
                                  path,
                                  node->kind().toQualString(),
                                  "operators that compute");
    }
    jit::Stack stack(inputs.begin(), inputs.end());
    const auto begin = std::chrono::steady_clock::now();
    Operate(node->getOperation(), stack);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    List outputs(stack.begin(), stack.end());
    NetworkStep step;
    step.op = node->kind().toQualString();
    step.module = path;
    step.seconds = time.count();
    Keep(node, inputs, outputs, std::move(step));
    return outputs;
}

uint32_t
TorchNetwork::Number(const at::Tensor& tensor)
{
    const auto number = static_cast<uint32_t>(m_state->tensors.size());
    m_state->tensors.push_back(tensor);
    m_run.elements.push_back(static_cast<uint64_t>(tensor.numel()));
    m_numbers[GetKey(tensor)] = number;
    return number;
}

std::vector<uint32_t>
TorchNetwork::FindNumbers(const List& inputs) const
{
    std::vector<uint32_t> numbers;
    for (const auto& tensor : Collect(inputs))
    {
        const auto number = m_numbers.find(GetKey(tensor));
        if (number != m_numbers.end() &&
            std::find(numbers.begin(), numbers.end(), number->second) == numbers.end())
        {
            numbers.push_back(number->second);
        }
    }
    return numbers;
}

uint64_t
TorchNetwork::CountParameters(jit::Node* node, std::size_t index, const at::Tensor& tensor)
{
    const std::string op = node->kind().toQualString();
    std::vector<const void*> keys{GetKey(tensor)};
    const auto origins = m_origins.find(keys.front());
    if (origins != m_origins.end())
    {
        keys = origins->second;
    }
    // A frozen network has its weights in its graph. What batch norms have seen is no parameter.
    const bool isSeen = op == "aten::batch_norm" && (index == 3 || index == 4);
    const bool isFrozen = m_state->parameters.empty() && !isSeen && tensor.numel() > 1 &&
                          node->input(index)->node()->kind() == c10::prim::Constant;
    uint64_t parameters = 0;
    for (const void* key : keys)
    {
        const auto known = m_state->parameters.find(key);
        if (known != m_state->parameters.end() && !m_counted[key])
        {
            m_counted[key] = true;
            parameters += static_cast<uint64_t>(known->second.numel());
        }
    }
    if (isFrozen && !m_counted[keys.front()])
    {
        m_counted[keys.front()] = true;
        m_state->alive.push_back(tensor);
        parameters += static_cast<uint64_t>(tensor.numel());
    }
    return parameters;
}

void
TorchNetwork::Keep(jit::Node* node, const List& inputs, const List& outputs, NetworkStep step)
{
    step.inputs = FindNumbers(inputs);
    auto made = Collect(outputs);
    m_state->alive.insert(m_state->alive.end(), made.begin(), made.end());
    if (step.inputs.empty())
    {
        // A weight that is turned or reshaped is still that weight.
        std::vector<const void*> behind;
        for (const auto& tensor : Collect(inputs))
        {
            const auto origins = m_origins.find(GetKey(tensor));
            if (origins != m_origins.end())
            {
                behind.insert(behind.end(), origins->second.begin(), origins->second.end());
            }
            else if (m_state->parameters.count(GetKey(tensor)) > 0)
            {
                behind.push_back(GetKey(tensor));
            }
        }
        for (const auto& tensor : made)
        {
            if (m_state->parameters.count(GetKey(tensor)) == 0)
            {
                m_origins[GetKey(tensor)] = behind;
            }
        }
        return;
    }
    std::vector<at::Tensor> changed;
    for (std::size_t i = 0; i < inputs.size(); ++i)
    {
        if (inputs[i].isTensor() && Writes(node, i))
        {
            changed.push_back(inputs[i].toTensor());
        }
    }
    for (const auto& tensor : made)
    {
        const bool isNew = m_numbers.count(GetKey(tensor)) == 0;
        const bool isChanged = std::any_of(changed.begin(), changed.end(), [&](const auto& other) {
            return GetKey(other) == GetKey(tensor);
        });
        if (isNew || isChanged)
        {
            step.outputs.push_back(Number(tensor));
        }
    }
    // What shares its memory with a tensor that was changed has changed, too.
    for (const auto& tensor : changed)
    {
        const uint32_t number = step.outputs.empty() ? Number(tensor) : step.outputs.front();
        step.outputs.resize(std::max<std::size_t>(1, step.outputs.size()), number);
        for (std::size_t other = 0; other < m_state->tensors.size(); ++other)
        {
            if (m_state->tensors[other].has_storage() &&
                m_state->tensors[other].storage().data() == tensor.storage().data())
            {
                m_numbers[GetKey(m_state->tensors[other])] = number;
            }
        }
    }
    if (step.outputs.empty())
    {
        return; // a size, a type, or the same tensor again
    }
    for (std::size_t i = 0; i < inputs.size(); ++i)
    {
        for (const auto& tensor : Collect({inputs[i]}))
        {
            step.parameters += CountParameters(node, i, tensor);
        }
    }
    step.macs = CountMacs(step.op, inputs, outputs);
    m_run.steps.push_back(std::move(step));
    if (m_run.steps.size() > MOST_STEPS)
    {
        throw InferenceInputError(m_source, "forward", "more than a million steps", "a network");
    }
    if (m_visit)
    {
        m_visit(m_run.steps.size() - 1, m_state->tensors.at(m_run.steps.back().outputs.front()));
    }
}

} // namespace ns3
