// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/compute-node.h"

#include "ns3/assert.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <limits>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ComputeNode");

NS_OBJECT_ENSURE_REGISTERED(ComputeNode);

TypeId
ComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ComputeNode")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddAttribute("QueueLimit",
                          "Greatest number of jobs held, waiting and in service; 0: no limit.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ComputeNode::m_queueLimit),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("BackgroundLoad",
                          "What others take of the capacity, an object for this node only; null: "
                          "nothing.",
                          PointerValue(),
                          MakePointerAccessor(&ComputeNode::SetBackgroundLoad,
                                              &ComputeNode::GetBackgroundLoad),
                          MakePointerChecker<BackgroundLoad>())
            .AddAttribute("UtilisationWindow",
                          "Time constant of the exponentially weighted utilisation; above 0.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&ComputeNode::m_utilisationWindow),
                          MakeTimeChecker(TimeStep(1)))
            .AddTraceSource("QueueLength",
                            "Number of jobs held, waiting and in service.",
                            MakeTraceSourceAccessor(&ComputeNode::m_queueLength),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("Speed",
                            "Share of the capacity that is left for jobs, 0 to 1.",
                            MakeTraceSourceAccessor(&ComputeNode::m_speed),
                            "ns3::TracedValueCallback::Double")
            .AddTraceSource("Busy",
                            "Whether a job is in service.",
                            MakeTraceSourceAccessor(&ComputeNode::m_busy),
                            "ns3::TracedValueCallback::Bool")
            .AddTraceSource("JobStarted",
                            "The service of a job began.",
                            MakeTraceSourceAccessor(&ComputeNode::m_jobStarted),
                            "ns3::ComputeReceipt::TracedCallback")
            .AddTraceSource("JobEnded",
                            "The service of a job ended, before its owner is called back.",
                            MakeTraceSourceAccessor(&ComputeNode::m_jobEnded),
                            "ns3::ComputeReceipt::TracedCallback");
    return tid;
}

ComputeNode::ComputeNode()
{
    NS_LOG_FUNCTION(this);
}

ComputeNode::~ComputeNode()
{
    NS_LOG_FUNCTION(this);
}

void
ComputeNode::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    m_active = true;
    StartBackgroundLoad();
    Object::DoInitialize();
}

void
ComputeNode::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_active = false;
    if (m_backgroundLoad)
    {
        m_backgroundLoad->Stop();
        m_backgroundLoad = nullptr;
    }
    m_device = nullptr;
    Object::DoDispose();
}

uint64_t
ComputeNode::Submit(double seconds, DoneCallback done)
{
    NS_LOG_FUNCTION(this << seconds);
    NS_ASSERT_MSG(seconds >= 0 && std::isfinite(seconds), "a job of " << seconds << " s");
    if (m_queueLimit > 0 && m_queueLength.Get() >= m_queueLimit)
    {
        return 0;
    }
    ComputeReceipt receipt;
    receipt.job = ++m_lastJob;
    receipt.seconds = seconds;
    receipt.queued = Simulator::Now();
    DoSubmit(receipt, std::move(done));
    return receipt.job;
}

bool
ComputeNode::Cancel(uint64_t job)
{
    NS_LOG_FUNCTION(this << job);
    return DoCancel(job);
}

void
ComputeNode::Clear()
{
    NS_LOG_FUNCTION(this);
    DoClear();
}

void
ComputeNode::SetShares(const std::vector<double>&)
{
}

uint32_t
ComputeNode::GetQueueLength() const
{
    return m_queueLength.Get();
}

double
ComputeNode::GetBacklog() const
{
    return DoGetBacklog();
}

double
ComputeNode::EstimateWait() const
{
    const double backlog = DoGetBacklog();
    if (backlog <= 0)
    {
        return 0;
    }
    return m_speed.Get() > 0 ? backlog / m_speed.Get() : std::numeric_limits<double>::infinity();
}

double
ComputeNode::GetSpeed() const
{
    return m_speed.Get();
}

double
ComputeNode::GetUtilisation() const
{
    const Time now = Simulator::Now();
    if (now.IsZero())
    {
        return m_busy.Get() ? 1 : 0;
    }
    const double window = m_utilisationWindow.GetSeconds();
    const double past = std::exp(-(now - m_busyUpdated).GetSeconds() / window);
    const double share = m_busyShare * past + (m_busy.Get() ? 1 - past : 0);
    // the weights of the past sum to 1 - exp(-now / window), not to 1
    return std::fmin(share / -std::expm1(-now.GetSeconds() / window), 1.0);
}

Time
ComputeNode::GetBusyTime() const
{
    return m_busy.Get() ? m_busyTime + (Simulator::Now() - m_busyUpdated) : m_busyTime;
}

void
ComputeNode::SetDevice(Ptr<const DeviceProfile> device)
{
    m_device = device;
}

Ptr<const DeviceProfile>
ComputeNode::GetDevice() const
{
    return m_device;
}

void
ComputeNode::SetBackgroundLoad(Ptr<BackgroundLoad> load)
{
    NS_LOG_FUNCTION(this << load);
    if (m_backgroundLoad && m_active)
    {
        m_backgroundLoad->Stop();
    }
    m_backgroundLoad = load;
    if (m_active)
    {
        StartBackgroundLoad();
    }
}

Ptr<BackgroundLoad>
ComputeNode::GetBackgroundLoad() const
{
    return m_backgroundLoad;
}

int64_t
ComputeNode::AssignStreams(int64_t stream)
{
    return m_backgroundLoad ? m_backgroundLoad->AssignStreams(stream) : 0;
}

void
ComputeNode::SetQueueLength(uint32_t held)
{
    m_queueLength = held;
}

void
ComputeNode::SetBusy(bool busy)
{
    if (busy == m_busy.Get())
    {
        return;
    }
    const Time now = Simulator::Now();
    const Time elapsed = now - m_busyUpdated;
    const double past = std::exp(-elapsed.GetSeconds() / m_utilisationWindow.GetSeconds());
    m_busyShare *= past;
    if (m_busy.Get())
    {
        m_busyShare += 1 - past;
        m_busyTime += elapsed;
    }
    m_busyUpdated = now;
    m_busy = busy;
}

void
ComputeNode::BackgroundLoadChanged(double load)
{
    NS_LOG_FUNCTION(this << load);
    if (1 - load == m_speed.Get())
    {
        return;
    }
    DoBeforeSpeedChange();
    m_speed = 1 - load;
    DoAfterSpeedChange();
}

void
ComputeNode::StartBackgroundLoad()
{
    if (m_backgroundLoad)
    {
        m_backgroundLoad->Start(MakeCallback(&ComputeNode::BackgroundLoadChanged, this));
    }
    // the load may begin where it stood, and then does not call
    BackgroundLoadChanged(m_backgroundLoad ? m_backgroundLoad->GetLoad() : 0);
}

} // namespace ns3
