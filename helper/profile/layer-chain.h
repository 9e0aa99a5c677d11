// SPDX-License-Identifier: GPL-2.0-only

#ifndef LAYER_CHAIN_H
#define LAYER_CHAIN_H

#include "network-run.h"

#include <cstddef>
#include <set>
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
 * @brief A network as a chain of layers: it may be cut wherever a single tensor crosses.
 *
 * What lies between two such places is a layer, so that a residual block is one. A step that
 * computes nothing worth a name and leaves the size as it is (a rectifier, a batch norm, a change
 * of shape) belongs to the layer before it. An exit is a module whose answer hangs on the chain by
 * one tensor; what only it needs is its head.
 */
class LayerChain
{
  public:
    /// One layer.
    struct Layer
    {
        std::string name;               //!< unique
        uint64_t macs{0};               //!< multiply-accumulates
        uint64_t parameters{0};         //!< parameters
        uint64_t outputElements{0};     //!< elements of what crosses behind it
        std::vector<std::size_t> steps; //!< numbers of its steps in the run
    };

    /// A place where the network answers.
    struct Exit
    {
        std::string name;               //!< of its module; "final" for the answer of the whole
        uint32_t position{0};           //!< layer after which it hangs, from 1
        uint64_t headMacs{0};           //!< multiply-accumulates of its head
        uint64_t headParameters{0};     //!< parameters of its head
        std::vector<std::size_t> steps; //!< numbers of the head's steps in the run
        std::vector<uint32_t> answer;   //!< tensors that it makes
    };

    /**
     * @param run of a network
     * @param exits names of the modules that answer before the end
     * @param source name of the network for errors
     * @throws InferenceInputError when it is no chain, which says where it branches, or when an
     * exit is not known or does not hang on the chain
     */
    LayerChain(const NetworkRun& run,
               const std::vector<std::string>& exits,
               const std::string& source);

    /// @return the layers, first to last
    const std::vector<Layer>& GetLayers() const;

    /// @return the exits by rising position; the last is the whole network's answer
    const std::vector<Exit>& GetExits() const;

  private:
    /// A stretch of steps between two places where a single tensor crosses.
    struct Segment
    {
        std::size_t begin{0};           //!< first of its steps on the trunk
        std::size_t end{0};             //!< one past the last
        std::vector<uint32_t> crossing; //!< tensors that cross behind it: one, or the answer
    };

    /**
     * @brief Takes the modules that answer, and what the rest of the network needs.
     * @param names of the modules
     */
    void FindExits(const std::vector<std::string>& names);

    /**
     * @param tensors some tensors
     * @return numbers of the steps that they need, rising
     */
    std::vector<std::size_t> FindNeeded(const std::vector<uint32_t>& tensors) const;

    /// Finds the places where a single tensor crosses.
    void FindSegments();

    /**
     * @param exit an exit before the end
     * @param trunk steps of the trunk
     * @return the tensor that it hangs on
     */
    uint32_t FindRoot(Exit& exit, const std::set<std::size_t>& trunk) const;

    /**
     * @brief Joins segments to layers.
     * @param forced tensors behind which a layer ends
     */
    void MakeLayers(const std::set<uint32_t>& forced);

    /**
     * @param segment a segment
     * @return a layer of it, without a name
     */
    Layer MakeLayer(const Segment& segment) const;

    /**
     * @param layer a layer of one segment
     * @return a name for it
     */
    std::string MakeName(const Layer& layer);

    /**
     * @brief Throws the error that says where the network branches.
     */
    [[noreturn]] void FailAtBranch() const;

    const NetworkRun& m_run;          //!< the run
    std::string m_source;             //!< name of the network for errors
    std::vector<uint32_t> m_answer;   //!< tensors of the last exit
    std::vector<std::size_t> m_trunk; //!< steps that the last exit needs
    std::vector<Segment> m_segments;  //!< of the trunk
    std::vector<uint32_t> m_ends;     //!< tensor that crosses behind each layer
    std::set<std::string> m_names;    //!< of layers
    std::vector<Layer> m_layers;      //!< the layers
    std::vector<Exit> m_exits;        //!< the exits
};

} // namespace ns3

#endif // LAYER_CHAIN_H
