// SPDX-License-Identifier: GPL-2.0-only

#ifndef TORCH_NETWORK_H
#define TORCH_NETWORK_H

#include "network-run.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace at
{
class Tensor;
} // namespace at

namespace c10
{
struct IValue;
} // namespace c10

namespace torch
{
namespace jit
{
struct Block;
struct Graph;
struct Module;
struct Node;
struct Value;
} // namespace jit
} // namespace torch

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Carries out a TorchScript network step by step, and writes down what each step takes,
 * makes and costs. Control flow is followed as the input leads it; functions and modules within the
 * network are entered, so that a step knows of which module it is part.
 */
class TorchNetwork
{
  public:
    /// Looks at a tensor that a step has made, or changes it in place.
    using Visit = std::function<void(std::size_t step, at::Tensor& made)>;

    /**
     * @param file written by torch.jit.save()
     * @throws InferenceInputError when it is no such file
     */
    explicit TorchNetwork(const std::string& file);

    /**
     * @param module the network
     * @param source name of it for errors
     */
    TorchNetwork(const torch::jit::Module& module, const std::string& source);

    /**
     * @param other becomes this one, and may only be destroyed then
     */
    TorchNetwork(TorchNetwork&& other) noexcept;

    ~TorchNetwork();

    /**
     * @param input what the network is given
     * @param visit called behind each step; may be empty
     * @return what the network did
     * @throws InferenceInputError when the network cannot take the input, or has something that is
     * not understood
     */
    NetworkRun Run(const at::Tensor& input, const Visit& visit = nullptr);

    /**
     * @param tensor number of a tensor of the last run
     * @return the tensor
     */
    const at::Tensor& GetTensor(uint32_t tensor) const;

    /// @return name of the network for errors
    const std::string& GetSource() const;

  private:
    /// What each value of a graph was in the last run.
    using Values = std::map<const torch::jit::Value*, c10::IValue>;
    /// Arguments or results of a call.
    using List = std::vector<c10::IValue>;

    /**
     * @param graph of a method or function
     * @param inputs arguments of the call
     * @param path of the module that it is part of
     * @return what it returns
     */
    List RunGraph(const torch::jit::Graph& graph, const List& inputs, const std::string& path);

    /**
     * @param block of a graph
     * @param [in,out] values of the graph
     * @param path of the module that it is part of
     * @return what the block returns
     */
    List RunBlock(torch::jit::Block& block, Values& values, const std::string& path);

    /**
     * @param node of a graph
     * @param [in,out] values of the graph
     * @param path of the module that it is part of
     */
    void RunNode(torch::jit::Node* node, Values& values, const std::string& path);

    /**
     * @param node a call of a method or function
     * @param inputs arguments of the call
     * @param path of the module that it is part of
     * @return what it returns
     */
    List Call(torch::jit::Node* node, const List& inputs, const std::string& path);

    /**
     * @param node a loop
     * @param [in,out] values of the graph
     * @param path of the module that it is part of
     */
    void RunLoop(torch::jit::Node* node, Values& values, const std::string& path);

    /**
     * @brief What a node does that makes, opens or passes on values without computing.
     * @param node the node
     * @param inputs values that the node takes
     * @param [out] outputs what it makes
     * @return whether it is such a node
     */
    bool Arrange(torch::jit::Node* node, const List& inputs, List& outputs);

    /**
     * @brief Carries out an operator, and writes it down.
     * @param node the operator
     * @param inputs values that the node takes
     * @param path of the module that it is part of
     * @return what it makes
     */
    List Compute(torch::jit::Node* node, const List& inputs, const std::string& path);

    /**
     * @brief Writes down a step.
     * @param node the operator
     * @param inputs values that the node takes
     * @param outputs what it made
     * @param step module and time
     */
    void Keep(torch::jit::Node* node, const List& inputs, const List& outputs, NetworkStep step);

    /**
     * @param tensor that a step made
     * @return its new number
     */
    uint32_t Number(const at::Tensor& tensor);

    /**
     * @param node an operator
     * @param index of an input
     * @param tensor that stands at the input
     * @return parameters that stand behind the tensor and were not counted before
     */
    uint64_t CountParameters(torch::jit::Node* node, std::size_t index, const at::Tensor& tensor);

    /**
     * @param inputs values
     * @return numbers of the tensors among them that depend on the input
     */
    std::vector<uint32_t> FindNumbers(const List& inputs) const;

    /// What is LibTorch's own.
    struct State;

    std::unique_ptr<State> m_state;                            //!< the network and its tensors
    std::string m_source;                                      //!< name for errors
    std::map<const void*, std::string> m_paths;                //!< of modules
    std::map<const void*, std::vector<const void*>> m_origins; //!< parameters behind a tensor
    std::map<const void*, uint32_t> m_numbers;                 //!< of tensors
    std::map<const void*, bool> m_counted;                     //!< parameters that were counted
    NetworkRun m_run;                                          //!< so far
    Visit m_visit;                                             //!< called behind each step
};

} // namespace ns3

#endif // TORCH_NETWORK_H
