// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/model-cache.h"

#include "ns3/assert.h"
#include "ns3/edge-inference-compat.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ModelCache");

NS_OBJECT_ENSURE_REGISTERED(ModelCache);

TypeId
ModelCache::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ModelCache")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ModelCache>()
            .AddAttribute("Memory",
                          "Bytes of weights that it can hold; 0: no limit.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ModelCache::m_memory),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Eviction",
                          "What goes when there is no room: Lru, the model used longest ago, or "
                          "Lfu, the one used least often since it came. Models that an agent has "
                          "placed stay in either case.",
                          EnumValue(ModelCache::LRU),
                          MakeEnumAccessorCompat<ModelCache::Eviction>(&ModelCache::m_eviction),
                          MakeEnumChecker(ModelCache::LRU, "Lru", ModelCache::LFU, "Lfu"))
            .AddTraceSource("Hit",
                            "A task found its model.",
                            MakeTraceSourceAccessor(&ModelCache::m_hitTrace),
                            "ns3::ModelCache::ModelTracedCallback")
            .AddTraceSource("Miss",
                            "A task did not find its model.",
                            MakeTraceSourceAccessor(&ModelCache::m_missTrace),
                            "ns3::ModelCache::ModelTracedCallback")
            .AddTraceSource("Stored",
                            "A model is there: fetched and loaded, or from the beginning.",
                            MakeTraceSourceAccessor(&ModelCache::m_storedTrace),
                            "ns3::ModelCache::ModelTracedCallback")
            .AddTraceSource("Evicted",
                            "A model is gone.",
                            MakeTraceSourceAccessor(&ModelCache::m_evictedTrace),
                            "ns3::ModelCache::ModelTracedCallback")
            .AddTraceSource("Used",
                            "Bytes of the models that are there or reserved.",
                            MakeTraceSourceAccessor(&ModelCache::m_used),
                            "ns3::TracedValueCallback::Uint64");
    return tid;
}

ModelCache::ModelCache()
{
    NS_LOG_FUNCTION(this);
}

ModelCache::~ModelCache()
{
    NS_LOG_FUNCTION(this);
}

void
ModelCache::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_models.clear();
    Object::DoDispose();
}

void
ModelCache::AddModel(Ptr<const DnnProfile> dnn, bool present)
{
    NS_LOG_FUNCTION(this << dnn->GetName() << present);
    if (!Find(dnn))
    {
        m_models.push_back(Model());
        m_models.back().dnn = dnn;
    }
    const uint64_t bytes = dnn->GetModelBytes();
    const bool fits = m_memory == 0 || m_used.Get() + bytes <= m_memory;
    if (present && fits && GetState(dnn) == ABSENT && Reserve(dnn))
    {
        Store(dnn);
    }
}

ModelCache::State
ModelCache::GetState(const Ptr<const DnnProfile>& dnn) const
{
    const Model* model = Find(dnn);
    return model ? model->state : ABSENT;
}

double
ModelCache::GetShare(const Ptr<const DnnProfile>& dnn) const
{
    const Model* model = Find(dnn);
    return model ? model->share : 0;
}

bool
ModelCache::Use(const Ptr<const DnnProfile>& dnn)
{
    const Model* model = Find(dnn);
    if (!model || model->state != PRESENT)
    {
        ++m_misses;
        m_missTrace(dnn->GetName());
        return false;
    }
    Hold(dnn);
    ++m_hits;
    m_hitTrace(dnn->GetName());
    return true;
}

void
ModelCache::Hold(const Ptr<const DnnProfile>& dnn)
{
    Model* model = Find(dnn);
    NS_ASSERT_MSG(model && model->state == PRESENT, "the model is not there");
    ++model->holders;
    ++model->uses;
    model->lastUse = ++m_nUses;
}

void
ModelCache::Release(const Ptr<const DnnProfile>& dnn)
{
    Model* model = Find(dnn);
    if (!model || model->holders == 0)
    {
        return;
    }
    --model->holders;
    if (model->doomed && model->holders == 0)
    {
        Evict(*model);
    }
}

bool
ModelCache::CanHold(const Ptr<const DnnProfile>& dnn) const
{
    if (m_memory == 0)
    {
        return true;
    }
    const Model* model = Find(dnn);
    uint64_t bytes = dnn->GetModelBytes();
    for (const auto& other : m_models)
    {
        if (&other != model && other.placed)
        {
            bytes += other.dnn->GetModelBytes();
        }
    }
    return bytes <= m_memory;
}

bool
ModelCache::GoesBefore(const Model& a, const Model& b) const
{
    if (m_eviction == LFU && a.uses != b.uses)
    {
        return a.uses < b.uses;
    }
    return a.lastUse < b.lastUse;
}

bool
ModelCache::Reserve(const Ptr<const DnnProfile>& dnn)
{
    NS_LOG_FUNCTION(this << dnn->GetName());
    Model* model = Find(dnn);
    NS_ASSERT_MSG(model && model->state == ABSENT, "only what is absent can be reserved");
    const uint64_t bytes = dnn->GetModelBytes();
    std::vector<Model*> victims;
    for (auto& other : m_models)
    {
        if (other.state == PRESENT && other.holders == 0 && !other.placed)
        {
            victims.push_back(&other);
        }
    }
    std::stable_sort(victims.begin(), victims.end(), [this](const Model* a, const Model* b) {
        return GoesBefore(*a, *b);
    });
    uint64_t left = m_used.Get();
    std::size_t n = 0;
    while (m_memory > 0 && left + bytes > m_memory)
    {
        if (n == victims.size())
        {
            return false;
        }
        left -= victims[n++]->dnn->GetModelBytes();
    }
    for (std::size_t i = 0; i < n; ++i)
    {
        Evict(*victims[i]);
    }
    m_used = m_used.Get() + bytes;
    model->state = RESERVED;
    model->share = 0;
    model->uses = 0;
    // What has just come is not what was used longest ago.
    model->lastUse = ++m_nUses;
    return true;
}

void
ModelCache::SetShare(const Ptr<const DnnProfile>& dnn, double share)
{
    Model* model = Find(dnn);
    NS_ASSERT_MSG(model && model->state == RESERVED, "only what is reserved comes");
    model->share = share;
}

void
ModelCache::Store(const Ptr<const DnnProfile>& dnn)
{
    NS_LOG_FUNCTION(this << dnn->GetName());
    Model* model = Find(dnn);
    NS_ASSERT_MSG(model && model->state == RESERVED, "only what is reserved comes");
    model->state = PRESENT;
    model->share = 1;
    m_storedTrace(dnn->GetName());
}

void
ModelCache::Abandon(const Ptr<const DnnProfile>& dnn)
{
    NS_LOG_FUNCTION(this << dnn->GetName());
    Model* model = Find(dnn);
    NS_ASSERT_MSG(model && model->state == RESERVED, "only what is reserved can be abandoned");
    model->state = ABSENT;
    model->share = 0;
    model->doomed = false;
    m_used = m_used.Get() - dnn->GetModelBytes();
}

std::vector<Ptr<const DnnProfile>>
ModelCache::SetPlacement(const std::vector<Ptr<const DnnProfile>>& held)
{
    NS_LOG_FUNCTION(this << held.size());
    for (auto& model : m_models)
    {
        model.placed = false;
        model.doomed = false;
    }
    std::vector<Ptr<const DnnProfile>> missing;
    for (const auto& dnn : held)
    {
        Model* model = Find(dnn);
        if (model && !model->placed && CanHold(dnn))
        {
            model->placed = true;
            if (model->state == ABSENT)
            {
                missing.push_back(dnn);
            }
        }
    }
    for (auto& model : m_models)
    {
        if (!model.placed && model.state == PRESENT)
        {
            model.doomed = model.holders > 0;
            if (!model.doomed)
            {
                Evict(model);
            }
        }
    }
    return missing;
}

void
ModelCache::ClearPlacement()
{
    for (auto& model : m_models)
    {
        model.placed = false;
        model.doomed = false;
    }
}

void
ModelCache::Clear()
{
    NS_LOG_FUNCTION(this);
    for (auto& model : m_models)
    {
        const bool wasThere = model.state == PRESENT;
        const Ptr<const DnnProfile> dnn = model.dnn;
        model = Model();
        model.dnn = dnn;
        if (wasThere)
        {
            m_evictedTrace(dnn->GetName());
        }
    }
    m_used = 0;
}

uint64_t
ModelCache::GetUsed() const
{
    return m_used.Get();
}

uint64_t
ModelCache::GetMemory() const
{
    return m_memory;
}

uint64_t
ModelCache::GetNHits() const
{
    return m_hits;
}

uint64_t
ModelCache::GetNMisses() const
{
    return m_misses;
}

void
ModelCache::Evict(Model& model)
{
    NS_LOG_FUNCTION(this << model.dnn->GetName());
    model.state = ABSENT;
    model.share = 0;
    model.doomed = false;
    m_used = m_used.Get() - model.dnn->GetModelBytes();
    m_evictedTrace(model.dnn->GetName());
}

ModelCache::Model*
ModelCache::Find(const Ptr<const DnnProfile>& dnn)
{
    return const_cast<Model*>(static_cast<const ModelCache*>(this)->Find(dnn));
}

const ModelCache::Model*
ModelCache::Find(const Ptr<const DnnProfile>& dnn) const
{
    // By name: a profile may have been read more than once.
    const auto it = std::find_if(m_models.begin(), m_models.end(), [&](const Model& model) {
        return model.dnn == dnn || model.dnn->GetName() == dnn->GetName();
    });
    return it == m_models.end() ? nullptr : &*it;
}

} // namespace ns3
