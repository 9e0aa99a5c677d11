// SPDX-License-Identifier: GPL-2.0-only

#ifndef HOSTILE_VALUES_H
#define HOSTILE_VALUES_H

#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/// One value at one place of a scenario.
struct HostileInput
{
    std::vector<std::string> assignments; //!< changes of the scenario, as of --set; the last has it
    std::string radio;                    //!< that the scenario uses
    std::string argument; //!< the same on the command line; "" for what is not there
};

/**
 * @brief Makes every value that the sweep tries: each key of scenarios and each attribute of each
 * class that a scenario can name, with values that somebody might write by mistake or by malice.
 * @return the inputs, in an order that depends on the build alone
 */
std::vector<HostileInput> MakeHostileInputs();

} // namespace ns3

#endif // HOSTILE_VALUES_H
