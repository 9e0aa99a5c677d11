// SPDX-License-Identifier: GPL-2.0-only
#include "set-net.h"

#include "learning-error.h"

#include <cmath>
#include <torch/torch.h>

namespace ns3
{
namespace learning
{

namespace
{

torch::Tensor
Indices(const std::vector<int64_t>& values)
{
    return torch::tensor(values, torch::kLong);
}

/**
 * @param lists columns of members
 * @param count all columns
 * @param what they are, for errors
 * @return the columns that are in no list
 */
std::vector<int64_t>
FindRest(const std::vector<std::vector<int64_t>>& lists, int64_t count, const std::string& what)
{
    std::vector<bool> isTaken(count, false);
    for (const auto& list : lists)
    {
        if (list.size() != lists.front().size())
        {
            throw LearningError("SetNet: found members of " + std::to_string(list.size()) +
                                " and " + std::to_string(lists.front().size()) + ' ' + what +
                                ", expected members that are alike");
        }
        for (const int64_t column : list)
        {
            if (column < 0 || column >= count || isTaken[column])
            {
                throw LearningError("SetNet: found column " + std::to_string(column) + " of " +
                                    std::to_string(count) + ' ' + what +
                                    " twice or not at all, expected it once");
            }
            isTaken[column] = true;
        }
    }
    std::vector<int64_t> rest;
    for (int64_t column = 0; column < count; ++column)
    {
        if (!isTaken[column])
        {
            rest.push_back(column);
        }
    }
    return rest;
}

} // namespace

SetSplit::SetSplit(const SetColumns& columns)
    : m_members(static_cast<int64_t>(columns.inputs.size()))
{
    if (columns.inputs.empty() || columns.inputs.front().empty() ||
        columns.outputs.size() != columns.inputs.size())
    {
        throw LearningError("SetNet: found no members, expected inputs that tell of several things "
                            "of a kind");
    }
    m_memberInputs = static_cast<int64_t>(columns.inputs.front().size());
    m_memberOutputs = static_cast<int64_t>(columns.outputs.front().size());
    m_commonInputs = Indices(FindRest(columns.inputs, columns.nInputs, "inputs"));
    const auto commonOutputs = FindRest(columns.outputs, columns.nOutputs, "outputs");
    m_commonOutputs = static_cast<int64_t>(commonOutputs.size());
    std::vector<int64_t> inputs;
    std::vector<int64_t> order(columns.nOutputs);
    int64_t place = 0;
    for (const auto& list : columns.inputs)
    {
        inputs.insert(inputs.end(), list.begin(), list.end());
    }
    for (const auto& list : columns.outputs)
    {
        for (const int64_t column : list)
        {
            order[column] = place++;
        }
    }
    for (const int64_t column : commonOutputs)
    {
        order[column] = place++;
    }
    m_inputs = Indices(inputs);
    m_order = Indices(order);
}

int64_t
SetSplit::MemberInputs() const
{
    return m_memberInputs;
}

int64_t
SetSplit::CommonInputs() const
{
    return m_commonInputs.numel();
}

int64_t
SetSplit::MemberOutputs() const
{
    return m_memberOutputs;
}

int64_t
SetSplit::CommonOutputs() const
{
    return m_commonOutputs;
}

at::Tensor
SetSplit::Members(const at::Tensor& x) const
{
    return x.index_select(1, m_inputs).view({x.size(0), m_members, m_memberInputs});
}

at::Tensor
SetSplit::Common(const at::Tensor& x) const
{
    return x.index_select(1, m_commonInputs);
}

at::Tensor
SetSplit::Join(const at::Tensor& members, const at::Tensor& common) const
{
    return torch::cat({members.flatten(1), common}, 1).index_select(1, m_order);
}

SetNet::SetNet(const SetColumns& columns, int64_t width, int64_t rounds)
    : m_split(columns)
{
    m_encoder = Add("encoder", m_split.MemberInputs() + m_split.CommonInputs(), width);
    for (int64_t round = 1; round <= rounds; ++round)
    {
        const std::string number = std::to_string(round);
        m_asks.push_back(Add("ask" + number, width, width));
        m_keys.push_back(Add("key" + number, width, width));
        m_tells.push_back(Add("tell" + number, width, width));
        m_joins.push_back(Add("join" + number, 2 * width, width));
    }
    if (m_split.MemberOutputs() > 0)
    {
        m_ofMember = Add("member", width, m_split.MemberOutputs());
    }
    if (m_split.CommonOutputs() > 0)
    {
        m_ofAll = Add("all", width + m_split.CommonInputs(), m_split.CommonOutputs());
    }
}

torch::nn::Linear
SetNet::Add(const std::string& name, int64_t inputs, int64_t outputs)
{
    return register_module(name, torch::nn::Linear(inputs, outputs));
}

at::Tensor
SetNet::forward(at::Tensor x)
{
    const torch::Tensor members = m_split.Members(x); // B M inputs
    const torch::Tensor common = m_split.Common(x);   // B inputs
    const torch::Tensor beside = common.unsqueeze(1).expand({-1, members.size(1), -1});
    torch::Tensor h = m_encoder(torch::cat({members, beside}, 2)).relu(); // B M width
    for (std::size_t round = 0; round < m_asks.size(); ++round)
    {
        const double scale = 1 / std::sqrt(static_cast<double>(h.size(2)));
        const torch::Tensor match = m_asks[round](h).bmm(m_keys[round](h).transpose(1, 2));
        const torch::Tensor found = (match * scale).softmax(2).bmm(m_tells[round](h));
        h = m_joins[round](torch::cat({h, found}, 2)).relu();
    }
    const torch::Tensor none = x.new_zeros({x.size(0), 0});
    const torch::Tensor own = m_ofMember ? m_ofMember(h) : none;
    return m_split.Join(own, m_ofAll ? m_ofAll(torch::cat({h.mean(1), common}, 1)) : none);
}

} // namespace learning
} // namespace ns3
