// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_EDGE_NETWORK_H
#define LTE_EDGE_NETWORK_H

#include "ns3/lte-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/point-to-point-epc-helper.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What must live as long as the nodes of an LTE network: LteHelper and the helper of the
 * EPC, with which the gateways end.
 *
 * It is aggregated to the first cell's node and released with it.
 */
class LteEdgeNetwork : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LteEdgeNetwork();
    ~LteEdgeNetwork() override;

    LteEdgeNetwork(const LteEdgeNetwork&) = delete;
    LteEdgeNetwork& operator=(const LteEdgeNetwork&) = delete;

    /**
     * @brief Keeps the helpers.
     * @param lte the helper of the radio
     * @param epc the helper of the core network
     */
    void Keep(Ptr<LteHelper> lte, Ptr<PointToPointEpcHelper> epc);

    /**
     * @return the helper of the radio
     */
    Ptr<LteHelper> GetLteHelper() const;

    /**
     * @return the helper of the core network
     */
    Ptr<PointToPointEpcHelper> GetEpcHelper() const;

    /**
     * @brief Attaches UEs, one after the other, each to the cell that is nearest at that time.
     * @param ues UE devices
     * @param cells eNB devices
     * @param interval time between two
     */
    void AttachOneByOne(const NetDeviceContainer& ues,
                        const NetDeviceContainer& cells,
                        Time interval);

  protected:
    void DoDispose() override;

  private:
    Ptr<LteHelper> m_lte;             //!< the radio's helper
    Ptr<PointToPointEpcHelper> m_epc; //!< the core network's helper
};

} // namespace ns3

#endif // LTE_EDGE_NETWORK_H
