// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_CONTROL_MESSAGE_H
#define INFERENCE_CONTROL_MESSAGE_H

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A datagram of in-band control that carries a part of a decision, as trace sources tell it.
 */
struct InferenceControlMessage
{
    /// What it carries.
    enum Content : uint8_t
    {
        PLANS,       //!< to a UE: the plans of its streams
        UE_SPECTRUM, //!< to a UE: its own shares of the spectrum
        SPECTRUM,    //!< to a cell: the UEs' shares of its spectrum
        SERVER       //!< to a server: weights of the UEs' jobs, models to hold, or both
    };

    /**
     * @brief Signature of trace sources.
     * @param message the datagram
     */
    typedef void (*TracedCallback)(const InferenceControlMessage& message);

    Content content{PLANS}; //!< what it carries
    uint32_t index{0};      //!< of the UE, the cell or the server that it is for
    uint64_t decision{0};   //!< number of the decision
    uint32_t bytes{0};      //!< its size, without UDP and IP
};

} // namespace ns3

#endif // INFERENCE_CONTROL_MESSAGE_H
