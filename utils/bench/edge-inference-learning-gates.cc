// SPDX-License-Identifier: GPL-2.0-only
// Trains every algorithm of model/learning on problems whose best score is known and prints what it
// reached beside that score. Also measures distributed PPO (run it under mpirun).

#include "../../model/learning/learning-error.h"
#include "../../model/learning/learning-runtime.h"
#include "../../test/learning/learning-gates.h"

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

struct Arguments
{
    bool full{false};
    bool json{false};
    bool distributed{false};
    double stepCost{0}; // s
    uint32_t seeds{0};
    std::string only;
};

struct Row
{
    std::string gate;
    GateMeasure measure;
    std::vector<double> values;
    double mean{0};
    double interval{0}; // half width of the 95 % interval of the mean
    double seconds{0};  // of the gate, a seed
    bool passed{false};
};

void
PrintHelp()
{
    std::cout << "edge-inference-learning-gates [OPTIONS]\n"
                 "Train every learning algorithm on its gate problems; print scores beside the "
                 "known ones.\n\n"
                 "  --full         10 seeds a gate (without: 2)\n"
                 "  --seeds=N      N seeds a gate, 1 to 1000\n"
                 "  --gate=NAME    only gates whose name contains NAME\n"
                 "  --json         one JSON document instead of the table\n"
                 "  --distributed  PPO on CartPole over all MPI ranks instead of the gates, for "
                 "instance\n"
                 "                 mpirun -np 2 edge-inference-learning-gates --distributed\n"
                 "  --step-cost=MS with --distributed: 1,024 steps that cost MS milliseconds of "
                 "processor time\n"
                 "                 each; prints environment steps a second\n"
                 "  --help         this text\n\n"
                 "Gates:";
    for (const LearningGate& gate : LearningGates())
    {
        std::cout << " " << gate.name;
    }
    std::cout << "\nExit status: 0 all gates passed, 1 some did not, 2 wrong arguments.\n";
}

/// Two-sided 95 % quantile of Student's t, by degrees of freedom.
double
StudentT(std::size_t freedom)
{
    const double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                            2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086};
    return freedom == 0 ? 0 : freedom <= 20 ? table[freedom - 1] : 1.96 + 2.5 / freedom;
}

void
Summarise(Row& row)
{
    const auto n = static_cast<double>(row.values.size());
    for (double value : row.values)
    {
        row.mean += value / n;
    }
    double square = 0;
    bool each = true;
    for (double value : row.values)
    {
        square += (value - row.mean) * (value - row.mean);
        each = each &&
               (row.measure.atLeast ? value >= row.measure.target : value <= row.measure.target);
    }
    if (row.values.size() > 1)
    {
        row.interval = StudentT(row.values.size() - 1) * std::sqrt(square / (n - 1) / n);
    }
    const bool mean =
        row.measure.atLeast ? row.mean >= row.measure.target : row.mean <= row.measure.target;
    row.passed = row.measure.everySeed ? each : mean;
}

std::string
Number(double value)
{
    std::ostringstream text;
    text << std::setprecision(5) << value;
    return text.str();
}

int
RunGates(const Arguments& arguments)
{
    std::vector<Row> rows;
    const uint32_t seeds = arguments.seeds ? arguments.seeds : arguments.full ? 10 : 2;
    for (const LearningGate& gate : LearningGates())
    {
        if (gate.name.find(arguments.only) == std::string::npos)
        {
            continue;
        }
        const auto start = std::chrono::steady_clock::now();
        const std::size_t first = rows.size();
        for (const GateMeasure& measure : gate.measures)
        {
            rows.push_back({gate.name, measure, {}});
        }
        for (uint32_t seed = 1; seed <= seeds; ++seed)
        {
            const std::vector<double> scores = gate.run(seed);
            for (std::size_t i = 0; i < gate.measures.size(); ++i)
            {
                rows[first + i].values.push_back(scores[i]);
            }
        }
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        for (std::size_t i = first; i < rows.size(); ++i)
        {
            rows[i].seconds = spent.count() / seeds;
            Summarise(rows[i]);
        }
        std::cerr << gate.name << " done\n";
    }
    if (rows.empty())
    {
        throw LearningError("--gate: found no gate with '" + arguments.only + "' in its name");
    }

    bool passed = true;
    std::ostringstream out;
    if (arguments.json)
    {
        out << "{\"seeds\": " << seeds << ", \"openBlasCore\": \"" << GetOpenBlasCore()
            << "\", \"gates\": [";
        const char* separator = "";
        for (const Row& row : rows)
        {
            out << separator << "\n  {\"gate\": \"" << row.gate << "\", \"measure\": \""
                << row.measure.name << "\", \"mean\": " << Number(row.mean)
                << ", \"ci95\": " << Number(row.interval) << ", \"target\": " << row.measure.target
                << ", \"atLeast\": " << (row.measure.atLeast ? "true" : "false")
                << ", \"passed\": " << (row.passed ? "true" : "false") << ", \"known\": \""
                << row.measure.known << "\", \"secondsPerSeed\": " << Number(row.seconds)
                << ", \"values\": [";
            for (std::size_t i = 0; i < row.values.size(); ++i)
            {
                out << (i ? ", " : "") << Number(row.values[i]);
            }
            out << "]}";
            separator = ",";
            passed = passed && row.passed;
        }
        out << "\n]}\n";
    }
    else
    {
        out << std::left << std::setw(27) << "gate" << std::setw(23) << "measure" << std::right
            << std::setw(10) << "mean" << std::setw(10) << "+-95%" << std::setw(10) << "target"
            << std::setw(8) << "s/seed"
            << "  passed  known\n";
        for (const Row& row : rows)
        {
            out << std::left << std::setw(27) << row.gate << std::setw(23) << row.measure.name
                << std::right << std::setw(10) << Number(row.mean) << std::setw(10)
                << Number(row.interval) << std::setw(10)
                << (row.measure.atLeast ? ">=" : "<=") + Number(row.measure.target) << std::setw(8)
                << std::fixed << std::setprecision(1) << row.seconds << std::defaultfloat
                << (row.passed ? "  yes     " : "  NO      ") << row.measure.known << "\n";
            passed = passed && row.passed;
        }
        out << seeds
            << " seeds a gate; 'optimal states' and 'value error' must hold for every seed\n";
    }
    std::cout << out.str();
    return passed ? 0 : 1;
}

int
RunDistributed(const Arguments& arguments)
{
    const std::shared_ptr<RankGroup> group = MakeMpiRankGroup();
    if (8 % group->Size() != 0)
    {
        throw LearningError("--distributed: found " + std::to_string(group->Size()) +
                            " ranks, expected 1, 2, 4 or 8");
    }
    const uint32_t seeds = arguments.seeds ? arguments.seeds : arguments.full ? 10 : 2;
    for (uint32_t seed = 1; seed <= seeds; ++seed)
    {
        const bool costly = arguments.stepCost > 0;
        const CartPoleRun run =
            TrainPpoCartPole(seed, group, costly ? 1024 : 100000, !costly, arguments.stepCost);
        const bool same = group->AllEqual(run.hash);
        if (group->Rank() == 0)
        {
            std::cout << "ranks " << group->Size() << " seed " << seed << " return " << run.score
                      << " steps " << run.steps << " seconds " << run.seconds << " steps/s "
                      << static_cast<double>(run.steps) / run.seconds << " parameters " << std::hex
                      << run.hash << std::dec << (same ? " equal" : " DIFFER") << "\n";
        }
        if (!same)
        {
            return 1;
        }
    }
    return 0;
}

Arguments
Parse(int argc, char* argv[])
{
    Arguments arguments;
    for (int i = 1; i < argc; ++i)
    {
        const std::string text = argv[i];
        if (text == "--full")
        {
            arguments.full = true;
        }
        else if (text == "--json")
        {
            arguments.json = true;
        }
        else if (text == "--distributed")
        {
            arguments.distributed = true;
        }
        else if (text.compare(0, 7, "--gate=") == 0)
        {
            arguments.only = text.substr(7);
        }
        else if (text.compare(0, 12, "--step-cost=") == 0)
        {
            char* end = nullptr;
            const double cost = std::strtod(text.c_str() + 12, &end);
            if (*end != '\0' || !(cost > 0 && cost <= 1000))
            {
                throw LearningError("--step-cost: found '" + text.substr(12) +
                                    "', expected milliseconds above 0 and up to 1000");
            }
            arguments.stepCost = cost / 1000;
        }
        else if (text.compare(0, 8, "--seeds=") == 0)
        {
            char* end = nullptr;
            const long seeds = std::strtol(text.c_str() + 8, &end, 10);
            if (*end != '\0' || seeds < 1 || seeds > 1000)
            {
                throw LearningError("--seeds: found '" + text.substr(8) + "', expected 1 to 1000");
            }
            arguments.seeds = static_cast<uint32_t>(seeds);
        }
        else
        {
            throw LearningError("found argument '" + text + "', expected one that --help lists");
        }
    }
    return arguments;
}

} // namespace

int
main(int argc, char* argv[])
{
    for (int i = 1; i < argc; ++i)
    {
        if (std::string(argv[i]) == "--help")
        {
            PrintHelp();
            return 0;
        }
    }
    try
    {
        const Arguments arguments = Parse(argc, argv);
        ConfigureLibTorch();
        return arguments.distributed ? RunDistributed(arguments) : RunGates(arguments);
    }
    catch (const LearningError& error)
    {
        std::cerr << "edge-inference-learning-gates: " << error.what() << "\n";
        return 2;
    }
}
