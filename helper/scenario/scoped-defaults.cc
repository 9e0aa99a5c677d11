// SPDX-License-Identifier: GPL-2.0-only

#include "scoped-defaults.h"

#include "../../model/input/attribute-text.h"
#include "../../model/input/type-lineage.h"

#include "ns3/assert.h"
#include "ns3/string.h"

namespace ns3
{

ScopedDefaults::~ScopedDefaults()
{
    for (auto previous = m_previous.rbegin(); previous != m_previous.rend(); ++previous)
    {
        previous->type.SetAttributeInitialValue(previous->index, previous->value);
    }
}

void
ScopedDefaults::Set(TypeId type, const std::string& attribute, const std::string& text)
{
    for (TypeId owner : ListLineage(type))
    {
        for (std::size_t i = 0; i < owner.GetAttributeN(); ++i)
        {
            const auto info = owner.GetAttribute(i);
            if (info.name == attribute)
            {
                Ptr<AttributeValue> value = info.checker->Create();
                // The text of a Pointer: each new object gets an object of its own that way. A
                // string as it is: reading it would stop at a blank.
                const std::string kind = AttributeText::GetKind(info.checker);
                if (kind == "Pointer" || kind == "String")
                {
                    value = Create<StringValue>(text);
                }
                else if (!value->DeserializeFromString(text, info.checker))
                {
                    NS_ASSERT_MSG(false, "AttributeText let " << text << " pass");
                    return;
                }
                m_previous.push_back({owner, i, info.initialValue});
                owner.SetAttributeInitialValue(i, value);
                return;
            }
        }
    }
    NS_ASSERT_MSG(false, "there is no attribute " << attribute);
}

} // namespace ns3
