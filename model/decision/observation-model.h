// SPDX-License-Identifier: GPL-2.0-only

#ifndef OBSERVATION_MODEL_H
#define OBSERVATION_MODEL_H

#include "ns3/epoch-state.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

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
 * @brief How well the state is known: how old it is, how wrong, and what of it is missing. Every
 * policy sees the same, whether it learns or not.
 *
 * The state reaches the scheduler in reports: one of each UE (its channel, its ComputeNode and its
 * streams) and one of each server. A report may come late, be lost, have values that are wrong by
 * a random part, and leave fields out. Aggregate the object to an InferenceScheduler before it
 * starts; a scenario does so when it has the key /observation. With the defaults of all attributes
 * a policy sees what it sees without the object.
 *
 * The first report is made at the first epoch and arrives at once, so that a policy knows about
 * whom it decides. What a policy decided, and which task arrives now, is known without reports.
 */
class ObservationModel : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ObservationModel();
    ~ObservationModel() override;

    /**
     * @return time from the making of a report to its arrival
     */
    Time GetAge() const;

    /**
     * @return time between reports; 0: each epoch has one of its own
     */
    Time GetPeriod() const;

    /**
     * @brief Draws whether a report is lost.
     * @return true when it is
     */
    bool IsLost();

    /**
     * @brief Makes what one UE reports of its channel and ComputeNode as wrong as the attributes
     * say.
     * @param [in,out] state the truth, then the report
     */
    void Disturb(EdgeUeState& state);

    /**
     * @brief Makes what is reported of one stream as wrong as the attributes say.
     * @param [in,out] state the truth, then the report
     */
    void Disturb(EdgeStreamState& state);

    /**
     * @brief Makes what one server reports as wrong as the attributes say.
     * @param [in,out] state the truth, then the report
     */
    void Disturb(EdgeServerState& state);

    /**
     * @brief Fixes the random number streams.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * @return the names of all fields that the attribute Missing may have, as "server.speed"
     */
    static std::vector<std::string> GetFieldNames();

  protected:
    void DoDispose() override;

  private:
    /**
     * @param noise draws relative errors
     * @return the factor of a value: 1 and the error, at least 0.001
     */
    static double DrawFactor(const Ptr<RandomVariableStream>& noise);

    /**
     * @param fields names separated by commas
     */
    void SetMissing(std::string fields);

    /**
     * @return names separated by commas
     */
    std::string GetMissing() const;

    /**
     * @param field name of a field
     * @return whether no report has it
     */
    bool IsMissing(const char* field) const;

    /**
     * @brief Makes what is reported of one ComputeNode as wrong as the attributes say.
     * @param [in,out] state the truth, then the report
     * @param group first part of the fields' names: "device" or "server"
     * @param noise draws relative errors
     */
    void DisturbCompute(EdgeComputeState& state,
                        const std::string& group,
                        const Ptr<RandomVariableStream>& noise) const;

    Time m_age;                               //!< the attribute Age
    Time m_period;                            //!< the attribute Period
    double m_loss{0};                         //!< the attribute Loss
    std::vector<std::string> m_missing;       //!< the attribute Missing, name by name
    Ptr<RandomVariableStream> m_channelNoise; //!< the attribute ChannelNoise
    Ptr<RandomVariableStream> m_deviceNoise;  //!< the attribute DeviceNoise
    Ptr<RandomVariableStream> m_serverNoise;  //!< the attribute ServerNoise
    Ptr<RandomVariableStream> m_streamNoise;  //!< the attribute StreamNoise
    Ptr<UniformRandomVariable> m_losses;      //!< draws lost reports
};

} // namespace ns3

#endif // OBSERVATION_MODEL_H
