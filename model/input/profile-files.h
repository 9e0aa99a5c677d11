// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROFILE_FILES_H
#define PROFILE_FILES_H

#include "json-cursor.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Where profiles are found, and what all their objects have in common. Private to the
 * module.
 */
namespace ProfileFiles
{

/**
 * @brief Find and read a profile.
 *
 * A name is looked up as DIR/KIND/NAME.json in the folders of the environment variable
 * EDGE_INFERENCE_PROFILES, then in the data folder of an installed module (found from where the
 * library lies), then in EDGE_INFERENCE_PROFILE_DIR as compiled in, then in ./profiles. Scenarios
 * are looked up as DIR/NAME.json in the folders of EDGE_INFERENCE_SCENARIOS, then in the folder
 * beside EDGE_INFERENCE_PROFILE_DIR, then in ./scenarios.
 *
 * @param nameOrFile a name, or the path of a file that ends in .json
 * @param kind the folder: "dnn", "devices" or "scenarios"
 * @return a cursor at the file's root
 * @throws InferenceInputError when there is none, or it is not JSON
 */
JsonCursor Open(const std::string& nameOrFile, const std::string& kind);

/**
 * @param name the name of a profile or scenario
 * @param kind the folder: "dnn", "devices" or "scenarios"
 * @return path of the file that Open() would read for it; empty when there is none
 */
std::string Find(const std::string& name, const std::string& kind);

/**
 * @param kind the folder: "dnn", "devices" or "scenarios"
 * @return the folders to look in, first to last; they need not be there
 */
std::vector<std::string> GetFolders(const std::string& kind);

/**
 * @param kind the folder: "dnn", "devices" or "scenarios"
 * @return names of all profiles that Open() finds, sorted
 */
std::vector<std::string> GetNames(const std::string& kind);

/**
 * @brief Check an object of a profile: no unknown keys, and well-formed notes.
 *
 * Every object may have "source" (where its numbers come from) and "assumed" (true: nobody
 * published them; "source" then gives the reason).
 *
 * @param object the object
 * @param keys all other keys that may occur
 */
void CheckObject(const JsonCursor& object, std::vector<std::string> keys);

} // namespace ProfileFiles

} // namespace ns3

#endif /* PROFILE_FILES_H */
