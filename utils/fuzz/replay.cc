// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Runs the inputs of the fuzzer without libFuzzer, so that any compiler can: every file that is
 * named, and every file of every folder that is named, whole and cut off at several lengths.
 */

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size);

namespace
{

/**
 * @param path a file
 * @return how many inputs it made
 */
int
Replay(const std::filesystem::path& path)
{
    constexpr std::size_t PARTS = 16;
    std::ifstream is(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(is), std::istreambuf_iterator<char>()};
    int n = 0;
    for (std::size_t part = 1; part <= PARTS; ++part, ++n)
    {
        const std::string input = text.substr(0, text.size() * part / PARTS);
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
    }
    return n;
}

} // namespace

int
main(int argc, char* argv[])
{
    namespace fs = std::filesystem;
    int n = 0;
    for (int i = 1; i < argc; ++i)
    {
        if (fs::is_directory(argv[i]))
        {
            for (const auto& entry : fs::recursive_directory_iterator(argv[i]))
            {
                n += entry.is_regular_file() ? Replay(entry.path()) : 0;
            }
        }
        else
        {
            n += Replay(argv[i]);
        }
    }
    std::cout << n << " inputs\n";
    return n > 0 ? 0 : 1;
}
