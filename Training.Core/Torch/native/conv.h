// Two-dimensional convolution on the CPU, forward and backward, with what often follows it: max(x, 0) and 2x2 maximum pooling.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "conv_plan.h"
#include "conv_tiles.h"
#include "conv_winograd.h"
#include "max_pool.h"
#include "transformer_rows.h"

namespace {
// out = max(x, 0), a NaN staying one. And dx = dy where the rectified value is not 0.
template <class T> ALWAYS void rectified_all(const T* x, T* out, int64_t n) { for (int64_t k = 0; k < n; k++) out[k] = x[k] <= T(0) ? T(0) : x[k]; }
template <class T> ALWAYS void rectified_back_all(const T* __restrict dy, const T* __restrict kept, T* __restrict dx, int64_t n) { for (int64_t k = 0; k < n; k++) dx[k] = kept[k] <= T(0) ? T(0) : dy[k]; }
template <class T> ALWAYS T plane_sum_all(const T* x, int64_t n) { return sum_of<T>(n, [&](int64_t k) { return x[k]; }); }
WIDE void rectified(const float* x, float* out, int64_t n) { rectified_all(x, out, n); }
void rectified(const double* x, double* out, int64_t n) { rectified_all(x, out, n); }
WIDE void rectified_back(const float* dy, const float* kept, float* dx, int64_t n) { rectified_back_all(dy, kept, dx, n); }
void rectified_back(const double* dy, const double* kept, double* dx, int64_t n) { rectified_back_all(dy, kept, dx, n); }
WIDE float plane_sum(const float* x, int64_t n) { return plane_sum_all(x, n); }
double plane_sum(const double* x, int64_t n) { return plane_sum_all(x, n); }

template <class T> ALWAYS void every_second_all(const T* __restrict x, T* __restrict out, int64_t n) { for (int64_t k = 0; k < n; k++) out[k] = x[2 * k]; }
WIDE void every_second(const float* x, float* out, int64_t n) { every_second_all(x, out, n); }
void every_second(const double* x, double* out, int64_t n) { every_second_all(x, out, n); }

// The plane of one channel between zeros, phase by phase. What is not written here was zero before and stays it.
template <class T> void pad_input(const ConvPlan& p, const T* from, T* to) {
  int64_t height = p.s.rows() + (p.s.kernel - 1) / p.s.stride;
  for (auto& y : p.down) for (auto& x : p.across) {
    int64_t rows = std::min(y.count, height - y.first), columns = std::min(x.count, p.pitch - x.first);
    for (int64_t i = 0; i < rows; i++) {
      const T* row = from + (y.start + i * p.s.stride) * p.s.width + x.start;
      T* out = to + (y.first + i) * p.pitch + x.first;
      if (p.s.stride == 1) std::memcpy(out, row, columns * sizeof(T));
      else if (p.s.stride == 2) every_second(row, out, columns);
      else for (int64_t j = 0; j < columns; j++) out[j] = row[j * p.s.stride];
    }
    to += p.phase_size;
  }
}

// Weights (outputs, inputs, k, k) as [block][tap][channel of the block], forward and for one phase of the way back; channels beyond the last are zeros.
template <class T> std::vector<T> packed(const ConvPlan& p, const T* w) {
  std::vector<T> all(p.whole(p.s.outputs) * p.depth());
  for (int64_t o = 0; o < p.s.outputs; o++) for (int64_t q = 0; q < p.depth(); q++) all[(o / p.block * p.depth() + q) * p.block + o % p.block] = w[o * p.depth() + q];
  return all;
}
template <class T> std::vector<T> packed_back(const ConvPlan& p, const T* w, int64_t first_row, int64_t rows, int64_t first_column, int64_t columns) {
  int64_t depth = p.s.outputs * rows * columns, k = p.s.kernel;
  std::vector<T> all(p.whole(p.s.inputs) * depth);
  for (int64_t c = 0; c < p.s.inputs; c++) {
    T* to = all.data() + c / p.block * depth * p.block + c % p.block;
    for (int64_t o = 0; o < p.s.outputs; o++) for (int64_t m = 0; m < rows; m++) for (int64_t n = 0; n < columns; n++, to += p.block) {
      *to = w[((o * p.s.inputs + c) * k + first_row + m * p.s.stride) * k + first_column + n * p.s.stride];
    }
  }
  return all;
}

// Samples padded together, so that small planes fill the tiles and sums are long.
inline int64_t conv_group(int64_t elements) { return std::clamp<int64_t>(65536 / elements, 1, 8); }

// done(channel, sample of the group, first row, rows, results) for the product of padded planes with packed weights, strip by strip.
template <class T, class F> void conv_product(const ConvKernels<T>& kernels, const ConvPlan& p, const Walk& walk, const T* planes, int64_t sample, int64_t samples, int64_t depth_planes,
                                              const std::vector<int32_t>& taps, const T* weights, const T* bias, int64_t channels, std::vector<T>& results, F done) {
  int64_t strip = p.strip(walk.rows, depth_planes), depth = taps.size();
  std::vector<int32_t> origins;
  for (int64_t row = 0; row < walk.rows; row += strip) {
    int64_t rows = std::min(strip, walk.rows - row), vectors = walk.vectors(rows), step = samples * vectors * p.lanes;
    origins.clear();
    for (int64_t k = 0; k < samples; k++) walk.add(origins, k * sample + row * p.pitch, rows);
    if (static_cast<int64_t>(results.size()) < p.block * step) results.resize(p.block * step);
    for (int64_t first = 0; first < channels; first += p.block) {
      kernels.product(planes, origins.data(), origins.size(), taps.data(), depth, weights + first * depth, bias + first, results.data(), step);
      for (int64_t r = 0; r < std::min(p.block, channels - first); r++) {
        for (int64_t k = 0; k < samples; k++) done(first + r, k, row, rows, results.data() + r * step + k * vectors * p.lanes);
      }
    }
  }
}

template <class T> void conv_forward(const ConvShape& s, const T* x, const T* w, const T* b, int64_t then, T* out, uint8_t* winner) {
  if constexpr (sizeof(T) == sizeof(float)) { if (winograd_pays(s)) return winograd_forward(s, x, w, b, then, out, winner); }
  auto& kernels = conv_kernels<T>();
  ConvPlan p(s, kernels.lanes, kernels.block);
  auto walk = p.outputs();
  auto weights = packed(p, w);
  std::vector<T> bias(p.whole(s.outputs));
  if (b) std::copy(b, b + s.outputs, bias.begin());
  int64_t group = conv_group(p.input_sample()), columns = walk.columns, out_rows = then == ConvRectifyPool ? walk.rows / 2 : walk.rows, out_columns = then == ConvRectifyPool ? columns / 2 : columns;
  at::parallel_for(0, (s.samples + group - 1) / group, 1, [&](int64_t from, int64_t to) {
    std::vector<T> planes(group * p.input_sample()), results;
    for (int64_t n = from * group; n < std::min(to * group, s.samples); n += group) {
      int64_t samples = std::min(group, s.samples - n);
      for (int64_t k = 0; k < samples * s.inputs; k++) pad_input(p, x + (n * s.inputs + k) * s.height * s.width, planes.data() + k * p.input_plane());
      conv_product<T>(kernels, p, walk, planes.data(), p.input_sample(), samples, s.inputs, p.taps, weights.data(), bias.data(), s.outputs, results, [&](int64_t channel, int64_t k, int64_t row, int64_t rows, T* result) {
        int64_t plane = (n + k) * s.outputs + channel;
        if constexpr (sizeof(T) == sizeof(float)) {
          if (then == ConvRectifyPool) {
            int64_t place = plane * out_rows * out_columns + row / 2 * out_columns;
            return pool_plane(true, result, rows / 2, out_columns, walk.step(), out + place, winner + place);
          }
        }
        T* to = out + (plane * out_rows + row) * out_columns;
        for (int64_t i = 0; i < rows; i++, to += columns, result += walk.step()) {
          if (then == ConvRectify) rectified(result, to, columns); else std::memcpy(to, result, columns * sizeof(T));
        }
      });
    }
  });
}

template <class T> void pad_gradient(const ConvPlan& p, const ConvGradient<T>& g, int64_t plane, T* to) {
  int64_t rows = p.s.rows(), columns = p.s.columns();
  to += p.gradient_start();
  if constexpr (sizeof(T) == sizeof(float)) {
    int64_t place = plane * (rows / 2) * (columns / 2);
    if (g.then == ConvRectifyPool) return unpool_plane(g.dy + place, g.winner + place, rows / 2, columns / 2, p.pitch, to);
  }
  for (int64_t i = 0, place = plane * rows * columns; i < rows; i++, place += columns, to += p.pitch) {
    if (g.then == ConvRectify) rectified_back(g.dy + place, g.kept + place, to, columns); else std::memcpy(to, g.dy + place, columns * sizeof(T));
  }
}

// From the padded gradients of a group's samples to dL/dx.
template <class T> struct ConvBack {
  struct Part { const Phase *y, *x; std::vector<int32_t> taps; std::vector<T> weights; };
  const ConvKernels<T>& kernels;
  const ConvPlan& p;
  std::vector<Part> parts;
  std::vector<T> zeros;

  ConvBack(const ConvKernels<T>& kernels, const ConvPlan& p, const T* w) : kernels(kernels), p(p), zeros(p.whole(p.s.inputs)) {
    for (auto& y : p.down) for (auto& x : p.across) {
      if (y.count > 0 && x.count > 0) parts.push_back({&y, &x, p.taps_back(y, x), packed_back(p, w, &y - p.down.data(), y.taps, &x - p.across.data(), x.taps)});
    }
  }

  void run(const T* gradients, int64_t samples, std::vector<T>& results, T* dx) const {
    auto& s = p.s;
    for (auto& part : parts) {
      auto walk = p.inputs(*part.y, *part.x);
      conv_product<T>(kernels, p, walk, gradients, p.gradient_sample(), samples, s.outputs, part.taps, part.weights.data(), zeros.data(), s.inputs, results, [&](int64_t channel, int64_t k, int64_t row, int64_t rows, T* result) {
        T* to = dx + ((k * s.inputs + channel) * s.height + part.y->start + row * s.stride) * s.width + part.x->start;
        for (int64_t i = 0; i < rows; i++, to += s.stride * s.width, result += walk.step()) {
          if (s.stride == 1) std::memcpy(to, result, walk.columns * sizeof(T));
          else for (int64_t j = 0; j < walk.columns; j++) to[j * s.stride] = result[j];
        }
      });
    }
  }
};

// Adds a group's part of dL/dw to sums, packed as the weights are.
template <class T> void conv_correlate(const ConvKernels<T>& kernels, const ConvPlan& p, const T* inputs, const T* gradients, int64_t samples, T* sums) {
  auto walk = p.outputs();
  int64_t strip = p.strip(walk.rows, p.s.inputs + p.s.outputs);
  std::vector<int32_t> origins, places;
  for (int64_t row = 0; row < walk.rows; row += strip) {
    int64_t rows = std::min(strip, walk.rows - row);
    origins.clear();
    places.clear();
    for (int64_t k = 0; k < samples; k++) {
      walk.add_once(origins, k * p.input_sample(), row, rows);
      walk.add_once(places, k * p.gradient_sample() + p.gradient_start(), row, rows);
    }
    for (int64_t o = 0; o < p.s.outputs; o += p.block) {
      kernels.correlate(inputs, origins.data(), gradients + o * p.gradient_plane, places.data(), p.gradient_plane, origins.size(), p.taps.data(), p.depth(), sums + o * p.depth());
    }
  }
}

// dx null: not wanted. Sums over samples run in chunks that depend on the shape alone, so equal threads or not give equal bits.
template <class T> void conv_backward(const ConvShape& s, const T* x, const T* w, const ConvGradient<T>& g, T* dx, T* dw, T* db) {
  if constexpr (sizeof(T) == sizeof(float)) { if (winograd_pays(s)) return winograd_backward(s, x, w, g, dx, dw, db); }
  auto& kernels = conv_kernels<T>();
  ConvPlan p(s, kernels.lanes, kernels.block);
  int64_t whole = p.whole(s.outputs), length = whole * (p.depth() + 1);
  int64_t chunks = std::min(s.samples, std::clamp<int64_t>((8 << 20) / length, 4, 16)), chunk = (s.samples + chunks - 1) / chunks, group = std::min(chunk, conv_group(p.input_sample() + p.gradient_sample()));
  ConvBack<T> back(kernels, p, w);
  std::vector<T> sums(chunks * length);
  at::parallel_for(0, chunks, 1, [&](int64_t from, int64_t to) {
    std::vector<T> inputs(group * p.input_sample()), gradients(group * p.gradient_sample()), results;
    for (int64_t c = from; c < to; c++) {
      T *dw_part = sums.data() + c * length, *db_part = dw_part + whole * p.depth();
      for (int64_t n = c * chunk, end = std::min(n + chunk, s.samples); n < end; n += group) {
        int64_t samples = std::min(group, end - n);
        for (int64_t k = 0; k < samples; k++) for (int64_t o = 0; o < s.outputs; o++) {
          T* plane = gradients.data() + k * p.gradient_sample() + o * p.gradient_plane;
          pad_gradient(p, g, (n + k) * s.outputs + o, plane);
          if (db) db_part[o] += plane_sum(plane, p.gradient_plane);
        }
        if (dx) back.run(gradients.data(), samples, results, dx + n * s.inputs * s.height * s.width);
        for (int64_t k = 0; k < samples * s.inputs; k++) pad_input(p, x + (n * s.inputs + k) * s.height * s.width, inputs.data() + k * p.input_plane());
        conv_correlate(kernels, p, inputs.data(), gradients.data(), samples, dw_part);
      }
    }
  });
  for (int64_t c = 1; c < chunks; c++) add_columns(sums.data() + c * length, sums.data(), 1, length);
  for (int64_t o = 0; o < s.outputs; o++) for (int64_t q = 0; q < p.depth(); q++) dw[o * p.depth() + q] = sums[(o / p.block * p.depth() + q) * p.block + o % p.block];
  if (db) std::copy_n(sums.data() + whole * p.depth(), s.outputs, db);
}

// x (N, C, H, W), weight (O, C, k, k), bias (O), or (0) for none; answers (N, O, H', W'), with pooling (N, O, H' / 2, W' / 2). float32, or without pooling float64.
struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias, int64_t padding, int64_t stride, int64_t then) {
    bool wants_input = input.requires_grad();
    at::AutoDispatchBelowADInplaceOrView guard;
    auto x = input.contiguous(), w = weight.contiguous();
    ConvShape s{x.size(0), x.size(1), x.size(2), x.size(3), w.size(0), w.size(2), stride, padding};
    int64_t shrink = then == ConvRectifyPool ? 2 : 1;
    auto out = at::empty({s.samples, s.outputs, s.rows() / shrink, s.columns() / shrink}, x.options());
    auto winner = then == ConvRectifyPool ? at::empty(out.sizes(), x.options().dtype(at::kByte)) : at::Tensor();
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "convolution", [&] {
      auto b = bias.contiguous();
      conv_forward<scalar_t>(s, x.data_ptr<scalar_t>(), w.data_ptr<scalar_t>(), b.numel() > 0 ? b.data_ptr<scalar_t>() : nullptr, then, out.data_ptr<scalar_t>(), winner.defined() ? winner.data_ptr<uint8_t>() : nullptr);
    });
    context->save_for_backward({x, w, then == ConvRectify ? out : winner});
    context->saved_data["padding"] = padding;
    context->saved_data["stride"] = stride;
    context->saved_data["then"] = then;
    context->saved_data["wants_input"] = wants_input;
    context->saved_data["has_bias"] = bias.numel() > 0;
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto kept = context->get_saved_variables();
    auto &x = kept[0], &w = kept[1], &after = kept[2];
    at::AutoDispatchBelowADInplaceOrView guard;
    auto dy = gradients[0].contiguous();
    auto then = context->saved_data["then"].toInt();
    ConvShape s{x.size(0), x.size(1), x.size(2), x.size(3), w.size(0), w.size(2), context->saved_data["stride"].toInt(), context->saved_data["padding"].toInt()};
    auto dx = context->saved_data["wants_input"].toBool() ? at::empty(x.sizes(), x.options()) : at::Tensor();
    auto db = context->saved_data["has_bias"].toBool() ? at::empty({s.outputs}, x.options()) : at::Tensor();
    auto dw = at::empty(w.sizes(), w.options());
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "convolution_backward", [&] {
      using T = scalar_t;
      auto data = [](const at::Tensor& t) { return t.defined() ? t.data_ptr<T>() : nullptr; };
      ConvGradient<T> g{then, data(dy), then == ConvRectify ? data(after) : nullptr, then == ConvRectifyPool ? after.data_ptr<uint8_t>() : nullptr};
      conv_backward<T>(s, data(x), data(w), g, data(dx), data(dw), data(db));
    });
    return {dx, dw, db, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

// What has no loops here (other types and devices, kernels that are not square, what is wrong) is libtorch's own, errors included.
inline bool convolves(const at::Tensor& x, const at::Tensor& w, const at::Tensor& b, int64_t padding, int64_t stride) {
  auto type = x.scalar_type();
  if (!x.device().is_cpu() || !w.device().is_cpu() || (type != at::kFloat && type != at::kDouble) || w.scalar_type() != type || (b.defined() && b.scalar_type() != type)) return false;
  if (x.dim() != 4 || w.dim() != 4 || w.size(1) != x.size(1) || w.size(2) != w.size(3) || (b.defined() && (b.dim() != 1 || b.size(0) != w.size(0)))) return false;
  int64_t height = x.size(2) + 2 * padding, width = x.size(3) + 2 * padding, channels = std::max(x.size(1), w.size(0));
  bool small = channels < (1 << 20) && height < (1 << 20) && width < (1 << 20) && (channels + 8) * (height + w.size(2)) * (width + w.size(2)) < (int64_t{1} << 27);  // distances are 32 bits wide
  return small && x.numel() > 0 && w.numel() > 0 && padding >= 0 && stride > 0 && std::min(height, width) >= w.size(2);
}
}  // namespace
