// SPDX-License-Identifier: GPL-2.0-only
#include "wu-published.h"

namespace ns3
{
namespace learning
{
namespace test
{

namespace
{

std::vector<WuPoint>
GetFigure4()
{
    std::vector<WuPoint> points{
        {0.6, {}, {.2985, .2999, .2118, 0, 0}, {.8003, .9004}},
        {0.7, {}, {.3481, .3327, .2468, 0, 0}, {.7993, .8968}},
        {0.8, {}, {.3982, .3641, .3022, 0, 0}, {.7988, .8966}},
        {0.9, {}, {.4472, .3974, .3172, 0, 0}, {.7995, .8979}},
        {1.0, {}, {.4974, .4351, .3649, 0, 0}, {.7981, .8988}},
    };
    for (WuPoint& point : points)
    {
        point.parameters.load = point.x;
    }
    return points;
}

std::vector<WuPoint>
GetFigure6()
{
    // The load is not stated; static and myopic at 20 MHz are those of Fig. 4 at load 1.
    std::vector<WuPoint> points{
        {5, {}, {.6334, .5356, .4452, 0, 0}, {}},
        {10, {}, {.5485, .4741, .4071, 0, 0}, {}},
        {15, {}, {.5119, .4563, .4024, 0, 0}, {}},
        {20, {}, {.4948, .4364, .3801, 0, 0}, {}},
        {25, {}, {.4857, .4276, .3700, 0, 0}, {}},
    };
    for (WuPoint& point : points)
    {
        point.parameters.bandwidth = point.x * 1e6;
    }
    return points;
}

std::vector<WuPoint>
GetFigure7()
{
    // Load and bandwidth are not stated; 1 and 20 MHz are assumed.
    std::vector<WuPoint> points{
        {1.00, {}, {0, 0, .586, 1.162, 0}, {}},
        {1.05, {}, {0, 0, .559, .631, 0}, {}},
        {1.10, {}, {0, 0, .539, .566, 0}, {}},
        {1.15, {}, {0, 0, .521, .537, 0}, {}},
        {1.20, {}, {0, 0, .507, .517, 0}, {}},
    };
    for (WuPoint& point : points)
    {
        point.parameters.edgeSpeed = point.x * 1e9;
    }
    return points;
}

} // namespace

std::vector<WuPoint>
GetWuFigure(uint32_t figure)
{
    switch (figure)
    {
    case 4:
        return GetFigure4();
    case 6:
        return GetFigure6();
    case 7:
        return GetFigure7();
    default:
        return {};
    }
}

} // namespace test
} // namespace learning
} // namespace ns3
