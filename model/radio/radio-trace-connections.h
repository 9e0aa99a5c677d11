// SPDX-License-Identifier: GPL-2.0-only

#ifndef RADIO_TRACE_CONNECTIONS_H
#define RADIO_TRACE_CONNECTIONS_H

#include "ns3/callback.h"
#include "ns3/object.h"

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
 * @brief Connections of a radio to the trace sources of its stack; they end when this object goes.
 *
 * The objects that are listened to are kept alive until then, so the listener may go before or
 * after them.
 */
class RadioTraceConnections
{
  public:
    RadioTraceConnections() = default;
    ~RadioTraceConnections();

    RadioTraceConnections(const RadioTraceConnections&) = delete;
    RadioTraceConnections& operator=(const RadioTraceConnections&) = delete;

    /**
     * @brief Connects, or ends the program with a message: a source that is not there would look
     * like a silent radio.
     * @param object object that has the trace source
     * @param source name of the trace source
     * @param callback what to call, without context
     */
    void Connect(Ptr<Object> object, const std::string& source, const CallbackBase& callback);

  private:
    /// One connection.
    struct Connection
    {
        Ptr<Object> object;    //!< object that has the trace source
        std::string source;    //!< name of the trace source
        CallbackBase callback; //!< what is called
    };

    std::vector<Connection> m_connections; //!< all
};

} // namespace ns3

#endif // RADIO_TRACE_CONNECTIONS_H
