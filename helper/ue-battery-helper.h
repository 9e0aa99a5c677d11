// SPDX-License-Identifier: GPL-2.0-only

#ifndef UE_BATTERY_HELPER_H
#define UE_BATTERY_HELPER_H

#include "ns3/attribute.h"
#include "ns3/compute-energy-model.h"
#include "ns3/edge-topology.h"
#include "ns3/energy-source.h"

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
 * @brief Gives every UE a battery: an energy::BasicEnergySource from which its ComputeNode draws
 * (ComputeEnergyModel) and, on Wi-Fi, its radio (ns-3's WifiRadioEnergyModel).
 *
 * When it is empty the UE's ComputeNode fails, and the tasks that the UE creates from then on end
 * at once with InferenceDropReason::DEVICE_DOWN: it sends nothing any more. Its Wi-Fi radio stays
 * on, because ns-3's Wi-Fi aborts when it is switched off in the middle of a frame, and what it
 * takes then is counted, too. On LTE, NR and plain links, for which ns-3 has no energy model, only
 * computing draws.
 */
class UeBatteryHelper
{
  public:
    /// The energy of one UE.
    struct Battery
    {
        Ptr<energy::EnergySource> source;     //!< what all draw from
        Ptr<ComputeEnergyModel> compute;      //!< the ComputeNode's
        Ptr<energy::DeviceEnergyModel> radio; //!< the Wi-Fi radio's; null on other radios
    };

    /**
     * @param joules energy at the beginning, J, above 0
     * @param volts supply voltage, V, above 0
     */
    UeBatteryHelper(double joules, double volts);

    /**
     * @brief Sets a further attribute of every energy::BasicEnergySource.
     * @param name name of the attribute
     * @param value value to set
     */
    void SetSource(const std::string& name, const AttributeValue& value);

    /**
     * @brief Sets an attribute of every WifiRadioEnergyModel, such as "TxCurrentA".
     * @param name name of the attribute
     * @param value value to set
     */
    void SetWifi(const std::string& name, const AttributeValue& value);

    /**
     * @brief Gives each UE its battery; after EdgeInferenceHelper::Install(), which makes the
     * ComputeNodes.
     * @param topology the network
     * @return the batteries, by UE
     */
    std::vector<Battery> Install(const EdgeTopology& topology) const;

  private:
    /// An attribute to set.
    struct Setting
    {
        std::string name;                //!< name of the attribute
        Ptr<const AttributeValue> value; //!< value to set
    };

    std::vector<Setting> m_source; //!< of the sources
    std::vector<Setting> m_wifi;   //!< of the Wi-Fi radios' models
};

} // namespace ns3

#endif // UE_BATTERY_HELPER_H
