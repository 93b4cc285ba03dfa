// The inner loops of 3x3 convolutions by Winograd's minimal filtering F(2x2, 3x3). Lanes are channels throughout: nothing depends on an image's width.
#pragma once
#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "conv_plan.h"
#include "conv_tiles.h"

#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")

namespace {
// Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2016), arXiv 1509.09308, section 4.1: a square of 2x2 outputs is Aᵀ((G w Gᵀ) ⊙ (Bᵀ x B))A
// with x the 4x4 inputs that it sees: 16 products instead of 36. Summed over channels, each of the 16 places is one matrix product.
constexpr int64_t kPlaces = 16;

// Up to a vector's lanes of channels of one sample, from the first one's plane on. Read: `values` as they are, with `kept` where that is above 0, with `winner` (then
// both are planes of pooled squares) where their square's maximum was. Written: `values`, with `winner` too.
template <class T> struct LanePlanes {
  T* values;
  const float* kept;
  std::conditional_t<std::is_const_v<T>, const uint8_t, uint8_t>* winner;
  int64_t plane, lanes, height, width;
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

// Bᵀ x B of each square of a strip: to[place][square].
template <int L> ALWAYS void input_squares(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step) {
  using V = typename Wide<float, L>::Vector;
  int64_t pitch = columns * L;
  for (int64_t i = 0; i < down; i++, strip += 2 * pitch) {
    V left[2][4];
    auto column = [&](int64_t j, V* out) __attribute__((always_inline)) {
      const float* from = strip + j * L;
      V a = load<V>(from), b = load<V>(from + pitch), c = load<V>(from + 2 * pitch), d = load<V>(from + 3 * pitch);
      out[0] = a - c;
      out[1] = b + c;
      out[2] = c - b;
      out[3] = b - d;
    };
    column(0, left[0]);
    column(1, left[1]);
    for (int64_t j = 0; j < across; j++, to += step) {
      V right[2][4];
      column(2 * j + 2, right[0]);
      column(2 * j + 3, right[1]);
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) {
        V row[] = {left[0][r] - right[0][r], left[1][r] + right[0][r], right[0][r] - left[1][r], left[1][r] - right[1][r]};
#pragma GCC unroll 4
        for (int c = 0; c < 4; c++) std::memcpy(to + (4 * r + c) * place, &row[c], sizeof(V));
        left[0][r] = right[0][r];
        left[1][r] = right[1][r];
      }
    }
  }
}

// A g Aᵀ of each square's own 2x2 gradients, within the border of the same strip; adds their sums to total.
template <int L> ALWAYS void gradient_squares(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step, float* total) {
  using V = typename Wide<float, L>::Vector;
  int64_t pitch = columns * L;
  V sum = {};
  strip += pitch + L;
  for (int64_t i = 0; i < down; i++, strip += 2 * pitch) {
    for (int64_t j = 0; j < across; j++, to += step) {
      const float* from = strip + 2 * j * L;
      V a = load<V>(from), b = load<V>(from + L), c = load<V>(from + pitch), d = load<V>(from + pitch + L);
      V sides[4][2] = {{a, b}, {a + c, b + d}, {a - c, b - d}, {-c, -d}};
      sum += sides[1][0] + sides[1][1];
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) {
        V row[] = {sides[r][0], sides[r][0] + sides[r][1], sides[r][0] - sides[r][1], -sides[r][1]};
#pragma GCC unroll 4
        for (int c = 0; c < 4; c++) std::memcpy(to + (4 * r + c) * place, &row[c], sizeof(V));
      }
    }
  }
  sum += load<V>(total);
  std::memcpy(total, &sum, sizeof sum);
}

// bias + Aᵀ m A of the squares of rows [first, first + down), and what follows, into the planes; strip: room for two rows of squares and one of the planes.
template <int L> ALWAYS void output_squares(const float* m, int64_t place, int64_t step, int64_t first, int64_t down, int64_t across, const float* bias, int64_t then, float* strip, const LanePlanes<float>& out) {
  using V = typename Wide<float, L>::Vector;
  using I = typename Wide<int32_t, L>::Vector;
  V b = load<V>(bias), none = {};
  float* below = strip + 2 * across * L;
  // Lanes beyond the channels go where nobody reads.
  float *unread = below + 2 * across * L, *values[L];
  uint8_t* winner[L];
  auto planes = [&](const float* row, int64_t width, int64_t at, auto* base, auto** to, auto put) __attribute__((always_inline)) {
    for (int lane = 0; lane < L; lane++) to[lane] = lane < out.lanes ? base + lane * out.plane + at : reinterpret_cast<decltype(base)>(unread);
    cover_fours(width, [&](int64_t j, int64_t count) __attribute__((always_inline)) {
      V v[4] = {};
      if (count == 4) std::memcpy(v, row + j * L, sizeof v); else for (int64_t k = 0; k < count; k++) v[k] = load<V>(row + (j + k) * L);
      exchange<L>(v);
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) {
        apart<L>(v[r], r, [&](int lane, Four four) __attribute__((always_inline)) { put(to[lane] + j, four, count); }, std::make_integer_sequence<int, L / 2>());
      }
    });
  };
  auto floats = [](float* to, Four four, int64_t count) __attribute__((always_inline)) {
    if (count == 4) std::memcpy(to, &four, sizeof four); else for (int64_t k = 0; k < count; k++) to[k] = four[k];
  };
  auto bytes = [](uint8_t* to, Four four, int64_t count) __attribute__((always_inline)) {
    auto places = __builtin_convertvector(reinterpret_cast<typename Wide<int32_t, 4>::Vector>(four), typename Wide<uint8_t, 4>::Vector);
    if (count == 4) std::memcpy(to, &places, sizeof places); else for (int64_t k = 0; k < count; k++) to[k] = places[k];
  };
  for (int64_t i = 0; i < down; i++) {
    for (int64_t j = 0; j < across; j++, m += step) {
      V upper[4], lower[4];
#pragma GCC unroll 4
      for (int c = 0; c < 4; c++) {
        V one = load<V>(m + c * place), two = load<V>(m + (4 + c) * place), three = load<V>(m + (8 + c) * place), four = load<V>(m + (12 + c) * place);
        upper[c] = one + two + three;
        lower[c] = two - three - four;
      }
      V square[] = {upper[0] + upper[1] + upper[2] + b, upper[1] - upper[2] - upper[3] + b, lower[0] + lower[1] + lower[2] + b, lower[1] - lower[2] - lower[3] + b};
      if (then == ConvRectifyPool) {
        // As in max_pool.h: the first of equals wins, a NaN stays, and of a maximum of 0 or less nobody wins (place 4).
        V best = square[0];
        I winner = {};
#pragma GCC unroll 4
        for (int k = 1; k < 4; k++) {
          I better = (square[k] > best) | (square[k] != square[k]);
          best = better ? square[k] : best;
          winner = better ? winner * 0 + k : winner;
        }
        I dead = best <= 0.0f;
        best = dead ? none : best;
        winner = dead ? winner * 0 + 4 : winner;
        std::memcpy(strip + j * L, &best, sizeof best);
        std::memcpy(below + j * L, &winner, sizeof winner);
      } else {
        if (then == ConvRectify) for (auto& value : square) value = value <= 0.0f ? none : value;
        std::memcpy(strip + 2 * j * L, square, 2 * sizeof(V));
        std::memcpy(below + 2 * j * L, square + 2, 2 * sizeof(V));
      }
    }
    int64_t row = first + i;
    if (then == ConvRectifyPool) {
      if (row >= out.height / 2) continue;
      planes(strip, out.width / 2, row * (out.width / 2), out.values, values, floats);
      planes(below, out.width / 2, row * (out.width / 2), out.winner, winner, bytes);
    } else {
      planes(strip, out.width, 2 * row * out.width, out.values, values, floats);
      if (2 * row + 1 < out.height) planes(below, out.width, (2 * row + 1) * out.width, out.values, values, floats);
    }
  }
}

// R rows and N vectors of c = a b, or of c += a b; a's elements are a_row and a_step apart.
template <int L, int R, int N> ALWAYS void multiply_tile(const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t b_step, int64_t depth, float* c, int64_t c_row, bool add) {
  using V = typename Wide<float, L>::Vector;
  V sums[R][N] = {};
  for (int64_t k = 0; k < depth; k++, a += a_step, b += b_step) {
    V x[N];
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) x[n] = load<V>(b + n * L);
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) {
      V factor = a[r * a_row] - V{};  // in all lanes
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) sums[r][n] += factor * x[n];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) {
      V value = add ? load<V>(c + r * c_row + n * L) + sums[r][n] : sums[r][n];
      std::memcpy(c + r * c_row + n * L, &value, sizeof(V));
    }
  }
}

template <int L, int R, int N> ALWAYS void multiply_rows(const float* a, int64_t a_row, int64_t a_step, int64_t rows, const float* b, int64_t b_step, int64_t depth, float* c, int64_t c_row, bool add) {
  for (; rows >= R; rows -= R, a += R * a_row, c += R * c_row) multiply_tile<L, R, N>(a, a_row, a_step, b, b_step, depth, c, c_row, add);
  if constexpr (R > 1) { if (rows > 0) multiply_rows<L, (R > 2 ? R - 2 : 1), N>(a, a_row, a_step, rows, b, b_step, depth, c, c_row, add); }
}

struct WinogradKernels {
  int64_t lanes;
  void (*strip)(const LanePlanes<const float>& in, int64_t first, int64_t rows, float* strip, int64_t columns);
  void (*input)(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step);
  void (*gradient)(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step, float* total);
  void (*output)(const float* m, int64_t place, int64_t step, int64_t first, int64_t down, int64_t across, const float* bias, int64_t then, float* strip, const LanePlanes<float>& out);
  void (*multiply)(const float* a, int64_t a_row, int64_t a_step, int64_t rows, const float* b, int64_t b_step, int64_t vectors, int64_t depth, float* c, int64_t c_row, bool add);
};

#define WINOGRAD_KERNELS(NAME, TARGET, L, ROWS) \
  TARGET void strip_##NAME(const LanePlanes<const float>& in, int64_t first, int64_t rows, float* strip, int64_t columns) { \
    if (in.winner) strip_all<L, ConvRectifyPool>(in, first, rows, strip, columns); \
    else if (in.kept) strip_all<L, ConvRectify>(in, first, rows, strip, columns); \
    else strip_all<L, ConvOnly>(in, first, rows, strip, columns); \
  } \
  TARGET void input_##NAME(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step) { input_squares<L>(strip, columns, down, across, to, place, step); } \
  TARGET void gradient_##NAME(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step, float* total) { \
    gradient_squares<L>(strip, columns, down, across, to, place, step, total); \
  } \
  TARGET void output_##NAME(const float* m, int64_t place, int64_t step, int64_t first, int64_t down, int64_t across, const float* bias, int64_t then, float* strip, const LanePlanes<float>& out) { \
    if (then == ConvRectifyPool) output_squares<L>(m, place, step, first, down, across, bias, ConvRectifyPool, strip, out); \
    else if (then == ConvRectify) output_squares<L>(m, place, step, first, down, across, bias, ConvRectify, strip, out); \
    else output_squares<L>(m, place, step, first, down, across, bias, ConvOnly, strip, out); \
  } \
  TARGET void multiply_##NAME(const float* a, int64_t a_row, int64_t a_step, int64_t rows, const float* b, int64_t b_step, int64_t vectors, int64_t depth, float* c, int64_t c_row, bool add) { \
    for (; vectors > 1; vectors -= 2, b += 2 * L, c += 2 * L) multiply_rows<L, ROWS, 2>(a, a_row, a_step, rows, b, b_step, depth, c, c_row, add); \
    if (vectors == 1) multiply_rows<L, ROWS, 1>(a, a_row, a_step, rows, b, b_step, depth, c, c_row, add); \
  } \
  const WinogradKernels winograd_##NAME = {L, strip_##NAME, input_##NAME, gradient_##NAME, output_##NAME, multiply_##NAME};
WINOGRAD_KERNELS(any, , 4, 6)
#if defined(__x86_64__)
WINOGRAD_KERNELS(v3, __attribute__((target("arch=x86-64-v3"))), 8, 6)
WINOGRAD_KERNELS(v4, __attribute__((target("arch=x86-64-v4"))), 16, 12)
#endif
#undef WINOGRAD_KERNELS

// As wide as the direct loops that serve this processor.
inline const WinogradKernels& winograd_kernels() {
#if defined(__x86_64__)
  int64_t lanes = conv_kernels<float>().lanes;
  return lanes == 16 ? winograd_v4 : lanes == 8 ? winograd_v3 : winograd_any;
#else
  return winograd_any;
#endif
}
}  // namespace
#pragma GCC pop_options
