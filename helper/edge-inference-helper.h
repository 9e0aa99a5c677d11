// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_INFERENCE_HELPER_H
#define EDGE_INFERENCE_HELPER_H

#include "ns3/compute-node.h"
#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/edge-topology.h"
#include "ns3/failure-process.h"
#include "ns3/inference-client.h"
#include "ns3/inference-control-agent.h"
#include "ns3/inference-scheduler.h"
#include "ns3/inference-server.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/offloading-policy.h"
#include "ns3/reward-model.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Puts the inference on a network: a ComputeNode on each UE and server, InferenceClient and
 * InferenceServer, the InferenceScheduler on the first server, and the policy.
 *
 * Servers are edge servers and cloud nodes, in one sequence of numbers: edge servers first. Each
 * knows all others, so that plans may have tails.
 *
 * Set up, then Install() once. Names of profiles that cannot be read throw InferenceInputError.
 */
class EdgeInferenceHelper
{
  public:
    /**
     * @param topology the network
     */
    explicit EdgeInferenceHelper(const EdgeTopology& topology);

    /**
     * @brief Sets the DNN of the streams that are added from now on.
     * @param nameOrFile name of a profile, or path of a profile file
     * @throws InferenceInputError when it is no valid profile, or another file had a DNN of its
     * name
     */
    void SetDnn(const std::string& nameOrFile);

    /**
     * @brief Sets the DNN of the streams that are added from now on.
     * @param dnn the profile
     */
    void SetDnn(Ptr<const DnnProfile> dnn);

    /**
     * @param ue name or file of the device profile of every UE
     * @param server name or file of the device profile of every edge server and cloud node
     */
    void SetDevices(const std::string& ue, const std::string& server);

    /**
     * @param ue name or file of the device profile of every UE
     * @param edge name or file of the device profile of every edge server
     * @param cloud name or file of the device profile of every cloud node
     */
    void SetDevices(const std::string& ue, const std::string& edge, const std::string& cloud);

    /**
     * @brief Chooses the device of one server, whatever SetDevices() says of its tier.
     * @param server index of the server: edge servers first, then cloud nodes
     * @param nameOrFile name or file of its device profile
     */
    void SetDevice(uint32_t server, const std::string& nameOrFile);

    /**
     * @brief Chooses the device of one UE, whatever SetDevices() says of all.
     * @param ue index of the UE
     * @param nameOrFile name or file of its device profile
     */
    void SetUeDevice(uint32_t ue, const std::string& nameOrFile);

    /**
     * @brief Chooses the ComputeNode of every UE; ns3::FifoComputeNode unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a ComputeNode
     * @param args names and values of attributes of the class
     */
    template <typename... Args>
    void SetUeCompute(const std::string& type, Args&&... args)
    {
        SetUeCompute(ObjectFactory(type, std::forward<Args>(args)...));
    }

    /**
     * @brief Chooses the ComputeNode of every edge server; ns3::FifoComputeNode unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a ComputeNode
     * @param args names and values of attributes of the class
     */
    template <typename... Args>
    void SetServerCompute(const std::string& type, Args&&... args)
    {
        SetServerCompute(ObjectFactory(type, std::forward<Args>(args)...));
    }

    /**
     * @brief Chooses the ComputeNode of every cloud node; ns3::FifoComputeNode unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a ComputeNode
     * @param args names and values of attributes of the class
     */
    template <typename... Args>
    void SetCloudCompute(const std::string& type, Args&&... args)
    {
        SetCloudCompute(ObjectFactory(type, std::forward<Args>(args)...));
    }

    /**
     * @param factory makes the ComputeNode of every UE
     */
    void SetUeCompute(const ObjectFactory& factory);

    /**
     * @param factory makes the ComputeNode of every edge server
     */
    void SetServerCompute(const ObjectFactory& factory);

    /**
     * @param factory makes the ComputeNode of every cloud node
     */
    void SetCloudCompute(const ObjectFactory& factory);

    /**
     * @brief Lets the ComputeNodes of all machines of a tier fail and come back, each with a
     * process of its own; they never fail unless called.
     * @param factory makes a FailureProcess, for every UE
     */
    void SetUeFailures(const ObjectFactory& factory);

    /**
     * @param factory makes a FailureProcess, for every edge server; as SetUeFailures()
     */
    void SetServerFailures(const ObjectFactory& factory);

    /**
     * @param factory makes a FailureProcess, for every cloud node; as SetUeFailures()
     */
    void SetCloudFailures(const ObjectFactory& factory);

    /// In which order a server asks the others for a model that it has not.
    enum class ModelSource : uint8_t
    {
        CLOUD,    //!< cloud nodes first, then the edge servers
        NEIGHBOUR //!< edge servers first, then the cloud nodes
    };

    /**
     * @brief Gives every edge server a ModelCache; without this call they have every model. Cloud
     * nodes always have every model.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param attribute name of an attribute of the ModelCache
     * @param args its value, and further ones
     */
    template <typename... Args>
    void SetServerCache(const std::string& attribute, Args&&... args)
    {
        SetServerCache(ObjectFactory("ns3::ModelCache", attribute, std::forward<Args>(args)...));
    }

    /**
     * @param factory makes the ModelCache of every edge server
     */
    void SetServerCache(const ObjectFactory& factory = ObjectFactory("ns3::ModelCache"));

    /**
     * @param source in which order a server asks the others for a model; CLOUD unless called
     * @param preloaded models are in the caches from the beginning, as far as they fit, in the
     * order of the streams; false unless called
     */
    void SetModelSource(ModelSource source, bool preloaded = false);

    /**
     * @brief Chooses the background load of every UE; none unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a BackgroundLoad
     * @param args attributes of the load
     */
    template <typename... Args>
    void SetUeLoad(const std::string& type, Args&&... args)
    {
        m_ueTier.load = ObjectFactory(type, std::forward<Args>(args)...);
    }

    /**
     * @brief Chooses the background load of every UE; none unless called.
     * @param factory makes a BackgroundLoad
     */
    void SetUeLoad(const ObjectFactory& factory)
    {
        m_ueTier.load = factory;
    }

    /**
     * @brief Chooses the background load of every edge server; none unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a BackgroundLoad
     * @param args attributes of the load
     */
    template <typename... Args>
    void SetServerLoad(const std::string& type, Args&&... args)
    {
        m_edgeTier.load = ObjectFactory(type, std::forward<Args>(args)...);
    }

    /**
     * @brief Chooses the background load of every edge server; none unless called.
     * @param factory makes a BackgroundLoad
     */
    void SetServerLoad(const ObjectFactory& factory)
    {
        m_edgeTier.load = factory;
    }

    /**
     * @brief Chooses the background load of every cloud node; none unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a BackgroundLoad
     * @param args attributes of the load
     */
    template <typename... Args>
    void SetCloudLoad(const std::string& type, Args&&... args)
    {
        m_cloudTier.load = ObjectFactory(type, std::forward<Args>(args)...);
    }

    /**
     * @brief Chooses the background load of every cloud node; none unless called.
     * @param factory makes a BackgroundLoad
     */
    void SetCloudLoad(const ObjectFactory& factory)
    {
        m_cloudTier.load = factory;
    }

    /**
     * @brief Chooses how long inferences take on every UE, each with an object of its own; as the
     * profiles say unless called.
     * @param factory makes ServiceTimes
     */
    void SetUeService(const ObjectFactory& factory)
    {
        m_ueTier.service = factory;
    }

    /**
     * @param factory makes ServiceTimes, for every edge server; as SetUeService()
     */
    void SetServerService(const ObjectFactory& factory)
    {
        m_edgeTier.service = factory;
    }

    /**
     * @param factory makes ServiceTimes, for every cloud node; as SetUeService()
     */
    void SetCloudService(const ObjectFactory& factory)
    {
        m_cloudTier.service = factory;
    }

    /**
     * @brief Adds one stream to each UE, with the DNN of the last SetDnn().
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a TaskStream
     * @param args attributes of the stream
     */
    template <typename... Args>
    void AddStreams(const std::string& type, Args&&... args)
    {
        AddStreams(ObjectFactory(type, std::forward<Args>(args)...));
    }

    /**
     * @brief Adds one stream to each UE, with the DNN of the last SetDnn().
     * @param factory makes a TaskStream
     */
    void AddStreams(const ObjectFactory& factory);

    /**
     * @brief Adds one stream to some UEs, with the DNN of the last SetDnn().
     * @param ues indices of the UEs
     * @param factory makes a TaskStream
     */
    void AddStreams(const std::vector<uint32_t>& ues, const ObjectFactory& factory);

    /**
     * @brief Makes a policy.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of an OffloadingPolicy
     * @param args attributes of the policy
     */
    template <typename... Args>
    void SetPolicy(const std::string& type, Args&&... args)
    {
        SetPolicy(
            ObjectFactory(type, std::forward<Args>(args)...).template Create<OffloadingPolicy>());
    }

    /**
     * @param policy who decides; it may live on after this episode
     */
    void SetPolicy(Ptr<OffloadingPolicy> policy);

    /**
     * @param reward how outcomes are scored; a RewardModel with its defaults unless called
     */
    void SetRewardModel(Ptr<RewardModel> reward);

    /**
     * @brief Sets when tasks are created.
     * @param start when clients begin, after the radios have had time to connect the UEs
     * @param stop when the last tasks may be created; Time::Max() never stops
     */
    void SetTaskPeriod(Time start, Time stop);

    /**
     * @brief Installs everything.
     */
    void Install();

    /**
     * @brief Fixes the random number streams of arrivals and loads. Install() comes first.
     * @param stream first stream number to use
     * @return how many were used
     */
    int64_t AssignStreams(int64_t stream) const;

    /**
     * @return the UEs' applications, by UE
     */
    const std::vector<Ptr<InferenceClient>>& GetClients() const;

    /**
     * @return the servers' applications, by server: edge servers, then cloud nodes
     */
    const std::vector<Ptr<InferenceServer>>& GetServers() const;

    /**
     * @return the scheduler
     */
    Ptr<InferenceScheduler> GetScheduler() const;

    /**
     * @return who decides
     */
    Ptr<OffloadingPolicy> GetPolicy() const;

    /**
     * @return how outcomes are scored
     */
    Ptr<RewardModel> GetRewardModel() const;

    /**
     * @return the network
     */
    const EdgeTopology& GetTopology() const;

    /**
     * @return the length of the period in which tasks are created
     */
    Time GetTaskPeriod() const;

    /**
     * @return when streams stop to create tasks; Time::Max() when that was not set
     */
    Time GetEndOfTaskPeriod() const;

    /**
     * @return when every task that was created in time must have ended: the end of the task period
     * plus the longest deadline and the clients' timeout
     */
    Time GetEndOfTasks() const;

  private:
    /// Streams to install on UEs.
    struct StreamPlan
    {
        ObjectFactory factory;     //!< makes the TaskStreams
        Ptr<const DnnProfile> dnn; //!< DNN of the tasks
        std::vector<uint32_t> ues; //!< indices of the UEs that have the stream; empty: all
    };

    /// What the machines of a tier are like.
    struct Tier
    {
        Ptr<const DeviceProfile> device;                   //!< unless one of them differs
        std::map<uint32_t, Ptr<const DeviceProfile>> some; //!< of those that differ, by index
        ObjectFactory compute{"ns3::FifoComputeNode"};     //!< makes the ComputeNode
        ObjectFactory load;     //!< makes the background load; without a type: none
        ObjectFactory service;  //!< makes the service times; without a type: those of profiles
        ObjectFactory failures; //!< makes the FailureProcess; without a type: none
    };

    /**
     * @brief Puts a ComputeNode on a node.
     * @param node the node
     * @param tier what the machines there are like
     * @param index which of the UEs, or of the servers, it is
     * @return the ComputeNode, aggregated to the node
     */
    Ptr<ComputeNode> InstallCompute(Ptr<Node> node, const Tier& tier, uint32_t index);

    /// Installs the servers' applications and makes them known to each other.
    void InstallServers();

    /**
     * @param index index of a server
     * @return where it stands
     */
    EdgeServerTier GetTier(uint32_t index) const;

    /**
     * @param server index of a server
     * @return the servers that it asks for models, in their order
     */
    std::vector<uint32_t> GetModelSources(uint32_t server) const;

    /**
     * @param server index of a server
     * @param [out] site gets the wires to the server that it asks first for models
     */
    void SetModelPath(uint32_t server, EdgeSystem::Server& site) const;

    EdgeTopology m_topology;     //!< the network
    Ptr<const DnnProfile> m_dnn; //!< of the streams to add
    std::map<std::string, std::pair<std::string, std::string>>
        m_dnnFiles;                                //!< by the DNN's name: file, what stands in it
    Tier m_ueTier;                                 //!< the UEs
    Tier m_edgeTier;                               //!< the edge servers
    Tier m_cloudTier;                              //!< the cloud nodes
    ObjectFactory m_cache;                         //!< of the edge servers; without a type: none
    ModelSource m_modelSource{ModelSource::CLOUD}; //!< whom to ask first
    bool m_preloaded{false};                       //!< models are there from the beginning
    std::vector<StreamPlan> m_streams;             //!< of every UE
    Ptr<OffloadingPolicy> m_policy;                //!< who decides
    Ptr<RewardModel> m_reward;                     //!< how outcomes are scored
    Time m_start;                                  //!< of the clients
    Time m_stop;                                   //!< of the clients' streams
    std::vector<Ptr<ComputeNode>> m_compute;       //!< of UEs, then of servers
    std::vector<Ptr<FailureProcess>> m_failures;   //!< of servers, then of UEs
    std::vector<Ptr<InferenceClient>> m_clients;   //!< by UE
    std::vector<Ptr<InferenceServer>> m_servers;   //!< by server
    Ptr<InferenceScheduler> m_scheduler;           //!< the epochs
};

} // namespace ns3

#endif // EDGE_INFERENCE_HELPER_H
