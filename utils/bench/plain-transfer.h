// SPDX-License-Identifier: GPL-2.0-only

#ifndef PLAIN_TRANSFER_H
#define PLAIN_TRANSFER_H

#include "ns3/edge-topology.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <cstdint>
#include <map>
#include <vector>

/// One write to a socket.
struct TransferWrite
{
    ns3::Time at;      //!< when
    uint32_t ue{0};    //!< whose connection
    uint32_t bytes{0}; //!< how much
};

/// All writes of a run.
struct TransferSchedule
{
    std::vector<TransferWrite> up;   //!< by UEs, in the order of time
    std::vector<TransferWrite> down; //!< by the server, in the order of time
    ns3::Time end;                   //!< of the run

    /// Brings the writes into the order of time.
    void Sort();
};

/**
 * @brief A TCP connection from each UE to the first server and nothing else: writes what a schedule
 * says and counts what arrives. This is what the module is compared with.
 *
 * The sockets have the same settings as those of InferenceClient and InferenceServer.
 */
class PlainTransfer
{
  public:
    /**
     * @param net where
     * @param schedule what to send; it must outlive this object
     */
    PlainTransfer(const ns3::EdgeTopology& net, const TransferSchedule& schedule);

    /// @return bytes that the server received
    uint64_t GetBytesUp() const;

    /// @return bytes that the UEs received
    uint64_t GetBytesDown() const;

  private:
    /// One end of a connection.
    struct End
    {
        ns3::Ptr<ns3::Socket> socket; //!< null until it is connected
        uint64_t waiting{0};          //!< bytes that the socket has not taken yet
        uint64_t received{0};         //!< bytes
    };

    /// Connects every UE.
    void Start();

    /**
     * @param up true: the next write of a UE, false: of the server
     */
    void WriteNext(bool up);

    /// @param up which cursor's next write to wait for
    void Schedule(bool up);

    /// @param end to write from
    static void Pump(End& end);

    /// @param socket accepted
    /// @param from its UE
    void HandleAccept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);

    const TransferSchedule& m_schedule;               //!< what to send
    std::size_t m_next[2]{0, 0};                      //!< next write of the server, of the UEs
    ns3::EdgeTopology m_net;                          //!< where
    std::vector<ns3::Ptr<ns3::Socket>> m_sockets;     //!< of the UEs, connected or not
    ns3::Ptr<ns3::Socket> m_listener;                 //!< of the server
    std::vector<End> m_ues;                           //!< by UE
    std::vector<End> m_server;                        //!< by UE
    std::map<ns3::Ipv4Address, uint32_t> m_byAddress; //!< UE by address
};

#endif // PLAIN_TRANSFER_H
