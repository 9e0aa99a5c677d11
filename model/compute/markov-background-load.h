// SPDX-License-Identifier: GPL-2.0-only

#ifndef MARKOV_BACKGROUND_LOAD_H
#define MARKOV_BACKGROUND_LOAD_H

#include "ns3/background-load.h"
#include "ns3/event-id.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A load that jumps: each level is held for a random time, then a new one is drawn.
 *
 * With exponential holding times this is a continuous-time Markov chain, otherwise a semi-Markov
 * process. Levels are independent of each other and of the holding times, so the mean load over
 * time is the mean of @c Level.
 */
class MarkovBackgroundLoad : public BackgroundLoad
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MarkovBackgroundLoad();
    ~MarkovBackgroundLoad() override;

    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;
    void DoStart() override;
    void DoStop() override;

  private:
    /// Draws a level and the time for which it is held.
    void Jump();

    Ptr<RandomVariableStream> m_level;       //!< the load, brought into 0 to 1
    Ptr<RandomVariableStream> m_holdingTime; //!< s
    EventId m_jump;                          //!< the next change
};

} // namespace ns3

#endif // MARKOV_BACKGROUND_LOAD_H
