// SPDX-License-Identifier: GPL-2.0-only
#ifndef SET_NET_H
#define SET_NET_H

#include <cstdint>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Which columns of rows of inputs and outputs belong to the members of a set, and which to
 * none of them.
 */
struct SetColumns
{
    std::vector<std::vector<int64_t>> inputs;  //!< by member, as many for each
    std::vector<std::vector<int64_t>> outputs; //!< by member, as many for each; may be none
    int64_t nInputs{0};                        //!< all inputs
    int64_t nOutputs{0};                       //!< all outputs
};

/**
 * @brief Takes rows apart into members and the rest, and puts outputs together again.
 */
class SetSplit
{
  public:
    /**
     * @param columns of the members
     * @throws LearningError when there are no members, they are not alike, or a column is not there
     */
    explicit SetSplit(const SetColumns& columns);

    /// @return inputs of a member
    int64_t MemberInputs() const;
    /// @return inputs that belong to no member
    int64_t CommonInputs() const;
    /// @return outputs of a member
    int64_t MemberOutputs() const;
    /// @return outputs that belong to no member
    int64_t CommonOutputs() const;

    /**
     * @param x rows of inputs
     * @return rows x members x inputs of a member
     */
    at::Tensor Members(const at::Tensor& x) const;

    /**
     * @param x rows of inputs
     * @return rows x inputs of no member
     */
    at::Tensor Common(const at::Tensor& x) const;

    /**
     * @param members rows x members x outputs of a member
     * @param common rows x outputs of no member
     * @return rows of outputs
     */
    at::Tensor Join(const at::Tensor& members, const at::Tensor& common) const;

  private:
    int64_t m_members;         //!< number of members
    int64_t m_memberInputs;    //!< inputs of a member
    int64_t m_memberOutputs;   //!< outputs of a member
    at::Tensor m_inputs;       //!< columns of all members' inputs, member by member
    at::Tensor m_commonInputs; //!< columns of the other inputs
    at::Tensor m_order;        //!< where each output stands among members' and other outputs
    int64_t m_commonOutputs;   //!< outputs of no member
};

/**
 * @brief A network on a set: what it decides for members changes places as they do, and what it
 * decides for all does not depend on their order.
 *
 * One encoder, shared by all members, reads a member beside what belongs to none (Zaheer et al.
 * 2017, arXiv 1703.06114). In each round every member attends to all of them (Vaswani et al. 2017,
 * arXiv 1706.03762; for sets Lee et al. 2019, arXiv 1810.00825) and a layer joins what it found. A
 * member's outputs are read from its own features, those of no member from the mean of all.
 */
class SetNet : public torch::nn::Module
{
  public:
    /**
     * @param columns of the members
     * @param width features of a member inside of the network
     * @param rounds of attention
     * @throws LearningError as SetSplit
     */
    SetNet(const SetColumns& columns, int64_t width, int64_t rounds);

    /**
     * @param x rows of inputs
     * @return rows of outputs
     */
    at::Tensor forward(at::Tensor x);

  private:
    /// A linear layer that is a part of the network.
    torch::nn::Linear Add(const std::string& name, int64_t inputs, int64_t outputs);

    SetSplit m_split;                       //!< takes rows apart
    torch::nn::Linear m_encoder{nullptr};   //!< of a member beside what belongs to none
    std::vector<torch::nn::Linear> m_asks;  //!< by round, what a member looks for
    std::vector<torch::nn::Linear> m_keys;  //!< by round, what a member is found by
    std::vector<torch::nn::Linear> m_tells; //!< by round, what it tells
    std::vector<torch::nn::Linear> m_joins; //!< by round, joins own and found features
    torch::nn::Linear m_ofMember{nullptr};  //!< to a member's outputs
    torch::nn::Linear m_ofAll{nullptr};     //!< to the outputs of no member
};

} // namespace learning
} // namespace ns3

#endif // SET_NET_H
