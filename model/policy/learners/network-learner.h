// SPDX-License-Identifier: GPL-2.0-only

#ifndef NETWORK_LEARNER_H
#define NETWORK_LEARNER_H

#include "../../learning/module-maker.h"
#include "mlp-network.h"

#include "ns3/learner.h"
#include "ns3/network.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief A learner that learns with any Network; its perceptron's sizes are its own attributes.
 */
class NetworkLearner : public Learner
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    NetworkLearner();

    /**
     * @param network the kind of network; null changes nothing
     */
    void SetNetwork(Ptr<Network> network);

    /**
     * @return the kind of network; null: the learner's own
     */
    Ptr<Network> GetNetwork() const;

    uint32_t GetWindow() const override;

  protected:
    /**
     * @brief Gives a class of learners the attributes of the perceptron.
     * @param type the class
     * @param hiddenUnits default width of a hidden layer
     */
    static void AddPerceptron(TypeId type, const std::string& hiddenUnits);

    void DoDispose() override;

    /**
     * @tparam Options of an algorithm
     * @param layout what is seen and decided
     * @param [out] options get the size of an observation, and the networks
     */
    template <typename Options>
    void SetNetworks(const Layout& layout, Options& options) const
    {
        options.observationSize = GetWindow() * layout.observationSize;
        options.network = IsPerceptron() ? learning::ModuleMaker() : GetMaker(layout);
        options.hidden = m_perceptron->GetHidden();
    }

    /**
     * @param layout what is seen and decided
     * @return makes modules for it with the network that was set
     */
    learning::ModuleMaker GetMaker(const Layout& layout) const;

  private:
    /// @return whether the networks are perceptrons
    bool IsPerceptron() const;

    Ptr<MlpNetwork> m_perceptron; //!< has the attributes of the perceptron
    Ptr<Network> m_network;       //!< the kind of network; null: the perceptron
};

} // namespace ns3

#endif // NETWORK_LEARNER_H
