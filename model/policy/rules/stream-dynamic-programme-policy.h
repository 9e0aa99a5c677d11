// SPDX-License-Identifier: GPL-2.0-only

#ifndef STREAM_DYNAMIC_PROGRAMME_POLICY_H
#define STREAM_DYNAMIC_PROGRAMME_POLICY_H

#include "../estimation/plan-estimator.h"
#include "../estimation/stream-dynamic-programme.h"
#include "../spaces/numbered-plans.h"

#include "ns3/offloading-policy.h"
#include "ns3/traced-callback.h"

#include <cstddef>
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
 * @brief Hindsight: knows every arrival of the episode and gives each task what
 * StreamDynamicProgramme found best, from the rates and speeds at the UE's first arrival.
 *
 * The plan is replayed on packets, whatever happens there; it is made anew, from the queues as they
 * are, when the radio expects another rate (RateChange), when a server fails or is repaired, and
 * with Horizon at each arrival. Each UE
 * is planned by itself, with the uplink that its radio expects and the whole of each server: with
 * several UEs no optimum, but a plan. Only where arrivals trigger the epochs. What the programme
 * gives up gets the plan that takes least of the UE.
 */
class StreamDynamicProgrammePolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Signature of the trace source Planned.
     * @param ue index of the UE
     * @param value sum of the accuracies of its tasks in the model
     * @param tasks number of its tasks
     * @param states states of the programme at the task that had most
     */
    typedef void (*PlannedTracedCallback)(uint32_t ue,
                                          double value,
                                          uint32_t tasks,
                                          uint32_t states);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    bool NeedsArrivals() const override;

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /// Which task of which stream a task of a UE is.
    struct Place
    {
        std::size_t stream{0}; //!< index of the stream
        std::size_t number{0}; //!< number of the task within the stream
    };

    /// The tasks of one UE and the plan for them.
    struct Ue
    {
        std::vector<StreamDynamicProgramme::Task> tasks; //!< all tasks, in the order of arrival
        std::vector<Place> places;                       //!< by task: stream and number
        std::vector<int32_t> choices;                    //!< by task: option, as far as planned
        std::size_t next{0};                             //!< number of tasks that have arrived
        double rate{0};                                  //!< bit/s that the last plan reckons with
        bool isKnown{false};                             //!< whether the radio knew that rate
        std::vector<bool> up; //!< by server: whether it was up at the last plan
        Time planned;         //!< when the last plan was made
    };

    /**
     * @brief Makes the lists of options from the rates and speeds of now.
     * @param state what is known
     * @param ue index of a UE
     * @return by stream; empty for those of other UEs
     */
    std::vector<std::vector<StreamDynamicProgramme::Option>> MakeMenus(const EpochState& state,
                                                                       std::size_t ue) const;

    /**
     * @param state what is known
     * @param ue index of a UE
     * @return whether its plan is to be made anew
     */
    bool IsOutdated(const EpochState& state, std::size_t ue) const;

    /**
     * @brief Plans the tasks of a UE from the next one on.
     * @param state what is known
     * @param ue index of a UE
     */
    void Plan(const EpochState& state, std::size_t ue);

    NumberedPlans m_space;                      //!< all plans
    PlanEstimator m_estimator;                  //!< predicts the times of stages
    std::vector<std::vector<uint32_t>> m_menus; //!< actions that are options, by stream
    std::vector<Ue> m_ues;                      //!< by index
    Time m_grid;                                //!< instants are rounded to multiples
    Time m_margin;                              //!< kept free before a deadline
    double m_overhead;                          //!< headers, as a share of what is sent
    double m_slack;                             //!< s, of GetUndominatedActions()
    double m_firstRate;                         //!< bit/s, of an uplink of which nothing is known
    double m_rateChange;                        //!< share of change that makes a plan anew
    uint32_t m_horizon;                         //!< tasks to plan for; 0: all, once

    TracedCallback<uint32_t, double, uint32_t, uint32_t> m_plannedTrace; //!< a plan was made
};

} // namespace ns3

#endif // STREAM_DYNAMIC_PROGRAMME_POLICY_H
