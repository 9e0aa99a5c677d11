// SPDX-License-Identifier: GPL-2.0-only

#ifndef TUNING_RANGES_H
#define TUNING_RANGES_H

#include "ns3/inference-scenario.h"

#include <cstdint>
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
 * @brief Which values attributes of a learner may take, from a JSON file:
 *
 *     {"Gamma": {"from": 0.8, "to": 0.99},
 *      "LearningRate": {"from": 1e-5, "to": 1e-2, "log": true},
 *      "BatchSize": {"from": 16, "to": 256, "log": true, "whole": true},
 *      "HiddenUnits": {"values": [32, 64, "64 64"]}}
 *
 * Names are those of attributes, or paths to them within the policy's entry in a scenario, as in
 * learner/Gamma.
 */
class TuningRanges
{
  public:
    /// The values of one attribute.
    struct Range
    {
        std::string name;                  //!< of the attribute, or path to it
        double from{0};                    //!< least value
        double to{0};                      //!< greatest value
        bool log{false};                   //!< drawn by its logarithm
        bool whole{false};                 //!< whole numbers
        std::vector<std::string> values{}; //!< JSON texts to choose from; none: from and to
    };

    /// JSON texts, one a range.
    using Values = std::vector<std::string>;

    /**
     * @brief Reads and checks the file.
     * @param path of the file
     * @param scenario whose first policy has the attributes
     * @throws InferenceInputError when a range cannot be used, or its ends are no values of the
     * attribute
     */
    TuningRanges(const std::string& path, const InferenceScenario& scenario);

    /**
     * @return the ranges, in the order of their names
     */
    const std::vector<Range>& GetRanges() const;

    /**
     * @brief Draws values, evenly. The first ones do not depend on how many there are.
     * @param count how many of each
     * @param rngSeed ns-3's seed
     * @param rngRun ns3's run number
     * @return values of the ranges, so many times
     */
    std::vector<Values> Draw(uint32_t count, uint32_t rngSeed, uint64_t rngRun) const;

    /**
     * @param scenario whose first policy has the attributes
     * @param values of the ranges
     * @return the scenario with them
     * @throws InferenceInputError when the policy cannot have them
     */
    InferenceScenario Apply(const InferenceScenario& scenario, const Values& values) const;

    /**
     * @param values of the ranges
     * @return POINTER=VALUE for each of them
     */
    std::vector<std::string> GetSettings(const Values& values) const;

  private:
    /**
     * @brief Tries the ends of a range.
     * @param scenario whose first policy has the attributes
     * @param range the range to try
     */
    void Check(const InferenceScenario& scenario, const Range& range) const;

    std::string m_path;          //!< of the file
    std::vector<Range> m_ranges; //!< by name
};

} // namespace ns3

#endif // TUNING_RANGES_H
