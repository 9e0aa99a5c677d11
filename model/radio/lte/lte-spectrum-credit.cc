// SPDX-License-Identifier: GPL-2.0-only

#include "lte-spectrum-credit.h"

#include <algorithm>

namespace ns3
{

void
LteSpectrumCredit::SetShares(const std::map<uint16_t, double>& shares, bool keepCredit)
{
    std::map<uint16_t, Account> accounts;
    for (const auto& [rnti, share] : shares)
    {
        Account account;
        const auto old = m_accounts.find(rnti);
        if (old != m_accounts.end())
        {
            account = old->second;
            account.credit = keepCredit ? account.credit : 0;
        }
        account.share = share;
        accounts[rnti] = account;
    }
    m_accounts.swap(accounts);
    m_active = !m_accounts.empty();
}

bool
LteSpectrumCredit::IsActive() const
{
    return m_active;
}

void
LteSpectrumCredit::Earn(double blocks)
{
    // each may hold a fraction of a block that it cannot use yet: that much is no loss
    double allowed = blocks;
    double sum = 0;
    double shares = 0;
    for (auto& [rnti, account] : m_accounts)
    {
        account.credit = std::min(account.credit + account.share * blocks, blocks);
        if (account.waiting && account.credit > 0)
        {
            allowed += 1;
            sum += account.credit;
            shares += account.share;
        }
    }
    const double excess = sum - allowed;
    if (excess > 0 && shares > 0)
    {
        for (auto& [rnti, account] : m_accounts)
        {
            if (account.waiting && account.credit > 0)
            {
                account.credit -= excess * account.share / shares;
            }
        }
    }
}

void
LteSpectrumCredit::Pay(uint16_t rnti, double blocks)
{
    const auto account = m_accounts.find(rnti);
    if (account != m_accounts.end())
    {
        account->second.credit -= blocks;
    }
}

std::map<uint16_t, LteSpectrumCredit::Account>&
LteSpectrumCredit::GetAccounts()
{
    return m_accounts;
}

} // namespace ns3
