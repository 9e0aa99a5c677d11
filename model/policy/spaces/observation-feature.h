// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBSERVATION_FEATURE_H
#define OBSERVATION_FEATURE_H

#include <array>
#include <cstddef>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Observations are tables of features: each number's name, scale and value in one place.
 */

namespace ns3
{
namespace observation
{

/**
 * @brief One number of an observation.
 * @tparam Known what its value follows from
 */
template <typename Known>
struct Feature
{
    const char* name;                    //!< name of the feature
    double (*value)(const Known& known); //!< its value, scaled to about -1..1
};

/**
 * @param features in order
 * @param prefix of the names
 * @param suffix of the names
 * @param [in,out] names get theirs
 */
template <typename Known, std::size_t N>
void
AddNames(const std::array<Feature<Known>, N>& features,
         const std::string& prefix,
         const std::string& suffix,
         std::vector<std::string>& names)
{
    for (const auto& feature : features)
    {
        names.push_back(prefix + feature.name + suffix);
    }
}

/**
 * @param features in order
 * @param known what the values follow from
 * @param [out] numbers get them
 * @return where the next number goes
 */
template <typename Known, std::size_t N>
float*
Write(const std::array<Feature<Known>, N>& features, const Known& known, float* numbers)
{
    for (const auto& feature : features)
    {
        *numbers++ = static_cast<float>(feature.value(known));
    }
    return numbers;
}

} // namespace observation
} // namespace ns3

#endif // OBSERVATION_FEATURE_H
