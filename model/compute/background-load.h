// SPDX-License-Identifier: GPL-2.0-only

#ifndef BACKGROUND_LOAD_H
#define BACKGROUND_LOAD_H

#include "ns3/callback.h"
#include "ns3/object.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The share of a ComputeNode's capacity that others take, from 0 to 1, over time.
 *
 * At 1 nothing is left and jobs stand still. An object serves one node: do not set it as a default
 * of ComputeNode's attribute, which would share it. A load of one's own derives from this class and
 * calls SetLoad().
 */
class BackgroundLoad : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    BackgroundLoad();
    ~BackgroundLoad() override;

    /**
     * @return the load now, 0 to 1; 0 before the first Start()
     */
    double GetLoad() const;

    /**
     * @brief Begins the process; one that runs is stopped first.
     * @param onChange called with the new load whenever it changes, which may be within this call
     */
    void Start(Callback<void, double> onChange);

    /**
     * @brief Ends the process; the load keeps its last value.
     */
    void Stop();

    /**
     * @brief Fixes the random number streams.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

    /**
     * @brief Changes the load and tells the owner when it differs.
     * @param load the new load; brought into 0 to 1, 0 for NaN
     */
    void SetLoad(double load);

    /**
     * @return true between Start() and Stop()
     */
    bool IsRunning() const;

    /**
     * @brief Called by Start(): set the first load and schedule its change.
     */
    virtual void DoStart() = 0;

    /**
     * @brief Called by Stop(): cancel what is scheduled.
     */
    virtual void DoStop();

  private:
    double m_load{0};                  //!< the load, 0 to 1
    bool m_running{false};             //!< between Start() and Stop()
    Callback<void, double> m_onChange; //!< the owner
};

} // namespace ns3

#endif // BACKGROUND_LOAD_H
