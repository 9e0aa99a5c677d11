// SPDX-License-Identifier: GPL-2.0-only

#ifndef LTE_SPECTRUM_CREDIT_H
#define LTE_SPECTRUM_CREDIT_H

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
 * @brief Who of a cell's UEs may still be given spectrum: a deficit counter for each, in resource
 * blocks (or groups of them), of one direction of one cell.
 *
 * Every TTI a UE earns its share of the cell's blocks, and it pays for those that it was given. So
 * what rounding to whole blocks took from it in one TTI it gets in a later one, and its mean is its
 * share. A UE that has nothing to send saves up at most one TTI of the whole cell. Blocks that the
 * scheduler could not use (rounding, random access, HARQ) are lost to the UEs that wait in
 * proportion to their shares.
 *
 * (The counters are those of deficit round robin, M. Shreedhar and G. Varghese, IEEE/ACM
 * Transactions on Networking 4(3), 1996, with a quantum for each TTI.)
 */
class LteSpectrumCredit
{
  public:
    /// A UE's account.
    struct Account
    {
        double share{0};     //!< of the cell, 0..1
        double credit{0};    //!< blocks; at most one TTI of the cell, may be negative
        bool waiting{false}; //!< has something to send
    };

    /**
     * @param shares by RNTI, the sum at most 1; empty: nothing is divided
     * @param keepCredit true when UEs that are in it already keep their credit
     */
    void SetShares(const std::map<uint16_t, double>& shares, bool keepCredit);

    /**
     * @return true while spectrum is divided
     */
    bool IsActive() const;

    /**
     * @brief A TTI begins: every UE earns its share.
     * @param blocks that the cell has in a TTI
     */
    void Earn(double blocks);

    /**
     * @param rnti RNTI of the UE that was given spectrum; ignored when it has no account
     * @param blocks what the UE was given
     */
    void Pay(uint16_t rnti, double blocks);

    /**
     * @return the accounts by RNTI
     */
    std::map<uint16_t, Account>& GetAccounts();

  private:
    std::map<uint16_t, Account> m_accounts; //!< by RNTI
    bool m_active{false};                   //!< spectrum is divided
};

} // namespace ns3

#endif // LTE_SPECTRUM_CREDIT_H
