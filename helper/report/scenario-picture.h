// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_PICTURE_H
#define SCENARIO_PICTURE_H

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The architecture of a scenario as SVG: UEs with their streams, cells and radio, wires,
 * edge servers and cloud nodes, one below the other, with the devices, orders of service and models
 * that they have.
 */
class ScenarioPicture
{
  public:
    /**
     * @param scenario any text
     * @return whether it is the JSON of a scenario
     */
    static bool CanDraw(const std::string& scenario);

    /**
     * @param scenario JSON of a scenario with all its defaults
     */
    explicit ScenarioPicture(const std::string& scenario);

    /**
     * @return an svg element for a page that has ExperimentFigure::GetStyle()
     */
    std::string Draw() const;

    /**
     * @return the same in a sentence, for those who do not see it
     */
    std::string Describe() const;

  private:
    /// JSON with keys in the order of their insertion.
    using Json = nlohmann::ordered_json;

    /// One box: a tier, or the radio.
    struct Box
    {
        std::string title;              //!< the number of its machines and what they are
        std::size_t count{0};           //!< symbols that are drawn
        std::size_t style{1};           //!< number of its colour
        std::vector<std::string> lines; //!< what it is made of
        std::string wire;               //!< what leads to the next box; empty: nothing
    };

    /**
     * @return the UEs with their streams
     */
    Box MakeUes() const;

    /**
     * @return the radio with its cells
     */
    Box MakeRadio() const;

    /**
     * @param tier servers or clouds
     * @param name of one of its machines
     * @return the machines
     */
    Box MakeMachines(const std::string& tier, const std::string& name) const;

    /**
     * @return all boxes, from the UEs to the cloud
     */
    std::vector<Box> MakeBoxes() const;

    Json m_scenario; //!< the scenario
};

} // namespace ns3

#endif // SCENARIO_PICTURE_H
