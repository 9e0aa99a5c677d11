// SPDX-License-Identifier: GPL-2.0-only
#include "../input/input-text.h"
#include "../input/profile-files.h"
#include "believed-profile.h"
#include "exit-places.h"

#include "ns3/dnn-profile.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace ns3
{

namespace
{

// Bounds of sanity: far beyond any network of today, far below overflow of the sums.
constexpr uint64_t GREATEST_MACS = 1'000'000'000'000'000;    //!< of one layer
constexpr uint64_t GREATEST_PARAMETERS = 10'000'000'000'000; //!< of one layer
constexpr uint64_t GREATEST_ELEMENTS = 10'000'000'000;       //!< of one tensor
constexpr uint64_t GREATEST_CLASSES = 10'000'000;            //!< of one network
constexpr uint64_t GREATEST_BITS = 64;                       //!< of one element
constexpr double GREATEST_SECONDS = 1e6;                     //!< of one network
constexpr std::size_t GREATEST_LAYERS = 10000;               //!< of one network
constexpr std::size_t GREATEST_EXITS = 1000;                 //!< of one network
constexpr std::size_t GREATEST_TABLES = 1000;                //!< latency tables of one network

/// What an exit's cuts call the cut before all layers.
const char* const INPUT = "input";

} // namespace

/** @brief Reads and checks the JSON form of a DnnProfile. */
class DnnProfileReader
{
  public:
    /**
     * @param root the file's root
     * @return the profile
     */
    static Ptr<const DnnProfile> Read(const JsonCursor& root);

    /**
     * @param truth a profile
     * @param belief factors, of which one at least is not 1
     * @return the profile that is wrong by the factors
     */
    static Ptr<const DnnProfile> Distort(const DnnProfile& truth, const ProfileBelief& belief);

  private:
    /**
     * @param truth a profile
     * @param belief the factors
     * @param device a device, and the factor of its times
     * @return the latency table that is wrong by the factors
     */
    static DnnProfile::Latency MakeBelievedLatency(
        const DnnProfile& truth,
        const ProfileBelief& belief,
        const std::pair<Ptr<const DeviceProfile>, double>& device);

    /**
     * @param root the file's root
     * @param profile where to put the layers
     */
    static void ReadLayers(const JsonCursor& root, DnnProfile& profile);
    /**
     * @param root the file's root
     * @param profile where to put the exits; has its layers
     */
    static void ReadExits(const JsonCursor& root, DnnProfile& profile);
    /**
     * @param name the name of a layer
     * @param profile has its layers
     * @return number of the layer, from 1
     */
    static uint32_t FindLayer(const JsonCursor& name, const DnnProfile& profile);
    /**
     * @brief Leaves of the cut points of each exit those that the file names, if it names any.
     * @param exits the exits
     * @param profile finished
     */
    static void ReadCuts(const JsonCursor& exits, DnnProfile& profile);

    /// What the accuracies of a profile are.
    struct Quality
    {
        std::string name{"top-1"}; //!< what is shown of it
        std::string key{"top1"};   //!< of the values
        double worst{0};           //!< value that counts as accuracy 0
        double best{1};            //!< value that counts as accuracy 1
    };

    /**
     * @param root the file's root
     * @return what its accuracies are: shares of right answers, or another quality with its range
     */
    static Quality ReadQuality(const JsonCursor& root);
    /**
     * @param root the file's root
     * @return 32-bit numbers of a result: one for each class, or what it says of bytes
     */
    static uint32_t ReadResult(const JsonCursor& root);
    /**
     * @brief Checks that everything that can be sent has a size that headers can tell.
     * @param root the file's root
     * @param profile has layers, exits and bit widths
     */
    static void CheckFeatures(const JsonCursor& root, const DnnProfile& profile);
    /**
     * @param list the accuracies of one exit
     * @param quality key and range of the accuracies
     * @param profile where to put the bit widths, or to compare them with those of the first exit
     * @return the accuracies
     */
    static std::vector<double> ReadAccuracy(const JsonCursor& list,
                                            const Quality& quality,
                                            DnnProfile& profile);
    /**
     * @param root the file's root
     * @param profile where to put the latency tables; has layers and exits, finished
     */
    static void ReadLatencies(const JsonCursor& root, DnnProfile& profile);
    /**
     * @param table a latency table of kind "layers": seconds of each layer and, where measured, of
     *        each head; heads otherwise by their MACs at the rate of all layers together
     * @param profile the profile
     * @param latency where to put the seconds
     */
    static void ReadLayerSeconds(const JsonCursor& table,
                                 const DnnProfile& profile,
                                 DnnProfile::Latency& latency);
    /**
     * @param table a latency table of kind "exits": seconds from the input to each exit's answer;
     *        split over layers and head by their MACs
     * @param profile the profile
     * @param latency where to put the seconds
     */
    static void ReadExitSeconds(const JsonCursor& table,
                                const DnnProfile& profile,
                                DnnProfile::Latency& latency);
    /**
     * @param table a latency table of kind "total": seconds from the input to the last exit's
     *        answer; split over layers and heads by their MACs
     * @param profile the profile
     * @param latency where to put the seconds
     */
    static void ReadTotalSeconds(const JsonCursor& table,
                                 const DnnProfile& profile,
                                 DnnProfile::Latency& latency);
};

DnnProfile::Latency
DnnProfileReader::MakeBelievedLatency(const DnnProfile& truth,
                                      const ProfileBelief& belief,
                                      const std::pair<Ptr<const DeviceProfile>, double>& device)
{
    const auto& [machine, factor] = device;
    const DnnProfile::Latency* const known = truth.FindLatency(machine->GetName());
    const double rate = machine->GetMacRate(truth.m_name);
    DnnProfile::Latency latency{machine->GetName(), {0}, {}};
    std::size_t exit = 0; // the first one that a layer leads to
    for (std::size_t i = 0; i < truth.m_layers.size(); ++i)
    {
        while (truth.m_exits[exit].position <= i)
        {
            ++exit;
        }
        const double seconds = known ? known->layerSeconds[i + 1] - known->layerSeconds[i]
                                     : static_cast<double>(truth.m_layers[i].macs) / rate;
        latency.layerSeconds.push_back(latency.layerSeconds.back() +
                                       factor * belief.exitTimes[exit] * seconds);
    }
    for (std::size_t i = 0; i < truth.m_exits.size(); ++i)
    {
        const double seconds =
            known ? known->headSeconds[i] : static_cast<double>(truth.m_exits[i].headMacs) / rate;
        latency.headSeconds.push_back(factor * belief.exitTimes[i] * seconds);
    }
    return latency;
}

Ptr<const DnnProfile>
DnnProfileReader::Distort(const DnnProfile& truth, const ProfileBelief& belief)
{
    Ptr<DnnProfile> profile(new DnnProfile(truth), false);
    profile->m_latencies.clear();
    for (const auto& device : belief.times)
    {
        profile->m_latencies.push_back(MakeBelievedLatency(truth, belief, device));
    }
    std::sort(profile->m_latencies.begin(),
              profile->m_latencies.end(),
              [](const auto& a, const auto& b) { return a.device < b.device; });
    for (std::size_t i = 0; i < profile->m_exits.size(); ++i)
    {
        for (double& accuracy : profile->m_exits[i].accuracy)
        {
            accuracy = std::min(accuracy * belief.accuracies[i], 1.0);
        }
    }
    return profile;
}

Ptr<const DnnProfile>
MakeBelievedProfile(Ptr<const DnnProfile> truth, const ProfileBelief& belief)
{
    const auto isOne = [](double factor) { return factor == 1; };
    const bool isTrue = std::all_of(belief.times.begin(),
                                    belief.times.end(),
                                    [&](const auto& device) { return isOne(device.second); }) &&
                        std::all_of(belief.exitTimes.begin(), belief.exitTimes.end(), isOne) &&
                        std::all_of(belief.accuracies.begin(), belief.accuracies.end(), isOne);
    return isTrue ? truth : DnnProfileReader::Distort(*truth, belief);
}

Ptr<const DnnProfile>
DnnProfileReader::Read(const JsonCursor& root)
{
    ProfileFiles::CheckObject(root,
                              {"format",
                               "name",
                               "title",
                               "input",
                               "classes",
                               "resultBytes",
                               "quality",
                               "layers",
                               "exits",
                               "latency"});
    root.Get("format").GetChoice({"dnn-profile/1"});
    Ptr<DnnProfile> profile(new DnnProfile, false);
    profile->m_name = root.Get("name").GetName();
    profile->m_title = root.Has("title") ? root.Get("title").GetString(128) : profile->m_name;

    const JsonCursor input = root.Get("input");
    ProfileFiles::CheckObject(input, {"elements", "bits"});
    profile->m_inputElements = input.Get("elements").GetInteger(1, GREATEST_ELEMENTS);
    profile->m_inputBits = static_cast<uint32_t>(input.Get("bits").GetInteger(1, GREATEST_BITS));
    profile->m_classes = ReadResult(root);

    ReadLayers(root, *profile);
    ReadExits(root, *profile);
    CheckFeatures(root, *profile);
    profile->Finish();
    if (profile->GetTotalMacs() == 0)
    {
        root.Get("layers").FailWith("no multiply-accumulates in all layers", "at least 1");
    }
    if (root.Has("latency"))
    {
        ReadLatencies(root, *profile);
        profile->Finish();
    }
    ReadCuts(root.Get("exits"), *profile);
    return profile;
}

void
DnnProfileReader::CheckFeatures(const JsonCursor& root, const DnnProfile& profile)
{
    // Headers give the size of features 32 bits.
    constexpr uint64_t GREATEST_BYTES = 0xffffffff;
    const auto& widths = profile.m_bitWidths;
    const uint64_t bits = *std::max_element(widths.begin(), widths.end());
    const auto check = [bits](const JsonCursor& place, uint64_t elements) {
        if (elements > 8 * GREATEST_BYTES / bits)
        {
            place.FailWith(std::to_string(elements),
                           "at most " + std::to_string(8 * GREATEST_BYTES / bits) +
                               ", for features have less than 4 GiB at " + std::to_string(bits) +
                               " bits");
        }
    };
    check(root.Get("input").Get("elements"), profile.m_inputElements);
    for (std::size_t i = 0; i < profile.m_layers.size(); ++i)
    {
        if (profile.m_layers[i].cut)
        {
            check(root.Get("layers").At(i).Get("outputElements"),
                  profile.m_layers[i].outputElements);
        }
    }
}

void
DnnProfileReader::ReadLayers(const JsonCursor& root, DnnProfile& profile)
{
    const JsonCursor list = root.Get("layers");
    const std::size_t size = list.GetSize(1, GREATEST_LAYERS);
    std::set<std::string> names;
    for (std::size_t i = 0; i < size; i++)
    {
        const JsonCursor item = list.At(i);
        ProfileFiles::CheckObject(item, {"name", "macs", "parameters", "outputElements", "cut"});
        DnnProfile::Layer layer;
        layer.name = item.Get("name").GetName();
        if (!names.insert(layer.name).second)
        {
            item.Get("name").Fail("a name that no other layer has");
        }
        layer.macs = item.Get("macs").GetInteger(0, GREATEST_MACS);
        layer.parameters = item.Get("parameters").GetInteger(0, GREATEST_PARAMETERS);
        layer.outputElements = item.Get("outputElements").GetInteger(1, GREATEST_ELEMENTS);
        layer.cut = item.Has("cut") ? item.Get("cut").GetBool() : true;
        profile.m_layers.push_back(layer);
    }
}

void
DnnProfileReader::ReadExits(const JsonCursor& root, DnnProfile& profile)
{
    const JsonCursor list = root.Get("exits");
    const Quality quality = ReadQuality(root);
    profile.m_quality = quality.name;
    const std::size_t size = list.GetSize(1, GREATEST_EXITS);
    std::set<std::string> names;
    for (std::size_t i = 0; i < size; i++)
    {
        const JsonCursor item = list.At(i);
        ProfileFiles::CheckObject(
            item,
            {"name", "after", "headMacs", "headParameters", "accuracy", "cuts"});
        DnnProfile::Exit exit;
        exit.name = item.Get("name").GetName();
        if (!names.insert(exit.name).second)
        {
            item.Get("name").Fail("a name that no other exit has");
        }
        const JsonCursor after = item.Get("after");
        exit.position = FindLayer(after, profile);
        if (!profile.m_exits.empty() && exit.position <= profile.m_exits.back().position)
        {
            after.Fail("a layer behind that of the exit before it");
        }
        if (!profile.IsCut(exit.position))
        {
            after.Fail("a layer that the chain may be cut after");
        }
        if (i + 1 == size && exit.position != profile.m_layers.size())
        {
            after.Fail("the last layer, \"" + profile.m_layers.back().name +
                       "\", for the last exit");
        }
        exit.headMacs =
            item.Has("headMacs") ? item.Get("headMacs").GetInteger(0, GREATEST_MACS) : 0;
        exit.headParameters = item.Has("headParameters")
                                  ? item.Get("headParameters").GetInteger(0, GREATEST_PARAMETERS)
                                  : 0;
        exit.accuracy = ReadAccuracy(item.Get("accuracy"), quality, profile);
        profile.m_exits.push_back(exit);
    }
}

uint32_t
DnnProfileReader::FindLayer(const JsonCursor& name, const DnnProfile& profile)
{
    const std::string layer = name.GetName();
    const auto found = std::find_if(profile.m_layers.begin(),
                                    profile.m_layers.end(),
                                    [&](const auto& known) { return known.name == layer; });
    if (found == profile.m_layers.end())
    {
        std::vector<std::string> known;
        for (const DnnProfile::Layer& one : profile.m_layers)
        {
            known.push_back(one.name);
        }
        const std::string nearest = InputText::FindNearest(layer, known);
        name.Fail("the name of a layer",
                  nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    }
    return static_cast<uint32_t>(found - profile.m_layers.begin()) + 1;
}

void
DnnProfileReader::ReadCuts(const JsonCursor& exits, DnnProfile& profile)
{
    for (std::size_t i = 0; i < profile.m_exits.size(); i++)
    {
        if (!exits.At(i).Has("cuts"))
        {
            continue;
        }
        const JsonCursor list = exits.At(i).Get("cuts");
        const auto& legal = profile.m_cutPoints[i];
        const std::size_t size = list.GetSize(1, legal.size());
        std::vector<uint32_t> cuts;
        for (std::size_t j = 0; j < size; j++)
        {
            const JsonCursor name = list.At(j);
            const uint32_t cut = name.GetName() == INPUT ? 0 : FindLayer(name, profile);
            if (std::find(legal.begin(), legal.end(), cut) == legal.end() ||
                (!cuts.empty() && cut <= cuts.back()))
            {
                name.Fail("\"input\" or a layer up to the exit's that the chain may be cut after, "
                          "in their order");
            }
            cuts.push_back(cut);
        }
        profile.m_cutPoints[i] = cuts;
    }
    for (const ExitPlace place : {ExitPlace::DEVICE, ExitPlace::SERVER})
    {
        if (CountExits(profile, place) == 0)
        {
            exits.FailWith(place == ExitPlace::DEVICE ? "no exit with its own layer among its cuts"
                                                      : "no exit with an earlier cut",
                           "at least one exit that a device can compute alone, and one that a "
                           "server can end");
        }
    }
}

DnnProfileReader::Quality
DnnProfileReader::ReadQuality(const JsonCursor& root)
{
    if (!root.Has("quality"))
    {
        return {};
    }
    const JsonCursor object = root.Get("quality");
    ProfileFiles::CheckObject(object, {"name", "worst", "best"});
    constexpr double GREATEST_QUALITY = 1e9;
    Quality quality{object.Get("name").GetString(64),
                    "value",
                    object.Get("worst").GetNumber(-GREATEST_QUALITY, GREATEST_QUALITY),
                    object.Get("best").GetNumber(-GREATEST_QUALITY, GREATEST_QUALITY)};
    if (quality.worst == quality.best)
    {
        object.Get("best").Fail("another value than the worst");
    }
    if (quality.worst != 0 || quality.best != 1)
    {
        std::ostringstream range;
        range << " (0: " << quality.worst << ", 1: " << quality.best << ")";
        quality.name += range.str();
    }
    return quality;
}

uint32_t
DnnProfileReader::ReadResult(const JsonCursor& root)
{
    if (!root.Has("resultBytes"))
    {
        return static_cast<uint32_t>(root.Get("classes").GetInteger(1, GREATEST_CLASSES));
    }
    if (root.Has("classes"))
    {
        root.Get("resultBytes").FailWith("classes beside it", "one or the other");
    }
    constexpr uint64_t NUMBER = 4; // bytes of a 32-bit number
    const uint64_t bytes = root.Get("resultBytes").GetInteger(NUMBER, NUMBER * GREATEST_CLASSES);
    if (bytes % NUMBER != 0)
    {
        root.Get("resultBytes").Fail("a multiple of 4");
    }
    return static_cast<uint32_t>(bytes / NUMBER);
}

std::vector<double>
DnnProfileReader::ReadAccuracy(const JsonCursor& list, const Quality& quality, DnnProfile& profile)
{
    const bool first = profile.m_exits.empty();
    const std::size_t least = first ? 1 : profile.m_bitWidths.size();
    const std::size_t size = list.GetSize(least, first ? GREATEST_BITS : least);
    std::vector<double> accuracies;
    for (std::size_t i = 0; i < size; i++)
    {
        const JsonCursor item = list.At(i);
        ProfileFiles::CheckObject(item, {"bits", quality.key});
        const JsonCursor bits = item.Get("bits");
        const auto width = static_cast<uint32_t>(bits.GetInteger(1, GREATEST_BITS));
        if (!first && width != profile.m_bitWidths[i])
        {
            bits.Fail(std::to_string(profile.m_bitWidths[i]) + ", as in the first exit");
        }
        if (first)
        {
            if (!profile.m_bitWidths.empty() && width >= profile.m_bitWidths.back())
            {
                bits.Fail("fewer than " + std::to_string(profile.m_bitWidths.back()) +
                          ": widest first, each once");
            }
            profile.m_bitWidths.push_back(width);
        }
        const JsonCursor value = item.Get(quality.key);
        const double number = value.GetNumber(std::min(quality.worst, quality.best),
                                              std::max(quality.worst, quality.best));
        const double accuracy = (number - quality.worst) / (quality.best - quality.worst);
        if (!accuracies.empty() && accuracy > accuracies.back())
        {
            value.Fail("at most the accuracy at more bits");
        }
        accuracies.push_back(accuracy);
    }
    return accuracies;
}

void
DnnProfileReader::ReadLatencies(const JsonCursor& root, DnnProfile& profile)
{
    const JsonCursor list = root.Get("latency");
    const std::size_t size = list.GetSize(0, GREATEST_TABLES);
    std::set<std::string> devices;
    for (std::size_t i = 0; i < size; i++)
    {
        const JsonCursor table = list.At(i);
        ProfileFiles::CheckObject(table, {"device", "kind", "seconds", "heads"});
        DnnProfile::Latency latency;
        latency.device = table.Get("device").GetName();
        if (!devices.insert(latency.device).second)
        {
            table.Get("device").Fail("each device once");
        }
        const std::string kind = table.Get("kind").GetChoice({"layers", "exits", "total"});
        if (kind != "layers" && table.Has("heads"))
        {
            table.Get("heads").FailWith("a table of heads", "none for this kind of table");
        }
        if (kind == "layers")
        {
            ReadLayerSeconds(table, profile, latency);
        }
        else if (kind == "exits")
        {
            ReadExitSeconds(table, profile, latency);
        }
        else
        {
            ReadTotalSeconds(table, profile, latency);
        }
        profile.m_latencies.push_back(latency);
    }
}

void
DnnProfileReader::ReadLayerSeconds(const JsonCursor& table,
                                   const DnnProfile& profile,
                                   DnnProfile::Latency& latency)
{
    const JsonCursor seconds = table.Get("seconds");
    const std::size_t layers = seconds.GetSize(profile.GetNLayers(), profile.GetNLayers());
    latency.layerSeconds.assign(1, 0);
    for (std::size_t i = 0; i < layers; i++)
    {
        latency.layerSeconds.push_back(latency.layerSeconds.back() +
                                       seconds.At(i).GetPositive(GREATEST_SECONDS));
    }
    if (table.Has("heads"))
    {
        const JsonCursor heads = table.Get("heads");
        const std::size_t exits = heads.GetSize(profile.GetNExits(), profile.GetNExits());
        for (std::size_t e = 0; e < exits; e++)
        {
            latency.headSeconds.push_back(heads.At(e).GetNumber(0, GREATEST_SECONDS));
        }
        return;
    }
    for (const DnnProfile::Exit& exit : profile.m_exits)
    {
        const double macs = static_cast<double>(std::max<uint64_t>(1, profile.m_macs.back()));
        latency.headSeconds.push_back(latency.layerSeconds.back() *
                                      static_cast<double>(exit.headMacs) / macs);
    }
}

void
DnnProfileReader::ReadExitSeconds(const JsonCursor& table,
                                  const DnnProfile& profile,
                                  DnnProfile::Latency& latency)
{
    const JsonCursor seconds = table.Get("seconds");
    const std::size_t exits = seconds.GetSize(profile.GetNExits(), profile.GetNExits());
    latency.layerSeconds.assign(1, 0);
    for (std::size_t e = 0; e < exits; e++)
    {
        const DnnProfile::Exit& exit = profile.m_exits[e];
        const double answer = seconds.At(e).GetPositive(GREATEST_SECONDS);
        // A head's own share of its exit's time is its share of the MACs up to that exit.
        const double trunkMacs = static_cast<double>(profile.m_macs[exit.position]);
        const double headMacs = static_cast<double>(exit.headMacs);
        const double head =
            trunkMacs + headMacs > 0 ? answer * headMacs / (trunkMacs + headMacs) : 0;
        const auto begin = static_cast<uint32_t>(latency.layerSeconds.size() - 1);
        const double start = latency.layerSeconds.back();
        const double segment = answer - head - start;
        if (segment < 0)
        {
            seconds.At(e).Fail("more than the exit before it");
        }
        const double macs =
            static_cast<double>(profile.m_macs[exit.position] - profile.m_macs[begin]);
        for (uint32_t i = begin + 1; i <= exit.position; i++)
        {
            const double done = static_cast<double>(profile.m_macs[i] - profile.m_macs[begin]);
            // Layers without MACs alone between two exits share the time evenly.
            const double share = macs > 0 ? done / macs
                                          : static_cast<double>(i - begin) /
                                                static_cast<double>(exit.position - begin);
            latency.layerSeconds.push_back(start + segment * share);
        }
        latency.headSeconds.push_back(head);
    }
}

void
DnnProfileReader::ReadTotalSeconds(const JsonCursor& table,
                                   const DnnProfile& profile,
                                   DnnProfile::Latency& latency)
{
    const double secondsPerMac = table.Get("seconds").GetPositive(GREATEST_SECONDS) /
                                 static_cast<double>(profile.GetTotalMacs());
    for (const uint64_t macs : profile.m_macs)
    {
        latency.layerSeconds.push_back(static_cast<double>(macs) * secondsPerMac);
    }
    for (const DnnProfile::Exit& exit : profile.m_exits)
    {
        latency.headSeconds.push_back(static_cast<double>(exit.headMacs) * secondsPerMac);
    }
}

Ptr<const DnnProfile>
DnnProfile::Read(const std::string& nameOrFile)
{
    return DnnProfileReader::Read(ProfileFiles::Open(nameOrFile, "dnn"));
}

Ptr<const DnnProfile>
DnnProfile::Parse(const std::string& text, const std::string& file)
{
    return DnnProfileReader::Read(JsonCursor::Parse(text, file));
}

} // namespace ns3
