// SPDX-License-Identifier: GPL-2.0-only

#ifndef OPERATOR_COST_H
#define OPERATOR_COST_H

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace c10
{
struct IValue;
} // namespace c10

namespace ns3
{

/**
 * @ingroup edge-inference
 * @param op name of an operator, such as aten::conv2d
 * @param inputs what it took
 * @param outputs what it made
 * @return its multiply-accumulates: those of convolutions, matrix products, attention and recurrent
 * layers; all else counts nothing
 */
uint64_t CountMacs(const std::string& op,
                   const std::vector<c10::IValue>& inputs,
                   const std::vector<c10::IValue>& outputs);

} // namespace ns3

#endif // OPERATOR_COST_H
