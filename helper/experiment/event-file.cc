// SPDX-License-Identifier: GPL-2.0-only

#include "event-file.h"

#include "ns3/inference-input-error.h"

#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>

namespace ns3
{

namespace
{

/// Kinds of fields of protocol buffers.
enum Wire : uint64_t
{
    VARINT = 0, //!< an integer of variable length
    EIGHT = 1,  //!< 8 bytes
    LENGTH = 2, //!< a length and so many bytes
    FOUR = 5    //!< 4 bytes
};

/**
 * @tparam T a number of fixed size
 * @param value the number
 * @return its bytes, the lowest first
 */
template <typename T>
std::string
ToBytes(T value)
{
    std::string bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i)
    {
        bytes += static_cast<char>(value >> 8 * i & 0xff);
    }
    return bytes;
}

/**
 * @param value a number
 * @return it with 7 bits a byte, the lowest first
 */
std::string
ToVarint(uint64_t value)
{
    std::string bytes;
    for (; value > 0x7f; value >>= 7)
    {
        bytes += static_cast<char>((value & 0x7f) | 0x80);
    }
    return bytes + static_cast<char>(value);
}

/**
 * @param number of a field
 * @param wire kind of its value
 * @return what stands before its value
 */
std::string
MakeKey(uint64_t number, Wire wire)
{
    return ToVarint(number << 3 | wire);
}

/**
 * @param number of a field
 * @param bytes a text, or a message
 * @return the field
 */
std::string
MakeField(uint64_t number, const std::string& bytes)
{
    return MakeKey(number, LENGTH) + ToVarint(bytes.size()) + bytes;
}

/**
 * @param step of an event
 * @return its fields wall_time and step
 */
std::string
MakeEvent(uint64_t step)
{
    const auto time = static_cast<double>(step);
    uint64_t bits = 0;
    std::memcpy(&bits, &time, sizeof(bits));
    return MakeKey(1, EIGHT) + ToBytes(bits) + MakeKey(2, VARINT) + ToVarint(step);
}

/**
 * @param bytes any bytes
 * @return their checksum as TFRecord wants it
 */
std::string
MakeMaskedChecksum(const std::string& bytes)
{
    const uint32_t checksum = EventFile::GetChecksum(bytes);
    return ToBytes<uint32_t>((checksum >> 15 | checksum << 17) + 0xa282ead8U);
}

} // namespace

EventFile::EventFile(const std::string& path)
    : m_path(path)
{
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    m_file.open(path, std::ios::binary | std::ios::trunc);
    Write(MakeEvent(0) + MakeField(3, "brain.Event:2"));
}

void
EventFile::Add(uint64_t step, const Scalars& scalars)
{
    std::string summary;
    for (const auto& [name, value] : scalars)
    {
        if (std::isfinite(value))
        {
            const auto number = static_cast<float>(value);
            uint32_t bits = 0;
            std::memcpy(&bits, &number, sizeof(bits));
            summary += MakeField(1, MakeField(1, name) + MakeKey(2, FOUR) + ToBytes(bits));
        }
    }
    Write(MakeEvent(step) + MakeField(5, summary));
}

uint32_t
EventFile::GetChecksum(const std::string& bytes)
{
    static const std::array<uint32_t, 256> table = [] {
        std::array<uint32_t, 256> all{};
        for (uint32_t i = 0; i < all.size(); ++i)
        {
            all[i] = i;
            for (int bit = 0; bit < 8; ++bit)
            {
                all[i] = all[i] >> 1 ^ ((all[i] & 1) != 0 ? 0x82f63b78U : 0);
            }
        }
        return all;
    }();
    uint32_t checksum = 0xffffffffU;
    for (const char c : bytes)
    {
        checksum = checksum >> 8 ^ table[(checksum ^ static_cast<unsigned char>(c)) & 0xff];
    }
    return ~checksum;
}

void
EventFile::Write(const std::string& event)
{
    const std::string length = ToBytes<uint64_t>(event.size());
    m_file << length << MakeMaskedChecksum(length) << event << MakeMaskedChecksum(event);
    // TensorBoard reads while the training goes on.
    if (!m_file.flush())
    {
        throw InferenceInputError(m_path, "", "an error", "a file that can be written");
    }
}

} // namespace ns3
