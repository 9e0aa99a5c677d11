// SPDX-License-Identifier: GPL-2.0-only

#include "../../test/application/fault-drill.h"

#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <cstdio>
#include <fstream>
#include <unistd.h>

/**
 * @file
 * @ingroup edge-inference
 * @brief Nodes, applications and links fail and return at random in one run; prints what became of
 * the tasks and how much memory the process takes meanwhile.
 *
 * Exit status 1 when the books are not balanced or the memory grows: by more than a tenth from the
 * second tenth of the faults to the end.
 */

namespace
{

/**
 * @return resident memory of this process, MB
 */
double
GetMemory()
{
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return static_cast<double>(resident) * sysconf(_SC_PAGESIZE) / 1e6;
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
    cmd.Parse(argc, argv);
    double early = 0;
    double last = 0;
    std::printf("fault  time[s]  memory[MB]\n");
    const auto report = tests::FaultDrill().Run(faults, seed, [&](uint32_t fault) {
        if (faults < 10 || fault % (faults / 10) == 0)
        {
            last = GetMemory();
            early = early == 0 || fault <= faults / 5 ? last : early;
            std::printf("%5u  %7.1f  %10.1f\n", fault, Simulator::Now().GetSeconds(), last);
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
    const bool flat = last <= 1.1 * early;
    std::printf("books %s, memory %s (%.1f -> %.1f MB)\n",
                balanced ? "balanced" : "NOT balanced",
                flat ? "flat" : "GROWS",
                early,
                last);
    return balanced && flat ? 0 : 1;
}

} // namespace

int
main(int argc, char* argv[])
{
    return ns3::RunWithInputErrors([&] { return RunProgram(argc, argv); });
}
