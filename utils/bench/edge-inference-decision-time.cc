// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * How long one decision of a slot takes: GRLE's graph actor, DROOE's fully connected actor and the
 * greedy rule, each with its critic, for all devices together. No packets: the states are drawn.
 * Policies take turns, slot by slot, so that their ratio does not depend on what else the machine
 * does; the medians are printed as CSV, times in s of the process's CPU time.
 *
 *     edge-inference-decision-time --devices=8,30 --servers=3
 *
 * Columns: devices, servers, options, policy, decision (frozen network), learning (a slot of
 * training, its share of gradient steps included; 0 for the greedy rule), ratio (decision over
 * that of drooe).
 */

#include "../../model/policy/rules/greedy-assignment-policy.h"

#include "ns3/core-module.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"
#include "ns3/trainable-policy.h"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// One policy and its times.
struct Contender
{
    std::string name;              //!< in the output
    Ptr<OffloadingPolicy> policy;  //!< decides
    std::vector<double> decisions; //!< s
    std::vector<double> learning;  //!< s
};

/**
 * @param devices number of devices
 * @param servers number of servers
 * @return the system of grle-early-exit with these numbers
 */
EdgeSystem
MakeSystem(uint32_t devices, uint32_t servers)
{
    const std::vector<std::string> machines{"nvidia-t4", "xeon-m4-large", "arm-a1-medium"};
    const auto dnn = DnnProfile::Read("resnet20-cifar10");
    EdgeSystem system;
    for (uint32_t i = 0; i < devices; ++i)
    {
        system.streams.push_back({i, dnn, MilliSeconds(40)});
        system.devices.push_back(DeviceProfile::Read("raspberry-pi-3"));
    }
    for (uint32_t i = 0; i < servers; ++i)
    {
        system.servers.emplace_back();
        system.servers.back().device = DeviceProfile::Read(machines[i % machines.size()]);
    }
    system.dnns.push_back(dnn);
    system.interval = MilliSeconds(50);
    return system;
}

/**
 * @param system who asks for what
 * @param slot number of the slot
 * @param random draws
 * @param [out] state of the slot
 */
void
Draw(const EdgeSystem& system, uint32_t slot, std::mt19937_64& random, EpochState& state)
{
    const auto draw = [&random](double least, double most) {
        return least + (most - least) * (static_cast<double>(random() >> 11) * 0x1p-53);
    };
    state.epoch = slot + 1;
    state.time = system.interval * (slot + 1);
    state.ues.resize(system.devices.size());
    state.streams.resize(system.streams.size());
    state.servers.resize(system.servers.size());
    for (auto& ue : state.ues)
    {
        ue.channel.connected = true;
        ue.channel.uplinkCapacity = {draw(5e6, 100e6), state.time};
    }
    for (auto& stream : state.streams)
    {
        stream.at = state.time;
        stream.arrivals = random() % 3;
    }
    for (auto& server : state.servers)
    {
        server.speed = draw(0, 0.5);
        server.backlog = draw(0, 0.005);
    }
}

/**
 * @param contender decides once
 * @param state of the slot
 * @param training whether it learns
 * @return s of CPU time that it took
 */
double
Measure(const Contender& contender, const EpochState& state, bool training)
{
    EpochDecision decision;
    if (TrainablePolicy* const learner = TrainablePolicy::Get(contender.policy))
    {
        learner->SetTraining(training);
    }
    const std::clock_t start = std::clock();
    contender.policy->Decide(state, decision);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/**
 * @param values at least one
 * @return the middle one
 */
double
Median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

/**
 * @brief Measures one size and prints its rows.
 * @param devices number of devices
 * @param servers number of servers
 * @param repeats slots of each kind
 */
void
Run(uint32_t devices, uint32_t servers, uint32_t repeats)
{
    const EdgeSystem system = MakeSystem(devices, servers);
    const uint32_t options = servers * system.dnns.front()->GetNExits();
    std::vector<Contender> contenders;
    for (const std::string actor : {"Graph", "Dense"})
    {
        // As in scenarios/grle-early-exit.json.
        auto policy = ObjectFactory("ns3::AssignmentLearningPolicy").Create<OffloadingPolicy>();
        policy->SetAttribute("Actor", StringValue(actor));
        policy->SetAttribute("LearningRate", DoubleValue(0.003));
        policy->SetAttribute("BatchSize", UintegerValue(32));
        policy->SetAttribute("TrainInterval", UintegerValue(2));
        policy->SetAttribute("Candidates", UintegerValue(20));
        policy->SetAttribute("AdaptInterval", UintegerValue(0)); // as many for both
        policy->SetAttribute("Noise", DoubleValue(1));
        policy->SetAttribute("Width", UintegerValue(16));
        policy->AssignStreams(1);
        contenders.push_back({actor == "Graph" ? "grle" : "drooe", policy, {}, {}});
    }
    contenders.push_back({"greedy", CreateObject<GreedyAssignmentPolicy>(), {}, {}});
    for (const auto& contender : contenders)
    {
        contender.policy->BeginEpisode(system);
    }
    std::mt19937_64 random(1);
    EpochState state;
    const uint32_t warming = 40; // slots that are not counted; they fill a batch
    for (uint32_t slot = 0; slot < warming + repeats; ++slot)
    {
        Draw(system, slot, random, state);
        for (auto& contender : contenders)
        {
            const bool learns = TrainablePolicy::Get(contender.policy) != nullptr;
            const double learning = learns ? Measure(contender, state, true) : 0;
            const double decision = Measure(contender, state, false);
            if (slot >= warming)
            {
                contender.learning.push_back(learning);
                contender.decisions.push_back(decision);
            }
        }
    }
    const double base = Median(contenders[1].decisions);
    for (const auto& contender : contenders)
    {
        // Every other slot has a gradient step, so a median would hide it or double it.
        double learning = 0;
        for (const double seconds : contender.learning)
        {
            learning += seconds / contender.learning.size();
        }
        const double decision = Median(contender.decisions);
        std::cout << devices << ',' << servers << ',' << options << ',' << contender.name << ','
                  << decision << ',' << learning << ',' << decision / base << '\n';
        contender.policy->Dispose();
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunWithInputErrors([&] {
        std::string devices = "8,10,30";
        uint32_t servers = 3;
        uint32_t repeats = 200;
        StrictCommandLine cmd(__FILE__);
        cmd.Usage("Time of one decision of GRLE, DROOE and the greedy rule.");
        cmd.AddValue("devices", "Numbers of devices, separated by commas", devices);
        cmd.AddValue("servers", "Number of edge servers", servers);
        cmd.AddValue("repeats", "Slots to measure", repeats);
        cmd.Parse(argc, argv);
        if (servers < 1 || servers > 250)
        {
            throw InferenceInputError("command line",
                                      "--servers",
                                      std::to_string(servers),
                                      "1 to 250");
        }
        if (repeats < 1 || repeats > 1000000)
        {
            throw InferenceInputError("command line",
                                      "--repeats",
                                      std::to_string(repeats),
                                      "1 to 1000000");
        }
        std::vector<uint32_t> sizes;
        std::istringstream parts(devices);
        for (std::string part; std::getline(parts, part, ',');)
        {
            std::istringstream number(part);
            uint32_t size = 0;
            if (!(number >> size) || !number.eof() || size < 1 || size > 2000)
            {
                throw InferenceInputError("command line",
                                          "--devices",
                                          devices,
                                          "numbers from 1 to 2000, separated by commas");
            }
            sizes.push_back(size);
        }
        std::cout << "devices,servers,options,policy,decision,learning,ratio\n";
        for (const uint32_t size : sizes)
        {
            Run(size, servers, repeats);
        }
        return 0;
    });
}
