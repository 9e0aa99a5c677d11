// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/device-profile.h"
#include "ns3/inference-input-error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <string>

namespace ns3
{
namespace
{

/** @brief A device with the given members behind name and format. */
std::string
MakeText(const std::string& members)
{
    const std::string begin = R"({"format": "device-profile/1", "name": "box")";
    return begin + (members.empty() ? "" : ", ") + members + "}";
}

/** @brief Parse such a device. */
Ptr<const DeviceProfile>
Parse(const std::string& members)
{
    return DeviceProfile::Parse(MakeText(members), "box.json");
}

const std::string RATE = R"("macRate": {"value": 2e9})"; //!< the only required member

TEST(DeviceProfile, TakesTheLeast)
{
    const Ptr<const DeviceProfile> box = Parse(RATE);
    EXPECT_EQ(box->GetName(), "box");
    EXPECT_EQ(box->GetTitle(), "box");
    EXPECT_DOUBLE_EQ(box->GetMacRate(), 2e9);
    EXPECT_DOUBLE_EQ(box->GetMacRate("any"), 2e9);
    EXPECT_TRUE(std::isnan(box->GetIdlePower()));
    EXPECT_TRUE(std::isnan(box->GetActivePower()));
    EXPECT_TRUE(std::isnan(box->GetEnergyPerMac()));
    EXPECT_FALSE(box->HasComputeEnergy());
    EXPECT_TRUE(std::isnan(box->GetComputeEnergy(1, 1e9)));
}

TEST(DeviceProfile, KnowsRatesOfNetworks)
{
    const Ptr<const DeviceProfile> box =
        Parse(RATE + R"(, "title": "A box", "dnnRates": [{"dnn": "a", "value": 1e9},
                                   {"dnn": "b", "value": 5e9, "source": "measured"}])");
    EXPECT_EQ(box->GetTitle(), "A box");
    EXPECT_DOUBLE_EQ(box->GetMacRate("a"), 1e9);
    EXPECT_DOUBLE_EQ(box->GetMacRate("b"), 5e9);
    EXPECT_DOUBLE_EQ(box->GetMacRate("c"), 2e9);
}

TEST(DeviceProfile, ComputesEnergyFromPower)
{
    const Ptr<const DeviceProfile> box = Parse(RATE + R"(, "power": {"idle": 2, "active": 5})");
    EXPECT_TRUE(box->HasComputeEnergy());
    EXPECT_DOUBLE_EQ(box->GetIdlePower(), 2);
    EXPECT_DOUBLE_EQ(box->GetActivePower(), 5);
    EXPECT_DOUBLE_EQ(box->GetComputeEnergy(0.5, 1e9), 1.5);
    EXPECT_DOUBLE_EQ(box->GetComputeEnergy(0, 0), 0);
}

TEST(DeviceProfile, PrefersEnergyPerMac)
{
    const Ptr<const DeviceProfile> box =
        Parse(RATE + R"(, "power": {"idle": 2, "active": 5, "energyPerMac": 1e-9})");
    EXPECT_DOUBLE_EQ(box->GetComputeEnergy(0.5, 2e9), 2);
    EXPECT_TRUE(Parse(RATE + R"(, "power": {"energyPerMac": 1e-9})")->HasComputeEnergy());
    EXPECT_FALSE(Parse(RATE + R"(, "power": {"active": 5})")->HasComputeEnergy());
}

TEST(DeviceProfile, InterpolatesBatchingCurves)
{
    const Ptr<const DeviceProfile> none = Parse(RATE);
    EXPECT_FALSE(none->HasBatching());
    EXPECT_DOUBLE_EQ(none->GetBatchFactor(32, 1), 1);
    EXPECT_DOUBLE_EQ(none->GetBatchFactor(32, 7), 7);
    const Ptr<const DeviceProfile> box =
        Parse(RATE + R"(, "batching": [{"bits": 32, "sizes": [1, 4, 8], "seconds": [2, 2, 6]},
                                       {"bits": 8, "sizes": [1, 2], "seconds": [1, 1.5]}])");
    EXPECT_TRUE(box->HasBatching());
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(32, 1), 1);
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(32, 3), 1);
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(32, 4), 1);
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(32, 6), 2);
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(32, 8), 3);
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(32, 16), 7); // on along the last piece
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(64, 8), 3);  // the widest there is
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(16, 8), 3);  // the next wider one
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(8, 2), 1.5); // its own
    EXPECT_DOUBLE_EQ(box->GetBatchFactor(4, 11), 6);  // the next wider one, beyond its table
}

TEST(DeviceProfile, KnowsLoadingTimes)
{
    EXPECT_FALSE(Parse(RATE)->HasLoad());
    EXPECT_DOUBLE_EQ(Parse(RATE)->GetLoadSeconds(1e9), 0);
    const Ptr<const DeviceProfile> box = Parse(RATE + R"(, "load": {"rate": 1e8, "fixed": 0.5})");
    EXPECT_TRUE(box->HasLoad());
    EXPECT_DOUBLE_EQ(box->GetLoadSeconds(2e8), 2.5);
    EXPECT_DOUBLE_EQ(Parse(RATE + R"(, "load": {"rate": 1e8})")->GetLoadSeconds(2e8), 2);
}

TEST(DeviceProfile, RefusesWhatIsBroken)
{
    const struct
    {
        std::string members;
        std::string line;
    } cases[] = {
        {"", "/macRate: found nothing, expected the key \"macRate\" with its value"},
        {R"("macRate": 5)", "/macRate: found 5, expected an object"},
        {R"("macRate": {"value": 0})",
         "/macRate/value: found 0, expected a number above 0, at most 1e+18"},
        {R"("macRate": {"value": -1})",
         "/macRate/value: found -1, expected a number above 0, at most 1e+18"},
        {RATE + R"(, "power": {"idle": 5, "active": 2})",
         "/power/active: found 2, expected at least the idle power"},
        {RATE + R"(, "power": {"idle": 0})",
         "/power/idle: found 0, expected a number above 0, at most 1000000.0"},
        {RATE + R"(, "dnnRates": [{"dnn": "a", "value": 1}, {"dnn": "a", "value": 2}])",
         "/dnnRates/1/dnn: found the string \"a\", expected each network once"},
        {RATE + R"(, "dnnRates": {})",
         "/dnnRates: found an object, expected an array of 0 to 1000"},
        {RATE + R"(, "load": {"fixed": 1})",
         "/load/rate: found nothing, expected the key \"rate\" with its value"},
        {RATE + R"(, "load": {"rate": 0})",
         "/load/rate: found 0, expected a number above 0, at most 1e+18"},
        {RATE + R"(, "load": {"rate": 1, "fixed": -1})",
         "/load/fixed: found -1, expected a number from 0.0 to 1000000.0"},
        {RATE + R"(, "batching": [])",
         "/batching: found an array of 0, expected an array of 1 to 16"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [1], "seconds": [1]}])",
         "/batching/0/sizes: found an array of 1, expected an array of 2 to 1000"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [1, 2], "seconds": [1]}])",
         "/batching/0/seconds: found an array of 1, expected an array of 2"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [2, 4], "seconds": [1, 2]}])",
         "/batching/0/sizes/0: found 2, expected 1: the curve begins with a single input"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [1, 4, 4], "seconds": [1, 2, 3]}])",
         "/batching/0/sizes/2: found 4, expected more than the size before"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [1, 2.5], "seconds": [1, 2]}])",
         "/batching/0/sizes/1: found 2.5, expected an integer from 1 to 1000000"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [1, 2], "seconds": [1, 0]}])",
         "/batching/0/seconds/1: found 0, expected a number above 0, at most 1000000.0"},
        {RATE + R"(, "batching": [{"bits": 32, "sizes": [1, 2], "seconds": [3, 2]}])",
         "/batching/0/seconds/1: found 2, expected at least the seconds before: the curve goes on "
         "along this piece"},
        {RATE + R"(, "batching": [{"bits": 8, "sizes": [1, 2], "seconds": [1, 2]},
                                  {"bits": 8, "sizes": [1, 2], "seconds": [1, 2]}])",
         "/batching/1/bits: found 8, expected each precision once"},
        {RATE + R"(, "powr": {})",
         "/powr: found the unknown key \"powr\", expected one of: format, name, title, macRate, "
         "dnnRates, power, load, batching, source, assumed (did you mean \"power\"?)"},
    };

    for (const auto& broken : cases)
    {
        try
        {
            Parse(broken.members);
            ADD_FAILURE() << broken.members;
        }
        catch (const InferenceInputError& error)
        {
            EXPECT_EQ(error.what(), "box.json: " + broken.line);
        }
    }
    EXPECT_THROW(DeviceProfile::Parse(R"({"format": "dnn-profile/1"})", "x"), InferenceInputError);
    EXPECT_THROW(DeviceProfile::Read("no-such-device"), InferenceInputError);
}

} // namespace
} // namespace ns3
