// SPDX-License-Identifier: GPL-2.0-only

#ifndef NETWORK_PROFILER_H
#define NETWORK_PROFILER_H

#include "layer-chain.h"
#include "torch-network.h"

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

struct LabelledData;

/**
 * @ingroup edge-inference
 * @brief Makes a DNN profile, and a device profile of this machine, of a TorchScript network.
 */
class NetworkProfiler
{
  public:
    /// JSON with keys in the order of their insertion.
    using Json = nlohmann::ordered_json;

    /// What the user says of the network.
    struct Options
    {
        std::string name;                            //!< of the profile
        std::vector<int64_t> shape{3, 224, 224};     //!< of an input without the batch
        uint32_t inputBits{8};                       //!< of an element of the input
        uint32_t classes{0};                         //!< 0: as many as the answer has numbers
        std::vector<std::string> exits;              //!< modules that answer before the end
        std::vector<double> accuracy;                //!< of each exit, where there is no data
        std::vector<uint32_t> bits{32, 16, 8, 4, 2}; //!< widths of the feature, falling
        std::string device{"this-machine"};          //!< name of this machine in profiles
        uint32_t repetitions{20};                    //!< of a measurement
        std::string quality;     //!< name of another quality than top-1; may be empty
        double worst{0};         //!< of the other quality
        double best{1};          //!< of the other quality
        uint64_t resultBytes{0}; //!< of an answer; 0: a number a class
    };

    /**
     * @param network a network
     * @param options what the user says of it
     * @throws InferenceInputError when it is no chain, or cannot take the input
     */
    NetworkProfiler(TorchNetwork network, const Options& options);

    /// @return the chain that was found
    const LayerChain& GetChain() const;

    /// Measures how long each layer takes on this machine.
    void Measure();

    /**
     * @brief Measures how often each exit is right, also when a feature takes fewer bits.
     * @param data inputs and their classes
     */
    void Evaluate(const LabelledData& data);

    /**
     * @return the DNN profile, which DnnProfile can read
     * @throws InferenceInputError when the accuracy of several exits is not known
     */
    Json MakeProfile() const;

    /**
     * @return the device profile of this machine; Measure() comes before
     */
    Json MakeDevice() const;

    /// @return seconds of each layer, and of each exit's head; empty without Measure()
    const std::vector<double>& GetSeconds() const;

  private:
    /**
     * @param run of the network
     * @throws InferenceInputError when it took other steps than the first one
     */
    void CheckSteps(const NetworkRun& run) const;

    /**
     * @param data inputs and their classes
     * @param layer behind which the feature is narrowed; 0: nowhere
     * @param bits that an element of the feature takes
     * @return share of right answers of each exit
     */
    std::vector<double> CountRight(const LabelledData& data, std::size_t layer, uint32_t bits);

    /**
     * @param exit number of an exit
     * @return its accuracies for the profile
     */
    Json MakeAccuracy(std::size_t exit) const;

    /// @return the key of accuracies in profiles
    std::string GetQualityKey() const;

    TorchNetwork m_network;                      //!< the network
    Options m_options;                           //!< what the user says of it
    NetworkRun m_run;                            //!< its first run
    std::unique_ptr<LayerChain> m_chain;         //!< of the first run
    std::vector<double> m_seconds;               //!< of layers, then of heads
    std::vector<std::vector<double>> m_accuracy; //!< by exit and bits; empty without data
    std::size_t m_samples{0};                    //!< inputs that the accuracy is measured with
};

} // namespace ns3

#endif // NETWORK_PROFILER_H
