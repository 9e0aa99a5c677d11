// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * What libFuzzer calls: an input goes to the reader that the environment variable
 * EDGE_INFERENCE_FUZZ_TARGET names.
 */

#include "fuzz-targets.h"

#include <cstdint>
#include <cstdlib>

/**
 * @param data bytes
 * @param size how many
 * @return 0
 */
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    static const ns3::FuzzTarget& target = []() -> const ns3::FuzzTarget& {
        const char* name = std::getenv("EDGE_INFERENCE_FUZZ_TARGET");
        return ns3::FindFuzzTarget(name ? name : "json");
    }();
    target.run(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
