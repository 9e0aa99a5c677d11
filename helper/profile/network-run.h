// SPDX-License-Identifier: GPL-2.0-only

#ifndef NETWORK_RUN_H
#define NETWORK_RUN_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief One operation of a network, as it was carried out.
 */
struct NetworkStep
{
    std::string op;                  //!< name of the operator, such as aten::conv2d
    std::string module;              //!< of the network that it is part of, such as layer1.0.conv1
    std::vector<uint32_t> inputs{};  //!< tensors that it takes and that depend on the input
    std::vector<uint32_t> outputs{}; //!< tensors that it makes
    uint64_t macs{0};                //!< multiply-accumulates
    uint64_t parameters{0};          //!< parameters that no step before it has used
    double seconds{0};               //!< time that it took
};

/**
 * @ingroup edge-inference
 * @brief What a network did with one input: its steps, and the tensors between them. Tensors are
 * numbered as they come up; 0 is the input. A tensor that is changed in place gets a new number.
 */
struct NetworkRun
{
    std::vector<NetworkStep> steps;                       //!< in the order of time
    std::vector<uint64_t> elements;                       //!< of each tensor
    std::vector<uint32_t> outputs;                        //!< tensors of the answer
    std::map<std::string, std::vector<uint32_t>> modules; //!< what each module returned last
};

} // namespace ns3

#endif // NETWORK_RUN_H
