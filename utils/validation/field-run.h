// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIELD_RUN_H
#define FIELD_RUN_H

#include "ns3/inference-scenario.h"
#include "ns3/task-outcome.h"

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
 * @brief What the tasks of a simulated measurement took, in ms.
 */
class FieldTimes
{
  public:
    /// What is told of a task.
    enum Quantity
    {
        END_TO_END, //!< from the frame to its result
        SERVER,     //!< at the server, waiting included
        NETWORK,    //!< the rest
        UPLINK,     //!< from the frame to its last byte at the server
        DOWNLINK,   //!< from the result at the server to its last byte at the UE
        QUANTITIES  //!< how many there are
    };

    /**
     * @param outcome how a task ended
     */
    void Add(const TaskOutcome& outcome);

    /**
     * @param quantity what
     * @param share 0 to 1
     * @return the value that this share of the tasks does not exceed, linear between order
     * statistics, ms
     */
    double Get(Quantity quantity, double share) const;

    /**
     * @return tasks without a result
     */
    uint64_t GetLost() const;

  private:
    mutable std::vector<double> m_values[QUANTITIES]; //!< ms
    mutable bool m_isSorted{false};                   //!< whether they rise
    uint64_t m_lost{0};                               //!< tasks without a result
};

/**
 * @ingroup edge-inference
 * @brief A scenario that simulates a measurement.
 */
class FieldScenario
{
  public:
    /**
     * @param file of the scenario
     */
    explicit FieldScenario(const std::string& file);

    /**
     * @brief Changes a key.
     * @param pointer a JSON pointer
     * @param value a JSON value; what is no JSON is taken as a string
     */
    void Set(const std::string& pointer, const std::string& value);

    /**
     * @brief Changes a key whose value is a text, such as a path.
     * @param pointer a JSON pointer
     * @param text the text
     */
    void SetText(const std::string& pointer, const std::string& text);

    /**
     * @param text a text
     * @return the text in JSON, with quotes
     */
    static std::string Quote(const std::string& text);

    /**
     * @brief Simulates.
     * @param runs how many times, with ns-3's run numbers from 1 on
     * @param skip how many tasks at the beginning of a run do not count
     * @return what the other tasks of all runs took
     */
    FieldTimes Run(uint32_t runs, uint32_t skip) const;

  private:
    InferenceScenario m_scenario; //!< what is simulated
};

} // namespace ns3

#endif // FIELD_RUN_H
