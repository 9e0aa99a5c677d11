// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/device-profile.h"

#include "../input/profile-files.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

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

    /**
     * @param curve a batching curve
     * @param [in,out] profile where it goes
     */
    static void ReadBatchCurve(const JsonCursor& curve, DeviceProfile& profile);
};

void
DeviceProfileReader::ReadBatchCurve(const JsonCursor& curve, DeviceProfile& profile)
{
    constexpr uint64_t GREATEST_BATCH = 1000000;
    constexpr double GREATEST_SECONDS = 1e6;
    ProfileFiles::CheckObject(curve, {"bits", "sizes", "seconds"});
    DeviceProfile::BatchCurve read;
    read.bits = static_cast<uint32_t>(curve.Get("bits").GetInteger(1, 64));
    const JsonCursor sizes = curve.Get("sizes");
    const JsonCursor seconds = curve.Get("seconds");
    const std::size_t count = sizes.GetSize(2, 1000);
    seconds.GetSize(count, count);
    double first = 0;
    for (std::size_t i = 0; i < count; i++)
    {
        const auto size = static_cast<double>(sizes.At(i).GetInteger(1, GREATEST_BATCH));
        const double time = seconds.At(i).GetPositive(GREATEST_SECONDS);
        if (i == 0)
        {
            if (size != 1)
            {
                sizes.At(i).Fail("1: the curve begins with a single input");
            }
            first = time;
        }
        else if (size <= read.sizes.back())
        {
            sizes.At(i).Fail("more than the size before");
        }
        read.sizes.push_back(size);
        read.factors.push_back(time / first);
    }
    if (read.factors[count - 1] < read.factors[count - 2])
    {
        // the last piece is continued beyond the table and would end below 0
        seconds.At(count - 1).Fail(
            "at least the seconds before: the curve goes on along this piece");
    }
    const auto place = std::lower_bound(
        profile.m_batching.begin(),
        profile.m_batching.end(),
        read.bits,
        [](const DeviceProfile::BatchCurve& other, uint32_t bits) { return other.bits < bits; });
    if (place != profile.m_batching.end() && place->bits == read.bits)
    {
        curve.Get("bits").Fail("each precision once");
    }
    profile.m_batching.insert(place, std::move(read));
}

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

    ProfileFiles::CheckObject(
        root,
        {"format", "name", "title", "macRate", "dnnRates", "power", "load", "batching"});
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
    if (root.Has("batching"))
    {
        const JsonCursor curves = root.Get("batching");
        const std::size_t count = curves.GetSize(1, 16);
        for (std::size_t i = 0; i < count; i++)
        {
            ReadBatchCurve(curves.At(i), *profile);
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

bool
DeviceProfile::HasBatching() const
{
    return !m_batching.empty();
}

double
DeviceProfile::GetBatchFactor(uint32_t bits, double batch) const
{
    if (m_batching.empty())
    {
        return batch;
    }
    auto curve = std::lower_bound(
        m_batching.begin(),
        m_batching.end(),
        bits,
        [](const BatchCurve& other, uint32_t value) { return other.bits < value; });
    if (curve == m_batching.end())
    {
        --curve;
    }
    const auto& sizes = curve->sizes;
    const auto& factors = curve->factors;
    // the piece from i - 1 to i holds the batch; the last one goes on beyond the table
    const auto above = std::lower_bound(sizes.begin() + 1, sizes.end() - 1, batch);
    const auto i = static_cast<std::size_t>(above - sizes.begin());
    const double share = (batch - sizes[i - 1]) / (sizes[i] - sizes[i - 1]);
    return factors[i - 1] + share * (factors[i] - factors[i - 1]);
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
