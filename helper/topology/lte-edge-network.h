// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_EDGE_NETWORK_H
#define LTE_EDGE_NETWORK_H

#include "ns3/lte-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/object.h"
#include "ns3/point-to-point-epc-helper.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What must live as long as the nodes of an LTE network: LteHelper and its EPC (whose end is
 * the end of the gateways), and the size of the RLC buffers of bearers, which ns-3 makes during the
 * simulation.
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
     * @param lte the radio's
     * @param epc the core network's
     */
    void Keep(Ptr<LteHelper> lte, Ptr<PointToPointEpcHelper> epc);

    /**
     * @return the radio's helper
     */
    Ptr<LteHelper> GetLteHelper() const;

    /**
     * @return the core network's helper
     */
    Ptr<PointToPointEpcHelper> GetEpcHelper() const;

    /**
     * @brief Gives the RLC buffers of all data bearers a size, those of bearers to come as well.
     * @param cells eNB devices
     * @param ues UE devices, not attached yet
     * @param bytes size of each buffer
     */
    void SetBufferSize(const NetDeviceContainer& cells,
                       const NetDeviceContainer& ues,
                       uint32_t bytes);

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
