// 2x2 maximum pooling, forward and backward.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels.h"

namespace {
// Pooling of W neighbouring squares at once: the compiler does not vectorise the interleaved form by itself.
template <int W> struct Lanes {
  typedef float Floats __attribute__((vector_size(4 * W)));
  typedef int32_t Ints __attribute__((vector_size(4 * W)));
  typedef uint8_t Bytes __attribute__((vector_size(W)));
};
template <class T> inline __attribute__((always_inline)) T load(const void* from) { T value; std::memcpy(&value, from, sizeof(T)); return value; }

// With rectify the squares of max(x, 0): a maximum of 0 or less becomes 0 and gets no gradient, so nobody wins (place 4).
template <int W> inline __attribute__((always_inline)) void pool_lanes(bool rectify, const float* upper, const float* lower, float* out, uint8_t* winner) {
  using F = typename Lanes<W>::Floats;
  using I = typename Lanes<W>::Ints;
  F best;
  I at = {};
  // The first of equals wins and a NaN stays, as in libtorch's own pooling.
  auto take = [&](F value, int place) __attribute__((always_inline)) {
    I better = (value > best) | (value != value);
    best = better ? value : best;
    at = better ? at * 0 + place : at;
  };
  auto row = [&](const float* from, int first) __attribute__((always_inline)) {
    F left = load<F>(from), right = load<F>(from + W), even, odd;
    if constexpr (W == 8) {
      even = __builtin_shufflevector(left, right, 0, 2, 4, 6, 8, 10, 12, 14);
      odd = __builtin_shufflevector(left, right, 1, 3, 5, 7, 9, 11, 13, 15);
    } else {
      even = __builtin_shufflevector(left, right, 0, 2, 4, 6);
      odd = __builtin_shufflevector(left, right, 1, 3, 5, 7);
    }
    if (first == 0) best = even; else take(even, first);
    take(odd, first + 1);
  };
  row(upper, 0);
  row(lower, 2);
  if (rectify) {
    I dead = best <= 0.0f;
    best = dead ? F{} : best;
    at = dead ? at * 0 + 4 : at;
  }
  auto places = __builtin_convertvector(at, typename Lanes<W>::Bytes);
  std::memcpy(out, &best, sizeof best);
  std::memcpy(winner, &places, sizeof places);
}

template <int W> inline __attribute__((always_inline)) void unpool_lanes(const float* gradient, const uint8_t* winner, float* upper, float* lower) {
  using F = typename Lanes<W>::Floats;
  using I = typename Lanes<W>::Ints;
  F g = load<F>(gradient), zero = {};
  I at = __builtin_convertvector(load<typename Lanes<W>::Bytes>(winner), I);
  auto row = [&](float* to, int first) __attribute__((always_inline)) {
    F even = at == first ? g : zero, odd = at == first + 1 ? g : zero, left, right;
    if constexpr (W == 8) {
      left = __builtin_shufflevector(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
      right = __builtin_shufflevector(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
    } else {
      left = __builtin_shufflevector(even, odd, 0, 4, 1, 5);
      right = __builtin_shufflevector(even, odd, 2, 6, 3, 7);
    }
    std::memcpy(to, &left, sizeof left);
    std::memcpy(to + W, &right, sizeof right);
  };
  row(upper, 0);
  row(lower, 2);
}

// Calls lanes(first, width) so that all n squares of a row are covered; the last ones overlap, which does no harm.
template <class F> inline __attribute__((always_inline)) void cover(int64_t n, F lanes) {
  int64_t k = 0;
  if (n >= 8) { for (; k + 8 <= n; k += 8) lanes(k, std::integral_constant<int, 8>()); if (k < n) lanes(n - 8, std::integral_constant<int, 8>()); }
  else if (n >= 4) { lanes(0, std::integral_constant<int, 4>()); if (n > 4) lanes(n - 4, std::integral_constant<int, 4>()); }
  else for (; k < n; k++) lanes(k, std::integral_constant<int, 1>());
}

WIDE void pool_plane(bool rectify, const float* from, int64_t rows, int64_t columns, int64_t width, float* out, uint8_t* winner) {
  for (int64_t r = 0; r < rows; r++, from += 2 * width, out += columns, winner += columns) {
    cover(columns, [&](int64_t k, auto lanes) __attribute__((always_inline)) {
      if constexpr (lanes() > 1) pool_lanes<lanes()>(rectify, from + 2 * k, from + width + 2 * k, out + k, winner + k);
      else {
        const float square[] = {from[2 * k], from[2 * k + 1], from[width + 2 * k], from[width + 2 * k + 1]};
        int at = 0;
        for (int place = 1; place < 4; place++) if (square[place] > square[at] || std::isnan(square[place])) at = place;
        bool dead = rectify && square[at] <= 0.0f;
        out[k] = dead ? 0.0f : square[at];
        winner[k] = static_cast<uint8_t>(dead ? 4 : at);
      }
    });
  }
}

WIDE void unpool_plane(const float* gradient, const uint8_t* winner, int64_t rows, int64_t columns, int64_t width, float* to) {
  for (int64_t r = 0; r < rows; r++, to += 2 * width, gradient += columns, winner += columns) {
    cover(columns, [&](int64_t k, auto lanes) __attribute__((always_inline)) {
      if constexpr (lanes() > 1) unpool_lanes<lanes()>(gradient + k, winner + k, to + 2 * k, to + width + 2 * k);
      else for (int place = 0; place < 4; place++) to[place / 2 * width + 2 * k + place % 2] = winner[k] == place ? gradient[k] : 0.0f;
    });
  }
}

// 2x2 maximum pooling with stride 2 of (..., H, W) float32 on the CPU: libtorch's own, unvectorised in this layout and with 8-byte
// indices, took a fifth of a small CNN's time. Same values and gradients to the bit, also of a ReLU taken along.
struct MaxPool2x2 : torch::autograd::Function<MaxPool2x2> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, bool rectify) {
    auto x = input.contiguous();
    auto sizes = x.sizes().vec();
    int64_t height = sizes[sizes.size() - 2], width = sizes.back(), rows = height / 2, columns = width / 2;
    sizes[sizes.size() - 2] = rows;
    sizes.back() = columns;
    auto out = at::empty(sizes, x.options());
    auto winner = at::empty(sizes, x.options().dtype(at::kByte));
    int64_t planes = rows * columns == 0 ? 0 : out.numel() / (rows * columns);
    auto from = x.data_ptr<float>();
    auto to = out.data_ptr<float>();
    auto won = winner.data_ptr<uint8_t>();
    at::parallel_for(0, planes, 16, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) pool_plane(rectify, from + p * height * width, rows, columns, width, to + p * rows * columns, won + p * rows * columns);
    });
    context->save_for_backward({winner});
    context->saved_data["sizes"] = x.sizes().vec();
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto winner = context->get_saved_variables()[0];
    auto gradient = gradients[0].contiguous();
    auto sizes = context->saved_data["sizes"].toIntVector();
    int64_t height = sizes[sizes.size() - 2], width = sizes.back(), rows = height / 2, columns = width / 2;
    bool whole = height % 2 == 0 && width % 2 == 0;  // else a border that no square covers keeps a zero gradient
    auto out = whole ? at::empty(sizes, gradient.options()) : at::zeros(sizes, gradient.options());
    int64_t planes = rows * columns == 0 ? 0 : gradient.numel() / (rows * columns);
    auto from = gradient.data_ptr<float>();
    auto won = winner.data_ptr<uint8_t>();
    auto to = out.data_ptr<float>();
    at::parallel_for(0, planes, 16, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) unpool_plane(from + p * rows * columns, won + p * rows * columns, rows, columns, width, to + p * height * width);
    });
    return {out, at::Tensor()};
  }
};
}  // namespace
