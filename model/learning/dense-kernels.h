// SPDX-License-Identifier: GPL-2.0-only
#ifndef DENSE_KERNELS_H
#define DENSE_KERNELS_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace learning
{

/**
 * @brief What is applied to the output of a dense layer.
 */
enum class Activation
{
    LINEAR, //!< nothing
    RELU,   //!< max(x, 0)
    TANH,   //!< tanh(x), absolute error below 2e-7
};

/**
 * @brief Coefficients of one Adam step (Kingma and Ba 2015, arXiv 1412.6980).
 */
struct AdamCoefficients
{
    float beta1;            //!< decay of the first moment
    float beta2;            //!< decay of the second moment
    float step;             //!< learning rate / (1 - beta1^t)
    float inverseRootBias2; //!< 1 / sqrt(1 - beta2^t)
    float epsilon;          //!< added to the root of the second moment
    float gradientScale;    //!< multiplies the gradient first (norm clipping)
};

/**
 * @brief The loops that take the time, compiled for each instruction set of the processor family.
 *
 * The networks of this room are small (width 64, batch 64), where the fixed cost of a BLAS call and
 * of a tensor operation is as large as its work, and where Debian's OpenBLAS may not know the
 * processor. So the dense layers run on these loops. Matrices are row-major floats. Rows are
 * computed independently of each other and in a fixed order: the result of a row does not depend
 * on the number of rows.
 */
struct DenseKernels
{
    static constexpr std::size_t SLACK = 16; //!< floats that must be readable behind b and bias

    const char* name; //!< "generic", "avx2" or "avx512"

    /**
     * @brief c = activation(a b + bias), a given by two strides so that it may be transposed.
     * @param a element (i, l) is a[i * aRow + l * aColumn], m x k
     * @param b k x n, rows bRow floats apart; SLACK floats readable behind it
     * @param bias n floats (SLACK readable behind) or nullptr for 0
     * @param c m x n, rows n floats apart
     */
    void (*multiply)(const float* a,
                     std::size_t aRow,
                     std::size_t aColumn,
                     const float* b,
                     std::size_t bRow,
                     const float* bias,
                     Activation activation,
                     float* c,
                     std::size_t m,
                     std::size_t n,
                     std::size_t k);

    /// @brief b (columns x rows) = transpose of a (rows x columns)
    void (*transpose)(const float* a, std::size_t rows, std::size_t columns, float* b);

    /// @brief gradient of an activation: d[i] *= activation'(x), from its output y = activation(x)
    void (*activationBackward)(float* d, const float* y, std::size_t n, Activation activation);

    /// @brief sums[j] = sum over the rows of a (rows x columns)
    void (*columnSums)(const float* a, std::size_t rows, std::size_t columns, float* sums);

    /// @brief one Adam step on n parameters p with gradient g and moments m, v
    void (*adam)(float* p,
                 const float* g,
                 float* m,
                 float* v,
                 std::size_t n,
                 const AdamCoefficients& coefficients);

    /// @brief target[i] += tau * (source[i] - target[i])
    void (*polyak)(float* target, const float* source, std::size_t n, float tau);

    /// @brief sum of squares of n floats; not finite exactly when a float is not finite or it
    /// overflows
    double (*squaredNorm)(const float* a, std::size_t n);

    /**
     * @brief Softmax over the valid entries of each row.
     * @param logits rows x n, rows stride floats apart
     * @param mask rows x n bytes, rows stride apart, 0 = invalid; nullptr = all valid
     * @param probabilities receives rows x n (stride as logits); invalid entries are exactly 0, a
     * row without valid entries is all 0
     * @param logProbabilities as probabilities, 0 for invalid entries; may be nullptr
     */
    void (*softmax)(const float* logits,
                    const uint8_t* mask,
                    std::size_t rows,
                    std::size_t n,
                    std::size_t stride,
                    float* probabilities,
                    float* logProbabilities);
};

/**
 * @return the loops for the best instruction set of this processor (chosen once)
 */
const DenseKernels& Kernels();

/**
 * @brief The loops for one instruction set, for tests.
 * @param name "generic", "avx2" or "avx512"
 * @return the loops, or nullptr when compiler or processor does not have them
 */
const DenseKernels* FindKernels(const char* name);

} // namespace learning
} // namespace ns3

#endif // DENSE_KERNELS_H
