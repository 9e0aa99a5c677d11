// SPDX-License-Identifier: GPL-2.0-only

#ifndef FAILURE_PROCESS_H
#define FAILURE_PROCESS_H

#include "ns3/callback.h"
#include "ns3/compute-node.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <cstddef>
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
 * @brief Lets something fail and come back: after random times, or at the times of a file.
 *
 * It drives a callback with the state, up or down: that of a ComputeNode (Drive()), of a link, of
 * an application. It begins up. Without a file, up and down times alternate; with one, each row
 * says from when on the state holds.
 */
class FailureProcess : public Object
{
  public:
    /**
     * @brief Signature of the trace source State.
     * @param up whether the thing works from now on
     */
    typedef void (*StateTracedCallback)(bool up);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    FailureProcess();
    ~FailureProcess() override;

    /**
     * @brief Begins now, up; one that runs is stopped first.
     * @param onChange called at every change with the state from then on
     */
    void Start(Callback<void, bool> onChange);

    /**
     * @brief Begins now and lets a node fail and come back.
     * @param node the node; kept until Stop()
     */
    void Drive(Ptr<ComputeNode> node);

    /**
     * @brief Ends the process; what it drives stays as it is.
     */
    void Stop();

    /**
     * @return the state; true before the first failure
     */
    bool IsUp() const;

    /**
     * @brief Fixes the random number streams.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @brief Reads the times from a file.
     * @param fileName path of a CSV file with the header time,up; empty: random times
     * @throws InferenceInputError when the file is not valid
     */
    void SetFileName(const std::string& fileName);

    /**
     * @return path of the file; empty: random times
     */
    std::string GetFileName() const;

  protected:
    void DoDispose() override;

  private:
    /// Schedules the next change.
    void ScheduleNext();

    /// A change is due.
    void Change();

    Ptr<RandomVariableStream> m_upTime;   //!< draws times until a failure, s
    Ptr<RandomVariableStream> m_downTime; //!< draws times from a failure to the return, s
    std::string m_fileName;               //!< path of the file
    std::vector<Time> m_times;            //!< times of the rows of the file
    std::vector<bool> m_states;           //!< by row: whether it works from then on
    std::size_t m_next{0};                //!< number of the next row
    Time m_begin;                         //!< when Start() was called
    bool m_up{true};                      //!< the state
    EventId m_change;                     //!< the next change
    Callback<void, bool> m_onChange;      //!< whom to tell
    TracedCallback<bool> m_state;         //!< the trace source State
};

} // namespace ns3

#endif // FAILURE_PROCESS_H
