// SPDX-License-Identifier: GPL-2.0-only

#ifndef MODEL_CACHE_H
#define MODEL_CACHE_H

#include "ns3/dnn-profile.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

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
 * @brief The bounded memory of a server for DNN weights: what is there, what has to go. Aggregated
 * to a server's Node; a node without one has every model.
 *
 * The unit is a whole model (DnnProfile::GetModelBytes(): the weights of all layers and exits at 32
 * bits), for plans of one stream change their cuts and exits from epoch to epoch. Memory is
 * reserved before the weights begin to come, so that the bound holds at every instant. A model that
 * a task uses (from the moment it is found there to the end of the task's computation) stays.
 *
 * What has to go when there is no room is told by the Eviction attribute, unless an agent has
 * placed models (SetPlacement()): then placed ones stay and others go first.
 *
 * The cache moves no packets: InferenceServer asks it and fetches what is missing.
 */
class ModelCache : public Object
{
  public:
    /// How the fetch of a model ended.
    struct Fetch
    {
        Ptr<const DnnProfile> dnn; //!< the model
        uint32_t source{0}; //!< index of the source that it came from, or that was last asked
        Time asked;         //!< when it was asked for
        Time begun;         //!< when its turn came and there was room for it
        Time received;      //!< when its last byte had come
        Time ended;         //!< when it was loaded, or given up
        bool stored{false}; //!< the model is there
    };

    /// What goes first.
    enum Eviction
    {
        LRU, //!< the model that was used longest ago
        LFU  //!< the model that was used least often since it came; of equals as LRU
    };

    /// Where a model is.
    enum State : uint8_t
    {
        ABSENT,   //!< the cache does not have the model
        RESERVED, //!< its memory is reserved, its weights are coming
        PRESENT   //!< the cache has the model
    };

    /**
     * @brief Signature of the trace sources about one model.
     * @param model name of the model
     */
    typedef void (*ModelTracedCallback)(const std::string& model);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ModelCache();
    ~ModelCache() override;

    /**
     * @brief Makes a model known.
     * @param dnn the model; repeated ones are taken once
     * @param present it is there from the beginning, if it fits
     */
    void AddModel(Ptr<const DnnProfile> dnn, bool present);

    /**
     * @param dnn a model
     * @return where the model is; ABSENT when it is not known
     */
    State GetState(const Ptr<const DnnProfile>& dnn) const;

    /**
     * @param dnn a model
     * @return share of the model's weights that are there, 0..1
     */
    double GetShare(const Ptr<const DnnProfile>& dnn) const;

    /**
     * @brief A task needs a model. Counts a hit, and holds the model until Release(), or a miss.
     * @param dnn a model that was added
     * @return true when the model is there
     */
    bool Use(const Ptr<const DnnProfile>& dnn);

    /**
     * @brief A task that had waited for a model needs it: as Use(), but no hit.
     * @param dnn a model that is there
     */
    void Hold(const Ptr<const DnnProfile>& dnn);

    /**
     * @brief A task needs a model no more.
     * @param dnn a model that Use() or Hold() held; of no effect when the memory was lost since
     */
    void Release(const Ptr<const DnnProfile>& dnn);

    /**
     * @param dnn a model
     * @return whether there could be room for it, once no task uses another: false when it is
     * larger than the memory, or than what the models that an agent placed leave of it
     */
    bool CanHold(const Ptr<const DnnProfile>& dnn) const;

    /**
     * @brief Makes room for a model that is absent and reserves it.
     * @param dnn a model that was added
     * @return false when models in use or on their way, or placed ones, leave no room now: then
     * nothing was evicted
     */
    bool Reserve(const Ptr<const DnnProfile>& dnn);

    /**
     * @param dnn a model that is reserved
     * @param share of the weights that have come, 0..1
     */
    void SetShare(const Ptr<const DnnProfile>& dnn, double share);

    /**
     * @param dnn a model that is reserved: it is there now
     */
    void Store(const Ptr<const DnnProfile>& dnn);

    /**
     * @param dnn a model that is reserved: it does not come
     */
    void Abandon(const Ptr<const DnnProfile>& dnn);

    /**
     * @brief An agent says which models are to be held. Others are evicted at once, or when the
     * last task that uses them has been computed. When those to be held are larger than the memory,
     * the first that fit count.
     * @param held the models, in the order of their importance
     * @return those of them that count and are absent
     */
    std::vector<Ptr<const DnnProfile>> SetPlacement(const std::vector<Ptr<const DnnProfile>>& held);

    /// No agent says any more which models are to be held.
    void ClearPlacement();

    /// The memory is lost: everything is absent, placements and counts are forgotten.
    void Clear();

    /**
     * @return bytes of the models that are there or reserved
     */
    uint64_t GetUsed() const;

    /**
     * @return bytes that the memory can hold; 0: no limit
     */
    uint64_t GetMemory() const;

    /**
     * @return tasks so far that found their model
     */
    uint64_t GetNHits() const;

    /**
     * @return tasks so far that did not find their model
     */
    uint64_t GetNMisses() const;

  protected:
    void DoDispose() override;

  private:
    /// One model.
    struct Model
    {
        Ptr<const DnnProfile> dnn; //!< the model
        State state{ABSENT};       //!< where the model is
        double share{0};           //!< share of the weights that are there
        uint32_t holders{0};       //!< tasks that use the model now
        uint64_t uses{0};          //!< tasks that have used the model since it came
        uint64_t lastUse{0};       //!< number of the last use among all uses of the cache
        bool placed{false};        //!< an agent wants it held
        bool doomed{false};        //!< to be evicted when no task uses it
    };

    /**
     * @param dnn a model
     * @return the entry of the model; null when it is not known
     */
    Model* Find(const Ptr<const DnnProfile>& dnn);

    /**
     * @param dnn a model
     * @return the entry of the model; null when it is not known
     */
    const Model* Find(const Ptr<const DnnProfile>& dnn) const;

    /**
     * @param model a model that is there: gone now
     */
    void Evict(Model& model);

    /**
     * @param a a model that may go
     * @param b a model that may go
     * @return whether @p a goes before @p b
     */
    bool GoesBefore(const Model& a, const Model& b) const;

    uint64_t m_memory;               //!< bytes, 0: no limit
    Eviction m_eviction;             //!< what goes first
    std::vector<Model> m_models;     //!< in the order in which they were added
    uint64_t m_nUses{0};             //!< number of uses so far
    uint64_t m_hits{0};              //!< tasks that found their model
    uint64_t m_misses{0};            //!< tasks that did not
    TracedValue<uint64_t> m_used{0}; //!< the trace source Used

    TracedCallback<const std::string&> m_hitTrace;     //!< the trace source Hit
    TracedCallback<const std::string&> m_missTrace;    //!< the trace source Miss
    TracedCallback<const std::string&> m_storedTrace;  //!< the trace source Stored
    TracedCallback<const std::string&> m_evictedTrace; //!< the trace source Evicted
};

} // namespace ns3

#endif // MODEL_CACHE_H
