// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIELD_REPORT_H
#define FIELD_REPORT_H

#include <limits>
#include <ostream>
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
 * @brief One number that was measured and predicted.
 */
struct FieldComparison
{
    /// Naive predictions: of what, ms.
    using Naive = std::vector<std::pair<std::string, double>>;

    std::string experiment; //!< E1 to E5
    std::string row;        //!< of the measurement, such as "Seoul gpu-20"
    std::string quantity;   //!< what was measured
    std::string quantile;   //!< p50, p95 or p99
    std::string use;        //!< predicted (claimed), shown (not claimed), calibrated
    double measured{0};     //!< ms
    double simulated{0};    //!< ms
    Naive naive{};          //!< predictions without a simulator
    double noise{std::numeric_limits<double>::quiet_NaN()}; //!< one run against the others, %

    /**
     * @param predicted a prediction, ms
     * @return its error, %
     */
    double GetError(double predicted) const
    {
        return 100 * (predicted / measured - 1);
    }
};

/**
 * @ingroup edge-inference
 * @brief Collects comparisons, prints them, and writes them as CSV files.
 */
class FieldReport
{
  public:
    /**
     * @param comparison one more
     */
    void Add(const FieldComparison& comparison);

    /**
     * @brief Adds a point of a distribution, for figures.
     * @param of what: experiment, row and quantity
     * @param source measured or simulated
     * @param value ms
     * @param share of all values that do not exceed it
     */
    void AddPoint(const FieldComparison& of, const std::string& source, double value, double share);

    /**
     * @brief Prints all comparisons and, by experiment, quantity and quantile, the mean size of
     * the errors of what is predicted.
     * @param out where to print
     */
    void Print(std::ostream& out) const;

    /**
     * @brief Writes comparison.csv, errors.csv and distributions.csv.
     * @param folder where; it exists
     * @throws InferenceInputError when a file cannot be written
     */
    void Write(const std::string& folder) const;

  private:
    /// Mean sizes of errors.
    struct Errors
    {
        std::string experiment;       //!< E1 to E5
        std::string quantity;         //!< what was measured
        std::string quantile;         //!< p50 or p95
        int rows{0};                  //!< how many predictions
        double simulated{0};          //!< sum of the sizes, %
        double noise{0};              //!< the same of the noise; NaN when it is not known
        FieldComparison::Naive naive; //!< the same of naive predictions
    };

    /**
     * @return sums of the sizes of errors
     */
    std::vector<Errors> GetErrors() const;

    std::vector<FieldComparison> m_comparisons; //!< in order
    std::string m_points;                       //!< rows of distributions.csv
};

} // namespace ns3

#endif // FIELD_REPORT_H
