// One block of a transformer with the normalisation first, forward and backward: x + attention(norm(x)), then x + feed-forward(norm(x)).
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "gemm.h"
#include "transformer_rows.h"

namespace {
// All sizes of a block. Rows are positions of all samples.
struct BlockShape {
  int64_t samples, length, width, heads, hidden;
  bool gelu, causal;
  int64_t rows() const { return samples * length; }
  int64_t size() const { return width / heads; }
  // Where only the past is seen, the products of a stripe of positions leave out what comes after it.
  int64_t stripe() const { return causal ? 64 : length; }
};

constexpr int64_t kChunk = 64;  // rows worked on together; fixed, so that sums do not depend on the number of threads
template <class F> void by_chunks(int64_t rows, int64_t columns, F body) {
  at::parallel_for(0, (rows + kChunk - 1) / kChunk, 1 + 32768 / (kChunk * columns), [&](int64_t from, int64_t to) {
    for (int64_t k = from; k < to; k++) body(k, k * kChunk, std::min(kChunk, rows - k * kChunk));
  });
}

// body(place of the chunk's sums, first row, rows) for all chunks; answers the sums (columns) over all chunks, in order.
template <class T, class F> at::Tensor summed(const at::TensorOptions& options, int64_t rows, int64_t width, int64_t columns, F body) {
  auto parts = at::zeros({(rows + kChunk - 1) / kChunk, columns}, options);
  auto first = parts.data_ptr<T>();
  by_chunks(rows, width, [&](int64_t chunk, int64_t row, int64_t count) { body(first + chunk * columns, row, count); });
  auto sums = at::zeros({columns}, options);
  add_columns(first, sums.data_ptr<T>(), parts.size(0), columns);
  return sums;
}

// out = softmax(q kᵀ / √size) v for each sample and head; qkv (rows, 3 width) gets its bias here, shares (samples · heads, length, length) are kept.
template <class T> void attend(const BlockShape& s, T* qkv, const T* bias, T* shares, const T* mask, T* out) {
  int64_t step = 3 * s.width, size = s.size(), n = s.length;
  T scale = T(1) / std::sqrt(T(size));
  at::parallel_for(0, s.samples * s.heads, 1, [&](int64_t from, int64_t to) {
    std::vector<T> kept(mask ? n * s.stripe() : 0);
    for (int64_t task = from; task < to; task++) {
      int64_t sample = task / s.heads, head = task % s.heads;
      T *q = qkv + sample * n * step + head * size, *k = q + s.width, *v = k + s.width, *o = out + sample * n * s.width + head * size, *p = shares + task * n * n;
      for (int part = 0; part < 3; part++) add_bias(q + part * s.width, bias + part * s.width + head * size, q + part * s.width, step, n, size);
      for (int64_t i = 0; i < n; i += s.stripe()) {
        int64_t m = std::min(s.stripe(), n - i), columns = s.causal ? i + m : n;
        gemm<T>(false, true, m, columns, size, scale, q + i * step, step, k, step, 0, p + i * n, n);
        softmax(p + i * n, n, m, columns, i + 1, s.causal);
        if (mask) for (int64_t r = 0; r < m; r++) masked(p + (i + r) * n, mask + task * n * n + (i + r) * n, kept.data() + r * n, columns);
        gemm<T>(false, false, m, size, columns, 1, mask ? kept.data() : p + i * n, n, v, step, 0, o + i * s.width, s.width);
      }
    }
  });
}

// From dL/dout to dL/dqkv.
template <class T> void attend_back(const BlockShape& s, const T* qkv, const T* shares, const T* mask, const T* dout, T* dqkv) {
  int64_t step = 3 * s.width, size = s.size(), n = s.length;
  T scale = T(1) / std::sqrt(T(size));
  at::parallel_for(0, s.samples * s.heads, 1, [&](int64_t from, int64_t to) {
    std::vector<T> scores(n * s.stripe()), kept(mask ? n * s.stripe() : 0);
    for (int64_t task = from; task < to; task++) {
      int64_t start = task / s.heads * n * step + task % s.heads * size, last = (n - 1) / s.stripe() * s.stripe();
      const T *q = qkv + start, *k = q + s.width, *v = k + s.width, *o = dout + task / s.heads * n * s.width + task % s.heads * size, *p = shares + task * n * n;
      T *dq = dqkv + start, *dk = dq + s.width, *dv = dk + s.width, *d = scores.data();
      for (int64_t i = last; i >= 0; i -= s.stripe()) {  // the last stripe sees all keys: it sets their gradients, the others add
        int64_t m = std::min(s.stripe(), n - i), columns = s.causal ? i + m : n;
        T add = i == last ? 0 : 1;
        const T *cover = mask ? mask + task * n * n + i * n : nullptr, *used = p + i * n;
        gemm<T>(false, true, m, columns, size, 1, o + i * s.width, s.width, v, step, 0, d, columns);
        if (mask) {
          for (int64_t r = 0; r < m; r++) {
            masked(used + r * n, cover + r * n, kept.data() + r * n, columns);
            masked(d + r * columns, cover + r * n, d + r * columns, columns);
          }
        }
        gemm<T>(true, false, columns, size, m, 1, mask ? kept.data() : used, n, o + i * s.width, s.width, add, dv, step);
        softmax_back(used, n, d, m, columns);
        gemm<T>(false, false, m, size, columns, scale, d, columns, k, step, 0, dq + i * step, step);
        gemm<T>(true, false, columns, size, m, scale, d, columns, q + i * step, step, add, dk, step);
      }
    }
  });
}

// out (rows, columns) = x wᵀ + beta out. And its two ways back: dx = dy w, and dw = dyᵀ x.
template <class T> void project(int64_t rows, int64_t from, int64_t to, const T* x, const T* w, T beta, T* out) { gemm<T>(false, true, rows, to, from, 1, x, from, w, from, beta, out, to); }
template <class T> void project_back(int64_t rows, int64_t from, int64_t to, const T* dy, const T* w, T* dx) { gemm<T>(false, false, rows, from, to, 1, dy, to, w, from, 0, dx, from); }
template <class T> at::Tensor project_weight(int64_t rows, int64_t from, int64_t to, const T* dy, const T* x, const at::TensorOptions& options) {
  auto dw = at::empty({to, from}, options);
  gemm<T>(true, false, to, from, rows, 1, dy, to, x, from, 0, dw.data_ptr<T>(), from);
  return dw;
}

// out = x + (y wᵀ + bias) * mask.
template <class T> at::Tensor add_projected(int64_t rows, int64_t from, int64_t to, const at::Tensor& x, const at::Tensor& y, const at::Tensor& w, const at::Tensor& bias, const at::Tensor& mask) {
  auto out = at::empty({rows, to}, x.options());
  auto px = x.data_ptr<T>(), po = out.data_ptr<T>();
  if (!mask.defined()) {
    by_chunks(rows, to, [&](int64_t, int64_t row, int64_t count) { add_bias(px + row * to, bias.data_ptr<T>(), po + row * to, to, count, to); });
    project<T>(rows, from, to, y.data_ptr<T>(), w.data_ptr<T>(), 1, po);
    return out;
  }
  project<T>(rows, from, to, y.data_ptr<T>(), w.data_ptr<T>(), 0, po);
  by_chunks(rows, to, [&](int64_t, int64_t row, int64_t count) {
    add_bias(po + row * to, bias.data_ptr<T>(), po + row * to, to, count, to);
    add_masked(px + row * to, po + row * to, mask.data_ptr<T>() + row * to, po + row * to, count * to);
  });
  return out;
}

// Weights as PyTorch names them: norm1, self_attn.in_proj, self_attn.out_proj, norm2, linear1, linear2, of each weight and bias.
// Masks of dropout, undefined without it: shares, attention's output, hidden units, output.
struct TransformerBlock : torch::autograd::Function<TransformerBlock> {
  using Tensors = std::vector<at::Tensor>;
  enum Kept { X, N1, W_IN, W_OUT, N2, W_1, W_2, STATS, A, QKV, SHARES, O, MIDDLE, C, PRE, H, M_SHARES, M_ATTENTION, M_HIDDEN, M_OUTPUT };

  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& n1w, const at::Tensor& n1b, const at::Tensor& in_w, const at::Tensor& in_b,
                            const at::Tensor& out_w, const at::Tensor& out_b, const at::Tensor& n2w, const at::Tensor& n2b, const at::Tensor& w1, const at::Tensor& b1,
                            const at::Tensor& w2, const at::Tensor& b2, const Tensors& masks, int64_t heads, bool gelu, bool causal) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto x = input.contiguous();
    auto options = x.options();
    BlockShape s{x.size(0), x.size(1), x.size(2), heads, w1.size(0), gelu, causal};
    int64_t rows = s.rows(), width = s.width, hidden = s.hidden;
    auto make = [&](int64_t columns) { return at::empty({rows, columns}, options); };
    auto a = make(width), qkv = make(3 * width), o = make(width), c = make(width), pre = make(hidden), h = gelu ? make(hidden) : pre, stats = at::empty({2, rows, 2}, options);
    auto shares = at::empty({s.samples * heads, s.length, s.length}, options);
    at::Tensor middle, out;
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "transformer_block", [&] {
      using T = scalar_t;
      auto data = [](const at::Tensor& t) { return t.defined() ? t.data_ptr<T>() : nullptr; };
      auto norm = [&](const at::Tensor& from, const at::Tensor& w, const at::Tensor& b, at::Tensor& to, T* kept) {
        by_chunks(rows, width, [&](int64_t, int64_t row, int64_t count) { normalize(data(from) + row * width, data(w), data(b), data(to) + row * width, kept + 2 * row, count, width); });
      };
      norm(x, n1w, n1b, a, data(stats));
      project<T>(rows, width, 3 * width, data(a), data(in_w), 0, data(qkv));
      attend<T>(s, data(qkv), data(in_b), data(shares), data(masks[0]), data(o));
      middle = add_projected<T>(rows, width, width, x, o, out_w, out_b, masks[1]);
      norm(middle, n2w, n2b, c, data(stats) + 2 * rows);
      project<T>(rows, width, hidden, data(c), data(w1), 0, data(pre));
      by_chunks(rows, hidden, [&](int64_t, int64_t row, int64_t count) {
        activate(gelu, data(pre) + row * hidden, data(b1), data(h) + row * hidden, count, hidden);
        if (masks[2].defined()) masked(data(h) + row * hidden, data(masks[2]) + row * hidden, data(h) + row * hidden, count * hidden);
      });
      out = add_projected<T>(rows, hidden, width, middle, h, w2, b2, masks[3]);
    });
    context->save_for_backward({x, n1w, in_w, out_w, n2w, w1, w2, stats, a, qkv, shares, o, middle, c, pre, h, masks[0], masks[1], masks[2], masks[3]});
    context->saved_data["heads"] = heads;
    context->saved_data["gelu"] = gelu;
    context->saved_data["causal"] = causal;
    return out.view(input.sizes());
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto kept = context->get_saved_variables();
    auto& x = kept[X];
    auto options = x.options();
    BlockShape s{x.size(0), x.size(1), x.size(2), context->saved_data["heads"].toInt(), kept[W_1].size(0), context->saved_data["gelu"].toBool(), context->saved_data["causal"].toBool()};
    int64_t rows = s.rows(), width = s.width, hidden = s.hidden;
    auto make = [&](int64_t columns) { return at::empty({rows, columns}, options); };
    auto dout = gradients[0].contiguous();
    auto dwide = make(hidden), dnarrow = make(width), dmiddle = make(width), dqkv = make(3 * width), dx = make(width);
    torch::autograd::variable_list g(18);
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "transformer_block_backward", [&] {
      using T = scalar_t;
      auto data = [](const at::Tensor& t) { return t.defined() ? t.data_ptr<T>() : nullptr; };
      auto columns = [&](const at::Tensor& of, int64_t n) {
        return summed<T>(options, rows, n, n, [&](T* sums, int64_t row, int64_t count) { add_columns(data(of) + row * n, sums, count, n); });
      };
      auto covered = [&](const at::Tensor& of, const at::Tensor& mask) { return mask.defined() ? of.view({rows, width}).mul(mask.view({rows, width})) : of; };
      auto norm_back = [&](const at::Tensor& from, const at::Tensor& w, T* stats, const at::Tensor& beside, at::Tensor& to, at::Tensor& dw, at::Tensor& db) {
        auto both = summed<T>(options, rows, width, 2 * width, [&](T* sums, int64_t row, int64_t count) {
          normalize_back(data(dnarrow) + row * width, data(from) + row * width, data(w), stats + 2 * row, data(beside) + row * width, data(to) + row * width, sums, sums + width, count, width);
        });
        dw = both.narrow(0, 0, width).clone();
        db = both.narrow(0, width, width).clone();
      };
      auto dy = covered(dout, kept[M_OUTPUT]);
      g[12] = columns(dy, width);
      g[11] = project_weight<T>(rows, hidden, width, data(dy), data(kept[H]), options);
      project_back<T>(rows, hidden, width, data(dy), data(kept[W_2]), data(dwide));
      g[10] = summed<T>(options, rows, hidden, hidden, [&](T* sums, int64_t row, int64_t count) {
        if (kept[M_HIDDEN].defined()) masked(data(dwide) + row * hidden, data(kept[M_HIDDEN]) + row * hidden, data(dwide) + row * hidden, count * hidden);
        activate_back(s.gelu, data(kept[PRE]) + row * hidden, data(dwide) + row * hidden, sums, count, hidden);
      });
      g[9] = project_weight<T>(rows, width, hidden, data(dwide), data(kept[C]), options);
      project_back<T>(rows, width, hidden, data(dwide), data(kept[W_1]), data(dnarrow));
      norm_back(kept[MIDDLE], kept[N2], data(kept[STATS]) + 2 * rows, dout, dmiddle, g[7], g[8]);
      auto dattention = covered(dmiddle, kept[M_ATTENTION]);
      g[6] = columns(dattention, width);
      g[5] = project_weight<T>(rows, width, width, data(dattention), data(kept[O]), options);
      project_back<T>(rows, width, width, data(dattention), data(kept[W_OUT]), data(dnarrow));
      attend_back<T>(s, data(kept[QKV]), data(kept[SHARES]), data(kept[M_SHARES]), data(dnarrow), data(dqkv));
      g[4] = columns(dqkv, 3 * width);
      g[3] = project_weight<T>(rows, width, 3 * width, data(dqkv), data(kept[A]), options);
      project_back<T>(rows, width, 3 * width, data(dqkv), data(kept[W_IN]), data(dnarrow));
      norm_back(x, kept[N1], data(kept[STATS]), dmiddle, dx, g[1], g[2]);
    });
    g[0] = dx.view(x.sizes());
    return g;
  }
};
}  // namespace
