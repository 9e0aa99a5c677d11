// SPDX-License-Identifier: GPL-2.0-only

#include "constant-background-load.h"

#include "ns3/double.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ConstantBackgroundLoad);

TypeId
ConstantBackgroundLoad::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ConstantBackgroundLoad")
            .SetParent<BackgroundLoad>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ConstantBackgroundLoad>()
            .AddAttribute("Load",
                          "Share of the capacity that others take, 0 to 1; may be set at any time.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ConstantBackgroundLoad::SetConstant,
                                             &ConstantBackgroundLoad::GetConstant),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

ConstantBackgroundLoad::ConstantBackgroundLoad() = default;

ConstantBackgroundLoad::~ConstantBackgroundLoad() = default;

void
ConstantBackgroundLoad::DoStart()
{
    SetLoad(m_constant);
}

void
ConstantBackgroundLoad::SetConstant(double load)
{
    m_constant = load;
    if (IsRunning())
    {
        SetLoad(load);
    }
}

double
ConstantBackgroundLoad::GetConstant() const
{
    return m_constant;
}

} // namespace ns3
