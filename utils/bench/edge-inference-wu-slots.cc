// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * The figures of Wu et al. (IEEE TII 2021) by the paper's own slot equations: no packets.
 *
 * Prints a CSV row for each curve and point. Writes curves with the paper's beside them to
 * curves.csv, the ratios of delays to ratios.csv and every training to trainings.csv. A training
 * that is finished leaves a file in trainings/, so that a program that was killed goes on where it
 * was. doc/wu-iiot.rst shows what came out.
 *
 *     edge-inference-wu-slots --figure=6 --trainings=3
 */

#include "../../test/learning/wu-learner.h"
#include "../../test/learning/wu-policies.h"
#include "../../test/learning/wu-published.h"

#include "ns3/inference-input-error.h"
#include "ns3/seed-statistics.h"
#include "ns3/strict-command-line.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::learning::test;

namespace
{

/// What the command line says.
struct Settings
{
    uint32_t figure{4};       //!< of the paper
    uint32_t trainings{3};    //!< of each point of a learner
    uint32_t evaluations{50}; //!< episodes of evaluation
    WuTraining training;      //!< of the learners
    WuParameters parameters;  //!< gains, V, who waits
};

/// Evaluation seeds are below those of validation; trainings have another stream.
const uint64_t EVALUATION_SEED = 1;

/// Names of the curves, in the order of WuCurve.
const char* const NAMES[WU_CURVES] = {"static", "myopic", "DDPG", "DDPG, fixed shares", "exact"};

/// A point of a curve.
struct Value
{
    WuResult mean;       //!< over trainings, least accuracies over all of them
    double halfWidth{0}; //!< of the 95 % interval of the delay over trainings
    double published{0}; //!< delay in the paper; 0 = none
};

/// @return one line that decides a training's result
std::string
Describe(const WuParameters& p, const WuTraining& t, uint32_t evaluations)
{
    std::ostringstream text;
    text.precision(12);
    text << p.load << " " << p.bandwidth << " " << p.edgeSpeed << " " << p.penaltyWeight << " "
         << p.allWait << " " << p.shares[0] << " " << p.gain[0] << " " << p.gain[1] << " "
         << p.gain[2] << " " << static_cast<int>(t.form) << " " << t.episodes << " " << t.slots
         << " " << t.noise << " " << t.gamma << " " << t.seed << " " << evaluations;
    return text.str();
}

std::ostream&
operator<<(std::ostream& stream, const WuResult& r)
{
    return stream << r.delay << " " << r.accuracy[0] << " " << r.accuracy[1] << " " << r.least[0]
                  << " " << r.least[1] << " " << r.localShare << " " << r.overflows << "\n";
}

std::istream&
operator>>(std::istream& stream, WuResult& r)
{
    return stream >> r.delay >> r.accuracy[0] >> r.accuracy[1] >> r.least[0] >> r.least[1] >>
           r.localShare >> r.overflows;
}

/**
 * @param name of the training's file
 * @param parameters the system
 * @param training how to train
 * @param evaluations episodes of evaluation
 * @return what it gave, read from the file if that is of the same training
 */
WuTrained
Train(const std::string& name,
      const WuParameters& parameters,
      const WuTraining& training,
      uint32_t evaluations)
{
    const std::string path = "trainings/" + name + ".txt";
    const std::string what = Describe(parameters, training, evaluations);
    WuTrained trained;
    std::ifstream known(path);
    std::string line;
    if (std::getline(known, line) && line == what &&
        known >> trained.bestAfter >> trained.best >> trained.last)
    {
        return trained;
    }
    std::cerr << name << "\n";
    trained = TrainWu(parameters, training, EVALUATION_SEED, evaluations);
    std::filesystem::create_directories("trainings");
    {
        std::ofstream file(path + ".part");
        file.precision(12);
        file << what << "\n" << trained.bestAfter << "\n" << trained.best << trained.last;
        if (!file.flush())
        {
            throw InferenceInputError(path, "", "no room", "a file that can be written");
        }
    }
    std::filesystem::rename(path + ".part", path);
    return trained;
}

/**
 * @param settings of the program
 * @param point of the figure
 * @param curve STATIC, MYOPIC or EXACT
 * @return its value
 */
Value
Evaluate(const Settings& settings, const WuParameters& point, WuCurve curve)
{
    const WuPolicy policy =
        curve == WuCurve::STATIC ? WuPolicy(ChooseStatic)
        : curve == WuCurve::EXACT
            ? WuPolicy(ChooseExact)
            : WuPolicy([](const WuSystem& system) { return ChooseMyopic(system); });
    return {EvaluateWu(point, policy, EVALUATION_SEED, settings.evaluations)};
}

/**
 * @param settings of the program
 * @param point the system at a point of the figure
 * @param x of the point
 * @param curve LEARNT or FIXED
 * @param csv gets a row a training
 * @return its value
 */
Value
Learn(const Settings& settings, WuParameters point, double x, WuCurve curve, std::ostream& csv)
{
    if (curve == WuCurve::FIXED)
    {
        point.shares = {3.0 / 7, 4.0 / 7}; // cycles of a raw task: 153.6 and 204.8 million
    }
    Value value;
    std::vector<double> delays;
    for (uint32_t i = 1; i <= settings.trainings; ++i)
    {
        WuTraining training = settings.training;
        training.seed = i;
        std::ostringstream name;
        name << settings.figure << "-" << x << (curve == WuCurve::FIXED ? "-fixed-" : "-") << i;
        const WuTrained trained = Train(name.str(), point, training, settings.evaluations);
        delays.push_back(trained.best.delay);
        const double part = 1.0 / settings.trainings;
        value.mean.delay += part * trained.best.delay;
        value.mean.localShare += part * trained.best.localShare;
        value.mean.overflows += part * trained.best.overflows;
        for (uint32_t m = 0; m < WuParameters::SERVICES; ++m)
        {
            value.mean.accuracy[m] += part * trained.best.accuracy[m];
            value.mean.least[m] = std::min(value.mean.least[m], trained.best.least[m]);
        }
        const auto& [best, last, after] = trained;
        csv << x << ",\"" << NAMES[static_cast<uint32_t>(curve)] << "\"," << i << "," << after
            << "," << best.delay << "," << best.accuracy[0] << "," << best.accuracy[1] << ","
            << last.delay << "," << last.accuracy[0] << "," << last.accuracy[1] << "\n";
    }
    value.halfWidth = SeedStatistics::Of(delays).ci95;
    return value;
}

/**
 * @brief Prints a value, and adds it and the paper's to the curves.
 * @param point of the figure
 * @param curve which
 * @param value ours
 * @param curves gets the rows for plots
 */
void
Print(const WuPoint& point, WuCurve curve, const Value& value, std::ostream& curves)
{
    const char* name = NAMES[static_cast<uint32_t>(curve)];
    const WuResult& r = value.mean;
    const bool hasWidth = std::isfinite(value.halfWidth) && value.halfWidth > 0;
    std::printf("\"%s\",%g,%.4f,", name, point.x, r.delay);
    if (hasWidth)
    {
        std::printf("%.4f", value.halfWidth);
    }
    std::printf(",%.4f,%.4f,%.4f,%.4f,%.3f,%.3f,",
                r.accuracy[0],
                r.accuracy[1],
                r.least[0],
                r.least[1],
                r.localShare,
                r.overflows);
    curves << "\"" << name << "\"," << point.x << "," << r.delay << ",";
    curves << (hasWidth ? std::to_string(value.halfWidth) : "") << "," << r.accuracy[0] << ","
           << r.accuracy[1] << "\n";
    if (value.published > 0)
    {
        std::printf("%.4f,%+.1f\n", value.published, 100 * (r.delay / value.published - 1));
        curves << "\"" << name << ", paper\"," << point.x << "," << value.published << ",,";
        if (curve == WuCurve::LEARNT && point.accuracy[0] > 0)
        {
            curves << point.accuracy[0] << "," << point.accuracy[1];
        }
        else
        {
            curves << ",";
        }
        curves << "\n";
    }
    else
    {
        std::printf(",\n");
    }
    std::fflush(stdout);
}

/// @brief Writes the ratios that the paper's text names: of other curves to the learnt one.
void
WriteRatios(std::ostream& csv, const WuPoint& point, const std::vector<Value>& values)
{
    const auto learnt = static_cast<uint32_t>(WuCurve::LEARNT);
    for (WuCurve curve : {WuCurve::MYOPIC, WuCurve::STATIC, WuCurve::FIXED})
    {
        const auto i = static_cast<uint32_t>(curve);
        if (point.delay[i] > 0)
        {
            const double ours = values[i].mean.delay / values[learnt].mean.delay;
            const double published = point.delay[i] / point.delay[learnt];
            csv << point.x << ",\"" << NAMES[i] << " / DDPG\"," << ours << "," << published << ","
                << ours - published << "\n";
        }
    }
}

int
Run(const Settings& settings)
{
    const std::vector<WuPoint> points = GetWuFigure(settings.figure);
    if (points.empty())
    {
        throw InferenceInputError("command line",
                                  "--figure",
                                  std::to_string(settings.figure),
                                  "4, 6 or 7 (5 is part of 4)");
    }
    std::ofstream ratios("ratios.csv");
    std::ofstream trainings("trainings.csv");
    std::ofstream curves("curves.csv");
    curves << "curve,x,delay,halfWidth,accuracy1,accuracy2\n";
    ratios << "x,ratio,ours,paper,difference\n";
    trainings << "x,policy,training,after,delay,accuracy1,accuracy2,lastDelay,lastAccuracy1,"
                 "lastAccuracy2\n";
    std::printf("curve,x,delay,halfWidth,accuracy1,accuracy2,least1,least2,local,overflows,paper,"
                "above\n");
    for (const WuPoint& point : points)
    {
        WuParameters system = settings.parameters;
        system.load = point.parameters.load;
        system.bandwidth = point.parameters.bandwidth;
        system.edgeSpeed = point.parameters.edgeSpeed;
        std::vector<Value> values(WU_CURVES);
        for (uint32_t i = 0; i < WU_CURVES; ++i)
        {
            const auto curve = static_cast<WuCurve>(i);
            const bool learns = curve == WuCurve::LEARNT || curve == WuCurve::FIXED;
            if (!(point.delay[i] > 0 || curve == WuCurve::EXACT) ||
                (learns && settings.trainings == 0))
            {
                continue;
            }
            values[i] = learns ? Learn(settings, system, point.x, curve, trainings)
                               : Evaluate(settings, system, curve);
            values[i].published = point.delay[i];
            Print(point, curve, values[i], curves);
        }
        if (settings.trainings > 0)
        {
            WriteRatios(ratios, point, values);
        }
    }
    return 0;
}

/// @brief Demands that a number be above 0 and at most `most`.
void
RequireAbove0(const std::string& option, double value, double most)
{
    if (!(value > 0 && value <= most))
    {
        std::ostringstream found;
        found << value;
        std::ostringstream expected;
        expected << "a number above 0 and at most " << most;
        throw InferenceInputError("command line", option, found.str(), expected.str());
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    std::string form = "rows";
    StrictCommandLine cmd(__FILE__);
    cmd.Usage("The figures of Wu et al. (IEEE TII 2021) by the paper's slot equations, as CSV.");
    cmd.AddValue("figure", "4 (and 5), 6 or 7", settings.figure);
    cmd.AddValue("trainings", "Trainings of each point; 0 = none", settings.trainings);
    cmd.AddValue("episodes", "Episodes of a training", settings.training.episodes);
    cmd.AddValue("evaluations", "Episodes of evaluation", settings.evaluations);
    cmd.AddValue("form", "rows (one a device) or joint (one for all, as the paper)", form);
    cmd.AddValue("noise", "Exploration, in halves of an action's range", settings.training.noise);
    cmd.AddValue("weight", "V, of the penalty", settings.parameters.penaltyWeight);
    cmd.AddValue("all-wait",
                 "Whether devices that compute locally are charged for the queue at the edge",
                 settings.parameters.allWait);
    cmd.AddValue("good-gain", "Gain of a good channel (assumed)", settings.parameters.gain[0]);
    cmd.AddValue("normal-gain", "Gain of a normal channel (assumed)", settings.parameters.gain[1]);
    cmd.AddValue("bad-gain", "Gain of a bad channel (assumed)", settings.parameters.gain[2]);
    return RunWithInputErrors([&] {
        cmd.Parse(argc, argv);
        if (form != "rows" && form != "joint")
        {
            throw InferenceInputError("command line", "--form", form, "rows or joint");
        }
        settings.training.form = form == "rows" ? WuForm::ROWS : WuForm::JOINT;
        RequireAbove0("--episodes", settings.training.episodes, 1e6);
        RequireAbove0("--evaluations", settings.evaluations, 1e6);
        RequireAbove0("--noise", settings.training.noise, 100);
        RequireAbove0("--weight", settings.parameters.penaltyWeight, 1e6);
        for (uint32_t i = 0; i < WuParameters::CHANNELS; ++i)
        {
            const char* const names[] = {"--good-gain", "--normal-gain", "--bad-gain"};
            RequireAbove0(names[i], settings.parameters.gain[i], 1);
        }
        return Run(settings);
    });
}
