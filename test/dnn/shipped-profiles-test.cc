// SPDX-License-Identifier: GPL-2.0-only
#include "../../model/input/json-cursor.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace ns3
{
namespace
{

/** @brief A convolution's or linear layer's MACs and parameters, from its definition. */
struct Cost
{
    uint64_t macs{0};       //!< multiply-accumulates
    uint64_t parameters{0}; //!< weights, biases, batch-norm scales and shifts

    /** @brief Add a convolution; its output has side * side places. */
    Cost& Conv(uint64_t in, uint64_t out, uint64_t kernel, uint64_t side, bool bias, bool norm)
    {
        macs += in * out * kernel * kernel * side * side;
        parameters += in * out * kernel * kernel + (bias ? out : 0) + (norm ? 2 * out : 0);
        return *this;
    }

    /** @brief Add a depthwise convolution with batch norm. */
    Cost& Depthwise(uint64_t channels, uint64_t kernel, uint64_t side)
    {
        macs += channels * kernel * kernel * side * side;
        parameters += channels * kernel * kernel + 2 * channels;
        return *this;
    }
};

/** @brief Expect these costs, layer by layer. */
void
ExpectLayers(const DnnProfile& dnn, const std::vector<Cost>& costs)
{
    ASSERT_EQ(dnn.GetNLayers(), costs.size());
    for (uint32_t i = 1; i <= costs.size(); i++)
    {
        EXPECT_EQ(dnn.GetLayer(i).macs, costs[i - 1].macs) << dnn.GetLayer(i).name;
        EXPECT_EQ(dnn.GetLayer(i).parameters, costs[i - 1].parameters) << dnn.GetLayer(i).name;
    }
}

TEST(ShippedProfiles, AreComplete)
{
    EXPECT_EQ(DnnProfile::GetKnownNames(),
              (std::vector<std::string>{"alexnet",
                                        "alexnet-cifar10",
                                        "bearing-32k",
                                        "bearing-48k",
                                        "efficientnet-b0",
                                        "mobilenetv2",
                                        "resnet18",
                                        "resnet20-cifar10",
                                        "resnet50",
                                        "vgg16"}));
    EXPECT_EQ(DeviceProfile::GetKnownNames(),
              (std::vector<std::string>{"arm-a1-medium",
                                        "desktop-cpu",
                                        "i7-13700k",
                                        "iiot-access-point",
                                        "iiot-sensor",
                                        "jetson-agx-orin",
                                        "jetson-nano",
                                        "jetson-orin-nano",
                                        "nvidia-a100",
                                        "nvidia-t4",
                                        "nvidia-v100",
                                        "raspberry-pi-3",
                                        "raspberry-pi-4",
                                        "raspberry-pi-4-pytorch",
                                        "raspberry-pi-5",
                                        "rtx-2080",
                                        "snapdragon-888",
                                        "titan-x-maxwell",
                                        "xeon-m4-large"}));
}

TEST(ShippedProfiles, ReadAndAreNamedLikeTheirFiles)
{
    for (const std::string& name : DnnProfile::GetKnownNames())
    {
        const auto dnn = DnnProfile::Read(name);
        EXPECT_EQ(dnn->GetName(), name);
        // Samples of vibration are sent as they were recorded.
        EXPECT_EQ(dnn->GetBitWidths(),
                  name.rfind("bearing-", 0) == 0 ? (std::vector<uint32_t>{16})
                                                 : (std::vector<uint32_t>{32, 16, 8, 4, 2}));
        for (const std::string& device : dnn->GetLatencyDevices())
        {
            EXPECT_NO_THROW(DeviceProfile::Read(device)) << name;
        }
    }
    for (const std::string& name : DeviceProfile::GetKnownNames())
    {
        const auto device = DeviceProfile::Read(name);
        EXPECT_EQ(device->GetName(), name);
        EXPECT_TRUE(device->HasComputeEnergy());
        EXPECT_GT(device->GetComputeEnergy(1, 1e9), 0);
    }
}

TEST(ShippedProfiles, BatchingIsAsPublished)
{
    // ms of a batch of 64 over ms of one; ms of 384 beyond the table, along its last piece
    const struct
    {
        const char* device;
        uint32_t bits;
        double one;
        double at64;
        double at384;
    } rows[] = {{"nvidia-t4", 32, 10.7, 152.7, 636.0 + 636.0 - 309.3},
                {"nvidia-t4", 16, 12.96, 57.41, 225.9 + 225.9 - 114.2},
                {"nvidia-v100", 32, 10.37, 55.4, 214.5 + 214.5 - 109.3},
                {"nvidia-v100", 16, 12.78, 23.18, 84.14 + 84.14 - 43.55},
                {"nvidia-a100", 32, 5.26, 35.82, 133.9 + 133.9 - 68.23},
                {"nvidia-a100", 16, 0.70, 8.36, 32.37 + 32.37 - 15.96}};

    for (const auto& row : rows)
    {
        const auto device = DeviceProfile::Read(row.device);
        EXPECT_DOUBLE_EQ(device->GetBatchFactor(row.bits, 1), 1);
        EXPECT_NEAR(device->GetBatchFactor(row.bits, 64), row.at64 / row.one, 1e-9);
        EXPECT_NEAR(device->GetBatchFactor(row.bits, 384), row.at384 / row.one, 1e-9);
        for (double batch = 1; batch < 600; batch += 0.5)
        {
            EXPECT_GT(device->GetBatchFactor(row.bits, batch), 0.9);
            // no batch is slower than its inputs one by one
            EXPECT_LE(device->GetBatchFactor(row.bits, batch), batch * (1 + 1e-12));
        }
    }
    EXPECT_NEAR(DeviceProfile::Read("nvidia-v100")->GetBatchFactor(8, 32), 6.79 / 1.22, 1e-9);
    // Edgent's model loading: 2.182 ms + 1.33e-6 ms a byte
    EXPECT_NEAR(DeviceProfile::Read("desktop-cpu")->GetLoadSeconds(1e6), 0.003512, 1e-6);
}

/** @brief Check that a number's own object, or one around it, names its source. */
void
ExpectSources(const JsonCursor& place, bool covered)
{
    const auto& value = place.GetValue();
    if (value.is_object())
    {
        // Exits and latency tables stand for themselves: the file's own source is of its layers.
        const bool own = place.Has("source");
        for (const std::string& key : place.GetKeys())
        {
            const bool apart =
                key == "accuracy" || key == "latency" || key == "macRate" || key == "power";
            ExpectSources(place.Get(key), apart ? false : covered || own);
        }
    }
    else if (value.is_array())
    {
        for (std::size_t i = 0; i < value.size(); i++)
        {
            ExpectSources(place.At(i), covered);
        }
    }
    else if (value.is_number())
    {
        EXPECT_TRUE(covered) << place.GetFile() << " " << place.GetPointer();
    }
}

TEST(ShippedProfiles, EveryNumberHasASource)
{
    const auto root = std::filesystem::path(EDGE_INFERENCE_TEST_DIR).parent_path() / "profiles";
    int files = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(root))
    {
        if (file.path().extension() == ".json")
        {
            ExpectSources(JsonCursor::ReadFile(file.path().string()), false);
            files++;
        }
    }
    EXPECT_EQ(files, 29);
}

/** @brief Published totals of a torchvision network (model pages, weights IMAGENET1K_V1). */
struct Published
{
    const char* name;    //!< of the profile
    double gigaMacs;     //!< "GFLOPS" of torchvision, which counts a multiply-accumulate once
    double tolerance;    //!< half of the last published digit, in GMAC
    uint64_t parameters; //!< exact
    double top1;         //!< share
    uint32_t layers;     //!< steps of the chain
};

TEST(ShippedProfiles, TotalsEqualThePublishedOnes)
{
    const Published published[] = {
        {"alexnet", 0.714, 0.0005, 61'100'840, 0.56522, 11},
        {"vgg16", 15.47, 0.005, 138'357'544, 0.71592, 21},
        {"resnet18", 1.81, 0.005, 11'689'512, 0.69758, 12},
        {"resnet50", 4.089, 0.0005, 25'557'032, 0.76130, 20},
        {"mobilenetv2", 0.301, 0.0005, 3'504'872, 0.71878, 21},
        // torchvision: 0.386 GMAC, 5,288,548 parameters; the accuracy is PORTEND's last exit.
        {"efficientnet-b0", 0.386, 0.0005, 5'288'548, 0.7400, 8},
    };
    for (const Published& one : published)
    {
        const auto dnn = DnnProfile::Read(one.name);
        EXPECT_NEAR(static_cast<double>(dnn->GetTotalMacs()) / 1e9, one.gigaMacs, one.tolerance)
            << one.name;
        EXPECT_EQ(dnn->GetTotalParameters(), one.parameters) << one.name;
        EXPECT_EQ(dnn->GetNLayers(), one.layers) << one.name;
        EXPECT_EQ(dnn->GetNClasses(), 1000u) << one.name;
        EXPECT_EQ(dnn->GetFeatureBytes(0, 32), 150'528u) << one.name;
        EXPECT_EQ(dnn->GetResultBytes(), 4000u) << one.name;
        const uint32_t last = dnn->GetNExits() - 1;
        EXPECT_NEAR(dnn->GetAccuracy(last, dnn->GetNLayers(), 32), one.top1, 0.00005) << one.name;
    }
}

TEST(ShippedProfiles, CifarTotalsEqualThePublishedOnes)
{
    const auto alexnet = DnnProfile::Read("alexnet-cifar10");
    EXPECT_NEAR(static_cast<double>(alexnet->GetTotalMacs()) / 1e6, 28.25, 0.005);
    EXPECT_EQ(alexnet->GetTotalParameters(), 544'074u);
    EXPECT_EQ(alexnet->GetFeatureBytes(0, 32), 3072u);
    EXPECT_EQ(alexnet->GetResultBytes(), 40u);
    // He et al., CVPR 2016, Table 6: 0.27 M parameters; 41 MMAC.
    const auto resnet = DnnProfile::Read("resnet20-cifar10");
    EXPECT_NEAR(static_cast<double>(resnet->GetTotalMacs()) / 1e6, 41, 0.5);
    EXPECT_NEAR(static_cast<double>(resnet->GetTotalParameters()) / 1e6, 0.27, 0.005);
}

TEST(ShippedProfiles, AlexNetCifarFollowsBranchyNet)
{
    // networks/alex_cifar10.py of BranchyNet: convolutions and linear layers with bias.
    const auto dnn = DnnProfile::Read("alexnet-cifar10");
    std::vector<Cost> costs(11);
    costs[0].Conv(3, 32, 5, 32, true, false);
    costs[2].Conv(32, 64, 5, 16, true, false);
    costs[4].Conv(64, 96, 3, 8, true, false);
    costs[5].Conv(96, 96, 3, 8, true, false);
    costs[6].Conv(96, 64, 3, 8, true, false);
    costs[8].Conv(1024, 256, 1, 1, true, false);
    costs[9].Conv(256, 128, 1, 1, true, false);
    costs[10].Conv(128, 10, 1, 1, true, false);
    ExpectLayers(*dnn, costs);

    ASSERT_EQ(dnn->GetNExits(), 3u);
    Cost branch1;
    branch1.Conv(64, 32, 3, 8, true, false).Conv(32, 32, 3, 8, true, false);
    branch1.Conv(512, 10, 1, 1, true, false);
    EXPECT_EQ(dnn->GetExit(0).headMacs, branch1.macs);
    EXPECT_EQ(dnn->GetExit(0).headParameters, branch1.parameters);
    Cost branch2;
    branch2.Conv(96, 32, 3, 4, true, false).Conv(128, 10, 1, 1, true, false);
    EXPECT_EQ(dnn->GetExit(1).headMacs, branch2.macs);
    EXPECT_EQ(dnn->GetExit(1).headParameters, branch2.parameters);

    // Edgent, Fig. 3: elements at each step.
    const uint64_t elements[] =
        {3072, 32768, 8192, 16384, 4096, 6144, 6144, 4096, 1024, 256, 128, 10};
    for (uint32_t cut = 0; cut <= 11; cut++)
    {
        EXPECT_EQ(dnn->GetFeatureElements(cut), elements[cut]) << cut;
    }
}

TEST(ShippedProfiles, AlexNetCifarTimesEqualThePublishedOnes)
{
    const auto dnn = DnnProfile::Read("alexnet-cifar10");
    const auto seconds = [&](const std::string& device, uint32_t from, uint32_t to) {
        return dnn->GetSeconds(*DeviceProfile::Read(device), 2, from, to);
    };
    // Edgent, Fig. 3, digitised: 1542.06 ms in all; conv_2 and relu_2 1330.34 ms.
    EXPECT_NEAR(seconds("raspberry-pi-3", 0, 11), 1.54206, 0.00002);
    EXPECT_NEAR(seconds("raspberry-pi-3", 2, 3), 1.33034, 1e-9);
    // BranchyNet, Table I.
    EXPECT_NEAR(seconds("desktop-cpu", 0, 11), 0.00956, 1e-9);
    EXPECT_NEAR(seconds("titan-x-maxwell", 0, 11), 0.00315, 1e-9);
    // BranchyNet's notebook: accuracies.
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(0, 3, 32), 0.7529);
    EXPECT_DOUBLE_EQ(dnn->GetAccuracy(2, 11, 32), 0.7776);
}

TEST(ShippedProfiles, BearingsFollowWu)
{
    // Wu et al.: bits of a raw request, cycles a bit on the device and at the access point.
    const struct
    {
        const char* name;
        uint64_t bits;
        uint64_t onDevice;
        uint64_t atEdge;
    } services[] = {{"bearing-48k", 768000, 80, 200}, {"bearing-32k", 512000, 160, 400}};

    const auto device = DeviceProfile::Read("iiot-sensor");
    const auto edge = DeviceProfile::Read("iiot-access-point");
    const double factors[] = {0.59, 0.884, 0.95, 0.987};
    for (const auto& service : services)
    {
        const auto dnn = DnnProfile::Read(service.name);
        ASSERT_EQ(dnn->GetNExits(), 8u);
        EXPECT_EQ(dnn->GetFeatureBytes(0, 16), service.bits / 8);
        for (uint32_t k = 0; k < 4; ++k)
        {
            const uint32_t local = 2 * k;
            const uint32_t away = local + 1;
            const uint32_t sampled = dnn->GetExitPosition(local);
            const double bits = static_cast<double>(service.bits) * (k + 1) / 4;
            // The device answers alone, or sends its samples and the access point answers.
            EXPECT_EQ(dnn->GetCutPoints(local), (std::vector<uint32_t>{sampled}));
            EXPECT_EQ(dnn->GetCutPoints(away), (std::vector<uint32_t>{sampled}));
            EXPECT_EQ(dnn->GetFeatureBytes(sampled, 16), bits / 8);
            EXPECT_NEAR(dnn->GetSeconds(*device, local, 0, sampled),
                        bits * service.onDevice / 1e8,
                        1e-12);
            EXPECT_EQ(dnn->GetSeconds(*device, away, 0, sampled), 0) << "sampling is no work";
            EXPECT_NEAR(dnn->GetSeconds(*edge, away, sampled, sampled + 1),
                        bits * service.atEdge / 2e9,
                        1e-12);
            EXPECT_NEAR(dnn->GetAccuracy(local, sampled, 16), 0.8 * factors[k], 1e-12);
            EXPECT_NEAR(dnn->GetAccuracy(away, sampled, 16), factors[k], 1e-12);
        }
    }
}

TEST(ShippedProfiles, ResNet20FollowsItsDefinition)
{
    // PORTEND's ResNet_CIFAR.py: biases, batch norm, 1x1 convolution in the shortcut of a stride.
    std::vector<Cost> costs(1);
    costs[0].Conv(3, 16, 3, 32, true, true);
    uint64_t in = 16;
    for (const uint64_t out : {16, 32, 64})
    {
        const uint64_t side = 512 / out;
        for (int block = 0; block < 3; block++)
        {
            Cost cost;
            cost.Conv(in, out, 3, side, true, true).Conv(out, out, 3, side, true, true);
            if (in != out)
            {
                cost.Conv(in, out, 1, side, true, false);
            }
            costs.push_back(cost);
            in = out;
        }
    }
    ExpectLayers(*DnnProfile::Read("resnet20-cifar10"), costs);
}

TEST(ShippedProfiles, EfficientNetFollowsItsDefinition)
{
    // Tan and Le, ICML 2019, Table 1: expansion, kernel, stride, channels, repeats of each stage.
    const uint64_t stages[7][6] = {{1, 3, 1, 32, 16, 1},
                                   {6, 3, 2, 16, 24, 2},
                                   {6, 5, 2, 24, 40, 2},
                                   {6, 3, 2, 40, 80, 3},
                                   {6, 5, 1, 80, 112, 3},
                                   {6, 5, 2, 112, 192, 4},
                                   {6, 3, 1, 192, 320, 1}};
    std::vector<Cost> costs(1);
    costs[0].Conv(3, 32, 3, 112, false, true);
    uint64_t side = 112;
    for (const auto& [expansion, kernel, stride, first, out, repeats] : stages)
    {
        Cost cost;
        for (uint64_t i = 0; i < repeats; i++)
        {
            const uint64_t in = i == 0 ? first : out;
            const uint64_t wide = in * expansion;
            if (expansion > 1)
            {
                cost.Conv(in, wide, 1, side, false, true);
            }
            side /= i == 0 ? stride : 1;
            cost.Depthwise(wide, kernel, side);
            cost.Conv(wide, in / 4, 1, 1, true, false).Conv(in / 4, wide, 1, 1, true, false);
            cost.Conv(wide, out, 1, side, false, true);
        }
        costs.push_back(cost);
    }
    costs.back().Conv(320, 1280, 1, 7, false, true);
    ExpectLayers(*DnnProfile::Read("efficientnet-b0"), costs);
}

/** @brief PORTEND's measurements of one network. */
struct Portend
{
    const char* name;              //!< of the profile
    std::vector<double> accuracy;  //!< by exit
    std::vector<double> arm;       //!< a1.medium, ms
    std::vector<double> xeon;      //!< m4.large, ms
    std::vector<double> gpu;       //!< g4dn.xlarge, ms
    std::vector<uint64_t> feature; //!< elements behind each exit but the last
};

TEST(ShippedProfiles, ExitTablesEqualPortends)
{
    const Portend measured[] = {
        {"resnet20-cifar10",
         {.4064, .6350, .7106, .7234, .7930, .8372, .8502, .8724, .8808, .8826},
         {0.64, 2.89, 5.04, 7.33, 9.07, 10.05, 11.75, 13.39, 14.63, 16.87},
         {0.24, 0.85, 1.44, 2.12, 2.64, 3.34, 3.79, 3.94, 4.53, 4.86},
         {0.20, 0.50, 0.79, 1.06, 1.41, 1.68, 1.96, 2.29, 2.58, 2.86},
         {16384, 16384, 16384, 16384, 8192, 8192, 8192, 4096, 4096}},
        {"efficientnet-b0",
         {.0280, .0493, .1364, .2792, .4842, .6083, .7111, .7400},
         {20.31, 46.02, 187.57, 270.18, 331.12, 428.66, 558.18, 599.04},
         {1.60, 3.89, 20.44, 25.51, 29.80, 36.57, 44.73, 48.79},
         {0.24, 0.62, 1.67, 2.75, 4.37, 6.07, 8.21, 8.79},
         {401408, 200704, 75264, 31360, 15680, 21952, 9408}}};
    for (const Portend& one : measured)
    {
        const auto dnn = DnnProfile::Read(one.name);
        ASSERT_EQ(dnn->GetNExits(), one.accuracy.size());
        for (uint32_t exit = 0; exit < dnn->GetNExits(); exit++)
        {
            const uint32_t end = dnn->GetExitPosition(exit);
            EXPECT_EQ(end, exit + 1);
            EXPECT_DOUBLE_EQ(dnn->GetAccuracy(exit, end, 2), one.accuracy[exit]);
            const auto milliseconds = [&](const std::string& device) {
                return 1000 * dnn->GetSeconds(*DeviceProfile::Read(device), exit, 0, end);
            };
            EXPECT_NEAR(milliseconds("arm-a1-medium"), one.arm[exit], 0.005);
            EXPECT_NEAR(milliseconds("xeon-m4-large"), one.xeon[exit], 0.005);
            EXPECT_NEAR(milliseconds("nvidia-t4"), one.gpu[exit], 0.005);
            if (exit < one.feature.size())
            {
                // PORTEND lists the input of the next block, which is this block's output.
                EXPECT_EQ(dnn->GetFeatureElements(end), one.feature[exit]) << exit;
            }
        }
    }
}

TEST(ShippedProfiles, TotalTimesEqualNcnns)
{
    // ncnn benchmark/README.md: alexnet, vgg16, resnet18, resnet50, mobilenetv2, in ms.
    const char* networks[] = {"alexnet", "vgg16", "resnet18", "resnet50", "mobilenetv2"};

    const struct
    {
        const char* device;
        double milliseconds[5];
    } rows[] = {{"raspberry-pi-4", {76.4, 547, 123, 263, 61.9}},
                {"raspberry-pi-5", {21.4, 129, 20.0, 46.2, 10.5}},
                {"jetson-nano", {74.5, 311, 44.0, 93.1, 13.0}},
                {"jetson-orin-nano", {9.0, 19.3, 4.7, 9.4, 3.8}},
                {"snapdragon-888", {14.5, 57.3, 13.5, 29.6, 7.6}},
                {"i7-13700k", {4.3, 26.8, 4.8, 11.3, 2.5}},
                {"nvidia-v100", {1.5, 3.2, 1.9, 3.7, 1.8}}};

    for (const auto& row : rows)
    {
        const auto device = DeviceProfile::Read(row.device);
        for (int i = 0; i < 5; i++)
        {
            const auto dnn = DnnProfile::Read(networks[i]);
            const double seconds = dnn->GetSeconds(*device, 0, 0, dnn->GetNLayers());
            EXPECT_NEAR(1000 * seconds,
                        row.milliseconds[i],
                        row.milliseconds[i] < 100 ? 0.0501 : 0.501)
                << row.device << " " << networks[i];
        }
    }
    const auto resnet = DnnProfile::Read("resnet50");
    EXPECT_NEAR(resnet->GetSeconds(*DeviceProfile::Read("nvidia-t4"), 0, 0, 20), 0.0107, 1e-9);
}

} // namespace
} // namespace ns3
