// SPDX-License-Identifier: GPL-2.0-only
#include "checkpoint-fields.h"

#include "learning-error.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#ifdef __linux__
#include <malloc.h>
#endif
#include <sstream>
#include <torch/serialize.h>

namespace ns3
{
namespace learning
{

namespace
{

const char MAGIC[9] = "EILEARN1"; // 8 bytes behind the archive, the version is its last character
const std::size_t TRAILER = 16;   // magic and checksum

// FNV-1a (Fowler, Noll, Vo) on 64-bit words with a final mix of the high bits.
uint64_t
Checksum(const char* data, std::size_t size)
{
    uint64_t hash = 14695981039346656037ULL ^ size;
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8)
    {
        uint64_t word;
        std::memcpy(&word, data + i, 8);
        hash = (hash ^ word) * 1099511628211ULL;
        hash ^= hash >> 29;
    }
    for (; i < size; ++i)
    {
        hash = (hash ^ static_cast<unsigned char>(data[i])) * 1099511628211ULL;
        hash ^= hash >> 29;
    }
    return hash;
}

std::string
Describe(const at::Tensor& tensor)
{
    std::ostringstream text;
    text << tensor.dtype().name() << " " << tensor.sizes();
    return text.str();
}

// Bytes that stand behind a storage that was read. LibTorch allocates as many as its record has,
// and believes of their number what another record says.
uint64_t
GetBytes(const c10::Storage& storage)
{
    const uint64_t told = storage.nbytes();
#ifdef __linux__
    return std::min<uint64_t>(told, malloc_usable_size(const_cast<void*>(storage.data())));
#else
    return told;
#endif
}

// Whether a tensor that was read lies within the bytes that came with it, one number after the
// other as all tensors are that are written. LibTorch takes its sizes from one record and its bytes
// from another, and does not compare them; a stride of 0 makes any size of one number.
bool
FitsItsStorage(const at::Tensor& tensor)
{
    if (!tensor.defined() || tensor.layout() != at::kStrided || !tensor.device().is_cpu() ||
        tensor.is_quantized() || !tensor.is_contiguous())
    {
        return false;
    }
    const uint64_t elements = GetBytes(tensor.storage()) / tensor.element_size();
    const int64_t offset = tensor.storage_offset();
    uint64_t count = 1;
    for (const int64_t size : tensor.sizes())
    {
        // A product that is too large for 64 bits is too large for any storage.
        if (size < 0 || (count > 0 && static_cast<uint64_t>(size) >
                                          std::numeric_limits<uint64_t>::max() / count))
        {
            return false;
        }
        count *= static_cast<uint64_t>(size);
    }
    return offset >= 0 && static_cast<uint64_t>(offset) <= elements && count <= elements - offset;
}

// Whether numbers lie in a closed interval; NaN does not.
template <typename T>
bool
AreBetween(const at::Tensor& tensor, double least, double greatest)
{
    const auto* values = static_cast<const T*>(tensor.data_ptr());
    return std::all_of(values, values + tensor.numel(), [least, greatest](T value) {
        const auto number = static_cast<double>(value);
        return number >= least && number <= greatest;
    });
}

template <typename T>
at::Tensor
View(T* values, std::size_t count, at::ScalarType type)
{
    return at::from_blob(values, {static_cast<int64_t>(count)}, at::TensorOptions().dtype(type));
}

} // namespace

void
CheckpointFields::Add(const std::string& name, const at::Tensor& tensor)
{
    m_fields.emplace_back(name, tensor);
}

void
CheckpointFields::Add(const std::string& name, float* values, std::size_t count)
{
    Add(name, View(values, count, at::kFloat));
}

void
CheckpointFields::Add(const std::string& name, uint8_t* values, std::size_t count)
{
    Add(name, View(values, count, at::kByte));
}

void
CheckpointFields::Add(const std::string& name, uint32_t* values, std::size_t count)
{
    Add(name, View(values, count, at::kInt));
}

void
CheckpointFields::Add(const std::string& name, uint64_t* values, std::size_t count)
{
    Add(name, View(values, count, at::kLong));
}

void
CheckpointFields::Add(const std::string& name, double* values, std::size_t count)
{
    Add(name, View(values, count, at::kDouble));
}

void
CheckpointFields::AddOptional(const std::string& name, uint64_t* value)
{
    m_optional.emplace_back(name, View(value, 1, at::kLong));
}

void
CheckpointFields::AddOptional(const std::string& name, double* value)
{
    m_optional.emplace_back(name, View(value, 1, at::kDouble));
}

void
CheckpointFields::Add(const std::string& name, LearningRandom& random)
{
    Add(name, random.State().data(), random.State().size());
    Require("a state that is not all 0, which would draw nothing else", [](const at::Tensor& part) {
        const auto* words = static_cast<const uint64_t*>(part.data_ptr());
        return std::any_of(words, words + part.numel(), [](uint64_t word) { return word != 0; });
    });
}

void
CheckpointFields::Require(const std::string& expected, std::function<bool(const at::Tensor&)> holds)
{
    m_demands.push_back({m_fields.size() - 1, expected, std::move(holds)});
}

void
CheckpointFields::RequireBetween(double least, double greatest)
{
    std::ostringstream expected;
    expected << "numbers from " << least << " to " << greatest;
    // The memory behind a view has no sign.
    Require(expected.str(), [least, greatest](const at::Tensor& part) {
        switch (part.scalar_type())
        {
        case at::kByte:
            return AreBetween<uint8_t>(part, least, greatest);
        case at::kInt:
            return AreBetween<uint32_t>(part, least, greatest);
        case at::kLong:
            return AreBetween<uint64_t>(part, least, greatest);
        case at::kFloat:
            return AreBetween<float>(part, least, greatest);
        case at::kDouble:
            return AreBetween<double>(part, least, greatest);
        default:
            return false;
        }
    });
}

const std::vector<std::pair<std::string, at::Tensor>>&
CheckpointFields::Get() const
{
    return m_fields;
}

const std::vector<CheckpointFields::Demand>&
CheckpointFields::GetDemands() const
{
    return m_demands;
}

const std::vector<std::pair<std::string, at::Tensor>>&
CheckpointFields::GetOptional() const
{
    return m_optional;
}

void
WriteSealed(std::ostream& stream, const std::string& archive)
{
    const uint64_t checksum = Checksum(archive.data(), archive.size());
    stream.write(archive.data(), static_cast<std::streamsize>(archive.size()));
    stream.write(MAGIC, 8);
    stream.write(reinterpret_cast<const char*>(&checksum), 8);
    if (!stream.flush())
    {
        throw LearningError("checkpoint: writing " + std::to_string(archive.size() + TRAILER) +
                            " bytes failed");
    }
}

void
WriteCheckpoint(std::ostream& stream,
                const std::string& kind,
                bool full,
                const CheckpointFields& fields)
{
    torch::serialize::OutputArchive archive;
    std::string head = kind + (full ? " full" : " weights");
    archive.write("kind", View(&head[0], head.size(), at::kByte).clone());
    for (const auto& field : fields.Get())
    {
        // A view would take the whole memory behind it into the archive.
        archive.write(field.first, field.second.clone());
    }
    for (const auto& field : fields.GetOptional())
    {
        if (field.second.count_nonzero().item<int64_t>() > 0)
        {
            archive.write(field.first, field.second.clone());
        }
    }
    std::ostringstream buffer;
    archive.save_to(buffer);
    WriteSealed(stream, buffer.str());
}

void
WriteCheckpointFile(const std::string& path, const std::function<void(std::ostream&)>& write)
{
    const std::string temporary = path + ".partial";
    try
    {
        std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
        if (!stream)
        {
            throw LearningError("checkpoint: cannot open the file for writing");
        }
        write(stream);
        stream.close();
        if (!stream || std::rename(temporary.c_str(), path.c_str()) != 0)
        {
            throw LearningError("checkpoint: the file could not be completed");
        }
    }
    catch (const LearningError& error)
    {
        std::remove(temporary.c_str());
        throw LearningError(path + ": " + error.what());
    }
}

Checkpoint::Checkpoint(std::istream& stream, const std::string& kind)
{
    std::ostringstream buffer;
    buffer << stream.rdbuf();
    std::string bytes = buffer.str();
    if (bytes.size() < TRAILER || bytes.compare(bytes.size() - TRAILER, 8, MAGIC, 8) != 0)
    {
        throw LearningError("checkpoint: found " + std::to_string(bytes.size()) +
                            " bytes without the end mark " + MAGIC +
                            ", expected a complete checkpoint of kind " + kind);
    }
    uint64_t written;
    std::memcpy(&written, bytes.data() + bytes.size() - 8, 8);
    bytes.resize(bytes.size() - TRAILER);
    if (Checksum(bytes.data(), bytes.size()) != written)
    {
        throw LearningError(
            "checkpoint: found damaged data, expected the checksum of its end mark");
    }
    try
    {
        std::istringstream archiveBytes(bytes);
        torch::serialize::InputArchive archive;
        archive.load_from(archiveBytes);
        for (const std::string& key : archive.keys())
        {
            archive.read(key, m_tensors[key]);
            if (!FitsItsStorage(m_tensors[key]))
            {
                throw LearningError("checkpoint: part '" + key +
                                    "': found less data than its size tells, expected all of it");
            }
        }
    }
    catch (const LearningError&)
    {
        throw;
    }
    catch (const std::exception& error)
    {
        const std::string text = error.what();
        throw LearningError("checkpoint: found no LibTorch archive: " +
                            text.substr(0, text.find('\n')));
    }
    const at::Tensor& head = Find("kind");
    std::string found;
    if (head.dtype() == at::kByte && head.dim() == 1)
    {
        found.assign(reinterpret_cast<const char*>(head.data_ptr<uint8_t>()), head.numel());
    }
    m_full = found == kind + " full";
    if (!m_full && found != kind + " weights")
    {
        throw LearningError("checkpoint: found kind '" + found + "', expected '" + kind +
                            " full' or '" + kind + " weights'");
    }
}

bool
Checkpoint::IsFull() const
{
    return m_full;
}

const at::Tensor&
Checkpoint::Find(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
    {
        throw LearningError("checkpoint: found no part '" + name + "', expected one");
    }
    return found->second;
}

uint64_t
Checkpoint::Integer(const std::string& name, uint64_t largest) const
{
    const at::Tensor& tensor = Find(name);
    if (tensor.dtype() != at::kLong || tensor.numel() != 1)
    {
        throw LearningError("checkpoint: part '" + name + "': found " + Describe(tensor) +
                            ", expected one 64-bit integer");
    }
    const auto value = static_cast<uint64_t>(tensor.data_ptr<int64_t>()[0]);
    if (value > largest)
    {
        throw LearningError("checkpoint: part '" + name + "': found " + std::to_string(value) +
                            ", expected at most " + std::to_string(largest));
    }
    return value;
}

uint64_t
Checkpoint::Ring(const std::string& name, uint64_t capacity) const
{
    const uint64_t size = Integer(name + "_size", capacity);
    const bool isFull = size == capacity;
    const uint64_t next = Integer(name + "_next", isFull ? capacity - 1 : size);
    if (!isFull && next != size)
    {
        throw LearningError("checkpoint: part '" + name + "_next': found " + std::to_string(next) +
                            ", expected " + std::to_string(size) + ", the end of what is there");
    }
    return size;
}

uint64_t
Checkpoint::Rows(const std::string& name) const
{
    const at::Tensor& tensor = Find(name);
    if (tensor.dim() == 0)
    {
        throw LearningError("checkpoint: part '" + name + "': found " + Describe(tensor) +
                            ", expected a list");
    }
    return static_cast<uint64_t>(tensor.size(0));
}

void
Checkpoint::Compare(const std::pair<std::string, at::Tensor>& field) const
{
    const at::Tensor& found = Find(field.first);
    if (found.dtype() != field.second.dtype() || found.sizes() != field.second.sizes())
    {
        throw LearningError("checkpoint: part '" + field.first + "': found " + Describe(found) +
                            ", expected " + Describe(field.second));
    }
}

void
Checkpoint::Restore(const CheckpointFields& fields) const
{
    for (const auto& field : fields.Get())
    {
        Compare(field);
    }
    for (const auto& field : fields.GetOptional())
    {
        if (m_tensors.count(field.first) > 0)
        {
            Compare(field);
        }
    }
    for (const auto& demand : fields.GetDemands())
    {
        const std::string& name = fields.Get()[demand.part].first;
        if (!demand.holds(Find(name)))
        {
            throw LearningError("checkpoint: part '" + name +
                                "': found numbers that no learner writes, expected " +
                                demand.expected);
        }
    }
    for (const auto& field : fields.Get())
    {
        const at::Tensor& source = Find(field.first);
        if (source.nbytes() > 0)
        {
            std::memcpy(field.second.data_ptr(), source.data_ptr(), source.nbytes());
        }
    }
    for (const auto& field : fields.GetOptional())
    {
        const auto found = m_tensors.find(field.first);
        void* const to = field.second.data_ptr();
        if (found == m_tensors.end())
        {
            std::memset(to, 0, field.second.nbytes());
        }
        else
        {
            std::memcpy(to, found->second.data_ptr(), field.second.nbytes());
        }
    }
}

bool
ReadCheckpointFile(const std::string& path, const std::function<bool(std::istream&)>& read)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
    {
        throw LearningError(path + ": cannot open the checkpoint, expected a readable file");
    }
    try
    {
        return read(stream);
    }
    catch (const LearningError& error)
    {
        throw LearningError(path + ": " + error.what());
    }
}

} // namespace learning
} // namespace ns3
