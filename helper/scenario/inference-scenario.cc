// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inference-scenario.h"

#include "../../model/input/attribute-text.h"
#include "../../model/input/input-text.h"
#include "../../model/input/last-words.h"
#include "../../model/input/profile-files.h"
#include "ignored-defaults.h"
#include "scenario-command-line.h"
#include "scenario-reader.h"
#include "scenario-remarks.h"
#include "scoped-defaults.h"

#include "ns3/abort.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/edge-topology-factory.h"
#include "ns3/experiment-policies.h"
#include "ns3/hidden-background-load.h"
#include "ns3/inference-input-error.h"
#include "ns3/observation-model.h"
#include "ns3/pointer.h"
#include "ns3/profile-error.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/ue-battery-helper.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace ns3
{

namespace
{

using Json = ScenarioReader::Json;

/**
 * @param pointer a JSON pointer
 * @param source name for errors
 * @return its words, unescaped
 */
std::vector<std::string>
SplitPointer(const std::string& pointer, const std::string& source)
{
    std::vector<std::string> words;
    for (auto rest = JsonCursor::ReadPointer(pointer, source); !rest.empty(); rest.pop_back())
    {
        words.push_back(rest.back());
    }
    std::reverse(words.begin(), words.end());
    return words;
}

/**
 * @param words of a JSON pointer
 * @param n number of words to use
 * @return the JSON pointer
 */
std::string
JoinPointer(const std::vector<std::string>& words, std::size_t n)
{
    nlohmann::json::json_pointer pointer;
    for (std::size_t i = 0; i < n; ++i)
    {
        pointer.push_back(words[i]);
    }
    return pointer.to_string();
}

/**
 * @param word of a JSON pointer
 * @param size of the array
 * @return the index, or more than the size when it is none
 */
std::size_t
GetIndex(const std::string& word, std::size_t size)
{
    const bool isIndex = !word.empty() && word.size() < 6 &&
                         word.find_first_not_of("0123456789") == std::string::npos;
    return isIndex ? std::stoul(word) : size + 1;
}

/**
 * @brief Carries out one assignment.
 * @param [in,out] scenario what is changed; not checked
 * @param assignment POINTER=VALUE
 */
void
Assign(Json& scenario, const std::string& assignment)
{
    const std::string source = "--set=" + assignment;
    const std::size_t equal = assignment.find('=');
    if (equal == std::string::npos)
    {
        throw InferenceInputError(source, "", "no '='", "POINTER=VALUE, as in /streams/0/Rate=20");
    }
    auto words = SplitPointer(assignment.substr(0, equal), source);
    ScenarioReader::Resolve(scenario, words);
    const std::string text = assignment.substr(equal + 1);
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded())
    {
        value = text;
    }
    else if (value.is_structured())
    {
        value = JsonCursor::Parse(text, source).GetValue(); // strictly: no key twice
    }
    Json* at = &scenario;
    for (std::size_t i = 0; i < words.size(); ++i)
    {
        const bool isLast = i + 1 == words.size();
        if (at->is_object())
        {
            if (isLast && value.is_null())
            {
                // null takes away what can be left out; a load's null is its value
                const bool isValue = at->contains(words[i]) &&
                                     ((*at)[words[i]].is_object() || (*at)[words[i]].is_null());
                if (!isValue)
                {
                    at->erase(words[i]);
                    return;
                }
            }
            if (!isLast && !at->contains(words[i]))
            {
                (*at)[words[i]] = Json::object(); // the reader says what is wrong with it
            }
            at = &(*at)[words[i]];
        }
        else if (at->is_array())
        {
            const bool appends = words[i] == "-";
            const std::size_t n = at->size();
            const std::size_t index = appends ? n : GetIndex(words[i], n);
            if (index > n || (index == n && !appends))
            {
                throw InferenceInputError(
                    source,
                    JoinPointer(words, i + 1),
                    '"' + words[i] + '"',
                    (n == 0 ? "" : "an index from 0 to " + std::to_string(n - 1) + ", or ") +
                        std::string("- to append"));
            }
            if (appends)
            {
                at->push_back(Json::object());
            }
            at = &(*at)[index];
        }
        else
        {
            throw InferenceInputError(source,
                                      JoinPointer(words, i),
                                      at->dump(),
                                      "an object or an array, to set " + words[i] + " in it",
                                      at->is_null() ? "set it whole, with its type" : "");
        }
    }
    *at = value;
}

/**
 * @param scenario a scenario
 * @param pointer JSON pointer of a key
 * @return the value there, as a user would write it
 */
std::string
Show(const InferenceScenario& scenario, const std::string& pointer)
{
    if (pointer == "/policies")
    {
        std::string names;
        for (const auto& policy : scenario.GetPolicies())
        {
            names += (names.empty() ? "" : ",") + policy.name;
        }
        return names;
    }
    if (pointer == "/output/folder")
    {
        return scenario.GetOutputFolder();
    }
    try
    {
        const auto value = nlohmann::json::parse(scenario.Get(pointer));
        return value.is_string() ? value.get<std::string>() : value.dump();
    }
    catch (const InferenceInputError&)
    {
        return "none";
    }
}

/**
 * @brief Adds a load of which no policy is told to some machines.
 * @param nodes UEs or servers
 * @param first index of the first machine
 * @param end index behind the last machine
 * @param factory makes the load; without a type: none
 */
void
HideLoads(const NodeContainer& nodes, uint32_t first, uint32_t end, const ObjectFactory& factory)
{
    for (uint32_t i = first; i < end && factory.IsTypeIdSet(); ++i)
    {
        const auto compute = nodes.Get(i)->GetObject<ComputeNode>();
        const auto load = CreateObject<HiddenBackgroundLoad>();
        load->SetLoads(compute->GetBackgroundLoad(), factory.Create<BackgroundLoad>());
        compute->SetBackgroundLoad(load);
    }
}

/**
 * @brief Tells a scheduler how much is known.
 * @tparam T ObservationModel or ProfileError
 * @param attributes of the object, checked; when there are none, the truth is known
 * @param scheduler gets the object
 */
template <typename T>
void
AddKnowledge(const InferenceScenario::Attributes& attributes, Ptr<InferenceScheduler> scheduler)
{
    if (attributes.empty())
    {
        return;
    }
    const auto knowledge = CreateObject<T>();
    for (const auto& [name, text] : attributes)
    {
        knowledge->SetAttribute(name, StringValue(text));
    }
    scheduler->AggregateObject(knowledge);
}

/**
 * @brief Refuses attributes of the command line that would have no effect, because a short form of
 * a policy or what builds the network sets them.
 * @param scenario that would run
 * @param commandLine what the user wrote
 * @throws InferenceInputError that names what to set instead
 */
void
CheckDefaults(const InferenceScenario& scenario, const ScenarioCommandLine& commandLine)
{
    const auto attributes = commandLine.GetAttributes();
    if (attributes.empty())
    {
        return;
    }
    std::map<std::string, IgnoredDefaults::Policy> known;
    ExperimentPolicies::Own own;
    for (const auto& policy : scenario.GetPolicies())
    {
        auto& types = known[policy.name];
        types.type = policy.type;
        for (const auto& part : policy.parts)
        {
            types.parts.push_back(part.type);
        }
        own.emplace_back(policy.name, [] { return nullptr; });
    }
    std::vector<IgnoredDefaults::Policy> policies;
    const std::string list = commandLine.GetPolicies();
    if (list.empty())
    {
        for (const auto& [name, types] : known)
        {
            policies.push_back(types);
        }
    }
    else
    {
        for (const auto& entry : ExperimentPolicies::MakeList(list, true, own))
        {
            policies.push_back(
                known.count(entry.name) > 0 ? known[entry.name]
                : entry.policy
                    ? IgnoredDefaults::Policy{entry.policy->GetInstanceTypeId().GetName(), {}}
                    : IgnoredDefaults::Policy());
        }
    }
    const IgnoredDefaults defaults(attributes, scenario.GetRadio());
    defaults.CheckPolicies(policies);
    defaults.CheckNetwork(
        [&scenario] { return scenario.Build(ExperimentPolicies::Make("device-only")); });
}

} // namespace

/// What a scenario says; never changed.
struct InferenceScenario::Document
{
    std::string source;  //!< name for errors
    Json scenario;       //!< as ScenarioReader::Read() returns it
    std::string changes; //!< what was set in it, as on the command line

    /**
     * @brief Notes what is done with the scenario, for those who ask why a process ended.
     * @param what is done
     */
    void Note(const std::string& what) const
    {
        LastWords::Note(what + " of " + source + changes);
    }
};

InferenceScenario::InferenceScenario(const std::string& nameOrFile)
    : m_commandLine(std::make_shared<ScenarioCommandLine>(nameOrFile))
{
}

InferenceScenario
InferenceScenario::Read(const std::string& nameOrFile)
{
    const JsonCursor root = ProfileFiles::Open(nameOrFile, "scenarios");
    Json json = ScenarioReader::Read(root);
    ScenarioRemarks::LookBeside(json, root.GetFile());
    InferenceScenario scenario;
    scenario.m_document = std::make_shared<Document>(Document{root.GetFile(), std::move(json), ""});
    return scenario;
}

InferenceScenario
InferenceScenario::Parse(const std::string& text, const std::string& sourceName)
{
    InferenceScenario scenario;
    scenario.m_document = std::make_shared<Document>(
        Document{sourceName, ScenarioReader::Read(JsonCursor::Parse(text, sourceName)), ""});
    return scenario;
}

const InferenceScenario::Document&
InferenceScenario::GetDocument() const
{
    if (!m_document)
    {
        throw InferenceInputError("command line", "--scenario", "nothing", "a scenario");
    }
    return *m_document;
}

std::shared_ptr<const InferenceScenario::Document>
InferenceScenario::MakeChanged(const std::vector<std::string>& assignments) const
{
    const Document& old = GetDocument();
    Json scenario = old.scenario;
    std::string changes = old.changes;
    for (const auto& assignment : assignments)
    {
        Assign(scenario, assignment);
        changes += " --set=" + assignment;
    }
    try
    {
        return std::make_shared<Document>(
            Document{old.source,
                     ScenarioReader::Read(JsonCursor::Parse(scenario.dump(), old.source)),
                     changes});
    }
    catch (const InferenceInputError& error)
    {
        // The last assignment at, above or below the place is to blame.
        std::string source = old.source;
        for (const auto& assignment : assignments)
        {
            auto words = SplitPointer(assignment.substr(0, assignment.find('=')), assignment);
            ScenarioReader::Resolve(scenario, words);
            const std::string pointer = JoinPointer(words, words.size());
            const std::size_t least = std::min(pointer.size(), error.GetPointer().size());
            if (assignments.size() == 1 ||
                pointer.compare(0, least, error.GetPointer(), 0, least) == 0)
            {
                source = "--set=" + assignment;
            }
        }
        throw InferenceInputError(source,
                                  error.GetPointer(),
                                  error.GetFound(),
                                  error.GetExpected(),
                                  error.GetHint());
    }
}

void
InferenceScenario::Set(const std::string& assignment)
{
    m_document = MakeChanged({assignment});
}

void
InferenceScenario::SetAll(const std::vector<std::string>& assignments)
{
    m_document = MakeChanged(assignments);
}

std::string
InferenceScenario::Get(const std::string& pointer) const
{
    const Json complete = ScenarioReader::Complete(GetDocument().scenario);
    auto words = SplitPointer(pointer, GetSource());
    ScenarioReader::Resolve(complete, words);
    const Json* at = &complete;
    for (std::size_t i = 0; i < words.size(); ++i)
    {
        const std::size_t index = at->is_array() ? GetIndex(words[i], at->size()) : 0;
        if (at->is_object() && at->contains(words[i]))
        {
            at = &(*at)[words[i]];
        }
        else if (at->is_array() && index < at->size())
        {
            at = &(*at)[index];
        }
        else
        {
            throw InferenceInputError(GetSource(), JoinPointer(words, i + 1), "nothing", "a value");
        }
    }
    return at->dump();
}

std::string
InferenceScenario::GetJson() const
{
    return ScenarioReader::Complete(GetDocument().scenario).dump(2) + "\n";
}

const std::string&
InferenceScenario::GetSource() const
{
    return GetDocument().source;
}

EdgeInferenceHelper
InferenceScenario::Build(Ptr<OffloadingPolicy> policy) const
{
    const Document& document = GetDocument();
    const Json& s = document.scenario;
    // Defaults of any class hold until the simulation is destroyed, because objects are made all
    // the time; those of the applications are needed while they are made.
    auto lasting = std::make_shared<ScopedDefaults>();
    for (const auto& [name, value] : s["defaults"].items())
    {
        const std::size_t colons = name.rfind("::");
        document.Note("setting /defaults/" + name);
        lasting->Set(TypeId::LookupByName(name.substr(0, colons)),
                     name.substr(colons + 2),
                     ScenarioReader::GetText(value));
    }
    ScopedDefaults brief;
    const auto getKey = [](std::vector<std::string> path, const Json& in) {
        const ScenarioKey* key = ScenarioReader::Resolve(in, path);
        NS_ABORT_MSG_UNLESS(key, "the table of keys has no /" << path.front());
        return key;
    };
    for (const std::vector<std::string>& path : {std::vector<std::string>{"applications", "client"},
                                                 {"applications", "server"},
                                                 {"applications", "agent"},
                                                 {"applications", "serverAgent"},
                                                 {"control"}})
    {
        const ScenarioKey* key = getKey(path, s);
        const Json& section = path.size() == 1 ? s[path[0]] : s[path[0]][path[1]];
        for (const auto& [name, text] : ScenarioReader::GetAttributes(section, *key))
        {
            document.Note("setting " + JoinPointer(path, path.size()) + "/" + name);
            brief.Set(TypeId::LookupByName(key->base), name, text);
        }
    }
    const auto makeFactory = [](const Json& object, const ScenarioKey* key) {
        ObjectFactory factory;
        if (!object.is_null())
        {
            factory.SetTypeId(object["type"].get<std::string>());
            for (const auto& [name, text] : ScenarioReader::GetAttributes(object, *key))
            {
                factory.Set(name, StringValue(text));
            }
        }
        return factory;
    };

    const std::string radio = s["radio"]["type"];
    auto topology = EdgeTopologyFactory::Create(radio);
    for (const std::vector<std::string>& path :
         {std::vector<std::string>{"topology"}, {"radio", radio}})
    {
        const Json& section = path.size() == 1 ? s[path[0]] : s[path[0]][path[1]];
        for (const auto& [name, text] : ScenarioReader::GetAttributes(section, *getKey(path, s)))
        {
            document.Note("setting " + JoinPointer(path, path.size()) + "/" + name);
            topology->SetAttribute(name, StringValue(text));
        }
    }
    const Json& ues = s["ues"];
    const Json& servers = s["servers"];
    const Json& clouds = s["clouds"];
    document.Note("setting /ues/mobility");
    topology->SetUes(ues["count"].get<uint32_t>());
    topology->SetMobility(
        ues["mobility"]["type"],
        ScenarioReader::GetAttributes(ues["mobility"], *getKey({"ues", "mobility"}, s)));
    topology->SetServers(servers["count"].get<uint32_t>());
    topology->SetClouds(clouds["count"].get<uint32_t>());
    document.Note("building the network of /radio, /topology and /ues/mobility");
    const EdgeTopology net = topology->Build();
    document.Note("setting /ues, /servers, /clouds and /streams");
    const auto nEdges = net.servers.GetN() - clouds["count"].get<uint32_t>();

    EdgeInferenceHelper inference(net);
    const auto make = [&](const char* tier, const char* what) {
        return makeFactory(s[tier][what], getKey({tier, what}, s));
    };
    inference.SetDevices(ues["device"], servers["device"], clouds["device"]);
    for (std::size_t i = 0; i < ues["devices"].size() && i < net.ues.GetN(); ++i)
    {
        inference.SetUeDevice(i, ues["devices"][i]);
    }
    for (std::size_t i = 0; i < servers["devices"].size() && i < nEdges; ++i)
    {
        inference.SetDevice(i, servers["devices"][i]);
    }
    for (std::size_t i = 0; i < clouds["devices"].size() && nEdges + i < net.servers.GetN(); ++i)
    {
        inference.SetDevice(nEdges + i, clouds["devices"][i]);
    }
    inference.SetUeCompute(make("ues", "compute"));
    inference.SetServerCompute(make("servers", "compute"));
    inference.SetCloudCompute(make("clouds", "compute"));
    inference.SetUeLoad(make("ues", "load"));
    inference.SetServerLoad(make("servers", "load"));
    inference.SetCloudLoad(make("clouds", "load"));
    inference.SetUeService(make("ues", "service"));
    inference.SetServerService(make("servers", "service"));
    inference.SetCloudService(make("clouds", "service"));
    inference.SetUeFailures(make("ues", "failures"));
    inference.SetServerFailures(make("servers", "failures"));
    inference.SetCloudFailures(make("clouds", "failures"));
    if (!servers["cache"].is_null())
    {
        inference.SetServerCache(make("servers", "cache"));
        inference.SetModelSource(servers["modelSource"] == "cloud"
                                     ? EdgeInferenceHelper::ModelSource::CLOUD
                                     : EdgeInferenceHelper::ModelSource::NEIGHBOUR,
                                 servers["preloaded"]);
    }
    for (const auto& stream : s["streams"])
    {
        inference.SetDnn(stream["dnn"].get<std::string>());
        const ObjectFactory factory = makeFactory(stream, getKey({"streams", "0"}, s));
        if (stream["ues"].empty())
        {
            inference.AddStreams(factory);
        }
        else
        {
            inference.AddStreams(stream["ues"].get<std::vector<uint32_t>>(), factory);
        }
    }
    inference.SetRewardModel(makeFactory(s["reward"], getKey({"reward"}, s)).Create<RewardModel>());
    inference.SetPolicy(policy);
    document.Note("installing /applications, /control and /policies");
    const double start = ScenarioReader::GetSeconds(s["period"]["start"]);
    const double length = ScenarioReader::GetSeconds(s["period"]["length"]);
    inference.SetTaskPeriod(Seconds(start), Seconds(start + length));
    inference.Install();
    HideLoads(net.ues, 0, net.ues.GetN(), make("ues", "hiddenLoad"));
    HideLoads(net.servers, 0, nEdges, make("servers", "hiddenLoad"));
    HideLoads(net.servers, nEdges, net.servers.GetN(), make("clouds", "hiddenLoad"));
    AddKnowledge<ObservationModel>(
        ScenarioReader::GetAttributes(s["observation"], *getKey({"observation"}, s)),
        inference.GetScheduler());
    AddKnowledge<ProfileError>(
        ScenarioReader::GetAttributes(s["profiles"]["error"], *getKey({"profiles", "error"}, s)),
        inference.GetScheduler());
    const double joules = ues["battery"]["energy"].get<double>();
    if (joules > 0)
    {
        UeBatteryHelper(joules, ues["battery"]["voltage"].get<double>()).Install(net);
    }
    Simulator::ScheduleDestroy([lasting]() mutable { lasting.reset(); });
    document.Note("running an episode");
    return inference;
}

void
InferenceScenario::AddOptions(CommandLine& cmd)
{
    m_commandLine->AddOptions(cmd);
}

void
InferenceScenario::AddShorthand(CommandLine& cmd,
                                const std::string& option,
                                const std::string& pointer,
                                const std::string& help)
{
    m_commandLine->AddShorthand(cmd, option, pointer, help);
}

void
InferenceScenario::ParseCommandLine(CommandLine& cmd, int argc, char* argv[])
{
    m_commandLine->Parse(cmd, argc, argv);
    m_document = Read(m_commandLine->GetFile()).m_document;
    const auto changes = m_commandLine->GetChanges(m_document->scenario);
    if (!changes.empty())
    {
        SetAll(changes);
    }
    m_commandLine->CheckAttributes(m_document->scenario);
    CheckDefaults(*this, *m_commandLine);
    m_commandLine->Tell(
        cmd,
        [this](const std::string& pointer) { return Show(*this, pointer); },
        m_document->scenario);
    RngSeedManager::SetSeed(GetRngSeed());
    RngSeedManager::SetRun(GetRngRun());
}

std::string
InferenceScenario::GetName() const
{
    return GetDocument().scenario["name"];
}

std::string
InferenceScenario::GetTitle() const
{
    return GetDocument().scenario["title"];
}

std::string
InferenceScenario::GetRadio() const
{
    return GetDocument().scenario["radio"]["type"];
}

uint32_t
InferenceScenario::GetEpisodes() const
{
    return GetDocument().scenario["training"]["episodes"];
}

uint32_t
InferenceScenario::GetTrainings() const
{
    return GetDocument().scenario["training"]["trainings"];
}

uint32_t
InferenceScenario::GetActors() const
{
    return GetDocument().scenario["training"]["actors"];
}

bool
InferenceScenario::HasOverlap() const
{
    return GetDocument().scenario["training"]["overlap"];
}

InferenceScenario
InferenceScenario::GetTrainingScenario() const
{
    InferenceScenario scenario = *this;
    const std::string radio = GetDocument().scenario["training"]["radio"];
    if (radio != "same" && radio != GetRadio())
    {
        scenario.Set("/radio/type=" + radio);
    }
    return scenario;
}

uint32_t
InferenceScenario::GetEvaluationSeeds() const
{
    return GetDocument().scenario["evaluation"]["seeds"];
}

uint32_t
InferenceScenario::GetValidateEvery() const
{
    return GetDocument().scenario["training"]["validateEvery"];
}

uint32_t
InferenceScenario::GetValidationSeeds() const
{
    return GetDocument().scenario["training"]["validationSeeds"];
}

uint32_t
InferenceScenario::GetRngSeed() const
{
    return GetDocument().scenario["random"]["seed"];
}

uint64_t
InferenceScenario::GetRngRun() const
{
    return GetDocument().scenario["random"]["run"];
}

std::string
InferenceScenario::GetOutputFolder() const
{
    const std::string folder = GetDocument().scenario["output"]["folder"];
    return folder.empty() ? "results/" + GetName() : folder;
}

std::vector<std::string>
InferenceScenario::GetCheckpointFolders() const
{
    auto folders = ProfileFiles::GetFolders("scenarios");
    const std::string& source = GetSource();
    const auto slash = source.rfind('/');
    folders.insert(folders.begin(), slash == std::string::npos ? "." : source.substr(0, slash));
    for (auto& folder : folders)
    {
        folder += "/checkpoints/" + GetName();
    }
    return folders;
}

std::vector<InferenceScenario::Policy>
InferenceScenario::GetPolicies() const
{
    std::vector<Policy> policies;
    const Json& list = GetDocument().scenario["policies"];
    if (!list.is_array())
    {
        for (const auto& [name, type] : ExperimentPolicies::GetNames())
        {
            policies.push_back({name, type.empty() ? name : type, {}});
        }
        return policies;
    }
    for (const auto& item : list)
    {
        Policy policy{item["name"], item["type"], {}};
        for (const auto& [name, value] : item.items())
        {
            if (name == "space" || name == "learner")
            {
                InferenceScenario::Part part{name == "space" ? "Space" : "Learner",
                                             value["type"],
                                             {}};
                for (const auto& [attribute, text] : value.items())
                {
                    if (attribute != "type")
                    {
                        part.attributes.emplace_back(attribute, ScenarioReader::GetText(text));
                    }
                }
                policy.parts.push_back(std::move(part));
            }
            else if (name != "name" && name != "type")
            {
                policy.attributes.emplace_back(name, ScenarioReader::GetText(value));
            }
        }
        policies.push_back(std::move(policy));
    }
    return policies;
}

Ptr<OffloadingPolicy>
InferenceScenario::MakePolicy(const Policy& policy)
{
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(policy.type, &type))
    {
        return nullptr;
    }
    const auto make = [](const std::string& name, const Attributes& attributes) {
        ObjectFactory factory(name);
        for (const auto& [attribute, text] : attributes)
        {
            factory.Set(attribute, StringValue(text));
        }
        return factory.Create<Object>();
    };
    const auto made = DynamicCast<OffloadingPolicy>(make(policy.type, policy.attributes));
    for (const auto& part : policy.parts)
    {
        made->SetAttribute(part.attribute, PointerValue(make(part.type, part.attributes)));
    }
    return made;
}

Ptr<const DnnProfile>
InferenceScenario::GetDnn() const
{
    const Json& streams = GetDocument().scenario["streams"];
    const bool isOne = std::all_of(streams.begin(), streams.end(), [&](const auto& stream) {
        return stream["dnn"] == streams[0]["dnn"];
    });
    return isOne ? DnnProfile::Read(streams[0]["dnn"].get<std::string>()) : nullptr;
}

} // namespace ns3
