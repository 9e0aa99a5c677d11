// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_TOPOLOGY_HELPER_H
#define EDGE_TOPOLOGY_HELPER_H

#include "ns3/data-rate.h"
#include "ns3/edge-topology.h"
#include "ns3/nstime.h"
#include "ns3/object-base.h"
#include "ns3/object-factory.h"

#include <cstdint>
#include <set>
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
 * @brief What the topology helpers of all radios share: UEs and their mobility, edge servers, the
 * wired backhaul, and the streams of random numbers.
 *
 * A helper is an ObjectBase on the caller's stack: its attributes can be set by SetAttribute(), by
 * Config::SetDefault() and on the command line. Unusable values throw InferenceInputError in
 * Build().
 *
 * Every random source of what is built takes its numbers from a stream of fixed number, from
 * FirstStream on. So a topology that is built again in one process, with the same RngRun, behaves
 * in the same way whatever ns-3 objects lived before.
 */
class EdgeTopologyHelper : public ObjectBase
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~EdgeTopologyHelper() override = default;

    /**
     * @param n number of UEs; they keep the mobility model that was chosen before
     */
    void SetUes(uint32_t n);

    /**
     * @brief Chooses how many UEs there are and how they move.
     *
     * A model with an unset `PositionAllocator` gets one that is uniform over the disc of the area,
     * with unset `Bounds` the square about that disc, on the ground. UEs start at uniform positions
     * in the disc unless the model has a position of its own.
     *
     * @tparam Args pairs of attribute name (const char* or std::string) and AttributeValue
     * @param n number of UEs
     * @param mobility TypeId name of a MobilityModel
     * @param args attributes of the mobility model
     */
    template <typename... Args>
    void SetUes(uint32_t n, const std::string& mobility, Args&&... args)
    {
        SetUes(n);
        StartMobility(mobility);
        AddMobilityAttributes(std::forward<Args>(args)...);
    }

    /**
     * @brief Chooses how the UEs move, as SetUes() does.
     * @param mobility TypeId name of a MobilityModel
     * @param attributes names and values of its attributes, values as ns-3 reads them from text
     */
    void SetMobility(const std::string& mobility,
                     const std::vector<std::pair<std::string, std::string>>& attributes);

    /**
     * @param n number of edge servers, each wired to the cells' side by a link of its own
     */
    void SetServers(uint32_t n);

    /**
     * @param radius radius of the disc about the origin in which UEs move, m
     */
    void SetArea(double radius);

    /**
     * @param rate rate of each server's link
     * @param delay one-way delay of each server's link
     */
    void SetBackhaul(DataRate rate, Time delay);

    /**
     * @return the number of streams of random numbers that a topology reserves
     */
    static int64_t GetNStreams();

    /**
     * @brief Chooses the streams of random numbers of what is built next and, when something was
     * built, reassigns those of what was built last.
     * @param stream first stream, not negative
     * @return the number of streams reserved
     */
    virtual int64_t AssignStreams(int64_t stream) = 0;

    /**
     * @brief Builds the network.
     * @return nodes, devices, addresses and the radio
     */
    virtual EdgeTopology Build() = 0;

  protected:
    EdgeTopologyHelper();

    /// Kinds of nodes, each with its own range of streams.
    enum NodeKind
    {
        CELL,       //!< access points and what belongs to no node, such as the channel
        UE,         //!< UEs
        SERVER,     //!< edge servers
        BACKGROUND, //!< nodes with traffic of their own
        N_KINDS     //!< number of kinds
    };

    /// Greatest number of nodes of one kind.
    static constexpr uint32_t MAX_NODES = 2000;

    /**
     * @param kind kind of node
     * @param index which of that kind, below MAX_NODES
     * @return the first of its 64 streams of random numbers; they do not depend on how many other
     * nodes there are. The last two are for its first position.
     */
    int64_t GetStream(NodeKind kind, uint32_t index) const;

    /**
     * @brief Gives the UEs their mobility models and first positions, with streams.
     * @param ues nodes without mobility
     */
    void InstallUeMobility(const NodeContainer& ues) const;

    /**
     * @brief Gives nodes that stand still uniform positions in the area.
     * @param nodes nodes without mobility
     * @param kind their kind
     */
    void InstallFixedPositions(const NodeContainer& nodes, NodeKind kind) const;

    /**
     * @brief Sets an attribute that is a number, or throws InferenceInputError.
     * @param attribute its name
     * @param n its value
     */
    void SetNumber(const std::string& attribute, uint64_t n);

    uint32_t m_nUes;         //!< number of UEs
    uint32_t m_nServers;     //!< number of edge servers
    double m_radius;         //!< m, radius of the area
    DataRate m_backhaulRate; //!< rate of each server's link
    Time m_backhaulDelay;    //!< one-way delay of each server's link
    int64_t m_firstStream;   //!< first stream of random numbers

  private:
    /**
     * @param mobility TypeId name of a MobilityModel
     */
    void StartMobility(const std::string& mobility);

    /**
     * @param name attribute of the mobility model
     * @param value its value
     */
    void AddMobilityAttribute(const std::string& name, const AttributeValue& value);

    /// Ends the recursion over the attributes.
    void AddMobilityAttributes()
    {
    }

    /**
     * @tparam Args pairs of name and value
     * @param name attribute of the mobility model
     * @param value its value
     * @param args further pairs
     */
    template <typename... Args>
    void AddMobilityAttributes(const std::string& name, const AttributeValue& value, Args&&... args)
    {
        AddMobilityAttribute(name, value);
        AddMobilityAttributes(std::forward<Args>(args)...);
    }

    ObjectFactory m_mobility;                   //!< makes the UEs' mobility models
    std::set<std::string> m_mobilityAttributes; //!< those of its attributes that the user set
};

} // namespace ns3

#endif // EDGE_TOPOLOGY_HELPER_H
