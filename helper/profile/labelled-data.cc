// SPDX-License-Identifier: GPL-2.0-only

#include "labelled-data.h"

#include "../../model/input/input-file.h"

#include "ns3/inference-input-error.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <torch/csrc/jit/serialization/pickle.h>

namespace ns3
{

namespace
{

namespace fs = std::filesystem;

constexpr const char* EXPECTED = "a file of torch.save((inputs, labels)), or a folder with a "
                                 "folder of .ppm or .pgm images a class";
constexpr std::size_t GREATEST = std::size_t{4} << 30; //!< largest file, bytes

/**
 * @param shape of a tensor
 * @return the shape in words
 */
std::string
Describe(at::IntArrayRef shape)
{
    std::ostringstream text;
    text << "inputs of [" << c10::Join(", ", shape) << "]";
    return text.str();
}

/**
 * @param path of a file
 * @param tensor of an input without the batch
 * @param shape that it should have
 */
void
CheckShape(const std::string& path, const at::Tensor& tensor, const std::vector<int64_t>& shape)
{
    if (tensor.sizes() != at::IntArrayRef(shape))
    {
        throw InferenceInputError(path, "", Describe(tensor.sizes()), Describe(shape));
    }
}

/**
 * @param path of an image
 * @return channels, rows and columns of numbers from 0 to 1
 */
at::Tensor
ReadImage(const std::string& path)
{
    const std::string bytes = InputFile::Read(path, "a binary PPM or PGM image");
    std::size_t at = 2;
    std::vector<int64_t> numbers; // width, height, greatest value
    while (numbers.size() < 3 && at < bytes.size())
    {
        if (bytes[at] == '#')
        {
            at = std::min(bytes.size(), bytes.find('\n', at));
        }
        else if (std::isdigit(static_cast<unsigned char>(bytes[at])))
        {
            int64_t number = 0;
            for (; at < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[at])); ++at)
            {
                number = std::min<int64_t>(1'000'000, number * 10 + (bytes[at] - '0'));
            }
            numbers.push_back(number);
        }
        else
        {
            ++at;
        }
    }
    ++at; // one white space
    const bool isColoured = bytes.rfind("P6", 0) == 0;
    const int64_t channels = isColoured ? 3 : 1;
    const bool isImage =
        (isColoured || bytes.rfind("P5", 0) == 0) && numbers.size() == 3 && numbers[2] == 255 &&
        numbers[0] * numbers[1] > 0 &&
        bytes.size() == at + static_cast<std::size_t>(numbers[0] * numbers[1] * channels);
    if (!isImage)
    {
        throw InferenceInputError(path,
                                  "",
                                  "no such image",
                                  "a binary PPM or PGM image with 8 bits a channel");
    }
    const at::Tensor pixels = at::empty({numbers[1], numbers[0], channels}, at::kByte);
    std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at),
              bytes.end(),
              reinterpret_cast<char*>(pixels.data_ptr<uint8_t>()));
    return pixels.permute({2, 0, 1}).to(at::kFloat).div(255).contiguous();
}

/**
 * @param folder with a folder for each class
 * @param shape of an input without the batch
 * @return the images
 */
LabelledData
ReadFolder(const fs::path& folder, const std::vector<int64_t>& shape)
{
    std::vector<fs::path> classes;
    for (const auto& entry : fs::directory_iterator(folder))
    {
        if (entry.is_directory())
        {
            classes.push_back(entry.path());
        }
    }
    std::sort(classes.begin(), classes.end());
    LabelledData data;
    for (std::size_t label = 0; label < classes.size(); ++label)
    {
        std::vector<fs::path> images;
        for (const auto& entry : fs::directory_iterator(classes[label]))
        {
            const std::string end = entry.path().extension().string();
            if (end == ".ppm" || end == ".pgm")
            {
                images.push_back(entry.path());
            }
        }
        std::sort(images.begin(), images.end());
        for (const auto& image : images)
        {
            const at::Tensor pixels = ReadImage(image.string());
            CheckShape(image.string(), pixels, shape);
            data.inputs.push_back(pixels.unsqueeze(0));
            data.labels.push_back(static_cast<int64_t>(label));
        }
    }
    return data;
}

/**
 * @param path of a file
 * @param shape of an input without the batch
 * @return the tensors in it
 */
LabelledData
ReadTensors(const std::string& path, const std::vector<int64_t>& shape)
{
    const std::string bytes = InputFile::Read(path, EXPECTED, GREATEST);
    at::Tensor inputs;
    at::Tensor labels;
    try
    {
        const auto value = torch::jit::pickle_load({bytes.begin(), bytes.end()});
        const auto parts = value.isTuple()  ? std::vector<c10::IValue>(value.toTuple()->elements())
                           : value.isList() ? value.toList().vec()
                                            : std::vector<c10::IValue>();
        if (parts.size() == 2)
        {
            inputs = parts[0].toTensor().to(at::kFloat);
            labels = parts[1].toTensor().to(at::kLong);
        }
    }
    catch (const std::exception&)
    {
        // said below
    }
    if (!inputs.defined() || inputs.dim() < 2 || labels.dim() != 1 ||
        labels.size(0) != inputs.size(0))
    {
        throw InferenceInputError(path, "", "something else", EXPECTED);
    }
    LabelledData data;
    for (int64_t i = 0; i < inputs.size(0); ++i)
    {
        CheckShape(path, inputs[i], shape);
        data.inputs.push_back(inputs[i].unsqueeze(0).contiguous());
        data.labels.push_back(labels[i].item<int64_t>());
    }
    return data;
}

} // namespace

LabelledData
LabelledData::Read(const std::string& path, const std::vector<int64_t>& shape)
{
    std::error_code error;
    LabelledData data =
        fs::is_directory(path, error) ? ReadFolder(path, shape) : ReadTensors(path, shape);
    if (data.inputs.empty())
    {
        throw InferenceInputError(path, "", "nothing", EXPECTED);
    }
    return data;
}

} // namespace ns3
