// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * What libFuzzer calls: a text is read as a DNN profile, a device profile or a scenario, by the
 * format that it names. A reader may accept the text or throw InferenceInputError; anything else
 * (another exception, an abort, an error that a sanitizer sees, a scenario that cannot be read
 * again) is a finding.
 */

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

/**
 * @param data bytes
 * @param size how many
 * @return 0
 */
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    try
    {
        if (text.find("\"dnn-profile/") != std::string::npos)
        {
            ns3::DnnProfile::Parse(text, "fuzz.json");
        }
        else if (text.find("\"device-profile/") != std::string::npos)
        {
            ns3::DeviceProfile::Parse(text, "fuzz.json");
        }
        else
        {
            const std::string json = ns3::InferenceScenario::Parse(text, "fuzz.json").GetJson();
            if (ns3::InferenceScenario::Parse(json, "again.json").GetJson() != json)
            {
                std::cerr << "read again, this scenario is another one:\n" << json;
                std::abort();
            }
        }
    }
    catch (const ns3::InferenceInputError& error)
    {
        if (std::string(error.what()).find('\n') != std::string::npos)
        {
            std::cerr << "an error of several lines: " << error.what();
            std::abort();
        }
    }
    return 0;
}
