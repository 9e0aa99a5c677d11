// SPDX-License-Identifier: GPL-2.0-only

#ifndef EVERY_POLICY_H
#define EVERY_POLICY_H

#include "ns3/object-factory.h"
#include "ns3/offloading-policy.h"
#include "ns3/string.h"
#include "ns3/trainable-policy.h"

#include <map>
#include <set>
#include <sstream>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Finds the policies of the module, for what has to hold for each of them.
 */

namespace ns3
{
namespace tests
{

/**
 * @return every rule of the module, anew, by its TypeId name: policies that learn nothing and
 * decide by themselves
 */
inline std::map<std::string, Ptr<OffloadingPolicy>>
MakeRules()
{
    // These do what a user or a file says, whatever the state is.
    const std::set<std::string> obedient{"ns3::FixedPlanPolicy", "ns3::TorchScriptPolicy"};
    std::map<std::string, Ptr<OffloadingPolicy>> rules;
    for (uint32_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (!type.IsChildOf(OffloadingPolicy::GetTypeId()) || !type.HasConstructor() ||
            type.GetGroupName() != "EdgeInference" || obedient.count(type.GetName()) > 0)
        {
            continue;
        }
        if (TrainablePolicy::Get(ObjectFactory(type.GetName()).Create<OffloadingPolicy>()))
        {
            continue;
        }
        rules[type.GetName()] = ObjectFactory(type.GetName()).Create<OffloadingPolicy>();
        // Each choice that a rule offers is a rule of its own.
        for (std::size_t j = 0; j < type.GetAttributeN(); ++j)
        {
            const auto info = type.GetAttribute(j);
            // (ns3::EnumValue<TYPE> since ns-3.41)
            if (info.checker->GetValueTypeName().rfind("ns3::EnumValue", 0) != 0)
            {
                continue;
            }
            std::istringstream names(info.checker->GetUnderlyingTypeInformation());
            for (std::string name; std::getline(names, name, '|');)
            {
                ObjectFactory factory(type.GetName());
                factory.Set(info.name, StringValue(name));
                rules[type.GetName() + '.' + info.name + '=' + name] =
                    factory.Create<OffloadingPolicy>();
            }
        }
    }
    for (const auto& [name, rule] : rules)
    {
        rule->AssignStreams(1);
    }
    return rules;
}

/**
 * @return the learners that are built, anew, by their TypeId names; they try at random
 */
inline std::map<std::string, Ptr<OffloadingPolicy>>
MakeLearners()
{
    std::map<std::string, Ptr<OffloadingPolicy>> learners;
    for (const std::string name : {"ns3::SacDiscretePolicy",
                                   "ns3::DqnPolicy",
                                   "ns3::AssignmentLearningPolicy",
                                   "ns3::PpoPolicy"})
    {
        TypeId type;
        if (TypeId::LookupByNameFailSafe(name, &type)) // built with LibTorch
        {
            learners[name] = ObjectFactory(name).Create<OffloadingPolicy>();
            learners[name]->AssignStreams(1);
            TrainablePolicy::Get(learners[name])->SetTraining(true);
        }
    }
    return learners;
}

} // namespace tests
} // namespace ns3

#endif // EVERY_POLICY_H
