// SPDX-License-Identifier: GPL-2.0-only

#include "packet-file.h"

#include "ns3/simulator.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <ios>

namespace ns3
{

namespace
{

/**
 * @param path of a file of packets, which is closed
 * @return whether it ends with the end of a packet
 */
bool
IsWhole(const std::string& path)
{
    constexpr std::streamsize HEAD = 24;   // of the file
    constexpr std::streamsize RECORD = 16; // before each packet
    std::ifstream file(path, std::ios::binary);
    file.ignore(HEAD);
    bool isWhole = file.gcount() == HEAD;
    std::array<unsigned char, RECORD> record{};
    while (isWhole && file.peek() != std::ifstream::traits_type::eof())
    {
        file.read(reinterpret_cast<char*>(record.data()), RECORD);
        isWhole = file.gcount() == RECORD;
        // Bytes that are there of the packet; ns-3 writes the lowest byte first.
        const std::streamsize size =
            record[8] | record[9] << 8 | record[10] << 16 | std::streamsize{record[11]} << 24;
        if (isWhole && size > 0)
        {
            file.ignore(size);
            isWhole = file.gcount() == size;
        }
    }
    return isWhole;
}

} // namespace

PacketFile::PacketFile(const std::string& path, PcapHelper::DataLinkType type)
    : m_path(path),
      m_file(PcapHelper().CreateFile(path, std::ios::out, type))
{
}

void
PacketFile::Write(Ptr<PacketFile> file, Ptr<const Packet> packet)
{
    if (file->m_file->Fail())
    {
        throw MakePartError(file->m_path);
    }
    file->m_file->Write(Simulator::Now(), packet);
}

void
PacketFile::WriteIp(Ptr<PacketFile> file,
                    uint32_t wanted,
                    Ptr<const Packet> packet,
                    Ptr<Ipv4>,
                    uint32_t interface)
{
    if (interface == wanted)
    {
        Write(file, packet);
    }
}

void
PacketFile::RequireWhole(const std::string& prefix)
{
    const std::filesystem::path path(prefix);
    const std::string first = path.filename().string();
    for (const auto& entry : std::filesystem::directory_iterator(path.parent_path()))
    {
        if (entry.path().filename().string().rfind(first, 0) == 0 &&
            entry.path().extension() == ".pcap" && !IsWhole(entry.path().string()))
        {
            throw MakePartError(entry.path().string());
        }
    }
}

InferenceInputError
PacketFile::MakePartError(const std::string& path)
{
    return InferenceInputError(path, "", "a part of the file", "a place with room for all of it");
}

} // namespace ns3
