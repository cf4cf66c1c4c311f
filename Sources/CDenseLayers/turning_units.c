#include <string.h>
#include "vectors.h"

typedef _Bool lanes __attribute__((ext_vector_type(LANES)));

// A bit for each number above 0.
INLINE uint32_t positive(vector x)
{
  lanes above = __builtin_convertvector(x > all(0), lanes);
  uint8_t bits;
  memcpy(&bits, &above, 1);
  return bits;
}

// out = f(base + step · slopes + Σ_k sizes[k] · weights[units[k]]) for so many vectors of columns.
INLINE void columns(int vectors, const float *base, vector step, const float *slopes, const float *weights,
  size_t outs, const uint32_t *units, const float *sizes, size_t count, dense_activation activation, float *out)
{
  vector sums[8];
  UNROLLED for (int v = 0; v < vectors; v++) sums[v] = load(base + v * LANES) + step * load(slopes + v * LANES);
  for (size_t k = 0; k < count; k++) {
    const float *w = weights + units[k] * outs;
    vector size = all(sizes[k]);
    UNROLLED for (int v = 0; v < vectors; v++) sums[v] += size * load(w + v * LANES);
  }
  UNROLLED for (int v = 0; v < vectors; v++) store(out + v * LANES, activated(sums[v], activation));
}

INLINE void second(const float *rest, const float *direction, size_t units, const float *from, const float *to,
  const float *base, const float *slopes, const float *weights, size_t outs, dense_activation activation,
  uint32_t *turned, float *sizes, float *out, size_t rows)
{
  for (size_t row = 0; row < rows; row++, rest += units, base += outs, slopes += outs, out += outs) {
    vector before = all(from[row]), after = all(to[row]);
    size_t count = 0;
    for (size_t first = 0; first < units; first += 2 * LANES) {
      uint32_t bits = 0;
      UNROLLED for (int half = 0; half < 2; half++) {
        vector r = load(rest + first + half * LANES), w = load(direction + first + half * LANES);
        bits |= (positive(r + before * w) ^ positive(r + after * w)) << half * LANES;
      }
      for (; bits; bits &= bits - 1) {
        size_t unit = first + (size_t)__builtin_ctz(bits);
        float z = rest[unit] + to[row] * direction[unit];
        turned[count] = (uint32_t)unit;
        sizes[count++] = z < 0 ? -z : z;
      }
    }
    vector step = after - before;
    size_t column = 0;
    for (; column + 8 * LANES <= outs; column += 8 * LANES)
      columns(8, base + column, step, slopes + column, weights + column, outs, turned, sizes, count, activation,
        out + column);
    for (; column < outs; column += 2 * LANES)
      columns(2, base + column, step, slopes + column, weights + column, outs, turned, sizes, count, activation,
        out + column);
  }
}

#define SECOND(kind) \
  second(rest, direction, units, from, to, base, slopes, weights, outs, kind, turned, sizes, out, rows)

#if defined(__x86_64__)
WITH_FMA static void second_fma(const float *rest, const float *direction, size_t units, const float *from,
  const float *to, const float *base, const float *slopes, const float *weights, size_t outs,
  dense_activation activation, uint32_t *turned, float *sizes, float *out, size_t rows)
{
  CASES(SECOND)
}
#endif

void dense_second(const float *rest, const float *direction, size_t units, const float *from, const float *to,
  const float *base, const float *slopes, const float *weights, size_t outs, dense_activation activation,
  uint32_t *turned, float *sizes, float *out, size_t rows)
{
#if defined(__x86_64__)
  if (has_fma()) {
    second_fma(rest, direction, units, from, to, base, slopes, weights, outs, activation, turned, sizes, out,
      rows);
    return;
  }
#endif
  CASES(SECOND)
}

// base = bias + Σ_on z_k · weights[k] and slopes = Σ_on direction_k · weights[k] for so many vectors of columns.
INLINE void started(int vectors, const float *bias, const float *weights, size_t outs, const uint32_t *units,
  const float *sizes, const float *steps, size_t count, float *base, float *slopes)
{
  vector sums[4], slope[4];
  UNROLLED for (int v = 0; v < vectors; v++) {
    sums[v] = load(bias + v * LANES);
    slope[v] = all(0);
  }
  for (size_t k = 0; k < count; k++) {
    const float *w = weights + units[k] * outs;
    vector size = all(sizes[k]), step = all(steps[k]);
    UNROLLED for (int v = 0; v < vectors; v++) {
      vector weight = load(w + v * LANES);
      sums[v] += size * weight;
      slope[v] += step * weight;
    }
  }
  UNROLLED for (int v = 0; v < vectors; v++) {
    store(base + v * LANES, sums[v]);
    store(slopes + v * LANES, slope[v]);
  }
}

INLINE void start(const float *rest, const float *direction, size_t units, const float *from, const float *bias,
  const float *weights, size_t outs, uint32_t *on, float *sizes, float *base, float *slopes, size_t rows)
{
  for (size_t row = 0; row < rows; row++, rest += units, base += outs, slopes += outs) {
    size_t count = 0;
    float x = from[row], *steps = sizes + units;
    // Written each time and counted where it is on: nothing to guess.
    for (size_t unit = 0; unit < units; unit++) {
      on[count] = (uint32_t)unit;
      sizes[count] = rest[unit] + x * direction[unit];
      steps[count] = direction[unit];
      count += sizes[count] > 0;
    }
    size_t column = 0;
    for (; column + 4 * LANES <= outs; column += 4 * LANES)
      started(4, bias + column, weights + column, outs, on, sizes, steps, count, base + column,
        slopes + column);
    for (; column < outs; column += 2 * LANES)
      started(2, bias + column, weights + column, outs, on, sizes, steps, count, base + column,
        slopes + column);
  }
}

#if defined(__x86_64__)
WITH_FMA static void start_fma(const float *rest, const float *direction, size_t units, const float *from,
  const float *bias, const float *weights, size_t outs, uint32_t *on, float *sizes, float *base, float *slopes,
  size_t rows)
{
  start(rest, direction, units, from, bias, weights, outs, on, sizes, base, slopes, rows);
}
#endif

void dense_second_start(const float *rest, const float *direction, size_t units, const float *from,
  const float *bias, const float *weights, size_t outs, uint32_t *on, float *sizes, float *base, float *slopes,
  size_t rows)
{
#if defined(__x86_64__)
  if (has_fma()) {
    start_fma(rest, direction, units, from, bias, weights, outs, on, sizes, base, slopes, rows);
    return;
  }
#endif
  start(rest, direction, units, from, bias, weights, outs, on, sizes, base, slopes, rows);
}
