// SPDX-License-Identifier: GPL-2.0-only
// No include guard: dense-kernels.cc includes this text once per instruction set, each time inside
// another namespace and with another LANES (floats in a register), TILE_ROWS, MULTIPLY_ADD (a
// float times a register, plus a register) and SQUARE_ROOT (of a register). It includes nothing,
// because code of the standard library must not be compiled for an instruction set that may be
// absent.

typedef float Vec __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

// A NaN stays a NaN in all of these, so that the guard of the optimiser sees it.

// e^x by range reduction to |r| <= ln(2)/2 and a Taylor polynomial of degree 7 (remainder 5e-9).
inline float
Exp(float exponent)
{
    float x = exponent > -87.0F ? exponent : -87.0F;
    x = x > 88.0F ? 88.0F : x;
    const float magic = 12582912.0F; // 1.5 * 2^23: adding it rounds to an integer
    const float n = (x * 1.44269504F + magic) - magic;
    const float r = (x - n * 0.693145752F) - n * 1.42860677e-6F; // ln(2) in two parts
    float p = 1.0F / 5040.0F;
    p = p * r + 1.0F / 720.0F;
    p = p * r + 1.0F / 120.0F;
    p = p * r + 1.0F / 24.0F;
    p = p * r + 1.0F / 6.0F;
    p = p * r + 0.5F;
    p = p * r + 1.0F;
    p = p * r + 1.0F;
    const int bits = (static_cast<int>(n) + 127) << 23; // 2^n
    float scale;
    __builtin_memcpy(&scale, &bits, sizeof(scale));
    return exponent != exponent ? exponent : p * scale;
}

inline float
Tanh(float x)
{
    x = x > 10.0F ? 10.0F : x; // tanh(10) = 1 - 4e-9
    x = x < -10.0F ? -10.0F : x;
    return 1.0F - 2.0F / (Exp(2.0F * x) + 1.0F);
}

// A tile of ROWS x (VECS registers) of c; the last register may be partial (`columns` tells).
template <int ROWS, int VECS>
inline void
MultiplyTile(const float* a,
             size_t aRow,
             size_t aColumn,
             const float* b,
             size_t bRow,
             const float* bias,
             bool relu,
             float* c,
             size_t n,
             size_t k,
             size_t columns)
{
    Vec sum[ROWS][VECS];
    UNROLLED for (int v = 0; v < VECS; ++v)
    {
        const Vec start = bias ? *reinterpret_cast<const Vec*>(bias + v * LANES) : Vec{};
        UNROLLED for (int r = 0; r < ROWS; ++r)
        {
            sum[r][v] = start;
        }
    }
    for (size_t l = 0; l < k; ++l)
    {
        Vec right[VECS];
        UNROLLED for (int v = 0; v < VECS; ++v)
        {
            right[v] = *reinterpret_cast<const Vec*>(b + l * bRow + v * LANES);
        }
        UNROLLED for (int r = 0; r < ROWS; ++r)
        {
            const float left = a[r * aRow + l * aColumn];
            UNROLLED for (int v = 0; v < VECS; ++v)
            {
                sum[r][v] = MULTIPLY_ADD(left, right[v], sum[r][v]);
            }
        }
    }
    UNROLLED for (int r = 0; r < ROWS; ++r)
    {
        UNROLLED for (int v = 0; v < VECS; ++v)
        {
            Vec value = sum[r][v];
            if (relu)
            {
                value = value < 0.0F ? Vec{} : value;
            }
            float* out = c + r * n + v * LANES;
            const size_t left = columns - v * LANES;
            if (left >= LANES)
            {
                *reinterpret_cast<Vec*>(out) = value;
            }
            else
            {
                __builtin_memcpy(out, &value, left * sizeof(float));
            }
        }
    }
}

template <int VECS>
inline void
MultiplyColumns(const float* a,
                size_t aRow,
                size_t aColumn,
                const float* b,
                size_t bRow,
                const float* bias,
                bool relu,
                float* c,
                size_t m,
                size_t n,
                size_t k,
                size_t columns)
{
    size_t i = 0;
    for (; i + TILE_ROWS <= m; i += TILE_ROWS)
    {
        MultiplyTile<TILE_ROWS, VECS>(a + i * aRow,
                                      aRow,
                                      aColumn,
                                      b,
                                      bRow,
                                      bias,
                                      relu,
                                      c + i * n,
                                      n,
                                      k,
                                      columns);
    }
    for (; i + 2 <= m; i += 2)
    {
        MultiplyTile<2, VECS>(a + i * aRow,
                              aRow,
                              aColumn,
                              b,
                              bRow,
                              bias,
                              relu,
                              c + i * n,
                              n,
                              k,
                              columns);
    }
    for (; i < m; ++i)
    {
        MultiplyTile<1, VECS>(a + i * aRow,
                              aRow,
                              aColumn,
                              b,
                              bRow,
                              bias,
                              relu,
                              c + i * n,
                              n,
                              k,
                              columns);
    }
}

void
Multiply(const float* a,
         size_t aRow,
         size_t aColumn,
         const float* b,
         size_t bRow,
         const float* bias,
         Activation activation,
         float* c,
         size_t m,
         size_t n,
         size_t k)
{
    const bool relu = activation == Activation::RELU;
    size_t j = 0;
    if (m == 1)
    {
        // One row: four registers hide the latency of the additions.
        for (; j + 4 * LANES <= n; j += 4 * LANES)
        {
            MultiplyTile<1, 4>(a,
                               aRow,
                               aColumn,
                               b + j,
                               bRow,
                               bias ? bias + j : nullptr,
                               relu,
                               c + j,
                               n,
                               k,
                               4 * LANES);
        }
    }
    for (; j + 2 * LANES <= n; j += 2 * LANES)
    {
        MultiplyColumns<2>(a,
                           aRow,
                           aColumn,
                           b + j,
                           bRow,
                           bias ? bias + j : nullptr,
                           relu,
                           c + j,
                           m,
                           n,
                           k,
                           2 * LANES);
    }
    for (; j < n; j += LANES)
    {
        MultiplyColumns<1>(a,
                           aRow,
                           aColumn,
                           b + j,
                           bRow,
                           bias ? bias + j : nullptr,
                           relu,
                           c + j,
                           m,
                           n,
                           k,
                           n - j < LANES ? n - j : LANES);
    }
    if (activation == Activation::TANH)
    {
        for (size_t i = 0; i < m * n; ++i)
        {
            c[i] = Tanh(c[i]);
        }
    }
}

void
Transpose(const float* a, size_t rows, size_t columns, float* b)
{
    const size_t block = 16; // both matrices stay in the first-level cache
    for (size_t i0 = 0; i0 < rows; i0 += block)
    {
        const size_t i1 = i0 + block < rows ? i0 + block : rows;
        for (size_t j0 = 0; j0 < columns; j0 += block)
        {
            const size_t j1 = j0 + block < columns ? j0 + block : columns;
            for (size_t j = j0; j < j1; ++j)
            {
                for (size_t i = i0; i < i1; ++i)
                {
                    b[j * rows + i] = a[i * columns + j];
                }
            }
        }
    }
}

void
ActivationBackward(float* d, const float* y, size_t n, Activation activation)
{
    if (activation == Activation::RELU)
    {
        for (size_t i = 0; i < n; ++i)
        {
            d[i] = y[i] <= 0.0F ? 0.0F : d[i];
        }
    }
    else if (activation == Activation::TANH)
    {
        for (size_t i = 0; i < n; ++i)
        {
            d[i] *= 1.0F - y[i] * y[i];
        }
    }
}

void
ColumnSums(const float* a, size_t rows, size_t columns, float* sums)
{
    for (size_t j = 0; j < columns; ++j)
    {
        sums[j] = 0.0F;
    }
    for (size_t i = 0; i < rows; ++i)
    {
        const float* row = a + i * columns;
        for (size_t j = 0; j < columns; ++j)
        {
            sums[j] += row[j];
        }
    }
}

// One register of Adam's step. Moments of a parameter whose gradient stays 0 would decay into
// denormal numbers, which cost a hundred times as much. What is flushed is far below epsilon in its
// effect on a step.
inline void
AdamVector(float* p, const float* g, float* m, float* v, const AdamCoefficients& k)
{
    Vec& parameter = *reinterpret_cast<Vec*>(p);
    Vec& first = *reinterpret_cast<Vec*>(m);
    Vec& second = *reinterpret_cast<Vec*>(v);
    Vec gradient = *reinterpret_cast<const Vec*>(g) * k.gradientScale;
    gradient = ((gradient < 1e-16F) & (gradient > -1e-16F)) ? Vec{} : gradient;
    const Vec mean = MULTIPLY_ADD(1.0F - k.beta1, gradient - first, first);
    first = ((mean < 1e-30F) & (mean > -1e-30F)) ? Vec{} : mean;
    const Vec fresh = (1.0F - k.beta2) * gradient * gradient;
    const Vec square = MULTIPLY_ADD(k.beta2, second, fresh);
    second = square < 1e-30F ? Vec{} : square;
    const Vec root = MULTIPLY_ADD(k.inverseRootBias2, SQUARE_ROOT(second), Vec{} + k.epsilon);
    parameter -= k.step * first / root;
}

void
Adam(float* p, const float* g, float* m, float* v, size_t n, const AdamCoefficients& coefficients)
{
    const AdamCoefficients k = coefficients;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
    {
        AdamVector(p + i, g + i, m + i, v + i, k);
    }
    if (i < n) // the last register is partial
    {
        float rest[4][LANES] = {};
        const size_t bytes = (n - i) * sizeof(float);
        __builtin_memcpy(rest[0], p + i, bytes);
        __builtin_memcpy(rest[1], g + i, bytes);
        __builtin_memcpy(rest[2], m + i, bytes);
        __builtin_memcpy(rest[3], v + i, bytes);
        AdamVector(rest[0], rest[1], rest[2], rest[3], k);
        __builtin_memcpy(p + i, rest[0], bytes);
        __builtin_memcpy(m + i, rest[2], bytes);
        __builtin_memcpy(v + i, rest[3], bytes);
    }
}

void
Polyak(float* __restrict target, const float* __restrict source, size_t n, float tau)
{
    for (size_t i = 0; i < n; ++i)
    {
        target[i] += tau * (source[i] - target[i]);
    }
}

double
SquaredNorm(const float* a, size_t n)
{
    float lanes[64] = {};
    size_t i = 0;
    for (; i + 64 <= n; i += 64)
    {
        for (size_t j = 0; j < 64; ++j)
        {
            lanes[j] += a[i + j] * a[i + j];
        }
    }
    double sum = 0;
    for (; i < n; ++i)
    {
        sum += static_cast<double>(a[i]) * a[i];
    }
    for (float lane : lanes)
    {
        sum += lane;
    }
    return sum;
}

void
Softmax(const float* logits,
        const uint8_t* mask,
        size_t rows,
        size_t n,
        size_t stride,
        float* probabilities,
        float* logProbabilities)
{
    for (size_t i = 0; i < rows; ++i)
    {
        const float* x = logits + i * stride;
        const uint8_t* valid = mask ? mask + i * stride : nullptr;
        float* p = probabilities + i * stride;
        float top = -3.4e38F;
        for (size_t j = 0; j < n; ++j)
        {
            top = (!valid || valid[j]) && x[j] > top ? x[j] : top;
        }
        for (size_t j = 0; j < n; ++j)
        {
            p[j] = Exp(x[j] - top);
        }
        float sum = 0.0F;
        for (size_t j = 0; j < n; ++j)
        {
            p[j] = !valid || valid[j] ? p[j] : 0.0F;
            sum += p[j];
        }
        const float scale = sum > 0.0F ? 1.0F / sum : 0.0F;
        for (size_t j = 0; j < n; ++j)
        {
            p[j] *= scale;
        }
        if (logProbabilities)
        {
            float* logP = logProbabilities + i * stride;
            const float shift = top + (sum > 0.0F ? __builtin_logf(sum) : 0.0F);
            for (size_t j = 0; j < n; ++j)
            {
                logP[j] = !valid || valid[j] ? x[j] - shift : 0.0F;
            }
        }
    }
}

const DenseKernels TABLE =
    {NAME, Multiply, Transpose, ActivationBackward, ColumnSums, Adam, Polyak, SquaredNorm, Softmax};
