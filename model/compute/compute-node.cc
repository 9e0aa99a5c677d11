// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/compute-node.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
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
            .AddAttribute("Admission",
                          "Refuse a job that is estimated to end after it is due.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ComputeNode::m_admission),
                          MakeBooleanChecker())
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
                            "ns3::ComputeReceipt::TracedCallback")
            .AddTraceSource("JobFailed",
                            "The node failed and gives a job back, before its owner is called "
                            "back.",
                            MakeTraceSourceAccessor(&ComputeNode::m_jobFailed),
                            "ns3::ComputeReceipt::TracedCallback")
            .AddTraceSource("JobRefused",
                            "A job was not taken.",
                            MakeTraceSourceAccessor(&ComputeNode::m_jobRefused),
                            "ns3::ComputeNode::RefusedTracedCallback")
            .AddTraceSource("Up",
                            "Whether the node works.",
                            MakeTraceSourceAccessor(&ComputeNode::m_up),
                            "ns3::TracedValueCallback::Bool");
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
    m_jobs.clear();
    m_leaving.clear();
    m_powerChanged = Callback<void>();
    m_serviceTimes = nullptr;
    m_device = nullptr;
    Object::DoDispose();
}

uint64_t
ComputeNode::Submit(const ComputeJob& job, DoneCallback done)
{
    NS_LOG_FUNCTION(this << job.seconds << job.owner << job.due);
    NS_ASSERT_MSG(job.seconds >= 0 && std::isfinite(job.seconds),
                  "a job of " << job.seconds << " s");
    m_refusal = ComputeRefusal::NONE;
    if (!m_works)
    {
        m_refusal = ComputeRefusal::DOWN;
    }
    else if (m_queueLimit > 0 && m_jobs.size() >= m_queueLimit)
    {
        m_refusal = ComputeRefusal::QUEUE_FULL;
    }
    else if (m_admission && job.due < Time::Max() &&
             (job.due < Simulator::Now() ||
              EstimateTime(job) > (job.due - Simulator::Now()).GetSeconds()))
    {
        m_refusal = ComputeRefusal::DUE;
    }
    if (m_refusal != ComputeRefusal::NONE)
    {
        m_jobRefused(job, m_refusal);
        return 0;
    }
    const uint64_t number = ++m_lastJob;
    Held& held = m_jobs[number];
    held.job = job;
    if (m_serviceTimes)
    {
        held.job.seconds = m_serviceTimes->GetSeconds(job, m_device);
    }
    held.done = std::move(done);
    held.receipt.job = number;
    held.receipt.seconds = held.job.seconds;
    held.receipt.owner = job.owner;
    held.receipt.queued = Simulator::Now();
    held.receipt.machine = held.job.seconds;
    DoSubmit(held);
    m_queueLength = static_cast<uint32_t>(m_jobs.size());
    DoRefill();
    return number;
}

ComputeRefusal
ComputeNode::GetRefusal() const
{
    return m_refusal;
}

bool
ComputeNode::Cancel(uint64_t job)
{
    NS_LOG_FUNCTION(this << job);
    const auto held = m_jobs.find(job);
    if (held == m_jobs.end())
    {
        return m_leaving.erase(job) > 0;
    }
    DoRemove(held->second);
    m_jobs.erase(held);
    m_queueLength = static_cast<uint32_t>(m_jobs.size());
    DoRefill();
    return true;
}

void
ComputeNode::Clear()
{
    NS_LOG_FUNCTION(this);
    m_leaving.clear();
    DoClear();
    m_jobs.clear();
    m_queueLength = 0;
    SetWorkersBusy(0);
}

void
ComputeNode::SetUp(bool up)
{
    NS_LOG_FUNCTION(this << up);
    if (up == m_works)
    {
        return;
    }
    m_works = up;
    if (up)
    {
        m_up = true;
        if (!m_powerChanged.IsNull())
        {
            m_powerChanged();
        }
        return;
    }
    DoClear();
    std::vector<uint64_t> failed;
    failed.reserve(m_jobs.size());
    for (auto& [number, held] : m_jobs)
    {
        held.receipt.ended = Simulator::Now();
        held.receipt.failed = true;
        failed.push_back(number);
    }
    m_leaving.merge(m_jobs);
    m_queueLength = 0;
    SetWorkersBusy(0);
    m_up = false;
    for (const uint64_t number : failed)
    {
        const auto held = m_leaving.find(number);
        if (held != m_leaving.end())
        {
            m_jobFailed(ComputeReceipt(held->second.receipt));
            CallBack(number);
        }
    }
}

bool
ComputeNode::IsUp() const
{
    return m_works;
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
ComputeNode::EstimateTime(const ComputeJob& job) const
{
    if (!m_works)
    {
        return std::numeric_limits<double>::infinity();
    }
    if (m_speed.Get() > 0)
    {
        return DoEstimateTime(job);
    }
    return m_jobs.empty() && job.seconds == 0 ? 0 : std::numeric_limits<double>::infinity();
}

double
ComputeNode::EstimateWait() const
{
    return EstimateTime(ComputeJob());
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
    const double level = std::fmin(m_workersBusy / GetWorkers(), 1.0);
    if (now.IsZero())
    {
        return level;
    }
    const double window = m_utilisationWindow.GetSeconds();
    const double past = std::exp(-(now - m_busyUpdated).GetSeconds() / window);
    const double share = m_busyShare * past + level * (1 - past);
    // the weights of the past sum to 1 - exp(-now / window), not to 1
    return std::fmin(share / -std::expm1(-now.GetSeconds() / window), 1.0);
}

Time
ComputeNode::GetBusyTime() const
{
    const auto elapsed = static_cast<double>((Simulator::Now() - m_busyUpdated).GetTimeStep());
    return TimeStep(static_cast<uint64_t>(std::llround(m_busySteps + m_workersBusy * elapsed)));
}

uint32_t
ComputeNode::GetWorkers() const
{
    return 1;
}

double
ComputeNode::GetActivePower() const
{
    return DoGetActivePower() * m_speed.Get();
}

void
ComputeNode::SetPowerCallback(Callback<void> changed)
{
    m_powerChanged = changed;
}

double
ComputeNode::GetJobEnergy(const Held& held) const
{
    if (!m_device)
    {
        return 0;
    }
    const ComputeJob& job = held.job;
    const double macs = job.dnn ? static_cast<double>(job.dnn->GetMacs(job.exit, job.from, job.to))
                                : std::numeric_limits<double>::quiet_NaN();
    const double energy = m_device->GetComputeEnergy(held.receipt.machine, macs);
    return std::isnan(energy) ? 0 : energy;
}

double
ComputeNode::GetStepsPerSecond()
{
    return static_cast<double>(Seconds(1).GetTimeStep());
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

void
ComputeNode::SetServiceTimes(Ptr<ServiceTimes> times)
{
    m_serviceTimes = times;
}

int64_t
ComputeNode::AssignStreams(int64_t stream)
{
    const int64_t used = m_backgroundLoad ? m_backgroundLoad->AssignStreams(stream) : 0;
    return used + (m_serviceTimes ? m_serviceTimes->AssignStreams(stream + used) : 0);
}

void
ComputeNode::BookStart(Held& held)
{
    held.begun = true;
    held.receipt.started = Simulator::Now();
    m_jobStarted(ComputeReceipt(held.receipt)); // a copy, should a sink submit or cancel
}

uint64_t
ComputeNode::BookEnd(Held& held)
{
    const uint64_t number = held.receipt.job;
    held.receipt.ended = Simulator::Now();
    m_leaving.insert(m_jobs.extract(number));
    m_queueLength = static_cast<uint32_t>(m_jobs.size());
    m_jobEnded(ComputeReceipt(held.receipt)); // a copy, should a sink cancel
    return number;
}

void
ComputeNode::CallBack(uint64_t job)
{
    const auto leaving = m_leaving.extract(job);
    if (leaving && !leaving.mapped().done.IsNull())
    {
        leaving.mapped().done(leaving.mapped().receipt);
    }
}

void
ComputeNode::SetWorkersBusy(double workers)
{
    if (workers != m_workersBusy)
    {
        const Time now = Simulator::Now();
        const Time elapsed = now - m_busyUpdated;
        const double past = std::exp(-elapsed.GetSeconds() / m_utilisationWindow.GetSeconds());
        const double level = std::fmin(m_workersBusy / GetWorkers(), 1.0);
        m_busyShare = m_busyShare * past + level * (1 - past);
        m_busySteps += m_workersBusy * static_cast<double>(elapsed.GetTimeStep());
        m_busyUpdated = now;
        m_workersBusy = workers;
        m_busy = workers > 0;
    }
    if (!m_powerChanged.IsNull())
    {
        m_powerChanged();
    }
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
    if (!m_powerChanged.IsNull())
    {
        m_powerChanged();
    }
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
