// SPDX-License-Identifier: GPL-2.0-only

#ifndef EPOCH_REPORTS_H
#define EPOCH_REPORTS_H

#include "ns3/epoch-state.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/observation-model.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The reports on their way to an InferenceScheduler: makes them when an ObservationModel
 * says so, and brings those that have arrived.
 */
class EpochReports
{
  public:
    /// Writes the state of this instant, as it would be seen without an ObservationModel.
    using Measure = std::function<void(EpochState& state)>;

    /**
     * @param model how well the state is known
     * @param system who asks for what, and the machines; must outlive this object
     * @param measure measures the state
     */
    EpochReports(Ptr<ObservationModel> model, const EdgeSystem& system, Measure measure);

    /// No report is made any more.
    ~EpochReports();

    EpochReports(const EpochReports&) = delete;
    EpochReports& operator=(const EpochReports&) = delete;

    /**
     * @brief Brings what has arrived until now. The first call begins the reports.
     * @param [in,out] state what is known; parts of which no report has come stay
     */
    void Collect(EpochState& state);

  private:
    /// A report of everybody, made at one instant.
    struct Report
    {
        Time at;                      //!< when it was made
        EpochState state;             //!< what it says
        std::vector<bool> hasUes;     //!< by UE: not lost
        std::vector<bool> hasServers; //!< by server: not lost
    };

    /// Makes the first report, which arrives at once.
    void Begin();

    /// Makes a report now.
    void Take();

    /// Makes a report now, and the next one later.
    void TakeAndGoOn();

    /**
     * @param report a report that arrives
     * @param [in,out] state what is known
     */
    void Deliver(const Report& report, EpochState& state) const;

    Ptr<ObservationModel> m_model; //!< how well the state is known
    const EdgeSystem& m_system;    //!< who asks for what
    Measure m_measure;             //!< measures the state
    bool m_begun{false};           //!< the first report was made
    Time m_step;                   //!< between reports; 0: one is made at each epoch
    Time m_due;                    //!< when the next report is made
    EventId m_next;                //!< the next report
    EpochState m_measured;         //!< the state as it was measured last
    std::deque<Report> m_reports;  //!< on their way, by age
};

} // namespace ns3

#endif // EPOCH_REPORTS_H
