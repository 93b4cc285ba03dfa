// What a transformer does to rows: layer normalisation, softmax, activations, residuals and their gradients.
#pragma once
#include <cmath>
#include <cstdint>

#include "kernels.h"
#include "lstm.h"

namespace {
// Sums run in 16 lanes of a fixed order: the compiler may not reorder a sum by itself, and the result does not depend on the machine's width.
constexpr int kLanes = 16;
template <class T, class F> ALWAYS T sum_of(int64_t n, F term) {
  T lanes[kLanes] = {};
  int64_t k = 0;
  for (; k + kLanes <= n; k += kLanes) for (int j = 0; j < kLanes; j++) lanes[j] += term(k + j);
  for (int j = 0; k < n; k++, j++) lanes[j] += term(k);
  for (int half = kLanes / 2; half > 0; half /= 2) for (int j = 0; j < half; j++) lanes[j] += lanes[j + half];
  return lanes[0];
}

// y = (x - mean) / sqrt(var + 1e-5) * w + b for each row; keeps mean and 1 / sqrt for the way back.
template <class T> ALWAYS void normalize_all(const T* __restrict x, const T* __restrict w, const T* __restrict b, T* __restrict y, T* __restrict stats, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, x += n, y += n, stats += 2) {
    T mean = sum_of<T>(n, [&](int64_t k) { return x[k]; }) / T(n);
    T variance = sum_of<T>(n, [&](int64_t k) { return (x[k] - mean) * (x[k] - mean); }) / T(n);
    T scale = T(1) / std::sqrt(variance + T(1e-5));
    stats[0] = mean;
    stats[1] = scale;
    for (int64_t k = 0; k < n; k++) y[k] = (x[k] - mean) * scale * w[k] + b[k];
  }
}

// dx = beside + dL/dx; adds to dw and db.
template <class T> ALWAYS void normalize_back_all(const T* __restrict dy, const T* __restrict x, const T* __restrict w, const T* __restrict stats, const T* __restrict beside,
                                                  T* __restrict dx, T* __restrict dw, T* __restrict db, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, dy += n, x += n, beside += n, dx += n, stats += 2) {
    T mean = stats[0], scale = stats[1];
    T first = sum_of<T>(n, [&](int64_t k) { return dy[k] * w[k]; }) / T(n);
    T second = sum_of<T>(n, [&](int64_t k) { return dy[k] * w[k] * ((x[k] - mean) * scale); }) / T(n);
    for (int64_t k = 0; k < n; k++) {
      T standard = (x[k] - mean) * scale;
      dx[k] = beside[k] + scale * (dy[k] * w[k] - first - standard * second);
      dw[k] += dy[k] * standard;
      db[k] += dy[k];
    }
  }
}

// In place over the first `seen` of n columns, one more in each row where only the past is seen; 0 after them.
template <class T> ALWAYS void softmax_all(T* __restrict s, int64_t step, int64_t rows, int64_t n, int64_t seen, bool causal) {
  for (int64_t r = 0; r < rows; r++, s += step) {
    int64_t visible = causal ? seen + r : n;
    T lanes[kLanes], most = s[0];
    for (int j = 0; j < kLanes; j++) lanes[j] = most;
    int64_t k = 0;
    for (; k + kLanes <= visible; k += kLanes) for (int j = 0; j < kLanes; j++) lanes[j] = s[k + j] > lanes[j] ? s[k + j] : lanes[j];
    for (; k < visible; k++) lanes[0] = s[k] > lanes[0] ? s[k] : lanes[0];
    for (int j = 0; j < kLanes; j++) most = lanes[j] > most ? lanes[j] : most;
    for (k = 0; k < visible; k++) s[k] = exponential(s[k] - most);
    T share = T(1) / sum_of<T>(visible, [&](int64_t i) { return s[i]; });
    for (k = 0; k < visible; k++) s[k] *= share;
    for (; k < n; k++) s[k] = T(0);
  }
}

// d (rows, n) from dL/dp to dL/ds in place; p has rows `step` apart.
template <class T> ALWAYS void softmax_back_all(const T* __restrict p, int64_t step, T* __restrict d, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, p += step, d += n) {
    T total = sum_of<T>(n, [&](int64_t k) { return p[k] * d[k]; });
    for (int64_t k = 0; k < n; k++) d[k] = p[k] * (d[k] - total);
  }
}

// The error function by two polynomials, one up to 0.93 and one within an exponential beyond; error below 1.2e-7.
ALWAYS float error_function(float x) {
  float t = std::fabs(x), s = x * x;
  float far = (-1.72853470e-5f * t + 3.83197126e-4f) * s + (-3.88396438e-3f * t + 2.42546219e-2f);
  far = far * t - 1.06777877e-1f;
  far = far * t - 6.34846687e-1f;
  far = far * t - 1.28717512e-1f;
  far = std::copysign(1.0f - exponential(far * t - t), x);
  float near = -5.96761703e-4f;
  near = near * s + 4.99119423e-3f;
  near = near * s - 2.67681349e-2f;
  near = near * s + 1.12819925e-1f;
  near = near * s - 3.76125336e-1f;
  near = (near * s + 1.28379166e-1f) * x + x;
  return t > 0.927734375f ? far : near;
}
ALWAYS double error_function(double x) { return std::erf(x); }
template <class T> ALWAYS T normal_share(T x) { return T(0.5) * (T(1) + error_function(x * T(0.70710678118654752))); }

// out = f(pre + bias), f being max(x, 0) or x Phi(x); pre keeps pre + bias. The two may be one for max(x, 0).
template <class T> ALWAYS void activate_all(bool gelu, T* pre, const T* __restrict bias, T* out, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, pre += n, out += n) {
    if (gelu) for (int64_t k = 0; k < n; k++) { T x = pre[k] + bias[k]; pre[k] = x; out[k] = x * normal_share(x); }
    else for (int64_t k = 0; k < n; k++) { T x = pre[k] + bias[k]; out[k] = x > T(0) ? x : x != x ? x : T(0); }
  }
}

// d from dL/df to dL/d(pre + bias) in place; adds its columns' sums to db. For max(x, 0) `kept` is f's value.
template <class T> ALWAYS void activate_back_all(bool gelu, const T* __restrict kept, T* __restrict d, T* __restrict db, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, kept += n, d += n) {
    if (gelu) for (int64_t k = 0; k < n; k++) {
      T x = kept[k], g = d[k] * (normal_share(x) + x * T(0.39894228040143268) * exponential(T(-0.5) * x * x));
      d[k] = g;
      db[k] += g;
    }
    else for (int64_t k = 0; k < n; k++) { T g = kept[k] > T(0) ? d[k] : T(0); d[k] = g; db[k] += g; }
  }
}

template <class T> ALWAYS void add_columns_all(const T* __restrict x, T* __restrict sums, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, x += n) for (int64_t k = 0; k < n; k++) sums[k] += x[k];
}

// out = x + bias, row by row.
template <class T> ALWAYS void add_bias_all(const T* x, const T* __restrict bias, T* out, int64_t step, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++, x += step, out += step) for (int64_t k = 0; k < n; k++) out[k] = x[k] + bias[k];
}

// out = x + y * mask. And out = x * mask.
template <class T> ALWAYS void add_masked_all(const T* x, const T* y, const T* mask, T* out, int64_t n) { for (int64_t k = 0; k < n; k++) out[k] = x[k] + y[k] * mask[k]; }
template <class T> ALWAYS void masked_all(const T* x, const T* mask, T* out, int64_t n) { for (int64_t k = 0; k < n; k++) out[k] = x[k] * mask[k]; }

// One overload for each type; only float32 is worth the wide registers.
#define FOR_FLOATS_AND_DOUBLES(NAME, PARAMETERS, ARGUMENTS) \
  namespace rows32 { using T = float; WIDE void NAME PARAMETERS { NAME##_all ARGUMENTS; } } \
  namespace rows64 { using T = double; void NAME PARAMETERS { NAME##_all ARGUMENTS; } } \
  using rows32::NAME; \
  using rows64::NAME;
FOR_FLOATS_AND_DOUBLES(normalize, (const T* x, const T* w, const T* b, T* y, T* stats, int64_t rows, int64_t n), (x, w, b, y, stats, rows, n))
FOR_FLOATS_AND_DOUBLES(normalize_back, (const T* dy, const T* x, const T* w, const T* stats, const T* beside, T* dx, T* dw, T* db, int64_t rows, int64_t n), (dy, x, w, stats, beside, dx, dw, db, rows, n))
FOR_FLOATS_AND_DOUBLES(softmax, (T* s, int64_t step, int64_t rows, int64_t n, int64_t seen, bool causal), (s, step, rows, n, seen, causal))
FOR_FLOATS_AND_DOUBLES(softmax_back, (const T* p, int64_t step, T* d, int64_t rows, int64_t n), (p, step, d, rows, n))
FOR_FLOATS_AND_DOUBLES(activate, (bool gelu, T* pre, const T* bias, T* out, int64_t rows, int64_t n), (gelu, pre, bias, out, rows, n))
FOR_FLOATS_AND_DOUBLES(activate_back, (bool gelu, const T* kept, T* d, T* db, int64_t rows, int64_t n), (gelu, kept, d, db, rows, n))
FOR_FLOATS_AND_DOUBLES(add_columns, (const T* x, T* sums, int64_t rows, int64_t n), (x, sums, rows, n))
FOR_FLOATS_AND_DOUBLES(add_bias, (const T* x, const T* bias, T* out, int64_t step, int64_t rows, int64_t n), (x, bias, out, step, rows, n))
FOR_FLOATS_AND_DOUBLES(add_masked, (const T* x, const T* y, const T* mask, T* out, int64_t n), (x, y, mask, out, n))
FOR_FLOATS_AND_DOUBLES(masked, (const T* x, const T* mask, T* out, int64_t n), (x, mask, out, n))
#undef FOR_FLOATS_AND_DOUBLES
}  // namespace
