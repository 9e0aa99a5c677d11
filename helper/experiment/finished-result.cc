// SPDX-License-Identifier: GPL-2.0-only

#include "finished-result.h"

#include "experiment-folder.h"

#include "ns3/inference-input-error.h"

#include <filesystem>
#include <fstream>

namespace ns3
{

FinishedResult::FinishedResult(const std::string& folder)
    : m_folder(folder)
{
}

void
FinishedResult::Replace(const std::string& key, bool isKept) const
{
    const std::filesystem::path folder(m_folder);
    std::ifstream marker(folder / FILE);
    std::string hash;
    std::string commandLine;
    std::getline(marker, hash);
    std::getline(marker, commandLine);
    if (hash == ExperimentFolder::Hash(key))
    {
        return; // the same bytes will be there
    }
    std::error_code error;
    // Results of a version that did not write down what they are: anybody's, unless they are half.
    const bool isUnknown = hash.empty() &&
                           std::filesystem::exists(folder / "summary.json", error) &&
                           !std::filesystem::exists(folder / "unfinished", error);
    if (isKept && (isUnknown || !hash.empty()))
    {
        throw InferenceInputError(
            m_folder,
            "",
            "results of " + (commandLine.empty() ? "another run" : '"' + commandLine + '"'),
            "another folder for --output, or --force to replace them");
    }
    std::vector<std::string> files{FILE};
    for (std::string file; std::getline(marker, file);)
    {
        const bool isName = !file.empty() && file.find('/') == std::string::npos;
        if (isName && std::filesystem::is_regular_file(folder / file, error))
        {
            files.push_back(file);
        }
    }
    for (const auto& file : files)
    {
        std::filesystem::remove(folder / file, error);
    }
}

void
FinishedResult::Keep(const std::string& key,
                     const std::string& commandLine,
                     const std::vector<std::string>& files) const
{
    std::string text =
        ExperimentFolder::Hash(key) + '\n' + InferenceInputError::MakePrintable(commandLine) + '\n';
    for (const auto& file : files)
    {
        text += file + '\n';
    }
    ExperimentFolder::WriteWhole(m_folder + "/" + FILE, text);
}

} // namespace ns3
