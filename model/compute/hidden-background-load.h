// SPDX-License-Identifier: GPL-2.0-only

#ifndef HIDDEN_BACKGROUND_LOAD_H
#define HIDDEN_BACKGROUND_LOAD_H

#include "ns3/background-load.h"
#include "ns3/ptr.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Two loads of one ComputeNode, of which one is not reported: of what the seen one leaves,
 * the hidden one takes its share. Policies are told a speed that knows of the seen one only.
 */
class HiddenBackgroundLoad : public BackgroundLoad
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    HiddenBackgroundLoad();
    ~HiddenBackgroundLoad() override;

    /**
     * @brief Sets both loads, before the process begins.
     * @param seen the one that is reported, used by this object only; null: nothing
     * @param hidden the one that is not, used by this object only
     */
    void SetLoads(Ptr<BackgroundLoad> seen, Ptr<BackgroundLoad> hidden);

    /**
     * @return the load that is reported, 0 to 1
     */
    double GetSeen() const;

    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    void DoStart() override;
    void DoStop() override;

    /// One of the loads has changed.
    void Combine();

    Ptr<BackgroundLoad> m_seen;   //!< what is reported; null: nothing
    Ptr<BackgroundLoad> m_hidden; //!< the load that is not reported
    bool m_starting{false};       //!< while both begin
};

} // namespace ns3

#endif // HIDDEN_BACKGROUND_LOAD_H
