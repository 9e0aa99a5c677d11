// SPDX-License-Identifier: GPL-2.0-only

#ifndef ATTRIBUTE_FORWARDING_H
#define ATTRIBUTE_FORWARDING_H

#include "ns3/object-base.h"
#include "ns3/object-factory.h"
#include "ns3/ptr.h"
#include "ns3/type-id.h"

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
 * @brief Gives a class the attributes of an object that it owns, so that name, help, checker and
 * default of each stand once, with the class of that object.
 */
class AttributeForwarding
{
  public:
    /// Finds the object that an attribute belongs to, in one that owns it.
    using Find = ObjectBase* (*)(const ObjectBase* owner);

    /// What differs from the class of the owned object.
    struct Changes
    {
        std::vector<std::string> only{};    //!< names of those to take; empty: all
        std::vector<std::string> without{}; //!< names of those to leave out
        std::vector<std::pair<std::string, std::string>>
            defaults{}; //!< other defaults, as name and text
    };

    /**
     * @param to the class that gets attributes
     * @param from the class of the owned object; those of its parents come with it
     * @param find finds that object; null: it is the owner itself, by inheritance
     * @param changes what differs
     */
    static void Add(TypeId to, TypeId from, Find find, const Changes& changes);

    /**
     * @brief As above, without changes.
     * @param to the class that gets attributes
     * @param from the class of the owned object
     * @param find finds that object
     */
    static void Add(TypeId to, TypeId from, Find find);

    /**
     * @brief Makes an object of a class that derives from that of an owned object, with the values
     * of that object's attributes.
     * @tparam T class of the pointer to the new object
     * @param type of the new object
     * @param from the class of the owned object, whose attributes are taken with those of its
     * parents
     * @param owned has the values
     * @return the new object
     */
    template <typename T>
    static Ptr<T> Make(const std::string& type, TypeId from, const ObjectBase& owned)
    {
        const Ptr<T> object = ObjectFactory(type).Create<T>();
        Copy(from, owned, *object);
        return object;
    }

  private:
    /**
     * @param type whose attributes are taken, with those of its parents
     * @param from has the values
     * @param to gets them
     */
    static void Copy(TypeId type, const ObjectBase& from, ObjectBase& to);
};

} // namespace ns3

#endif // ATTRIBUTE_FORWARDING_H
