// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/worker-compute-node.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("WorkerComputeNode");

NS_OBJECT_ENSURE_REGISTERED(WorkerComputeNode);

namespace
{

/// Ends further away than this many time steps (300 years of ns) are not scheduled.
constexpr double MAX_STEPS = 9.2e18;

} // namespace

TypeId
WorkerComputeNode::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::WorkerComputeNode")
            .SetParent<ComputeNode>()
            .SetGroupName("EdgeInference")
            .AddAttribute("Workers",
                          "Number of workers, each a whole machine of the device's kind (k GPUs).",
                          UintegerValue(1),
                          MakeUintegerAccessor(&WorkerComputeNode::m_nWorkers),
                          MakeUintegerChecker<uint32_t>(1, 4096));
    return tid;
}

WorkerComputeNode::WorkerComputeNode()
{
    NS_LOG_FUNCTION(this);
}

WorkerComputeNode::~WorkerComputeNode()
{
    NS_LOG_FUNCTION(this);
}

void
WorkerComputeNode::DoDispose()
{
    NS_LOG_FUNCTION(this);
    DoClear();
    ComputeNode::DoDispose();
}

uint32_t
WorkerComputeNode::GetWorkers() const
{
    return m_nWorkers;
}

void
WorkerComputeNode::DoSubmit(Held& held)
{
    held.left = held.job.seconds * GetStepsPerSecond();
    ++m_waitingJobs;
    AddWaiting(held.left);
    DoEnqueue(held);
}

void
WorkerComputeNode::DoRemove(Held& held)
{
    for (auto& worker : m_workers)
    {
        auto& jobs = worker.service.jobs;
        const auto found = std::find(jobs.begin(), jobs.end(), &held);
        if (found != jobs.end())
        {
            // a batch goes on as it is: the machine does not get faster in the middle of it
            jobs.erase(found);
            if (jobs.empty())
            {
                worker.end.Cancel();
            }
            return;
        }
    }
    --m_waitingJobs;
    AddWaiting(-held.left);
    DoDequeue(held);
}

void
WorkerComputeNode::DoRefill()
{
    for (uint32_t i = 0; i < m_nWorkers && m_waitingJobs > 0; ++i)
    {
        if (!GetServed(i))
        {
            Start(i, 0);
        }
    }
    DoAfterRefill();
    BookBusy();
}

void
WorkerComputeNode::DoClear()
{
    for (auto& worker : m_workers)
    {
        worker.end.Cancel();
        worker.service.jobs.clear();
    }
    DoForgetWaiting();
    m_waitingJobs = 0;
    m_waiting = 0;
    m_waitingCorrection = 0;
}

double
WorkerComputeNode::DoGetBacklog() const
{
    double seconds = GetWaitingSeconds();
    for (const double remaining : GetRemainingSeconds())
    {
        seconds += remaining;
    }
    return seconds;
}

double
WorkerComputeNode::DoEstimateTime(const ComputeJob& job) const
{
    std::vector<double> ahead;
    DoListAhead(job, ahead);
    // whichever worker is free first serves the next: a heap with the earliest on top
    std::vector<double> free = GetRemainingSeconds();
    std::make_heap(free.begin(), free.end(), std::greater<>());
    for (const double seconds : ahead)
    {
        std::pop_heap(free.begin(), free.end(), std::greater<>());
        free.back() += seconds;
        std::push_heap(free.begin(), free.end(), std::greater<>());
    }
    return (free.front() + job.seconds) / GetSpeed();
}

double
WorkerComputeNode::DoGetActivePower() const
{
    double power = 0;
    for (const auto& worker : m_workers)
    {
        double energy = 0;
        double seconds = 0;
        for (const Held* held : worker.service.jobs)
        {
            energy += GetJobEnergy(*held);
            seconds += held->receipt.machine;
        }
        power += seconds > 0 ? energy / seconds : 0;
    }
    return power;
}

void
WorkerComputeNode::DoBeforeSpeedChange()
{
    for (auto& worker : m_workers)
    {
        if (!worker.service.jobs.empty())
        {
            worker.service.steps = GetRemaining(worker);
            worker.updated = Simulator::Now();
            worker.due = worker.due || worker.service.steps < 0.5 * GetSpeed();
        }
    }
}

void
WorkerComputeNode::DoAfterSpeedChange()
{
    for (uint32_t i = 0; i < m_workers.size(); ++i)
    {
        if (GetServed(i))
        {
            ScheduleEnd(i);
        }
    }
}

void
WorkerComputeNode::DoAfterRefill()
{
}

void
WorkerComputeNode::Preempt(uint32_t number)
{
    Worker& worker = m_workers[number];
    NS_ASSERT_MSG(worker.service.jobs.size() == 1, "only single jobs are interrupted");
    worker.end.Cancel();
    Held& held = *worker.service.jobs.front();
    held.left = GetRemaining(worker);
    worker.service.jobs.clear();
    ++m_waitingJobs;
    AddWaiting(held.left);
    DoEnqueue(held);
    Start(number, 0);
}

const WorkerComputeNode::Held*
WorkerComputeNode::GetServed(uint32_t worker) const
{
    return worker >= m_workers.size() || m_workers[worker].service.jobs.empty()
               ? nullptr
               : m_workers[worker].service.jobs.front();
}

std::vector<double>
WorkerComputeNode::GetRemainingSeconds() const
{
    std::vector<double> seconds(std::max<std::size_t>(m_nWorkers, m_workers.size()), 0);
    for (std::size_t i = 0; i < m_workers.size(); ++i)
    {
        if (!m_workers[i].service.jobs.empty())
        {
            seconds[i] = std::max(GetRemaining(m_workers[i]), 0.0) / GetStepsPerSecond();
        }
    }
    return seconds;
}

double
WorkerComputeNode::GetWaitingSeconds() const
{
    return std::max(m_waiting + m_waitingCorrection, 0.0) / GetStepsPerSecond();
}

void
WorkerComputeNode::Start(uint32_t number, double carry)
{
    if (number >= m_workers.size())
    {
        m_workers.resize(number + 1);
    }
    Worker& worker = m_workers[number];
    if (number >= m_nWorkers || m_waitingJobs == 0)
    {
        BookBusy();
        return;
    }
    DoTakeNext(worker.service);
    if (worker.service.jobs.empty())
    {
        BookBusy();
        return;
    }
    for (const Held* held : worker.service.jobs)
    {
        --m_waitingJobs;
        AddWaiting(-held->left);
    }
    if (m_waitingJobs == 0)
    {
        m_waiting = 0;
        m_waitingCorrection = 0;
    }
    worker.service.steps += carry;
    worker.updated = Simulator::Now();
    worker.due = false;
    ScheduleEnd(number);
    BookBusy();
    // by number, because a sink may cancel
    std::vector<Held*> begun;
    for (Held* held : worker.service.jobs)
    {
        if (!held->begun)
        {
            begun.push_back(held);
        }
    }
    for (Held* held : begun)
    {
        const auto& jobs = m_workers[number].service.jobs;
        if (std::find(jobs.begin(), jobs.end(), held) != jobs.end())
        {
            BookStart(*held);
        }
    }
}

double
WorkerComputeNode::GetRemaining(const Worker& worker) const
{
    const auto elapsed = static_cast<double>((Simulator::Now() - worker.updated).GetTimeStep());
    return worker.service.steps - elapsed * GetSpeed();
}

void
WorkerComputeNode::ScheduleEnd(uint32_t number)
{
    Worker& worker = m_workers[number];
    worker.end.Cancel();
    double steps = 0;
    if (!worker.due && worker.service.steps > 0)
    {
        steps = std::round(worker.service.steps / GetSpeed()); // infinite at speed 0
        if (steps >= MAX_STEPS - static_cast<double>(worker.updated.GetTimeStep()))
        {
            return; // it stands still until the speed changes
        }
    }
    worker.end = Simulator::Schedule(TimeStep(static_cast<uint64_t>(steps)),
                                     &WorkerComputeNode::End,
                                     this,
                                     number);
}

void
WorkerComputeNode::End(uint32_t number)
{
    NS_LOG_FUNCTION(this << number);
    const double carry = GetRemaining(m_workers[number]);
    std::vector<Held*> jobs;
    jobs.swap(m_workers[number].service.jobs);
    std::vector<uint64_t> ended;
    ended.reserve(jobs.size());
    for (Held* held : jobs)
    {
        ended.push_back(BookEnd(*held));
    }
    Start(number, carry);
    DoAfterRefill();
    for (const uint64_t job : ended)
    {
        CallBack(job);
    }
}

void
WorkerComputeNode::BookBusy()
{
    uint32_t busy = 0;
    for (const auto& worker : m_workers)
    {
        busy += worker.service.jobs.empty() ? 0 : 1;
    }
    SetWorkersBusy(busy);
}

void
WorkerComputeNode::AddWaiting(double steps)
{
    // Neumaier's compensated sum: what a sum of many jobs loses by rounding is kept aside
    const double sum = m_waiting + steps;
    if (std::fabs(m_waiting) >= std::fabs(steps))
    {
        m_waitingCorrection += (m_waiting - sum) + steps;
    }
    else
    {
        m_waitingCorrection += (steps - sum) + m_waiting;
    }
    m_waiting = sum;
}

} // namespace ns3
