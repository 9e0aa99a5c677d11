// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SCENARIO_H
#define INFERENCE_SCENARIO_H

#include "ns3/command-line.h"
#include "ns3/dnn-profile.h"
#include "ns3/edge-inference-helper.h"
#include "ns3/offloading-policy.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

class ScenarioCommandLine;

/**
 * @ingroup edge-inference
 * @brief A scenario as a JSON file describes it: radio, UEs, servers, streams, control, reward,
 * policies, episodes, seeds and output.
 *
 * A value: copies are independent of each other. Wherever ns-3 has attributes, the key is the
 * attribute's name. What cannot be used throws InferenceInputError with file, JSON pointer, what
 * was found, what was expected and the nearest known key. doc/scenarios.rst describes the format;
 * its table of keys and the JSON Schema are generated from the code.
 */
class InferenceScenario
{
  public:
    /// Names and texts of attributes.
    using Attributes = std::vector<std::pair<std::string, std::string>>;

    /// An object that a policy owns: the space or the learner of an ns3::LearningPolicy.
    struct Part
    {
        std::string attribute; //!< of the policy: "Space" or "Learner"
        std::string type;      //!< its TypeId name
        Attributes attributes; //!< attributes of the object
    };

    /// A policy to train or evaluate.
    struct Policy
    {
        std::string name;          //!< in results
        std::string type;          //!< its TypeId name; for the search of fixed plans: "best-fixed"
        Attributes attributes;     //!< of the policy
        std::vector<Part> parts{}; //!< that it owns
    };

    /**
     * @param nameOrFile of the scenario that ParseCommandLine() reads unless --scenario names
     * another one: a name, or the path of a file that ends in .json; "" for none. Nothing is read
     * before.
     */
    explicit InferenceScenario(const std::string& nameOrFile = "");

    /**
     * @param nameOrFile a name, or the path of a file that ends in .json. A name is looked up as
     * DIR/NAME.json in the folders of the environment variable EDGE_INFERENCE_SCENARIOS, then in
     * the source folder of the module, then in ./scenarios.
     * @return the scenario
     * @throws InferenceInputError when there is none or it cannot be used
     */
    static InferenceScenario Read(const std::string& nameOrFile);

    /**
     * @param text a scenario in JSON
     * @param sourceName name for errors
     * @return the scenario
     * @throws InferenceInputError when it cannot be used
     */
    static InferenceScenario Parse(const std::string& text, const std::string& sourceName);

    /**
     * @brief Changes one key.
     * @param assignment POINTER=VALUE as in "/streams/0/Rate=20": a JSON pointer (RFC 6901) to any
     * key and a JSON value; what is no JSON is taken as a string. "-" instead of an index appends
     * to an array. null removes an attribute. Keys may differ from the known ones in case.
     * @throws InferenceInputError when there is no such key or the value cannot stand there; the
     * scenario is then as before
     */
    void Set(const std::string& assignment);

    /**
     * @brief Changes keys; what they come to together is checked.
     * @param assignments as of Set(), first to last
     */
    void SetAll(const std::vector<std::string>& assignments);

    /**
     * @param pointer a JSON pointer
     * @return the JSON text of the value there, complete with defaults
     * @throws InferenceInputError when there is none
     */
    std::string Get(const std::string& pointer) const;

    /**
     * @return the whole scenario as JSON, complete with defaults, also those of the attributes of
     * this module's classes as they are now; the same bytes for the same scenario. Reading it gives
     * the same scenario.
     */
    std::string GetJson() const;

    /**
     * @return a name for errors and reports: the file it was read from
     */
    const std::string& GetSource() const;

    /**
     * @brief Builds the network and installs the inference for one episode; usable as
     * InferenceEpisode::Scenario. Seeds are the caller's affair.
     * @param policy who decides
     * @return what was installed
     */
    EdgeInferenceHelper Build(Ptr<OffloadingPolicy> policy) const;

    /**
     * @brief Adds the options --scenario=FILE, --radio=NAME, --set=POINTER=VALUE (any number of
     * times) and --list.
     * @param cmd the program's command line
     */
    void AddOptions(CommandLine& cmd);

    /**
     * @brief Adds an option that stands for a --set.
     * @param cmd the program's command line
     * @param option name of the option
     * @param pointer what it sets
     * @param help what it means
     */
    void AddShorthand(CommandLine& cmd,
                      const std::string& option,
                      const std::string& pointer,
                      const std::string& help);

    /**
     * @brief Parses the command line, then applies the options: the scenario's file, --radio, and
     * --set and its shorthands in their order. `--set X` works like `--set=X`. What ns-3 would pass
     * over is refused (StrictCommandLine), and so are attributes such as
     * --ns3::InferenceClient::Timeout=1s that the scenario sets, too. --help tells the values of
     * the scenario; --help, --version and --list end the program.
     * @param cmd the program's command line
     * @param argc of main()
     * @param argv of main()
     * @throws InferenceInputError when something cannot be used
     */
    void ParseCommandLine(CommandLine& cmd, int argc, char* argv[]);

    /// @return the name of the scenario
    std::string GetName() const;
    /// @return what it is, in one line
    std::string GetTitle() const;
    /// @return name of its radio: wifi, lte, nr or link
    std::string GetRadio() const;
    /// @return episodes of training
    uint32_t GetEpisodes() const;
    /// @return times that each learner is trained
    uint32_t GetTrainings() const;
    /// @return episodes of training that are run with the same networks
    uint32_t GetActors() const;

    /// @return whether episodes of training are learnt from while the next ones run
    bool HasOverlap() const;

    /// @return the scenario of its episodes of training: itself, or with another radio
    InferenceScenario GetTrainingScenario() const;
    /// @return number of evaluation seeds
    uint32_t GetEvaluationSeeds() const;
    /// @return episodes of training from one validation to the next; 0: there is none
    uint32_t GetValidateEvery() const;
    /// @return number of validation seeds
    uint32_t GetValidationSeeds() const;
    /// @return ns-3's RngSeed
    uint32_t GetRngSeed() const;
    /// @return ns-3's RngRun
    uint64_t GetRngRun() const;
    /// @return folder for the results
    std::string GetOutputFolder() const;

    /**
     * @return where networks that come with it may be, best place first: checkpoints/NAME beside
     * its file, then in the folders where scenarios are looked up
     */
    std::vector<std::string> GetCheckpointFolders() const;

    /// @return its policies; "all" stands for every one that this build knows by name
    std::vector<Policy> GetPolicies() const;

    /**
     * @param policy one of GetPolicies()
     * @return it, made anew; null for best-fixed, which is a search and no policy
     */
    static Ptr<OffloadingPolicy> MakePolicy(const Policy& policy);

    /// @return the DNN of every stream; null when they have different ones
    Ptr<const DnnProfile> GetDnn() const;

  private:
    struct Document;

    /**
     * @param assignments as of Set()
     * @return the scenario with them
     */
    std::shared_ptr<const Document> MakeChanged(const std::vector<std::string>& assignments) const;

    /**
     * @return what it says
     * @throws InferenceInputError when nothing was read
     */
    const Document& GetDocument() const;

    std::shared_ptr<const Document> m_document; //!< what it says; shared by copies, never changed
    std::shared_ptr<ScenarioCommandLine> m_commandLine; //!< options; shared by copies
};

} // namespace ns3

#endif // INFERENCE_SCENARIO_H
