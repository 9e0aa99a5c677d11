// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_INFERENCE_HELPER_H
#define EDGE_INFERENCE_HELPER_H

#include "ns3/compute-node.h"
#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/edge-topology.h"
#include "ns3/inference-client.h"
#include "ns3/inference-control-agent.h"
#include "ns3/inference-scheduler.h"
#include "ns3/inference-server.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/offloading-policy.h"
#include "ns3/reward-model.h"

#include <cstdint>
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
     */
    void SetDnn(const std::string& nameOrFile);

    /**
     * @brief Sets the DNN of the streams that are added from now on.
     * @param dnn the profile
     */
    void SetDnn(Ptr<const DnnProfile> dnn);

    /**
     * @param ue name or file of the device profile of every UE
     * @param server name or file of the device profile of every edge server
     */
    void SetDevices(const std::string& ue, const std::string& server);

    /**
     * @brief Chooses the background load of every UE; none unless called.
     * @tparam Args pairs of attribute name and AttributeValue
     * @param type TypeId name of a BackgroundLoad
     * @param args attributes of the load
     */
    template <typename... Args>
    void SetUeLoad(const std::string& type, Args&&... args)
    {
        m_ueLoad = ObjectFactory(type, std::forward<Args>(args)...);
    }

    /**
     * @brief Chooses the background load of every UE; none unless called.
     * @param factory makes a BackgroundLoad
     */
    void SetUeLoad(const ObjectFactory& factory)
    {
        m_ueLoad = factory;
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
        m_serverLoad = ObjectFactory(type, std::forward<Args>(args)...);
    }

    /**
     * @brief Chooses the background load of every edge server; none unless called.
     * @param factory makes a BackgroundLoad
     */
    void SetServerLoad(const ObjectFactory& factory)
    {
        m_serverLoad = factory;
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
     * @return the edge servers' applications, by server
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
     * @return when every task that was created in time must have ended: the end of the task period
     * plus the longest deadline and the clients' timeout
     */
    Time GetEndOfTasks() const;

  private:
    /// Streams to install on every UE.
    struct StreamPlan
    {
        ObjectFactory factory;     //!< makes them
        Ptr<const DnnProfile> dnn; //!< their network
    };

    /**
     * @brief Puts a ComputeNode on a node.
     * @param node the node
     * @param device what it is
     * @param load its background load's factory; without a type: none
     * @return it
     */
    static Ptr<ComputeNode> InstallCompute(Ptr<Node> node,
                                           Ptr<const DeviceProfile> device,
                                           const ObjectFactory& load);

    EdgeTopology m_topology;                     //!< the network
    Ptr<const DnnProfile> m_dnn;                 //!< of the streams to add
    Ptr<const DeviceProfile> m_ueDevice;         //!< of every UE
    Ptr<const DeviceProfile> m_serverDevice;     //!< of every edge server
    ObjectFactory m_ueLoad;                      //!< background load of UEs
    ObjectFactory m_serverLoad;                  //!< background load of servers
    std::vector<StreamPlan> m_streams;           //!< of every UE
    Ptr<OffloadingPolicy> m_policy;              //!< who decides
    Ptr<RewardModel> m_reward;                   //!< how outcomes are scored
    Time m_start;                                //!< of the clients
    Time m_stop;                                 //!< of the clients' streams
    std::vector<Ptr<ComputeNode>> m_compute;     //!< of UEs, then of servers
    std::vector<Ptr<InferenceClient>> m_clients; //!< by UE
    std::vector<Ptr<InferenceServer>> m_servers; //!< by server
    Ptr<InferenceScheduler> m_scheduler;         //!< the epochs
};

} // namespace ns3

#endif // EDGE_INFERENCE_HELPER_H
