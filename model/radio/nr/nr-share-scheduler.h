// SPDX-License-Identifier: GPL-2.0-only

#ifndef NR_SHARE_SCHEDULER_H
#define NR_SHARE_SCHEDULER_H

#include "nr-link-supervision.h"

#include "ns3/nr-mac-scheduler-ofdma-rr.h"
#include "ns3/radio-access.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief OFDMA scheduler of a bandwidth part of an NR cell that gives each UE its share of the
 * resource block groups (RBGs), uplink and downlink; without shares, the same to each UE with data.
 *
 * In every slot each UE with data to send earns its share of what the slot has for new data, in
 * RBGs times symbols, and pays for what it is given. UEs of one beam stand side by side in
 * frequency over the same symbols; beams follow each other in time. What rounding to whole RBGs
 * takes from a UE in one slot it gets in a later one, so that the sum over any number of slots is
 * within one RBG (over the symbols of a slot) of its share. A UE with little to send leaves the
 * rest of its share unused; it saves up nothing. Retransmissions (HARQ) come first and are not
 * charged.
 *
 * Where so many UEs have data that the same part for each is too small for any grant (nr makes none
 * below 10 to 12 bytes), fewer of them are served at a time, who has waited longest first. (nr's
 * own OFDMA round robin then serves none at all.)
 *
 * A UE out of reach gets grants ever more rarely (NrLinkSupervision).
 */
class NrShareScheduler : public NrMacSchedulerOfdmaRR
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    NrShareScheduler();
    ~NrShareScheduler() override;

    /**
     * @brief Divides this bandwidth part from the next slot that is scheduled on.
     * @param direction uplink or downlink
     * @param shares by RNTI, each at least 0, the sum at most 1; a UE that is not in it gets
     * nothing
     * @param keepCredit true when UEs keep the remainders of earlier slots
     */
    void SetShares(EdgeLinkDirection direction,
                   const std::map<uint16_t, double>& shares,
                   bool keepCredit);

    /**
     * @brief Gives each UE with data the same from now on, and what some do not need to the others.
     * @param direction uplink or downlink
     */
    void ClearShares(EdgeLinkDirection direction);

    void DoSchedDlTriggerReq(
        const NrMacSchedSapProvider::SchedDlTriggerReqParameters& params) override;
    void DoSchedUlTriggerReq(
        const NrMacSchedSapProvider::SchedUlTriggerReqParameters& params) override;

    /**
     * @brief Signature of Offered.
     *
     * @param [in] direction of the slot
     * @param [in] amount resource blocks times symbols
     */
    typedef void (*OfferedTracedCallback)(EdgeLinkDirection direction, uint32_t amount);

  protected:
    BeamSymbolMap AssignDLRBG(uint32_t symAvail, const ActiveUeMap& activeDl) const override;
    BeamSymbolMap AssignULRBG(uint32_t symAvail, const ActiveUeMap& activeUl) const override;

  private:
    /// A UE's account.
    struct Account
    {
        double share{0};  //!< of this bandwidth part, 0..1
        double credit{0}; //!< RBGs times symbols; may be negative
    };

    /// A UE that has data, and what it gets.
    struct Candidate
    {
        const UePtrAndBufferReq* ue; //!< the UE and the bytes that wait
        Account* account;            //!< account of the UE
        uint32_t nGroups;            //!< RBGs that are due to it
    };

    /**
     * @brief Tells what a slot has for data.
     * @param direction of the slot
     * @param type of the slot
     */
    void Offer(EdgeLinkDirection direction, LteNrTddSlotType type);

    /**
     * @brief Takes note of which transport blocks arrived.
     * @tparam Feedback of HARQ, nr's DlHarqInfo or UlHarqInfo
     * @param direction of the blocks
     * @param feedback what came since the last slot
     */
    template <typename Feedback>
    void Supervise(EdgeLinkDirection direction, const std::vector<Feedback>& feedback);

    /**
     * @brief Divides a slot.
     * @param direction of the slot
     * @param symbols that it has for new data
     * @param active UEs with data, by beam
     * @return symbols of each beam
     */
    BeamSymbolMap Divide(EdgeLinkDirection direction,
                         uint32_t symbols,
                         const ActiveUeMap& active) const;

    /**
     * @brief Without shares: each UE with data has the same.
     * @param direction direction of the slot
     * @param active UEs with data, by beam
     */
    void ShareEqually(EdgeLinkDirection direction, const ActiveUeMap& active) const;

    /**
     * @brief The accounts of the UEs with data earn their shares of a slot.
     * @param direction direction of the slot
     * @param active UEs with data, by beam
     * @param all RBGs times symbols of the slot
     * @param [out] due by beam: RBGs times symbols that its UEs have earned by now
     * @return the UEs with data that have a share, by beam
     */
    std::vector<std::vector<Candidate>> Earn(EdgeLinkDirection direction,
                                             const ActiveUeMap& active,
                                             double all,
                                             std::vector<double>& due) const;

    /**
     * @brief Divides the symbols of a slot among its beams: all for a single one, else as many as
     * are due, the largest rest first.
     * @param symbols symbols of the slot
     * @param nGroups number of RBGs
     * @param due by beam: RBGs times symbols
     * @return symbols by beam
     */
    static std::vector<uint32_t> DivideSymbols(uint32_t symbols,
                                               uint32_t nGroups,
                                               std::vector<double> due);

    /**
     * @brief Gives the UEs of a beam their RBGs.
     * @param direction direction of the slot
     * @param candidates the UEs of the beam
     * @param symbols symbols of the beam
     * @param groups the RBGs
     */
    void Grant(EdgeLinkDirection direction,
               std::vector<Candidate>& candidates,
               uint32_t symbols,
               const std::vector<uint16_t>& groups) const;

    /**
     * @brief Decides how many RBGs are due to each UE of a beam.
     * @param candidates the UEs of the beam
     * @param symbols of the beam
     * @param nGroups number of RBGs
     */
    static void Apportion(std::vector<Candidate>& candidates, uint32_t symbols, uint32_t nGroups);

    /**
     * @brief Without shares: decides how many RBGs each UE of a beam gets, the same for each and
     * what some do not need for the others.
     * @param direction of the slot
     * @param candidates the UEs of the beam
     * @param symbols of the beam
     * @param groups the RBGs
     */
    void Fill(EdgeLinkDirection direction,
              std::vector<Candidate>& candidates,
              uint32_t symbols,
              const std::vector<uint16_t>& groups) const;

    /**
     * @brief Gives a UE as many of the RBGs due to it as it needs, and charges it.
     * @param direction of the slot
     * @param candidate the UE
     * @param symbols over how many symbols
     * @param [in,out] groups the RBGs that are left
     * @return false when what is due to it makes no grant; it has none then
     */
    bool Give(EdgeLinkDirection direction,
              const Candidate& candidate,
              uint32_t symbols,
              std::vector<uint16_t>& groups) const;

    /**
     * @brief Gives a UE RBGs in place of those it had.
     * @param direction of the slot
     * @param ue the UE
     * @param symbols over how many symbols
     * @param groups the RBGs that there are
     * @param n number of candidates, from the first on
     * @return bytes of the transport block that they make
     */
    uint32_t TryGroups(EdgeLinkDirection direction,
                       const UePtrAndBufferReq& ue,
                       uint32_t symbols,
                       const std::vector<uint16_t>& groups,
                       uint32_t n) const;

    /**
     * @brief Finds the least number of RBGs for a transport block. The UE is left with any number.
     * @param direction of the slot
     * @param ue the UE
     * @param symbols over how many symbols
     * @param groups the RBGs that there are
     * @param enough a number that is enough
     * @param bytes of the transport block
     * @return the least number that is enough
     */
    uint32_t FindLeast(EdgeLinkDirection direction,
                       const UePtrAndBufferReq& ue,
                       uint32_t symbols,
                       const std::vector<uint16_t>& groups,
                       uint32_t enough,
                       uint32_t bytes) const;

    // nr's interface calls schedulers const while they schedule
    mutable std::map<uint16_t, Account> m_accounts[2]; //!< by direction and RNTI
    bool m_active[2];                                  //!< by direction: shares are set
    mutable NrLinkSupervision m_links[2];              //!< by direction: who is within reach

    /// A slot was scheduled: its direction and what it had for data.
    TracedCallback<EdgeLinkDirection, uint32_t> m_offered;
};

} // namespace ns3

#endif // NR_SHARE_SCHEDULER_H
