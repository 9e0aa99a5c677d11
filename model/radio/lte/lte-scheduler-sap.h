// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_SCHEDULER_SAP_H
#define LTE_SCHEDULER_SAP_H

#include "lte-share-ffr-algorithm.h"
#include "lte-spectrum-credit.h"
#include "lte-ue-state.h"

#include "ns3/ff-mac-csched-sap.h"
#include "ns3/ff-mac-sched-sap.h"
#include "ns3/ff-mac-scheduler.h"
#include "ns3/lte-enb-mac.h"

#include <cstdint>
#include <map>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Stands between an eNB's MAC and its scheduler and passes everything on: the one place
 * where ns-3 lets RLC queues, CQI, buffer status reports and grants be seen.
 *
 * It changes what it passes on in two cases only:
 *
 * - While uplink shares are set, it holds back the buffer status of UEs whose credit
 *   (LteSpectrumCredit) is used up, so that the scheduler divides the band among the others. A UE's
 *   HARQ retransmissions go on and are charged to it.
 * - Random access of RNTI 0 (a cell without free SRS configuration answers so) and HARQ feedback of
 *   RNTIs that the scheduler does not know end the program in ns-3.37; these are left out, which is
 *   what later releases do.
 */
class LteSchedulerSap : public FfMacSchedSapProvider,
                        public FfMacSchedSapUser,
                        public FfMacCschedSapProvider
{
  public:
    /**
     * @brief Puts itself between MAC and scheduler of an eNB.
     * @param mac MAC of the eNB
     * @param scheduler scheduler of the eNB
     * @param ffr frequency reuse algorithm of the eNB; null when it has another one, then the
     * downlink is not divided
     * @param downlinkBlocks resource blocks of the downlink
     * @param uplinkBlocks resource blocks of the uplink
     */
    LteSchedulerSap(Ptr<LteEnbMac> mac,
                    Ptr<FfMacScheduler> scheduler,
                    Ptr<LteShareFfrAlgorithm> ffr,
                    uint32_t downlinkBlocks,
                    uint32_t uplinkBlocks);

    ~LteSchedulerSap() override = default;

    LteSchedulerSap(const LteSchedulerSap&) = delete;
    LteSchedulerSap& operator=(const LteSchedulerSap&) = delete;

    /**
     * @brief Takes itself out again, and shows the scheduler what was hidden from it. Not to be
     * called once the eNB is disposed of: its SAPs are gone then.
     */
    void Remove();

    /**
     * @brief What is seen of an RNTI goes to a UE, from now on.
     * @param rnti the RNTI
     * @param ue the UE; null: to nobody
     */
    void SetUe(uint16_t rnti, LteUeState* ue);

    /**
     * @param rnti an RNTI
     * @return the UE it belongs to, or null
     */
    LteUeState* GetUe(uint16_t rnti) const;

    /**
     * @param shares by RNTI, the sum at most 1; empty: the scheduler decides
     * @param keepCredit true to carry on the accounts of UEs that had a share before
     */
    void SetUplinkShares(const std::map<uint16_t, double>& shares, bool keepCredit);

    /**
     * @param shares by RNTI, the sum at most 1; empty: the scheduler decides
     * @param keepCredit true to carry on the accounts of UEs that had a share before
     */
    void SetDownlinkShares(const std::map<uint16_t, double>& shares, bool keepCredit);

    // FfMacSchedSapProvider: from the MAC to the scheduler
    void SchedDlRlcBufferReq(const struct SchedDlRlcBufferReqParameters& params) override;
    void SchedDlPagingBufferReq(const struct SchedDlPagingBufferReqParameters& params) override;
    void SchedDlMacBufferReq(const struct SchedDlMacBufferReqParameters& params) override;
    void SchedDlTriggerReq(const struct SchedDlTriggerReqParameters& params) override;
    void SchedDlRachInfoReq(const struct SchedDlRachInfoReqParameters& params) override;
    void SchedDlCqiInfoReq(const struct SchedDlCqiInfoReqParameters& params) override;
    void SchedUlTriggerReq(const struct SchedUlTriggerReqParameters& params) override;
    void SchedUlNoiseInterferenceReq(
        const struct SchedUlNoiseInterferenceReqParameters& params) override;
    void SchedUlSrInfoReq(const struct SchedUlSrInfoReqParameters& params) override;
    void SchedUlMacCtrlInfoReq(const struct SchedUlMacCtrlInfoReqParameters& params) override;
    void SchedUlCqiInfoReq(const struct SchedUlCqiInfoReqParameters& params) override;

    // FfMacSchedSapUser: from the scheduler to the MAC
    void SchedDlConfigInd(const struct SchedDlConfigIndParameters& params) override;
    void SchedUlConfigInd(const struct SchedUlConfigIndParameters& params) override;

    // FfMacCschedSapProvider: configuration, from the MAC to the scheduler
    void CschedCellConfigReq(const struct CschedCellConfigReqParameters& params) override;
    void CschedUeConfigReq(const struct CschedUeConfigReqParameters& params) override;
    void CschedLcConfigReq(const struct CschedLcConfigReqParameters& params) override;
    void CschedLcReleaseReq(const struct CschedLcReleaseReqParameters& params) override;
    void CschedUeReleaseReq(const struct CschedUeReleaseReqParameters& params) override;

  private:
    /// An RNTI that the scheduler knows.
    struct User
    {
        LteUeState* ue{nullptr}; //!< the UE that has the RNTI, when that is known
        uint32_t waiting{0};     //!< bytes: what the scheduler would know without us
        bool isHidden{false};    //!< the scheduler was told that nothing waits
    };

    /**
     * @brief Writes a buffer status report.
     * @param rnti RNTI of the UE that reports
     * @param bytes that wait
     * @return the report; the size is rounded as 36.321, 6.1.3.1 does
     */
    static MacCeListElement_s MakeReport(uint16_t rnti, uint32_t bytes);

    /// Tells the scheduler which UEs' data it may serve in this TTI.
    void Gate();

    Ptr<LteEnbMac> m_mac;              //!< one side
    Ptr<FfMacScheduler> m_scheduler;   //!< the other side
    Ptr<LteShareFfrAlgorithm> m_ffr;   //!< divides the downlink; may be null
    FfMacSchedSapProvider* m_provider; //!< of the scheduler
    FfMacSchedSapUser* m_user;         //!< of the MAC
    FfMacCschedSapProvider* m_cconfig; //!< of the scheduler
    uint32_t m_downlinkBlocks;         //!< resource blocks
    uint32_t m_uplinkBlocks;           //!< resource blocks
    LteSpectrumCredit m_uplinkCredit;  //!< of the UEs, in resource blocks
    std::map<uint16_t, User> m_users;  //!< by RNTI
};

} // namespace ns3

#endif // LTE_SCHEDULER_SAP_H
