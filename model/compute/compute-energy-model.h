// SPDX-License-Identifier: GPL-2.0-only

#ifndef COMPUTE_ENERGY_MODEL_H
#define COMPUTE_ENERGY_MODEL_H

#include "ns3/compute-node.h"
#include "ns3/device-energy-model.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/energy-source.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/traced-value.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What a ComputeNode draws from an ns-3 EnergySource: idle power of its machines all the
 * time, and the active power of what is in service (ComputeNode::GetActivePower()).
 *
 * The energy over idle of a job that was served to its end is DeviceProfile::GetComputeEnergy():
 * the same that TaskOutcome::energy counts. Work that was given up half-way is counted here and in
 * no outcome.
 *
 * When the source is depleted the node fails (ComputeNode::SetUp()), and when it is recharged the
 * node comes back. Attach() connects all three.
 */
class ComputeEnergyModel : public energy::DeviceEnergyModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ComputeEnergyModel();
    ~ComputeEnergyModel() override;

    /**
     * @brief Lets a node draw from a source, from now on.
     * @param node the node, whose device has been set
     * @param source the source
     */
    void Attach(Ptr<ComputeNode> node, Ptr<energy::EnergySource> source);

    /**
     * @return power drawn now, W
     */
    double GetPower() const;

    /**
     * @return J above the idle power so far
     */
    double GetActiveEnergy() const;

    void SetEnergySource(Ptr<energy::EnergySource> source) override;
    double GetTotalEnergyConsumption() const override;
    void ChangeState(int newState) override;
    void HandleEnergyDepletion() override;
    void HandleEnergyRecharged() override;
    void HandleEnergyChanged() override;

  protected:
    void DoDispose() override;

  private:
    double DoGetCurrentA() const override;

    /// The power has changed, or may have.
    void Update();

    /**
     * @brief Sets the node up or down.
     * @param up whether the node works from now on
     */
    void SetNodeUp(bool up);

    Ptr<ComputeNode> m_node;            //!< the node
    Ptr<energy::EnergySource> m_source; //!< the source that the node draws from
    bool m_countIdle;                   //!< the attribute CountIdlePower
    double m_idlePower{0};              //!< W since m_updated
    double m_activePower{0};            //!< W above idle since m_updated
    TracedValue<double> m_total{0};     //!< energy up to m_updated, J
    double m_active{0};                 //!< energy over idle up to m_updated, J
    Time m_updated;                     //!< see m_total
};

} // namespace ns3

#endif // COMPUTE_ENERGY_MODEL_H
