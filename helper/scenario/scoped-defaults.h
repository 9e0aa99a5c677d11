// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCOPED_DEFAULTS_H
#define SCOPED_DEFAULTS_H

#include "ns3/attribute.h"
#include "ns3/type-id.h"

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
 * @brief Changes defaults of attributes and puts back what they were when it goes.
 *
 * So a scenario leaves nothing behind for the next one in the same process.
 */
class ScopedDefaults
{
  public:
    ScopedDefaults() = default;
    ScopedDefaults(const ScopedDefaults&) = delete;
    ScopedDefaults& operator=(const ScopedDefaults&) = delete;
    ~ScopedDefaults();

    /**
     * @param type a class
     * @param attribute name of an attribute, also of a parent class
     * @param text its value, checked by AttributeText
     */
    void Set(TypeId type, const std::string& attribute, const std::string& text);

  private:
    /// What a default was.
    struct Previous
    {
        TypeId type;                     //!< the class that has the attribute
        std::size_t index;               //!< its number there
        Ptr<const AttributeValue> value; //!< the default
    };

    std::vector<Previous> m_previous; //!< first to last
};

} // namespace ns3

#endif // SCOPED_DEFAULTS_H
