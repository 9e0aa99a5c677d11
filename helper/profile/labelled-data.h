// SPDX-License-Identifier: GPL-2.0-only

#ifndef LABELLED_DATA_H
#define LABELLED_DATA_H

#include <cstdint>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup edge-inference
 */

namespace at
{
class Tensor;
} // namespace at

namespace ns3
{

/**
 * @ingroup edge-inference
 * @brief Inputs of a network, and the class of each.
 */
struct LabelledData
{
    std::vector<at::Tensor> inputs; //!< each with a batch of 1
    std::vector<int64_t> labels;    //!< classes, from 0

    /**
     * @param path a file of torch.save((inputs, labels)), or a folder with a folder of images (PPM
     * or PGM) for each class; classes are numbered as the names of their folders are sorted, and an
     * image is a tensor of numbers from 0 to 1
     * @param shape of an input without the batch
     * @return the data
     * @throws InferenceInputError when it cannot be read, or has another shape
     */
    static LabelledData Read(const std::string& path, const std::vector<int64_t>& shape);
};

} // namespace ns3

#endif // LABELLED_DATA_H
