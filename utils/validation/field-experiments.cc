// SPDX-License-Identifier: GPL-2.0-only

#include "field-experiments.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <tuple>
#include <utility>

namespace ns3
{

namespace
{

/// Quantiles that are compared: p99 is shown and never claimed.
const std::vector<std::pair<const char*, double>> QUANTILES{{"p50", 0.5},
                                                            {"p95", 0.95},
                                                            {"p99", 0.99}};

/// Tasks at the beginning of a run that do not count: the data has no client times of about as
/// many, and its service times leave out 60.
constexpr uint32_t SKIP = 60;

/// Time of the AR server besides the inference, s: see doc/validation-field.rst.
const char* const OVERHEAD = "3.3ms";

/// Bytes of IP packets over bytes of payload: fragments of 1400 bytes with 49 bytes of the module's
/// header and 28 of UDP and IP.
constexpr double ON_AIR = (1400 + 28.0) / (1400 - 49.0);

/// Widths that a cell may have, by radio: resource blocks of LTE; MHz of NR's band n78 (3GPP TS
/// 38.101-1, table 5.3.5-1, in steps of 10). The first is that of the short form.
const std::map<std::string, std::vector<uint32_t>> CELL_WIDTHS{
    {"lte", {50, 25, 75, 100}},
    {"nr", {60, 10, 20, 30, 40, 50, 70, 80, 90, 100}}};

/**
 * @param number a number
 * @return it as JSON
 */
std::string
Write(double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", number);
    return text;
}

/**
 * @param number a number
 * @return a random variable that is always this number
 */
std::string
Always(double number)
{
    return "ns3::ConstantRandomVariable[Constant=" + Write(number) + "]";
}

/**
 * @param seconds a random variable
 * @param overhead besides
 * @return independent service times
 */
std::string
MakeIndependent(const std::string& seconds, const std::string& overhead)
{
    return R"({"type": "ns3::RandomServiceTimes", "Overhead": ")" + overhead +
           R"(", "Seconds": ")" + seconds + "\"}";
}

/**
 * @brief The rate of a burst: what 195 kB more take longer, quantile by quantile.
 * @param small bursts of 5 kB
 * @param large bursts of 200 kB
 * @param pace factor of the time that a byte takes
 * @return a random variable of bit/s
 */
std::string
MakeRate(const FieldQuantiles& small, const FieldQuantiles& large, double pace)
{
    std::string text;
    double longest = 0;
    std::vector<std::pair<double, double>> rates;
    for (const auto& [share, time] : large.GetEntries())
    {
        // a larger burst is not sent faster: where quantiles cross, the longer time stands
        longest = std::max(longest, std::max(time - small.Get(share), 1.0));
        rates.emplace_back(1 - share, 195e3 * 8 * ON_AIR / (pace * longest / 1000));
    }
    std::reverse(rates.begin(), rates.end());
    for (const auto& [share, rate] : rates)
    {
        text += (text.empty() ? "" : ",") + Write(share) + ":" + Write(rate);
    }
    return "ns3::QuantileRandomVariable[Quantiles=" + text + "]";
}

/**
 * @param small bursts of 5 kB
 * @param large bursts of 200 kB
 * @return what sending 5 kB takes at the median rate, ms
 */
double
GetSending(const FieldQuantiles& small, const FieldQuantiles& large)
{
    return (large.Get(0.5) - small.Get(0.5)) * 5 / 195;
}

/**
 * @param direction uplink or downlink
 * @return what tells its delay
 */
FieldTimes::Quantity
GetQuantity(const std::string& direction)
{
    return direction == "uplink" ? FieldTimes::UPLINK : FieldTimes::DOWNLINK;
}

} // namespace

FieldExperiments::FieldExperiments(const FieldData& data,
                                   const Options& options,
                                   FieldReport& report)
    : m_data(data),
      m_options(options),
      m_report(report)
{
    m_options.runs = options.isShort ? 1 : options.runs;
}

FieldScenario
FieldExperiments::Read(const std::string& name, const std::string& profile) const
{
    FieldScenario scenario(m_data.GetPath(name + ".json"));
    scenario.SetText("/streams/0/dnn", m_data.GetPath("profiles/" + profile + ".json"));
    return scenario;
}

void
FieldExperiments::MakeCheap(FieldScenario& scenario) const
{
    if (m_options.isShort)
    {
        scenario.Set("/streams/0/InputBytes", Always(1000));
    }
}

void
FieldExperiments::SetCell(FieldScenario& scenario,
                          const std::string& radio,
                          const Calibration& up,
                          const Calibration& down)
{
    scenario.Set("/radio/type", '"' + radio + '"');
    if (radio == "lte")
    {
        scenario.Set("/radio/lte/UplinkBandwidth", std::to_string(up.width));
        scenario.Set("/radio/lte/DownlinkBandwidth", std::to_string(down.width));
    }
    else
    {
        // Both directions share the band in time. The uplink carries the most.
        scenario.Set("/radio/nr/Bandwidth", std::to_string(up.width) + "e6");
        scenario.Set("/radio/nr/Pattern", R"("DL|DL|DL|S|UL|")");
    }
    // Wires have one delay for both directions: what counts is the sum.
    scenario.Set("/topology/BackhaulDelay", "\"" + Write((up.shift + down.shift) / 2) + "ms\"");
}

void
FieldExperiments::SetDirection(FieldScenario& scenario,
                               const std::string& city,
                               const std::string& direction,
                               const Calibration& calibration) const
{
    const auto small = m_data.GetBursts(city, direction, 5);
    const auto large = m_data.GetBursts(city, direction, 200);
    const std::string place =
        std::string("/radio/link/") + (direction == "uplink" ? "Uplink" : "Downlink");
    scenario.Set(place + "Rate", MakeRate(small, large, calibration.pace));
    scenario.Set(place + "Delay", small.GetVariable(calibration.shift - GetSending(small, large)));
    // The rate of a burst is that of the whole burst: it holds for as long as 95 % of them take.
    scenario.Set("/radio/link/CoherenceTime",
                 Write(m_data.GetBursts(city, "uplink", 200).Get(0.95)) + "ms");
}

FieldTimes
FieldExperiments::RunBursts(const Way& way, int kB, const Calibration& calibration) const
{
    const bool isUp = way.direction == "uplink";
    FieldScenario scenario = Read("burst", isUp ? "frame" : "answer-" + std::to_string(kB));
    scenario.Set("/streams/0/InputBytes", Always(isUp ? 1000 * kB : 400));
    if (way.radio != "link")
    {
        SetCell(scenario, way.radio, calibration, calibration);
        // Every phase of the frames, and bursts that do not meet: cells take their time to
        // simulate.
        scenario.Set("/streams/0/Period", "250.7ms");
        scenario.Set("/streams/0/Deadline", "1s");
        scenario.Set("/period/length", m_options.isShort ? "1s" : "6s");
        return scenario.Run(1, 0);
    }
    SetDirection(scenario, way.city, way.direction, calibration);
    if (m_options.isShort)
    {
        scenario.Set("/period/length", "30s");
    }
    return scenario.Run(m_options.isShort ? 1 : 3, 0);
}

const FieldExperiments::Calibration&
FieldExperiments::Calibrate(const Way& way)
{
    const auto [found, isNew] =
        m_calibrations.try_emplace(way.radio + " " + way.city + " " + way.direction);
    if (isNew)
    {
        const auto calibrate = way.radio == "link" ? &FieldExperiments::CalibrateLink
                                                   : &FieldExperiments::CalibrateCell;
        (this->*calibrate)(way, found->second);
    }
    return found->second;
}

void
FieldExperiments::CalibrateLink(const Way& way, Calibration& calibration) const
{
    const double small = m_data.GetBursts(way.city, way.direction, 5).Get(0.5);
    const double large = m_data.GetBursts(way.city, way.direction, 200).Get(0.5);
    for (int step = 0; step < 2; ++step)
    {
        const double simulatedSmall =
            RunBursts(way, 5, calibration).Get(GetQuantity(way.direction), 0.5);
        const double simulatedLarge =
            RunBursts(way, 200, calibration).Get(GetQuantity(way.direction), 0.5);
        const double pace = (large - small) / (simulatedLarge - simulatedSmall);
        // what a byte takes also changes what 5 kB take
        const double sending = (simulatedLarge - simulatedSmall) * 5 / 195;
        calibration.shift += small - simulatedSmall - (pace - 1) * sending;
        calibration.pace *= pace;
    }
}

void
FieldExperiments::CalibrateCell(const Way& way, Calibration& calibration) const
{
    const double small = m_data.GetBursts(way.city, way.direction, 5).Get(0.5);
    const double large = m_data.GetBursts(way.city, way.direction, 200).Get(0.5);
    double nearest = 1e9;
    for (const uint32_t width : CELL_WIDTHS.at(way.radio))
    {
        Calibration tried;
        tried.width = width;
        const auto quantity = GetQuantity(way.direction);
        const double simulated = RunBursts(way, 5, tried).Get(quantity, 0.5);
        const double longer = RunBursts(way, 200, tried).Get(quantity, 0.5) - simulated;
        if (std::abs(longer - (large - small)) < nearest)
        {
            nearest = std::abs(longer - (large - small));
            calibration.width = width;
            calibration.shift = std::max(small - simulated, 0.0);
        }
        if (m_options.isShort)
        {
            return;
        }
    }
}

void
FieldExperiments::SetRadio(FieldScenario& scenario,
                           const std::string& radio,
                           const std::string& city)
{
    const Calibration& up = Calibrate({radio, city, "uplink"});
    const Calibration& down = Calibrate({radio, city, "downlink"});
    if (radio != "link")
    {
        SetCell(scenario, radio, up, down);
        return;
    }
    SetDirection(scenario, city, "uplink", up);
    SetDirection(scenario, city, "downlink", down);
}

void
FieldExperiments::AddDistribution(const FieldComparison& common,
                                  const FieldQuantiles& measured,
                                  const FieldTimes& times,
                                  FieldTimes::Quantity quantity)
{
    for (const auto& [share, value] : measured.GetEntries())
    {
        if (share <= 0.99)
        {
            m_report.AddPoint(common, "measured", value, share);
            m_report.AddPoint(common, "simulated", times.Get(quantity, share), share);
        }
    }
}

void
FieldExperiments::SetServiceInOrder(FieldScenario& scenario,
                                    const std::string& city,
                                    const std::string& load) const
{
    scenario.Set("/servers/service",
                 R"({"type": "ns3::TraceServiceTimes", "Scale": 0.001, "Overhead": ")" +
                     std::string(OVERHEAD) + R"(", "Column": ")" + city + "_" + load +
                     R"(", "FileName": )" +
                     FieldScenario::Quote(m_data.GetPath("smec-ar-service.csv")) + "}");
}

void
FieldExperiments::RunLoadedArOverBursts()
{
    for (const std::string city : {"Nanjing", "Seoul"})
    {
        for (const std::string load : {"gpu-20", "gpu-40", "gpu-60"})
        {
            if (!m_options.isShort || (city == "Nanjing" && load == "gpu-40"))
            {
                RunLoadedArOverBursts(city, load);
            }
        }
    }
}

void
FieldExperiments::RunLoadedArOverBursts(const std::string& city, const std::string& load)
{
    FieldScenario scenario = Read("ar", "frame");
    if (m_options.isShort)
    {
        scenario.Set("/period/length", "15s");
    }
    SetServiceInOrder(scenario, city, load);
    FieldScenario even = scenario;
    MakeCheap(even);
    SetRadio(scenario, "link", city);
    const FieldTimes times = scenario.Run(m_options.runs, SKIP);
    const FieldTimes evenTimes = even.Run(1, SKIP);
    CompareLoadedAr("E6", city, load, times, [&](FieldTimes::Quantity quantity, double share) {
        return quantity == FieldTimes::SERVER
                   ? FieldComparison::Naive{{"even arrivals", evenTimes.Get(quantity, share)}}
                   : FieldComparison::Naive{};
    });
}

void
FieldExperiments::CompareLoadedAr(const std::string& experiment,
                                  const std::string& city,
                                  const std::string& load,
                                  const FieldTimes& times,
                                  const NaiveTimes& naive)
{
    for (const auto& [name, quantity, title] :
         {std::tuple("e2e", FieldTimes::END_TO_END, "end to end"),
          std::tuple("srv", FieldTimes::SERVER, "server")})
    {
        FieldComparison c;
        c.experiment = experiment;
        c.row = "AR " + city + " " + load;
        c.quantity = title;
        const auto measured = m_data.GetFrames("ar", city, load, name);
        const auto unloaded = m_data.GetFrames("ar", city, "none", name);
        for (const auto& [quantile, share] : QUANTILES)
        {
            c.quantile = quantile;
            c.use = share == 0.99 ? "shown" : "predicted";
            c.measured = measured.Get(share);
            c.simulated = times.Get(quantity, share);
            c.naive = naive(quantity, share);
            c.naive.insert(c.naive.begin(), {"unloaded row", unloaded.Get(share)});
            c.noise = m_data.GetNoise("ar", city, load, quantile);
            m_report.Add(c);
        }
        AddDistribution(c, measured, times, quantity);
    }
}

void
FieldExperiments::RunLoadedAr()
{
    for (const std::string city : {"Dallas", "Nanjing", "Seoul"})
    {
        for (const std::string load : {"gpu-20", "gpu-40", "gpu-60"})
        {
            if (!m_options.isShort || (city == "Seoul" && load == "gpu-60"))
            {
                RunLoadedAr(city, load);
            }
        }
    }
}

void
FieldExperiments::RunLoadedAr(const std::string& city, const std::string& load)
{
    FieldScenario inOrder = Read("ar", "frame");
    inOrder.Set("/radio/link/DownlinkDelay",
                m_data.GetFrames("ar", city, "none", "net").GetVariable());
    // A quantile is of one frame: with order kept, one slow frame of a hundred would delay others.
    inOrder.Set("/radio/link/DelayInOrder", "false");
    MakeCheap(inOrder);
    FieldScenario independent = inOrder;
    SetServiceInOrder(inOrder, city, load);
    FieldScenario noQueue = inOrder;
    noQueue.Set("/servers/compute", R"({"type": "ns3::FifoComputeNode", "Workers": 1000})");
    independent.Set(
        "/servers/service",
        MakeIndependent(m_data.GetFrames("ar", city, load, "svc").GetVariable(), OVERHEAD));
    const FieldTimes times = inOrder.Run(m_options.runs, SKIP);
    const FieldTimes withoutQueue = noQueue.Run(m_options.runs, SKIP);
    const FieldTimes drawn = m_options.isShort ? times : independent.Run(m_options.runs, SKIP);
    CompareLoadedAr("E1", city, load, times, [&](FieldTimes::Quantity quantity, double share) {
        FieldComparison::Naive naive = {{"no queue", withoutQueue.Get(quantity, share)}};
        if (!m_options.isShort)
        {
            naive.emplace_back("independent times", drawn.Get(quantity, share));
        }
        return naive;
    });
}

void
FieldExperiments::RunBursts()
{
    for (const std::string city : {"Seoul", "Nanjing"})
    {
        for (const std::string direction : {"uplink", "downlink"})
        {
            for (const int kB : FieldData::SIZES)
            {
                const bool isFew = kB == 5 || kB == 50 || kB == 200;
                if (!m_options.isShort || (isFew && city == "Nanjing" && direction == "uplink"))
                {
                    CompareBursts({m_options.radio, city, direction}, kB);
                }
            }
        }
    }
}

void
FieldExperiments::CompareBursts(const Way& way, int kB)
{
    const double small = m_data.GetBursts(way.city, way.direction, 5).Get(0.5);
    const double large = m_data.GetBursts(way.city, way.direction, 200).Get(0.5);
    const FieldTimes times = RunBursts(way, kB, Calibrate(way));
    const auto quantity = GetQuantity(way.direction);
    const auto measured = m_data.GetBursts(way.city, way.direction, kB);
    FieldComparison c;
    c.experiment = "E2";
    c.row = way.city + " " + std::to_string(kB) + " kB";
    c.quantity = way.direction + " " + way.radio;
    for (const auto& [quantile, share] : QUANTILES)
    {
        c.quantile = quantile;
        c.use = kB == 5 || kB == 200 ? "calibrated" : share == 0.5 ? "predicted" : "shown";
        c.measured = measured.Get(share);
        c.simulated = times.Get(quantity, share);
        c.naive.clear();
        if (share == 0.5)
        {
            c.naive = {{"straight line", small + (large - small) * (kB - 5) / 195}};
        }
        m_report.Add(c);
    }
    AddDistribution(c, measured, times, quantity);
}

void
FieldExperiments::RunFrames()
{
    for (const std::string city : {"Seoul", "Nanjing"})
    {
        for (const std::string app : {"ar", "ss"})
        {
            if (!m_options.isShort || (city == "Nanjing" && app == "ar"))
            {
                if (m_options.radio == "link")
                {
                    RunFrames(app, city);
                }
                else
                {
                    RunFramesOverCell(app, city);
                }
            }
        }
    }
}

void
FieldExperiments::RunFrames(const std::string& app, const std::string& city)
{
    const bool isAr = app == "ar";
    FieldScenario even = Read(isAr ? "ar" : "streaming", isAr ? "frame" : "streaming");
    even.Set("/servers/service",
             MakeIndependent(m_data.GetFrames(app, city, "none", "svc").GetVariable(),
                             isAr ? OVERHEAD : "0s"));
    FieldScenario scenario = even;
    SetRadio(scenario, "link", city);
    MakeCheap(even);
    const FieldTimes times = scenario.Run(m_options.runs, SKIP);
    const FieldTimes evenTimes = even.Run(m_options.runs, SKIP);
    FieldComparison c;
    c.row = (isAr ? "AR " : "streaming ") + city;
    const double byHand = m_data.InterpolateBurst(city, "uplink", isAr ? 33.333 : 41.667) +
                          (isAr ? m_data.GetBursts(city, "downlink", 5).Get(0.5)
                                : m_data.InterpolateBurst(city, "downlink", 16.667));
    const auto network = m_data.GetFrames(app, city, "none", "net");
    const auto server = m_data.GetFrames(app, city, "none", "srv");
    for (const auto& [quantile, share] : QUANTILES)
    {
        c.quantile = quantile;
        c.noise = m_data.GetNoise(app, city, "none", quantile);
        c.experiment = "E3";
        c.quantity = isAr ? "AR network link" : "streaming network link";
        c.use = share == 0.5 ? "predicted" : "shown";
        c.measured = network.Get(share);
        c.simulated = times.Get(FieldTimes::NETWORK, share);
        c.naive = share == 0.5 ? FieldComparison::Naive{{"bursts by hand", byHand}}
                               : FieldComparison::Naive{};
        m_report.Add(c);
        c.experiment = "E4";
        c.quantity = isAr ? "AR server" : "streaming server";
        c.use = share == 0.99 ? "shown" : "predicted";
        c.measured = server.Get(share);
        c.simulated = times.Get(FieldTimes::SERVER, share);
        c.naive = {{"even arrivals", evenTimes.Get(FieldTimes::SERVER, share)}};
        m_report.Add(c);
    }
    AddDistribution(c, server, times, FieldTimes::SERVER);
    c.experiment = "E3";
    c.quantity = isAr ? "AR network link" : "streaming network link";
    AddDistribution(c, network, times, FieldTimes::NETWORK);
}

double
FieldExperiments::GetByHand(const std::string& app, const std::string& city) const
{
    return app == "ar" ? m_data.InterpolateBurst(city, "uplink", 33.333) +
                             m_data.GetBursts(city, "downlink", 5).Get(0.5)
                       : m_data.InterpolateBurst(city, "uplink", 41.667) +
                             m_data.InterpolateBurst(city, "downlink", 16.667);
}

void
FieldExperiments::RunFramesOverCell(const std::string& app, const std::string& city)
{
    const bool isAr = app == "ar";
    FieldScenario scenario = Read(isAr ? "ar" : "streaming", isAr ? "frame" : "streaming");
    scenario.Set("/servers/service",
                 MakeIndependent(m_data.GetFrames(app, city, "none", "svc").GetVariable(),
                                 isAr ? OVERHEAD : "0s"));
    SetRadio(scenario, m_options.radio, city);
    scenario.Set("/streams/0/Deadline", "2s");
    scenario.Set("/period/length", m_options.isShort ? "3s" : "10s");
    const FieldTimes times = scenario.Run(1, SKIP);
    FieldComparison c;
    c.experiment = "E3";
    c.row = (isAr ? "AR " : "streaming ") + city;
    c.quantity = (isAr ? "AR network " : "streaming network ") + m_options.radio;
    c.quantile = "p50";
    c.use = "predicted";
    c.measured = m_data.GetFrames(app, city, "none", "net").Get(0.5);
    c.simulated = times.Get(FieldTimes::NETWORK, 0.5);
    c.naive = {{"bursts by hand", GetByHand(app, city)}};
    c.noise = m_data.GetNoise(app, city, "none", "p50");
    m_report.Add(c);
}

void
FieldExperiments::RunBaseDelay()
{
    // DETERMINISTIC6G, campaign PD-Wireless-5G-2a, single figures: see doc/validation-field.rst.
    const double downlink50 = 5.299;
    const double downlink95 = 9.749;
    const double uplink50 = 6.411;
    const double uplink95 = 7.817;
    const auto make = [this](double processing) {
        FieldScenario scenario = Read("base-delay", "frame");
        scenario.Set("/radio/link/UplinkDelay", Always(processing / 1000));
        scenario.Set("/radio/link/DownlinkDelay", Always(processing / 1000));
        if (m_options.isShort)
        {
            scenario.Set("/period/length", "10s");
        }
        return scenario.Run(1, SKIP);
    };
    const double bare = make(0).Get(FieldTimes::DOWNLINK, 0.5);
    const FieldTimes times = make(downlink50 - bare);
    FieldComparison c;
    c.experiment = "E5";
    c.row = "100 B every 10 ms";
    const auto add = [&](const std::string& direction,
                         double share,
                         const std::string& use,
                         double measured,
                         const FieldComparison::Naive& naive) {
        c.quantity = direction;
        c.quantile = share == 0.5 ? "p50" : "p95";
        c.use = use;
        c.measured = measured;
        c.simulated =
            times.Get(direction == "uplink" ? FieldTimes::UPLINK : FieldTimes::DOWNLINK, share);
        c.naive = naive;
        m_report.Add(c);
    };
    add("downlink", 0.5, "calibrated", downlink50, {});
    add("uplink", 0.5, "predicted", uplink50, {{"uplink = downlink", downlink50}});
    add("downlink", 0.95, "predicted", downlink95, {});
    add("uplink", 0.95, "predicted", uplink95, {{"uplink = downlink", downlink95}});
}

} // namespace ns3
