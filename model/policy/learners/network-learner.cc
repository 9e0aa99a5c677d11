// SPDX-License-Identifier: GPL-2.0-only

#include "network-learner.h"

#include "../spaces/attribute-forwarding.h"

#include "ns3/pointer.h"

#include <torch/nn/modules/container/any.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(NetworkLearner);

namespace
{

/**
 * @brief The members of a module, which may be an actor or a critic.
 * @param layout what is seen and decided
 * @param [in,out] shape its sizes are there; gets members
 */
void
AddMembers(const DecisionSpace::Layout& layout, Network::Shape& shape)
{
    // A critic's action follows the observation, and a critic values all members together.
    const bool hasAction = shape.inputs > shape.observation;
    const uint32_t nChoices = layout.GetMaskSize();
    const uint32_t nActions = nChoices + layout.GetNNumbers();
    const bool decides = !hasAction && shape.outputs >= nActions;
    for (const auto& own : layout.members)
    {
        Network::Member member{own.observation, {}};
        if (decides)
        {
            member.outputs = own.choices;
        }
        for (const uint32_t number : own.numbers)
        {
            if (hasAction)
            {
                member.inputs.push_back(shape.observation + number);
            }
            else if (decides)
            {
                member.outputs.push_back(nChoices + number);
            }
        }
        shape.members.push_back(std::move(member));
    }
}

} // namespace

TypeId
NetworkLearner::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::NetworkLearner")
            .SetParent<Learner>()
            .SetGroupName("EdgeInference")
            .AddAttribute(
                "Network",
                "Kind of the networks, with attributes of its own; unset: the "
                "learner's own, which its other attributes describe.",
                PointerValue(),
                MakePointerAccessor(&NetworkLearner::SetNetwork, &NetworkLearner::GetNetwork),
                MakePointerChecker<Network>());
    return tid;
}

NetworkLearner::NetworkLearner()
    : m_perceptron(CreateObject<MlpNetwork>())
{
}

void
NetworkLearner::DoDispose()
{
    m_perceptron = nullptr;
    m_network = nullptr;
    Learner::DoDispose();
}

void
NetworkLearner::SetNetwork(Ptr<Network> network)
{
    m_network = network ? network : m_network;
    const auto perceptron = DynamicCast<MlpNetwork>(m_network);
    m_perceptron = perceptron ? perceptron : m_perceptron;
}

Ptr<Network>
NetworkLearner::GetNetwork() const
{
    return m_network;
}

uint32_t
NetworkLearner::GetWindow() const
{
    return m_network ? m_network->GetWindow() : 1;
}

void
NetworkLearner::AddPerceptron(TypeId type, const std::string& hiddenUnits)
{
    AttributeForwarding::Add(type,
                             MlpNetwork::GetTypeId(),
                             [](const ObjectBase* learner) -> ObjectBase* {
                                 return PeekPointer(
                                     dynamic_cast<const NetworkLearner*>(learner)->m_perceptron);
                             },
                             {{}, {}, {{"HiddenUnits", hiddenUnits}}});
}

bool
NetworkLearner::IsPerceptron() const
{
    return !m_network || m_network == m_perceptron;
}

learning::ModuleMaker
NetworkLearner::GetMaker(const Layout& layout) const
{
    const uint32_t window = GetWindow();
    return [network = m_network, window, layout](int64_t inputs, int64_t outputs) {
        Network::Shape shape;
        shape.inputs = inputs;
        shape.outputs = outputs;
        shape.window = window;
        shape.observation = layout.observationSize;
        if (window == 1)
        {
            AddMembers(layout, shape);
        }
        return network->Make(shape);
    };
}

} // namespace ns3
