// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_SHARE_FFR_ALGORITHM_H
#define LTE_SHARE_FFR_ALGORITHM_H

#include "lte-spectrum-credit.h"

#include "ns3/lte-ffr-algorithm.h"
#include "ns3/lte-ffr-rrc-sap.h"
#include "ns3/lte-ffr-sap.h"

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
 * @brief Divides the downlink of an eNB among its UEs: every TTI, each resource block group (RBG)
 * belongs to one UE or to nobody, and the scheduler may give it to no other.
 *
 * The number of RBGs that a UE owns follows its share, rounded so that the mean over TTIs is the
 * share (LteSpectrumCredit). A UE owns neighbouring RBGs, in the order of the RNTIs, so that they
 * stay about the same and a retransmission finds the place of the transmission free. Works with
 * schedulers that ask for each UE and RBG: PfFfMacScheduler does; RrFfMacScheduler never asks.
 * Without shares (the default) it allows everything, as LteFrNoOpAlgorithm does. The uplink is left
 * alone: ns-3's schedulers stop at the first UE that finds no free run of blocks.
 */
class LteShareFfrAlgorithm : public LteFfrAlgorithm
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LteShareFfrAlgorithm();
    ~LteShareFfrAlgorithm() override;

    /**
     * @param shares by RNTI, each 0..1, the sum at most 1; empty: everything is allowed
     * @param keepCredit true to carry on the rounding of UEs that had a share before
     */
    void SetShares(const std::map<uint16_t, double>& shares, bool keepCredit);

    /**
     * @brief Tells what the scheduler gave to a UE in this TTI, HARQ retransmissions included.
     * @param rnti the UE
     * @param rbgs bit i stands for RBG i
     */
    void NoteAllocation(uint16_t rnti, uint32_t rbgs);

    /**
     * @brief Settles the accounts of a TTI, after all calls of NoteAllocation().
     */
    void EndTti();

    /**
     * @return the number of RBGs that ns-3's schedulers use (36.213, table 7.1.6.1-1; the last,
     * incomplete one is never used)
     */
    uint32_t GetNRbgs();

    void SetLteFfrSapUser(LteFfrSapUser* s) override;
    LteFfrSapProvider* GetLteFfrSapProvider() override;
    void SetLteFfrRrcSapUser(LteFfrRrcSapUser* s) override;
    LteFfrRrcSapProvider* GetLteFfrRrcSapProvider() override;

    friend class MemberLteFfrSapProvider<LteShareFfrAlgorithm>;
    friend class MemberLteFfrRrcSapProvider<LteShareFfrAlgorithm>;

  protected:
    void DoDispose() override;
    void Reconfigure() override;
    std::vector<bool> DoGetAvailableDlRbg() override;
    bool DoIsDlRbgAvailableForUe(int rbg, uint16_t rnti) override;
    std::vector<bool> DoGetAvailableUlRbg() override;
    bool DoIsUlRbgAvailableForUe(int rb, uint16_t rnti) override;
    void DoReportDlCqiInfo(
        const struct FfMacSchedSapProvider::SchedDlCqiInfoReqParameters& params) override;
    void DoReportUlCqiInfo(
        const struct FfMacSchedSapProvider::SchedUlCqiInfoReqParameters& params) override;
    void DoReportUlCqiInfo(std::map<uint16_t, std::vector<double>> ulCqiMap) override;
    uint8_t DoGetTpc(uint16_t rnti) override;
    uint16_t DoGetMinContinuousUlBandwidth() override;
    void DoReportUeMeas(uint16_t rnti, LteRrcSap::MeasResults measResults) override;
    void DoRecvLoadInformation(EpcX2Sap::LoadInformationParams params) override;

  private:
    /// Gives every RBG of the TTI that begins an owner.
    void Plan();

    /// Nobody.
    static constexpr uint16_t NO_RNTI = 0;

    std::unique_ptr<LteFfrSapProvider> m_ffrSapProvider;       //!< for the scheduler
    std::unique_ptr<LteFfrRrcSapProvider> m_ffrRrcSapProvider; //!< for the RRC
    LteSpectrumCredit m_credit;                                //!< of the UEs, in RBGs
    std::vector<uint16_t> m_owner;                             //!< by RBG: RNTI, 0 for nobody
    std::vector<bool> m_used;                                  //!< by RBG: given to someone
    std::map<uint16_t, uint32_t> m_given;                      //!< by RNTI: RBGs in this TTI
    bool m_planned{false};                                     //!< m_owner is of this TTI
};

} // namespace ns3

#endif // LTE_SHARE_FFR_ALGORITHM_H
