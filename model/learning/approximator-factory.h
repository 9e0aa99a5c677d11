// SPDX-License-Identifier: GPL-2.0-only
#ifndef APPROXIMATOR_FACTORY_H
#define APPROXIMATOR_FACTORY_H

#include "approximator.h"
#include "dense-kernels.h"
#include "module-maker.h"
#include "parameter-block.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief What the networks of an agent are: makes them for any number of inputs and outputs.
 */
class ApproximatorFactory
{
  public:
    /**
     * @param maker makes modules; empty: perceptrons
     * @param hidden widths of a perceptron's hidden layers
     * @param activation of a perceptron's hidden layers
     */
    ApproximatorFactory(ModuleMaker maker, std::vector<uint32_t> hidden, Activation activation);

    /**
     * @param inputs number of inputs
     * @param outputs number of outputs
     * @return number of parameters
     * @throws LearningError when a module is not one that can be trained here
     */
    std::size_t CountParameters(uint32_t inputs, uint32_t outputs) const;

    /**
     * @param name for error texts
     * @param inputs number of inputs
     * @param outputs number of outputs
     * @param block holds the parameters; must live longer than the network
     * @return the network
     */
    std::unique_ptr<Approximator> Make(const std::string& name,
                                       uint32_t inputs,
                                       uint32_t outputs,
                                       ParameterBlock& block) const;

  private:
    ModuleMaker m_maker;            //!< makes modules; empty: perceptrons
    std::vector<uint32_t> m_hidden; //!< widths of a perceptron's hidden layers
    Activation m_activation;        //!< of a perceptron's hidden layers
};

} // namespace learning
} // namespace ns3

#endif // APPROXIMATOR_FACTORY_H
