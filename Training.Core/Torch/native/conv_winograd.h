// 3x3 convolutions of stride 1 and padding 1 in float32 by Winograd's minimal filtering, forward and backward: block by block of squares, so that what is transformed stays in a core's cache.
#pragma once
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "conv_plan.h"
#include "winograd_tiles.h"

namespace {
// With fewer channels the transforms cost more than the products that they save (measured: 12 to 12 channels took 1.2 times as long as directly, 8 to 32 1.1, 16 to 16 0.8).
inline bool winograd_pays(const ConvShape& s) { return s.kernel == 3 && s.stride == 1 && s.padding == 1 && s.inputs >= 16 && s.outputs >= 16; }

// Memory that grows and begins with a cache line.
struct Floats {
  struct alignas(64) Line { float values[16]; };
  std::vector<Line> lines;
  float* room(int64_t n) {
    if (static_cast<int64_t>(lines.size()) * 16 < n) lines.resize((n + 15) / 16);
    return lines.data()->values;
  }
};

struct WinogradSpace { Floats strip, squares, gradients, products, rows; };

// Channels of all samples, as of LanePlanes.
template <class T> struct Images {
  LanePlanes<T> first;
  int64_t channels;
  LanePlanes<T> from(int64_t sample, int64_t channel, int64_t lanes) const {
    auto p = first;
    int64_t at = (sample * channels + channel) * p.plane;
    p.values += at;
    if (p.kept) p.kept += at;
    if (p.winner) p.winner += at;
    p.lanes = std::min(lanes, channels - channel);
    return p;
  }
};

struct Winograd {
  const ConvShape& s;
  const WinogradKernels& kernels = winograd_kernels();
  int64_t lanes = kernels.lanes, block = 2 * lanes, down = (s.height + 1) / 2, across = (s.width + 1) / 2, rows = s.samples * down;  // rows of squares of all samples

  static int64_t up(int64_t n, int64_t to) { return (n + to - 1) / to * to; }
  int64_t whole(int64_t channels) const { return up(channels, lanes); }
  int64_t columns() const { return 2 * across + 2; }

  // Rows of squares worked on together: what there is of `channels` floats a square and place fits into a core's cache. By the shape alone.
  int64_t tall(int64_t channels) const { return std::max<int64_t>(1, std::max<int64_t>(48, 4096 / channels) / across); }

  // From place to place: an odd number of cache lines, so that the places do not meet in the same sets of a cache.
  int64_t place(int64_t tall, int64_t channels) const { return ((tall * across * channels + 15) / 16 | 1) * 16; }

  // run(sample, its first row of squares, rows of squares, rows of the block before these) for the rows [from, to) of all samples' squares.
  template <class F> void runs(int64_t from, int64_t to, F run) const {
    for (int64_t q = from, n; q < to; q += n) {
      n = std::min(down - q % down, to - q);
      run(q / down, q % down, n, q - from);
    }
  }

  // each(strip, first channel, rows of squares, squares of the block before these) for the strips of what the rows [from, to) see.
  template <class F> void strips(const Images<const float>& in, int64_t from, int64_t to, WinogradSpace& space, F each) const {
    runs(from, to, [&](int64_t sample, int64_t first, int64_t n, int64_t before) {
      float* strip = space.strip.room((2 * n + 2) * columns() * lanes);
      for (int64_t c = 0; c < in.channels; c += lanes) {
        kernels.strip(in.from(sample, c, lanes), 2 * first - 1, 2 * n + 2, strip, columns());
        each(strip, c, n, before * across);
      }
    });
  }

  // [place][square][channel], channels in whole vectors.
  void inputs(const Images<const float>& in, int64_t from, int64_t to, WinogradSpace& space, float* squares, int64_t apart) const {
    int64_t step = whole(in.channels);
    strips(in, from, to, space, [&](const float* strip, int64_t c, int64_t n, int64_t before) { kernels.input(strip, columns(), n, across, squares + before * step + c, apart, step); });
  }

  // G w Gᵀ as [block of two vectors of outputs][place][input][output of the block], outputs beyond the last being zeros.
  // Back: inputs and outputs change their parts, and the kernel is turned around.
  void weights(const float* w, bool back, Floats& all) const {
    int64_t to = back ? s.inputs : s.outputs, from = back ? s.outputs : s.inputs;
    float* packed = all.room(up(to, block) * kPlaces * from);
    at::parallel_for(0, up(to, block) / block, 1, [&](int64_t begin, int64_t end) {
      for (int64_t o = begin * block; o < std::min(end * block, to); o++) for (int64_t c = 0; c < from; c++) {
        const float* kernel = w + (back ? c * s.inputs + o : o * s.inputs + c) * 9;
        float half[3][4], *out = packed + (o / block * kPlaces * from + c) * block + o % block;
        for (int i = 0; i < 3; i++) {
          auto at = [&](int j) { return kernel[back ? 8 - 3 * i - j : 3 * i + j]; };
          half[i][0] = at(0);
          half[i][1] = 0.5f * (at(0) + at(1) + at(2));
          half[i][2] = 0.5f * (at(0) - at(1) + at(2));
          half[i][3] = at(2);
        }
        for (int j = 0; j < 4; j++) {
          float a = half[0][j], b = half[1][j], d = half[2][j], column[] = {a, 0.5f * (a + b + d), 0.5f * (a - b + d), d};
          for (int i = 0; i < 4; i++) out[(4 * i + j) * from * block] = column[i];
        }
      }
    });
  }

  // From transformed inputs and weights of the rows [from, to) to their outputs. bias: whole vectors of it.
  void outputs(const float* squares, int64_t apart, int64_t inputs, const float* weights, const float* bias, int64_t from, int64_t to, WinogradSpace& space, const Images<float>& out) const {
    int64_t gap = place(to - from, block), step = whole(inputs);
    float *products = space.products.room(kPlaces * gap), *rows = space.rows.room(4 * across * lanes + s.width);
    for (int64_t o = 0; o < out.channels; o += block) {
      int64_t vectors = std::min<int64_t>(2, (out.channels - o + lanes - 1) / lanes);
      for (int64_t p = 0; p < kPlaces; p++) {
        kernels.multiply(squares + p * apart, step, 1, (to - from) * across, weights + (o * kPlaces + p * block) * inputs, block, vectors, inputs, products + p * gap, block, false);
      }
      runs(from, to, [&](int64_t sample, int64_t first, int64_t n, int64_t before) {
        for (int64_t v = 0; v < vectors; v++) {
          int64_t channel = o + v * lanes;
          kernels.output(products + before * across * block + v * lanes, gap, block, first, n, across, bias + channel, rows, out.from(sample, channel, lanes));
        }
      });
    }
  }

  // dL/dw = Gᵀ s G from the sums [place][output][input] of all chunks, which lie `apart` from each other.
  void weight_gradient(const float* sums, int64_t chunks, int64_t apart, float* dw) const {
    int64_t step = whole(s.inputs);
    at::parallel_for(0, s.outputs, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> row(kPlaces * step);
      for (int64_t o = begin; o < end; o++) {
        std::fill(row.begin(), row.end(), 0.0f);
        for (int64_t c = 0; c < chunks; c++) for (int64_t p = 0; p < kPlaces; p++) {
          const float* from = sums + c * apart + (p * s.outputs + o) * step;
          for (int64_t i = 0; i < step; i++) row[p * step + i] += from[i];
        }
        for (int64_t i = 0; i < s.inputs; i++) {
          float half[3][4], *to = dw + (o * s.inputs + i) * 9;
          for (int64_t j = 0; j < 4; j++) {
            auto at = [&](int64_t k) { return row[(4 * k + j) * step + i]; };
            half[0][j] = at(0) + 0.5f * (at(1) + at(2));
            half[1][j] = 0.5f * (at(1) - at(2));
            half[2][j] = 0.5f * (at(1) + at(2)) + at(3);
          }
          for (auto& h : half) {
            *to++ = h[0] + 0.5f * (h[1] + h[2]);
            *to++ = 0.5f * (h[1] - h[2]);
            *to++ = 0.5f * (h[1] + h[2]) + h[3];
          }
        }
      }
    });
  }
};

inline void winograd_forward(const ConvShape& s, const float* x, const float* w, const float* b, int64_t then, float* out, uint8_t* winner) {
  Winograd plan{s};
  Floats weights;
  plan.weights(w, false, weights);
  std::vector<float> bias(plan.whole(s.outputs));
  if (b) std::copy(b, b + s.outputs, bias.begin());
  int64_t shrink = then == ConvRectifyPool ? 2 : 1, size = s.height * s.width, channels = plan.whole(s.inputs);
  Images<const float> in{{x, nullptr, nullptr, ConvOnly, size, 0, s.height, s.width}, s.inputs};
  Images<float> to{{out, nullptr, winner, then, (s.height / shrink) * (s.width / shrink), 0, s.height, s.width}, s.outputs};
  int64_t tall = plan.tall(channels + plan.block), apart = plan.place(tall, channels);
  at::parallel_for(0, (plan.rows + tall - 1) / tall, 1, [&](int64_t begin, int64_t end) {
    WinogradSpace space;
    float* squares = space.squares.room(kPlaces * apart);
    for (int64_t q = begin * tall; q < std::min(end * tall, plan.rows); q += tall) {
      int64_t last = std::min(q + tall, plan.rows);
      plan.inputs(in, q, last, space, squares, apart);
      plan.outputs(squares, apart, s.inputs, weights.lines.data()->values, bias.data(), q, last, space, to);
    }
  });
}

// dx null: not wanted. Sums run in chunks that depend on the shape alone, so equal threads or not give equal bits.
inline void winograd_backward(const ConvShape& s, const float* x, const float* w, const ConvGradient<float>& g, float* dx, float* dw, float* db) {
  Winograd plan{s};
  Floats weights;
  if (dx) plan.weights(w, true, weights);
  int64_t shrink = g.then == ConvRectifyPool ? 2 : 1, size = s.height * s.width, inputs = plan.whole(s.inputs), outputs = plan.whole(s.outputs);
  std::vector<float> zeros(inputs);
  Images<const float> in{{x, nullptr, nullptr, ConvOnly, size, 0, s.height, s.width}, s.inputs};
  Images<const float> gradient{{g.dy, g.kept, g.winner, g.then, (s.height / shrink) * (s.width / shrink), 0, s.height, s.width}, s.outputs};
  Images<float> to{{dx, nullptr, nullptr, ConvOnly, size, 0, s.height, s.width}, s.inputs};
  int64_t tall = plan.tall(outputs + inputs), apart = plan.place(tall, inputs), gap = plan.place(tall, outputs);
  int64_t length = kPlaces * s.outputs * inputs + outputs, most = std::clamp<int64_t>((8 << 20) / length, 4, 16), chunk = plan.up((plan.rows + most - 1) / most, tall), chunks = (plan.rows + chunk - 1) / chunk;
  std::vector<float> sums(chunks * length);
  at::parallel_for(0, chunks, 1, [&](int64_t begin, int64_t end) {
    WinogradSpace space;
    float *squares = space.squares.room(kPlaces * apart), *gradients = space.gradients.room(kPlaces * gap);
    for (int64_t q = begin * chunk; q < std::min(end * chunk, plan.rows); q += tall) {
      int64_t last = std::min({q + tall, (q / chunk + 1) * chunk, plan.rows});
      float *products = sums.data() + q / chunk * length, *bias = products + length - outputs;
      if (dx) {
        plan.inputs(gradient, q, last, space, gradients, gap);
        plan.outputs(gradients, gap, s.outputs, weights.lines.data()->values, zeros.data(), q, last, space, to);
      }
      plan.strips(gradient, q, last, space, [&](const float* strip, int64_t c, int64_t n, int64_t before) {
        plan.kernels.gradient(strip, plan.columns(), n, plan.across, gradients + before * outputs + c, gap, outputs, bias + c);
      });
      plan.inputs(in, q, last, space, squares, apart);
      for (int64_t p = 0; p < kPlaces; p++) {
        plan.kernels.multiply(gradients + p * gap, 1, outputs, s.outputs, squares + p * apart, inputs, inputs / plan.lanes, (last - q) * plan.across, products + p * s.outputs * inputs, inputs, true);
      }
    }
  });
  plan.weight_gradient(sums.data(), chunks, length, dw);
  if (!db) return;
  std::fill_n(db, s.outputs, 0.0f);
  for (int64_t c = 0; c < chunks; c++) for (int64_t o = 0; o < s.outputs; o++) db[o] += sums[(c + 1) * length - outputs + o];
}
}  // namespace
