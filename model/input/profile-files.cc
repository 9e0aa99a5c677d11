// SPDX-License-Identifier: GPL-2.0-only
#include "profile-files.h"

#include "input-text.h"

#include "ns3/inference-input-error.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <set>
#include <sstream>
#include <system_error>

namespace ns3
{

namespace ProfileFiles
{

namespace
{

namespace fs = std::filesystem;

const std::string EXTENSION = ".json"; //!< of every profile

/**
 * @param text a text
 * @return whether it ends like a file's name
 */
bool
IsFile(const std::string& text)
{
    return text.size() >= EXTENSION.size() &&
           text.compare(text.size() - EXTENSION.size(), EXTENSION.size(), EXTENSION) == 0;
}

#ifdef EDGE_INFERENCE_INSTALLED_DATA
/**
 * @return the folder of an installed module's data, found from where this library lies, so that the
 * folder that it was installed to may be moved; empty when the library was not installed
 */
fs::path
GetInstalledData()
{
    const std::string relative = EDGE_INFERENCE_INSTALLED_DATA;
    Dl_info library;
    if (relative.empty() || dladdr(reinterpret_cast<void*>(&GetInstalledData), &library) == 0)
    {
        return {};
    }
    const fs::path folder = fs::path(library.dli_fname).parent_path() / relative;
    std::error_code code;
    return fs::exists(folder, code) ? folder.lexically_normal() : fs::path();
}
#endif

} // namespace

std::vector<std::string>
GetFolders(const std::string& kind)
{
    std::vector<std::string> folders;
    // Profiles have a folder for each kind; scenarios stand beside the profiles.
    const bool isScenario = kind == "scenarios";
    const char* name = isScenario ? "EDGE_INFERENCE_SCENARIOS" : "EDGE_INFERENCE_PROFILES";
    const fs::path folder = isScenario ? "" : kind;
    if (const char* variable = std::getenv(name))
    {
        std::istringstream list{std::string(variable)};
        std::string root;
        while (std::getline(list, root, ':'))
        {
            if (!root.empty())
            {
                folders.push_back((fs::path(root) / folder).string());
            }
        }
    }
#ifdef EDGE_INFERENCE_INSTALLED_DATA
    if (const fs::path data = GetInstalledData(); !data.empty())
    {
        folders.push_back((isScenario ? data / kind : data / "profiles" / folder).string());
    }
#endif
#ifdef EDGE_INFERENCE_PROFILE_DIR
    const fs::path compiledIn(EDGE_INFERENCE_PROFILE_DIR);
    folders.push_back(
        (isScenario ? compiledIn.parent_path() / kind : compiledIn / folder).string());
#endif
    folders.push_back((isScenario ? fs::path(kind) : fs::path("profiles") / folder).string());
    return folders;
}

std::string
Find(const std::string& name, const std::string& kind)
{
    // A name is never a path, so that "../x" cannot leave the folders.
    if (!name.empty() && name.find('/') == std::string::npos)
    {
        for (const fs::path folder : GetFolders(kind))
        {
            const fs::path path = folder / (name + EXTENSION);
            std::error_code code;
            if (fs::exists(path, code))
            {
                return path.string();
            }
        }
    }
    return {};
}

JsonCursor
Open(const std::string& nameOrFile, const std::string& kind)
{
    if (IsFile(nameOrFile))
    {
        return JsonCursor::ReadFile(nameOrFile);
    }
    if (const std::string path = Find(nameOrFile, kind); !path.empty())
    {
        return JsonCursor::ReadFile(path);
    }
    const std::vector<std::string> names = GetNames(kind);
    const std::string nearest = InputText::FindNearest(nameOrFile, names);
    std::string expected = "the path of a .json file";
    if (!names.empty())
    {
        expected += ", or one of: " + InputText::Join(names);
    }
    throw InferenceInputError(nameOrFile.empty() ? "\"\"" : nameOrFile,
                              "",
                              std::string("no ") + (kind == "scenarios" ? "scenario" : "profile") +
                                  " of this name in a folder \"" + kind + "\"",
                              expected,
                              nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
}

std::vector<std::string>
GetNames(const std::string& kind)
{
    std::set<std::string> names;
    for (const fs::path folder : GetFolders(kind))
    {
        std::error_code code;
        for (fs::directory_iterator file(folder, code), end; !code && file != end;
             file.increment(code))
        {
            // The schema of scenarios stands beside them.
            const bool isSchema = file->path().stem().extension() == ".schema";
            if (IsFile(file->path().filename().string()) && !isSchema)
            {
                names.insert(file->path().stem().string());
            }
        }
    }
    return {names.begin(), names.end()};
}

void
CheckObject(const JsonCursor& object, std::vector<std::string> keys)
{
    keys.emplace_back("source");
    keys.emplace_back("assumed");
    object.CheckObject(keys);
    if (object.Has("source"))
    {
        object.Get("source").GetString();
    }
    if (object.Has("assumed") && object.Get("assumed").GetBool() && !object.Has("source"))
    {
        object.Get("source").GetString(); // not there: the error says so
    }
}

} // namespace ProfileFiles

} // namespace ns3
