// SPDX-License-Identifier: GPL-2.0-only

#ifndef FUZZ_TARGETS_H
#define FUZZ_TARGETS_H

#include <functional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @brief A reader that anybody can feed.
 *
 * It may accept an input or refuse it (InferenceInputError, false); anything else is a finding:
 * another exception, an abort, what a sanitizer sees.
 */
struct FuzzTarget
{
    std::string name;                            //!< of the reader
    std::function<void(const std::string&)> run; //!< reads an input
    std::vector<std::string> seeds;              //!< inputs to begin with, beside those of files
};

/**
 * @return all readers
 */
const std::vector<FuzzTarget>& GetFuzzTargets();

/**
 * @param name of a reader
 * @return the reader
 * @throws InferenceInputError when there is none of that name
 */
const FuzzTarget& FindFuzzTarget(const std::string& name);

} // namespace ns3

#endif // FUZZ_TARGETS_H
