// SPDX-License-Identifier: GPL-2.0-only

#ifndef QUANTILE_RANDOM_VARIABLE_H
#define QUANTILE_RANDOM_VARIABLE_H

#include "ns3/random-variable-stream.h"

#include <cstdint>
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
 * @brief Draws from a distribution that a table of quantiles describes, such as a published
 * measurement: linear between two quantiles, and never below the first or above the last one.
 *
 * What lies outside of the table is drawn as its nearest end, so quantiles of 0.01 and 0.99 give
 * one draw of a hundred each the first and the last value. ns-3's EmpiricalRandomVariable does the
 * same work, but its table cannot be an attribute.
 */
class QuantileRandomVariable : public RandomVariableStream
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    QuantileRandomVariable();
    ~QuantileRandomVariable() override;

    /**
     * @param text a text
     * @return "" when SetQuantiles() takes it, else what would have been right
     */
    static std::string FindError(const std::string& text);

    /**
     * @param text quantiles such as "0.05:12,0.5:20,0.95:40": shares from 0 to 1 that rise, and
     * finite values that do not fall
     * @throws InferenceInputError when it is none; the table is then as before
     */
    void SetQuantiles(const std::string& text);

    /**
     * @return the text of SetQuantiles()
     */
    std::string GetQuantiles() const;

    /**
     * @param share 0 to 1
     * @return the value of which that share of all draws is at most as great, scaled
     */
    double GetQuantile(double share) const;

    double GetValue() override;

    /**
     * @return a draw, rounded towards 0 and brought into the range of the type
     */
    uint32_t GetInteger() override;

  private:
    std::string m_text;                             //!< as it was set
    std::vector<std::pair<double, double>> m_table; //!< shares and values, rising
    double m_scale{1};                              //!< factor of all values
};

} // namespace ns3

#endif // QUANTILE_RANDOM_VARIABLE_H
