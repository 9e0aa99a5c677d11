// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/observation-model.h"

#include "../input/input-text.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("ObservationModel");

NS_OBJECT_ENSURE_REGISTERED(ObservationModel);

namespace
{

/// Least factor of a reported value: nothing becomes 0 or negative by an error.
constexpr double LEAST_FACTOR = 1e-3;

/// How a relative error changes a value.
enum class Scale
{
    AMOUNT, //!< the value is multiplied
    SHARE,  //!< the value is multiplied and stays within 0 to 1
    DECIBEL //!< the power that the dB stand for is multiplied
};

/// A measurement of a channel that a report has.
struct ChannelField
{
    const char* name;                     //!< as the attribute Missing names it
    EdgeMeasurement ChannelState::*field; //!< where it stands
    Scale scale;                          //!< how an error changes it
};

/// All measurements of a channel.
const std::vector<ChannelField> CHANNEL{
    {"channel.powerDbm", &ChannelState::powerDbm, Scale::DECIBEL},
    {"channel.uplinkSinrDb", &ChannelState::uplinkSinrDb, Scale::DECIBEL},
    {"channel.downlinkSinrDb", &ChannelState::downlinkSinrDb, Scale::DECIBEL},
    {"channel.uplinkMcs", &ChannelState::uplinkMcs, Scale::AMOUNT},
    {"channel.downlinkMcs", &ChannelState::downlinkMcs, Scale::AMOUNT},
    {"channel.cqi", &ChannelState::cqi, Scale::AMOUNT},
    {"channel.uplinkPhyRate", &ChannelState::uplinkPhyRate, Scale::AMOUNT},
    {"channel.downlinkPhyRate", &ChannelState::downlinkPhyRate, Scale::AMOUNT},
    {"channel.uplinkCapacity", &ChannelState::uplinkCapacity, Scale::AMOUNT},
    {"channel.downlinkCapacity", &ChannelState::downlinkCapacity, Scale::AMOUNT},
    {"channel.uplinkAccessDelay", &ChannelState::uplinkAccessDelay, Scale::AMOUNT},
    {"channel.downlinkAccessDelay", &ChannelState::downlinkAccessDelay, Scale::AMOUNT},
    {"channel.uplinkRate", &ChannelState::uplinkRate, Scale::AMOUNT},
    {"channel.downlinkRate", &ChannelState::downlinkRate, Scale::AMOUNT},
    {"channel.retryRatio", &ChannelState::retryRatio, Scale::SHARE},
    {"channel.lossRatio", &ChannelState::lossRatio, Scale::SHARE},
    {"channel.busyRatio", &ChannelState::busyRatio, Scale::SHARE},
    {"channel.backlog", &ChannelState::backlog, Scale::AMOUNT},
    {"channel.headOfLineDelay", &ChannelState::headOfLineDelay, Scale::AMOUNT},
    {"channel.downlinkBacklog", &ChannelState::downlinkBacklog, Scale::AMOUNT},
    {"channel.downlinkHeadOfLineDelay", &ChannelState::downlinkHeadOfLineDelay, Scale::AMOUNT},
    {"channel.uplinkShare", &ChannelState::uplinkShare, Scale::SHARE},
    {"channel.downlinkShare", &ChannelState::downlinkShare, Scale::SHARE},
    {"channel.distance", &ChannelState::distance, Scale::AMOUNT},
};

/// Fields that are no measurements of a channel.
const std::vector<std::string> OTHERS{"channel.neighbours",
                                      "device.speed",
                                      "device.backlog",
                                      "device.queue",
                                      "device.utilisation",
                                      "stream.arrivals",
                                      "stream.pending",
                                      "stream.oldestTimeLeft",
                                      "stream.recentLatency",
                                      "stream.recentMissRatio",
                                      "server.speed",
                                      "server.backlog",
                                      "server.queue",
                                      "server.utilisation",
                                      "server.up",
                                      "server.models"};

/**
 * @brief Carries out a relative error.
 * @param [in,out] value the value
 * @param factor 1 and the error
 * @param scale what the value is
 */
void
Apply(double& value, double factor, Scale scale)
{
    if (factor == 1)
    {
        return; // the same bits
    }
    value = scale == Scale::DECIBEL ? value + 10 * std::log10(factor) : value * factor;
    if (scale == Scale::SHARE)
    {
        value = std::min(std::max(value, 0.0), 1.0);
    }
}

/**
 * @brief Carries out a relative error.
 * @param [in,out] count a number of things, rounded to the nearest
 * @param factor 1 and the error
 */
void
Apply(uint32_t& count, double factor)
{
    count = static_cast<uint32_t>(std::min(std::round(count * factor), 4e9));
}

/// The checker of a list of fields: each of them is known.
class FieldListChecker : public AttributeChecker
{
  public:
    bool Check(const AttributeValue& value) const override
    {
        const auto* const text = dynamic_cast<const StringValue*>(&value);
        const auto known = ObservationModel::GetFieldNames();
        const auto names = text ? InputText::Split(text->Get(), ',') : std::vector<std::string>{""};
        return text && (text->Get().empty() ||
                        std::all_of(names.begin(), names.end(), [&](const auto& name) {
                            return std::find(known.begin(), known.end(), InputText::Trim(name)) !=
                                   known.end();
                        }));
    }

    std::string GetValueTypeName() const override
    {
        return "ns3::StringValue";
    }

    bool HasUnderlyingTypeInformation() const override
    {
        return true;
    }

    std::string GetUnderlyingTypeInformation() const override
    {
        return "names separated by commas, of: " +
               InputText::Join(ObservationModel::GetFieldNames());
    }

    Ptr<AttributeValue> Create() const override
    {
        return ns3::Create<StringValue>();
    }

    bool Copy(const AttributeValue& source, AttributeValue& destination) const override
    {
        const auto* const from = dynamic_cast<const StringValue*>(&source);
        auto* const to = dynamic_cast<StringValue*>(&destination);
        if (from && to)
        {
            *to = *from;
        }
        return from && to;
    }
};

} // namespace

TypeId
ObservationModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ObservationModel")
            .SetParent<Object>()
            .SetGroupName("EdgeInference")
            .AddConstructor<ObservationModel>()
            .AddAttribute("Age",
                          "Time from the making of a report to its arrival: the state that a "
                          "policy sees is at least so old.",
                          TimeValue(Time()),
                          MakeTimeAccessor(&ObservationModel::m_age),
                          MakeTimeChecker(Time()))
            .AddAttribute("Period",
                          "Time between reports; a policy sees the last one that has arrived. 0: "
                          "there is one for each epoch, exactly Age old.",
                          TimeValue(Time()),
                          MakeTimeAccessor(&ObservationModel::m_period),
                          MakeTimeChecker(Time()))
            .AddAttribute("Loss",
                          "Probability with which the report of a UE, or of a server, is lost (0 "
                          "to 1); what was known before stays.",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ObservationModel::m_loss),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "Missing",
                "Fields that no report has, by their names, separated by commas: "
                "measurements of a channel are unknown then, other fields are as those "
                "of a machine that is idle, undisturbed and up, and of a stream without "
                "tasks.",
                StringValue(""),
                MakeStringAccessor(&ObservationModel::SetMissing, &ObservationModel::GetMissing),
                Create<FieldListChecker>())
            .AddAttribute("ChannelNoise",
                          "Random relative error of each measurement of a channel, drawn for each "
                          "report; 1 and the error are at least 0.001. Of SINR and power it "
                          "changes what the dB stand for.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&ObservationModel::m_channelNoise),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("DeviceNoise",
                          "Random relative error of speed, backlog, queue and utilisation of a "
                          "UE's ComputeNode, as ChannelNoise.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&ObservationModel::m_deviceNoise),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("ServerNoise",
                          "Random relative error of speed, backlog, queue and utilisation of a "
                          "server, as ChannelNoise.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&ObservationModel::m_serverNoise),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("StreamNoise",
                          "Random relative error of what is counted and measured of a stream's "
                          "tasks, as ChannelNoise.",
                          StringValue("ns3::ConstantRandomVariable[Constant=0]"),
                          MakePointerAccessor(&ObservationModel::m_streamNoise),
                          MakePointerChecker<RandomVariableStream>());
    return tid;
}

ObservationModel::ObservationModel()
    : m_losses(CreateObject<UniformRandomVariable>())
{
    NS_LOG_FUNCTION(this);
}

ObservationModel::~ObservationModel()
{
    NS_LOG_FUNCTION(this);
}

void
ObservationModel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_channelNoise = nullptr;
    m_deviceNoise = nullptr;
    m_serverNoise = nullptr;
    m_streamNoise = nullptr;
    m_losses = nullptr;
    Object::DoDispose();
}

std::vector<std::string>
ObservationModel::GetFieldNames()
{
    std::vector<std::string> names;
    for (const auto& field : CHANNEL)
    {
        names.emplace_back(field.name);
    }
    names.insert(names.end(), OTHERS.begin(), OTHERS.end());
    return names;
}

Time
ObservationModel::GetAge() const
{
    return m_age;
}

Time
ObservationModel::GetPeriod() const
{
    return m_period;
}

bool
ObservationModel::IsLost()
{
    return m_loss > 0 && m_losses->GetValue() < m_loss;
}

double
ObservationModel::DrawFactor(const Ptr<RandomVariableStream>& noise)
{
    return std::max(1 + noise->GetValue(), LEAST_FACTOR);
}

void
ObservationModel::SetMissing(std::string fields)
{
    m_missing.clear();
    for (const auto& field : InputText::Split(fields, ','))
    {
        if (!InputText::Trim(field).empty())
        {
            m_missing.push_back(InputText::Trim(field));
        }
    }
}

std::string
ObservationModel::GetMissing() const
{
    std::string text;
    for (const auto& field : m_missing)
    {
        text += (text.empty() ? "" : ",") + field;
    }
    return text;
}

bool
ObservationModel::IsMissing(const char* field) const
{
    return std::find(m_missing.begin(), m_missing.end(), field) != m_missing.end();
}

void
ObservationModel::DisturbCompute(EdgeComputeState& state,
                                 const std::string& group,
                                 const Ptr<RandomVariableStream>& noise) const
{
    Apply(state.speed, DrawFactor(noise), Scale::SHARE);
    Apply(state.backlog, DrawFactor(noise), Scale::AMOUNT);
    Apply(state.queue, DrawFactor(noise));
    Apply(state.utilisation, DrawFactor(noise), Scale::SHARE);
    const EdgeComputeState idle;
    const auto isMissing = [&](const char* field) { return IsMissing((group + field).c_str()); };
    state.speed = isMissing(".speed") ? idle.speed : state.speed;
    state.backlog = isMissing(".backlog") ? idle.backlog : state.backlog;
    state.queue = isMissing(".queue") ? idle.queue : state.queue;
    state.utilisation = isMissing(".utilisation") ? idle.utilisation : state.utilisation;
}

void
ObservationModel::Disturb(EdgeUeState& state)
{
    for (const auto& field : CHANNEL)
    {
        EdgeMeasurement& measured = state.channel.*field.field;
        if (measured.IsKnown())
        {
            Apply(measured.value, DrawFactor(m_channelNoise), field.scale);
        }
        if (IsMissing(field.name))
        {
            measured = EdgeMeasurement();
        }
    }
    for (auto& cell : state.channel.neighbours)
    {
        Apply(cell.powerDbm.value, DrawFactor(m_channelNoise), Scale::DECIBEL);
    }
    if (IsMissing("channel.neighbours"))
    {
        state.channel.neighbours.clear();
    }
    DisturbCompute(state.device, "device", m_deviceNoise);
}

void
ObservationModel::Disturb(EdgeStreamState& state)
{
    Apply(state.arrivals, DrawFactor(m_streamNoise));
    Apply(state.pending, DrawFactor(m_streamNoise));
    Apply(state.oldestTimeLeft, DrawFactor(m_streamNoise), Scale::AMOUNT);
    Apply(state.recentLatency, DrawFactor(m_streamNoise), Scale::AMOUNT);
    Apply(state.recentMissRatio, DrawFactor(m_streamNoise), Scale::SHARE);
    const EdgeStreamState idle;
    state.arrivals = IsMissing("stream.arrivals") ? idle.arrivals : state.arrivals;
    state.pending = IsMissing("stream.pending") ? idle.pending : state.pending;
    state.oldestTimeLeft =
        IsMissing("stream.oldestTimeLeft") ? idle.oldestTimeLeft : state.oldestTimeLeft;
    state.recentLatency =
        IsMissing("stream.recentLatency") ? idle.recentLatency : state.recentLatency;
    state.recentMissRatio =
        IsMissing("stream.recentMissRatio") ? idle.recentMissRatio : state.recentMissRatio;
}

void
ObservationModel::Disturb(EdgeServerState& state)
{
    DisturbCompute(state, "server", m_serverNoise);
    state.up = state.up || IsMissing("server.up");
    if (IsMissing("server.models"))
    {
        state.models.clear();
    }
}

int64_t
ObservationModel::AssignStreams(int64_t stream)
{
    m_losses->SetStream(stream);
    m_channelNoise->SetStream(stream + 1);
    m_deviceNoise->SetStream(stream + 2);
    m_serverNoise->SetStream(stream + 3);
    m_streamNoise->SetStream(stream + 4);
    return 5;
}

} // namespace ns3
