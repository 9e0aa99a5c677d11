// SPDX-License-Identifier: GPL-2.0-only

#include "fuzz-targets.h"

#include "../../helper/experiment/training-checkpoint.h"
#include "../../helper/topology/ns2-mobility-trace.h"
#include "../../model/application/inference-control-header.h"
#include "../../model/application/inference-reassembler.h"
#include "../../model/application/inference-stream-reader.h"
#include "../../model/input/input-text.h"
#include "../../model/input/time-series-file.h"
#include "../../model/radio/link/link-bandwidth-trace.h"
#include "fuzz-tools.h"
#ifdef EDGE_INFERENCE_HAVE_TORCH
#include "learning-targets.h"
#endif

#include "ns3/device-profile.h"
#include "ns3/dnn-profile.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inference-input-error.h"
#include "ns3/inference-scenario.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace ns3
{

namespace
{

/**
 * @brief Reads a profile or a scenario, by the format that the text names.
 * @param text an input
 */
void
ReadJson(const std::string& text)
{
    Refusing([&] {
        if (text.find("\"dnn-profile/") != std::string::npos)
        {
            DnnProfile::Parse(text, "fuzz.json");
        }
        else if (text.find("\"device-profile/") != std::string::npos)
        {
            DeviceProfile::Parse(text, "fuzz.json");
        }
        else
        {
            const std::string json = InferenceScenario::Parse(text, "fuzz.json").GetJson();
            if (InferenceScenario::Parse(json, "again.json").GetJson() != json)
            {
                Find("read again, this scenario is another one:\n" + json);
            }
        }
    });
}

/**
 * @brief Reads a table of times and values as every user of such tables does.
 * @param text an input
 */
void
ReadTraces(const std::string& text)
{
    const MemoryFile file(text);
    Refusing([&] { ReadTimeSeries(file.GetPath(), {"load", true, 0, 1, "a share"}); });
    Refusing([&] { ReadTimeSeries(file.GetPath(), {"deadline", false, 1e-4, 1e3, "a time"}); });
    for (const bool repeat : {false, true})
    {
        Refusing([&] {
            const LinkBandwidthTrace trace(file.GetPath(), repeat);
            const Time next = trace.GetNextChange(Seconds(1));
            if (next <= Seconds(1) || !(trace.GetRate(Seconds(1)) >= 0))
            {
                Find("a trace whose time stands still or whose rate is negative");
            }
        });
    }
}

/**
 * @brief Reads movements and lets nodes move.
 * @param text an input
 */
void
ReadMobility(const std::string& text)
{
    const MemoryFile file(text);
    Refusing([&] {
        NodeContainer nodes;
        nodes.Create(3);
        Ns2MobilityTrace(file.GetPath()).Install(nodes, 1.5);
        Simulator::Stop(Seconds(10));
        Simulator::Run();
    });
    Simulator::Destroy();
}

/**
 * @brief Reads a checkpoint, whose state stays closed.
 * @param bytes an input
 */
void
ReadCheckpoint(const std::string& bytes)
{
    const MemoryFile file(bytes);
    Refusing([&] { TrainingCheckpoint::Read(file.GetPath()); });
}

/**
 * @brief Reads the beginning of an input as both headers.
 * @param bytes an input
 */
void
ReadHeaders(const std::string& bytes)
{
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    const auto size = static_cast<uint32_t>(bytes.size());
    InferenceHeader header;
    if (InferenceHeader::GetSizeAt(data, size) > static_cast<int32_t>(InferenceHeader::MAX_SIZE))
    {
        Find("a header longer than the longest");
    }
    if (header.Read(data, size))
    {
        // What is read is written again as it was.
        const auto packet = Create<Packet>();
        packet->AddHeader(header);
        InferenceHeader again;
        if (packet->PeekHeader(again) == 0 || again.task != header.task ||
            again.total != header.total)
        {
            Find("a header that is another one when it is read again");
        }
    }
    InferenceControlHeader control;
    control.Read(Create<Packet>(data, size));
}

/**
 * @brief Reads an input as a stream that comes in pieces.
 * @param bytes an input; the first byte says how long pieces are
 */
void
ReadStream(const std::string& bytes)
{
    InferenceStreamReader reader;
    const auto ignore = MakeCallback(+[](const InferenceHeader&) {});
    const std::size_t step = bytes.empty() ? 1 : 1 + static_cast<uint8_t>(bytes.front());
    for (std::size_t at = 1; at < bytes.size(); at += step)
    {
        const std::size_t size = std::min(step, bytes.size() - at);
        const auto* data = reinterpret_cast<const uint8_t*>(bytes.data()) + at;
        if (!reader.Receive(Create<Packet>(data, static_cast<uint32_t>(size)), ignore))
        {
            return;
        }
    }
}

/**
 * @brief Puts datagrams together: headers that stand one after the other, a byte between them for
 * sender and time.
 * @param bytes an input
 */
void
Reassemble(const std::string& bytes)
{
    InferenceReassembler reassembler(MilliSeconds(500));
    Time now;
    for (std::size_t at = 0; at + 1 < bytes.size();)
    {
        const auto* data = reinterpret_cast<const uint8_t*>(bytes.data()) + at + 1;
        const auto size = static_cast<uint32_t>(bytes.size() - at - 1);
        const auto step = static_cast<uint8_t>(bytes[at]);
        InferenceHeader header;
        if (!header.Read(data, size))
        {
            ++at;
            continue;
        }
        now += MilliSeconds(step >> 2);
        const Address from = InetSocketAddress(Ipv4Address(0x0a000001U + (step & 3)), 9);
        reassembler.Add(from, header, now);
        at += 1 + header.GetSerializedSize();
    }
}

/**
 * @param header a header
 * @return its bytes
 */
std::string
Write(const Header& header)
{
    const auto packet = Create<Packet>();
    packet->AddHeader(header);
    std::string bytes(packet->GetSize(), '\0');
    packet->CopyData(reinterpret_cast<uint8_t*>(bytes.data()), packet->GetSize());
    return bytes;
}

/**
 * @param prefix what stands before each header
 * @return a header of each type, one after the other
 */
std::vector<std::string>
MakeHeaders(const std::string& prefix)
{
    std::vector<std::string> all;
    std::string chain;
    for (uint8_t type = InferenceHeader::FEATURES; type <= InferenceHeader::MODEL; ++type)
    {
        InferenceHeader header;
        header.type = static_cast<InferenceHeader::Type>(type);
        header.task = 7;
        header.fragments = type == InferenceHeader::FEATURES ? 2 : 1;
        header.due = Seconds(1);
        all.push_back(prefix + Write(header));
        chain += all.back();
    }
    all.push_back(chain);
    return all;
}

/**
 * @return a report, the parts of a decision, and the headers of tasks
 */
std::vector<std::string>
MakeAllHeaders()
{
    auto all = MakeHeaders("");
    InferenceControlHeader report;
    report.streams.resize(2);
    all.push_back(Write(report));
    InferenceControlHeader decision;
    decision.type = InferenceControlHeader::DECISION;
    decision.plans.resize(3);
    all.push_back(Write(decision));
    InferenceControlHeader spectrum;
    spectrum.type = InferenceControlHeader::SPECTRUM_DECISION;
    spectrum.spectrum = {{0, 0.25, 0.5}, {1, 0.75, 0.5}};
    all.push_back(Write(spectrum));
    InferenceControlHeader server;
    server.type = InferenceControlHeader::SERVER_DECISION;
    server.hasWeights = true;
    server.weights = {1, 3};
    server.hasPlacement = true;
    server.placement = {1, 0, 1};
    all.push_back(Write(server));
    return all;
}

/**
 * @return the bytes of a checkpoint of two episodes
 */
std::string
MakeCheckpoint()
{
    TrainingCheckpoint checkpoint;
    checkpoint.policy = "ns3::SacDiscretePolicy";
    checkpoint.arguments["episodes"] = "2";
    checkpoint.rows = {"sac-d,1,1\n", "sac-d,1,2\n"};
    checkpoint.curve = {{1, 0.5}, {2, 0.75}};
    checkpoint.gradientSteps = 40;
    checkpoint.state = std::string(64, 'w');
    const auto path = std::filesystem::temp_directory_path() /
                      ("edge-inference-fuzz-" + std::to_string(getpid()) + ".checkpoint");
    checkpoint.Write(path.string());
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    std::filesystem::remove(path);
    return bytes.str();
}

} // namespace

const std::vector<FuzzTarget>&
GetFuzzTargets()
{
    static const std::vector<FuzzTarget> targets{
        {"json", ReadJson, {}},
        {"traces", ReadTraces, {"time,rate\n0,1e6\n1,0\n", "1\n5\n5\n9\n", "time\n0.5\n"}},
        {"mobility",
         ReadMobility,
         {"$node_(0) set X_ 1.0\n$node_(0) set Y_ 2\n$ns_ at 1.0 \"$node_(0) setdest 5 5 1.5\"\n"}},
        {"checkpoint", ReadCheckpoint, {MakeCheckpoint()}},
        {"headers", ReadHeaders, MakeAllHeaders()},
        {"stream", ReadStream, MakeHeaders("")},
        {"reassembler", Reassemble, MakeHeaders("\x04")},
#ifdef EDGE_INFERENCE_HAVE_TORCH
        MakeAnswersTarget(),
        MakeStateTarget(),
        MakeExperienceTarget(),
#endif
    };
    return targets;
}

const FuzzTarget&
FindFuzzTarget(const std::string& name)
{
    std::vector<std::string> known;
    for (const auto& target : GetFuzzTargets())
    {
        if (target.name == name)
        {
            return target;
        }
        known.push_back(target.name);
    }
    throw InferenceInputError("command line",
                              "--target",
                              name,
                              "one of: " + InputText::Join(known));
}

} // namespace ns3
