// SPDX-License-Identifier: GPL-2.0-only

#include "attribute-forwarding.h"

#include "../../input/type-lineage.h"

#include "ns3/abort.h"
#include "ns3/attribute.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Sets and gets an attribute of an owned object.
class ForwardingAccessor : public AttributeAccessor
{
  public:
    /**
     * @param accessor of the class of the owned object
     * @param find finds that object
     */
    ForwardingAccessor(Ptr<const AttributeAccessor> accessor, AttributeForwarding::Find find)
        : m_accessor(accessor),
          m_find(find)
    {
    }

    bool Set(ObjectBase* object, const AttributeValue& value) const override
    {
        ObjectBase* const owned = m_find(object);
        return owned && m_accessor->Set(owned, value);
    }

    bool Get(const ObjectBase* object, AttributeValue& value) const override
    {
        const ObjectBase* const owned = m_find(object);
        return owned && m_accessor->Get(owned, value);
    }

    bool HasGetter() const override
    {
        return m_accessor->HasGetter();
    }

    bool HasSetter() const override
    {
        return m_accessor->HasSetter();
    }

  private:
    Ptr<const AttributeAccessor> m_accessor; //!< of the owned object
    AttributeForwarding::Find m_find;        //!< finds that object
};

/**
 * @param names a list
 * @param name a name
 * @return whether it is in the list
 */
bool
Has(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

void
AttributeForwarding::Add(TypeId to, TypeId from, Find find)
{
    Add(to, from, find, Changes());
}

void
AttributeForwarding::Add(TypeId to, TypeId from, Find find, const Changes& changes)
{
    for (const TypeId& source : ListLineage(from))
    {
        for (std::size_t i = 0; i < source.GetAttributeN(); ++i)
        {
            const auto info = source.GetAttribute(i);
            if (Has(changes.without, info.name) ||
                (!changes.only.empty() && !Has(changes.only, info.name)))
            {
                continue;
            }
            Ptr<const AttributeValue> value = info.originalInitialValue;
            for (const auto& [name, text] : changes.defaults)
            {
                if (name == info.name)
                {
                    const Ptr<AttributeValue> other = info.checker->Create();
                    NS_ABORT_MSG_UNLESS(other->DeserializeFromString(text, info.checker),
                                        to.GetName() << "::" << name << "=" << text);
                    value = other;
                }
            }
            const Ptr<const AttributeAccessor> accessor =
                find ? Ptr<const AttributeAccessor>(Create<ForwardingAccessor>(info.accessor, find))
                     : info.accessor;
            to.AddAttribute(info.name, info.help, *value, accessor, info.checker);
        }
    }
}

void
AttributeForwarding::Copy(TypeId type, const ObjectBase& from, ObjectBase& to)
{
    for (const TypeId& source : ListLineage(type))
    {
        for (std::size_t i = 0; i < source.GetAttributeN(); ++i)
        {
            const auto info = source.GetAttribute(i);
            const Ptr<AttributeValue> value = info.checker->Create();
            if (from.GetAttributeFailSafe(info.name, *value))
            {
                to.SetAttribute(info.name, *value);
            }
        }
    }
}

} // namespace ns3
