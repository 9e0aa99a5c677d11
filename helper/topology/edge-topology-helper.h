// SPDX-License-Identifier: GPL-2.0-only

#ifndef EDGE_TOPOLOGY_HELPER_H
#define EDGE_TOPOLOGY_HELPER_H

#include "ns3/data-rate.h"
#include "ns3/edge-topology.h"
#include "ns3/nstime.h"
#include "ns3/object-base.h"
#include "ns3/object-factory.h"
#include "ns3/vector.h"

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

class EdgeWires;

/**
 * @ingroup edge-inference
 * @brief What the topology helpers of all radios share: UEs and their mobility, where cells stand,
 * edge servers and cloud nodes, the wires between them, and the streams of random numbers.
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

    /// How cells are laid out about the origin.
    enum CellLayout
    {
        LINE,    //!< along the x axis
        HEXAGON, //!< rings of six, twelve, ... about the first one
        GRID     //!< rows of a square
    };

    /// Where edge servers stand.
    enum ServerPlacement
    {
        SHARED,  //!< behind the backhaul, shared by all cells
        PER_CELL //!< server i at cell i; the other cells reach it over the backhaul
    };

    ~EdgeTopologyHelper() override;

    EdgeTopologyHelper(const EdgeTopologyHelper&) = delete;
    EdgeTopologyHelper& operator=(const EdgeTopologyHelper&) = delete;

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
     * @brief Lets UEs move as an ns-2 movement file says (Ns2MobilityTrace); the model chosen by
     * SetUes() is then not used.
     * @param file path of the file; "" for none
     */
    void SetMobilityTrace(const std::string& file);

    /**
     * @param positions where the first UEs begin, m; the others begin at random places
     */
    void SetUePositions(const std::vector<Vector>& positions);

    /**
     * @param n number of cells, laid out as CellLayout and CellSpacing say
     */
    void SetCells(uint32_t n);

    /**
     * @param positions where the cells stand, m; there are as many cells
     */
    void SetCellPositions(const std::vector<Vector>& positions);

    /**
     * @return the number of cells
     * @throws InferenceInputError when the attribute CellPositions is no list of positions
     */
    uint32_t GetNCells() const;

    /**
     * @param n number of edge servers, each wired to the cells' side by a link of its own; not used
     * when ServerPlacement is PerCell
     */
    void SetServers(uint32_t n);

    /**
     * @param placement where edge servers stand
     */
    void SetServerPlacement(ServerPlacement placement);

    /**
     * @param n number of cloud nodes, each with a link of its own
     */
    void SetClouds(uint32_t n);

    /**
     * @param n number of cloud nodes
     * @param rate rate of each one's link
     * @param delay one-way delay of each one's link
     */
    void SetClouds(uint32_t n, DataRate rate, Time delay);

    /**
     * @param radius radius of the disc about the origin in which UEs move, m
     */
    void SetArea(double radius);

    /**
     * @param rate rate of each link of the backhaul
     * @param delay one-way delay of each link of the backhaul
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
    int64_t AssignStreams(int64_t stream);

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
        CELL,       //!< eNBs, gNBs or access points
        UE,         //!< UEs
        SERVER,     //!< edge servers, then cloud nodes
        BACKGROUND, //!< nodes with traffic of their own
        CHANNEL,    //!< what belongs to no node, such as the channel
        ROUTER,     //!< routers of the wired part
        N_KINDS     //!< number of kinds
    };

    // Where in a node's streams each part begins; mobility is first, first positions are last.
    static constexpr int64_t RADIO_STREAMS = 16;       //!< radio devices
    static constexpr int64_t INTERNET_STREAMS = 40;    //!< internet stack
    static constexpr int64_t APPLICATION_STREAMS = 56; //!< applications of the helper itself
    static constexpr int64_t POSITION_STREAMS = 62;    //!< first position
    static constexpr int64_t STREAMS_PER_NODE = 64;    //!< more than any node uses

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
     * @brief Makes the nodes that every topology has: cells, UEs, edge servers and cloud nodes, in
     * this order. Cells and UEs get their mobility models.
     * @param [out] net gets the nodes
     * @throws InferenceInputError when attributes of the base are unusable
     */
    void CreateNodes(EdgeTopology& net);

    /**
     * @brief Makes the wired part, with its addresses and routes: hub, edge servers, cloud nodes.
     * @param [in,out] net what CreateNodes() made; gets serverAddresses, sites and paths
     * @param gateways nodes with IPv4 (InstallInternet() will do), one a cell: where packets leave
     * the radio stack at the cell
     */
    void InstallWires(EdgeTopology& net, const NodeContainer& gateways);

    /**
     * @brief Like InstallWires(), for a stack that sends the packets of all cells through one node
     * (no local breakout). A server that stands at a cell is then reached over the backhaul from
     * every cell, its own too. The delay between cells and gateway is not known here: the caller
     * adds it to EdgeTopology::paths.
     * @param [in,out] net what CreateNodes() made; gets serverAddresses, sites and paths
     * @param gateway a node with IPv4, such as the PGW
     */
    void InstallCentralWires(EdgeTopology& net, Ptr<Node> gateway);

    /**
     * @return the wired part that was built last; routes UEs that change their cell
     */
    Ptr<EdgeWires> GetWires() const;

    /**
     * @brief Installs IPv4 with static routing.
     * @param nodes nodes without
     */
    static void InstallInternet(const NodeContainer& nodes);

    /**
     * @brief Gives the mobility models and internet stacks of nodes their streams.
     * @param kind kind of the nodes
     * @param nodes the nodes, in the order of their numbers
     */
    void AssignCommonStreams(NodeKind kind, const NodeContainer& nodes) const;

    /**
     * @brief Gives every random source of cells, UEs, servers and routers that were built last its
     * stream, radio devices excepted.
     */
    void AssignTopologyStreams() const;

    /**
     * @brief Gives every random source of what was built last its stream: calls
     * AssignTopologyStreams(), and does the same for the radio devices.
     */
    virtual void AssignNodeStreams() const = 0;

    /**
     * @brief Gives the UEs their mobility models and first positions, with streams.
     * @param ues nodes without mobility
     */
    void InstallUeMobility(const NodeContainer& ues) const;

    /**
     * @brief Places the cells.
     * @param cells nodes without mobility
     */
    void InstallCellPositions(const NodeContainer& cells) const;

    /**
     * @brief Gives nodes that stand still uniform positions in the area.
     * @param nodes nodes without mobility
     * @param kind kind of the nodes
     */
    void InstallFixedPositions(const NodeContainer& nodes, NodeKind kind) const;

    /**
     * @brief Sets an attribute that is a number, or throws InferenceInputError.
     * @param attribute name of the attribute
     * @param n new value of the attribute
     */
    void SetNumber(const std::string& attribute, uint64_t n);

    uint32_t m_nUes;             //!< number of UEs
    uint32_t m_nCells;           //!< number of cells, unless they have a list of positions
    uint32_t m_nServers;         //!< number of edge servers that all cells share
    uint32_t m_nClouds;          //!< number of cloud nodes
    CellLayout m_layout;         //!< how cells are laid out
    double m_spacing;            //!< m, between neighbouring cells
    double m_cellHeight;         //!< m, of cells that are laid out
    double m_ueHeight;           //!< m
    std::string m_cellPositions; //!< where the cells stand, or nothing
    std::string m_uePositions;   //!< where UEs begin, or nothing
    std::string m_mobilityTrace; //!< ns-2 movement file, or nothing
    ServerPlacement m_placement; //!< where edge servers stand
    double m_radius;             //!< m, radius of the area
    DataRate m_backhaulRate;     //!< rate of each link of the backhaul
    Time m_backhaulDelay;        //!< one-way delay of each link of the backhaul
    DataRate m_localRate;        //!< rate of links within a site
    Time m_localDelay;           //!< one-way delay of links within a site
    DataRate m_cloudRate;        //!< rate of each cloud node's link
    Time m_cloudDelay;           //!< one-way delay of each cloud node's link
    int64_t m_firstStream;       //!< first stream of random numbers

  private:
    /**
     * @brief Makes the wired part.
     * @param [in,out] net gets it
     * @param gateways one a cell, or one for all
     * @param central true when the one gateway is not at the cell
     */
    void InstallWires(EdgeTopology& net, const NodeContainer& gateways, bool central);

    /**
     * @return positions of the cells, m
     */
    std::vector<Vector> GetCellPositions() const;

    /**
     * @param mobility TypeId name of a MobilityModel
     */
    void StartMobility(const std::string& mobility);

    /**
     * @param name attribute of the mobility model
     * @param value value of the attribute
     */
    void AddMobilityAttribute(const std::string& name, const AttributeValue& value);

    /// Ends the recursion over the attributes.
    void AddMobilityAttributes()
    {
    }

    /**
     * @tparam Args pairs of name and value
     * @param name attribute of the mobility model
     * @param value value of the attribute
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
    Ptr<EdgeWires> m_wires;                     //!< wired part that was built last
    NodeContainer m_builtCells;                 //!< cells that were built last
    NodeContainer m_builtUes;                   //!< UEs that were built last
    NodeContainer m_builtServers;               //!< servers that were built last
};

} // namespace ns3

#endif // EDGE_TOPOLOGY_HELPER_H
