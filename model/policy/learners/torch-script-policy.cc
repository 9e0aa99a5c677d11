// SPDX-License-Identifier: GPL-2.0-only

#include "torch-script-policy.h"

#include "../../input/input-file.h"
#include "../../input/processor-time-limit.h"
#include "../../learning/learning-runtime.h"

#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/inference-input-error.h"
#include "ns3/log.h"
#include "ns3/nstime.h"
#include "ns3/string.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <sstream>
#include <torch/csrc/jit/runtime/print_handler.h>
#include <torch/script.h>
#include <torch/utils.h>
#if __has_include(<torch/csrc/jit/python/update_graph_executor_opt.h>)
#include <torch/csrc/jit/python/update_graph_executor_opt.h>
#define EDGE_INFERENCE_EXECUTOR_OPTIMIZE(on) torch::jit::setGraphExecutorOptimize(on)
#else
#define EDGE_INFERENCE_EXECUTOR_OPTIMIZE(on) // a LibTorch whose executor has no such switch
#endif

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TorchScriptPolicy");

NS_OBJECT_ENSURE_REGISTERED(TorchScriptPolicy);

/// What was read.
class TorchScriptPolicy::Network
{
  public:
    torch::jit::Module file;   //!< the network as it was read
    torch::jit::Module module; //!< a copy, for one episode: a network may write into its buffers
};

namespace
{

/**
 * @param error of LibTorch
 * @return the first line of what it says that says something
 */
std::string
GetFirstLine(const std::exception& error)
{
    std::istringstream lines(error.what());
    std::string line;
    std::string last;
    // Errors inside of a network begin with a traceback and end with what happened.
    while (std::getline(lines, line))
    {
        if (line.rfind("RuntimeError:", 0) == 0)
        {
            return line;
        }
        last = last.empty() ? line : last;
    }
    return last;
}

/**
 * @param rows number of rows of a tensor
 * @param columns number of columns of the tensor
 * @return "float32 [ROWS, COLUMNS]"
 */
std::string
GetShape(std::size_t rows, std::size_t columns)
{
    return "float32 [" + std::to_string(rows) + ", " + std::to_string(columns) + "]";
}

/**
 * @param tensor an answer of a network
 * @return its type, sizes and kind of memory
 */
std::string
Describe(const at::Tensor& tensor)
{
    if (!tensor.defined())
    {
        return "a tensor of nothing";
    }
    std::ostringstream text;
    text << tensor.dtype().name() << ' ' << tensor.sizes();
    if (tensor.layout() != torch::kStrided)
    {
        text << ' ' << tensor.layout();
    }
    if (!tensor.device().is_cpu())
    {
        text << " on " << tensor.device();
    }
    return text.str();
}

/**
 * @param file of the network
 * @param limit processor time that a call may take
 * @return the error of a call that does not end: nothing else stops LibTorch's interpreter
 */
std::string
MakeLimitLine(const std::string& file, Time limit)
{
    return InferenceInputError(file,
                               "forward()",
                               "a call that took more than " + std::to_string(limit.GetSeconds()) +
                                   " s of processor time",
                               "one that ends",
                               "the attribute CallLimit can allow more")
        .what();
}

} // namespace

TypeId
TorchScriptPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TorchScriptPolicy")
            .SetParent<OffloadingPolicy>()
            .SetGroupName("EdgeInference")
            .AddConstructor<TorchScriptPolicy>()
            .AddAttribute("File",
                          "TorchScript file of the network (torch.jit.save), read at the first "
                          "episode.",
                          StringValue(""),
                          MakeStringAccessor(&TorchScriptPolicy::m_file),
                          MakeStringChecker())
            .AddAttribute("Layout",
                          "What the network sees at once: PerStream, [streams, features] to "
                          "[streams, actions], or Joint, [1, streams x features] to [1, streams x "
                          "actions]; float32.",
                          EnumValue(PER_STREAM),
                          MakeEnumAccessorCompat<Layout>(&TorchScriptPolicy::m_layout),
                          MakeEnumChecker(PER_STREAM, "PerStream", JOINT, "Joint"))
            .AddAttribute("CallLimit",
                          "Processor time that one call of the network may take; the program ends "
                          "with an error when a call takes longer.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&TorchScriptPolicy::m_callLimit),
                          MakeTimeChecker(MilliSeconds(10), Seconds(86400)));
    return tid;
}

TorchScriptPolicy::TorchScriptPolicy()
    : m_seed(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

TorchScriptPolicy::~TorchScriptPolicy()
{
    NS_LOG_FUNCTION(this);
}

void
TorchScriptPolicy::DoDispose()
{
    m_network.reset();
    OffloadingPolicy::DoDispose();
}

int64_t
TorchScriptPolicy::AssignStreams(int64_t stream)
{
    m_seed->SetStream(stream);
    return 1;
}

void
TorchScriptPolicy::ReadFile()
{
    const std::string expected = "a TorchScript file as torch.jit.save() writes it";
    if (m_file.empty())
    {
        throw InferenceInputError("ns3::TorchScriptPolicy", "File", "nothing", expected);
    }
    constexpr std::size_t GREATEST = std::size_t{2} << 30;
    if (InputFile::Check(m_file, expected, GREATEST) == 0)
    {
        throw InferenceInputError(m_file, "", "nothing", expected);
    }
    learning::ConfigureLibTorch();
    torch::jit::setPrintHandler([](const std::string& text) {
        std::cerr << text; // standard output is for results
    });
    auto network = std::make_unique<Network>();
    try
    {
        network->file = torch::jit::load(m_file, torch::Device(torch::kCPU));
        network->file.eval();
    }
    catch (const std::exception& error)
    {
        throw InferenceInputError(m_file,
                                  "",
                                  "a file of another kind",
                                  expected,
                                  GetFirstLine(error));
    }
    if (!network->file.find_method("forward"))
    {
        throw InferenceInputError(m_file, "", "a module without forward()", "a module with it");
    }
    m_network = std::move(network);
    m_read = m_file;
}

void
TorchScriptPolicy::DoBeginEpisode()
{
    NS_LOG_FUNCTION(this);
    const EdgeSystem& system = GetSystem();
    std::vector<Ptr<const DnnProfile>> dnns;
    for (const auto& stream : system.streams)
    {
        dnns.push_back(stream.dnn);
    }
    m_space = NumberedPlans(dnns, system.servers.size());
    m_encoder = StateEncoder(system.servers.size());
    const std::size_t n = system.streams.size();
    const std::size_t size = n * m_encoder.GetSize();
    m_values.resize(n * m_space.GetNActions());
    if (!m_network || m_read != m_file)
    {
        ReadFile();
    }
    // No episode begins with what another one left.
    m_network->module = m_network->file.deepcopy();
    // A network may draw, and LibTorch has one generator for the whole process.
    torch::manual_seed(m_seed->GetInteger(0, std::numeric_limits<uint32_t>::max() - 1));
    m_observations.assign(size, 0);
    Forward("zeros");
    for (std::size_t i = 0; i < size; ++i)
    {
        m_observations[i] = static_cast<float>(i % m_encoder.GetSize()) / m_encoder.GetSize();
    }
    Forward("a ramp from 0 to 1");
}

void
TorchScriptPolicy::Forward(const std::string& input)
{
    const bool joint = m_layout == JOINT;
    const std::size_t n = GetSystem().streams.size();
    const auto rows = static_cast<int64_t>(joint ? 1 : n);
    const auto columns = static_cast<int64_t>(m_observations.size()) / rows;
    const auto answers = static_cast<int64_t>(m_values.size()) / rows;
    const auto fail = [&](const std::string& found, const std::string& hint) {
        return InferenceInputError(m_file,
                                   "forward()",
                                   found,
                                   GetShape(rows, answers) + " for " + GetShape(rows, columns),
                                   hint);
    };
    at::Tensor output;
    try
    {
        // The optimiser of the executor fuses operators after the first calls, with other rounding.
        EDGE_INFERENCE_EXECUTOR_OPTIMIZE(false);
        const c10::InferenceMode inference;
        std::vector<c10::IValue> arguments{
            torch::from_blob(m_observations.data(), {rows, columns}, torch::kFloat32).clone()};
        const ProcessorTimeLimit limit(m_callLimit.GetSeconds(),
                                       MakeLimitLine(m_file, m_callLimit));
        const c10::IValue result = m_network->module.forward(std::move(arguments));
        if (!result.isTensor())
        {
            throw fail("a result that is no tensor (" + result.tagKind() + ")", "");
        }
        output = result.toTensor();
    }
    catch (const InferenceInputError&)
    {
        throw;
    }
    catch (const std::exception& error)
    {
        throw fail("an error when called on " + input, GetFirstLine(error));
    }
    // Before anything is copied: a view can have any size, and takes no memory.
    if (!output.defined() || output.layout() != torch::kStrided || !output.device().is_cpu() ||
        output.scalar_type() != torch::kFloat32 || output.dim() != 2 || output.size(0) != rows ||
        output.size(1) != answers)
    {
        throw fail(Describe(output),
                   "features are those of StateEncoder, actions those of NumberedPlans; "
                   "observations.json of --observations lists them");
    }
    // Signs may be turned when numbers are read only.
    output = output.resolve_neg().contiguous();
    const float* values = output.data_ptr<float>();
    if (std::any_of(values, values + m_values.size(), [](float v) { return std::isnan(v); }))
    {
        throw InferenceInputError(m_file, "forward()", "NaN when called on " + input, "numbers");
    }
    std::copy(values, values + m_values.size(), m_values.begin());
}

void
TorchScriptPolicy::DoDecide(const EpochState& state, EpochDecision& decision)
{
    const EdgeSystem& system = GetSystem();
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        m_encoder.Encode(system, state, i, m_observations.data() + i * m_encoder.GetSize());
    }
    Forward("epoch " + std::to_string(state.epoch));
    for (std::size_t i = 0; i < system.streams.size(); ++i)
    {
        const auto& dnn = system.streams[i].dnn;
        const float* values = m_values.data() + i * m_space.GetNActions();
        const auto& valid = m_space.GetValidActions(dnn);
        const uint32_t best =
            *std::max_element(valid.begin(), valid.end(), [values](uint32_t a, uint32_t b) {
                return values[a] < values[b];
            });
        decision.plans[i] = m_space.GetPlan(best, *dnn);
    }
}

} // namespace ns3
