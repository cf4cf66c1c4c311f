// Eight numbers at a time, and what follows a sum.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "dense_layers.h"

// No vector is passed between functions that are not inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float vector __attribute__((vector_size(32), aligned(4)));
typedef int32_t integers __attribute__((vector_size(32), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")
#define LANES 8

INLINE vector load(const float *from) { return *(const vector *)from; }
INLINE void store(float *to, vector value) { *(vector *)to = value; }
INLINE vector all(float value) { return (vector){value, value, value, value, value, value, value, value}; }

// exp(x) for x in [−87, 87], relative error 2e-7: x = n ln 2 + f with |f| ≤ ln(2)/2, and the series of exp(f).
INLINE vector exponential(vector x)
{
  x = __builtin_elementwise_min(__builtin_elementwise_max(x, all(-87)), all(87));
  const float shift = 12582912;  // 1.5 · 2²³: what is added to it is rounded to an integer
  vector n = (x * all(1.44269504f) + all(shift)) - all(shift);
  // ln 2 in two parts, the first of few bits.
  vector f = (x - n * all(0.693359375f)) - n * all(-2.12194440e-4f);
  vector sum = all(1.0f / 5040);
  sum = sum * f + all(1.0f / 720);
  sum = sum * f + all(1.0f / 120);
  sum = sum * f + all(1.0f / 24);
  sum = sum * f + all(1.0f / 6);
  sum = sum * f + all(0.5f);
  sum = sum * f + all(1);
  sum = sum * f + all(1);
  integers power = (__builtin_convertvector(n, integers) + 127) << 23;
  return sum * (vector)power;
}

INLINE vector activated(vector x, dense_activation activation)
{
  switch (activation) {
  case 1: return __builtin_elementwise_max(x, all(0));
  case 2: return all(1) / (all(1) + exponential(-x));
  case 3: return all(1) - all(2) / (all(1) + exponential(x + x));
  default: return x;
  }
}

// The activation is a constant inside of each case, so that no choice is made for every sum.
#define CASES(call) \
  switch (activation) { \
  case 1: call(1); break; \
  case 2: call(2); break; \
  case 3: call(3); break; \
  default: call(0); break; \
  }

#if defined(__x86_64__)
#define WITH_FMA __attribute__((target("avx2,fma")))
INLINE int has_fma(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif
