// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_RATE_MODEL_H
#define LINK_RATE_MODEL_H

#include "ns3/radio-access.h"

#include <array>
#include <limits>

/**
 * @file
 * @ingroup edge-inference
 */

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief From distance to rate: log-distance path loss, thermal noise and Shannon's formula.
 *
 * - path loss: L(d) = L(1 m) + 10 n log10(d / 1 m), d at least 1 m (Rappaport, Wireless
 *   Communications, 2nd ed., 4.9.1);
 * - noise: N = -174 dBm/Hz + 10 log10(W) + F + R, thermal noise at 290 K, with noise figure F and
 *   noise rise R;
 * - rate of the whole band: W log2(1 + SINR / G), with the gap G to Shannon's limit; 0 when the
 * SINR is below the minimum, and at most W times the greatest spectral efficiency.
 *
 * The transmit power is spread evenly over the band, so a UE with a share s of it has the same SINR
 * and s times the rate.
 */
class LinkRateModel
{
  public:
    /// What differs between the directions.
    struct Direction
    {
        double bandwidth{20e6}; //!< W, Hz
        double txPower{0};      //!< of the sender, dBm
        double noiseFigure{0};  //!< F of the receiver, dB
        double noiseRise{0};    //!< R, dB: interference that is not modelled by sources
    };

    /// What can be set. The defaults are explained at LinkEdgeTopologyHelper's attributes.
    struct Settings
    {
        Direction uplink{20e6, 23, 5, 0};   //!< UE to cell
        Direction downlink{20e6, 30, 9, 0}; //!< cell to UE
        double pathLossExponent{3};         //!< n
        double referenceLoss{43.33};        //!< L(1 m), dB
        double interference{0};             //!< how busy the other cells are in downlink, 0..1
        double minimumSinr{-10};            //!< below it nothing is carried, dB
        double gap{0};                      //!< G, dB
        double maxEfficiency{std::numeric_limits<double>::infinity()}; //!< bit/s/Hz
    };

    /**
     * @param settings what the links are like
     */
    explicit LinkRateModel(const Settings& settings);

    /**
     * @return what the links are like
     */
    const Settings& GetSettings() const;

    /**
     * @param distance between UE and cell, m
     * @return path loss, dB
     */
    double GetPathLoss(double distance) const;

    /**
     * @param direction uplink or downlink
     * @param loss of the way, dB
     * @return received power over the whole band, dBm
     */
    double GetReceivedPower(EdgeLinkDirection direction, double loss) const;

    /**
     * @param direction uplink or downlink
     * @return noise over the whole band, mW
     */
    double GetNoise(EdgeLinkDirection direction) const;

    /**
     * @param direction uplink or downlink
     * @param sinr signal over noise and interference, linear
     * @return rate of the whole band, bit/s
     */
    double GetRate(EdgeLinkDirection direction, double sinr) const;

    /**
     * @param sinr signal over noise and interference, linear
     * @return true when nothing is carried
     */
    bool IsOutage(double sinr) const;

    /**
     * @param db a ratio or power, dB or dBm
     * @return the same, linear or in mW
     */
    static double FromDb(double db);

    /**
     * @param linear a ratio or power in mW, positive
     * @return the same in dB or dBm
     */
    static double ToDb(double linear);

  private:
    /**
     * @param direction uplink or downlink
     * @return settings of that direction
     */
    const Direction& Get(EdgeLinkDirection direction) const;

    Settings m_settings;           //!< what the links are like
    std::array<double, 2> m_noise; //!< mW, by direction
    double m_minimumSinr;          //!< linear
    double m_gap;                  //!< linear
};

} // namespace ns3

#endif // LINK_RATE_MODEL_H
