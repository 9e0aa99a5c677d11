// SPDX-License-Identifier: GPL-2.0-only
#ifndef LEARNING_RUNTIME_H
#define LEARNING_RUNTIME_H

#include <string>

namespace ns3
{
namespace learning
{

/**
 * @brief Limit LibTorch and OpenBLAS to one thread each; may be called any number of times.
 *
 * More threads than idle cores slow small networks down by a factor of up to 60, and a sum split
 * over threads is not reproducible. Debian's LibTorch does not pass its thread number on to
 * OpenBLAS. Call it before the first tensor operation of the program.
 */
void ConfigureLibTorch();

/**
 * @return the processor kernels that OpenBLAS chose (for instance "Haswell"), "none" without
 * OpenBLAS. The environment variable OPENBLAS_CORETYPE, set before the program starts, overrides
 * it.
 */
std::string GetOpenBlasCore();

} // namespace learning
} // namespace ns3

#endif // LEARNING_RUNTIME_H
