// SPDX-License-Identifier: GPL-2.0-only
#include "approximator-factory.h"

#include "mlp.h"
#include "module-approximator.h"

#include <utility>

namespace ns3
{
namespace learning
{

ApproximatorFactory::ApproximatorFactory(ModuleMaker maker,
                                         std::vector<uint32_t> hidden,
                                         Activation activation)
    : m_maker(std::move(maker)),
      m_hidden(std::move(hidden)),
      m_activation(activation)
{
}

std::size_t
ApproximatorFactory::CountParameters(uint32_t inputs, uint32_t outputs) const
{
    return m_maker ? ModuleApproximator::CountParameters(m_maker, inputs, outputs)
                   : Mlp::CountParameters(Mlp::Sizes(inputs, m_hidden, outputs));
}

std::unique_ptr<Approximator>
ApproximatorFactory::Make(const std::string& name,
                          uint32_t inputs,
                          uint32_t outputs,
                          ParameterBlock& block) const
{
    if (m_maker)
    {
        return std::make_unique<ModuleApproximator>(name, m_maker, inputs, outputs, block);
    }
    return std::make_unique<Mlp>(name, Mlp::Sizes(inputs, m_hidden, outputs), m_activation, block);
}

} // namespace learning
} // namespace ns3
