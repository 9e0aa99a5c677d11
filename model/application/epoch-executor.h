// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_EXECUTOR_H
#define EPOCH_EXECUTOR_H

#include "epoch-participants.h"
#include "inference-control-header.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Carries out at radios and servers what a decision says of them, whichever way it came
 * there. What acts at UEs' streams is their plans, which InferenceClient takes.
 */
class EpochExecutor
{
  public:
    /**
     * @param shares shares of UEs
     * @param n number of UEs
     * @return whether all the UEs are there
     */
    static bool HasUes(const std::vector<InferenceControlHeader::SpectrumShare>& shares,
                       uint32_t n);

    /**
     * @brief Changes the shares of some UEs.
     * @param radio divides the spectrum
     * @param shares the UEs, which are there, and their new shares
     * @param atUe true: those that the UE keeps to by itself; false: those that its cell holds it
     * to
     */
    static void DivideSpectrum(const Ptr<RadioAccess>& radio,
                               const std::vector<InferenceControlHeader::SpectrumShare>& shares,
                               bool atUe);

    /**
     * @brief Tells a server which models it is to hold.
     * @param server the server
     * @param dnns the DNNs, as EdgeSystem::dnns
     * @param placement by DNN: 1 when the server is to hold the model; empty leaves it to the
     * server
     */
    static void Place(const EpochParticipants::Server& server,
                      const std::vector<Ptr<const DnnProfile>>& dnns,
                      const std::vector<uint8_t>& placement);
};

} // namespace ns3

#endif // EPOCH_EXECUTOR_H
