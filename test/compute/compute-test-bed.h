// SPDX-License-Identifier: GPL-2.0-only

#ifndef COMPUTE_TEST_BED_H
#define COMPUTE_TEST_BED_H

#include "ns3/compute-node.h"
#include "ns3/double.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <map>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 * What the tests of the orders of service share.
 */

namespace ns3
{

/**
 * @ingroup edge-inference-tests
 * @brief Submits jobs to a node, by hand or by a Poisson process, and keeps the books.
 */
class ComputeTestBed
{
  public:
    /**
     * @param node the node
     */
    explicit ComputeTestBed(Ptr<ComputeNode> node)
        : m_node(node)
    {
    }

    /**
     * @brief Submits a job now.
     * @param job the job
     * @return its number; 0 when it was refused
     */
    uint64_t Submit(ComputeJob job)
    {
        const uint64_t number = m_node->Submit(job, MakeCallback(&ComputeTestBed::Done, this));
        if (number == 0)
        {
            ++refused;
        }
        return number;
    }

    /**
     * @brief Submits a job later.
     * @param at when, s
     * @param job the job
     */
    void SubmitAt(double at, const ComputeJob& job)
    {
        Simulator::Schedule(Seconds(at), &ComputeTestBed::Submit, this, job);
    }

    /**
     * @brief Submits jobs by a Poisson process from now on.
     * @param rate arrivals a second
     * @param work draws work, s
     * @param n how many jobs
     * @param like what they have besides work
     */
    void Poisson(double rate, Ptr<RandomVariableStream> work, uint64_t n, ComputeJob like = {})
    {
        m_gap = CreateObject<ExponentialRandomVariable>();
        m_gap->SetAttribute("Mean", DoubleValue(1 / rate));
        m_gap->SetStream(71);
        m_work = work;
        m_work->SetStream(72);
        m_left = n;
        m_like = like;
        Next();
    }

    /**
     * @return mean time from submission to the beginning of service, s
     */
    double GetMeanWait() const
    {
        return m_wait / static_cast<double>(ended);
    }

    /**
     * @return mean time from submission to end, s
     */
    double GetMeanTime() const
    {
        return m_time / static_cast<double>(ended);
    }

    std::map<uint64_t, ComputeReceipt> receipts; //!< by number, if keep
    bool keep{true};                             //!< keep the receipts
    uint64_t ended{0};                           //!< jobs that ended
    uint64_t failed{0};                          //!< jobs that were given back
    uint64_t twice{0};                           //!< jobs whose owner was called more than once
    uint64_t refused{0};                         //!< jobs that were not taken
    double batches{0};                           //!< sum of 1 / batch size: number of batches

  private:
    /// The next arrival.
    void Next()
    {
        if (m_left > 0)
        {
            --m_left;
            Simulator::Schedule(Seconds(m_gap->GetValue()), &ComputeTestBed::Arrive, this);
        }
    }

    /// A job comes.
    void Arrive()
    {
        m_like.seconds = m_work->GetValue();
        Submit(m_like);
        Next();
    }

    /**
     * @brief A job ended.
     * @param receipt its receipt
     */
    void Done(const ComputeReceipt& receipt)
    {
        (receipt.failed ? failed : ended) += 1;
        if (!receipt.failed)
        {
            m_wait += (receipt.started - receipt.queued).GetSeconds();
            m_time += (receipt.ended - receipt.queued).GetSeconds();
            batches += 1.0 / receipt.batch;
        }
        if (keep && !receipts.emplace(receipt.job, receipt).second)
        {
            ++twice;
        }
    }

    Ptr<ComputeNode> m_node;              //!< the node
    Ptr<ExponentialRandomVariable> m_gap; //!< draws times between arrivals, s
    Ptr<RandomVariableStream> m_work;     //!< draws work, s
    ComputeJob m_like;                    //!< what jobs have besides work
    uint64_t m_left{0};                   //!< arrivals to come
    double m_wait{0};                     //!< sum of waits, s
    double m_time{0};                     //!< sum of times, s
};

} // namespace ns3

#endif // COMPUTE_TEST_BED_H
