// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/profile-program.h"

#include "../../model/input/input-text.h"
#include "labelled-data.h"
#include "network-profiler.h"

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inference-input-error.h"
#include "ns3/strict-command-line.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <torch/types.h>
#include <torch/utils.h>

namespace ns3
{

namespace
{

/// What the command line says.
struct Texts
{
    std::string network;                //!< file
    std::string name;                   //!< of the profile
    std::string shape{"3,224,224"};     //!< of an input
    uint32_t inputBits{8};              //!< of an element
    uint32_t classes{0};                //!< of the answer
    std::string exits;                  //!< modules
    std::string accuracy;               //!< of exits
    std::string bits{"32,16,8,4,2"};    //!< widths for --data
    std::string data;                   //!< inputs with labels
    bool measure{false};                //!< time of layers
    uint32_t repetitions{20};           //!< of the measurement
    uint32_t threads{1};                //!< of LibTorch
    std::string device{"this-machine"}; //!< name of the device profile
    std::string output{"profiles"};     //!< folder
    bool force{false};                  //!< replace profiles
    std::string quality;                //!< name of another quality than top-1
    double worst{0};                    //!< of the quality
    double best{1};                     //!< of the quality
    uint64_t resultBytes{0};            //!< of an answer
};

/**
 * @param cmd the command line
 * @param [out] texts take what it says
 */
void
AddOptions(StrictCommandLine& cmd, Texts& texts)
{
    cmd.Usage(
        "Makes a DNN profile of a TorchScript network: layers, cuts, MACs, parameters, sizes; "
        "with --measure the time of each layer on this machine.");
    cmd.AddValue("network", "TorchScript file (torch.jit.save)", texts.network);
    cmd.AddValue("name", "Name of the profile; that of the file unless given", texts.name);
    cmd.AddValue("input", "Shape of an input, without the batch", texts.shape);
    cmd.AddValue("input-bits", "Bits of an element of the input", texts.inputBits);
    cmd.AddValue("classes", "Classes; 0: as many as the answer has numbers", texts.classes);
    cmd.AddValue("exits", "Modules that answer before the end, separated by commas", texts.exits);
    cmd.AddValue("accuracy",
                 "Accuracy of each exit, the last being the whole network's; marked as assumed",
                 texts.accuracy);
    cmd.AddValue("data",
                 "Inputs with labels, to measure the accuracy: a file of torch.save((inputs, "
                 "labels)), or a folder with a folder of PPM images for each class",
                 texts.data);
    cmd.AddValue("bits", "Bits of an element of the feature, for --data", texts.bits);
    cmd.AddValue("measure",
                 "Measure the time of each layer; writes a device profile, too",
                 texts.measure);
    cmd.AddValue("repetitions", "Runs of which --measure takes the median", texts.repetitions);
    cmd.AddValue("threads", "Threads of LibTorch", texts.threads);
    cmd.AddValue("device", "Name of this machine in profiles", texts.device);
    cmd.AddValue("output", "Folder that gets dnn/NAME.json and devices/DEVICE.json", texts.output);
    cmd.AddValue("force", "Replace profiles that are there", texts.force);
    cmd.AddValue("quality",
                 "Name of the quality where it is not top-1, such as mAP",
                 texts.quality);
    cmd.AddValue("worst", "Worst value of --quality", texts.worst);
    cmd.AddValue("best", "Best value of --quality", texts.best);
    cmd.AddValue("result-bytes", "Bytes of an answer; 0: 4 for each class", texts.resultBytes);
}

/**
 * @param option of the command line
 * @param text numbers separated by commas
 * @param least that a number can be
 * @param most that a number can be
 * @return the numbers
 */
template <typename T>
std::vector<T>
ReadNumbers(const std::string& option, const std::string& text, double least, double most)
{
    std::vector<T> numbers;
    for (const auto& part : InputText::Split(text, ','))
    {
        double number = 0;
        const bool isNumber = InputText::ReadNumber(InputText::Trim(part), number);
        if (!isNumber || number < least || number > most ||
            static_cast<double>(static_cast<T>(number)) != number)
        {
            throw InferenceInputError("command line",
                                      option,
                                      '"' + text + '"',
                                      "numbers separated by commas");
        }
        numbers.push_back(static_cast<T>(number));
    }
    return numbers;
}

/**
 * @param texts what the command line says
 * @return what it says of the network
 */
NetworkProfiler::Options
MakeOptions(const Texts& texts)
{
    NetworkProfiler::Options options;
    const std::filesystem::path file(texts.network);
    options.name = texts.name.empty() ? file.stem().string() : texts.name;
    options.shape = ReadNumbers<int64_t>("--input", texts.shape, 1, 1e6);
    options.inputBits = texts.inputBits;
    options.classes = texts.classes;
    for (const auto& name : InputText::Split(texts.exits, ','))
    {
        if (!InputText::Trim(name).empty())
        {
            options.exits.push_back(InputText::Trim(name));
        }
    }
    if (!texts.accuracy.empty())
    {
        options.accuracy = ReadNumbers<double>("--accuracy", texts.accuracy, -1e9, 1e9);
    }
    options.bits = ReadNumbers<uint32_t>("--bits", texts.bits, 1, 64);
    options.device = texts.device;
    options.repetitions = texts.repetitions;
    options.quality = texts.quality;
    options.worst = texts.worst;
    options.best = texts.best;
    options.resultBytes = texts.resultBytes;
    for (const auto& [option, number, most] :
         {std::tuple{"--repetitions", texts.repetitions, 100000U},
          std::tuple{"--threads", texts.threads, 1024U}})
    {
        if (number < 1 || number > most)
        {
            throw InferenceInputError("command line",
                                      option,
                                      std::to_string(number),
                                      "1 to " + std::to_string(most));
        }
    }
    if (!texts.data.empty() && (!texts.accuracy.empty() || !texts.quality.empty()))
    {
        throw InferenceInputError("command line",
                                  "--data",
                                  "--accuracy or --quality beside it",
                                  "top-1, which the data tells");
    }
    return options;
}

/**
 * @param path of a profile
 * @param force replace one that is there
 */
void
CheckFree(const std::filesystem::path& path, bool force)
{
    if (!force && std::filesystem::exists(path))
    {
        throw InferenceInputError(path.string(),
                                  "",
                                  "a profile",
                                  "--force to replace it, another --name or another --output");
    }
}

/**
 * @param path of a profile
 * @param json the profile
 */
void
Write(const std::filesystem::path& path, const NetworkProfiler::Json& json)
{
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    const std::string part = path.string() + ".part";
    std::ofstream file(part, std::ios::binary);
    file << json.dump(2) << '\n';
    file.close();
    if (!file || std::rename(part.c_str(), path.c_str()) != 0)
    {
        throw InferenceInputError(path.string(),
                                  "",
                                  std::strerror(errno),
                                  "a file that can be written");
    }
    std::cout << "written: " << path.string() << '\n';
}

/**
 * @brief Prints layers and exits.
 * @param profiler what was found
 */
void
Print(const NetworkProfiler& profiler)
{
    const auto& layers = profiler.GetChain().GetLayers();
    const auto& exits = profiler.GetChain().GetExits();
    const auto& seconds = profiler.GetSeconds();
    std::size_t width = 5;
    for (const auto& layer : layers)
    {
        width = std::max(width, layer.name.size());
    }
    const auto print = [&](const std::string& name,
                           const std::string& macs,
                           const std::string& parameters,
                           const std::string& elements,
                           const std::string& time) {
        std::cout << std::left << std::setw(static_cast<int>(width)) << name << std::right
                  << std::setw(15) << macs << std::setw(13) << parameters << std::setw(12)
                  << elements << std::setw(10) << time << '\n';
    };
    const auto show = [&](std::size_t i) {
        std::ostringstream text;
        text << std::fixed << std::setprecision(3) << seconds[i] * 1e3;
        return text.str();
    };
    print("layer", "MACs", "parameters", "elements", seconds.empty() ? "" : "ms");
    uint64_t macs = 0;
    uint64_t parameters = 0;
    for (std::size_t i = 0; i < layers.size(); ++i)
    {
        macs += layers[i].macs;
        parameters += layers[i].parameters;
        print(layers[i].name,
              std::to_string(layers[i].macs),
              std::to_string(layers[i].parameters),
              std::to_string(layers[i].outputElements),
              seconds.empty() ? "" : show(i));
    }
    print("all", std::to_string(macs), std::to_string(parameters), "", "");
    for (const auto& exit : exits)
    {
        std::cout << "exit " << exit.name << " behind " << layers[exit.position - 1].name
                  << ", head " << exit.headMacs << " MACs, " << exit.headParameters
                  << " parameters\n";
    }
}

/**
 * @param argc of main()
 * @param argv of main()
 * @return exit status
 */
int
Run(int argc, char* argv[])
{
    Texts texts;
    StrictCommandLine cmd(argc > 0 ? argv[0] : "edge-inference-profile-dnn");
    AddOptions(cmd, texts);
    cmd.Parse(argc, argv);
    if (texts.network.empty())
    {
        throw InferenceInputError("command line",
                                  "--network",
                                  "nothing",
                                  "a TorchScript file, as in --network=net.pt");
    }
    const auto options = MakeOptions(texts);
    const std::filesystem::path folder(texts.output);
    const auto dnn = folder / "dnn" / (options.name + ".json");
    const auto device = folder / "devices" / (options.device + ".json");
    CheckFree(dnn, texts.force);
    torch::set_num_threads(static_cast<int>(texts.threads));
    NetworkProfiler profiler(TorchNetwork(texts.network), options);
    if (texts.measure)
    {
        profiler.Measure();
    }
    if (!texts.data.empty())
    {
        profiler.Evaluate(LabelledData::Read(texts.data, options.shape));
    }
    // What is written can be read.
    const auto profile = profiler.MakeProfile();
    DnnProfile::Parse(profile.dump(), dnn.string());
    if (texts.measure)
    {
        DeviceProfile::Parse(profiler.MakeDevice().dump(), device.string());
    }
    Print(profiler);
    Write(dnn, profile);
    if (texts.measure && !texts.force && std::filesystem::exists(device))
    {
        std::cout << "kept: " << device.string() << " (--force replaces it)\n";
    }
    else if (texts.measure)
    {
        Write(device, profiler.MakeDevice());
    }
    return 0;
}

} // namespace

int
RunProfileProgram(int argc, char* argv[])
{
    return RunWithInputErrors([&] { return Run(argc, argv); });
}

} // namespace ns3
