// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-key.h"

#include "../../model/input/attribute-limits.h"

#include "ns3/edge-topology-factory.h"

namespace ns3
{

namespace
{

using Key = ScenarioKey;
using Keys = std::vector<ScenarioKey>;

/**
 * @param name of the key
 * @param fallback default as JSON
 * @param help meaning
 * @param least least value
 * @param greatest greatest value
 * @return a key of kind INTEGER
 */
Key
Integer(const char* name, const char* fallback, const char* help, double least, double greatest)
{
    return {name, Key::INTEGER, fallback, help, least, greatest};
}

/**
 * @param name of the key
 * @param fallback default as JSON
 * @param help meaning and unit
 * @param least least value
 * @param greatest greatest value
 * @return a key of kind NUMBER
 */
Key
Number(const char* name, const char* fallback, const char* help, double least, double greatest)
{
    return {name, Key::NUMBER, fallback, help, least, greatest};
}

/**
 * @param name of the key
 * @param fallback default as JSON
 * @param help meaning
 * @param least least value, s
 * @param greatest greatest value, s
 * @return a key of kind TIME
 */
Key
Duration(const char* name, const char* fallback, const char* help, double least, double greatest)
{
    return {name, Key::TIME, fallback, help, least, greatest};
}

/**
 * @param name of the key
 * @param help meaning
 * @param children keys of the object
 * @return a key of kind OBJECT
 */
Key
Section(const char* name, const char* help, Keys children)
{
    return {name, Key::OBJECT, "{}", help, 0, 0, {}, "", true, std::move(children)};
}

/**
 * @param name of the key
 * @param help meaning
 * @param base class whose attributes it takes
 * @return a key of kind ATTRIBUTES
 */
Key
Attributes(const char* name, const char* help, const char* base)
{
    return {name, Key::ATTRIBUTES, "{}", help, 0, 0, {}, base};
}

/**
 * @param name of the key
 * @param fallback default as JSON; null: may be left out
 * @param help meaning
 * @param base class that it derives from
 * @return a key of kind TYPED
 */
Key
Typed(const char* name, const char* fallback, const char* help, const char* base)
{
    return {name, Key::TYPED, fallback, help, 0, 0, {}, base};
}

/**
 * @return the section of the radio
 */
Key
MakeRadio()
{
    Keys children{{"type",
                   Key::CHOICE,
                   "\"wifi\"",
                   "Which radio carries the tasks; also set by --radio.",
                   0,
                   0,
                   EdgeTopologyFactory::GetAllNames()}};
    for (const auto& name : EdgeTopologyFactory::GetAllNames())
    {
        Key key = Attributes(name.c_str(),
                             "Attributes of the topology helper of this radio. They are used when "
                             "it is the one of type, so one file can serve every radio.",
                             "");
        key.base = EdgeTopologyFactory::GetTypeName(name);
        key.inherits = false;
        children.push_back(key);
    }
    return Section("radio", "The radio.", std::move(children));
}

/**
 * @return the choices of the radio of training
 */
std::vector<std::string>
GetTrainingRadios()
{
    std::vector<std::string> names = EdgeTopologyFactory::GetAllNames();
    names.insert(names.begin(), "same");
    return names;
}

/**
 * @return what every compute node has
 */
Keys
MakeComputeKeys(const char* device)
{
    return {{"device",
             Key::PROFILE,
             device,
             "Device profile: a name, or the path of a file that ends in .json.",
             0,
             0,
             {},
             "devices"},
            {"devices",
             Key::LIST,
             "[]",
             "Device profiles of the first machines, where they differ from device.",
             0,
             2000,
             {},
             "",
             true,
             {{"", Key::PROFILE, "", "Device profile.", 0, 0, {}, "devices"}}},
            Typed("compute",
                  "{\"type\": \"ns3::FifoComputeNode\"}",
                  "Queue discipline, workers, admission.",
                  "ns3::ComputeNode"),
            Typed("load",
                  "null",
                  "What others take of the capacity; null: nothing.",
                  "ns3::BackgroundLoad"),
            Typed("hiddenLoad",
                  "null",
                  "What others take, of what load leaves, without a policy being told; null: "
                  "nothing.",
                  "ns3::BackgroundLoad"),
            Typed("service",
                  "null",
                  "How long inferences take, one by one; null: the means of the profiles.",
                  "ns3::ServiceTimes"),
            Typed("failures",
                  "null",
                  "When machines fail and come back; null: never.",
                  "ns3::FailureProcess")};
}

/**
 * @param first the first key
 * @param others further keys
 * @return all
 */
Keys
Join(Key first, Keys others)
{
    others.insert(others.begin(), std::move(first));
    return others;
}

/**
 * @return the whole table
 */
Key
MakeRoot()
{
    Key topology = Attributes("topology",
                              "Attributes that all radios share: area, cells, wired links.",
                              "ns3::EdgeTopologyHelper");
    topology.words = {"Ues", "Servers", "Clouds"}; // told by the sections below

    Keys ues = Join(Integer("count", "5", "Number of UEs.", 1, 2000),
                    MakeComputeKeys("\"raspberry-pi-4\""));
    ues.push_back(Typed("mobility",
                        "{\"type\": \"ns3::RandomWaypointMobilityModel\", \"Speed\": "
                        "\"ns3::UniformRandomVariable[Min=0.5|Max=1.5]\", \"Pause\": "
                        "\"ns3::ConstantRandomVariable[Constant=0]\"}",
                        "How UEs move. Bounds and positions that are left open are those of the "
                        "area.",
                        "ns3::MobilityModel"));
    ues.push_back(Section(
        "battery",
        "A battery in each UE: computing draws from it and, on Wi-Fi, the radio. A UE whose "
        "battery is empty is down.",
        {Number("energy", "0", "Energy at the beginning, J; 0: no batteries.", 0, 1e9),
         Number("voltage", "5", "Supply voltage, V.", 0.1, 1000)}));

    Keys servers = Join(Integer("count",
                                "1",
                                "Number of edge servers; with ServerPlacement PerCell there is one "
                                "at each cell instead.",
                                1,
                                250),
                        MakeComputeKeys("\"nvidia-t4\""));

    servers.push_back(Typed("cache",
                            "null",
                            "Bounded memory for models, which are fetched when they are missing; "
                            "null: every model is there.",
                            "ns3::ModelCache"));
    servers.push_back({"modelSource",
                       Key::CHOICE,
                       "\"cloud\"",
                       "Whom a server asks first for a model: the cloud or a neighbour.",
                       0,
                       0,
                       {"cloud", "neighbour"}});
    servers.push_back({"preloaded",
                       Key::BOOLEAN,
                       "false",
                       "Models are in the caches from the beginning, as far as they fit."});
    Keys clouds = Join(Integer("count", "0", "Number of cloud nodes.", 0, 250),
                       MakeComputeKeys("\"nvidia-v100\""));

    Key stream = Typed("",
                       "{\"type\": \"ns3::PoissonTaskStream\"}",
                       "A stream of tasks.",
                       "ns3::TaskStream");
    stream.children = {{"dnn",
                        Key::PROFILE,
                        "\"alexnet-cifar10\"",
                        "DNN profile: a name, or the path of a file that ends in .json.",
                        0,
                        0,
                        {},
                        "dnn"},
                       {"ues",
                        Key::LIST,
                        "[]",
                        "Indices of the UEs that have the stream; empty: all.",
                        0,
                        2000,
                        {},
                        "",
                        true,
                        {Integer("", "", "Index of a UE.", 0, 1999)}}};
    Key streams{"streams", Key::LIST, "[{}]", "Streams of tasks.", 1, 16, {}, "", true, {stream}};

    Key root = Section("", "A scenario.", {});
    root.children = {
        {"format", Key::CHOICE, "", "Version of the format.", 0, 0, {"edge-inference-scenario/1"}},
        {"name", Key::NAME, "", "Name of the scenario; results go to results/NAME by default."},
        {"title", Key::TEXT, "\"\"", "What it is, in one line."},
        MakeRadio(),
        topology,
        Section("ues", "User equipments.", std::move(ues)),
        Section("servers", "Edge servers.", std::move(servers)),
        Section("clouds", "Cloud nodes behind the backhaul.", std::move(clouds)),
        streams,
        Section("applications",
                "Attributes of the applications.",
                {Attributes("client", "Of every UE's client.", "ns3::InferenceClient"),
                 Attributes("server", "Of every server's application.", "ns3::InferenceServer"),
                 Attributes("agent", "Of the UEs' in-band reports.", "ns3::InferenceControlAgent"),
                 Attributes("serverAgent",
                            "Of the servers' in-band reports, of all servers but the first.",
                            "ns3::InferenceServerAgent")}),
        Attributes("control",
                   "How often and by which way decisions are made.",
                   "ns3::InferenceScheduler"),
        Attributes("observation",
                   "How old, how wrong and how incomplete the state is that every policy sees. "
                   "Without attributes it is the truth of the instant.",
                   "ns3::ObservationModel"),
        Section("profiles",
                "What policies believe of devices and DNNs.",
                {Attributes("error",
                            "By which random factors, drawn once a run, what every policy believes "
                            "differs from what happens. Without attributes it is the truth.",
                            "ns3::ProfileError")}),
        Typed("reward",
              "{\"type\": \"ns3::RewardModel\"}",
              "How outcomes are scored.",
              "ns3::RewardModel"),
        {"policies",
         Key::POLICIES,
         "\"all\"",
         "Who decides: \"all\", or a list of names as of --policy and of objects with type (a name "
         "or a class), an optional name, and the policy's attributes. An ns3::LearningPolicy also "
         "has a space and a learner.",
         1,
         64,
         {},
         "ns3::OffloadingPolicy",
         true,
         {Typed("space",
                "null",
                "Of an ns3::LearningPolicy: what is decided, and how it is observed.",
                "ns3::DecisionSpace"),
          Typed("learner",
                "null",
                "Of an ns3::LearningPolicy: how that is learnt.",
                "ns3::Learner")}},
        Section(
            "training",
            "Training of the policies that learn.",
            {Integer("episodes", "100", "Number of episodes.", 0, 499999),
             Integer("trainings",
                     "1",
                     "Times that each of them is trained, from other seeds each time; all "
                     "copies are evaluated. With more than 1 at most 10000 episodes.",
                     1,
                     49),
             Integer("actors",
                     "1",
                     "Episodes that are run with the same networks, each in a simulator of its "
                     "own. The learner takes what they collected in their order. Part of the "
                     "method: another number gives other results, --jobs does not.",
                     1,
                     1024),
             {"overlap",
              Key::BOOLEAN,
              "false",
              "Learn from episodes while the next ones run; the networks that act are then one "
              "round older. Not for learners on policy (PPO)."},
             Integer("validateEvery",
                     "0",
                     "Episodes after which the learner is run without exploration on validation "
                     "seeds, again and again; at the end too. The networks of the best of these "
                     "runs are the ones that are kept, saved and evaluated. 0: never, the last "
                     "networks are.",
                     0,
                     499999),
             Integer("validationSeeds",
                     "5",
                     "Number of validation seeds, none of which training or evaluation uses.",
                     1,
                     9999),
             {"radio",
              Key::CHOICE,
              "\"same\"",
              "Radio of the episodes of training, when it is not the one of evaluation: what is "
              "learnt over fast links can be tried on packets of another radio.",
              0,
              0,
              GetTrainingRadios()}}),
        Section(
            "evaluation",
            "Evaluation of every policy.",
            {Integer("seeds", "10", "Number of seeds, none of which training uses.", 1, 399999)}),
        Section("random",
                "What decides all that is random.",
                {Integer("seed",
                         "1",
                         "ns-3's RngSeed; --RngSeed overrides it.",
                         1,
                         AttributeLimits::GREATEST_SEED),
                 Integer("run", "1", "ns-3's RngRun; --RngRun overrides it.", 0, 1e9)}),
        Section("period",
                "When tasks are created.",
                {Duration("start",
                          "\"1s\"",
                          "Beginning, after the radio has had time to connect the UEs.",
                          0,
                          1e4),
                 Duration("length", "\"10s\"", "Length of an episode.", 0.1, 1e6)}),
        Section("output",
                "Where results go.",
                {{"folder", Key::TEXT, "\"\"", "Folder; empty: results/NAME."}}),
        {"defaults",
         Key::DEFAULTS,
         "{}",
         "Defaults of attributes of any class of ns-3 while an episode lasts, by full name, as in "
         "\"ns3::TcpSocket::DelAckCount\": 1."},
    };
    return root;
}

} // namespace

const ScenarioKey&
ScenarioKey::GetRoot()
{
    static const ScenarioKey root = MakeRoot();
    return root;
}

} // namespace ns3
