// Layers of dense networks: blocks of rows times a matrix that stays in the cache, with what follows it.
//
// Compiled twice on x86-64, with and without AVX2 and FMA; the processor decides at run time. A row's result does not
// depend on the rows beside it.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What follows the sum: 0 nothing, 1 max(0, x), 2 1/(1 + exp(−x)), 3 tanh(x).
typedef int32_t dense_activation;

// out[r][j] = f(start[r][j] + Σ_k in[r][k] · weights[k][j]).
//
// `outs` is a multiple of 16 and the distance between rows of `weights` and `out`; the rows of `in` and `start` lie
// `in_stride` and `start_stride` numbers apart (0: the same start, a bias, for all rows). `out` may be `start`.
void dense_layer(const float *start, size_t start_stride, const float *in, size_t in_stride, size_t ins,
  const float *weights, size_t outs, dense_activation activation, float *out, size_t rows);

// The same for one output: out[r] = f(start + Σ_k in[r][k] · weights[k]).
void dense_output(float start, const float *in, size_t in_stride, size_t ins, const float *weights,
  dense_activation activation, float *out, size_t rows);

// The second layer after one input of a first layer with activation 1 has changed, from its sums and their slopes before.
//
// z = rest[r][k] + x · direction[k] are the first layer's sums as a function of the input x. Where no max(0, z) turns on
// or off between x = from[r] and x = to[r], the second layer's sums are linear in x; each unit k that turns adds
// |z_k| · weights[k]. So out[r][j] = f(base[r][j] + (to − from)[r] · slopes[r][j] + Σ_turned |z_k| · weights[k][j]), where
// base and slopes are the layer's sums for max(0, z) and for `dense_directions`, both at `from`. `units` and `outs` are
// multiples of 16; `turned` and `sizes` have room for `units` numbers.
void dense_second(const float *rest, const float *direction, size_t units, const float *from, const float *to,
  const float *base, const float *slopes, const float *weights, size_t outs, dense_activation activation,
  uint32_t *turned, float *sizes, float *out, size_t rows);

// out[r][k] = direction[k] where first[r][k] > 0, else 0.
void dense_directions(const float *first, const float *direction, size_t units, float *out, size_t rows);
