// SPDX-License-Identifier: GPL-2.0-only
#ifndef WU_SYSTEM_H
#define WU_SYSTEM_H

#include "../../model/learning/learning-random.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace learning
{
namespace test
{

/**
 * @brief Every number of the system of Wu, Yang, Zhang, Zhou and Shen, "Accuracy-Guaranteed
 * Collaborative DNN Inference in Industrial IoT via Deep Reinforcement Learning" (IEEE TII 2021,
 * doi 10.1109/TII.2020.3017573).
 *
 * All values are the paper's except the three channel gains, which the paper does not have. Those
 * here stand 3 : 2 : 1 and were fitted, as one number, to the paper's ten points of the static
 * configuration.
 */
struct WuParameters
{
    static const uint32_t SERVICES = 2; //!< kinds of inference
    static const uint32_t RATES = 4;    //!< sampling rates: 25, 50, 75, 100 %
    static const uint32_t CHANNELS = 3; //!< states of a channel: good, normal, bad

    uint32_t devicesPerService{5};                            //!< devices of each service
    double load{1};                                           //!< mean requests a slot
    double spread{0.5};                                       //!< a = load +- spread, uniform
    double slot{1};                                           //!< tau, s
    std::array<double, SERVICES> rawBits{768e3, 512e3};       //!< of one request
    std::array<double, RATES> accuracy{.59, .884, .95, .987}; //!< by rate
    double deviceFactor{0.8};                                 //!< accuracy of the compressed DNN
    double edgeFactor{1};                                     //!< accuracy of the whole DNN
    std::array<double, SERVICES> target{0.8, 0.9};            //!< long-term accuracy
    std::array<double, SERVICES> deviceCycles{80, 160};       //!< cycles/bit, compressed DNN
    std::array<double, SERVICES> edgeCycles{200, 400};        //!< cycles/bit, whole DNN
    double deviceSpeed{1e8};                                  //!< Hz, each device
    double edgeSpeed{2e9};                                    //!< Hz, the edge server
    double deviceBuffer{3.84e6};                              //!< bits, each device
    double edgeBuffer{19.2e6};                                //!< bits, each service
    double bandwidth{20e6};                                   //!< Hz, shared equally
    double power{0.1};                                        //!< W
    double noise{3.981e-21};                                  //!< W/Hz (-174 dBm/Hz)
    double noiseFigure{3.162};                                //!< 5 dB
    std::array<double, CHANNELS> gain{5.4e-13, 3.6e-13, 1.8e-13}; //!< assumed, see above
    double overflowPenalty{1};                                    //!< w_p, s a buffer
    double penaltyWeight{0.05};                                   //!< V, of the summed delay
    /**
     * @brief Who is charged for the work that waits at the edge: every device of a service, as the
     * paper's equations read, or those only that offload.
     */
    bool allWait{true};
    std::array<double, SERVICES> shares{0, 0}; //!< fixed edge shares; 0, 0 = Theorem 1
};

/**
 * @brief What a device does in a slot: 0 to 3 = offload at the rates 25 to 100 %, 4 to 7 = compute
 * at the same rates on the device.
 */
using WuChoice = uint8_t;

/// Number of values of WuChoice.
const uint32_t WU_CHOICES = 2 * WuParameters::RATES;

/**
 * @brief What happened, or would happen, in a slot.
 */
struct WuSlot
{
    double delay{0};                                       //!< D (eq. 11), s, summed over devices
    std::array<double, WuParameters::SERVICES> accuracy{}; //!< A_m
    std::array<double, WuParameters::SERVICES> shares{};   //!< c_m
    double objective{0};                                   //!< V D + sum Z_m (target - A_m)
    uint32_t offloaded{0};                                 //!< devices that offloaded
    uint32_t overflows{0};                                 //!< buffers that overflowed
    std::vector<double> deviceBits{};                      //!< B_n afterwards
    std::array<double, WuParameters::SERVICES> edgeBits{}; //!< Q_m afterwards
};

/**
 * @brief The paper's equations, slot by slot: sampling rates, places, edge shares, delays and
 * queues of the devices of two services under long-term accuracy targets.
 *
 * Devices are numbered by service: first those of service 0. No packets, no queue at the radio.
 */
class WuSystem
{
  public:
    /// @param parameters the system, copied
    explicit WuSystem(const WuParameters& parameters);

    /**
     * @brief Starts an episode: empty queues, channels from their stationary distribution.
     * @param random draws channels and sizes until the next call; must live as long
     */
    void Reset(LearningRandom& random);

    /**
     * @param choices one a device
     * @return what the slot would be, without doing it
     */
    WuSlot Evaluate(const std::vector<WuChoice>& choices) const;

    /**
     * @brief Does a slot, and draws channels and sizes of the next one.
     * @param choices one a device
     * @return what happened
     */
    WuSlot Step(const std::vector<WuChoice>& choices);

    /// @return the parameters
    const WuParameters& Parameters() const;
    /// @return number of devices
    uint32_t Devices() const;
    /**
     * @param device its number
     * @return its service
     */
    uint32_t Service(uint32_t device) const;
    /**
     * @param device its number
     * @return its requests in this slot, a
     */
    double Requests(uint32_t device) const;
    /**
     * @param device its number
     * @return state of its channel: 0 good, 1 normal, 2 bad
     */
    uint32_t Channel(uint32_t device) const;
    /**
     * @param channel state
     * @return rate of a device's share of the band, bit/s (eq. 5)
     */
    double Rate(uint32_t channel) const;
    /**
     * @param device its number
     * @return B_n, bits that wait on it
     */
    double DeviceBits(uint32_t device) const;
    /**
     * @param service its number
     * @return Q_m, bits that wait at the edge
     */
    double EdgeBits(uint32_t service) const;
    /**
     * @param service its number
     * @return Z_m, the virtual queue of its accuracy
     */
    double Deficit(uint32_t service) const;

    /**
     * @param device its number
     * @param choice what it would do
     * @return bits that it would compute or send, zeta
     */
    double Bits(uint32_t device, WuChoice choice) const;
    /**
     * @param device its number
     * @param choice what it would do
     * @return the part of its delay that nobody else decides: local delay or upload, s
     */
    double OwnDelay(uint32_t device, WuChoice choice) const;
    /**
     * @param choice what a device would do
     * @return accuracy of the result
     */
    double Accuracy(WuChoice choice) const;
    /**
     * @brief Cycles that the delays at the edge of a service's devices add up to, Lambda_m.
     * @param service its number
     * @param bits offloaded by its devices together
     * @param offloaders number of them
     * @return Lambda_m
     */
    double EdgeCycles(uint32_t service, double bits, uint32_t offloaders) const;
    /**
     * @param cycles Lambda_m
     * @return c_m: fixed ones, or those of Theorem 1
     */
    std::array<double, WuParameters::SERVICES> Shares(
        const std::array<double, WuParameters::SERVICES>& cycles) const;

    /**
     * @param choice what a device does
     * @return whether it computes on the device
     */
    static bool IsLocal(WuChoice choice);

    /// Stationary distribution of the channel.
    static const std::array<double, WuParameters::CHANNELS>& ChannelShares();

    /**
     * @brief Closed form of the static configuration: all offload, service 0 at 50 %, service 1 at
     * 75 %, shares by Theorem 1, queues empty.
     * @param parameters the system
     * @return mean delay of a device and slot, s
     */
    static double StaticDelay(const WuParameters& parameters);

  private:
    void Draw();

    const WuParameters m_parameters;                         //!< the system
    LearningRandom* m_random{nullptr};                       //!< of this episode
    std::array<double, WuParameters::CHANNELS> m_rates{};    //!< by channel, bit/s
    std::vector<double> m_requests;                          //!< a
    std::vector<uint32_t> m_channels;                        //!< H
    std::vector<double> m_deviceBits;                        //!< B
    std::array<double, WuParameters::SERVICES> m_edgeBits{}; //!< Q
    std::array<double, WuParameters::SERVICES> m_deficits{}; //!< Z
};

} // namespace test
} // namespace learning
} // namespace ns3

#endif // WU_SYSTEM_H
