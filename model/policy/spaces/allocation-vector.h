// SPDX-License-Identifier: GPL-2.0-only

#ifndef ALLOCATION_VECTOR_H
#define ALLOCATION_VECTOR_H

#include "ns3/epoch-state.h"

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
 * @brief Which parts of an EpochDecision an AllocationVector decides, beside the assignment.
 */
struct AllocationOptions
{
    bool exits{true};         //!< the exit of each stream; else the last
    bool cuts{false};         //!< the cut of what is offloaded; else the input is sent
    bool bits{false};         //!< the width of what is sent; else the input's own
    bool uplink{true};        //!< shares of the uplink's spectrum
    bool downlink{false};     //!< shares of the downlink's spectrum
    bool edgeCompute{true};   //!< shares of the edge servers
    bool cloudCompute{false}; //!< shares of the cloud nodes
    bool placements{false};   //!< models in the caches of the servers whose memory is bounded
    bool usersOnly{true};     //!< a UE that does not use a resource keeps minShare of it only, and
                              //!< those that do divide the rest in proportion to their shares
    double minShare{0.01}; //!< least share of each UE that has streams, so that what is under way
                           //!< does not stand still; at most a half over the number of UEs
};

/**
 * @ingroup edge-inference
 * @brief A decision for all UEs at once as one vector of real numbers: assignment, exits, spectrum
 * and compute shares together.
 *
 * Layout, as GetNames() lists it. First the entries bounded by -1 and 1 (GetNBounded() of them):
 * for each stream a score for its own device and for each server, of which the highest wins (the
 * first of equals); then, as far as the options say, its exit, cut and width, whose range is
 * divided evenly among the choices (-1: the first exit, no layer on the UE, the narrowest); then a
 * score for each server of bounded memory and each DNN: above 0 it is to be held. After them the
 * simplexes (GetSimplexes()), each with an entry a UE, at least 0, sum 1: uplink, downlink, then
 * each server that is shared. An entry of GetMask() is 0 where it must be 0: a UE without streams.
 *
 * A plan for the device computes all there; one for a server sends the input, or what the cut says.
 * Exits are counted among those that the tier has (model/dnn/exit-places.h).
 * With several cells, spectrum shares are scaled so that those of each cell sum to 1.
 */
class AllocationVector
{
  public:
    /// What a simplex divides among the UEs.
    struct Shared
    {
        /// Kinds of resources.
        enum Kind
        {
            UPLINK,
            DOWNLINK,
            SERVER
        };

        Kind kind{UPLINK};  //!< kind of the resource
        uint32_t server{0}; //!< index of the server
    };

    /// For no system: an empty vector.
    AllocationVector() = default;

    /**
     * @param system who asks for what, and the machines; decides the layout
     * @param options what is decided
     */
    AllocationVector(const EdgeSystem& system, const AllocationOptions& options);

    /**
     * @return numbers of an action
     */
    uint32_t GetSize() const;

    /**
     * @return how many of them, at the beginning, are bounded by -1 and 1
     */
    uint32_t GetNBounded() const;

    /**
     * @return how many of the bounded numbers each stream has: scores of the device and of each
     * server first
     */
    uint32_t GetStreamSize() const;

    /**
     * @return lengths of the simplexes that follow
     */
    const std::vector<uint32_t>& GetSimplexes() const;

    /**
     * @return what each of the simplexes divides
     */
    const std::vector<Shared>& GetShared() const;

    /**
     * @return one byte an entry, 0 where it must be 0
     */
    const std::vector<uint8_t>& GetMask() const;

    /**
     * @return what each number is, in order, as in "stream0.server1", "uplink.ue2"
     */
    std::vector<std::string> GetNames() const;

    /**
     * @brief The decision that an action stands for.
     * @param system as given to the constructor
     * @param state what is known: serving cells and, for usersOnly, what is under way
     * @param action GetSize() numbers
     * @param [out] decision what of it the options name is written, all else is left
     */
    void Decode(const EdgeSystem& system,
                const EpochState& state,
                const float* action,
                EpochDecision& decision) const;

    /**
     * @brief Divides what is shared by weights that need not sum to 1, within minShare and
     * usersOnly.
     * @param system as given to the constructor
     * @param state as for Decode()
     * @param weights for each of GetShared() one number a UE, at least 0; all of them 0: all alike
     * @param [in,out] decision its plans are there, its shares are written
     */
    void Divide(const EdgeSystem& system,
                const EpochState& state,
                const double* weights,
                EpochDecision& decision) const;

    /**
     * @brief An action that stands for a decision, as far as the space can say it: with usersOnly
     * the shares of those that do not use a resource are not kept.
     * @param system as given to the constructor
     * @param decision shares that are missing count as equal ones
     * @param [out] action GetSize() numbers
     */
    void Encode(const EdgeSystem& system, const EpochDecision& decision, float* action) const;

    /**
     * @param system who asks for what
     * @param stream index of a stream
     * @param tier 0: its device; i + 1: server i
     * @param exit an exit that the tier has, see GetExit()
     * @return the plan without cut: all on the device, or the input sent with its own width; where
     * the profile has other cuts for the exit only, what is behind the first of them
     */
    static InferencePlan MakePlan(const EdgeSystem& system,
                                  std::size_t stream,
                                  uint32_t tier,
                                  uint32_t exit);

    /**
     * @param dnn a DNN
     * @param tier 0: the device; i + 1: server i
     * @return how many exits can end there: all, unless the profile says otherwise
     */
    static uint32_t CountExits(const DnnProfile& dnn, uint32_t tier);

    /**
     * @param dnn a DNN
     * @param tier 0: the device; i + 1: server i
     * @param number below CountExits()
     * @return of the exits that can end there the one with this number
     */
    static uint32_t GetExit(const DnnProfile& dnn, uint32_t tier, uint32_t number);

    /**
     * @param plan a plan
     * @param dnn its DNN
     * @return number of its exit among those that can end where it does
     */
    static uint32_t GetExitNumber(const InferencePlan& plan, const DnnProfile& dnn);

    /**
     * @param plan a plan
     * @param dnn its DNN
     * @return where its last layer runs. 0: the device; i + 1: server i
     */
    static uint32_t GetTier(const InferencePlan& plan, const DnnProfile& dnn);

  private:
    /**
     * @param system who asks for what
     * @param stream index of a stream
     * @param scores bounded numbers of the stream
     * @return plan of the stream
     */
    InferencePlan DecodePlan(const EdgeSystem& system,
                             std::size_t stream,
                             const float* scores) const;

    /**
     * @param system who asks for what
     * @param state what is known
     * @param shared a simplex
     * @param decision its plans are there
     * @param ue a UE
     * @return whether the UE uses what is shared
     */
    static bool IsUser(const EdgeSystem& system,
                       const EpochState& state,
                       const Shared& shared,
                       const EpochDecision& decision,
                       uint32_t ue);

    AllocationOptions m_options;       //!< what is decided
    uint32_t m_nStreams{0};            //!< streams
    uint32_t m_nUes{0};                //!< UEs
    uint32_t m_nServers{0};            //!< servers
    uint32_t m_nDnns{0};               //!< DNNs
    std::vector<uint32_t> m_caches;    //!< servers of bounded memory
    uint32_t m_nBounded{0};            //!< bounded entries
    std::vector<uint32_t> m_simplexes; //!< lengths
    std::vector<Shared> m_shared;      //!< what each simplex is for
    std::vector<uint8_t> m_mask;       //!< by entry
    std::vector<uint8_t> m_active;     //!< by UE: it has streams
};

} // namespace ns3

#endif // ALLOCATION_VECTOR_H
