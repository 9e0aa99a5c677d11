// SPDX-License-Identifier: GPL-2.0-only

#ifndef TORCH_SCRIPT_POLICY_H
#define TORCH_SCRIPT_POLICY_H

#include "../spaces/numbered-plans.h"
#include "../spaces/state-encoder.h"

#include "ns3/nstime.h"
#include "ns3/offloading-policy.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <memory>
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
 * @brief A network that was trained elsewhere, in Python for example, and exported by TorchScript,
 * decides inside the simulator's process.
 *
 * At each epoch the network is called once for all streams. With the layout PerStream it gets a
 * float32 tensor of the shape [streams, features], a row a stream, and returns [streams, actions];
 * with Joint it gets [1, streams x features] and returns [1, streams x actions]. The features are
 * those of StateEncoder (GetNames()), the actions those of NumberedPlans; --observations writes
 * both as observations.csv and observations.json. What it returns may be logits, Q values or
 * whatever is greater for better actions: the greatest one among the valid actions is taken, the
 * first of equal ones.
 *
 * The file is read at the first episode and tried on two inputs. A file that is none, an output of
 * another shape or type, and NaN throw InferenceInputError with what was found and expected. A call
 * that does not end ends the program with an error of the same form.
 *
 * A network may draw random numbers: LibTorch's generator is seeded at each episode from a stream
 * of ns-3. What a network prints goes to standard error.
 */
class TorchScriptPolicy : public OffloadingPolicy
{
  public:
    /// What the network sees at once.
    enum Layout
    {
        PER_STREAM, //!< rows of streams: [streams, features] to [streams, actions]
        JOINT       //!< all in one row: [1, streams x features] to [1, streams x actions]
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TorchScriptPolicy();
    ~TorchScriptPolicy() override;

    int64_t AssignStreams(int64_t stream) override;

  protected:
    void DoDispose() override;

  private:
    void DoBeginEpisode() override;
    void DoDecide(const EpochState& state, EpochDecision& decision) override;

    /// Reads the file.
    void ReadFile();

    /**
     * @brief Calls the network on m_observations.
     * @param input what it is called on, for errors
     */
    void Forward(const std::string& input);

    class Network;                      //!< LibTorch behind it
    std::string m_file;                 //!< attribute
    Layout m_layout;                    //!< attribute
    Time m_callLimit;                   //!< attribute
    Ptr<UniformRandomVariable> m_seed;  //!< seeds LibTorch's generator
    std::unique_ptr<Network> m_network; //!< what was read
    std::string m_read;                 //!< the file that it was read from
    NumberedPlans m_space;              //!< the actions
    StateEncoder m_encoder;             //!< makes observations
    std::vector<float> m_observations;  //!< one row a stream
    std::vector<float> m_values;        //!< one row a stream
};

} // namespace ns3

#endif // TORCH_SCRIPT_POLICY_H
