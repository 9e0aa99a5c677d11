// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIELD_EXPERIMENTS_H
#define FIELD_EXPERIMENTS_H

#include "field-data.h"
#include "field-report.h"
#include "field-run.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief The experiments of doc/validation-field.rst: each sets up a scenario from what it may be
 * calibrated on, runs it, and compares it with what was measured.
 */
class FieldExperiments
{
  public:
    /// What is run.
    struct Options
    {
        std::string radio{"link"}; //!< of E2 and E3: link, lte or nr
        bool isShort{false};       //!< few rows, one run each
        uint32_t runs{2};          //!< of each scenario
    };

    /**
     * @param data what was measured; it must outlive this object
     * @param options what is run
     * @param report gets the comparisons; it must outlive this object
     */
    FieldExperiments(const FieldData& data, const Options& options, FieldReport& report);

    /// E1: AR under load of the GPU, from the unloaded network and the service times in order.
    void RunLoadedAr();

    /// E6: E1 over the radio of E2, so that frames come unevenly to the server.
    void RunLoadedArOverBursts();

    /// E2: bursts of 10 to 100 kB, from those of 5 and 200 kB.
    void RunBursts();

    /// E3 and E4: AR and streaming over the radio of E2: the network, and the queue at the server.
    void RunFrames();

    /// E5: delay of small packets over a TDD cell, from the median of the downlink.
    void RunBaseDelay();

  private:
    /**
     * @param name of a scenario
     * @param profile of its stream
     * @return the scenario
     */
    FieldScenario Read(const std::string& name, const std::string& profile) const;

    /**
     * @brief In the short form frames over a network that takes no time are one packet each.
     * @param scenario whose frames
     */
    void MakeCheap(FieldScenario& scenario) const;

    /// What makes the medians of simulated bursts of 5 and 200 kB those that were measured.
    struct Calibration
    {
        double shift{0};   //!< of the delay, ms
        double pace{1};    //!< link: factor of the time that a byte takes
        uint32_t width{0}; //!< of a cell: resource blocks (lte), MHz (nr)
    };

    /**
     * @param scenario gets one direction of the radio
     * @param city whose bursts
     * @param direction uplink or downlink
     * @param calibration of that direction
     */
    void SetDirection(FieldScenario& scenario,
                      const std::string& city,
                      const std::string& direction,
                      const Calibration& calibration) const;

    /**
     * @param scenario gets the radio
     * @param radio lte or nr
     * @param up calibration of the uplink
     * @param down calibration of the downlink
     */
    static void SetCell(FieldScenario& scenario,
                        const std::string& radio,
                        const Calibration& up,
                        const Calibration& down);

    /**
     * @param app ar or ss
     * @param city where
     * @return time in the network by interpolation between medians of bursts of all sizes, ms
     */
    double GetByHand(const std::string& app, const std::string& city) const;

    /// One direction of a city's network over one radio.
    struct Way
    {
        std::string radio;     //!< link, lte or nr
        std::string city;      //!< where
        std::string direction; //!< uplink or downlink
    };

    /**
     * @brief Simulates bursts.
     * @param way over which
     * @param kB size of the bursts
     * @param calibration of the way
     * @return what they took
     */
    FieldTimes RunBursts(const Way& way, int kB, const Calibration& calibration) const;

    /**
     * @param way over which
     * @return its calibration, by bursts of 5 and 200 kB and nothing else; found once
     */
    const Calibration& Calibrate(const Way& way);

    /**
     * @brief Sets delay and rate of a link so that medians of bursts are those that were measured.
     * @param way over the radio link
     * @param [in,out] calibration to find
     */
    void CalibrateLink(const Way& way, Calibration& calibration) const;

    /**
     * @brief Chooses the bandwidth of a cell whose bursts of 200 kB take the time that is nearest,
     * and the delay of its wires.
     * @param way over the radio lte or nr
     * @param [in,out] calibration to find
     */
    void CalibrateCell(const Way& way, Calibration& calibration) const;

    /**
     * @param scenario gets the radio that bursts of 5 and 200 kB calibrate
     * @param radio link, lte or nr
     * @param city whose bursts
     */
    void SetRadio(FieldScenario& scenario, const std::string& radio, const std::string& city);

    /**
     * @brief Compares bursts of one size.
     * @param way over which
     * @param kB size of the bursts
     */
    void CompareBursts(const Way& way, int kB);

    /**
     * @brief Compares the network of one application over a cell, whose jitter is none for E4.
     * @param app ar or ss
     * @param city where
     */
    void RunFramesOverCell(const std::string& app, const std::string& city);

    /**
     * @param scenario of AR; gets the service times of a measured run, in their order
     * @param city where
     * @param load of the GPU
     */
    void SetServiceInOrder(FieldScenario& scenario,
                           const std::string& city,
                           const std::string& load) const;

    /// Naive predictions of a quantity at a share of the frames, ms.
    using NaiveTimes =
        std::function<FieldComparison::Naive(FieldTimes::Quantity quantity, double share)>;

    /**
     * @brief Compares AR under load, end to end and at the server.
     * @param experiment E1 or E6
     * @param city where
     * @param load of the GPU
     * @param times simulated
     * @param naive what is predicted without a simulator, besides the unloaded row
     */
    void CompareLoadedAr(const std::string& experiment,
                         const std::string& city,
                         const std::string& load,
                         const FieldTimes& times,
                         const NaiveTimes& naive);

    /**
     * @brief Compares one city and load of E6.
     * @param city where
     * @param load of the GPU
     */
    void RunLoadedArOverBursts(const std::string& city, const std::string& load);

    /**
     * @brief Compares one city and load of E1.
     * @param city where
     * @param load of the GPU
     */
    void RunLoadedAr(const std::string& city, const std::string& load);

    /**
     * @brief Compares one application and city of E3 and E4.
     * @param app ar or ss
     * @param city where
     */
    void RunFrames(const std::string& app, const std::string& city);

    /**
     * @brief Compares quantiles of one quantity.
     * @param common experiment, row and quantity; use: of p50 and p95
     * @param measured what was measured
     * @param times what was simulated
     * @param quantity what of it
     */
    void AddDistribution(const FieldComparison& common,
                         const FieldQuantiles& measured,
                         const FieldTimes& times,
                         FieldTimes::Quantity quantity);

    const FieldData& m_data;                           //!< what was measured
    Options m_options;                                 //!< what is run
    FieldReport& m_report;                             //!< gets the comparisons
    std::map<std::string, Calibration> m_calibrations; //!< by city and direction
};

} // namespace ns3

#endif // FIELD_EXPERIMENTS_H
