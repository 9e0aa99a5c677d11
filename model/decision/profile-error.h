// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROFILE_ERROR_H
#define PROFILE_ERROR_H

#include "ns3/epoch-state.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief How wrong the profiles are that policies believe in, while the simulation goes by the true
 * ones. Every policy believes the same, whether it learns or not.
 *
 * Factors are drawn once a run: one for the speed of each device profile, and two for each exit of
 * each DNN. Aggregate the object to an InferenceScheduler before it starts; a scenario does so when
 * it has the key /profiles/error. With the defaults of all attributes a policy believes the truth.
 */
class ProfileError : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ProfileError();
    ~ProfileError() override;

    /**
     * @brief Draws the factors of a run and puts profiles that are wrong by them in the place of
     * the true ones.
     * @param [in,out] system who asks for what, and the machines: the truth, then what is believed
     */
    void Distort(EdgeSystem& system);

    /**
     * @brief Fixes the random number streams.
     * @param stream the first stream number to use
     * @return how many stream numbers were used
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    Ptr<RandomVariableStream> m_speed;    //!< the attribute Speed
    Ptr<RandomVariableStream> m_exitTime; //!< the attribute ExitTime
    Ptr<RandomVariableStream> m_accuracy; //!< the attribute Accuracy
};

} // namespace ns3

#endif // PROFILE_ERROR_H
