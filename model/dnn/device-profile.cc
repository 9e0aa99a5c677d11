// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/device-profile.h"

#include "profile-files.h"

#include <cmath>
#include <limits>

namespace ns3
{

/** @brief Reads and checks the JSON form of a DeviceProfile. */
class DeviceProfileReader
{
  public:
    /**
     * @param root the file's root
     * @return the profile
     */
    static Ptr<const DeviceProfile> Read(const JsonCursor& root);

  private:
    /**
     * @param object an object
     * @param key a key of it
     * @param greatest greatest value
     * @return the number above 0 at the key, NaN when the key is not there
     */
    static double GetOptional(const JsonCursor& object, const std::string& key, double greatest);
};

double
DeviceProfileReader::GetOptional(const JsonCursor& object, const std::string& key, double greatest)
{
    return object.Has(key) ? object.Get(key).GetPositive(greatest)
                           : std::numeric_limits<double>::quiet_NaN();
}

Ptr<const DeviceProfile>
DeviceProfileReader::Read(const JsonCursor& root)
{
    constexpr double GREATEST_RATE = 1e18;  // MAC/s: far above any machine, far below overflow
    constexpr double GREATEST_POWER = 1e6;  // W
    constexpr double GREATEST_ENERGY = 1.0; // J/MAC

    ProfileFiles::CheckObject(root,
                              {"format", "name", "title", "macRate", "dnnRates", "power", "load"});
    root.Get("format").GetChoice({"device-profile/1"});
    Ptr<DeviceProfile> profile(new DeviceProfile, false);
    profile->m_name = root.Get("name").GetName();
    profile->m_title = root.Has("title") ? root.Get("title").GetString(128) : profile->m_name;

    const JsonCursor rate = root.Get("macRate");
    ProfileFiles::CheckObject(rate, {"value"});
    profile->m_macRate = rate.Get("value").GetPositive(GREATEST_RATE);

    if (root.Has("dnnRates"))
    {
        const JsonCursor rates = root.Get("dnnRates");
        const std::size_t size = rates.GetSize(0, 1000);
        for (std::size_t i = 0; i < size; i++)
        {
            const JsonCursor item = rates.At(i);
            ProfileFiles::CheckObject(item, {"dnn", "value"});
            const JsonCursor dnn = item.Get("dnn");
            const double value = item.Get("value").GetPositive(GREATEST_RATE);
            if (!profile->m_dnnRates.emplace(dnn.GetName(), value).second)
            {
                dnn.Fail("each network once");
            }
        }
    }

    profile->m_idlePower = std::numeric_limits<double>::quiet_NaN();
    profile->m_activePower = profile->m_idlePower;
    profile->m_energyPerMac = profile->m_idlePower;
    if (root.Has("power"))
    {
        const JsonCursor power = root.Get("power");
        ProfileFiles::CheckObject(power, {"idle", "active", "energyPerMac"});
        profile->m_idlePower = GetOptional(power, "idle", GREATEST_POWER);
        profile->m_activePower = GetOptional(power, "active", GREATEST_POWER);
        profile->m_energyPerMac = GetOptional(power, "energyPerMac", GREATEST_ENERGY);
        if (profile->m_activePower < profile->m_idlePower)
        {
            power.Get("active").Fail("at least the idle power");
        }
    }
    if (root.Has("load"))
    {
        const JsonCursor load = root.Get("load");
        ProfileFiles::CheckObject(load, {"fixed", "rate"});
        profile->m_loadRate = load.Get("rate").GetPositive(GREATEST_RATE);
        profile->m_loadFixed = load.Has("fixed") ? load.Get("fixed").GetNumber(0, 1e6) : 0;
    }
    return profile;
}

Ptr<const DeviceProfile>
DeviceProfile::Read(const std::string& nameOrFile)
{
    return DeviceProfileReader::Read(ProfileFiles::Open(nameOrFile, "devices"));
}

Ptr<const DeviceProfile>
DeviceProfile::Parse(const std::string& text, const std::string& file)
{
    return DeviceProfileReader::Read(JsonCursor::Parse(text, file));
}

std::vector<std::string>
DeviceProfile::GetKnownNames()
{
    return ProfileFiles::GetNames("devices");
}

const std::string&
DeviceProfile::GetName() const
{
    return m_name;
}

const std::string&
DeviceProfile::GetTitle() const
{
    return m_title;
}

double
DeviceProfile::GetMacRate() const
{
    return m_macRate;
}

double
DeviceProfile::GetMacRate(const std::string& dnn) const
{
    const auto rate = m_dnnRates.find(dnn);
    return rate == m_dnnRates.end() ? m_macRate : rate->second;
}

double
DeviceProfile::GetIdlePower() const
{
    return m_idlePower;
}

double
DeviceProfile::GetActivePower() const
{
    return m_activePower;
}

double
DeviceProfile::GetEnergyPerMac() const
{
    return m_energyPerMac;
}

bool
DeviceProfile::HasComputeEnergy() const
{
    return !std::isnan(GetComputeEnergy(1, 1));
}

double
DeviceProfile::GetComputeEnergy(double seconds, double macs) const
{
    // NaN spreads by itself: a missing figure makes the answer NaN.
    return std::isnan(m_energyPerMac) ? (m_activePower - m_idlePower) * seconds
                                      : m_energyPerMac * macs;
}

double
DeviceProfile::GetLoadSeconds(double bytes) const
{
    return HasLoad() ? m_loadFixed + bytes / m_loadRate : 0;
}

bool
DeviceProfile::HasLoad() const
{
    return m_loadRate > 0;
}

} // namespace ns3
