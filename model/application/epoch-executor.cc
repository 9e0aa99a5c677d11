// SPDX-License-Identifier: GPL-2.0-only

#include "epoch-executor.h"

#include <utility>

namespace ns3
{

bool
EpochExecutor::HasUes(const std::vector<InferenceControlHeader::SpectrumShare>& shares, uint32_t n)
{
    for (const auto& share : shares)
    {
        if (share.ue >= n)
        {
            return false;
        }
    }
    return true;
}

void
EpochExecutor::DivideSpectrum(const Ptr<RadioAccess>& radio,
                              const std::vector<InferenceControlHeader::SpectrumShare>& shares,
                              bool atUe)
{
    for (const auto direction : {EdgeLinkDirection::UPLINK, EdgeLinkDirection::DOWNLINK})
    {
        if (radio->IsShareKeptByUe(direction) != atUe || shares.empty())
        {
            continue;
        }
        std::vector<std::pair<uint32_t, double>> changes;
        for (const auto& share : shares)
        {
            changes.emplace_back(share.ue,
                                 direction == EdgeLinkDirection::UPLINK ? share.uplink
                                                                        : share.downlink);
        }
        radio->ChangeSpectrumShares(direction, changes);
    }
}

void
EpochExecutor::Place(const EpochParticipants::Server& server,
                     const std::vector<Ptr<const DnnProfile>>& dnns,
                     const std::vector<uint8_t>& placement)
{
    if (!server.application)
    {
        return;
    }
    if (placement.empty())
    {
        server.application->ClearPlacement();
        return;
    }
    std::vector<Ptr<const DnnProfile>> held;
    for (std::size_t dnn = 0; dnn < placement.size(); ++dnn)
    {
        if (placement[dnn])
        {
            held.push_back(dnns.at(dnn));
        }
    }
    server.application->SetPlacement(held);
}

} // namespace ns3
