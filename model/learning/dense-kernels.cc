// SPDX-License-Identifier: GPL-2.0-only
#include "dense-kernels.h"

#include <cstring>
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define EDGE_INFERENCE_KERNEL_X86 1
#include <immintrin.h>
#endif

// The package is built for the oldest processor of its architecture, so the loops are compiled
// several times and chosen at the first call. GCC's pragmas select the instruction set; another
// compiler gets the generic loops. The build type must not decide the speed either: O3 for these
// loops, always.
#if defined(__GNUC__) && !defined(__clang__)
#define EDGE_INFERENCE_KERNEL_PRAGMAS 1
#pragma GCC push_options
#pragma GCC optimize("O3", "no-math-errno", "fp-contract=fast")
#define UNROLLED _Pragma("GCC unroll 16") // before loops over registers, so that they stay there
#else
#define UNROLLED
#endif

// MULTIPLY_ADD names the fused instruction where there is one. Left to the compiler, fusing would
// depend on the shape of the loop: since version 14, GCC fuses in one size of a tile and not in
// another, so that a row on its own would be rounded in another way than a row among others. For
// the same reason the generic loops of x86 fuse nothing, whatever processor the build is tuned for.
// SQUARE_ROOT names its instruction, because GCC 12 keeps a loop around sqrtf() as it is.

namespace ns3
{
namespace learning
{

using std::size_t;

#ifdef EDGE_INFERENCE_KERNEL_X86
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif

/// @return the square roots of a register's floats, where the instruction has no name
template <typename V>
inline V
RootOfEach(V vector)
{
    for (std::size_t i = 0; i < sizeof(V) / sizeof(float); ++i)
    {
        vector[i] = __builtin_sqrtf(vector[i]);
    }
    return vector;
}

namespace kernels_generic
{
namespace
{
#define LANES 4
#define TILE_ROWS 4
#define NAME "generic"
#define MULTIPLY_ADD(factor, vector, sum) ((factor) * (vector) + (sum))
#ifdef EDGE_INFERENCE_KERNEL_X86
#define SQUARE_ROOT(vector) _mm_sqrt_ps(vector)
#else
#define SQUARE_ROOT(vector) RootOfEach(vector)
#endif
#include "dense-kernels-body.h"
#undef LANES
#undef TILE_ROWS
#undef NAME
#undef MULTIPLY_ADD
#undef SQUARE_ROOT
} // namespace
} // namespace kernels_generic

#ifdef EDGE_INFERENCE_KERNEL_X86
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace kernels_avx2
{
namespace
{
#define LANES 8
#define TILE_ROWS 6
#define NAME "avx2"
#define MULTIPLY_ADD(factor, vector, sum) _mm256_fmadd_ps(_mm256_set1_ps(factor), vector, sum)
#define SQUARE_ROOT(vector) _mm256_sqrt_ps(vector)
#include "dense-kernels-body.h"
#undef LANES
#undef TILE_ROWS
#undef NAME
#undef MULTIPLY_ADD
#undef SQUARE_ROOT
} // namespace
} // namespace kernels_avx2

#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma,prefer-vector-width=512")

namespace kernels_avx512
{
namespace
{
#define LANES 16
#define TILE_ROWS 8
#define NAME "avx512"
#define MULTIPLY_ADD(factor, vector, sum) _mm512_fmadd_ps(_mm512_set1_ps(factor), vector, sum)
#define SQUARE_ROOT(vector) _mm512_maskz_sqrt_ps(0xFFFF, vector) // GCC 12 warns at the plain one
#include "dense-kernels-body.h"
#undef LANES
#undef TILE_ROWS
#undef NAME
#undef MULTIPLY_ADD
#undef SQUARE_ROOT
} // namespace
} // namespace kernels_avx512

#pragma GCC pop_options
#endif

const DenseKernels*
FindKernels(const char* name)
{
    if (std::strcmp(name, "generic") == 0)
    {
        return &kernels_generic::TABLE;
    }
#ifdef EDGE_INFERENCE_KERNEL_X86
    if (std::strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma"))
    {
        return &kernels_avx2::TABLE;
    }
    if (std::strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
    {
        return &kernels_avx512::TABLE;
    }
#endif
    return nullptr;
}

const DenseKernels&
Kernels()
{
    static const DenseKernels& best = []() -> const DenseKernels& {
        const DenseKernels* found = FindKernels("avx512");
        found = found ? found : FindKernels("avx2");
        return found ? *found : *FindKernels("generic");
    }();
    return best;
}

} // namespace learning
} // namespace ns3

#ifdef EDGE_INFERENCE_KERNEL_PRAGMAS
#pragma GCC pop_options
#endif
