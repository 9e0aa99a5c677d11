// SPDX-License-Identifier: GPL-2.0-only

#include "test-networks.h"

#include <algorithm>

namespace ns3
{
namespace tests
{
namespace networks
{

namespace
{

const std::string RELU = "torch.relu({})";                               //!< a rectifier
const std::string SIX = "torch.clamp({}, 0., 6.)";                       //!< a rectifier up to 6
const std::string HARD = "{} * torch.clamp({} + 3., 0., 6.) / 6.";       //!< hard swish
const std::string POOL = "torch.max_pool2d({}, [3, 3], [2, 2], [1, 1])"; //!< of ResNets
const std::string FLAT = "torch.flatten(torch.adaptive_avg_pool2d({}, [1, 1]), 1)"; //!< the end

/// Writes a large network as one module with one method: LibTorch's compiler takes gigabytes for as
/// many nested classes as such a network has.
class Writer
{
  public:
    /**
     * @param expression with {} for the value
     * @return name of a new variable with the expression
     */
    std::string Let(std::string expression)
    {
        for (std::size_t at = 0; (at = expression.find("{}", at)) != std::string::npos;)
        {
            expression.replace(at, 2, m_last);
        }
        m_last = "v" + std::to_string(m_number++);
        m_body += "    " + m_last + " = " + expression + "\n";
        return m_last;
    }

    /**
     * @param in channels of the input
     * @param out channels of the output
     * @param kernel its side
     * @param stride of the kernel
     * @param padding of the input
     * @param groups of channels
     * @param hasBias whether there is a bias
     */
    void Conv(int64_t in,
              int64_t out,
              int64_t kernel,
              int64_t stride,
              int64_t padding,
              int64_t groups = 1,
              bool hasBias = true)
    {
        const std::string weight = Add({out, in / groups, kernel, kernel});
        const std::string bias = hasBias ? Add({out}) : "None";
        const auto pair = [](int64_t number) {
            return "[" + std::to_string(number) + ", " + std::to_string(number) + "]";
        };
        Let("torch.conv2d({}, " + weight + ", " + bias + ", " + pair(stride) + ", " +
            pair(padding) + ", [1, 1], " + std::to_string(groups) + ")");
    }

    /**
     * @param in channels of the input
     * @param out channels of the output
     * @param kernel its side
     * @param stride of the kernel
     * @param groups of channels
     * @param after what follows the batch norm
     */
    void Unit(int64_t in,
              int64_t out,
              int64_t kernel,
              int64_t stride,
              int64_t groups = 1,
              const std::string& after = RELU)
    {
        Conv(in, out, kernel, stride, kernel / 2, groups, false);
        const std::string scale = Add({out});
        const std::string shift = Add({out});
        const std::string name = "seen" + std::to_string(m_number++);
        m_module.register_buffer(name, at::ones({out}));
        Let("torch.batch_norm({}, " + scale + ", " + shift + ", self." + name + ", self." + name +
            ", False, 0.1, 1e-5, False)");
        if (after != "{}")
        {
            Let(after);
        }
    }

    /**
     * @param in elements of the input
     * @param out elements of the output
     */
    void Linear(int64_t in, int64_t out)
    {
        const std::string weight = Add({out, in});
        Let("torch.addmm(" + Add({out}) + ", {}, torch.t(" + weight + "))");
    }

    /// @return the last variable
    const std::string& GetLast() const
    {
        return m_last;
    }

    /// @param variable that the next step takes
    void SetLast(const std::string& variable)
    {
        m_last = variable;
    }

    /// @return the network
    Module Finish()
    {
        m_module.define("def forward(self, x):\n" + m_body + "    return " + m_last + "\n");
        return m_module;
    }

  private:
    /**
     * @param shape of a parameter
     * @return how the text names it
     */
    std::string Add(const std::vector<int64_t>& shape)
    {
        const std::string name = "p" + std::to_string(m_number++);
        m_module.register_parameter(name, at::empty(shape), false);
        return "self." + name;
    }

    Module m_module{"TestWholeNetwork"}; //!< the network
    std::string m_body;                  //!< lines of its method
    std::string m_last{"x"};             //!< the last variable
    int m_number{0};                     //!< of the next name
};

/**
 * @param number a number of channels
 * @return the nearest multiple of 8 that is not far below
 */
int64_t
RoundToEight(double number)
{
    const auto rounded = std::max<int64_t>(8, static_cast<int64_t>(number + 4) / 8 * 8);
    return static_cast<double>(rounded) < 0.9 * number ? rounded + 8 : rounded;
}

/// One block of MobileNetV3.
struct V3
{
    int64_t in;     //!< channels of the input
    int64_t kernel; //!< side
    int64_t within; //!< channels within
    int64_t out;    //!< channels of the output
    bool squeezes;  //!< squeeze and excitation
    bool isHard;    //!< hard swish, not a rectifier
    int64_t stride; //!< of the block
};

} // namespace

Module
MakeAlexNet()
{
    const std::string pool = "torch.max_pool2d({}, [3, 3], [2, 2])";
    Writer net;
    net.Conv(3, 64, 11, 4, 2);
    net.Let(RELU);
    net.Let(pool);
    net.Conv(64, 192, 5, 1, 2);
    net.Let(RELU);
    net.Let(pool);
    for (const auto& [in, out] : {std::pair{192, 384}, {384, 256}, {256, 256}})
    {
        net.Conv(in, out, 3, 1, 1);
        net.Let(RELU);
    }
    net.Let(pool);
    net.Let("torch.flatten(torch.adaptive_avg_pool2d({}, [6, 6]), 1)");
    for (const auto& [in, out] : {std::pair{9216, 4096}, {4096, 4096}, {4096, 1000}})
    {
        net.Linear(in, out);
        net.Let(out == 1000 ? "torch.log_softmax({}, 1)" : RELU);
    }
    return net.Finish();
}

Module
MakeVgg16()
{
    Writer net;
    int64_t in = 3;
    for (const int64_t out :
         {64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0})
    {
        if (out == 0)
        {
            net.Let("torch.max_pool2d({}, [2, 2], [2, 2])");
            continue;
        }
        net.Conv(in, out, 3, 1, 1);
        net.Let(RELU);
        in = out;
    }
    net.Let("torch.flatten(torch.adaptive_avg_pool2d({}, [7, 7]), 1)");
    for (const auto& [from, to] : {std::pair{25088, 4096}, {4096, 4096}, {4096, 1000}})
    {
        net.Linear(from, to);
    }
    return net.Finish();
}

Module
MakeResNet(bool isBottleneck)
{
    Writer net;
    net.Unit(3, 64, 7, 2);
    net.Let(POOL);
    int64_t in = 64;
    const std::vector<int64_t> depth =
        isBottleneck ? std::vector<int64_t>{3, 4, 6, 3} : std::vector<int64_t>{2, 2, 2, 2};
    for (std::size_t stage = 0; stage < depth.size(); ++stage)
    {
        const int64_t width = int64_t{64} << stage;
        const int64_t out = isBottleneck ? 4 * width : width;
        for (int64_t i = 0; i < depth[stage]; ++i)
        {
            const int64_t stride = stage > 0 && i == 0 ? 2 : 1;
            std::string shortcut = net.GetLast();
            const std::string begin = shortcut;
            if (in != out || stride > 1)
            {
                net.Unit(in, out, 1, stride, 1, "{}");
                shortcut = net.GetLast();
                net.SetLast(begin);
            }
            net.Unit(in, width, isBottleneck ? 1 : 3, isBottleneck ? 1 : stride);
            net.Unit(width, width, 3, isBottleneck ? stride : 1, 1, isBottleneck ? RELU : "{}");
            if (isBottleneck)
            {
                net.Unit(width, out, 1, 1, 1, "{}");
            }
            net.Let("{}.add_(" + shortcut + ")");
            net.Let("torch.relu_({})");
            in = out;
        }
    }
    net.Let(FLAT);
    net.Linear(in, 1000);
    return net.Finish();
}

Module
MakeMobileNetV2()
{
    Writer net;
    net.Unit(3, 32, 3, 2, 1, SIX);
    int64_t in = 32;
    const std::vector<std::vector<int64_t>> stages{{1, 16, 1, 1},
                                                   {6, 24, 2, 2},
                                                   {6, 32, 3, 2},
                                                   {6, 64, 4, 2},
                                                   {6, 96, 3, 1},
                                                   {6, 160, 3, 2},
                                                   {6, 320, 1, 1}};
    for (const auto& stage : stages)
    {
        for (int64_t i = 0; i < stage[2]; ++i)
        {
            const int64_t within = in * stage[0];
            const int64_t stride = i == 0 ? stage[3] : 1;
            const std::string begin = net.GetLast();
            if (stage[0] > 1)
            {
                net.Unit(in, within, 1, 1, 1, SIX);
            }
            net.Unit(within, within, 3, stride, within, SIX);
            net.Unit(within, stage[1], 1, 1, 1, "{}");
            if (in == stage[1] && stride == 1)
            {
                net.Let("{} + " + begin);
            }
            in = stage[1];
        }
    }
    net.Unit(in, 1280, 1, 1, 1, SIX);
    net.Let(FLAT);
    net.Linear(1280, 1000);
    return net.Finish();
}

Module
MakeMobileNetV3Small()
{
    Writer net;
    net.Unit(3, 16, 3, 2, 1, HARD);
    for (const V3& block : std::vector<V3>{{16, 3, 16, 16, true, false, 2},
                                           {16, 3, 72, 24, false, false, 2},
                                           {24, 3, 88, 24, false, false, 1},
                                           {24, 5, 96, 40, true, true, 2},
                                           {40, 5, 240, 40, true, true, 1},
                                           {40, 5, 240, 40, true, true, 1},
                                           {40, 5, 120, 48, true, true, 1},
                                           {48, 5, 144, 48, true, true, 1},
                                           {48, 5, 288, 96, true, true, 2},
                                           {96, 5, 576, 96, true, true, 1},
                                           {96, 5, 576, 96, true, true, 1}})
    {
        const std::string begin = net.GetLast();
        const std::string& act = block.isHard ? HARD : RELU;
        if (block.within != block.in)
        {
            net.Unit(block.in, block.within, 1, 1, 1, act);
        }
        net.Unit(block.within, block.within, block.kernel, block.stride, block.within, act);
        if (block.squeezes)
        {
            const std::string wide = net.GetLast();
            const int64_t narrow = RoundToEight(static_cast<double>(block.within) / 4);
            net.Let("torch.adaptive_avg_pool2d({}, [1, 1])");
            net.Conv(block.within, narrow, 1, 1, 0);
            net.Let(RELU);
            net.Conv(narrow, block.within, 1, 1, 0);
            net.Let(wide + " * torch.clamp({} + 3., 0., 6.) / 6.");
        }
        net.Unit(block.within, block.out, 1, 1, 1, "{}");
        if (block.in == block.out && block.stride == 1)
        {
            net.Let("{} + " + begin);
        }
    }
    net.Unit(96, 576, 1, 1, 1, HARD);
    net.Let(FLAT);
    net.Linear(576, 1024);
    net.Let(HARD);
    net.Linear(1024, 1000);
    return net.Finish();
}

Module
MakeDetector()
{
    return Make({{"stem", Unit(3, 16, 3, 2)},
                 {"near", Unit(16, 32, 3, 2)},
                 {"far", Unit(32, 64, 3, 2)},
                 {"nearBoxes", Conv(32, 12, 3, 1, 1)},
                 {"farBoxes", Conv(64, 12, 3, 1, 1)},
                 {"nearScores", Conv(32, 9, 3, 1, 1)},
                 {"farScores", Conv(64, 9, 3, 1, 1)}},
                {"x = self.near.forward(self.stem.forward(x))",
                 "y = self.far.forward(x)",
                 "boxes = torch.cat([torch.flatten(self.nearBoxes.forward(x), 1), "
                 "torch.flatten(self.farBoxes.forward(y), 1)], 1)",
                 "scores = torch.cat([torch.flatten(self.nearScores.forward(x), 1), "
                 "torch.flatten(self.farScores.forward(y), 1)], 1)",
                 "return (boxes, scores)"});
}

} // namespace networks
} // namespace tests
} // namespace ns3
