// SPDX-License-Identifier: GPL-2.0-only

#include "operator-cost.h"

#include <ATen/ATen.h>
#include <functional>
#include <map>

namespace ns3
{

namespace
{

using Values = std::vector<c10::IValue>;
using Count = std::function<uint64_t(const Values&, const at::Tensor&)>;

/**
 * @param values some values
 * @param index of one of the values
 * @return the tensor there; an undefined one when there is none
 */
at::Tensor
GetTensor(const Values& values, std::size_t index)
{
    return index < values.size() && values[index].isTensor() ? values[index].toTensor()
                                                             : at::Tensor();
}

/**
 * @param tensor a tensor
 * @param dimension from the front, or from the back when it is negative
 * @return its size there
 */
uint64_t
GetSize(const at::Tensor& tensor, int64_t dimension)
{
    return static_cast<uint64_t>(tensor.dim() == 0 ? 1 : tensor.size(dimension));
}

/**
 * @param inputs of a convolution: input, weight, ...
 * @param made output of the convolution
 * @param isTransposed whether it goes backwards
 * @return multiply-accumulates: each element of the output (of the input, backwards) meets the
 * weights of one of its channels
 */
uint64_t
CountConvolution(const Values& inputs, const at::Tensor& made, bool isTransposed)
{
    const at::Tensor weight = GetTensor(inputs, 1);
    const at::Tensor& meets = isTransposed ? GetTensor(inputs, 0) : made;
    return static_cast<uint64_t>(meets.numel()) * static_cast<uint64_t>(weight.numel()) /
           GetSize(weight, 0);
}

/**
 * @param a index of the first factor
 * @return counts a matrix product: each element of the output sums over the factor's last dimension
 */
Count
MakeProduct(std::size_t a)
{
    return [a](const Values& inputs, const at::Tensor& made) {
        return static_cast<uint64_t>(made.numel()) * GetSize(GetTensor(inputs, a), -1);
    };
}

/**
 * @param inputs of a recurrent layer: input, states, weights, ...
 * @return multiply-accumulates: every matrix of weights once for each element of the sequence
 */
uint64_t
CountRecurrent(const Values& inputs)
{
    const at::Tensor input = GetTensor(inputs, 0);
    uint64_t weights = 0;
    for (const auto& value : inputs)
    {
        if (value.isTensorList())
        {
            for (const at::Tensor& weight : value.toTensorVector())
            {
                weights += weight.dim() == 2 && weight.requires_grad()
                               ? static_cast<uint64_t>(weight.numel())
                               : 0;
            }
        }
    }
    return weights * static_cast<uint64_t>(input.numel()) / GetSize(input, -1);
}

/**
 * @param inputs of scaled dot-product attention: query, key, value, ...
 * @return multiply-accumulates of both products
 */
uint64_t
CountAttention(const Values& inputs)
{
    const at::Tensor query = GetTensor(inputs, 0);
    return static_cast<uint64_t>(query.numel()) / GetSize(query, -1) *
           GetSize(GetTensor(inputs, 1), -2) *
           (GetSize(query, -1) + GetSize(GetTensor(inputs, 2), -1));
}

/**
 * @return how to count, by the name of the operator
 */
const std::map<std::string, Count>&
GetCounts()
{
    const Count forwards = [](const Values& inputs, const at::Tensor& made) {
        return CountConvolution(inputs, made, false);
    };
    const Count backwards = [](const Values& inputs, const at::Tensor& made) {
        return CountConvolution(inputs, made, true);
    };
    const Count either = [](const Values& inputs, const at::Tensor& made) {
        return CountConvolution(inputs,
                                made,
                                inputs.size() > 6 && inputs[6].isBool() && inputs[6].toBool());
    };
    const Count recurrent = [](const Values& inputs, const at::Tensor&) {
        return CountRecurrent(inputs);
    };
    const Count attention = [](const Values& inputs, const at::Tensor&) {
        return CountAttention(inputs);
    };
    static const std::map<std::string, Count> counts{
        {"aten::conv1d", forwards},
        {"aten::conv2d", forwards},
        {"aten::conv3d", forwards},
        {"aten::conv_transpose1d", backwards},
        {"aten::conv_transpose2d", backwards},
        {"aten::conv_transpose3d", backwards},
        {"aten::_convolution", either},
        {"aten::convolution", either},
        {"aten::linear", MakeProduct(0)},
        {"aten::mm", MakeProduct(0)},
        {"aten::mv", MakeProduct(0)},
        {"aten::bmm", MakeProduct(0)},
        {"aten::matmul", MakeProduct(0)},
        {"aten::addmm", MakeProduct(1)},
        {"aten::baddbmm", MakeProduct(1)},
        {"aten::lstm", recurrent},
        {"aten::gru", recurrent},
        {"aten::rnn_tanh", recurrent},
        {"aten::rnn_relu", recurrent},
        {"aten::scaled_dot_product_attention", attention}};
    return counts;
}

} // namespace

uint64_t
CountMacs(const std::string& op, const Values& inputs, const Values& outputs)
{
    const auto count = GetCounts().find(op);
    const at::Tensor made = GetTensor(outputs, 0);
    return count == GetCounts().end() || !made.defined() ? 0 : count->second(inputs, made);
}

} // namespace ns3
