// SPDX-License-Identifier: GPL-2.0-only

#ifndef EVENT_FILE_H
#define EVENT_FILE_H

#include <cstdint>
#include <fstream>
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
 * @brief An event file of TensorBoard with scalars.
 *
 * The file is a row of records (TFRecord): the length of the data, the masked CRC-32C of the
 * length, the data, and the masked CRC-32C of the data, all little-endian. The data is a protocol
 * buffer, Event of TensorFlow's event.proto, of which it has wall_time, step, file_version and
 * summary.value with tag and simple_value. No clock stands in the file, so that the same training
 * gives the same bytes: wall_time is the step, in s.
 */
class EventFile
{
  public:
    /// Names and values.
    using Scalars = std::vector<std::pair<std::string, double>>;

    /**
     * @param path of the file, which begins anew; its folder is made
     * @throws InferenceInputError when it cannot be written
     */
    explicit EventFile(const std::string& path);

    /**
     * @brief Appends an event.
     * @param step number of the episode
     * @param scalars names and values; what is no number is left out
     * @throws InferenceInputError when it cannot be written
     */
    void Add(uint64_t step, const Scalars& scalars);

    /**
     * @param bytes any bytes
     * @return their CRC-32C (Castagnoli; RFC 3720, appendix B.4)
     */
    static uint32_t GetChecksum(const std::string& bytes);

  private:
    /**
     * @param event a protocol buffer
     */
    void Write(const std::string& event);

    std::string m_path;   //!< of the file
    std::ofstream m_file; //!< open for writing
};

} // namespace ns3

#endif // EVENT_FILE_H
