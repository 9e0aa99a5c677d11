// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Tries hostile values at every key of scenarios and at every attribute of every class that a
 * scenario can name: negative and huge numbers, zero, NaN, nothing, blanks, wrong types, classes of
 * other kinds. A value is refused in one line, or a short episode is built and run with it in a
 * process of its own, which must end by itself with status 0 or 2: never by a signal, never after
 * its limit of processor time. The same text on the command line must be judged alike.
 *
 *     edge-inference-hostile-values --every=400          the sample that the tests try
 *     edge-inference-hostile-values --only=/ues/mobility what concerns one key
 *     edge-inference-hostile-values                      all of them, in an hour or so
 *
 * Prints each fault and a line with the totals; exit status 1 when there is a fault.
 */

#include "../../model/input/attribute-text.h"
#include "hostile-values.h"

#include "ns3/core-module.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/inference-episode.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ns3;

namespace
{

/// A small scenario in which everything happens that can: two cells, a cloud, a cache, movement.
constexpr const char* BASE = R"({
  "format": "edge-inference-scenario/1",
  "name": "hostile",
  "radio": {"type": "link"},
  "topology": {"Radius": 20, "Cells": 2},
  "ues": {"count": 2, "battery": {"energy": 100}},
  "servers": {"cache": {"type": "ns3::ModelCache"}, "preloaded": true},
  "clouds": {"count": 1},
  "streams": [{"dnn": "alexnet-cifar10", "type": "ns3::PoissonTaskStream", "Rate": 30, "Deadline": "30ms"}],
  "control": {"Interval": "50ms"},
  "policies": ["edgent"],
  "training": {"episodes": 1},
  "evaluation": {"seeds": 1},
  "period": {"start": "0.2s", "length": "0.2s"}
})";

/// What came of one input.
enum class Fate
{
    REFUSED,         //!< by the reader
    REFUSED_LATER,   //!< by the run, with status 2 and one line
    RAN,             //!< to its end
    SIGNALLED,       //!< ended by a signal
    OVER_LIMIT,      //!< ended by the limit of processor time
    OTHER_STATUS,    //!< neither status 0 nor 2
    NOT_ONE_LINE,    //!< refused in several lines or none
    JUDGED_OTHERWISE //!< by the command line
};

/// Words for fates, in their order.
constexpr std::array<const char*, 8> WORDS{"refused by the reader",
                                           "refused by the run",
                                           "ran",
                                           "ended by a signal",
                                           "over the limit",
                                           "ended with another status",
                                           "not refused in one line",
                                           "judged otherwise on the command line"};

/**
 * @param text a message
 * @return whether it is one line
 */
bool
IsOneLine(const std::string& text)
{
    return !text.empty() && std::count(text.begin(), text.end(), '\n') == 1 && text.back() == '\n';
}

/**
 * @brief Runs an episode of training with the first policy of a scenario.
 * @param scenario what is run
 */
void
RunEpisode(const InferenceScenario& scenario)
{
    const auto policies = scenario.GetPolicies();
    auto policy = InferenceScenario::MakePolicy(policies.front());
    InferenceEpisode episode(
        [&](Ptr<OffloadingPolicy> who) { return scenario.Build(std::move(who)); });
    RngSeedManager::SetSeed(scenario.GetRngSeed());
    if (policy)
    {
        episode.Run(policy, scenario.GetRngRun() + 1, true);
    }
}

/**
 * @brief Runs a scenario in a process of its own.
 * @param scenario what is run
 * @param limit processor time that it may take, s
 * @param [out] words what it wrote
 * @return what came of it
 */
Fate
RunApart(const InferenceScenario& scenario, uint32_t limit, std::string& words)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
    {
        throw std::runtime_error("no pipe");
    }
    std::fflush(nullptr);
    const pid_t pid = fork();
    if (pid == 0)
    {
        dup2(ends[1], STDERR_FILENO);
        dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        const rlimit time{limit, limit + 5};
#ifdef __SANITIZE_ADDRESS__
        const rlimit memory{RLIM_INFINITY, RLIM_INFINITY}; // its shadow memory has terabytes
#else
        const rlimit memory{rlim_t{6} << 30, rlim_t{6} << 30};
#endif
        const rlimit core{0, 0};
        setrlimit(RLIMIT_CPU, &time);
        setrlimit(RLIMIT_AS, &memory);
        setrlimit(RLIMIT_CORE, &core);
        _exit(RunWithInputErrors([&] {
            RunEpisode(scenario);
            return 0;
        }));
    }
    close(ends[1]);
    constexpr std::size_t ENOUGH = 100000;
    std::array<char, 4096> buffer;
    for (ssize_t n = 1; n > 0 || (n < 0 && errno == EINTR);)
    {
        n = read(ends[0], buffer.data(), buffer.size());
        words.append(buffer.data(), n > 0 && words.size() < ENOUGH ? n : 0);
    }
    close(ends[0]);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    {
    }
    if (WIFSIGNALED(status))
    {
        const bool isLimit = WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL;
        words = "signal " + std::to_string(WTERMSIG(status)) + ": " + words;
        return isLimit ? Fate::OVER_LIMIT : Fate::SIGNALLED;
    }
    const int code = WEXITSTATUS(status);
    return code == 0   ? Fate::RAN
           : code != 2 ? Fate::OTHER_STATUS
                       : (IsOneLine(words) ? Fate::REFUSED_LATER : Fate::NOT_ONE_LINE);
}

/**
 * @param argument an argument of the command line
 * @return whether it is refused
 */
bool
IsRefused(const std::string& argument)
{
    try
    {
        AttributeText::CheckArguments({argument});
    }
    catch (const InferenceInputError&)
    {
        return true;
    }
    return false;
}

/**
 * @param input what is tried
 * @param limit processor time that it may take, s
 * @param [out] words what was said
 * @return what came of it
 */
Fate
Try(const HostileInput& input, uint32_t limit, std::string& words)
{
    // A constant, because parsing it takes as long as refusing most values.
    static const InferenceScenario base = InferenceScenario::Parse(BASE, "base");
    InferenceScenario scenario = base;
    bool isRefused = false;
    try
    {
        std::vector<std::string> all{"/radio/type=" + input.radio};
        if (input.radio != "link")
        {
            all.emplace_back("/period/start=1s"); // they take a while to connect
        }
        all.insert(all.end(), input.assignments.begin(), input.assignments.end());
        scenario.SetAll(all);
    }
    catch (const InferenceInputError& error)
    {
        isRefused = true;
        words = error.what();
    }
    if (!input.argument.empty() && IsRefused(input.argument) != isRefused)
    {
        words = input.argument + " is " + (isRefused ? "taken" : "refused") + "; " + words;
        return Fate::JUDGED_OTHERWISE;
    }
    if (isRefused)
    {
        return IsOneLine(words + "\n") ? Fate::REFUSED : Fate::NOT_ONE_LINE;
    }
    return RunApart(scenario, limit, words);
}

} // namespace

int
main(int argc, char* argv[])
{
    uint32_t every = 1;
    uint32_t first = 0;
    uint32_t limit = 120;
    std::string only;
    bool list = false;
    bool tell = false;
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("Tries hostile values at every key and attribute of scenarios.");
    cmd.AddValue("every", "Try one of so many inputs", every);
    cmd.AddValue("first", "Number of the first input", first);
    cmd.AddValue("only", "Try inputs that contain this text", only);
    cmd.AddValue("limit", "Processor time of one episode, s", limit);
    cmd.AddValue("list", "Print the inputs and try none", list);
    cmd.AddValue("tell", "Print what came of every input", tell);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        const auto radios = EdgeTopologyFactory::GetNames();
        std::array<uint64_t, WORDS.size()> counts{};
        uint64_t n = 0;
        const auto inputs = MakeHostileInputs();
        for (std::size_t i = first; i < inputs.size(); i += std::max(1U, every))
        {
            std::string name = inputs[i].radio + " " + inputs[i].assignments.back();
            if (name.find(only) == std::string::npos ||
                std::find(radios.begin(), radios.end(), inputs[i].radio) == radios.end())
            {
                continue;
            }
            name = InferenceInputError::MakePrintable(name, 300);
            ++n;
            if (list)
            {
                std::cout << i << ' ' << name << '\n';
                continue;
            }
            std::string words;
            const Fate fate = Try(inputs[i], limit, words);
            ++counts[static_cast<std::size_t>(fate)];
            if (tell || fate > Fate::RAN)
            {
                std::cout << i << ' ' << name << ": " << WORDS[static_cast<std::size_t>(fate)]
                          << ": " << InferenceInputError::MakePrintable(words, 700) << std::endl;
            }
        }
        std::cout << n << " of " << inputs.size() << " inputs";
        uint64_t faults = 0;
        for (std::size_t i = 0; i < counts.size() && !list; ++i)
        {
            std::cout << "; " << counts[i] << ' ' << WORDS[i];
            faults += static_cast<Fate>(i) > Fate::RAN ? counts[i] : 0;
        }
        std::cout << std::endl;
        return faults == 0 && n > 0 ? 0 : 1;
    });
}
