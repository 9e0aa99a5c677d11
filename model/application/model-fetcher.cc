// SPDX-License-Identifier: GPL-2.0-only

#include "model-fetcher.h"

#include "ns3/hash.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ModelFetcher");

void
ModelFetcher::AddSource(const Address& source)
{
    const std::size_t index = m_sources.size();
    InferenceConnection::Callbacks callbacks;
    callbacks.message = [this, index](const InferenceHeader& header) { Receive(index, header); };
    callbacks.broken = [this, index]() { Broken(index); };
    callbacks.changed = [](bool) {};
    callbacks.ignored = [this](Ptr<const Packet> packet) {
        const auto ignored = m_settings.ignored; // Stop() within the call forgets it
        ignored(packet);
    };
    m_sources.push_back(std::make_unique<InferenceConnection>(source, std::move(callbacks)));
}

void
ModelFetcher::Start(const Settings& settings)
{
    m_settings = settings;
    m_running = true;
}

void
ModelFetcher::Stop()
{
    m_event.Cancel();
    m_running = false;
    m_busy = false;
    m_loading = false;
    m_queue.clear();
    for (const auto& source : m_sources)
    {
        source->Stop();
    }
    m_settings = Settings();
}

void
ModelFetcher::Ask(Ptr<const DnnProfile> dnn, bool first)
{
    NS_LOG_FUNCTION(this << dnn->GetName() << first);
    const auto it =
        std::find_if(m_queue.begin(), m_queue.end(), [&](const ModelCache::Fetch& fetch) {
            return fetch.dnn->GetName() == dnn->GetName();
        });
    ModelCache::Fetch fetch;
    fetch.dnn = dnn;
    fetch.asked = Simulator::Now();
    if (it != m_queue.end())
    {
        if (!first || it == m_queue.begin())
        {
            return;
        }
        fetch = *it;
        m_queue.erase(it);
    }
    if (first)
    {
        m_queue.insert(m_queue.begin() + (m_busy ? 1 : 0), fetch);
    }
    else
    {
        m_queue.push_back(fetch);
    }
    Begin();
}

void
ModelFetcher::Poke()
{
    Begin();
}

std::size_t
ModelFetcher::GetPending() const
{
    return m_queue.size();
}

void
ModelFetcher::Begin()
{
    if (!m_running || m_busy)
    {
        return;
    }
    // The first that there is room for: one whose room is in use must not hold up the others.
    const auto it =
        std::find_if(m_queue.begin(), m_queue.end(), [this](const ModelCache::Fetch& fetch) {
            return m_settings.cache->Reserve(fetch.dnn);
        });
    if (it == m_queue.end())
    {
        return;
    }
    std::rotate(m_queue.begin(), it, it + 1);
    m_busy = true;
    m_queue.front().begun = Simulator::Now();
    m_source = 0;
    AskSource();
}

void
ModelFetcher::AskSource()
{
    m_event.Cancel();
    if (m_source == m_sources.size())
    {
        Finish(false);
        return;
    }
    InferenceConnection& source = *m_sources[m_source];
    m_settings.cache->SetShare(m_queue.front().dnn, 0);
    InferenceHeader request;
    request.type = InferenceHeader::MODEL_REQUEST;
    request.task = ++m_request;
    request.dnn = Hash32(m_queue.front().dnn->GetName());
    m_base = m_seen = source.GetReceivedBytes();
    m_seenAt = Simulator::Now();
    m_event = Simulator::Schedule(m_settings.timeout / 4, &ModelFetcher::CheckProgress, this);
    source.Start(m_settings.node, m_settings.connection);
    // Connecting may have failed at once, and the next source have been asked.
    if (m_busy && m_request == request.task)
    {
        source.Send(request);
    }
}

void
ModelFetcher::CheckProgress()
{
    InferenceConnection& source = *m_sources[m_source];
    const Ptr<const DnnProfile> dnn = m_queue.front().dnn;
    const uint64_t bytes = source.GetReceivedBytes();
    if (bytes > m_seen)
    {
        m_seen = bytes;
        m_seenAt = Simulator::Now();
        m_settings.cache->SetShare(
            dnn,
            std::min(1.0, static_cast<double>(bytes - m_base) / dnn->GetModelBytes()));
    }
    else if (Simulator::Now() - m_seenAt >= m_settings.timeout)
    {
        // Whatever comes of it now would be an answer to a question of the past.
        source.Stop();
        ++m_source;
        AskSource();
        return;
    }
    m_event = Simulator::Schedule(m_settings.timeout / 4, &ModelFetcher::CheckProgress, this);
}

void
ModelFetcher::Receive(std::size_t source, const InferenceHeader& header)
{
    NS_LOG_FUNCTION(this << source << header);
    if (!m_busy || m_loading || source != m_source || header.task != m_request)
    {
        return;
    }
    ModelCache::Fetch& fetch = m_queue.front();
    if (header.type != InferenceHeader::MODEL || header.total != fetch.dnn->GetModelBytes() ||
        header.dnn != Hash32(fetch.dnn->GetName()))
    {
        ++m_source;
        AskSource();
        return;
    }
    m_event.Cancel();
    m_loading = true;
    fetch.received = Simulator::Now();
    fetch.source = source;
    m_settings.cache->SetShare(fetch.dnn, 1);
    m_event = Simulator::Schedule(m_settings.loadTime(*fetch.dnn), &ModelFetcher::Loaded, this);
}

void
ModelFetcher::Broken(std::size_t source)
{
    if (m_busy && !m_loading && source == m_source)
    {
        // It goes on trying to connect; what it had been asked must not be asked then.
        m_sources[source]->Withdraw(m_request);
        ++m_source;
        AskSource();
    }
}

void
ModelFetcher::Loaded()
{
    Finish(true);
}

void
ModelFetcher::Finish(bool stored)
{
    m_event.Cancel();
    ModelCache::Fetch fetch = m_queue.front();
    m_queue.pop_front();
    m_busy = false;
    m_loading = false;
    fetch.ended = Simulator::Now();
    fetch.stored = stored;
    if (stored)
    {
        m_settings.cache->Store(fetch.dnn);
    }
    else
    {
        m_settings.cache->Abandon(fetch.dnn);
    }
    const auto done = m_settings.done; // Stop() within the call forgets it
    done(fetch);
    Begin();
}

} // namespace ns3
