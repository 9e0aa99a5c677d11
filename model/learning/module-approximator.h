// SPDX-License-Identifier: GPL-2.0-only
#ifndef MODULE_APPROXIMATOR_H
#define MODULE_APPROXIMATOR_H

#include "approximator.h"
#include "module-maker.h"
#include "parameter-block.h"

#include <cstdint>
#include <string>
#include <torch/nn/modules/container/any.h>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief Any module of LibTorch whose forward() turns rows x inputs into rows x outputs, each row
 * on its own. Its parameters are moved into a ParameterBlock; gradients come from autograd.
 *
 * The module is put into evaluation mode, and has no buffers: what is not a parameter would not be
 * in checkpoints, and what is drawn in a forward pass would not come again after a resume.
 */
class ModuleApproximator : public Approximator
{
  public:
    /**
     * @param name for error texts
     * @param maker makes the module
     * @param inputs number of inputs
     * @param outputs number of outputs
     * @param block holds the parameters; must live longer than this
     * @throws LearningError when the module cannot be trained here, or gives another size
     */
    ModuleApproximator(const std::string& name,
                       const ModuleMaker& maker,
                       uint32_t inputs,
                       uint32_t outputs,
                       ParameterBlock& block);

    /**
     * @param maker makes the module
     * @param inputs number of inputs
     * @param outputs number of outputs
     * @return number of its parameters
     * @throws LearningError when the module cannot be trained here
     */
    static std::size_t CountParameters(const ModuleMaker& maker, uint32_t inputs, uint32_t outputs);

    void InitialiseUniform(LearningRandom& random) override;
    void InitialiseOrthogonal(LearningRandom& random,
                              double hiddenGain,
                              double outputGain) override;
    void SetOutputBiases(const std::vector<double>& biases) override;
    const float* Forward(const float* input, std::size_t rows, Workspace& workspace) const override;
    const float* Infer(const float* input, std::size_t rows, Workspace& workspace) const override;
    const float* Backward(const float* input,
                          std::size_t rows,
                          Workspace& workspace,
                          const float* outputGradient,
                          bool parameterGradients = true,
                          bool inputGradient = false) override;

  private:
    /// Runs the module, and checks the size of what it gives.
    at::Tensor Run(const at::Tensor& input) const;

    std::string m_name;                    //!< for error texts
    ModuleMaker m_maker;                   //!< makes the module, once more for its start
    uint32_t m_inputs;                     //!< number of inputs
    uint32_t m_outputs;                    //!< number of outputs
    mutable torch::nn::AnyModule m_module; //!< the module: forward() of LibTorch is not const
    std::vector<at::Tensor> m_parameters;  //!< those of the module, views of the block
    std::vector<at::Tensor> m_trainable;   //!< those that want a gradient
    at::Tensor m_biases;                   //!< added to the outputs; undefined: nothing
};

} // namespace learning
} // namespace ns3

#endif // MODULE_APPROXIMATOR_H
