// SPDX-License-Identifier: GPL-2.0-only

#ifndef PACKET_FILE_H
#define PACKET_FILE_H

#include "ns3/inference-input-error.h"
#include "ns3/ipv4.h"
#include "ns3/packet.h"
#include "ns3/pcap-file-wrapper.h"
#include "ns3/simple-ref-count.h"
#include "ns3/trace-helper.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A file of packets (PCAP) that tells when it finds no room: ns-3's own sinks do not look,
 * or abort where assertions are on. Private to its room.
 */
class PacketFile : public SimpleRefCount<PacketFile>
{
  public:
    /**
     * @param path of the file
     * @param type how packets begin
     */
    PacketFile(const std::string& path, PcapHelper::DataLinkType type);

    /**
     * @brief Writes a packet: a sink for trace sources.
     * @param file of packets
     * @param packet the packet
     * @throws InferenceInputError when an earlier one found no room
     */
    static void Write(Ptr<PacketFile> file, Ptr<const Packet> packet);

    /**
     * @brief Writes a packet of an interface: a sink for trace sources.
     * @param file of packets
     * @param wanted interface to record
     * @param packet a packet with its IPv4 header
     * @param ip whose interface it is
     * @param interface where it passes
     */
    static void WriteIp(Ptr<PacketFile> file,
                        uint32_t wanted,
                        Ptr<const Packet> packet,
                        Ptr<Ipv4> ip,
                        uint32_t interface);

    /**
     * @brief Sees whether files of packets are whole: ns-3 writes their ends in
     * Simulator::Destroy(), and Wi-Fi's are its own.
     * @param prefix path with which the names of the files begin
     * @throws InferenceInputError when one does not end with the end of a packet
     */
    static void RequireWhole(const std::string& prefix);

    /**
     * @param path of a file of which a part was written
     * @return the error
     */
    static InferenceInputError MakePartError(const std::string& path);

  private:
    std::string m_path;          //!< of the file
    Ptr<PcapFileWrapper> m_file; //!< ns-3's
};

} // namespace ns3

#endif // PACKET_FILE_H
