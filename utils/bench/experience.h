// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIENCE_H
#define EXPERIENCE_H

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

/// What the measurement of experience is about.
struct ExperienceOptions
{
    std::string systems{"sac-d-co-inference,grle-early-exit,multi-exit-streams,ddpg-iiot,"
                        "dppo-mobility"}; //!< scenarios, separated by commas
    std::string radios{"link,wifi,lte"};  //!< separated by commas
    uint32_t episodes{4};                 //!< of each training
    double length{2};                     //!< s of tasks in an episode
    uint32_t repetitions{5};              //!< of MeasureTransports()
};

/**
 * @brief Transitions a second of processor time of each system on each radio, and where the time
 * goes: alone, and with two actors that learn with overlap where the learner allows it.
 * @param options what is measured
 * @return an entry a system and radio
 */
nlohmann::ordered_json MeasureExperience(const ExperienceOptions& options);

/**
 * @brief Transitions a second of processor time of each system on the radio link, alone: with
 * packets and with whole messages (Transport of LinkEdgeTopologyHelper), in turn.
 * @param options what is measured; not its radios
 * @return an entry a system: the medians, and what messages do for each packets' 1
 */
nlohmann::ordered_json MeasureTransports(const ExperienceOptions& options);

#endif // EXPERIENCE_H
