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

// The sums of a second layer as a function of one input x of the first, whose activation is 1.
//
// z = rest[r][k] + x · direction[k] are the first layer's sums, at x = from[r] here. base[r] = bias + Σ z_k · weights[k] and
// slopes[r] = Σ direction[k] · weights[k], over the units with z_k > 0. `units` and `outs` are multiples of 16; `on` has
// room for `units` numbers, `sizes` for twice as many.
void dense_second_start(const float *rest, const float *direction, size_t units, const float *from,
  const float *bias, const float *weights, size_t outs, uint32_t *on, float *sizes, float *base, float *slopes,
  size_t rows);

// The second layer at x = to[r].
//
// Where no max(0, z) turns on or off between x = from[r] and x = to[r], its sums are linear in x; each unit k that turns
// adds |z_k| · weights[k]: out[r] = f(base[r] + (to − from)[r] · slopes[r] + Σ_turned |z_k| · weights[k]).
void dense_second(const float *rest, const float *direction, size_t units, const float *from, const float *to,
  const float *base, const float *slopes, const float *weights, size_t outs, dense_activation activation,
  uint32_t *turned, float *sizes, float *out, size_t rows);
