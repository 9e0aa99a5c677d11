// SPDX-License-Identifier: GPL-2.0-only
#ifndef DNN_PROFILE_H
#define DNN_PROFILE_H

#include "ns3/device-profile.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief What a multi-exit DNN costs to compute and to split, and how accurate it is. Immutable.
 *
 * A network is a chain of layers 1..L (a residual block counts as one layer). Exits 0..E-1 hang
 * after a layer each, in order; the last hangs after layer L. An exit has a head of its own (a
 * classifier), which is computed where the last layer before it is computed.
 *
 * A cut point p in 0..L splits the chain: layers 1..p run here, the rest runs there, and the output
 * of layer p is what has to be sent. p = 0 sends the input. p = position of the exit in use runs
 * everything here, head included, and sends nothing.
 *
 * All queries are cheap (prefix sums) and allocate nothing. An index out of range is a programming
 * error (NS_ASSERT).
 *
 * Read from profiles/dnn/NAME.json; doc/profiles.rst is the reference of the format.
 */
class DnnProfile : public SimpleRefCount<DnnProfile>
{
  public:
    /** @brief One step of the chain. */
    struct Layer
    {
        std::string name;        //!< unique within the network
        uint64_t macs;           //!< multiply-accumulates for one input
        uint64_t parameters;     //!< weights, biases and batch-norm scales and shifts
        uint64_t outputElements; //!< elements of the output tensor
        bool cut;                //!< whether the chain may be cut after it
    };

    /** @brief A place where the network can answer. */
    struct Exit
    {
        std::string name;             //!< unique within the network
        uint32_t position;            //!< layer after which the exit hangs, 1..L
        uint64_t headMacs;            //!< multiply-accumulates of its own classifier
        uint64_t headParameters;      //!< parameters of its own classifier
        std::vector<double> accuracy; //!< top-1 share in [0,1], one for each of GetBitWidths()
    };

    /**
     * @brief Read a DNN profile.
     *
     * A name is looked up as DIR/dnn/NAME.json in the folders of the environment variable
     * EDGE_INFERENCE_PROFILES (separated by colons), then in the module's own folder "profiles" as
     * known to the build, then in ./profiles.
     *
     * @param nameOrFile a name, or the path of a file that ends in .json
     * @return the profile
     * @throws InferenceInputError when there is none or it is not valid
     */
    static Ptr<const DnnProfile> Read(const std::string& nameOrFile);

    /**
     * @brief Read a DNN profile from a text.
     * @param text the JSON text
     * @param file the name to use in errors
     * @return the profile
     * @throws InferenceInputError when it is not valid
     */
    static Ptr<const DnnProfile> Parse(const std::string& text, const std::string& file);

    /** @return names of the DNN profiles that Read() finds, sorted */
    static std::vector<std::string> GetKnownNames();

    /** @return the name, e.g. "alexnet-cifar10" */
    const std::string& GetName() const;
    /** @return a title for tables and plots */
    const std::string& GetTitle() const;

    /** @return number of layers L, at least 1 */
    uint32_t GetNLayers() const;
    /**
     * @param layer 1..L
     * @return the layer
     */
    const Layer& GetLayer(uint32_t layer) const;

    /** @return number of exits E, at least 1 */
    uint32_t GetNExits() const;
    /**
     * @param exit 0..E-1
     * @return the exit
     */
    const Exit& GetExit(uint32_t exit) const;
    /**
     * @param exit 0..E-1
     * @return the layer after which the exit hangs, 1..L
     */
    uint32_t GetExitPosition(uint32_t exit) const;

    /**
     * @param cut 0..L
     * @return whether the chain may be cut there; always true at 0
     */
    bool IsCut(uint32_t cut) const;
    /**
     * @param exit 0..E-1
     * @return legal cut points for this exit, rising, at least one; 0 and the exit's position are
     * among them unless the profile says where the chain may be cut for this exit
     */
    const std::vector<uint32_t>& GetCutPoints(uint32_t exit) const;

    /** @return bit widths that accuracies are known for, falling; the first is full precision */
    const std::vector<uint32_t>& GetBitWidths() const;
    /**
     * @return what its accuracies are: "top-1", or another quality such as "mAP", with the values
     * that count as 0 and 1 where these are others, as in "perplexity (0: 101, 1: 1)"
     */
    const std::string& GetQuality() const;
    /** @return number of classes told apart */
    uint32_t GetNClasses() const;
    /** @return bits of one element of the input, e.g. 8 for an image */
    uint32_t GetInputBits() const;

    /**
     * @param cut 0..L
     * @return elements of the tensor that crosses this cut (the input's at 0)
     */
    uint64_t GetFeatureElements(uint32_t cut) const;
    /**
     * @brief Bytes to send when the chain is cut and each element takes this many bits.
     *
     * At cut 0 an element never takes more than the input's own bits.
     *
     * @param cut 0..L
     * @param bits 1..64
     * @return bytes, rounded up
     */
    uint64_t GetFeatureBytes(uint32_t cut, uint32_t bits) const;
    /** @return bytes of a result: one 32-bit score for each class */
    uint64_t GetResultBytes() const;

    /**
     * @brief Accuracy of an exit when the tensor at the cut is sent at this many bits an element.
     *
     * Full-precision accuracy when nothing is sent (cut = the exit's position), and when the input
     * itself is sent (cut = 0) with at least its own bits. A width that is not tabulated counts as
     * the next narrower one that is; one below all of them as the narrowest.
     *
     * @param exit 0..E-1
     * @param cut 0..the exit's position
     * @param bits 1..64
     * @return top-1 share in [0,1]
     */
    double GetAccuracy(uint32_t exit, uint32_t cut, uint32_t bits) const;

    /**
     * @brief Multiply-accumulates of layers fromCut+1..toCut, and of the exit's head when toCut is
     *        its position. An empty segment (fromCut = toCut) costs nothing.
     * @param exit 0..E-1
     * @param fromCut 0..toCut
     * @param toCut fromCut..the exit's position
     * @return multiply-accumulates for one input
     */
    uint64_t GetMacs(uint32_t exit, uint32_t fromCut, uint32_t toCut) const;

    /**
     * @brief Parameters' bytes at 32 bits of the same segment as GetMacs().
     * @param exit 0..E-1
     * @param fromCut 0..toCut
     * @param toCut fromCut..the exit's position
     * @return bytes
     */
    uint64_t GetParameterBytes(uint32_t exit, uint32_t fromCut, uint32_t toCut) const;

    /**
     * @brief Seconds that an otherwise idle device takes for the same segment as GetMacs().
     *
     * From this network's latency table for the device (by its name) where there is one, from the
     * device's MAC rate otherwise.
     *
     * @param device the device
     * @param exit 0..E-1
     * @param fromCut 0..toCut
     * @param toCut fromCut..the exit's position
     * @return seconds for one input (batch 1), at least 0
     */
    double GetSeconds(const DeviceProfile& device,
                      uint32_t exit,
                      uint32_t fromCut,
                      uint32_t toCut) const;

    /**
     * @param device a device's name
     * @return whether this network has a latency table for the device
     */
    bool HasLatency(const std::string& device) const;
    /** @return names of the devices that this network has latency tables for, sorted */
    std::vector<std::string> GetLatencyDevices() const;

    /** @return multiply-accumulates of all layers and the last exit's head */
    uint64_t GetTotalMacs() const;
    /** @return parameters of all layers and the last exit's head */
    uint64_t GetTotalParameters() const;
    /** @return bytes at 32 bits of all layers and all exits' heads: what a model cache holds */
    uint64_t GetModelBytes() const;

  private:
    friend class DnnProfileReader;

    /** @brief Seconds on one device. */
    struct Latency
    {
        std::string device;               //!< the device's name
        std::vector<double> layerSeconds; //!< layers 1..i, index 0..L
        std::vector<double> headSeconds;  //!< one for each exit
    };

    DnnProfile() = default;

    /** @brief Compute the sums from layers and exits. */
    void Finish();
    /**
     * @param device a device's name
     * @return the table for the device, or nullptr
     */
    const Latency* FindLatency(const std::string& device) const;

    std::string m_name;                             //!< name
    std::string m_title;                            //!< title
    std::string m_quality;                          //!< what accuracies are
    uint64_t m_inputElements{0};                    //!< elements of the input
    uint32_t m_inputBits{0};                        //!< bits of an input element
    uint32_t m_classes{0};                          //!< classes
    std::vector<Layer> m_layers;                    //!< layers 1..L at 0..L-1
    std::vector<Exit> m_exits;                      //!< exits
    std::vector<uint32_t> m_bitWidths;              //!< falling
    std::vector<Latency> m_latencies;               //!< by device name, rising
    std::vector<uint64_t> m_macs;                   //!< of layers 1..i, index 0..L
    std::vector<uint64_t> m_parameters;             //!< of layers 1..i, index 0..L
    std::vector<std::vector<uint32_t>> m_cutPoints; //!< by exit
};

} // namespace ns3

#endif /* DNN_PROFILE_H */
