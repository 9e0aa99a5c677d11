// SPDX-License-Identifier: GPL-2.0-only

#include "../../model/policy/rules/fixed-plan-policy.h"
#include "../../model/policy/spaces/numbered-plans.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/inference-input-error.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/strict-command-line.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Which tier computes: the best plan of a UE, an edge server and a cloud node as the load of
 * the edge server and the rate of the backhaul change.
 *
 * UE -- access link -- edge site -- edge server, and edge site -- backhaul -- cloud node; TCP over
 * ns-3's point-to-point links. For each pair of load and rate every plan of the DNN's last exit at
 * 8 bits is simulated (all on the UE, one cut, two cuts; without cuts whose features are larger
 * than the input), and the one with the least latency of a task on the idle network is taken.
 * Prints a table and writes three-tier-best-cut.dat and .gnuplot.
 */

using namespace ns3;

namespace
{

/// What is the same for all points.
struct Setting
{
    std::string dnn{"resnet18"};       //!< the network
    std::string ue{"raspberry-pi-4"};  //!< device of the UE
    std::string edge{"jetson-nano"};   //!< device of the edge server
    std::string cloud{"nvidia-v100"};  //!< device of the cloud node
    std::string access{"100Mbps"};     //!< rate of the access link
    Time accessDelay{MilliSeconds(2)}; //!< its one-way delay
    Time cloudDelay{MilliSeconds(10)}; //!< one-way delay of the backhaul
};

/// One point of the table.
struct Point
{
    double load{0};                     //!< background load of the edge server, 0..1
    double rate{0};                     //!< of the backhaul, Mbit/s
    InferencePlan plan;                 //!< the best
    double latency{0};                  //!< its latency, s
    std::vector<double> share{0, 0, 0}; //!< of the MACs, by tier
};

/**
 * @param setting what is the same for all
 * @param rate of the backhaul, Mbit/s
 * @return the network; its servers are the edge server and the cloud node
 */
EdgeTopology
BuildChain(const Setting& setting, double rate)
{
    EdgeTopology net;
    net.ues.Create(1);
    net.servers.Create(2);
    net.cells.Create(1);
    InternetStackHelper stack;
    for (const auto& nodes : {net.ues, net.servers, net.cells})
    {
        stack.Install(nodes);
    }
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto connect = [&](Ptr<Node> far, DataRate linkRate, Time delay) {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(linkRate));
        link.SetChannelAttribute("Delay", TimeValue(delay));
        // As long as a window: no packet of an idle network is lost.
        link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("4000p"));
        const auto ends = addresses.Assign(link.Install(net.cells.Get(0), far));
        addresses.NewNetwork();
        return ends.GetAddress(1);
    };
    net.ueAddresses.push_back(
        connect(net.ues.Get(0), DataRate(setting.access), setting.accessDelay));
    const DataRate local("10Gbps");
    const DataRate backhaul(static_cast<uint64_t>(rate * 1e6));
    net.serverAddresses.push_back(connect(net.servers.Get(0), local, MicroSeconds(100)));
    net.serverAddresses.push_back(connect(net.servers.Get(1), backhaul, setting.cloudDelay));
    net.sites.push_back({EdgeServerTier::EDGE, 0, local, MicroSeconds(100), nullptr});
    net.sites.push_back({EdgeServerTier::CLOUD, 0, backhaul, setting.cloudDelay, nullptr});
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    return net;
}

/**
 * @param setting what is the same for all
 * @param load background load of the edge server
 * @param rate of the backhaul, Mbit/s
 * @param plan the plan
 * @return latency of the last of five tasks, one at a time, s; the others open the windows
 */
double
Measure(const Setting& setting, double load, double rate, const InferencePlan& plan)
{
    double latency = std::numeric_limits<double>::infinity();
    {
        EdgeInferenceHelper inference(BuildChain(setting, rate));
        inference.SetDnn(setting.dnn);
        inference.SetDevices(setting.ue, setting.edge, setting.cloud);
        inference.SetServerLoad("ns3::ConstantBackgroundLoad", "Load", DoubleValue(load));
        inference.AddStreams("ns3::PeriodicTaskStream",
                             "Period",
                             TimeValue(Seconds(20)),
                             "Deadline",
                             TimeValue(Seconds(19)));
        auto policy = CreateObject<FixedPlanPolicy>();
        policy->SetPlan(plan);
        inference.SetPolicy(policy);
        inference.SetTaskPeriod(Seconds(1), Seconds(100));
        inference.Install();
        inference.GetScheduler()->SetAttribute("Interval", TimeValue(Seconds(200)));
        inference.GetClients()[0]->TraceConnectWithoutContext(
            "TaskEnded",
            MakeLambdaCallback([&latency](const TaskOutcome& outcome) {
                latency = outcome.status == InferenceTaskStatus::DROPPED
                              ? std::numeric_limits<double>::infinity()
                              : outcome.GetLatency().GetSeconds();
            }));
        Simulator::Stop(inference.GetEndOfTasks());
        Simulator::Run();
    }
    Simulator::Destroy();
    return latency;
}

/**
 * @param dnn the network
 * @return the plans to try
 */
std::vector<InferencePlan>
GetCandidates(Ptr<const DnnProfile> dnn)
{
    const NumberedPlans space({dnn}, {EdgeServerTier::EDGE, EdgeServerTier::CLOUD});
    const auto isSmall = [&](uint32_t cut) {
        return dnn->GetFeatureBytes(cut, 8) <= dnn->GetFeatureBytes(0, 8);
    };
    std::vector<InferencePlan> plans;
    for (const uint32_t action : space.GetValidActions(dnn))
    {
        const InferencePlan plan = space.GetPlan(action, *dnn);
        const bool local = plan.cut == dnn->GetExitPosition(plan.exit);
        if (plan.exit + 1U == dnn->GetNExits() && isSmall(plan.cut) && (local || plan.bits == 8) &&
            (!plan.HasTail() || (plan.tailBits == 8 && isSmall(plan.tailCut))))
        {
            plans.push_back(plan);
        }
    }
    return plans;
}

/**
 * @param [in,out] point a point with its load and rate; gets the best plan
 * @param setting what is the same for all
 * @param dnn the network
 */
void
Search(Point& point, const Setting& setting, Ptr<const DnnProfile> dnn)
{
    point.latency = std::numeric_limits<double>::infinity();
    for (const auto& plan : GetCandidates(dnn))
    {
        const double latency = Measure(setting, point.load, point.rate, plan);
        if (latency < point.latency)
        {
            point.latency = latency;
            point.plan = plan;
        }
    }
    const InferencePlan& plan = point.plan;
    const uint32_t position = dnn->GetExitPosition(plan.exit);
    const uint32_t end = plan.HasTail() ? plan.tailCut : position;
    const double all = dnn->GetMacs(plan.exit, 0, position);
    point.share[0] = dnn->GetMacs(plan.exit, 0, plan.cut) / all;
    point.share[plan.server == 0 ? 1 : 2] += dnn->GetMacs(plan.exit, plan.cut, end) / all;
    point.share[2] += dnn->GetMacs(plan.exit, end, position) / all;
}

/**
 * @param name of a file
 * @param points the table, rates of one load after another
 * @param loads number of loads
 * @param layers layers of the DNN
 */
void
WritePlot(const std::string& name,
          const std::vector<Point>& points,
          std::size_t loads,
          uint32_t layers)
{
    std::ofstream data(name + ".dat");
    data << "# load rate[Mbit/s] UE edge cloud (layers) latency[s]\n";
    for (std::size_t i = 0; i < points.size(); ++i)
    {
        const Point& point = points[i];
        const InferencePlan& plan = point.plan;
        const bool local = plan.cut == layers;
        const uint32_t end = plan.HasTail() ? plan.tailCut : plan.server == 0 ? layers : plan.cut;
        data << point.load << ' ' << point.rate << ' ' << plan.cut << ' '
             << (local ? 0 : end - plan.cut) << ' ' << (local ? 0 : layers - end) << ' '
             << point.latency << '\n';
        if ((i + 1) % (points.size() / loads) == 0)
        {
            data << "\n\n";
        }
    }
    std::ofstream plot(name + ".gnuplot");
    plot << "set terminal svg size 900,560 dynamic font 'sans-serif,13' background 'white'\n"
         << "set output '" << name << ".svg'\n"
         << "set multiplot layout 2," << (loads + 1) / 2 << " margins 0.08,0.98,0.12,0.84 "
         << "spacing 0.06,0.17 title 'Where the layers of the fastest plan run' offset 0,0.3\n"
         << "set style data histograms\nset style histogram rowstacked\nset boxwidth 0.85\n"
         << "set style fill solid 1.0 border -1\nset yrange [0:" << layers << "]\n"
         << "set xlabel 'backhaul [Mbit/s]' offset 0,0.4\nset ylabel 'layers' offset 1.5,0\n"
         << "set tics nomirror out\nunset key\n";
    for (std::size_t i = 0; i < loads; ++i)
    {
        const Point& first = points[i * points.size() / loads];
        plot << (i == 0 ? "set key at screen 0.5,0.905 center maxrows 1 samplen 1.5\n"
                        : "unset key\n")
             << "set title 'edge server " << 100 * first.load << " % loaded' offset 0,-0.6\n"
             << "plot '" << name << ".dat' index " << i
             << " using 3:xtic(2) lc rgb '#4477aa' title 'UE', '' index " << i
             << " using 4 lc rgb '#ddaa33' title 'edge server', '' index " << i
             << " using 5 lc rgb '#bb5566' title 'cloud'\n";
    }
    plot << "unset multiplot\n";
}

/**
 * @param argc number of arguments
 * @param argv arguments
 * @return exit status
 */
int
RunProgram(int argc, char* argv[])
{
    Setting setting;
    std::string output = "three-tier-best-cut";
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("dnn", "DNN profile", setting.dnn);
    cmd.AddValue("ue", "device profile of the UE", setting.ue);
    cmd.AddValue("edge", "device profile of the edge server", setting.edge);
    cmd.AddValue("cloud", "device profile of the cloud node", setting.cloud);
    cmd.AddValue("access", "rate of the access link", setting.access);
    cmd.AddValue("accessDelay", "one-way delay of the access link", setting.accessDelay);
    cmd.AddValue("cloudDelay", "one-way delay of the backhaul", setting.cloudDelay);
    cmd.AddValue("output", "files to write, without .dat and .gnuplot", output);
    cmd.Parse(argc, argv);
    // Windows that an idle network of these rates can fill.
    for (const auto* name : {"ns3::InferenceClient::SendBuffer",
                             "ns3::InferenceServer::SendBuffer",
                             "ns3::InferenceServer::ReceiveBuffer"})
    {
        Config::SetDefault(name, UintegerValue(4 << 20));
    }
    const auto dnn = DnnProfile::Read(setting.dnn);
    const std::vector<double> loads{0, 0.5, 0.75, 0.95};
    const std::vector<double> rates{1, 3, 10, 30, 100, 300, 1000};
    std::vector<Point> points;
    std::printf("%s: UE %s, edge %s, cloud %s; access %s; %zu plans a point\n\n",
                setting.dnn.c_str(),
                setting.ue.c_str(),
                setting.edge.c_str(),
                setting.cloud.c_str(),
                setting.access.c_str(),
                GetCandidates(dnn).size());
    std::printf("edge load  backhaul   cut  server  tail cut   MACs on UE  edge  cloud  latency\n");
    for (const double load : loads)
    {
        for (const double rate : rates)
        {
            Point point;
            point.load = load;
            point.rate = rate;
            Search(point, setting, dnn);
            points.push_back(point);
            const InferencePlan& plan = point.plan;
            const bool local = plan.cut == dnn->GetExitPosition(plan.exit);
            std::printf(
                "%7.0f %%  %4.0f Mbps  %4u  %6s  %8s   %8.0f %%  %3.0f %%  %3.0f %%  %5.1f ms\n",
                100 * load,
                rate,
                plan.cut,
                local              ? "-"
                : plan.server == 0 ? "edge"
                                   : "cloud",
                plan.HasTail() ? std::to_string(plan.tailCut).c_str() : "-",
                100 * point.share[0],
                100 * point.share[1],
                100 * point.share[2],
                1e3 * point.latency);
            std::fflush(stdout);
        }
    }
    WritePlot(output, points, loads.size(), dnn->GetNLayers());
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunWithInputErrors([&]() { return RunProgram(argc, argv); });
}
