// SPDX-License-Identifier: GPL-2.0-only

#include "helper/profile/test-networks.h"

#include <ATen/Parallel.h>
#include <functional>
#include <iostream>
#include <map>
#include <string>

/**
 * @file
 * @ingroup edge-inference-tests
 * @brief Writes a network of the tests as a TorchScript file, with random weights: what PyTorch
 * does for a user, where there is no PyTorch.
 *
 * usage: edge-inference-write-network NAME FILE
 */

namespace networks = ns3::tests::networks;

namespace
{

/**
 * @return the network of the page "A network of your own" of doc/gallery.rst
 */
networks::Module
MakeGallery()
{
    return networks::Sequence({networks::Conv(3, 16, 3, 1, 0),
                               networks::Apply("torch.relu(x)"),
                               networks::Apply("torch.max_pool2d(x, [2, 2])"),
                               networks::Conv(16, 32, 3, 1, 0),
                               networks::Apply("torch.relu(x)"),
                               networks::Apply("torch.flatten(x, 1)"),
                               networks::Linear(5408, 10)});
}

} // namespace

int
main(int argc, char* argv[])
{
    const std::map<std::string, std::function<networks::Module()>> known{
        {"gallery", &MakeGallery},
        {"mobilenetv3-small", &networks::MakeMobileNetV3Small},
        {"detector", &networks::MakeDetector}};
    const auto found = argc == 3 ? known.find(argv[1]) : known.end();
    if (found == known.end())
    {
        std::cerr << "usage: edge-inference-write-network NAME FILE\nnetworks:";
        for (const auto& network : known)
        {
            std::cerr << " " << network.first;
        }
        std::cerr << std::endl;
        return 2;
    }
    at::set_num_threads(1);
    at::manual_seed(1);
    const at::NoGradGuard noGradient;
    auto network = found->second();
    for (auto parameter : network.parameters())
    {
        parameter.normal_(0, 0.05);
    }
    network.eval();
    network.save(argv[2]);
    return 0;
}
