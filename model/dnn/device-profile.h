// SPDX-License-Identifier: GPL-2.0-only
#ifndef DEVICE_PROFILE_H
#define DEVICE_PROFILE_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief How fast a class of machines computes a DNN, and at what power. Immutable.
 *
 * Read from profiles/devices/NAME.json; doc/profiles.rst is the reference of the format. A device's
 * single MAC rate is wrong by 4 to 29 times across networks (ncnn's benchmark tables), so it is
 * only what is used when neither the DnnProfile has a measured table for this device nor this
 * profile a rate for that network: see DnnProfile::GetSeconds().
 */
class DeviceProfile : public SimpleRefCount<DeviceProfile>
{
  public:
    /**
     * @brief Read a device profile.
     * @param nameOrFile a name (looked up as DnnProfile::Read() says, in the folder "devices") or
     *        the path of a file that ends in .json
     * @return the profile
     * @throws InferenceInputError when there is none or it is not valid
     */
    static Ptr<const DeviceProfile> Read(const std::string& nameOrFile);

    /**
     * @brief Read a device profile from a text.
     * @param text the JSON text
     * @param file the name to use in errors
     * @return the profile
     * @throws InferenceInputError when it is not valid
     */
    static Ptr<const DeviceProfile> Parse(const std::string& text, const std::string& file);

    /** @return names of the device profiles that Read() finds, sorted */
    static std::vector<std::string> GetKnownNames();

    /** @return the name, e.g. "raspberry-pi-4" */
    const std::string& GetName() const;
    /** @return a title for tables and plots */
    const std::string& GetTitle() const;

    /** @return effective rate for networks without a measurement, in MAC/s, above 0 */
    double GetMacRate() const;

    /**
     * @param dnn name of a network
     * @return effective rate for this network in MAC/s: its own where given, else GetMacRate()
     */
    double GetMacRate(const std::string& dnn) const;

    /** @return power when idle in W, NaN when not known */
    double GetIdlePower() const;

    /** @return power while computing in W, NaN when not known */
    double GetActivePower() const;

    /** @return energy above idle per multiply-accumulate in J, NaN when not given */
    double GetEnergyPerMac() const;

    /** @return whether GetComputeEnergy() knows an answer */
    bool HasComputeEnergy() const;

    /**
     * @brief Energy above idle that a computation takes.
     *
     * Energy per MAC times MACs where that is given, (active power - idle power) times busy seconds
     * otherwise. The idle power runs on anyway: whoever keeps an account over time adds
     * GetIdlePower() times the time.
     *
     * @param seconds how long the device is busy, in s
     * @param macs multiply-accumulates done
     * @return energy in J, NaN when the profile gives neither figure
     */
    double GetComputeEnergy(double seconds, double macs) const;

    /** @return whether the profile has batching curves */
    bool HasBatching() const;

    /**
     * @brief How much longer a batch takes than a single input of the same network.
     *
     * From the batching curve measured at the narrowest precision that is at least @p bits wide, or
     * at the widest there is; linear between the sizes of the table, and beyond it on along its
     * last piece. Without curves: @p batch, so that batching gains nothing.
     *
     * @param bits precision at which the network is computed, bits
     * @param batch number of inputs, at least 1
     * @return seconds of the batch over seconds of one input, above 0; 1 for a batch of 1
     */
    double GetBatchFactor(uint32_t bits, double batch) const;

    /**
     * @brief Time to bring a model's weights from storage to where they are computed with.
     * @param bytes the weights, see DnnProfile::GetModelBytes()
     * @return s; 0 when the profile says nothing of loading
     */
    double GetLoadSeconds(double bytes) const;

    /** @return whether the profile says how long loading takes */
    bool HasLoad() const;

  private:
    friend class DeviceProfileReader;

    /// Seconds by batch size, relative to a batch of 1.
    struct BatchCurve
    {
        uint32_t bits{32};           //!< precision
        std::vector<double> sizes;   //!< numbers of inputs, rising; the first is 1
        std::vector<double> factors; //!< seconds over those of a batch of 1
    };

    DeviceProfile() = default;

    std::string m_name;                       //!< name
    std::string m_title;                      //!< title
    double m_macRate{0};                      //!< MAC/s
    std::map<std::string, double> m_dnnRates; //!< MAC/s by network
    double m_idlePower{0};                    //!< W
    double m_activePower{0};                  //!< W
    double m_energyPerMac{0};                 //!< J
    std::vector<BatchCurve> m_batching;       //!< by rising precision
    double m_loadFixed{0};                    //!< s for each load
    double m_loadRate{0};                     //!< B/s from storage to memory; 0: not known
};

} // namespace ns3

#endif /* DEVICE_PROFILE_H */
