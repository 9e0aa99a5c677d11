// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLACEMENT_POLICY_H
#define PLACEMENT_POLICY_H

#include "../estimation/plan-menu.h"

#include "ns3/offloading-policy.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What heuristics share that choose a server for each stream and fill bounded model caches:
 * where UEs are, which server is near, what fits into a memory, and which exit and cut meet the
 * deadline.
 *
 * A subclass says which servers a stream may use. Of these and the UE itself the stream gets the
 * best plan (PlanMenu) for a share of its deadline; work that was given out in the same epoch
 * counts for the streams that follow.
 */
class PlacementPolicy : public OffloadingPolicy
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    PlacementPolicy();
    ~PlacementPolicy() override;

  protected:
    /// No server.
    static constexpr uint32_t NONE = UINT32_MAX;

    void DoBeginEpisode() override;

    /**
     * @param ue index of a UE
     * @return its serving cell, or the last one that it had
     */
    uint32_t GetCell(uint32_t ue) const;

    /**
     * @param cell index of a cell
     * @return the nearest edge server that is up (FindNearestServer()); NONE when none is
     */
    uint32_t GetNearest(uint32_t cell) const;

    /**
     * @param stream index of a stream
     * @return index of its DNN in EdgeSystem::dnns
     */
    uint32_t GetDnn(std::size_t stream) const;

    /**
     * @return whether the memory of the server is bounded
     * @param server index of a server
     */
    bool IsBounded(uint32_t server) const;

    /**
     * @param server index of a server
     * @param dnn index of a DNN
     * @return whether its weights are all there
     */
    bool Holds(uint32_t server, uint32_t dnn) const;

    /**
     * @brief Places models as far as they fit. What is there already stays while there is room.
     * @param server index of a server
     * @param dnns the models wanted, the most important first
     * @param [out] decision gets the placement, when the memory is bounded
     */
    void Place(uint32_t server, const std::vector<uint32_t>& dnns, EpochDecision& decision) const;

    /**
     * @brief Divides the memories among the models by the number of their streams: each server in
     * turn takes those of most streams over copies so far; of equals those of most streams in its
     * own cell.
     * @return models by importance, by server
     */
    std::vector<std::vector<uint32_t>> Deploy() const;

    /**
     * @param stream index of a stream
     * @param decision with placements of this epoch
     * @return the nearest server whose placement has the stream's model; NONE when none has
     */
    uint32_t GetNearestHolder(std::size_t stream, const EpochDecision& decision) const;

    /**
     * @brief A model is asked for at a server now.
     * @param server index of a server
     * @param dnn index of a DNN
     */
    void Request(uint32_t server, uint32_t dnn);

    /**
     * @brief Places at every server what was asked for last, as far as it fits: what was asked for
     * longest ago goes.
     * @param [out] decision gets the placements
     * @param first models that come before all others, by server, by DNN; empty: none
     * @param window requests of so many epochs count as at one time, at least 1
     */
    void PlaceRequested(EpochDecision& decision,
                        const std::vector<std::vector<uint8_t>>& first = {},
                        uint64_t window = 1) const;

    /**
     * @return what is known, with the work that was given out in this epoch
     */
    const EpochState& GetState() const;

    /**
     * @return chooses exits and cuts
     */
    const PlanMenu& GetMenu() const;

    /**
     * @return share of the deadline to plan for
     */
    double GetMargin() const;

    /**
     * @brief Gives the stream a plan, whose work counts for the streams that follow.
     * @param stream index of the stream
     * @param choice the plan
     * @param server that it ends at; NONE for the UE
     * @param [out] decision gets the plan
     */
    void Take(std::size_t stream,
              const PlanMenu::Choice& choice,
              uint32_t server,
              EpochDecision& decision);

    /**
     * @brief Gives the stream the best plan of the UE itself and of some servers.
     * @param stream index of the stream
     * @param servers those that it may use
     * @param [out] decision gets the plan
     * @param factor of the limit, which is Margin times the deadline
     * @return the server that was chosen; NONE for the UE
     */
    uint32_t Choose(std::size_t stream,
                    const std::vector<uint32_t>& servers,
                    EpochDecision& decision,
                    double factor = 1);

  private:
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /**
     * @brief Decides; GetState() and GetCell() are up to date.
     * @param [out] decision its plans and placements have the right sizes, placements are empty
     */
    virtual void Assign(EpochDecision& decision) = 0;

    double m_margin;                            //!< share of the deadline to plan for
    PlanMenu m_menu;                            //!< chooses exits and cuts
    EpochState m_state;                         //!< what is known
    std::vector<uint32_t> m_cells;              //!< last known cell, by UE
    std::vector<uint32_t> m_dnns;               //!< index of the DNN, by stream
    std::vector<std::vector<uint64_t>> m_asked; //!< epoch of the last request, by server, by DNN
};

} // namespace ns3

#endif // PLACEMENT_POLICY_H
