// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_BANDWIDTH_TRACE_H
#define LINK_BANDWIDTH_TRACE_H

#include "ns3/nstime.h"

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
 * @brief A rate over time, read from a file of one of two formats:
 *
 * - CSV: the header `time,rate`, then rows with a time (s, never falling) and the rate from then on
 *   (bit/s, at least 0; 0 is an outage). The first rate also holds before its time. The last one
 *   holds for ever; or, when the file repeats, its time is the length of a round and its rate is
 * not used.
 * - mahimahi (Netravali et al., Mahimahi: accurate record-and-replay for HTTP, USENIX ATC 2015;
 *   mm-link): each line is a whole number of ms, never falling, at which 1500 bytes can be sent. It
 *   always repeats; the last number is the length of a round. Here each such opportunity is a rate
 *   of 12 Mbit/s for the ms that begins then (the last number's is that at the beginning of the
 *   round), so that over a round as many bytes can be sent; but those of one ms are shared by
 *   whatever waits and need not be used in packets of 1500 bytes.
 */
class LinkBandwidthTrace
{
  public:
    /**
     * @brief Reads a file. Which format it has is told by its first line that is neither blank nor
     * begins with `#`: a whole number is mahimahi's.
     * @param file path of the file
     * @param repeat whether a CSV file repeats
     * @throws InferenceInputError whose pointer is the line, such as "line 7"
     */
    LinkBandwidthTrace(const std::string& file, bool repeat);

    /**
     * @param time since the beginning of the trace
     * @return the rate then, bit/s
     */
    double GetRate(Time time) const;

    /**
     * @param time since the beginning of the trace
     * @return the first instant after @p time at which there may be another rate; Time::Max() when
     * there is none
     */
    Time GetNextChange(Time time) const;

    /**
     * @return length of a round; 0 when the trace does not repeat
     */
    Time GetPeriod() const;

    /**
     * @return mean rate of a round, or until the last row, bit/s
     */
    double GetMeanRate() const;

  private:
    /// A rate from an instant on.
    struct Step
    {
        Time time;   //!< from when, within the round
        double rate; //!< bit/s
    };

    /**
     * @param file path of a CSV file
     * @param repeat whether it repeats
     */
    void ReadCsv(const std::string& file, bool repeat);

    /**
     * @param file path of a mahimahi file
     */
    void ReadMahimahi(const std::string& file);

    /**
     * @param time instant at which the rate begins, within the round
     * @param rate rate from this instant on, bit/s
     */
    void Append(Time time, double rate);

    /**
     * @param time within the round
     * @return index of the step that holds then
     */
    std::size_t Find(Time time) const;

    std::vector<Step> m_steps; //!< rising; the first one at 0
    Time m_period;             //!< length of a round, or 0
    Time m_end;                //!< what GetMeanRate() goes to
};

} // namespace ns3

#endif // LINK_BANDWIDTH_TRACE_H
