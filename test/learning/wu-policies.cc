// SPDX-License-Identifier: GPL-2.0-only
#include "wu-policies.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace learning
{
namespace test
{

namespace
{

const double NEVER = std::numeric_limits<double>::infinity();

/// A joint choice of some devices of a service.
struct Partial
{
    double bits;     //!< offloaded
    double cost;     //!< of what the edge does not decide
    uint64_t digits; //!< the choices, three bits each, the last device's lowest
};

using Front = std::vector<Partial>;

/// Keeps what no other one beats in both bits and cost; by rising bits and falling cost afterwards.
void
Prune(Front& front)
{
    std::sort(front.begin(), front.end(), [](const Partial& a, const Partial& b) {
        return a.bits != b.bits ? a.bits < b.bits : a.cost < b.cost;
    });
    double least = NEVER;
    const auto beaten = [&least](const Partial& partial) {
        const bool is = partial.cost >= least;
        least = std::min(least, partial.cost);
        return is;
    };
    front.erase(std::remove_if(front.begin(), front.end(), beaten), front.end());
}

/// Part of the slot's objective that a device's choice adds by itself.
double
OwnCost(const WuSystem& system, uint32_t device, WuChoice choice)
{
    const WuParameters& p = system.Parameters();
    return p.penaltyWeight * system.OwnDelay(device, choice) -
           system.Deficit(system.Service(device)) * system.Accuracy(choice) / p.devicesPerService;
}

/// Adds a device to the fronts, which are by number of offloaders.
std::vector<Front>
Join(const WuSystem& system, uint32_t device, const std::vector<Front>& before)
{
    // On the device only the cheapest choice can be worth it: none sends bits.
    WuChoice local = WuParameters::RATES;
    for (WuChoice choice = local; choice < WU_CHOICES; ++choice)
    {
        local = OwnCost(system, device, choice) < OwnCost(system, device, local) ? choice : local;
    }
    std::vector<Front> after(before.size() + 1);
    for (WuChoice choice = 0; choice <= WuParameters::RATES; ++choice)
    {
        const bool offload = choice < WuParameters::RATES;
        const WuChoice taken = offload ? choice : local;
        const double cost = OwnCost(system, device, taken);
        const double bits = offload ? system.Bits(device, taken) : 0;
        for (std::size_t count = 0; count < before.size(); ++count)
        {
            for (const Partial& partial : before[count])
            {
                after[count + (offload ? 1 : 0)].push_back(
                    {partial.bits + bits, partial.cost + cost, partial.digits << 3 | taken});
            }
        }
    }
    if (system.Parameters().allWait)
    {
        // The number of offloaders makes no difference: one front.
        for (std::size_t count = 1; count < after.size(); ++count)
        {
            after[0].insert(after[0].end(), after[count].begin(), after[count].end());
        }
        after.resize(1);
    }
    for (Front& front : after)
    {
        Prune(front);
    }
    return after;
}

/// Front of a service, `bits` replaced by Lambda_m.
Front
MakeFront(const WuSystem& system, uint32_t service)
{
    const uint32_t each = system.Parameters().devicesPerService;
    std::vector<Front> fronts{{{0, 0, 0}}};
    for (uint32_t i = 0; i < each; ++i)
    {
        fronts = Join(system, service * each + i, fronts);
    }
    Front all;
    for (std::size_t count = 0; count < fronts.size(); ++count)
    {
        for (Partial partial : fronts[count])
        {
            partial.bits = system.EdgeCycles(service, partial.bits, static_cast<uint32_t>(count));
            all.push_back(partial);
        }
    }
    Prune(all);
    return all;
}

} // namespace

std::vector<WuChoice>
ChooseStatic(const WuSystem& system)
{
    std::vector<WuChoice> choices(system.Devices());
    for (uint32_t n = 0; n < system.Devices(); ++n)
    {
        choices[n] = system.Service(n) == 0 ? 1 : 2;
    }
    return choices;
}

std::vector<WuChoice>
ChooseMyopic(const WuSystem& system, double penaltyWeight)
{
    const std::vector<WuChoice> others = ChooseStatic(system);
    std::vector<WuChoice> choices = others;
    std::vector<WuChoice> tried = others;
    for (uint32_t n = 0; n < system.Devices(); ++n)
    {
        double least = NEVER;
        for (WuChoice choice = 0; choice < WU_CHOICES; ++choice)
        {
            tried[n] = choice;
            const WuSlot slot = system.Evaluate(tried);
            const double cost =
                slot.objective + (penaltyWeight - system.Parameters().penaltyWeight) * slot.delay;
            if (cost < least)
            {
                least = cost;
                choices[n] = choice;
            }
        }
        tried[n] = others[n];
    }
    return choices;
}

std::vector<WuChoice>
ChooseExact(const WuSystem& system)
{
    const WuParameters& p = system.Parameters();
    const Front first = MakeFront(system, 0);
    const Front second = MakeFront(system, 1);
    const bool fixed = p.shares[0] > 0;
    const double unit = p.penaltyWeight / p.edgeSpeed;
    // Cost of a service's cycles by themselves; the cross term of Theorem 1 comes on top.
    const auto alone = [&](const Partial& partial, uint32_t service) {
        return partial.cost + unit * partial.bits / (fixed ? p.shares[service] : 1);
    };
    std::vector<std::array<double, 2>> others;
    for (const Partial& partial : second)
    {
        others.push_back({alone(partial, 1), std::sqrt(partial.bits)});
    }
    double least = NEVER;
    uint64_t digits[WuParameters::SERVICES]{};
    for (const Partial& partial : first)
    {
        const double base = alone(partial, 0);
        const double cross = fixed ? 0 : 2 * unit * std::sqrt(partial.bits);
        for (std::size_t j = 0; j < others.size(); ++j)
        {
            const double cost = base + others[j][0] + cross * others[j][1];
            if (cost < least)
            {
                least = cost;
                digits[0] = partial.digits;
                digits[1] = second[j].digits;
            }
        }
    }
    std::vector<WuChoice> choices(system.Devices());
    for (uint32_t n = system.Devices(); n-- > 0;)
    {
        uint64_t& code = digits[system.Service(n)];
        choices[n] = code % WU_CHOICES;
        code /= WU_CHOICES;
    }
    return choices;
}

std::vector<WuChoice>
ChooseByEnumeration(const WuSystem& system)
{
    const WuParameters& p = system.Parameters();
    std::vector<WuChoice> tried(system.Devices());
    std::vector<WuChoice> choices = tried;
    double least = NEVER;
    const uint64_t all = 1ULL << 3 * system.Devices();
    for (uint64_t code = 0; code < all; ++code)
    {
        for (uint32_t n = 0; n < system.Devices(); ++n)
        {
            tried[n] = code >> 3 * n & 7;
        }
        const WuSlot slot = system.Evaluate(tried);
        const double cost = slot.objective - p.penaltyWeight * p.overflowPenalty * slot.overflows;
        if (cost < least)
        {
            least = cost;
            choices = tried;
        }
    }
    return choices;
}

WuResult
EvaluateWu(const WuParameters& parameters,
           const WuPolicy& policy,
           uint64_t seed,
           uint32_t episodes,
           uint32_t slots)
{
    WuSystem system(parameters);
    LearningRandom random(seed, 9000);
    WuResult result;
    const double part = 1.0 / (static_cast<double>(episodes) * slots);
    for (uint32_t episode = 0; episode < episodes; ++episode)
    {
        system.Reset(random);
        std::array<double, WuParameters::SERVICES> accuracy{};
        for (uint32_t i = 0; i < slots; ++i)
        {
            const WuSlot slot = system.Step(policy(system));
            result.delay += part * slot.delay / system.Devices();
            result.localShare += part * (1 - slot.offloaded / double(system.Devices()));
            result.overflows += part * slot.overflows;
            for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
            {
                accuracy[m] += slot.accuracy[m] / slots;
            }
        }
        for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
        {
            result.accuracy[m] += accuracy[m] / episodes;
            result.least[m] = std::min(result.least[m], accuracy[m]);
        }
    }
    return result;
}

} // namespace test
} // namespace learning
} // namespace ns3
