// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-remarks.h"

#include "../../model/input/input-text.h"
#include "../../model/input/table-file.h"
#include "scenario-key.h"
#include "scenario-reader.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inference-input-error.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace ns3
{

namespace
{

using Json = ScenarioRemarks::Json;
namespace fs = std::filesystem;

/// Attributes that name files.
const std::set<std::string> FILES{"FileName",
                                  "File",
                                  "MobilityTrace",
                                  "UplinkTrace",
                                  "DownlinkTrace"};

/// Keys that name profiles, which may be files.
const std::set<std::string> PROFILES{"dnn", "device", "devices"};

/**
 * @param section a section of a scenario
 * @param name of the section
 * @param but keys that are read all the same
 * @return JSON pointers of its keys that have another value than their default
 */
std::vector<std::string>
FindChanged(const Json& section, const std::string& name, const std::set<std::string>& but)
{
    std::vector<std::string> changed;
    for (const auto& key : ScenarioKey::GetRoot().children)
    {
        for (const auto& child : key.children)
        {
            const bool isAsked = key.name == name && but.count(child.name) == 0;
            if (isAsked && section[child.name] != Json::parse(child.fallback))
            {
                changed.push_back("/" + name + "/" + child.name);
            }
        }
    }
    return changed;
}

/**
 * @param scenario a scenario
 * @param [out] remarks get a line for each key that nothing reads
 */
void
FindUnread(const Json& scenario, std::vector<std::string>& remarks)
{
    const auto say = [&](const std::string& pointer, const std::string& why) {
        remarks.push_back(pointer + " has no effect: " + why);
    };
    const bool isPerCell = scenario["topology"].value("ServerPlacement", "") == "PerCell";
    for (const char* tier : {"ues", "servers", "clouds"})
    {
        const Json& section = scenario[tier];
        const bool isFixed = !(isPerCell && std::string(tier) == "servers");
        if (isFixed && section["devices"].size() > section["count"].get<std::size_t>() &&
            section["count"] != 0)
        {
            say(std::string("/") + tier + "/devices/" + section["count"].dump(),
                "there are " + section["count"].dump() + " machines");
        }
    }
    if (scenario["clouds"]["count"] == 0)
    {
        for (const auto& pointer : FindChanged(scenario["clouds"], "clouds", {"count"}))
        {
            say(pointer, "/clouds/count is 0");
        }
    }
    if (scenario["servers"]["cache"].is_null())
    {
        const auto but = FindChanged(scenario["servers"], "servers", {"modelSource", "preloaded"});
        for (const auto& pointer : FindChanged(scenario["servers"], "servers", {}))
        {
            if (std::find(but.begin(), but.end(), pointer) == but.end())
            {
                say(pointer, "/servers/cache is null");
            }
        }
    }
    const Json& battery = scenario["ues"]["battery"];
    if (battery["energy"] == 0 && battery["voltage"] != 5)
    {
        say("/ues/battery/voltage", "/ues/battery/energy is 0");
    }
    const auto radio = scenario["radio"]["type"].get<std::string>();
    const Json& settings = scenario["radio"].value(radio, Json::object());
    for (const std::string application : {"client", "server"})
    {
        for (const char* name : {"Protocol", "FragmentSize", "DatagramBurst"})
        {
            if (settings.value("Transport", "") == "Messages" &&
                scenario["applications"][application].contains(name))
            {
                say("/applications/" + application + "/" + name,
                    "/radio/" + radio + "/Transport is Messages");
            }
        }
    }
    const bool isInBand = scenario["control"].value("Control", "") == "InBand";
    if (!isInBand && scenario["control"].contains("Loss"))
    {
        say("/control/Loss", "/control/Control is not InBand");
    }
    for (const std::string agent : {"agent", "serverAgent"})
    {
        for (const auto& [name, value] : scenario["applications"][agent].items())
        {
            if (!isInBand)
            {
                say("/applications/" + agent + "/" + name, "/control/Control is not InBand");
            }
        }
    }
}

/**
 * @param scenario a scenario
 * @param [out] remarks get a line for each stream that makes no task
 */
void
FindIdle(const Json& scenario, std::vector<std::string>& remarks)
{
    const double length = ScenarioReader::GetSeconds(scenario["period"]["length"]);
    for (std::size_t i = 0; i < scenario["streams"].size(); ++i)
    {
        const Json& stream = scenario["streams"][i];
        const std::string place = "/streams/" + std::to_string(i);
        const std::size_t nUes = stream["ues"].empty() ? scenario["ues"]["count"].get<std::size_t>()
                                                       : stream["ues"].size();
        const double rate = stream.contains("Rate") && stream["Rate"].is_number()
                                ? stream["Rate"].get<double>()
                                : length + 1;
        if (rate * length * static_cast<double>(nUes) < 1)
        {
            remarks.push_back(place +
                              " makes hardly a task: /period/length is too short for its Rate");
        }
        const std::string file = stream.value("FileName", "");
        if (stream["type"] == "ns3::TraceTaskStream" && file.empty())
        {
            remarks.push_back(place + " makes no task: it has no FileName");
        }
        else if (stream["type"] == "ns3::TraceTaskStream")
        {
            if (TableFile(file).GetNumber(0, "time", 0) >= length)
            {
                remarks.push_back(place + " makes no task: " + file +
                                  " begins when the period has ended");
            }
        }
    }
}

/**
 * @param scenario a scenario
 * @return names of the devices that are there
 */
std::set<std::string>
FindDevices(const Json& scenario)
{
    const auto known = DeviceProfile::GetKnownNames();
    std::set<std::string> devices(known.begin(), known.end());
    for (const char* tier : {"ues", "servers", "clouds"})
    {
        auto names = scenario[tier]["devices"].get<std::vector<std::string>>();
        names.push_back(scenario[tier]["device"].get<std::string>());
        for (const auto& name : names)
        {
            devices.insert(DeviceProfile::Read(name)->GetName());
        }
    }
    return devices;
}

/**
 * @param scenario a scenario
 * @param [out] remarks get a line for each latency table of a device that is not there
 */
void
FindTables(const Json& scenario, std::vector<std::string>& remarks)
{
    const auto devices = FindDevices(scenario);
    std::set<std::string> dnns;
    for (const auto& stream : scenario["streams"])
    {
        dnns.insert(stream["dnn"].get<std::string>());
    }
    for (const auto& name : dnns)
    {
        for (const auto& device : DnnProfile::Read(name)->GetLatencyDevices())
        {
            if (devices.count(device) == 0)
            {
                const std::string nearest =
                    InputText::FindNearest(device, {devices.begin(), devices.end()});
                remarks.push_back("the latency table of " + name + " for " + device +
                                  " has no effect: there is no such device" +
                                  (nearest.empty() ? "" : " (did you mean " + nearest + "?)"));
            }
        }
    }
}

/**
 * @param folder of the scenario
 * @param text names of files
 * @return the names, those of files in the folder with it
 */
std::string
FindBeside(const fs::path& folder, const std::string& text)
{
    std::string first = text;
    const std::size_t place = first.find("{}");
    if (place != std::string::npos)
    {
        first.replace(place, 2, "0"); // a file for each UE
    }
    std::error_code error;
    if (text.empty() || fs::path(text).is_absolute())
    {
        return text;
    }
    if (fs::exists(folder / first, error))
    {
        return (folder / text).string();
    }
    const auto parts = InputText::Split(text, ',');
    std::string list;
    for (std::size_t i = 0; parts.size() > 1 && i < parts.size(); ++i)
    {
        list += (i > 0 ? "," : "") + FindBeside(folder, InputText::Trim(parts[i]));
    }
    return parts.size() > 1 ? list : text;
}

/**
 * @param [in,out] value a value of a scenario
 * @param key that it stands at
 * @param folder of the scenario
 */
void
Look(Json& value, const std::string& key, const fs::path& folder)
{
    if (value.is_structured())
    {
        for (auto& [name, child] : value.items())
        {
            Look(child, value.is_array() ? key : name, folder);
        }
        return;
    }
    if (!value.is_string())
    {
        return;
    }
    const auto text = value.get<std::string>();
    const bool isProfile = PROFILES.count(key) > 0 && fs::path(text).extension() == ".json";
    if (isProfile || FILES.count(key) > 0)
    {
        value = FindBeside(folder, text);
    }
}

} // namespace

std::vector<std::string>
ScenarioRemarks::Find(const Json& scenario)
{
    std::vector<std::string> remarks;
    for (const auto& find : {&FindUnread, &FindIdle, &FindTables})
    {
        try
        {
            find(scenario, remarks);
        }
        catch (const InferenceInputError&)
        {
            // A file that cannot be read is told when it is needed.
        }
    }
    return remarks;
}

void
ScenarioRemarks::LookBeside(Json& scenario, const std::string& file)
{
    const fs::path folder = fs::path(file).parent_path();
    if (!folder.empty())
    {
        Look(scenario, "", folder);
    }
}

} // namespace ns3
