// SPDX-License-Identifier: GPL-2.0-only
#ifndef ORDER_PRESERVING_QUANTISATION_H
#define ORDER_PRESERVING_QUANTISATION_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace learning
{

class CheckpointFields;

/**
 * @brief DROO's candidates for a vector of N binary decisions (Huang, Bi and Zhang 2020, IEEE TMC
 * 19(11), and its code github.com/revenol/DROO).
 *
 * The first is x_i = [m_i > 0.5]. Then, taking entries in rising order of |m_i - 0.5| (the first
 * index of equals first), each entry m* gives one more: x_i = [m_i > m*] if m* > 0.5, else x_i =
 * [m_i >= m*].
 *
 * @param relaxed m, numbers in [0, 1]
 * @param count number of candidates wanted, at least 1; no more than N + 1 exist
 * @return min(count, N + 1) candidates of N bytes each
 */
std::vector<std::vector<uint8_t>> QuantiseBinary(const std::vector<float>& relaxed, uint32_t count);

/**
 * @brief The same rule for tasks that each take one of several options.
 *
 * The first candidate gives every task its best option. The margin of a task and another option is
 * the best score minus that option's. Taking the valid pairs in rising order of margin (task, then
 * option, among equals), a pair with margin d towards option o gives one more candidate: every task
 * whose margin towards o is at most d takes o. With two options of scores m and 1 - m this is
 * QuantiseBinary: a task never leaves its best option before a task with a smaller margin has.
 *
 * @param scores tasks x options
 * @param mask tasks x options bytes, 0 = not allowed; nullptr = all allowed
 * @param tasks number of tasks
 * @param options number of options
 * @param count number of candidates wanted, at least 1
 * @return as many candidates as exist up to count, each one option a task
 * @throws LearningError when a task has no allowed option
 */
std::vector<std::vector<uint32_t>> QuantiseAssignment(const float* scores,
                                                      const uint8_t* mask,
                                                      std::size_t tasks,
                                                      std::size_t options,
                                                      uint32_t count);

/**
 * @brief DROO's adaptive number of candidates: every `interval` slots it becomes 1 + the largest
 * index (counted from 1) of a winning candidate in these slots, at most the starting number.
 */
class CandidateCount
{
  public:
    /**
     * @param start number at the start and largest number, at least 1
     * @param interval slots between changes, 0 = never
     */
    CandidateCount(uint32_t start, uint32_t interval);

    /// @return number of candidates for the next slot
    uint32_t Get() const;

    /**
     * @brief A slot is over.
     * @param winner index of the best candidate, from 0
     */
    void Record(uint32_t winner);

    /**
     * @brief List the state for a checkpoint.
     * @param fields receives the parts
     * @param name prefix of their names
     */
    void List(CheckpointFields& fields, const std::string& name);

  private:
    uint32_t m_start;      //!< largest number
    uint32_t m_interval;   //!< slots between changes
    uint64_t m_count;      //!< now
    uint64_t m_largest{0}; //!< largest index, counted from 1, since the last change
    uint64_t m_slots{0};   //!< since the last change
};

} // namespace learning
} // namespace ns3

#endif // ORDER_PRESERVING_QUANTISATION_H
