// SPDX-License-Identifier: GPL-2.0-only

#ifndef TEST_NETWORKS_H
#define TEST_NETWORKS_H

#include <cstdint>
#include <string>
#include <torch/script.h>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup edge-inference-tests
 */

namespace ns3
{
namespace tests
{

/**
 * @ingroup edge-inference-tests
 * @brief TorchScript modules, made in C++ so that tests need no Python. Weights are whatever memory
 * holds: tests look at shapes.
 */
namespace networks
{

using Module = torch::jit::Module;

/**
 * @param children modules, by name
 * @param body lines of forward(self, x), without the indent
 * @return a module
 */
inline Module
Make(const std::vector<std::pair<std::string, Module>>& children,
     const std::vector<std::string>& body)
{
    static int number = 0; // each has a class of its own
    Module module("TestNetwork" + std::to_string(++number));
    for (const auto& [name, child] : children)
    {
        module.register_module(name, child);
    }
    std::string text = "def forward(self, x):\n";
    for (const auto& line : body)
    {
        text += "    " + line + "\n";
    }
    module.define(text);
    return module;
}

/**
 * @param children modules that follow each other
 * @return them as one, named layer0, layer1, ...
 */
inline Module
Sequence(const std::vector<Module>& children)
{
    std::vector<std::pair<std::string, Module>> named;
    std::vector<std::string> body;
    for (const auto& child : children)
    {
        named.emplace_back("layer" + std::to_string(named.size()), child);
        body.push_back("x = self." + named.back().first + ".forward(x)");
    }
    body.emplace_back("return x");
    return Make(named, body);
}

/**
 * @param expression of x
 * @return a module without parameters
 */
inline Module
Apply(const std::string& expression)
{
    return Make({}, {"return " + expression});
}

/**
 * @param in channels of the input
 * @param out channels of the output
 * @param kernel its side
 * @param stride of it
 * @param padding of the input
 * @param groups of channels
 * @param hasBias whether there is a bias
 * @return a convolution
 */
inline Module
Conv(int64_t in,
     int64_t out,
     int64_t kernel,
     int64_t stride,
     int64_t padding,
     int64_t groups = 1,
     bool hasBias = true)
{
    Module module("TestConvolution");
    module.register_parameter("weight", at::empty({out, in / groups, kernel, kernel}), false);
    if (hasBias)
    {
        module.register_parameter("bias", at::empty({out}), false);
    }
    const auto pair = [](int64_t number) {
        return "[" + std::to_string(number) + ", " + std::to_string(number) + "]";
    };
    module.define("def forward(self, x):\n    return torch.conv2d(x, self.weight, " +
                  std::string(hasBias ? "self.bias" : "None") + ", " + pair(stride) + ", " +
                  pair(padding) + ", [1, 1], " + std::to_string(groups) + ")\n");
    return module;
}

/**
 * @param channels of the input
 * @return a batch norm
 */
inline Module
Norm(int64_t channels)
{
    Module module("TestNorm");
    for (const char* name : {"weight", "bias"})
    {
        module.register_parameter(name, at::ones({channels}), false);
    }
    for (const char* name : {"mean", "variance"})
    {
        module.register_buffer(name, at::ones({channels}));
    }
    module.define("def forward(self, x):\n    return torch.batch_norm(x, self.weight, self.bias, "
                  "self.mean, self.variance, False, 0.1, 1e-5, False)\n");
    return module;
}

/**
 * @param in elements of the input
 * @param out elements of the output
 * @return a linear layer, with the weights turned as the older versions of LibTorch do
 */
inline Module
Linear(int64_t in, int64_t out)
{
    Module module("TestLinear");
    module.register_parameter("weight", at::empty({out, in}), false);
    module.register_parameter("bias", at::empty({out}), false);
    module.define("def forward(self, x):\n    return torch.addmm(self.bias, x, "
                  "torch.t(self.weight))\n");
    return module;
}

/**
 * @param in channels of the input
 * @param out channels of the output
 * @param kernel its side
 * @param stride of it
 * @param groups of channels
 * @param after expression of x behind the batch norm
 * @return convolution, batch norm and activation
 */
inline Module
Unit(int64_t in,
     int64_t out,
     int64_t kernel,
     int64_t stride,
     int64_t groups = 1,
     const std::string& after = "torch.relu(x)")
{
    return Make(
        {{"conv", Conv(in, out, kernel, stride, kernel / 2, groups, false)}, {"norm", Norm(out)}},
        {"x = self.norm.forward(self.conv.forward(x))", "return " + after});
}

/// @return the end of a network for images: mean over places, then one row
inline Module
Flatten()
{
    return Apply("torch.flatten(torch.adaptive_avg_pool2d(x, [1, 1]), 1)");
}

Module MakeAlexNet();                 ///< @return AlexNet (torchvision)
Module MakeVgg16();                   ///< @return VGG-16 (torchvision)
Module MakeResNet(bool isBottleneck); ///< @return ResNet-50, or ResNet-18 (torchvision)
Module MakeMobileNetV2();             ///< @return MobileNetV2 (torchvision)
Module MakeMobileNetV3Small();        ///< @return MobileNetV3-small (torchvision)
Module MakeDetector();                ///< @return a detection network with boxes on two scales

} // namespace networks

} // namespace tests
} // namespace ns3

#endif // TEST_NETWORKS_H
