// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONSTANT_BACKGROUND_LOAD_H
#define CONSTANT_BACKGROUND_LOAD_H

#include "ns3/background-load.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A load that stays until its attribute is set anew, which may happen at any time.
 */
class ConstantBackgroundLoad : public BackgroundLoad
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ConstantBackgroundLoad();
    ~ConstantBackgroundLoad() override;

  protected:
    void DoStart() override;

  private:
    /**
     * @param load the load from now on
     */
    void SetConstant(double load);

    /**
     * @return the attribute @c Load
     */
    double GetConstant() const;

    double m_constant; //!< the load
};

} // namespace ns3

#endif // CONSTANT_BACKGROUND_LOAD_H
