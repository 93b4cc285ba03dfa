// Channels of images as the lanes of vectors, and back: what surrounds 3x3 convolutions by Winograd's minimal filtering.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "conv_plan.h"
#include "conv_tiles.h"

namespace {
// Up to a vector's lanes of channels of one sample, from the first one's plane on. Read: `values` as they are, after max(x, 0) where `kept` is above 0, after pooling (both
// are planes of pooled squares) where their square's maximum was by `winner`. Written: `values`, with pooling `winner` too.
template <class T> struct LanePlanes {
  T* values;
  const float* kept;
  std::conditional_t<std::is_const_v<T>, const uint8_t, uint8_t>* winner;
  int64_t then, plane, lanes, height, width;
};

// 4x4 transposition within each quarter (half, whole) of four vectors.
template <int L, int... I> ALWAYS void exchange(typename Wide<float, L>::Vector* v, std::integer_sequence<int, I...>) {
  auto low = [](auto a, auto b) __attribute__((always_inline)) { return __builtin_shufflevector(a, b, (I / 4 * 4 + I % 4 / 2 + I % 2 * L)...); };
  auto high = [](auto a, auto b) __attribute__((always_inline)) { return __builtin_shufflevector(a, b, (I / 4 * 4 + I % 4 / 2 + I % 2 * L + 2)...); };
  auto first = [](auto a, auto b) __attribute__((always_inline)) { return __builtin_shufflevector(a, b, (I / 4 * 4 + I % 2 + I % 4 / 2 * L)...); };
  auto second = [](auto a, auto b) __attribute__((always_inline)) { return __builtin_shufflevector(a, b, (I / 4 * 4 + I % 2 + I % 4 / 2 * L + 2)...); };
  auto a = low(v[0], v[1]), b = low(v[2], v[3]), c = high(v[0], v[1]), d = high(v[2], v[3]);
  v[0] = first(a, b);
  v[1] = second(a, b);
  v[2] = first(c, d);
  v[3] = second(c, d);
}
template <int L> ALWAYS void exchange(typename Wide<float, L>::Vector* v) { exchange<L>(v, std::make_integer_sequence<int, L>()); }

template <int L, int... I> ALWAYS typename Wide<float, L>::Vector joined(typename Wide<float, L / 2>::Vector a, typename Wide<float, L / 2>::Vector b, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(a, b, I...);
}
// four(lane) of every fourth lane from `lane` on, side by side.
template <int L, class F> ALWAYS typename Wide<float, L>::Vector fours(int lane, F four) {
  if constexpr (L == 4) return four(lane);
  else return joined<L>(fours<L / 2>(lane, four), fours<L / 2>(lane + L / 2, four), std::make_integer_sequence<int, L>());
}
// put(lane, four floats) of them.
template <int L, int... I, class F> ALWAYS void apart(typename Wide<float, L>::Vector v, int lane, F put, std::integer_sequence<int, I...>) {
  if constexpr (L == 4) put(lane, v);
  else {
    apart<L / 2>(__builtin_shufflevector(v, v, I...), lane, put, std::make_integer_sequence<int, L / 4>());
    apart<L / 2>(__builtin_shufflevector(v, v, (I + L / 2)...), lane + L / 2, put, std::make_integer_sequence<int, L / 4>());
  }
}

// columns(j, count) for the fours of a row of n; the last ones overlap, which does no harm.
template <class F> ALWAYS void cover_fours(int64_t n, F columns) {
  int64_t j = 0;
  for (; j + 4 <= n; j += 4) columns(j, 4);
  if (j < n) columns(n < 4 ? 0 : n - 4, n < 4 ? n : 4);
}
using Four = Wide<float, 4>::Vector;
ALWAYS Four four_floats(const float* from, int64_t count) {
  if (count == 4) return load<Four>(from);
  Four all = {};
  for (int64_t k = 0; k < count; k++) all[k] = from[k];
  return all;
}

// Rows [first, first + rows) of an image as strip[row][column][lane], with a border of one zero on the left and at least one on the right, zeros above and below. Lanes
// beyond the channels hold one of these again, and nobody reads what comes of them.
template <int L, ConvThen Then> ALWAYS void strip_all(const LanePlanes<const float>& in, int64_t first, int64_t rows, float* strip, int64_t columns) {
  using V = typename Wide<float, L>::Vector;
  using I = typename Wide<int32_t, L>::Vector;
  auto put = [&](float* row, int64_t column, V value) __attribute__((always_inline)) { std::memcpy(row + (column + 1) * L, &value, sizeof value); };
  const float *values[L], *kept[L];
  const uint8_t* winner[L];
  for (int lane = 0; lane < L; lane++) {
    int64_t at = std::min<int64_t>(lane, in.lanes - 1) * in.plane;
    values[lane] = in.values + at;
    kept[lane] = Then == ConvRectify ? in.kept + at : nullptr;
    winner[lane] = Then == ConvRectifyPool ? in.winner + at : nullptr;
  }
  for (int64_t i = 0, next; i < rows; i = next) {
    int64_t y = first + i;
    float *row = strip + i * columns * L, *below = row + columns * L;
    next = i + 1;
    int64_t filled = 0;
    if constexpr (Then == ConvRectifyPool) {
      // Both rows of a square at once, where both are wanted.
      bool upper = y % 2 == 0, both = upper && next < rows;
      int64_t width = in.width / 2;
      if (both) next++;
      if (y >= 0 && y / 2 < in.height / 2) {
        filled = 2 * width;
        cover_fours(width, [&](int64_t j, int64_t count) __attribute__((always_inline)) {
          int64_t place = y / 2 * width + j;
          V gradients[4], winners[4];
#pragma GCC unroll 4
          for (int r = 0; r < 4; r++) {
            gradients[r] = fours<L>(r, [&](int lane) __attribute__((always_inline)) { return four_floats(values[lane] + place, count); });
            winners[r] = fours<L>(r, [&](int lane) __attribute__((always_inline)) {
              typename Wide<uint8_t, 4>::Vector bytes = {};
              if (count == 4) bytes = load<decltype(bytes)>(winner[lane] + place); else for (int64_t k = 0; k < count; k++) bytes[k] = winner[lane][place + k];
              return reinterpret_cast<Four>(__builtin_convertvector(bytes, typename Wide<int32_t, 4>::Vector));
            });
          }
          exchange<L>(gradients);
          exchange<L>(winners);
          for (int64_t k = 0; k < count; k++) {
            I won = reinterpret_cast<I>(winners[k]);
            V none = {};
            auto write = [&](float* to, int place) __attribute__((always_inline)) {
              put(to, 2 * (j + k), won == place ? gradients[k] : none);
              put(to, 2 * (j + k) + 1, won == place + 1 ? gradients[k] : none);
            };
            write(row, upper ? 0 : 2);
            if (both) write(below, 2);
          }
        });
      }
    } else if (y >= 0 && y < in.height) {
      filled = in.width;
      cover_fours(in.width, [&](int64_t j, int64_t count) __attribute__((always_inline)) {
        int64_t place = y * in.width + j;
        V pixels[4];
#pragma GCC unroll 4
        for (int r = 0; r < 4; r++) {
          pixels[r] = fours<L>(r, [&](int lane) __attribute__((always_inline)) {
            Four value = four_floats(values[lane] + place, count);
            return Then == ConvRectify ? (four_floats(kept[lane] + place, count) <= 0.0f ? Four{} : value) : value;
          });
        }
        exchange<L>(pixels);
        for (int64_t k = 0; k < count; k++) put(row, j + k, pixels[k]);
      });
    }
    for (float* each : {row, below}) {
      if (each == below && next == i + 1) break;
      put(each, -1, V{});
      for (int64_t column = filled; column < columns - 1; column++) put(each, column, V{});
    }
  }
}
}  // namespace
