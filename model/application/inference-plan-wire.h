// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_PLAN_WIRE_H
#define INFERENCE_PLAN_WIRE_H

#include "ns3/buffer.h"
#include "ns3/inference-plan.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A plan as it stands in packets: exit, cut (2 bytes), bits (1), server (2), tailCut (2,
 * 0xffff without a tail), tailBits (1), tailServer (2), all in network byte order.
 *
 * @tparam Exit unsigned integer that holds the exit: uint8_t in InferenceHeader, uint16_t in
 * InferenceControlHeader
 */
template <typename Exit>
class InferencePlanWire
{
  public:
    /// Bytes of a plan.
    static constexpr uint32_t SIZE = sizeof(Exit) + 2 + 1 + 2 + 2 + 1 + 2;

    /**
     * @param plan a plan
     * @param i where to write; moved behind the plan
     */
    static void Write(const InferencePlan& plan, Buffer::Iterator& i)
    {
        Visit(plan, [&i](uint32_t value, std::size_t size) {
            for (std::size_t byte = size; byte-- > 0;)
            {
                i.WriteU8(static_cast<uint8_t>(value >> 8 * byte));
            }
        });
    }

    /**
     * @param [out] plan the plan that was read
     * @param bytes where a plan of SIZE bytes begins; moved behind it
     */
    static void Read(InferencePlan& plan, const uint8_t*& bytes)
    {
        Visit(plan, [&bytes](auto& value, std::size_t size) {
            value = 0;
            for (std::size_t byte = 0; byte < size; ++byte)
            {
                value = static_cast<std::decay_t<decltype(value)>>(value << 8 | *bytes++);
            }
        });
    }

  private:
    /**
     * @brief Goes through the fields in their order on the wire.
     * @tparam Plan InferencePlan or const InferencePlan
     * @tparam Visitor callable
     * @param plan the plan
     * @param visit called with each field and the number of its bytes
     */
    template <typename Plan, typename Visitor>
    static void Visit(Plan& plan, const Visitor& visit)
    {
        visit(plan.exit, sizeof(Exit));
        visit(plan.cut, 2);
        visit(plan.bits, 1);
        visit(plan.server, 2);
        visit(plan.tailCut, 2);
        visit(plan.tailBits, 1);
        visit(plan.tailServer, 2);
    }
};

} // namespace ns3

#endif // INFERENCE_PLAN_WIRE_H
