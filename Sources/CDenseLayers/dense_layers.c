#include "vectors.h"

// Rows at a time: twelve sums, two vectors of weights and one of inputs fill the sixteen registers.
#define ROWS 6

INLINE void layer(const float *start, size_t start_stride, const float *in, size_t in_stride, size_t ins,
  const float *weights, size_t outs, dense_activation activation, float *out, size_t rows)
{
  for (size_t column = 0; column < outs; column += 2 * LANES) {
    size_t row = 0;
    for (; row + ROWS <= rows; row += ROWS) {
      vector sums[ROWS][2];
      UNROLLED for (int i = 0; i < ROWS; i++) {
        const float *from = start + (row + i) * start_stride + column;
        sums[i][0] = load(from);
        sums[i][1] = load(from + LANES);
      }
      const float *x = in + row * in_stride, *w = weights + column;
      for (size_t k = 0; k < ins; k++, w += outs) {
        vector left = load(w), right = load(w + LANES);
        UNROLLED for (int i = 0; i < ROWS; i++) {
          vector value = all(x[i * in_stride + k]);
          sums[i][0] += value * left;
          sums[i][1] += value * right;
        }
      }
      UNROLLED for (int i = 0; i < ROWS; i++) {
        float *to = out + (row + i) * outs + column;
        store(to, activated(sums[i][0], activation));
        store(to + LANES, activated(sums[i][1], activation));
      }
    }
    for (; row < rows; row++) {
      const float *from = start + row * start_stride + column;
      vector first = load(from), second = load(from + LANES);
      const float *x = in + row * in_stride, *w = weights + column;
      for (size_t k = 0; k < ins; k++, w += outs) {
        vector value = all(x[k]);
        first += value * load(w);
        second += value * load(w + LANES);
      }
      float *to = out + row * outs + column;
      store(to, activated(first, activation));
      store(to + LANES, activated(second, activation));
    }
  }
}

// Sums of neighbours: a's, then b's.
INLINE vector pairs(vector a, vector b)
{
  return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
    + __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

INLINE void output(float start, const float *in, size_t in_stride, size_t ins, const float *weights,
  dense_activation activation, float *out, size_t rows)
{
  size_t whole = ins / LANES * LANES;
  for (size_t first = 0; first < rows; first += LANES) {
    size_t count = rows - first < LANES ? rows - first : LANES;
    // Behind the last row that one is taken again.
    vector sums[LANES];
    float rest[LANES] = {0};
    UNROLLED for (size_t i = 0; i < LANES; i++) {
      const float *x = in + (first + (i < count ? i : count - 1)) * in_stride;
      vector sum = all(0);
      for (size_t k = 0; k < whole; k += LANES) sum += load(x + k) * load(weights + k);
      for (size_t k = whole; k < ins; k++) rest[i] += x[k] * weights[k];
      sums[i] = sum;
    }
    vector left = pairs(pairs(sums[0], sums[1]), pairs(sums[2], sums[3]));
    vector right = pairs(pairs(sums[4], sums[5]), pairs(sums[6], sums[7]));
    vector values = activated(all(start) + load(rest) + pairs(left, right), activation);
    for (size_t i = 0; i < count; i++) out[first + i] = values[i];
  }
}

#define LAYER(kind) layer(start, start_stride, in, in_stride, ins, weights, outs, kind, out, rows)
#define OUTPUT(kind) output(start, in, in_stride, ins, weights, kind, out, rows)

#if defined(__x86_64__)
WITH_FMA static void layer_fma(const float *start, size_t start_stride,
  const float *in, size_t in_stride, size_t ins, const float *weights, size_t outs,
  dense_activation activation, float *out, size_t rows)
{
  CASES(LAYER)
}

WITH_FMA static void output_fma(float start, const float *in, size_t in_stride,
  size_t ins, const float *weights, dense_activation activation, float *out, size_t rows)
{
  CASES(OUTPUT)
}
#endif

void dense_layer(const float *start, size_t start_stride, const float *in, size_t in_stride, size_t ins,
  const float *weights, size_t outs, dense_activation activation, float *out, size_t rows)
{
#if defined(__x86_64__)
  if (has_fma()) {
    layer_fma(start, start_stride, in, in_stride, ins, weights, outs, activation, out, rows);
    return;
  }
#endif
  CASES(LAYER)
}

void dense_output(float start, const float *in, size_t in_stride, size_t ins, const float *weights,
  dense_activation activation, float *out, size_t rows)
{
#if defined(__x86_64__)
  if (has_fma()) {
    output_fma(start, in, in_stride, ins, weights, activation, out, rows);
    return;
  }
#endif
  CASES(OUTPUT)
}
