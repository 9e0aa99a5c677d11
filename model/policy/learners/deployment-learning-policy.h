// SPDX-License-Identifier: GPL-2.0-only

#ifndef DEPLOYMENT_LEARNING_POLICY_H
#define DEPLOYMENT_LEARNING_POLICY_H

#include "ns3/placement-policy.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What a learner sees and decides who deploys inference under mobility: which server
 * computes each stream's tasks and how much of the deadline a plan may take, which servers hold its
 * model, and its parts of spectrum and computing. After the abstract of He et al., CCIS 2060, 2024;
 * the form is ours.
 *
 * Each stream is a row of its own; one network decides for all rows, so that it serves any number
 * of UEs, cells and servers. Servers are named by what they are to the stream (Target), not by
 * their numbers. GetNames() lists the observation; doc/system-dppo.rst explains it.
 *
 * Each stream asks for its model where it is computed and, as it decides, at the server of its
 * cell, of the next cell, or nowhere. What was asked for last fills a memory, what is there already
 * before what is not; what a stream wants first comes before all else. A stream whose server does
 * not keep its model gets the best plan of the others.
 */
class DeploymentLearningPolicy : public PlacementPolicy
{
  public:
    /// Who computes.
    enum Target : uint32_t
    {
        DEVICE,  //!< the UE alone
        NEAREST, //!< the server of the serving cell
        NEXT,    //!< the server of the strongest neighbour cell
        HOLDER,  //!< of the other edge servers that hold the model the one of the fastest plan
        CLOUD,   //!< the first cloud node
        BEST,    //!< whichever PlacementPolicy::Choose() takes of all
        TARGETS  //!< how many there are
    };

    /// Where the stream's model is to be held.
    enum Hold : uint32_t
    {
        HOLD_NEAREST, //!< at the server of the serving cell
        HOLD_BOTH,    //!< there and at the server of the strongest neighbour cell
        HOLD_NONE,    //!< nowhere
        HOLD_FIRST,   //!< at the server of the serving cell, before models of others
        HOLDS         //!< how many there are
    };

    /// Limits of plans, in shares of the deadline over the attribute Margin.
    static constexpr std::array<double, 4> LIMITS{1.25, 1, 0.75, 0.5};

    /// What is decided for one stream.
    struct Action
    {
        uint32_t target{DEVICE};     //!< a Target
        uint32_t limit{0};           //!< index into LIMITS
        uint32_t hold{HOLD_NEAREST}; //!< a Hold
        float uplink{0};  //!< logarithm of its weight in its cell's uplink, used within -2..2
        float compute{0}; //!< logarithm of its weight at a server, likewise
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    DeploymentLearningPolicy();
    ~DeploymentLearningPolicy() override;

    /**
     * @return what each number of an observation is, in order; of the present episode
     */
    std::vector<std::string> GetNames() const;

    /**
     * @return numbers of an observation
     */
    uint32_t GetObservationSize() const;

    /**
     * @return choices: targets, limits, holds; the length of a mask is their sum
     */
    static std::vector<uint32_t> GetHeads();

  protected:
    void DoBeginEpisode() override;

  private:
    /// A server by what it is to a stream.
    struct Slot
    {
        uint32_t server{NONE};   //!< its number; NONE: there is none
        PlanMenu::Choice choice; //!< best plan there for Margin
        bool isValid{false};     //!< it may be chosen
    };

    /// What is known of a UE from one epoch to the next.
    struct Track
    {
        double gap{0};       //!< dB by which the serving cell is stronger than the next
        bool isKnown{false}; //!< there was an epoch before
        uint32_t next{NONE}; //!< cell that it hears best beside the serving one
    };

    /**
     * @brief Decides for all streams; GetState() and GetCell() are up to date.
     * @param observations a row of GetObservationSize() numbers a stream
     * @param masks a row a stream: 0 where a choice must not be taken
     * @param [out] actions one a stream
     */
    virtual void Act(const std::vector<float>& observations,
                     const std::vector<uint8_t>& masks,
                     std::vector<Action>& actions) = 0;

    void Assign(EpochDecision& decision) override;

    /// Finds the cells that UEs hear best beside their own.
    void FollowUes();

    /**
     * @brief Finds the servers of a stream.
     * @param stream index of the stream
     */
    void FindSlots(std::size_t stream);

    /**
     * @brief Appends a stream's row to the observations and the masks.
     * @param stream index of the stream
     */
    void Encode(std::size_t stream);

    /**
     * @brief Gives a stream the plan that its action stands for.
     * @param stream index of the stream
     * @param [out] decision gets the plan
     */
    void TakePlan(std::size_t stream, EpochDecision& decision);

    /**
     * @brief Fills the memories with what streams ask for.
     * @param [out] decision gets the placements
     */
    void PlaceAsked(EpochDecision& decision);

    /**
     * @brief Divides spectrum and computing by weights.
     * @param [out] decision gets the shares
     */
    void Share(EpochDecision& decision) const;

    uint64_t m_askWindow;                           //!< epochs for which a request counts as new
    bool m_shareUplink;                             //!< decide shares of the uplink
    bool m_shareCompute;                            //!< decide shares of edge servers
    std::vector<Track> m_tracks;                    //!< by UE
    std::vector<std::array<Slot, TARGETS>> m_slots; //!< by stream
    std::vector<uint32_t> m_servers;                //!< that computes, by stream; NONE: the UE
    std::vector<float> m_observations;              //!< rows
    std::vector<uint8_t> m_masks;                   //!< rows
    std::vector<Action> m_actions;                  //!< by stream
};

} // namespace ns3

#endif // DEPLOYMENT_LEARNING_POLICY_H
