// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Runs the inputs of the fuzzer without libFuzzer, so that any compiler can: the seeds of a reader,
 * every file that is named, and every file of every folder that is named; whole, cut off at several
 * lengths, and changed at random. The changes depend on --seed alone.
 *
 *     edge-inference-fuzz-replay --target=json --mutations=1000 --paths=scenarios,profiles
 */

#include "fuzz-targets.h"

#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace
{

/// Longest file that is an input; longer ones are cut off.
constexpr std::size_t LONGEST = 16384;

/**
 * @param path of a file
 * @return the beginning of the file
 */
std::string
ReadFile(const std::filesystem::path& path)
{
    std::ifstream is(path, std::ios::binary);
    std::string text(LONGEST, '\0');
    is.read(text.data(), LONGEST);
    text.resize(static_cast<std::size_t>(is.gcount()));
    return text;
}

/**
 * @param paths files and folders, separated by commas
 * @return the files, in the order of their names
 */
std::vector<std::filesystem::path>
ListFiles(const std::string& paths)
{
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    std::istringstream list(paths);
    for (std::string path; std::getline(list, path, ',');)
    {
        if (!fs::is_directory(path))
        {
            files.emplace_back(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path))
        {
            if (entry.is_regular_file())
            {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Changes inputs at random.
class Mutator
{
  public:
    /**
     * @param seed decides everything
     * @param inputs what is changed, at least one
     */
    Mutator(uint64_t seed, const std::vector<std::string>& inputs)
        : m_random(seed),
          m_inputs(inputs)
    {
    }

    /**
     * @return an input with some changes
     */
    std::string Make()
    {
        std::string text = m_inputs[Draw(m_inputs.size())];
        for (std::size_t n = 1 + Draw(8); n > 0; --n)
        {
            Change(text);
        }
        return text;
    }

  private:
    /**
     * @param n at least 1
     * @return a number below n; the same on every machine
     */
    std::size_t Draw(std::size_t n)
    {
        return static_cast<std::size_t>(m_random() % n);
    }

    /**
     * @param [in,out] text gets one change
     */
    void Change(std::string& text)
    {
        static const std::array<std::string, 16> WORDS{"-1",
                                                       "1e308",
                                                       "5e-324",
                                                       "nan",
                                                       "\xff\xff\xff\xff",
                                                       "0",
                                                       "18446744073709551615",
                                                       "\n",
                                                       "\"",
                                                       "{}",
                                                       "null",
                                                       "ns3::Node",
                                                       ",,",
                                                       std::string(8, '\0'),
                                                       "1e9",
                                                       " "};
        const std::size_t at = Draw(text.size() + 1);
        const std::size_t size = 1 + Draw(16);
        switch (Draw(6))
        {
        case 0:
            text.insert(at, WORDS[Draw(WORDS.size())]);
            break;
        case 1:
            text.replace(std::min(at, text.size()), size, WORDS[Draw(WORDS.size())]);
            break;
        case 2:
            text.erase(at, size);
            break;
        case 3:
            text.insert(at, text.substr(Draw(text.size() + 1), size));
            break;
        case 4: {
            const std::string& other = m_inputs[Draw(m_inputs.size())];
            text = text.substr(0, at) + other.substr(std::min(at, other.size()));
            break;
        }
        default:
            if (at < text.size())
            {
                text[at] = static_cast<char>(text[at] ^ (1 << Draw(8)));
            }
        }
        text.resize(std::min(text.size(), LONGEST));
    }

    std::mt19937_64 m_random;                 //!< whose numbers the standard fixes
    const std::vector<std::string>& m_inputs; //!< what is changed
};

} // namespace

int
main(int argc, char* argv[])
{
    std::string name = "json";
    uint32_t mutations = 0;
    uint32_t seed = 1;
    std::string paths;
    ns3::StrictCommandLine cmd(__FILE__);
    cmd.Usage("Feeds a reader with files, and with changes of them.");
    cmd.AddValue("target", "Name of the reader", name);
    cmd.AddValue("mutations", "Changed inputs", mutations);
    cmd.AddValue("seed", "Decides the changes", seed);
    cmd.AddValue("paths", "Files, and folders of them, separated by commas", paths);
    return ns3::RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        const ns3::FuzzTarget& target = ns3::FindFuzzTarget(name);
        std::vector<std::string> inputs = target.seeds;
        for (const auto& file : ListFiles(paths))
        {
            inputs.push_back(ReadFile(file));
        }
        constexpr std::size_t PARTS = 16;
        std::size_t n = 0;
        for (const auto& input : inputs)
        {
            for (std::size_t part = 1; part <= PARTS; ++part, ++n)
            {
                target.run(input.substr(0, input.size() * part / PARTS));
            }
        }
        Mutator mutator(seed, inputs);
        for (uint32_t i = 0; i < mutations && !inputs.empty(); ++i, ++n)
        {
            target.run(mutator.Make());
        }
        std::cout << name << ": " << n << " inputs\n";
        return n > 0 ? 0 : 1;
    });
}
