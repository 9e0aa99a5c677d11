// SPDX-License-Identifier: GPL-2.0-only

#ifndef ARRIVAL_RECORDER_H
#define ARRIVAL_RECORDER_H

#include "ns3/callback.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/task-stream.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

namespace ns3
{

/**
 * @ingroup edge-inference-tests
 * @brief Owner of a stream that writes down when its tasks come.
 */
class ArrivalRecorder
{
  public:
    /**
     * @brief Starts a stream.
     * @param stream the stream
     */
    void Start(Ptr<TaskStream> stream)
    {
        m_stream = stream;
        stream->Start(MakeCallback(&ArrivalRecorder::Task, this));
    }

    /**
     * @return the instants in s
     */
    std::vector<double> GetSeconds() const
    {
        std::vector<double> seconds;
        for (const auto& time : times)
        {
            seconds.push_back(time.GetSeconds());
        }
        return seconds;
    }

    std::vector<Time> times;     //!< when each task came
    std::vector<Time> deadlines; //!< its deadline
    std::vector<uint64_t> bytes; //!< size of its input

  private:
    /**
     * @brief A task.
     * @param deadline its deadline
     */
    void Task(Time deadline)
    {
        times.push_back(Simulator::Now());
        deadlines.push_back(deadline);
        bytes.push_back(m_stream->GetInputBytes());
    }

    Ptr<TaskStream> m_stream; //!< that was started last
};

} // namespace ns3

#endif // ARRIVAL_RECORDER_H
