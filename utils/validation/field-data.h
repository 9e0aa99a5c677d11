// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIELD_DATA_H
#define FIELD_DATA_H

#include "../../model/input/table-file.h"

#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Quantiles of one measured quantity, in ms.
 */
class FieldQuantiles
{
  public:
    /// Share of all values, and what they do not exceed, in ms.
    using Entry = std::pair<double, double>;

    /**
     * @param entries by rising share
     */
    explicit FieldQuantiles(std::vector<Entry> entries);

    /**
     * @return shares and values
     */
    const std::vector<Entry>& GetEntries() const;

    /**
     * @param share one of the table
     * @return its value, ms
     */
    double Get(double share) const;

    /**
     * @param shift added to every value, ms; what falls below 0 is 0
     * @return the text of a QuantileRandomVariable in s
     */
    std::string GetVariable(double shift = 0) const;

  private:
    std::vector<Entry> m_entries; //!< by rising share
};

/**
 * @ingroup edge-inference
 * @brief The tables of measurements in scenarios/validation.
 */
class FieldData
{
  public:
    /**
     * @param folder scenarios/validation
     */
    explicit FieldData(const std::string& folder);

    /**
     * @param name of a file
     * @return its path
     */
    std::string GetPath(const std::string& name) const;

    /**
     * @brief Quantiles of frames.
     * @param app ar or ss
     * @param city where
     * @param condition load of the server, none for none
     * @param quantity e2e, srv, net or svc
     * @return its quantiles
     */
    FieldQuantiles GetFrames(const std::string& app,
                             const std::string& city,
                             const std::string& condition,
                             const std::string& quantity) const;

    /**
     * @brief How far one measured run is from the others of its row, end to end.
     * @param app ar or ss
     * @param city where
     * @param condition load of the server
     * @param quantile p50, p95 or p99
     * @return the median over the runs, %
     */
    double GetNoise(const std::string& app,
                    const std::string& city,
                    const std::string& condition,
                    const std::string& quantile) const;

    /**
     * @brief Quantiles of bursts.
     * @param city where
     * @param direction uplink or downlink
     * @param kB size of the burst
     * @return their quantiles
     */
    FieldQuantiles GetBursts(const std::string& city, const std::string& direction, int kB) const;

    /**
     * @brief The median of bursts of a size between two that were measured, by a straight line
     * between them.
     * @param city where
     * @param direction uplink or downlink
     * @param kB size of the burst
     * @return ms
     */
    double InterpolateBurst(const std::string& city, const std::string& direction, double kB) const;

    static const std::vector<int> SIZES; //!< of bursts, kB

  private:
    std::string m_folder; //!< scenarios/validation
    TableFile m_frames;   //!< end to end
    TableFile m_bursts;   //!< one way
};

} // namespace ns3

#endif // FIELD_DATA_H
