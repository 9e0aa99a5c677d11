// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPERIMENT_AXIS_H
#define EXPERIMENT_AXIS_H

#include <limits>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief One axis of a figure: what it is about, and the way from values to positions.
 */
struct ExperimentAxis
{
    std::string label;                                 //!< with the unit
    bool log{false};                                   //!< logarithmic; values up to 0 are left out
    std::vector<std::pair<double, std::string>> names; //!< values with a name, instead of numbers
    double least{-std::numeric_limits<double>::infinity()}; //!< values cannot be less
    double most{std::numeric_limits<double>::infinity()};   //!< values cannot be more
    double low{std::numeric_limits<double>::quiet_NaN()};   //!< where it begins; NaN: see Fit()
    double high{std::numeric_limits<double>::quiet_NaN()};  //!< where it ends; NaN: see Fit()

    /**
     * @brief Chooses the ends that are NaN: around the values, within what values can be.
     * @param values that have to fit: pairs of least and greatest
     */
    void Fit(const std::vector<std::pair<double, double>>& values);

    /**
     * @param begin position of the low end
     * @param end position of the high end
     */
    void SetPositions(double begin, double end);

    /**
     * @param value any value
     * @return its position; that of an end for a value beyond it
     */
    double At(double value) const;

    /**
     * @param value any value
     * @return whether it lies between the ends
     */
    bool Shows(double value) const;

    /**
     * @return positions and texts of the marks
     */
    std::vector<std::pair<double, std::string>> GetMarks() const;

  private:
    /**
     * @return round values between the ends
     */
    std::vector<double> GetTicks() const;

    /**
     * @return 1, 2 and 5 of each decade while there is room, otherwise decades
     */
    std::vector<double> GetLogTicks() const;

    /**
     * @param value a tick
     * @param step to the next one
     * @return its text, with as many digits as tell the ticks apart
     */
    std::string GetText(double value, double step) const;

    double m_begin{0}; //!< position of low
    double m_end{1};   //!< position of high
};

} // namespace ns3

#endif // EXPERIMENT_AXIS_H
