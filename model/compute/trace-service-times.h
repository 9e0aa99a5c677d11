// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRACE_SERVICE_TIMES_H
#define TRACE_SERVICE_TIMES_H

#include "ns3/service-times.h"

#include <cstddef>
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
 * @brief Service times in their order from a column of a CSV file, so that slow stretches stay
 * together. After the last row it begins again.
 */
class TraceServiceTimes : public ServiceTimes
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TraceServiceTimes();
    ~TraceServiceTimes() override;

    /**
     * @param fileName path of the CSV file
     */
    void SetFileName(const std::string& fileName);

    /**
     * @return path of the CSV file
     */
    std::string GetFileName() const;

  protected:
    /**
     * @throws InferenceInputError when the file cannot be read or has no such column
     */
    void NotifyConstructionCompleted() override;

    /**
     * @throws InferenceInputError when the file cannot be read or has no such column
     */
    double DoGetNext() override;

  private:
    /// Reads the file.
    void Read();

    std::string m_fileName;      //!< path of the CSV file
    std::string m_column;        //!< name of its column
    double m_scale;              //!< s of a unit of the column
    std::vector<double> m_times; //!< s; empty until they are read
    std::size_t m_next{0};       //!< row of the next inference
};

} // namespace ns3

#endif // TRACE_SERVICE_TIMES_H
