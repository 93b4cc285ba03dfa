// Where things lie while a convolution runs: padded planes, the vectors of outputs that walk over them, the taps beside these.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace {
enum ConvThen : int64_t { ConvOnly, ConvRectify, ConvRectifyPool };

struct ConvShape {
  int64_t samples, inputs, height, width, outputs, kernel, stride, padding;
  int64_t rows() const { return (height + 2 * padding - kernel) / stride + 1; }
  int64_t columns() const { return (width + 2 * padding - kernel) / stride + 1; }
};

// What the gradient of the output comes from: itself; with max(x, 0) also the output; with pooling the gradient of the squares and who won in them.
template <class T> struct ConvGradient {
  int64_t then;
  const T *dy, *kept;
  const uint8_t* winner;
};

// Outputs of a plane as vectors: row after row where rows are whole vectors, else through the padding between the rows, whose results nobody reads.
struct Walk {
  int64_t rows, columns, pitch, lanes;
  bool by_rows() const { return columns % lanes == 0; }
  int64_t step() const { return by_rows() ? columns : pitch; }  // from row to row of the result
  int64_t vectors(int64_t of_rows) const { return by_rows() ? of_rows * columns / lanes : ((of_rows - 1) * pitch + columns + lanes - 1) / lanes; }
  void add(std::vector<int32_t>& origins, int64_t first, int64_t of_rows) const {
    int64_t in_row = columns / lanes;
    for (int64_t v = 0, n = vectors(of_rows); v < n; v++) origins.push_back(static_cast<int32_t>(by_rows() ? first + v / in_row * pitch + v % in_row * lanes : first + v * lanes));
  }
  // The same from a row on for sums over the outputs, each of which may count once: where rows are not whole vectors, the last vector of these reaches into the next rows, which then begin behind it.
  void add_once(std::vector<int32_t>& origins, int64_t first, int64_t row, int64_t of_rows) const {
    if (by_rows()) return add(origins, first + row * pitch, of_rows);
    int64_t end = row + of_rows < rows ? ((row + of_rows) * pitch + lanes - 1) / lanes : vectors(rows);
    for (int64_t v = (row * pitch + lanes - 1) / lanes; v < end; v++) origins.push_back(static_cast<int32_t>(first + v * lanes));
  }
};

// Input positions that are alike in (y + padding) mod stride and the same of x; `first` of them lie in the padding.
struct Phase {
  int64_t start, first, count, taps;  // pixel = start + stride · (i - first), with taps kernel rows (columns) that reach it
};

// All planes have rows `pitch` apart, so that one walk serves input and gradient. With a stride the input's padded plane is split into its phases,
// each of them contiguous: a tap is then a fixed distance, whatever the stride.
struct ConvPlan {
  ConvShape s;
  int64_t lanes, block, border, pitch, phase_size, gradient_rows, gradient_plane;
  std::vector<Phase> down, across;
  std::vector<int32_t> taps;  // distances in the input, in the order of the weights

  ConvPlan(const ConvShape& shape, int64_t lanes, int64_t block) : s(shape), lanes(lanes), block(block) {
    int64_t reach = (s.kernel - 1) / s.stride;
    down = phases(s.height);
    across = phases(s.width);
    border = 0;
    for (auto& all : {down, across}) for (auto& p : all) border = std::max(border, p.taps - 1 - p.first);
    pitch = s.columns() + reach;
    for (auto& p : across) pitch = std::max(pitch, p.count + p.first + border);
    pitch = std::max(pitch, s.columns() + border);
    gradient_rows = s.rows() + border;
    for (auto& p : down) gradient_rows = std::max(gradient_rows, p.count + p.first + border);
    phase_size = apart((s.rows() + reach) * pitch);
    gradient_plane = apart(gradient_rows * pitch);
    for (int64_t c = 0; c < s.inputs; c++) for (int64_t y = 0; y < s.kernel; y++) for (int64_t x = 0; x < s.kernel; x++) {
      taps.push_back(static_cast<int32_t>(c * input_plane() + (y % s.stride * s.stride + x % s.stride) * phase_size + y / s.stride * pitch + x / s.stride));
    }
  }

  int64_t input_plane() const { return s.stride * s.stride * phase_size; }
  int64_t input_sample() const { return s.inputs * input_plane(); }
  int64_t gradient_sample() const { return whole(s.outputs) * gradient_plane; }
  int64_t gradient_start() const { return border * pitch + border; }
  int64_t depth() const { return s.inputs * s.kernel * s.kernel; }
  int64_t whole(int64_t channels) const { return (channels + block - 1) / block * block; }
  Walk outputs() const { return {s.rows(), s.columns(), pitch, lanes}; }
  Walk inputs(const Phase& y, const Phase& x) const { return {y.count, x.count, pitch, lanes}; }

  // Distances in the padded gradient of what reaches one phase of the input, output channel by output channel.
  std::vector<int32_t> taps_back(const Phase& y, const Phase& x) const {
    std::vector<int32_t> all;
    for (int64_t o = 0; o < s.outputs; o++) for (int64_t m = 0; m < y.taps; m++) for (int64_t n = 0; n < x.taps; n++) {
      all.push_back(static_cast<int32_t>(o * gradient_plane + (y.first - m + border) * pitch + x.first - n + border));
    }
    return all;
  }

  // Rows worked on together, an even number: the block's results and the planes' strips stay in the caches. It depends on nothing but the shape.
  int64_t strip(int64_t rows, int64_t planes) const {
    int64_t most = std::max<int64_t>(2, std::min(8192 / (block * pitch), 131072 / (planes * pitch))), strips = (rows + most - 1) / most;
    return ((rows + strips - 1) / strips + 1) / 2 * 2;
  }

 private:
  // Whole cache lines, an odd number of them, so that planes do not meet in the same sets of a cache; with room for the last vector.
  int64_t apart(int64_t size) const { return ((size + lanes + 15) / 16 | 1) * 16; }

  std::vector<Phase> phases(int64_t size) const {
    std::vector<Phase> all;
    for (int64_t a = 0; a < s.stride; a++) {
      int64_t first = a >= s.padding ? 0 : (s.padding - a + s.stride - 1) / s.stride, start = a + s.stride * first - s.padding;
      all.push_back({start, first, start < size ? (size - start - 1) / s.stride + 1 : 0, a < s.kernel ? (s.kernel - 1 - a) / s.stride + 1 : 0});
    }
    return all;
  }
};
}  // namespace
