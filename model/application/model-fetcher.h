// SPDX-License-Identifier: GPL-2.0-only

#ifndef MODEL_FETCHER_H
#define MODEL_FETCHER_H

#include "inference-connection.h"

#include "ns3/dnn-profile.h"
#include "ns3/event-id.h"
#include "ns3/model-cache.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Brings the weights of models into a server's ModelCache, in packets: the part of an
 * InferenceServer that asks other InferenceServers for them over TCP.
 *
 * One model comes at a time. Its sources are asked in their order: one that has not the model, that
 * cannot be reached or from which nothing comes for a while is left for the next. When the last
 * byte has come the weights are loaded, which takes a time of its own, and the model is there.
 */
class ModelFetcher
{
  public:
    /// What the server gives.
    struct Settings
    {
        Ptr<Node> node;                                  //!< node of the server
        Ptr<ModelCache> cache;                           //!< where models go
        InferenceConnectionSettings connection;          //!< how to connect
        Time timeout;                                    //!< without a byte, until a source is left
        std::function<Time(const DnnProfile&)> loadTime; //!< of a model's weights
        std::function<void(const ModelCache::Fetch&)>
            done; //!< called when a fetch has ended, either way
        std::function<void(Ptr<const Packet>)> ignored; //!< what a source sent is nonsense
    };

    /**
     * @param source address of an InferenceServer that may have models; asked in the order of these
     * calls
     */
    void AddSource(const Address& source);

    /**
     * @param settings what to work with
     */
    void Start(const Settings& settings);

    /// Gives up everything. Calls nobody back.
    void Stop();

    /**
     * @brief Asks for a model that is absent, unless that was done before.
     * @param dnn the model
     * @param first true: the model comes before all that wait
     */
    void Ask(Ptr<const DnnProfile> dnn, bool first);

    /// Memory may have become free.
    void Poke();

    /**
     * @return models asked for that are not there yet
     */
    std::size_t GetPending() const;

  private:
    void Begin();         //!< Begins with the first that waits.
    void AskSource();     //!< Asks the next source for the model under way.
    void CheckProgress(); //!< Leaves a source from which nothing comes.
    void Loaded();        //!< The weights are loaded.
    /**
     * @param stored the model under way is there
     */
    void Finish(bool stored);

    /**
     * @param source index of a source
     * @param header header of the message
     */
    void Receive(std::size_t source, const InferenceHeader& header);

    /**
     * @param source index of a source to which the connection broke
     */
    void Broken(std::size_t source);

    Settings m_settings;                                         //!< see Start()
    bool m_running{false};                                       //!< between Start() and Stop()
    std::vector<std::unique_ptr<InferenceConnection>> m_sources; //!< in the order to ask them
    std::deque<ModelCache::Fetch> m_queue; //!< asked for; the first is under way if m_busy
    bool m_busy{false};                    //!< the first of the queue is under way
    bool m_loading{false};                 //!< its weights have come
    std::size_t m_source{0};               //!< the source that is asked
    uint64_t m_request{0};                 //!< number of the last request
    uint64_t m_seen{0};                    //!< bytes of that source when progress was seen last
    uint64_t m_base{0};                    //!< bytes of that source when it was asked
    Time m_seenAt;                         //!< when progress was seen last
    EventId m_event;                       //!< the next check of progress, or the end of loading
};

} // namespace ns3

#endif // MODEL_FETCHER_H
