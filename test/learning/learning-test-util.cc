// SPDX-License-Identifier: GPL-2.0-only
#include "learning-test-util.h"

namespace ns3
{
namespace learning
{
namespace test
{

ReferenceMlp::ReferenceMlp(const torch::Tensor& flat,
                           const std::vector<uint32_t>& sizes,
                           bool useTanh)
    : tanh(useTanh)
{
    int64_t offset = 0;
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l)
    {
        const int64_t inputs = sizes[l];
        const int64_t outputs = sizes[l + 1];
        torch::Tensor weight = flat.narrow(0, offset, inputs * outputs).view({inputs, outputs});
        torch::Tensor bias = flat.narrow(0, offset + inputs * outputs, outputs);
        offset += (inputs + 1) * outputs;
        parameters.push_back(weight.clone().set_requires_grad(true));
        parameters.push_back(bias.clone().set_requires_grad(true));
    }
    EXPECT_EQ(offset, flat.numel());
}

torch::Tensor
ReferenceMlp::Forward(const torch::Tensor& input) const
{
    torch::Tensor x = input;
    for (std::size_t i = 0; i < parameters.size(); i += 2)
    {
        x = torch::addmm(parameters[i + 1], x, parameters[i]);
        if (i + 2 < parameters.size())
        {
            x = tanh ? torch::tanh(x) : torch::relu(x);
        }
    }
    return x;
}

torch::Tensor
ReferenceMlp::Flat() const
{
    std::vector<torch::Tensor> parts;
    for (const auto& parameter : parameters)
    {
        parts.push_back(parameter.detach().flatten());
    }
    return torch::cat(parts);
}

torch::Tensor
ReferenceMlp::FlatGradient() const
{
    std::vector<torch::Tensor> parts;
    for (const auto& parameter : parameters)
    {
        parts.push_back(parameter.grad().flatten());
    }
    return torch::cat(parts);
}

void
ReferenceMlp::Track(const ReferenceMlp& source, double tau)
{
    torch::NoGradGuard guard;
    for (std::size_t i = 0; i < parameters.size(); ++i)
    {
        parameters[i].add_(tau * (source.parameters[i] - parameters[i]));
    }
}

std::map<std::string, torch::Tensor>
Tensors(const std::function<void(std::ostream&)>& save)
{
    std::stringstream stream;
    save(stream);
    torch::serialize::InputArchive archive;
    archive.load_from(stream);
    std::map<std::string, torch::Tensor> tensors;
    for (const std::string& key : archive.keys())
    {
        archive.read(key, tensors[key]);
    }
    return tensors;
}

torch::Tensor
RandomTensor(LearningRandom& random, std::vector<int64_t> shape)
{
    torch::Tensor tensor = torch::empty(shape);
    for (int64_t i = 0; i < tensor.numel(); ++i)
    {
        tensor.data_ptr<float>()[i] = static_cast<float>(random.Normal());
    }
    return tensor;
}

double
Distance(const torch::Tensor& a, const torch::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

void
ExpectError(const std::function<void()>& action, const std::string& part)
{
    try
    {
        action();
        ADD_FAILURE() << "no error, expected one with '" << part << "'";
    }
    catch (const LearningError& error)
    {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    }
}

void
ExpectDamageRefused(const std::string& bytes, const std::function<void(std::istream&)>& load)
{
    const auto refused = [&load](const std::string& damaged, const std::string& how) {
        std::istringstream stream(damaged);
        EXPECT_THROW(load(stream), LearningError) << how;
    };
    refused("", "empty");
    refused(std::string(5000, 'x'), "other text");
    refused(bytes + "x", "one byte more");
    const std::size_t stride = bytes.size() / 60 + 1;
    for (std::size_t i = 0; i < bytes.size(); i += stride)
    {
        refused(bytes.substr(0, i), "cut at " + std::to_string(i));
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ (1 << i % 8));
        refused(flipped, "bit flipped at " + std::to_string(i));
    }
}

} // namespace test
} // namespace learning
} // namespace ns3
