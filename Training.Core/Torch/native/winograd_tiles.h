// The inner loops of 3x3 convolutions by Winograd's minimal filtering F(2x2, 3x3). Lanes are channels throughout: nothing depends on an image's width.
#pragma once
#include <cstdint>
#include <utility>

#include "winograd_lanes.h"

#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")

namespace {
// Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2016), arXiv 1509.09308, section 4.1: a square of 2x2 outputs is Aᵀ((G w Gᵀ) ⊙ (Bᵀ x B))A
// with x the 4x4 inputs that it sees: 16 products instead of 36. Summed over channels, each of the 16 places is one matrix product.
constexpr int64_t kPlaces = 16;

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
template <int L, ConvThen Then> ALWAYS void output_squares(const float* m, int64_t place, int64_t step, int64_t first, int64_t down, int64_t across, const float* bias, float* strip, const LanePlanes<float>& out) {
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
      if constexpr (Then == ConvRectifyPool) {
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
        if (Then == ConvRectify) for (auto& value : square) value = value <= 0.0f ? none : value;
        std::memcpy(strip + 2 * j * L, square, 2 * sizeof(V));
        std::memcpy(below + 2 * j * L, square + 2, 2 * sizeof(V));
      }
    }
    int64_t row = first + i;
    if constexpr (Then == ConvRectifyPool) {
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
  void (*output)(const float* m, int64_t place, int64_t step, int64_t first, int64_t down, int64_t across, const float* bias, float* strip, const LanePlanes<float>& out);
  void (*multiply)(const float* a, int64_t a_row, int64_t a_step, int64_t rows, const float* b, int64_t b_step, int64_t vectors, int64_t depth, float* c, int64_t c_row, bool add);
};

#define WINOGRAD_KERNELS(NAME, TARGET, L, ROWS) \
  TARGET void strip_##NAME(const LanePlanes<const float>& in, int64_t first, int64_t rows, float* strip, int64_t columns) { \
    if (in.then == ConvRectifyPool) strip_all<L, ConvRectifyPool>(in, first, rows, strip, columns); \
    else if (in.then == ConvRectify) strip_all<L, ConvRectify>(in, first, rows, strip, columns); \
    else strip_all<L, ConvOnly>(in, first, rows, strip, columns); \
  } \
  TARGET void input_##NAME(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step) { input_squares<L>(strip, columns, down, across, to, place, step); } \
  TARGET void gradient_##NAME(const float* strip, int64_t columns, int64_t down, int64_t across, float* to, int64_t place, int64_t step, float* total) { \
    gradient_squares<L>(strip, columns, down, across, to, place, step, total); \
  } \
  TARGET void output_##NAME(const float* m, int64_t place, int64_t step, int64_t first, int64_t down, int64_t across, const float* bias, float* strip, const LanePlanes<float>& out) { \
    if (out.then == ConvRectifyPool) output_squares<L, ConvRectifyPool>(m, place, step, first, down, across, bias, strip, out); \
    else if (out.then == ConvRectify) output_squares<L, ConvRectify>(m, place, step, first, down, across, bias, strip, out); \
    else output_squares<L, ConvOnly>(m, place, step, first, down, across, bias, strip, out); \
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
