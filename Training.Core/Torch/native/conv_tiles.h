// The inner loops of convolutions: small tiles of sums that stay in registers, over padded planes, without a matrix of columns.
#pragma once
#include <cstdint>

#include "kernels.h"
#include "lstm.h"
#include "max_pool.h"

// A sum's order is that of its taps whatever the registers' width, but a multiplication and an addition are one instruction here where
// the processor has it, as in every BLAS: half the time, and last bits that differ between kinds of processors.
#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")

namespace {
template <class T, int L> struct Wide { typedef T Vector __attribute__((vector_size(sizeof(T) * L))); };

// L · N outputs of R channels: out[r][v] = bias[r] + Σ over taps of weights[tap][r] · in[origins[v] + offsets[tap] ...].
template <class T, int L, int R, int N> ALWAYS void product_tile(const T* in, const int32_t* origins, const int32_t* offsets, int64_t depth, const T* weights, const T* bias, T* out, int64_t step) {
  using V = typename Wide<T, L>::Vector;
  V sums[R][N];
  const T* from[N];
#pragma GCC unroll 8
  for (int n = 0; n < N; n++) from[n] = in + origins[n];
#pragma GCC unroll 8
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) sums[r][n] = bias[r] - V{};
  }
  for (int64_t tap = 0; tap < depth; tap++, weights += R) {
    V x[N];
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) x[n] = load<V>(from[n] + offsets[tap]);
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) {
      V weight = weights[r] - V{};  // in all lanes
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) sums[r][n] += weight * x[n];
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) std::memcpy(out + r * step + n * L, &sums[r][n], sizeof(V));
  }
}

template <class T, int L, int R> ALWAYS void product_all(const T* in, const int32_t* origins, int64_t vectors, const int32_t* offsets, int64_t depth, const T* weights, const T* bias, T* out, int64_t step) {
  int64_t v = 0;
  for (; v + 3 <= vectors; v += 3) product_tile<T, L, R, 3>(in, origins + v, offsets, depth, weights, bias, out + v * L, step);
  if (vectors - v == 2) product_tile<T, L, R, 2>(in, origins + v, offsets, depth, weights, bias, out + v * L, step);
  if (vectors - v == 1) product_tile<T, L, R, 1>(in, origins + v, offsets, depth, weights, bias, out + v * L, step);
}

// The sums of four vectors' lanes, by halves in a fixed order.
template <class T, int L> ALWAYS typename Wide<T, 4>::Vector lane_sums(typename Wide<T, L>::Vector a, typename Wide<T, L>::Vector b, typename Wide<T, L>::Vector c, typename Wide<T, L>::Vector d) {
  if constexpr (L == 16) {
    auto half = [](auto x) __attribute__((always_inline)) { return __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15); };
    return lane_sums<T, 8>(half(a), half(b), half(c), half(d));
  } else if constexpr (L == 8) {
    auto pairs = [](auto x, auto y) __attribute__((always_inline)) { return __builtin_shufflevector(x, y, 0, 2, 8, 10, 4, 6, 12, 14) + __builtin_shufflevector(x, y, 1, 3, 9, 11, 5, 7, 13, 15); };
    auto all = pairs(pairs(a, b), pairs(c, d));
    return __builtin_shufflevector(all, all, 0, 1, 2, 3) + __builtin_shufflevector(all, all, 4, 5, 6, 7);
  } else {
    auto pairs = [](auto x, auto y) __attribute__((always_inline)) { return __builtin_shufflevector(x, y, 0, 2, 4, 6) + __builtin_shufflevector(x, y, 1, 3, 5, 7); };
    return pairs(pairs(a, b), pairs(c, d));
  }
}

// sums[tap][r] += Σ over outputs of dy[r][output] · in[output + offsets[tap]], for Q taps.
template <class T, int L, int R, int Q> ALWAYS void correlate_tile(const T* in, const int32_t* origins, const T* dy, const int32_t* dy_origins, int64_t dy_plane, int64_t vectors, const int32_t* offsets, T* sums) {
  using V = typename Wide<T, L>::Vector;
  V all[Q][R] = {};
  for (int64_t v = 0; v < vectors; v++) {
    const T *x = in + origins[v], *d = dy + dy_origins[v];
    V taps[Q];
#pragma GCC unroll 8
    for (int q = 0; q < Q; q++) taps[q] = load<V>(x + offsets[q]);
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) {
      V gradient = load<V>(d + r * dy_plane);
#pragma GCC unroll 8
      for (int q = 0; q < Q; q++) all[q][r] += gradient * taps[q];
    }
  }
#pragma GCC unroll 8
  for (int q = 0; q < Q; q++) {
#pragma GCC unroll 8
    for (int r = 0; r < R; r += 4) {
      auto four = load<typename Wide<T, 4>::Vector>(sums + q * R + r) + lane_sums<T, L>(all[q][r], all[q][r + 1], all[q][r + 2], all[q][r + 3]);
      std::memcpy(sums + q * R + r, &four, sizeof four);
    }
  }
}

template <class T, int L, int R> ALWAYS void correlate_all(const T* in, const int32_t* origins, const T* dy, const int32_t* dy_origins, int64_t dy_plane, int64_t vectors, const int32_t* offsets, int64_t depth, T* sums) {
  int64_t tap = 0;
  for (; tap + 3 <= depth; tap += 3) correlate_tile<T, L, R, 3>(in, origins, dy, dy_origins, dy_plane, vectors, offsets + tap, sums + tap * R);
  for (; tap < depth; tap++) correlate_tile<T, L, R, 1>(in, origins, dy, dy_origins, dy_plane, vectors, offsets + tap, sums + tap * R);
}

// Lanes of a vector, channels of a tile, and the two loops for them.
template <class T> struct ConvKernels {
  int64_t lanes, block;
  void (*product)(const T* in, const int32_t* origins, int64_t vectors, const int32_t* offsets, int64_t depth, const T* weights, const T* bias, T* out, int64_t step);
  void (*correlate)(const T* in, const int32_t* origins, const T* dy, const int32_t* dy_origins, int64_t dy_plane, int64_t vectors, const int32_t* offsets, int64_t depth, T* sums);
};

// Not by target_clones: the tiles' sizes are the registers', too.
#define CONV_KERNELS(NAME, TARGET, T, LANES, BLOCK) \
  TARGET void product_##NAME(const T* in, const int32_t* origins, int64_t vectors, const int32_t* offsets, int64_t depth, const T* weights, const T* bias, T* out, int64_t step) { \
    product_all<T, LANES, BLOCK>(in, origins, vectors, offsets, depth, weights, bias, out, step); \
  } \
  TARGET void correlate_##NAME(const T* in, const int32_t* origins, const T* dy, const int32_t* dy_origins, int64_t dy_plane, int64_t vectors, const int32_t* offsets, int64_t depth, T* sums) { \
    correlate_all<T, LANES, BLOCK>(in, origins, dy, dy_origins, dy_plane, vectors, offsets, depth, sums); \
  } \
  const ConvKernels<T> kernels_##NAME = {LANES, BLOCK, product_##NAME, correlate_##NAME};
CONV_KERNELS(any, , float, 4, 4)
CONV_KERNELS(doubles, , double, 4, 4)
#if defined(__x86_64__)
CONV_KERNELS(v3, __attribute__((target("arch=x86-64-v3"))), float, 8, 4)
CONV_KERNELS(v4, __attribute__((target("arch=x86-64-v4"))), float, 16, 8)
#endif
#undef CONV_KERNELS

template <class T> const ConvKernels<T>& conv_kernels();
template <> const ConvKernels<double>& conv_kernels<double>() { return kernels_doubles; }
template <> const ConvKernels<float>& conv_kernels<float>() {
#if defined(__x86_64__)
  static const ConvKernels<float>& best = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") ? kernels_v4
    : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2") ? kernels_v3 : kernels_any;
  return best;
#else
  return kernels_any;
#endif
}
}  // namespace
#pragma GCC pop_options
