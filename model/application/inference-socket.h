// SPDX-License-Identifier: GPL-2.0-only

#ifndef INFERENCE_SOCKET_H
#define INFERENCE_SOCKET_H

#include "ns3/socket.h"

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Reads what a socket holds and throws it away, so that its peer is not held up by a full
 * receive buffer.
 * @param socket a socket that serves nobody any more
 */
void DiscardReceived(Ptr<Socket> socket);

/**
 * @ingroup edge-inference
 * @brief Takes its application's callbacks from a socket and closes it. This is the only way in
 * which the module closes a socket that has callbacks.
 *
 * ns-3's TCP calls the close callback from within Close() when bytes are left unread (it sends a
 * reset then), so that a callback that closes its socket would be called again without end. Without
 * callbacks a socket may be closed from within any of them. What its peer goes on sending is thrown
 * away.
 *
 * When the simulation has ended, the socket is not closed: nothing is sent any more, and the
 * protocols of its node may be disposed of already, which the TCP of ns-3.35 does not bear.
 *
 * @param socket the socket; nothing calls its application back from now on
 */
void ReleaseSocket(const Ptr<Socket>& socket);

} // namespace ns3

#endif // INFERENCE_SOCKET_H
