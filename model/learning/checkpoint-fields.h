// SPDX-License-Identifier: GPL-2.0-only
#ifndef CHECKPOINT_FIELDS_H
#define CHECKPOINT_FIELDS_H

#include "learning-random.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace learning
{

/**
 * @brief The named parts of an object's state, listed once for saving and for loading.
 *
 * A checkpoint is a LibTorch archive of named tensors (Python reads it with torch.jit.load)
 * followed by 16 bytes: "EILEARN1" and a 64-bit checksum of the archive. The checksum is verified
 * before LibTorch parses anything, so a damaged file is reported and never parsed.
 */
class CheckpointFields
{
  public:
    /**
     * @brief Add a tensor; loading copies into its memory and demands its shape and type.
     * @param name letters, digits and underscores
     * @param tensor contiguous
     */
    void Add(const std::string& name, const at::Tensor& tensor);

    /// @brief Add floats that the caller owns.
    void Add(const std::string& name, float* values, std::size_t count);
    /// @brief Add bytes that the caller owns.
    void Add(const std::string& name, uint8_t* values, std::size_t count);
    /// @brief Add 32-bit words that the caller owns.
    void Add(const std::string& name, uint32_t* values, std::size_t count);
    /// @brief Add 64-bit words that the caller owns.
    void Add(const std::string& name, uint64_t* values, std::size_t count);
    /// @brief Add doubles that the caller owns.
    void Add(const std::string& name, double* values, std::size_t count);
    /**
     * @brief Add a number that most states do not have: it is written only when it is not 0, and
     * loading a checkpoint without it makes it 0.
     */
    void AddOptional(const std::string& name, uint64_t* value);
    /// @brief Add such a number of double precision.
    void AddOptional(const std::string& name, double* value);
    /// @brief Add a generator's state, which is never all zero.
    void Add(const std::string& name, LearningRandom& random);

    /// What a part must fulfil that was read.
    struct Demand
    {
        std::size_t part;                             //!< its place among the parts
        std::string expected;                         //!< what is demanded, in words
        std::function<bool(const at::Tensor&)> holds; //!< whether it is so
    };

    /**
     * @brief Demand something of the part added last before it is copied. Shape and type are right
     * then. What is an index, a count, or ends a loop must have a demand: a checksum guards against
     * damage, not against whoever writes one.
     * @param expected what is demanded, in words
     * @param holds whether a part that was read fulfils it
     */
    void Require(const std::string& expected, std::function<bool(const at::Tensor&)> holds);

    /**
     * @brief Demand that the numbers of the part added last lie in a closed interval.
     * @param least smallest
     * @param greatest largest
     */
    void RequireBetween(double least, double greatest);

    /// @return the parts in the order of addition
    const std::vector<std::pair<std::string, at::Tensor>>& Get() const;

    /// @return what is demanded of them
    const std::vector<Demand>& GetDemands() const;

    /// @return numbers that need not be there
    const std::vector<std::pair<std::string, at::Tensor>>& GetOptional() const;

  private:
    std::vector<std::pair<std::string, at::Tensor>> m_fields;   //!< name and view of the memory
    std::vector<Demand> m_demands;                              //!< of some of them
    std::vector<std::pair<std::string, at::Tensor>> m_optional; //!< numbers that may be missing
};

/**
 * @brief Write an archive, its end mark and its checksum.
 * @param stream binary stream
 * @param archive bytes of a LibTorch archive
 */
void WriteSealed(std::ostream& stream, const std::string& archive);

/**
 * @brief Write a checkpoint.
 * @param stream binary stream
 * @param kind what the checkpoint holds, for instance "discrete-sac"
 * @param full whether everything needed to resume is in it
 * @param fields parts of the checkpoint
 */
void WriteCheckpoint(std::ostream& stream,
                     const std::string& kind,
                     bool full,
                     const CheckpointFields& fields);

/**
 * @brief Write a checkpoint file by way of a temporary file beside it, so that no half file is
 * left.
 * @param path file name
 * @param write writes the checkpoint into the stream it is given
 */
void WriteCheckpointFile(const std::string& path, const std::function<void(std::ostream&)>& write);

/**
 * @brief A checkpoint that was read and whose checksum is right.
 */
class Checkpoint
{
  public:
    /**
     * @param stream binary stream, read to its end
     * @param kind the kind that is expected
     * @throws LearningError when the bytes are not a sound checkpoint of this kind
     */
    Checkpoint(std::istream& stream, const std::string& kind);

    /// @return whether it holds everything needed to resume
    bool IsFull() const;

    /**
     * @param name a part with one 64-bit word
     * @param largest upper bound
     * @return value of the word
     * @throws LearningError when it is missing, has another shape or is above the bound
     */
    uint64_t Integer(const std::string& name, uint64_t largest) const;

    /**
     * @brief Read how full a ring of places is: parts NAME_size and NAME_next.
     * @param name of the ring
     * @param capacity its places, at least 1
     * @return places that have something
     * @throws LearningError when the next place is not the one behind them, or none of a full ring
     */
    uint64_t Ring(const std::string& name, uint64_t capacity) const;

    /**
     * @param name a part
     * @return its first size: no count of it can be greater
     * @throws LearningError when it is missing or a single number
     */
    uint64_t Rows(const std::string& name) const;

    /**
     * @brief Compare all parts with what is expected and demanded, then copy them; copies nothing
     * when one differs. Optional ones that are missing become 0.
     * @param fields the parts of the object
     * @throws LearningError naming the part, what was found and expected
     */
    void Restore(const CheckpointFields& fields) const;

  private:
    /// @return the part of that name; throws LearningError when there is none
    const at::Tensor& Find(const std::string& name) const;
    /// Throws LearningError unless a part has the type and shape of the object's own.
    void Compare(const std::pair<std::string, at::Tensor>& field) const;
    std::map<std::string, at::Tensor> m_tensors; //!< all parts of the file
    bool m_full;                                 //!< resumes exactly
};

/**
 * @brief Open a checkpoint file and hand its stream to a reader; errors get the file's name.
 * @param path file name
 * @param read reads the checkpoint, returns whether it was a full one
 * @return what the reader returned
 * @throws LearningError when the file cannot be read or the reader throws one
 */
bool ReadCheckpointFile(const std::string& path, const std::function<bool(std::istream&)>& read);

} // namespace learning
} // namespace ns3

#endif // CHECKPOINT_FIELDS_H
