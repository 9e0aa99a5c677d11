// SPDX-License-Identifier: GPL-2.0-only

#ifndef CELLULAR_RADIO_ACCESS_H
#define CELLULAR_RADIO_ACCESS_H

#include "cellular-members.h"

#include "ns3/nstime.h"
#include "ns3/radio-access.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What the radios with cells, RNTIs and a scheduler (LTE, NR) share: their cells and UEs,
 * what is observed in the same way, and the division of a cell's spectrum among its UEs.
 */
class CellularRadioAccess : public RadioAccess
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @return the number of cells
     */
    uint32_t GetNCells() const;

    uint32_t GetNUes() const override;

    void Observe(uint32_t ue, ChannelState& state) const final;

    void GetRealisedShares(EdgeLinkDirection direction, std::vector<double>& shares) const final;

    /**
     * @brief Signature of Connection.
     *
     * @param [in] ue index of the UE
     * @param [in] connected true when the UE has a connection now
     * @param [in] cell index of the cell that the UE is or was connected to; GetNCells() when that
     * is none of this object's
     */
    typedef void (*ConnectionTracedCallback)(uint32_t ue, bool connected, uint32_t cell);

  protected:
    CellularRadioAccess();
    ~CellularRadioAccess() override;

    void DoDispose() override;
    void DoSetSpectrumShares(EdgeLinkDirection direction, const std::vector<double>& shares) final;

    /**
     * @brief Adds the attribute Window and the trace source Connection to the TypeId of a radio.
     * (An attribute of a parent's TypeId would have another name in Config::SetDefault().)
     * @param tid the TypeId of the radio
     * @return the TypeId with these parts
     */
    static TypeId AddCommonParts(TypeId tid);

    /**
     * @param cell a new cell; gets its index
     */
    void KeepCell(std::unique_ptr<RadioCell> cell);

    /**
     * @brief The stack has a number for a cell.
     * @param cellId number of the cell, or of a part of it, in the stack
     * @param cell index of the cell
     */
    void NameCell(uint16_t cellId, uint32_t cell);

    /**
     * @param ue a new UE; gets its index and starts its windows
     */
    void KeepUe(std::unique_ptr<CellularUe> ue);

    /**
     * @param cell index of a cell
     * @return the cell
     */
    RadioCell& GetCell(uint32_t cell) const;

    /**
     * @param ue index of a UE
     * @return the UE
     */
    CellularUe& GetUe(uint32_t ue) const;

    /**
     * @param cellId the stack's number of a cell or of a part of one
     * @return index of the cell, or NO_CELL
     */
    uint32_t FindCell(uint16_t cellId) const;

    /**
     * @brief The UEs of a cell have changed: divides its spectrum anew where it is divided.
     * @param cell index of the cell
     */
    void RenewShares(uint32_t cell);

    /**
     * @brief A UE was connected or has lost its connection.
     * @param ue the UE
     */
    void TraceConnection(const CellularUe& ue);

    /**
     * @brief Scales shares down to a sum of 1 where it is greater.
     * @param [in,out] shares by RNTI
     * @param sum sum of the shares
     */
    static void LimitToOne(std::map<uint16_t, double>& shares, double sum);

    /**
     * @return length of the sliding window
     */
    Time GetWindow() const;

    /**
     * @param window new length of the sliding window
     */
    void SetWindow(Time window);

  private:
    /**
     * @brief Divides the spectrum of a cell among the UEs that are connected to it, as
     * GetSpectrumShares() says.
     * @param cell index of the cell
     * @param direction uplink or downlink
     * @param keepCredit true when only the UEs of the cell have changed
     */
    virtual void Divide(uint32_t cell, EdgeLinkDirection direction, bool keepCredit) = 0;

    /**
     * @param ue a UE
     * @param direction uplink or downlink
     * @param now the present
     * @return the part of its cell's spectrum that the UE was given over the last window, or NaN
     */
    virtual double GetRealisedShare(const CellularUe& ue,
                                    EdgeLinkDirection direction,
                                    Time now) const = 0;

    /**
     * @brief Observes the UE's signal: power, SINRs, and phyRates where the stack knows newer ones.
     * @param ue the UE
     * @param now the present
     * @param [in,out] state gets what is known of the signal
     */
    virtual void ObserveSignal(const CellularUe& ue, Time now, ChannelState& state) const = 0;

    /**
     * @brief Observes the queues of the UE and of its cell, and the access delays.
     * @param ue the UE
     * @param now the present
     * @param [in,out] state gets what is known of the queues
     */
    virtual void ObserveQueues(const CellularUe& ue, Time now, ChannelState& state) const = 0;

    /**
     * @brief The length of the sliding window has changed: sums of the cells begin anew.
     * @param window its new length
     */
    virtual void StartCellWindows(Time window);

    /**
     * @brief Expects what a direction should carry for a UE from now on: the rate of the whole band
     * times the part of it that the UE can expect times the share of transmissions that succeed.
     *
     * With spectrum shares the part is the UE's, scaled as RadioAccess::SetSpectrumShares() says.
     * Without, it is what the other UEs of its cell left over the last window, at least an equal
     * part.
     *
     * @param ue the UE
     * @param direction uplink or downlink
     * @param phyRate bit/s of the whole band
     * @param retryRatio failed transmissions over all, 0..1
     * @return bit/s, measured when @p phyRate was; unknown when that is
     */
    EdgeMeasurement ExpectCapacity(const CellularUe& ue,
                                   EdgeLinkDirection direction,
                                   const EdgeMeasurement& phyRate,
                                   const EdgeMeasurement& retryRatio) const;

    Time m_window;                                   //!< sliding window of rates and ratios
    std::vector<std::unique_ptr<RadioCell>> m_cells; //!< by index
    std::vector<std::unique_ptr<CellularUe>> m_ues;  //!< by index
    std::map<uint16_t, uint32_t> m_cellById;         //!< index of the cell with a stack's number

    /// A UE was connected or lost its connection.
    TracedCallback<uint32_t, bool, uint32_t> m_connection;
};

} // namespace ns3

#endif // CELLULAR_RADIO_ACCESS_H
