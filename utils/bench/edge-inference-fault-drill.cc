// SPDX-License-Identifier: GPL-2.0-only

#include "../../test/application/fault-drill.h"
#include "process-memory.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"
#include "ns3/uinteger.h"

#include <cstdio>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 * @brief Nodes, applications and links fail and return at random in one run; prints what became of
 * the tasks and how much memory the process takes meanwhile.
 *
 * Exit status 1 when the books are not balanced or the memory grows: in the second half of the
 * faults by more than a hundredth (two before ns-3.39) of what it is in the middle.
 */

namespace
{

/// By how much the memory may grow in the second half of the faults, as a part of it. ns-3 before
/// 3.39 keeps every UDP socket that was closed until the simulation ends.
constexpr double MOST_GROWTH = EDGE_INFERENCE_NS3_VERSION < 339 ? 0.02 : 0.01;

/**
 * @brief Keeps small what ns-3 holds for a while or fills up to a bound, so that what grows for
 * ever shows: a connection that was closed is kept for two of these lifetimes (120 s each by
 * default), and FqCoDel makes a queue for every new hash of a flow, up to 1024 on each device.
 */
void
BoundTables()
{
    using namespace ns3;
    Config::SetDefault("ns3::TcpSocketBase::MaxSegLifetime", DoubleValue(1));
    Config::SetDefault("ns3::FqCoDelQueueDisc::Flows", UintegerValue(4));
}

/**
 * @param argc of main()
 * @param argv of main()
 * @return exit status
 */
int
RunProgram(int argc, char* argv[])
{
    using namespace ns3;
    uint32_t faults = 1000;
    uint32_t seed = 1;
    StrictCommandLine cmd(__FILE__);
    cmd.AddValue("faults", "number of faults", faults);
    cmd.AddValue("seed", "seed of the drill", seed);
    BoundTables();
    cmd.Parse(argc, argv);
    std::vector<double> memory; // after each tenth of the faults
    std::printf("fault  time[s]  memory[MB]\n");
    const auto report = tests::FaultDrill().Run(faults, seed, [&](uint32_t fault) {
        if (faults < 10 || fault % (faults / 10) == 0)
        {
            memory.push_back(GetResidentMemory() / 1e6);
            std::printf("%5u  %7.1f  %10.1f\n",
                        fault,
                        Simulator::Now().GetSeconds(),
                        memory.back());
        }
    });
    std::printf("\nfaults %u (node %u, application %u, access link %u, backhaul %u), returns %u\n",
                report.faults,
                report.byKind[0],
                report.byKind[1],
                report.byKind[2],
                report.byKind[3],
                report.returns);
    std::printf("tasks %llu: completed %llu, late %llu, dropped %llu; passed on %llu; models "
                "fetched %llu; left over %llu\n",
                static_cast<unsigned long long>(report.tasks),
                static_cast<unsigned long long>(report.byStatus[0]),
                static_cast<unsigned long long>(report.byStatus[1]),
                static_cast<unsigned long long>(report.byStatus[2]),
                static_cast<unsigned long long>(report.relayed),
                static_cast<unsigned long long>(report.fetched),
                static_cast<unsigned long long>(report.leftOver));
    for (std::size_t i = 1; i < report.byReason.size(); ++i)
    {
        std::printf("  %-15s %llu\n",
                    ToString(static_cast<InferenceDropReason>(i)),
                    static_cast<unsigned long long>(report.byReason[i]));
    }
    const uint64_t ended = report.byStatus[0] + report.byStatus[1] + report.byStatus[2];
    const bool balanced = report.balanced && report.leftOver == 0 && ended == report.tasks;
    const double half = memory.empty() ? 0 : memory[(memory.size() - 1) / 2];
    const double last = memory.empty() ? 0 : memory.back();
    const bool flat = last - half <= MOST_GROWTH * half;
    std::printf("books %s, memory %s (%.1f -> %.1f MB in the second half)\n",
                balanced ? "balanced" : "NOT balanced",
                flat ? "flat" : "GROWS",
                half,
                last);
    return balanced && flat ? 0 : 1;
}

} // namespace

int
main(int argc, char* argv[])
{
    return ns3::RunWithInputErrors([&] { return RunProgram(argc, argv); });
}
