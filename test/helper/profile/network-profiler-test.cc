// SPDX-License-Identifier: GPL-2.0-only

#include "../../../helper/profile/labelled-data.h"
#include "../../../helper/profile/network-profiler.h"
#include "test-networks.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inference-input-error.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace tests
{
namespace
{

using networks::Module;

/**
 * @param module a network
 * @param options of the profile
 * @return what makes its profile
 */
NetworkProfiler
Profile(const Module& module, NetworkProfiler::Options options)
{
    options.name = "net";
    return NetworkProfiler(TorchNetwork(module, "net.pt"), options);
}

/**
 * @param profiler of a network
 * @return its profile, as scenarios read it
 */
Ptr<const DnnProfile>
Read(const NetworkProfiler& profiler)
{
    return DnnProfile::Parse(profiler.MakeProfile().dump(), "net.json");
}

/**
 * @brief Compares the totals of a profile that is made with those of one that ships.
 * @param module the network
 * @param name of the shipped profile
 * @return the profile that is made
 */
Ptr<const DnnProfile>
Compare(const Module& module, const std::string& name)
{
    const auto made = Read(Profile(module, {}));
    const auto shipped = DnnProfile::Read(name);
    const auto macs = static_cast<double>(shipped->GetTotalMacs());
    EXPECT_NEAR(static_cast<double>(made->GetTotalMacs()), macs, 0.005 * macs) << name;
    EXPECT_EQ(made->GetTotalParameters(), shipped->GetTotalParameters()) << name;
    EXPECT_EQ(made->GetNClasses(), shipped->GetNClasses()) << name;
    EXPECT_EQ(made->GetFeatureElements(0), shipped->GetFeatureElements(0)) << name;
    return made;
}

/**
 * @brief Expects the layers of a profile that ships, one by one.
 * @param made a profile
 * @param name of the shipped profile
 */
void
ExpectSameLayers(const Ptr<const DnnProfile>& made, const std::string& name)
{
    const auto shipped = DnnProfile::Read(name);
    ASSERT_EQ(made->GetNLayers(), shipped->GetNLayers());
    for (uint32_t i = 1; i <= made->GetNLayers(); ++i)
    {
        EXPECT_EQ(made->GetLayer(i).macs, shipped->GetLayer(i).macs) << i;
        EXPECT_EQ(made->GetLayer(i).parameters, shipped->GetLayer(i).parameters) << i;
        EXPECT_EQ(made->GetFeatureElements(i), shipped->GetFeatureElements(i)) << i;
    }
}

/**
 * @param module a network
 * @param exits its exits
 * @return what the error says
 */
std::string
FindError(const Module& module, const std::vector<std::string>& exits = {})
{
    try
    {
        NetworkProfiler::Options options;
        options.shape = {3, 32, 32};
        options.exits = exits;
        Profile(module, options);
    }
    catch (const InferenceInputError& error)
    {
        return error.what();
    }
    return "";
}

TEST(NetworkProfiler, ChainsOfLayersAreThoseOfTheShippedProfiles)
{
    ExpectSameLayers(Compare(networks::MakeAlexNet(), "alexnet"), "alexnet");
    ExpectSameLayers(Compare(networks::MakeVgg16(), "vgg16"), "vgg16");
}

TEST(NetworkProfiler, ResidualBlocksAreLayers)
{
    ExpectSameLayers(Compare(networks::MakeResNet(false), "resnet18"), "resnet18");
    ExpectSameLayers(Compare(networks::MakeResNet(true), "resnet50"), "resnet50");
}

TEST(NetworkProfiler, BlocksWithoutAShortcutMayBeCutWithin)
{
    const auto made = Compare(networks::MakeMobileNetV2(), "mobilenetv2");
    EXPECT_GT(made->GetNLayers(), DnnProfile::Read("mobilenetv2")->GetNLayers());
}

TEST(NetworkProfiler, ANetworkThatIsNotShipped)
{
    // Parameters and GMAC as torchvision's page of MobileNet_V3_Small_Weights has them.
    const auto made = Read(Profile(networks::MakeMobileNetV3Small(), {}));
    EXPECT_EQ(made->GetTotalParameters(), 2542856U);
    EXPECT_NEAR(static_cast<double>(made->GetTotalMacs()), 0.057e9, 0.0005e9);
}

TEST(NetworkProfiler, ADetectionNetworkEndsInOneBlock)
{
    NetworkProfiler::Options options;
    options.shape = {3, 64, 64};
    const auto made = Read(Profile(networks::MakeDetector(), options));
    ASSERT_EQ(made->GetNLayers(), 3U);
    EXPECT_EQ(made->GetLayer(2).name, "near.conv");
    EXPECT_EQ(made->GetFeatureElements(2), 32U * 16 * 16);
    EXPECT_EQ(made->GetFeatureElements(3), 21U * (16 * 16 + 8 * 8));
    const uint64_t near = 21 * 32 * 9 * 16 * 16;
    const uint64_t far = 64 * 32 * 9 * 8 * 8 + 21 * 64 * 9 * 8 * 8;
    EXPECT_EQ(made->GetLayer(3).macs, near + far);
}

TEST(NetworkProfiler, AnotherQualityAndSizeOfTheResult)
{
    NetworkProfiler::Options options;
    options.shape = {3, 64, 64};
    options.quality = "perplexity";
    options.worst = 101;
    options.best = 1;
    options.accuracy = {26};
    options.resultBytes = 400;
    const auto made = Read(Profile(networks::MakeDetector(), options));
    EXPECT_DOUBLE_EQ(made->GetExit(0).accuracy.front(), 0.75);
    EXPECT_EQ(made->GetResultBytes(), 400U);
}

TEST(NetworkProfiler, ExitsAreModules)
{
    const Module module = networks::Make(
        {{"first", networks::Unit(3, 8, 3, 2)},
         {"early", networks::Sequence({networks::Flatten(), networks::Linear(8, 4)})},
         {"second", networks::Unit(8, 16, 3, 2)},
         {"last", networks::Sequence({networks::Flatten(), networks::Linear(16, 4)})}},
        {"x = self.first.forward(x)",
         "y = self.early.forward(x)",
         "return (torch.softmax(y, 1), self.last.forward(self.second.forward(x)))"});
    NetworkProfiler::Options options;
    options.shape = {3, 32, 32};
    options.exits = {"early"};
    EXPECT_THROW(Profile(module, options).MakeProfile(), InferenceInputError); // of what accuracy?
    options.accuracy = {0.6, 0.8};
    auto profiler = Profile(module, options);
    profiler.Measure();
    const auto made = Read(profiler);
    ASSERT_EQ(made->GetNExits(), 2U);
    EXPECT_EQ(made->GetExit(0).name, "early");
    EXPECT_EQ(made->GetExit(0).position, 1U);
    EXPECT_EQ(made->GetExit(0).headMacs, 32U);
    EXPECT_EQ(made->GetExit(0).headParameters, 36U);
    EXPECT_EQ(made->GetExit(0).accuracy.front(), 0.6);
    EXPECT_EQ(made->GetNClasses(), 4U);
    EXPECT_TRUE(made->HasLatency("this-machine"));
    const auto device = DeviceProfile::Parse(profiler.MakeDevice().dump(), "device.json");
    EXPECT_GT(made->GetSeconds(*device, 0, 0, 1), made->GetSeconds(*device, 1, 0, 1));
    EXPECT_NE(FindError(module, {"erly"}).find("did you mean early?"), std::string::npos);
    EXPECT_NE(FindError(module, {"first.conv"}), ""); // within a layer
}

TEST(NetworkProfiler, ANetworkWithoutAChainSaysWhereItBranches)
{
    const Module module = networks::Make(
        {{"left", networks::Conv(3, 4, 3, 1, 1)}, {"right", networks::Conv(3, 4, 3, 1, 1)}},
        {"return self.left.forward(x) + self.right.forward(x)"});
    const std::string error = FindError(module);
    EXPECT_NE(error.find("branches behind its input"), std::string::npos) << error;
    EXPECT_NE(error.find("left (aten::conv2d) and right (aten::conv2d)"), std::string::npos)
        << error;
}

TEST(NetworkProfiler, ControlFlowIsFollowed)
{
    Module module("TestFlow");
    module.register_parameter("weight", at::ones({4, 3, 1, 1}), false);
    module.define(R"(
def double(self, x):
    return x * 2.

def forward(self, x):
    for i in range(2):
        if x.size(1) == 3:
            x = torch.conv2d(self.double(x), self.weight)
        else:
            x = torch.max_pool2d(x, [2, 2])
    return x
)");
    NetworkProfiler::Options options;
    options.shape = {3, 8, 8};
    const auto made = Read(Profile(module, options));
    ASSERT_EQ(made->GetNLayers(), 2U);
    EXPECT_EQ(made->GetTotalMacs(), 3U * 4 * 64);
    EXPECT_EQ(made->GetTotalParameters(), 12U);
    EXPECT_EQ(made->GetFeatureElements(2), 4U * 16);
}

TEST(NetworkProfiler, AccuracyIsMeasuredByExitAndBits)
{
    // Class 1 when the second pixel is brighter than the first: one bit tells as much as 32.
    Module module("TestCompare");
    module.register_parameter("weight", at::eye(2), false);
    module.define("def forward(self, x):\n    x = torch.mm(torch.flatten(x, 1), self.weight)\n"
                  "    return torch.mm(x * x, self.weight)\n");
    LabelledData data;
    for (const auto& [first, second] : {std::pair{0.1, 0.9}, {0.8, 0.3}, {0.5, 0.6}, {0.2, 0.1}})
    {
        data.inputs.push_back(at::tensor({first, second}, at::kFloat).view({1, 1, 1, 2}));
        data.labels.push_back(second > first ? 1 : 0);
    }
    data.labels.back() = 1; // one label is wrong
    NetworkProfiler::Options options;
    options.shape = {1, 1, 2};
    options.bits = {32, 1};
    auto profiler = Profile(module, options);
    profiler.Evaluate(data);
    const auto profile = profiler.MakeProfile();
    for (const auto& entry : profile["exits"][0]["accuracy"])
    {
        EXPECT_EQ(entry["top1"], 0.75);
        EXPECT_FALSE(entry.contains("assumed"));
    }
    EXPECT_EQ(Read(profiler)->GetBitWidths(), (std::vector<uint32_t>{32, 1}));
}

TEST(LabelledData, ImagesOfAFolder)
{
    const std::string folder = testing::TempDir() + "labelled-" + std::to_string(getpid());
    for (const char* name : {"a", "b"})
    {
        std::filesystem::create_directories(folder + "/" + name);
        std::ofstream(folder + "/" + name + "/1.ppm")
            << "P6\n# by hand\n2 1\n255\n"
            << (name[0] == 'a' ? "\xff\xff\xff" : "\1\1\1") << "\xff\1\1";
    }
    const auto data = LabelledData::Read(folder, {3, 1, 2});
    EXPECT_EQ(data.labels, (std::vector<int64_t>{0, 1}));
    EXPECT_EQ(data.inputs[0].sizes(), (std::vector<int64_t>{1, 3, 1, 2}));
    EXPECT_EQ(data.inputs[0][0][0][0][0].item<float>(), 1);
    EXPECT_FLOAT_EQ(data.inputs[1][0][0][0][0].item<float>(), 1.0F / 255);
    EXPECT_THROW(LabelledData::Read(folder, {3, 2, 2}), InferenceInputError);
    std::ofstream(folder + "/a/2.ppm") << "P6\n2 1\n255\nx";
    EXPECT_THROW(LabelledData::Read(folder, {3, 1, 2}), InferenceInputError);
    std::filesystem::remove_all(folder);
    EXPECT_THROW(LabelledData::Read(folder, {3, 1, 2}), InferenceInputError);
}

} // namespace
} // namespace tests
} // namespace ns3
