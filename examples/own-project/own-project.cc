// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * A project of its own on top of an installed edge-inference: a rule that is decided by the queue
 * at the server, on ten UEs in a Wi-Fi cell.
 */

#include "ns3/core-module.h"
#include "ns3/edge-inference-module.h"

#include <iostream>

using namespace ns3;

/// Sends the input to the server unless its queue is long; then the UE computes the first exit.
class QueueRule : public OffloadingPolicy
{
  public:
    static TypeId GetTypeId() //!< @return the object TypeId
    {
        static TypeId tid = TypeId("ns3::QueueRule")
                                .SetParent<OffloadingPolicy>()
                                .AddConstructor<QueueRule>()
                                .AddAttribute("Longest",
                                              "Tasks in the server's queue from which on the UE "
                                              "computes alone.",
                                              UintegerValue(4),
                                              MakeUintegerAccessor(&QueueRule::m_longest),
                                              MakeUintegerChecker<uint32_t>());
        return tid;
    }

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override
    {
        for (std::size_t i = 0; i < decision.plans.size(); ++i)
        {
            const DnnProfile& dnn = *GetSystem().streams[i].dnn;
            const bool isShort = state.servers[0].up && state.servers[0].queue < m_longest;
            const uint16_t exit = isShort ? dnn.GetNExits() - 1 : 0;
            const uint16_t cut = isShort ? 0 : dnn.GetExitPosition(exit);
            decision.plans[i] = {exit, cut, 8, 0}; // exit, cut, bits, server
        }
    }

    uint32_t m_longest{0}; //!< the attribute Longest
};

NS_OBJECT_ENSURE_REGISTERED(QueueRule);

/// Counts tasks.
struct TaskCount
{
    /**
     * @brief Takes the end of a task.
     * @param outcome how the task ended
     */
    void Take(const TaskOutcome& outcome)
    {
        ++all;
        accuracy += outcome.accuracy;
    }

    uint32_t all{0};    //!< tasks that have ended
    double accuracy{0}; //!< sum of their accuracies; a late or dropped task has 0
};

int
main(int argc, char* argv[])
{
    TaskCount tasks;
    return RunWithInputErrors([&] {
        std::string radio = "wifi";
        StrictCommandLine cmd(__FILE__);
        cmd.AddValue("radio", "Radio that carries the tasks: wifi, lte, link", radio);
        cmd.Parse(argc, argv);

        auto topology = EdgeTopologyFactory::Create(radio);
        topology->SetUes(10, "ns3::RandomWaypointMobilityModel");
        EdgeTopology net = topology->Build();

        EdgeInferenceHelper inference(net);
        inference.SetDnn("alexnet-cifar10");
        inference.SetDevices("raspberry-pi-4", "nvidia-t4");
        inference.AddStreams("ns3::PoissonTaskStream", "Rate", DoubleValue(5));
        inference.SetPolicy("ns3::QueueRule", "Longest", UintegerValue(2));
        inference.Install();

        Config::ConnectWithoutContext(
            "/NodeList/*/ApplicationList/*/$ns3::InferenceClient/TaskEnded",
            MakeCallback(&TaskCount::Take, &tasks));
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        Simulator::Destroy();
        std::cout << tasks.all << " tasks, average accuracy " << tasks.accuracy / tasks.all << '\n';
        return 0;
    });
}
